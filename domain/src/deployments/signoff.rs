//! Sign-offs and the rosters they fill (01 §5).

use ledger::Hash;
use serde::{Deserialize, Serialize};

use super::{Field, ResolutionName};
use crate::accounts::Duty;
use crate::actor::ProofKind;
use crate::calendar::Slots;
use crate::id::PersonId;
use crate::templates::{ItemKey, SlotKey};
use crate::text::{CommentText, Reason, ValueName};
use crate::time::Timestamp;

/// What a signature says (S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Reviewed.
    Reviewed,
    /// Approved.
    Approved,
    /// Accepts the risk.
    AcceptsRisk,
}

impl Meaning {
    /// All meanings, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Reviewed, Self::Approved, Self::AcceptsRisk];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reviewed => "Reviewed",
            Self::Approved => "Approved",
            Self::AcceptsRisk => "Accepts the risk",
        }
    }

    /// The value in forms and entries.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::Approved => "approved",
            Self::AcceptsRisk => "accepts_risk",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.value() == value)
    }
}

/// The sign-offs of one roster of a deployment, over all rounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct RosterState {
    /// The round that is open, from 1; 0 before the first one.
    pub round: u32,
    /// Number of the entry that opened it; 0 before the first one.
    pub opened_seq: u64,
    /// Every sign-off ever given, in order. Nothing is removed: voided and withdrawn ones are struck through.
    pub signoffs: Vec<SignOff>,
    /// Every other answer ever given to being asked for a signature, in order (S8).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub answers: Vec<Answer>,
    /// Slots that the small-team rule had let fall away when the step that the roster guards was taken (S15).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fell_away: Vec<SlotKey>,
}

/// What somebody answered who was asked for a signature and gave none (S8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Number of its entry.
    pub seq: u64,
    /// The slot whose duty the person held.
    pub slot: SlotKey,
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// Round.
    pub round: u32,
    /// Which answer.
    pub kind: AnswerKind,
    /// Why, or what is to be changed.
    pub reason: Reason,
}

/// The answers that are no signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum AnswerKind {
    /// Changes are to be made first.
    ChangesRequested {
        /// Items at issue, which reopened.
        items: Vec<ItemKey>,
    },
    /// No; the round ended.
    Declined,
}

/// One person's signature in a slot, bound to the hash of what was signed (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// Number of its entry.
    pub seq: u64,
    /// Slot.
    pub slot: SlotKey,
    /// Duty held at that time.
    pub duty: Duty,
    /// Who signed. The printed name is private and lies beside the entry.
    pub person: PersonId,
    /// What the signature says.
    pub meaning: Meaning,
    /// Server time.
    pub at: Timestamp,
    /// How the person proved who they are.
    pub proved: ProofKind,
    /// How long ago that was, in seconds.
    pub proof_age: u64,
    /// Comment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<CommentText>,
    /// Round.
    pub round: u32,
    /// Format of the document that was signed.
    pub format: u32,
    /// Hash of the document that was signed.
    pub document: Hash,
    /// The slot may be signed ahead of open items: covers everything but item states and evidence (S2).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub ahead: bool,
    /// Whether it still counts.
    pub standing: SignOffStanding,
}

/// Whether a sign-off counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum SignOffStanding {
    /// It counts.
    Stands,
    /// What it covered changed, or its round ended (S3, S8).
    Voided {
        /// Number of the voiding entry.
        seq: u64,
        /// Who made the change.
        by: PersonId,
        /// When.
        at: Timestamp,
        /// What changed.
        changes: Vec<Change>,
    },
    /// Its signer took it back (S9).
    Withdrawn {
        /// Number of the entry.
        seq: u64,
        /// When.
        at: Timestamp,
        /// Why.
        reason: Reason,
    },
}

/// One thing that changed in a document after somebody had signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// A field was edited. Both values as pages print them; people and services by id.
    Field {
        /// Which.
        field: Field,
        /// Value that was signed.
        before: String,
        /// Value now.
        after: String,
    },
    /// An item's state changed.
    Item {
        /// Which.
        item: ItemKey,
        /// Its state as signed.
        before: ResolutionName,
        /// Its state now; the same where only the reason is another one.
        after: ResolutionName,
    },
    /// Evidence was added to an item.
    Evidence {
        /// Which.
        item: ItemKey,
    },
    /// A value that the checklist leaves blank was filled in; both texts, empty where there is none.
    Value {
        /// Its name in the checklist.
        name: ValueName,
        /// Value that was signed.
        before: String,
        /// Value now.
        after: String,
    },
    /// It was booked, moved or released.
    Booking {
        /// What was signed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        before: Option<Slots>,
        /// What is booked now.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        after: Option<Slots>,
    },
    /// A field that no sign-off covers was edited; what it says now stands in the details.
    Immaterial {
        /// Which.
        field: Field,
    },
    /// Another round of the roster was opened.
    Round {
        /// Round that was signed.
        before: u32,
        /// Round now.
        after: u32,
    },
    /// The round ended because a signer declined.
    Declined,
    /// The round ended because the deployment is being rolled back.
    RolledBack,
    /// So many more changes than an entry can list; each has an entry of its own.
    More {
        /// How many.
        count: u32,
    },
}

impl Change {
    /// A value of a change in words: "nothing" for an absent one.
    pub const fn said(text: &str) -> &str {
        if text.is_empty() { "nothing" } else { text }
    }
}

impl SignOff {
    /// Whether it counts.
    pub const fn stands(&self) -> bool {
        match self.standing {
            SignOffStanding::Stands => true,
            SignOffStanding::Voided { .. } | SignOffStanding::Withdrawn { .. } => false,
        }
    }
}

impl RosterState {
    /// The sign-off that fills `slot` now.
    pub fn standing(&self, slot: &SlotKey) -> Option<&SignOff> {
        self.signoffs
            .iter()
            .find(|signoff| signoff.slot == *slot && signoff.stands())
    }

    /// All sign-offs that count now.
    pub fn standing_all(&self) -> impl Iterator<Item = &SignOff> {
        self.signoffs.iter().filter(|signoff| signoff.stands())
    }
}
