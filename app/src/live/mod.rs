//! Live updates: what a colleague does appears without reloading (D12).
//!
//! The server says only that an entry touched a stream; the island fetches what changed and puts it in place. The page
//! is the server's HTML before and after: nothing is rendered here.
#![allow(
    missing_docs,
    reason = "`#[island]` passes no comments on to the struct of its props"
)]

#[cfg(feature = "hydrate")]
pub(crate) mod dom;
#[cfg(feature = "hydrate")]
mod parts;
#[cfg(feature = "hydrate")]
pub(crate) mod shown;
#[cfg(feature = "hydrate")]
mod stream;

use leptos::prelude::*;

/// Ticks boxes, and keeps the page of a deployment as the ledger says it is. Enhances what the server rendered, and finds
/// there what it has to know.
#[island]
pub fn Live() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if let Some(shown) = shown::Shown::found() {
        crate::deployments::ticking::start(&shown);
        stream::start(&shown);
    }
}

/// Keeps parts of a page as the server says that they are. Enhances what the server rendered: without it a link or a button
/// asks for the page again.
#[island]
pub fn Parts() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    parts::start();
}

/// What [`Live`] is about, as attributes that it reads: an island with properties would bring a reader of JSON along.
#[cfg(feature = "ssr")]
#[component]
pub fn Subject(
    /// Id of the deployment: the stream to listen for.
    deployment: String,
    /// Its number.
    number: String,
    /// Size of the ledger that the page shows.
    position: u64,
) -> impl IntoView {
    view! {
        <div
            hidden
            id="live-subject"
            data-deployment=deployment
            data-number=number
            data-position=position.to_string()
        ></div>
    }
}
