//! The rules of Countersign.
//!
//! Pure: no I/O, no clock, no randomness; everything here compiles to WASM. What a command may do is decided by
//! `decide`, what an event changes by `evolve`, and both are plain functions of their arguments.

pub mod accounts;
pub mod id;
pub mod templates;
pub mod text;
pub mod time;
