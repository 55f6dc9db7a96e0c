//! A booking: a deployment's place in the calendar (W6, W8), and overrides of windows and freezes for it (W10).

use serde::{Deserialize, Serialize};

use super::Stretch;
use crate::accounts::Duty;
use crate::deployments::Written;
use crate::id::{FreezeId, PersonId};
use crate::text::{CommentText, Email, Reason};
use crate::time::Timestamp;

/// What a deployment books: a slot to be deployed in, and one to fall back on (W6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    /// When it is to be deployed.
    pub primary: Stretch,
    /// When it is to be deployed if that fails; free again once the deployment is completed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub backup: Option<Stretch>,
}

/// A deployment's place in the calendar, over all its moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// What it books now; absent once released.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slots: Option<Slots>,
    /// Every time that it was set, moved or released, oldest first; at least one.
    pub writes: Vec<BookingWrite>,
    /// How it was announced; a move takes that back, because it was another time that people were told of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub announced: Option<Announced>,
}

/// One setting, moving or releasing of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingWrite {
    /// What was booked before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub was: Option<Slots>,
    /// The freeze that moved it: then the move is the freeze's, and nobody's own work (S4).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub freeze: Option<FreezeId>,
    /// Who, when, in which entry.
    #[serde(flatten)]
    pub written: Written,
}

/// The announcement of a booking (W8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Who announced it, when, in which entry.
    #[serde(flatten)]
    pub written: Written,
    /// Addresses that were to be told, beside the team and the feeds.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub told: Vec<Email>,
    /// Why it came later than the notice that was needed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub late: Option<Reason>,
}

/// What an override lifts (W10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "lifts")]
pub enum Lifts {
    /// One freeze.
    Freeze {
        /// Which.
        freeze: FreezeId,
    },
    /// Windows and allowed hours.
    Windows,
}

/// An override of a freeze or of windows for one deployment (W10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// What it lifts.
    #[serde(flatten)]
    pub lifts: Lifts,
    /// The duty that gave it.
    pub duty: Duty,
    /// Why.
    pub reason: Reason,
    /// The first instant at which it does not hold any more.
    pub expires_at: Timestamp,
    /// Who gave it, when, in which entry.
    #[serde(flatten)]
    pub written: Written,
    /// The review afterwards, once made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review: Option<OverrideReview>,
}

/// The review of an override (W10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideReview {
    /// Who reviewed it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Whether it was right to override.
    pub justified: bool,
    /// What was found.
    pub finding: CommentText,
}

impl Slots {
    /// The longest slot, in seconds: a week.
    pub const LONGEST_SECONDS: i64 = 7 * 24 * 3600;

    /// Both slots, the primary first.
    pub fn all(&self) -> impl Iterator<Item = Stretch> {
        [Some(self.primary), self.backup].into_iter().flatten()
    }
}

impl Booking {
    /// Who last set, moved or released it, when, in which entry.
    ///
    /// # Panics
    /// Never: a booking begins with its first setting.
    pub fn written(&self) -> Written {
        self.last().written
    }

    /// Whose work the present value is: nobody's where a freeze made it (S4).
    pub fn author(&self) -> Option<PersonId> {
        let last = self.last();
        match last.freeze {
            Some(_) => None,
            None => Some(last.written.by),
        }
    }

    /// What was booked when the ledger had `position` entries, where it was written since.
    pub fn before(&self, position: u64) -> Option<Option<&Slots>> {
        let first = self.writes.iter().find(|write| write.written.seq >= position)?;
        Some(first.was.as_ref())
    }

    fn last(&self) -> &BookingWrite {
        self.writes.last().expect("it was set")
    }
}

impl Override {
    /// Whether it holds at an instant.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.written.at <= at && at < self.expires_at
    }
}
