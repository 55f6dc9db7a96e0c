//! The audit trail: reading, verifying and exporting it. Beside it the access log.

#[cfg(feature = "ssr")]
mod accesses;
pub mod actions;
#[cfg(feature = "ssr")]
mod csv;
#[cfg(feature = "ssr")]
pub(crate) mod filter;
#[cfg(feature = "ssr")]
pub mod pages;
