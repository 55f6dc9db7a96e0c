//! Windows, freezes, bookings: the release manager's calendar (05).

pub mod actions;
#[cfg(feature = "ssr")]
mod banner;
#[cfg(feature = "ssr")]
mod bookings;
mod brought;
#[cfg(feature = "ssr")]
mod choices;
#[cfg(feature = "ssr")]
mod elsewhere;
#[cfg(feature = "ssr")]
mod feeds;
#[cfg(feature = "ssr")]
mod hits;
#[cfg(feature = "ssr")]
pub(crate) mod hours;
#[cfg(feature = "ssr")]
mod import;
pub mod moving;
#[cfg(feature = "ssr")]
pub mod pages;
mod placing;
#[cfg(feature = "ssr")]
mod read;
mod typed;
#[cfg(feature = "ssr")]
mod whatif;

pub use brought::Brought;
pub use typed::Typed;
#[cfg(feature = "ssr")]
pub(crate) use {banner::banner, elsewhere::address as elsewhere};
