//! Templates: importing a checklist with a preview, reviewing, publishing, comparing and exporting it.

pub mod actions;
#[cfg(feature = "ssr")]
mod content;
#[cfg(feature = "ssr")]
mod headings;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
pub mod starters;
mod typed;

pub use typed::Typed;
