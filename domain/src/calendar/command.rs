//! What people ask for about an organization's calendar.

use std::collections::BTreeSet;

use super::{EnvironmentSchedule, FeedLists, RunningChoice, Scope, Slots, Times};
use crate::id::{AbsenceId, DeploymentId, EnvironmentId, FeedId, FreezeId, PersonId, ServiceId, WindowId};
use crate::text::{CalendarName, Label, Reason};

/// Commands on an organization's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarCommand {
    /// Adds a window, or changes one.
    SetWindow(Box<SetWindow>),
    /// Removes a window.
    RemoveWindow {
        /// Which.
        window: WindowId,
        /// Number of the entry that had set the window on the page.
        seen: u64,
    },
    /// Sets a freeze, or changes one, with what becomes of the deployments that it hits (W9).
    SetFreeze(Box<SetFreeze>),
    /// Cancels a freeze: what it held goes on.
    CancelFreeze {
        /// Which.
        freeze: FreezeId,
        /// Number of the entry that had set the freeze on the page.
        seen: u64,
        /// Why.
        reason: Reason,
    },
    /// Sets windows and freezes that came from another calendar: all of them, or none (W13).
    Import {
        /// Windows, all of them new.
        windows: Vec<SetWindow>,
        /// Freezes, all of them new; none of them moves a booking.
        freezes: Vec<SetFreeze>,
    },
    /// Says when somebody is away, or changes that (W5).
    SetAbsence(Box<SetAbsence>),
    /// Removes an absence.
    RemoveAbsence {
        /// Which.
        absence: AbsenceId,
        /// Number of the entry that had set the absence on the page.
        seen: u64,
    },
    /// Makes a feed. The secret of its address travels beside the command (W13).
    MakeFeed {
        /// Id; made by the caller.
        feed: FeedId,
        /// Whom it is for.
        name: CalendarName,
        /// What it lists.
        lists: FeedLists,
    },
    /// Revokes a feed: its address answers nobody any more.
    RevokeFeed {
        /// Which.
        feed: FeedId,
    },
    /// Says how an environment is shared and what notice it needs (W7, W8).
    ScheduleEnvironment {
        /// Which.
        environment: EnvironmentId,
        /// What the form showed: only what differs from it is changed (D12).
        seen: Box<EnvironmentSchedule>,
        /// What the form says.
        wanted: Box<EnvironmentSchedule>,
    },
    /// Says by which labels scopes find a service, and what it depends on (W1, W7).
    RelateService {
        /// Which.
        service: ServiceId,
        /// Its labels.
        labels: BTreeSet<Label>,
        /// Services that it depends on.
        depends_on: BTreeSet<ServiceId>,
    },
}

/// What setting a window takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetWindow {
    /// Id; made by the caller for a new one.
    pub window: WindowId,
    /// Number of the entry that had set the window on the page; `None` for a new one. Another one is stale (D12).
    pub seen: Option<u64>,
    /// What people call it.
    pub name: CalendarName,
    /// When it is open.
    pub times: Times,
    /// Whom it is about.
    pub scope: Scope,
}

/// What setting an absence takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAbsence {
    /// Id; made by the caller for a new one.
    pub absence: AbsenceId,
    /// Number of the entry that had set the absence on the page; `None` for a new one. Another one is stale (D12).
    pub seen: Option<u64>,
    /// Who is away: of one that there is, whose it is.
    pub person: PersonId,
    /// When.
    pub times: Times,
}

/// What setting a freeze takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetFreeze {
    /// Id; made by the caller for a new one.
    pub freeze: FreezeId,
    /// Number of the entry that had set the freeze on the page; `None` for a new one. Another one is stale (D12).
    pub seen: Option<u64>,
    /// What people call it.
    pub name: CalendarName,
    /// Why.
    pub reason: Reason,
    /// When it is in force.
    pub times: Times,
    /// Whom it is about, with the deployments that it exempts.
    pub scope: Scope,
    /// What it asks of deployments that run.
    pub running: RunningChoice,
    /// Bookings that it moves.
    pub moves: Vec<FreezeMove>,
    /// Entries of the sign-offs that the person was told the moves void; none before the question (S3).
    pub confirmed: Vec<u64>,
}

/// A booking that a freeze moves (W9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreezeMove {
    /// Whose.
    pub deployment: DeploymentId,
    /// Number of the entry of the booking that the preview showed; another one is stale (D12).
    pub seen: u64,
    /// Where to.
    pub to: Slots,
}
