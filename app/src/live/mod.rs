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
pub(crate) mod shown;
#[cfg(feature = "hydrate")]
mod stream;

use leptos::prelude::*;

/// Ticks boxes, and keeps the page of a deployment as the ledger says it is. Enhances what the server rendered.
#[island]
pub fn Live(
    /// Address of the organization.
    org: String,
    /// Id of the deployment: the stream to listen for.
    deployment: String,
    /// Its number.
    number: String,
    /// Size of the ledger that the page shows.
    position: u64,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        let shown = shown::Shown::new(org, deployment, number, position);
        crate::deployments::ticking::start(&shown);
        stream::start(&shown);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (org, deployment, number, position);
}
