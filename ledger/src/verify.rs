//! A stored ledger checked entry by entry, in constant memory.

use thiserror::Error;

use crate::at::At;
use crate::entry::{Entry, EntryError};
use crate::hash::{Hash, leaf_hash};
use crate::tree::{Frontier, NodeAt};

/// The first thing wrong with a ledger, and where.
#[derive(Debug, Error)]
#[error("entry {seq}: {kind}")]
pub struct Fault {
    /// The number of the entry at fault; for faults of the whole, the number of entries read.
    pub seq: u64,
    /// What is wrong.
    #[source]
    pub kind: FaultKind,
}

/// What can be wrong with a ledger.
#[derive(Debug, Error)]
pub enum FaultKind {
    /// The stored bytes are no entry in canonical form.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The entry belongs to another organization's ledger.
    #[error("it belongs to the ledger of {found}")]
    Org {
        /// The organization named in the entry.
        found: String,
    },
    /// The entry belongs to another epoch.
    #[error("it belongs to epoch {found}")]
    Epoch {
        /// The epoch named in the entry.
        found: u64,
    },
    /// The entry says that it stands elsewhere: one was removed, doubled or moved.
    #[error("it says that it is entry {found}")]
    Seq {
        /// The number named in the entry.
        found: u64,
    },
    /// The entry is older than the one in front of it.
    #[error("its time {found} is before {previous}, the time of the entry in front of it")]
    TimeBackwards {
        /// The time of the entry in front.
        previous: At,
        /// The time of this entry.
        found: At,
    },
    /// The entries of one request do not follow each other from first to last.
    #[error("the entries of one request are not complete and in order")]
    Parts,
    /// The ledger has fewer or more entries than its head says.
    #[error("there are {found} entries, and the head says {expected}")]
    Size {
        /// What the head says.
        expected: u64,
        /// What was read.
        found: u64,
    },
    /// The tree of the entries has another root than the head says.
    #[error("the root of the entries is {found}, and the head says {expected}")]
    Root {
        /// What the head says.
        expected: Hash,
        /// What was computed.
        found: Hash,
    },
}

/// An entry that passed, with what the tree made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// The entry.
    pub entry: Entry,
    /// The hash of its stored bytes.
    pub leaf: Hash,
    /// The nodes it completed, from the leaf itself (level 0) upwards: what a store must hold for it.
    pub nodes: Vec<NodeAt>,
}

/// A ledger that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The right edge of the tree; its size is the number of entries.
    pub frontier: Frontier,
    /// The root of the tree.
    pub root: Hash,
    /// The time of the last entry; `None` when there is none.
    pub last_at: Option<At>,
}

/// Checks the entries of one ledger in order.
///
/// Feed each entry's stored bytes to [`StreamVerifier::push`], then call [`StreamVerifier::finish`]. An entry that is
/// refused leaves the verifier as it was.
#[derive(Debug)]
pub struct StreamVerifier {
    org: String,
    epoch: u64,
    frontier: Frontier,
    last_at: Option<At>,
    open: Option<OpenRequest>,
}

/// A request of which further entries must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OpenRequest {
    request: Option<String>,
    next_part: u32,
    parts: u32,
}

impl StreamVerifier {
    /// A verifier for the ledger of `org`, all of whose entries are of `epoch`.
    #[must_use]
    pub fn new(org: impl Into<String>, epoch: u64) -> Self {
        Self {
            org: org.into(),
            epoch,
            frontier: Frontier::new(),
            last_at: None,
            open: None,
        }
    }

    /// Checks the next entry and adds it to the tree.
    ///
    /// # Errors
    /// The [`Fault`] with the number this entry should have.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Accepted, Fault> {
        let fault = |kind| Fault {
            seq: self.frontier.size(),
            kind,
        };
        let entry = Entry::from_bytes(bytes).map_err(|error| fault(error.into()))?;
        self.check_place(&entry).map_err(fault)?;
        let open = self.check_parts(&entry).map_err(fault)?;
        let leaf = leaf_hash(bytes);
        let nodes = self.frontier.push(leaf);
        self.last_at = Some(entry.at);
        self.open = open;
        Ok(Accepted { entry, leaf, nodes })
    }

    /// Checks that the entries were all there, and gave the root that the head or a checkpoint names.
    ///
    /// # Errors
    /// The [`Fault`] with the number of entries read.
    pub fn finish(self, expected_size: u64, expected_root: Hash) -> Result<Verified, Fault> {
        let (found, root) = (self.frontier.size(), self.frontier.root());
        let fault = |kind| Err(Fault { seq: found, kind });
        if found != expected_size {
            return fault(FaultKind::Size {
                expected: expected_size,
                found,
            });
        }
        if self.open.is_some() {
            return fault(FaultKind::Parts);
        }
        if root != expected_root {
            return fault(FaultKind::Root {
                expected: expected_root,
                found: root,
            });
        }
        Ok(Verified {
            frontier: self.frontier,
            root,
            last_at: self.last_at,
        })
    }

    fn check_place(&self, entry: &Entry) -> Result<(), FaultKind> {
        if entry.org != self.org {
            return Err(FaultKind::Org {
                found: entry.org.clone(),
            });
        }
        if entry.epoch != self.epoch {
            return Err(FaultKind::Epoch { found: entry.epoch });
        }
        if entry.seq != self.frontier.size() {
            return Err(FaultKind::Seq { found: entry.seq });
        }
        match self.last_at {
            Some(previous) if entry.at < previous => Err(FaultKind::TimeBackwards {
                previous,
                found: entry.at,
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// Checks that the entry is the part that had to come, and returns what must come after it.
    fn check_parts(&self, entry: &Entry) -> Result<Option<OpenRequest>, FaultKind> {
        let (part, parts) = (entry.part.unwrap_or(1), entry.parts.unwrap_or(1));
        let in_turn = match &self.open {
            None => part == 1,
            Some(open) => part == open.next_part && parts == open.parts && entry.request == open.request,
        };
        if !in_turn {
            return Err(FaultKind::Parts);
        }
        Ok((part < parts).then(|| OpenRequest {
            request: entry.request.clone(),
            next_part: part + 1,
            parts,
        }))
    }
}
