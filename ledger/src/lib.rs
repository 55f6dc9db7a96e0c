//! The tamper-evident log: entries become leaf bytes, leaf bytes become roots and proofs.
//!
//! Everything here is pure: no I/O, no clock, no randomness, the same on a server and in a browser.
//!
//! - [`canonical`]: the one way to write a JSON value as bytes.
//! - [`entry`]: the envelope around every fact; [`at`]: its time.
//! - [`hash`]: leaf, node, commitment and blob hashes, each with its own prefix.
//! - [`tree`]: the RFC 6962 Merkle tree, appended to with nothing but its right edge in memory.
//! - [`proof`]: inclusion and consistency proofs from stored nodes, and their verification.
//! - [`verify`]: a stored ledger checked entry by entry in constant memory.

pub mod at;
pub mod canonical;
pub mod entry;
pub mod hash;
pub mod proof;
pub mod tree;
pub mod verify;

pub use at::{At, AtError};
pub use canonical::CanonicalError;
pub use entry::{Entry, EntryError};
pub use hash::{Hash, HashError, blob_hash, commitment, leaf_hash, node_hash};
pub use proof::{NodeSource, ProofError, ProofPlan};
pub use tree::{Frontier, FrontierError, NodeAt, NodeId};
pub use verify::{Accepted, Fault, FaultKind, StreamVerifier, Verified};
