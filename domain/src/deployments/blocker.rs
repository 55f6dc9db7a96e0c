//! Blockers and warnings: why the next step cannot be taken now, and what is worth knowing (D4, D5).

use serde::{Deserialize, Serialize};

use super::{ChangeNumber, Hold};
use crate::accounts::Duty;
use crate::calendar::{Closed, Conflict, HoursOf, Slots};
use crate::id::{FreezeId, PersonId, WindowId};
use crate::templates::{ItemKey, ReviewOverdue, Roster, SlotKey};
use crate::time::Timestamp;

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
    /// The same service is running or rolling back in the same environment; any service where it is exclusive.
    EnvironmentBusy {
        /// The other deployment.
        other: ChangeNumber,
    },
    /// None of the windows of a scope is open (W2).
    OutsideWindow {
        /// The windows of that scope.
        windows: Vec<WindowId>,
        /// When windows and freezes next allow a start; absent where they do not for a year.
        opens_at: Option<Timestamp>,
    },
    /// Outside allowed hours (W2, T8).
    OutsideHours {
        /// Whose.
        of: HoursOf,
        /// When windows and freezes next allow a start; absent where they do not for a year.
        opens_at: Option<Timestamp>,
    },
    /// A freeze is in force (W2).
    Frozen {
        /// Which.
        freeze: FreezeId,
        /// When it ends.
        until: Timestamp,
    },
    /// Booked for another time than now (W3).
    OutsideSlot {
        /// What is booked.
        slots: Slots,
    },
    /// The environment needs notice, and it was not announced (W8).
    NoticeMissing {
        /// How many hours of notice are needed.
        hours: u32,
        /// Whether there is a booking that could be announced.
        booked: bool,
    },
    /// A freeze holds up what runs, or stops it (W9).
    FrozenWhileRunning {
        /// Which.
        freeze: FreezeId,
        /// When it ends.
        until: Timestamp,
        /// Whether it can only be rolled back or marked as failed.
        stop: bool,
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
    /// A window or freeze that came later says no to the booked time (W3).
    BookedTimeClosed {
        /// By which rules, and until when.
        closed: Closed,
    },
    /// Somebody whom the booked time takes is away then (W5).
    BookedAway {
        /// Who and when, and what they are needed for; at least one.
        away: Vec<Conflict>,
    },
    /// An override waits for its review (W10).
    OverrideUnreviewed {
        /// Who gave it.
        by: PersonId,
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
