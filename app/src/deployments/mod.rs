//! Deployments, sign-offs and my work: pages, server functions, and the island that ticks.

pub mod actions;
#[cfg(feature = "ssr")]
pub(crate) mod checklist;
#[cfg(feature = "ssr")]
mod foreseen;
pub mod fresh;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod regions;
#[cfg(feature = "ssr")]
mod seen;
#[cfg(feature = "hydrate")]
pub(crate) mod ticking;
#[cfg(feature = "ssr")]
mod view;

#[cfg(feature = "ssr")]
pub(crate) use {
    foreseen::{Elsewhere, field},
    regions::{asks, confirm},
};
