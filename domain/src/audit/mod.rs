//! The audit trail: what a page of it shows, an entry with its proof, and the result of a verification. Beside it the
//! access log.

mod access;
mod check;
mod kind;
mod links;
mod sentence;

pub use access::{ACCESS_DAYS, Access, AccessFilter, AccessKind, AccessMark, AccessMarkError, AccessPage};
pub use check::{NotAllowed, SignOffCheck};
pub use kind::KindGroup;
pub use links::{RollbackLinks, Unlinked};
#[cfg(feature = "server")]
pub(crate) use sentence::scope_words;
pub use sentence::{change_words, details, sentence};

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::Hash;
use serde::{Deserialize, Serialize};

use crate::deployments::ChangeNumber;
use crate::event::{Event, RecordedActor};
use crate::id::PersonId;
use crate::templates::Structure;
use crate::time::Timestamp;

/// An entry with its event, for sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Number in the ledger.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: RecordedActor,
    /// What.
    pub event: Event,
    /// Number of the deployment that it is about.
    pub deployment: Option<ChangeNumber>,
}

/// What the trail is filtered by; all of it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Words in the entry's text.
    pub search: String,
    /// Actor.
    pub who: Option<PersonId>,
    /// Group of kinds.
    pub what: Option<KindGroup>,
    /// First instant.
    pub from: Option<Timestamp>,
    /// First instant that is outside again.
    pub until: Option<Timestamp>,
    /// Deployment.
    pub deployment: Option<ChangeNumber>,
    /// Only entries below this number: the next page.
    pub before: Option<u64>,
    /// Entries on a page; the store caps it at 500.
    pub limit: u32,
}

/// One page of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditPage {
    /// Entries, newest first.
    pub entries: Vec<TimelineEntry>,
    /// The number to ask for the next page with; `None` at the end.
    pub next: Option<u64>,
    /// The structures of the deployments that entries are about: they name the items.
    pub structures: BTreeMap<ChangeNumber, Arc<Structure>>,
}

impl AuditPage {
    /// The structure that names the items of an entry.
    pub fn structure(&self, entry: &TimelineEntry) -> Option<&Structure> {
        self.structures.get(&entry.deployment?).map(AsRef::as_ref)
    }
}

/// One entry, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryDetails {
    /// Parsed.
    pub entry: TimelineEntry,
    /// The exact bytes that were hashed.
    pub bytes: String,
    /// Leaf hash.
    pub leaf: Hash,
    /// Inclusion proof in a tree of `size` leaves.
    pub proof: Vec<Hash>,
    /// Size of the tree.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
    /// The private part as canonical JSON with its salt in hex, where there is one and it was not erased.
    pub private: Option<(String, String)>,
}

/// What a verification did and found (03 §Verification).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyReport {
    /// Entries read.
    pub entries: u64,
    /// Root of the tree.
    pub root: Hash,
    /// What was checked, with counts: "1,204 entries canonical and in order", ….
    pub checked: Vec<Checked>,
    /// Tables that are not covered, and why.
    pub uncovered: Vec<String>,
    /// What was found; empty when all is well. At most the first hundred.
    pub faults: Vec<Fault>,
}

/// Where the verification of an organization's trail stands. It is long work: begun by whoever asks for it, and gone on
/// with when nobody waits (07).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// It goes on.
    Running {
        /// When it began.
        since: Timestamp,
        /// Entries that are read.
        entries: u64,
        /// Entries that there are; 0 while it waits for its turn.
        all: u64,
    },
    /// It ran to its end, whatever it found.
    Ended {
        /// When it ended.
        at: Timestamp,
        /// What it did and found.
        report: Arc<VerifyReport>,
    },
    /// It could not run to its end.
    Failed {
        /// When it broke off.
        at: Timestamp,
        /// Where the log has the cause: the id of the request that began it.
        reference: String,
    },
}

impl Verification {
    /// Whether it goes on.
    pub const fn running(&self) -> bool {
        match self {
            Self::Running { .. } => true,
            Self::Ended { .. } | Self::Failed { .. } => false,
        }
    }
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// Something that is not as the ledger says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Ledger: the organization's id, or `instance`.
    pub ledger: String,
    /// Entry number, where it is about one.
    pub seq: Option<u64>,
    /// Table.
    pub table: String,
    /// The row's key, as text.
    pub row: String,
    /// Columns, any of which may be the wrong one; none for a row missing or too many.
    pub columns: Vec<String>,
    /// What is wrong.
    pub what: String,
}
