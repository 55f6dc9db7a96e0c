//! Blockers and warnings: why the next step cannot be taken now, and what is worth knowing (D4, D5).

use serde::{Deserialize, Serialize};

use super::{ChangeNumber, Hold};
use crate::accounts::Duty;
use crate::templates::{ItemKey, ReviewOverdue, Roster, SlotKey};

/// One reason why a deployment cannot take its next step now. The order of the variants is the order on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "blocker")]
pub enum Blocker {
    /// Required items of the phase are open.
    ItemsOpen {
        /// How many.
        count: u32,
        /// The first few, in order.
        first: Vec<ItemKey>,
    },
    /// Required items are done, but lack the evidence that they ask for.
    EvidenceMissing {
        /// How many.
        count: u32,
        /// The first few, in order.
        first: Vec<ItemKey>,
    },
    /// A slot is empty, and somebody may fill it.
    SlotEmpty {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Duty.
        duty: Duty,
    },
    /// A slot's duty is held by nobody in the team (S6).
    DutyUnheld {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Duty.
        duty: Duty,
    },
    /// A slot's duty is held, but nobody who holds it may sign: requester, authors, or taken by other slots (S4, S5).
    NobodyMaySign {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Duty.
        duty: Duty,
    },
    /// The same service is running or rolling back in the same environment.
    EnvironmentBusy {
        /// The other deployment.
        other: ChangeNumber,
    },
    /// On hold.
    OnHold {
        /// Who, when, why.
        hold: Hold,
    },
}

/// Worth knowing; stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "warning")]
pub enum Warning {
    /// The template is overdue for review (T11).
    ReviewOverdue(ReviewOverdue),
    /// A newer version of the template was published.
    NewerVersion {
        /// The newest.
        version: u32,
    },
    /// A sign-off stands although its signer lost the duty since (S16).
    DutyLostSince {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Duty.
        duty: Duty,
    },
    /// A later step will need a slot that nobody may fill now.
    SlotAhead {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Duty.
        duty: Duty,
    },
    /// The small-team rule let the requester's own slot fall away (S15).
    SmallTeam {
        /// Roster.
        roster: Roster,
        /// Slot that is not needed.
        slot: SlotKey,
        /// Duty.
        duty: Duty,
    },
    /// Values that the checklist leaves blank are not filled in (04).
    ValuesOpen {
        /// How many.
        count: u32,
    },
    /// Optional items are open.
    OptionalOpen {
        /// How many.
        count: u32,
    },
}
