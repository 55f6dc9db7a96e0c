//! The moving parts of pages.

pub(crate) mod counter;
