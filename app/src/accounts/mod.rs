//! Coming in, the own account, people and settings.

pub mod actions;
#[cfg(feature = "ssr")]
mod device;
#[cfg(feature = "ssr")]
pub mod pages;

#[cfg(feature = "ssr")]
pub use device::device_name;
#[cfg(feature = "ssr")]
pub(crate) use pages::own_zone;
