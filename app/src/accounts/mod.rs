//! Coming in, the own account, people and settings.

pub mod actions;
#[cfg(feature = "ssr")]
pub mod pages;
