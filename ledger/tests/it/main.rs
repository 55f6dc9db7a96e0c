//! The log as its users meet it: bytes in, roots, proofs and faults out.
#![allow(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod at;
mod canonical;
mod differential;
mod entry;
mod fixture;
mod frontier;
mod hash;
mod proofs;
mod stream;
mod tampering;
mod vectors;
