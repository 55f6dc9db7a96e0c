//! The state of one item, and what was added to it (D2, D11).

use serde::{Deserialize, Serialize};

use super::Written;
use crate::id::PersonId;
use crate::templates::structure::EvidenceKind;
use crate::text::{EvidenceNumber, EvidenceText, Link, LinkLabel, Reason};
use crate::time::Timestamp;

/// What was done with one item (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemState {
    /// Its state.
    pub resolution: Resolution,
    /// The last change of the state; absent while only comments and links were added.
    pub change: Option<ItemChanged>,
    /// Links added as evidence.
    pub links: Vec<AddedLink>,
    /// What was given as evidence in words or figures; the last one counts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub given: Option<GivenEvidence>,
    /// Number of comments.
    pub comments: u32,
}

/// The last change of an item's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChanged {
    /// Who, when and in which entry: what a stale tick is checked against (D12). Comments and links do not count.
    #[serde(flatten)]
    pub written: Written,
    /// The state before it.
    pub was: ResolutionName,
    /// Why, where it was changed after the stage that works it was over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
}

impl ItemState {
    /// Number of the entry that last changed the state; 0 when it never changed (D12).
    pub fn seq(&self) -> u64 {
        self.change.as_ref().map_or(0, |change| change.written.seq)
    }

    /// Whether there is evidence of the kind (T4). Files are not kept, so nothing waits for them.
    pub fn has(&self, kind: EvidenceKind) -> bool {
        match kind {
            EvidenceKind::Link => !self.links.is_empty(),
            EvidenceKind::Text | EvidenceKind::Number => {
                self.given.as_ref().is_some_and(|given| given.value.kind() == kind)
            }
            EvidenceKind::File => true,
        }
    }
}

/// Evidence that somebody gave in words or figures (T4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenEvidence {
    /// What it says.
    #[serde(flatten)]
    pub value: EvidenceValue,
    /// Who, when and in which entry.
    #[serde(flatten)]
    pub written: Written,
}

/// Evidence in words or figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceValue {
    /// In words.
    Text(EvidenceText),
    /// In figures.
    Number(EvidenceNumber),
}

impl EvidenceValue {
    /// The kind that an item has to ask for.
    pub const fn kind(&self) -> EvidenceKind {
        match self {
            Self::Text(_) => EvidenceKind::Text,
            Self::Number(_) => EvidenceKind::Number,
        }
    }

    /// What it says.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text.as_str(),
            Self::Number(number) => number.as_str(),
        }
    }
}

/// The bare name of an item's state: for documents, changes, attributes and cache columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolutionName {
    /// See [`Resolution::Open`].
    Open,
    /// See [`Resolution::Done`].
    Done,
    /// See [`Resolution::NotApplicable`].
    NotApplicable,
}

impl ResolutionName {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::NotApplicable];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::NotApplicable => "not applicable",
        }
    }

    /// The value in addresses, attributes, entries and cache columns.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.value() == value)
    }
}

/// The state of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Resolution {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Left out, and why.
    NotApplicable {
        /// Why.
        reason: Reason,
    },
}

impl Resolution {
    /// Whether nothing is left to do.
    pub const fn resolved(&self) -> bool {
        match self {
            Self::Open => false,
            Self::Done | Self::NotApplicable { .. } => true,
        }
    }

    /// Why it was left out.
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Open | Self::Done => None,
            Self::NotApplicable { reason } => Some(reason),
        }
    }

    /// The bare name.
    pub const fn name(&self) -> ResolutionName {
        match self {
            Self::Open => ResolutionName::Open,
            Self::Done => ResolutionName::Done,
            Self::NotApplicable { .. } => ResolutionName::NotApplicable,
        }
    }
}

/// A link that somebody added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedLink {
    /// Where it leads.
    pub url: Link,
    /// What it shows; the address itself when absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<LinkLabel>,
    /// Who added it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Number of the entry.
    pub seq: u64,
}
