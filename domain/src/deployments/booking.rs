//! What people ask for, and what happens, about a deployment's place in the calendar (05).

use serde::{Deserialize, Serialize};

use crate::accounts::Duty;
use crate::calendar::{Against, Lifts, Slots};
use crate::id::FreezeId;
use crate::text::{CommentText, Email, Reason};
use crate::time::Timestamp;

/// Commands about a deployment's booking, and about overrides for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingCommand {
    /// Books, or moves what is booked.
    Book {
        /// Number of the entry of the booking on the page; 0 where there was none. Another one is stale (D12).
        seen: u64,
        /// When.
        slots: Slots,
        /// Bookings and absences that the person was told stand against it, and takes all the same; what rules it out cannot
        /// be taken (W5, W7).
        accepted: Vec<Against>,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Gives the booking up.
    Release {
        /// Number of the entry of the booking on the page.
        seen: u64,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Announces the booking (W8).
    Announce {
        /// Number of the entry of the booking on the page.
        seen: u64,
        /// Why it comes later than the notice that is needed.
        late: Option<Reason>,
    },
    /// Lifts a freeze, or windows and allowed hours, for this deployment (W10).
    Override {
        /// What is lifted.
        lifts: Lifts,
        /// Why.
        reason: Reason,
        /// The first instant at which it does not hold any more.
        expires_at: Timestamp,
    },
    /// Reviews an override afterwards (W10).
    Review {
        /// Number of the override's entry.
        overridden: u64,
        /// Whether it was right to override.
        justified: bool,
        /// What was found.
        finding: CommentText,
    },
}

/// Events about a deployment's booking, and about overrides for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum BookingEvent {
    /// It was booked, or its booking moved.
    #[serde(rename = "booking.set/1")]
    Set {
        /// When.
        slots: Slots,
        /// The freeze that moved it: then the move is the freeze's (S4).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        freeze: Option<FreezeId>,
    },
    /// Its booking was given up.
    #[serde(rename = "booking.released/1")]
    Released {},
    /// Its booking was announced.
    #[serde(rename = "booking.announced/1")]
    Announced {
        /// Addresses that were to be told, beside the team and the feeds.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        told: Vec<Email>,
        /// Why it came later than the notice that was needed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        late: Option<Reason>,
    },
    /// A freeze, or windows and allowed hours, were lifted for it.
    #[serde(rename = "override.given/1")]
    Overridden {
        /// What was lifted.
        #[serde(flatten)]
        lifts: Lifts,
        /// The duty that gave it.
        duty: Duty,
        /// Why.
        reason: Reason,
        /// The first instant at which it does not hold any more.
        expires_at: Timestamp,
    },
    /// An override was reviewed.
    #[serde(rename = "override.reviewed/1")]
    Reviewed {
        /// Number of the override's entry.
        overridden: u64,
        /// Whether it was right to override.
        justified: bool,
        /// What was found.
        finding: CommentText,
    },
}
