//! Templates: importing a checklist with a preview, reviewing, publishing, comparing and exporting it.

pub mod actions;
#[cfg(feature = "ssr")]
mod content;
#[cfg(feature = "ssr")]
mod headings;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod policy;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
pub mod starters;
#[cfg(all(test, feature = "ssr"))]
mod tests;
mod typed;

pub use typed::Typed;
