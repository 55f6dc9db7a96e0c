//! Pages, islands and server functions: everything a browser sees.
//!
//! Built twice: with `ssr` into the server, which renders whole pages, and with `hydrate` into the
//! WASM module, which holds only the islands. Router and head management exist only under `ssr`.
#![recursion_limit = "256"]
#![allow(
    unreachable_pub,
    reason = "`#[component]` and `#[island]` make public items in private modules"
)]

mod assets;
mod islands;
#[cfg(feature = "ssr")]
mod shell;

pub use assets::Assets;
#[cfg(feature = "ssr")]
pub use shell::{App, shell};
