//! Windows, freezes and bookings: when deployments may start, and who said so (05).
//!
//! Everything here is arithmetic on an organization's calendar, a deployment's place in it and an instant that enters as
//! an argument. Zones and their daylight saving come from the IANA data that is compiled in; what is stored is the local
//! rule, and instants are computed from it (W1).

mod absence;
mod booking;
#[cfg(feature = "server")]
mod budget;
mod command;
mod conflicts;
mod decide;
mod desk;
mod environment;
mod event;
mod evolve;
mod feed;
mod freeze;
#[cfg(feature = "server")]
pub mod ical;
mod judge;
mod local;
mod policy;
mod recurrence;
mod scope;
mod slots;
mod stretch;
#[cfg(test)]
mod tests;
mod times;
mod window;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use absence::{Absence, Against, Away};
pub use booking::{Announced, Booking, BookingWrite, Lifts, Override, OverrideReview, Slots};
#[cfg(feature = "server")]
pub use budget::{Basis, HISTORY_LEAST, HISTORY_MOST, History, Planned};
pub use command::{CalendarCommand, FreezeMove, SetAbsence, SetFreeze, SetWindow};
pub(crate) use conflicts::busy;
pub use conflicts::{Booked, Conflict, ConflictWith, Other, Plan, Ready, Signers, ToSign, conflicts};
pub use decide::{decide, may_plan, may_tell_absence};
pub use desk::{
    DESK_DAYS, DESK_MOST, DeployerAway, Desk, FreezeAhead, LateAnnouncement, Overlap, Unannounced, Unbooked,
    deployers_away, desk_reach, freezes_ahead, overlaps, ready_to_book, unannounced,
};
pub use environment::EnvironmentSchedule;
pub use event::CalendarEvent;
#[cfg(feature = "server")]
pub use feed::{FedBooking, FeedFile};
pub use feed::{FeedAddress, FeedLists};
pub use freeze::{Freeze, RunningChoice};
pub use judge::{Closed, HORIZON_DAYS, Hours, HoursOf, Lifted, Reason, Schedule, may_book, may_start};
pub use local::{LocalTime, LocalTimeError};
pub use policy::WindowPolicy;
pub use recurrence::{Nth, Pattern, Recurrence, RuleError, Weekday};
pub use scope::{Scope, Scoped, Subject};
pub use slots::{FreeSlot, GoodFor, NoSlot, Search, next_slots};
pub use stretch::Stretch;
pub use times::{Occurrence, Shift, Times, TimesError};
pub use window::Window;

use crate::id::{AbsenceId, FeedId, FreezeId, WindowId};

/// The windows, freezes, absences and feeds of an organization: what the entries so far left of them. Part of its
/// [`Directory`](crate::accounts::Directory).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Calendar {
    /// Windows, by id: those that were not removed.
    pub windows: BTreeMap<WindowId, Window>,
    /// Freezes, by id: those that were not cancelled.
    pub freezes: BTreeMap<FreezeId, Freeze>,
    /// Absences of members, by id: those that were not removed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub absences: BTreeMap<AbsenceId, Absence>,
    /// Feeds, by id: those that were not revoked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub feeds: BTreeMap<FeedId, FeedAddress>,
}
