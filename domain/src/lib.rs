//! The rules of Countersign.
//!
//! Pure: no I/O, no clock, no randomness; everything here compiles to WASM. What a command may do is decided by
//! `decide`, what an event changes by `evolve`, and both are plain functions of their arguments.

pub mod accounts;
pub mod actor;
pub mod audit;
pub mod backend;
pub mod cache;
pub mod calendar;
pub mod command;
pub mod decide;
pub mod deployments;
pub mod event;
pub mod id;
pub mod refusal;
pub mod sources;
pub mod templates;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod time;
pub mod zone;
