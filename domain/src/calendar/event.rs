//! What happened to an organization's calendar. Formats are for ever: a changed one is a new version of the kind.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{EnvironmentSchedule, FeedLists, RunningChoice, Scope, Times};
use crate::id::{AbsenceId, EnvironmentId, FeedId, FreezeId, PersonId, ServiceId, WindowId};
use crate::text::{CalendarName, Label, Reason};

/// Events about the calendar, on the stream `organization`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CalendarEvent {
    /// A window was added or changed: what it says from now on.
    #[serde(rename = "window.set/1")]
    WindowSet {
        /// Which.
        window: WindowId,
        /// What people call it.
        name: CalendarName,
        /// When it is open.
        times: Times,
        /// Whom it is about.
        scope: Scope,
    },
    /// A window was removed.
    #[serde(rename = "window.removed/1")]
    WindowRemoved {
        /// Which.
        window: WindowId,
    },
    /// A freeze was set or changed: what it says from now on.
    #[serde(rename = "freeze.set/1")]
    FreezeSet {
        /// Which.
        freeze: FreezeId,
        /// What people call it.
        name: CalendarName,
        /// Why.
        reason: Reason,
        /// When it is in force.
        times: Times,
        /// Whom it is about.
        scope: Scope,
        /// What it asks of deployments that run.
        running: RunningChoice,
    },
    /// A freeze was cancelled.
    #[serde(rename = "freeze.cancelled/1")]
    FreezeCancelled {
        /// Which.
        freeze: FreezeId,
        /// Why.
        reason: Reason,
    },
    /// Somebody's absence was added or changed: when they are away from now on.
    #[serde(rename = "absence.set/1")]
    AbsenceSet {
        /// Which.
        absence: AbsenceId,
        /// Who is away.
        person: PersonId,
        /// When.
        times: Times,
    },
    /// An absence was removed.
    #[serde(rename = "absence.removed/1")]
    AbsenceRemoved {
        /// Which.
        absence: AbsenceId,
        /// Whose it was.
        person: PersonId,
    },
    /// A feed was made. The secret of its address is in no entry.
    #[serde(rename = "feed.made/1")]
    FeedMade {
        /// Which.
        feed: FeedId,
        /// Whom it is for.
        name: CalendarName,
        /// What it lists.
        lists: FeedLists,
    },
    /// A feed was revoked.
    #[serde(rename = "feed.revoked/1")]
    FeedRevoked {
        /// Which.
        feed: FeedId,
    },
    /// How an environment is shared and what notice it needs was set.
    #[serde(rename = "environment.scheduled/1")]
    EnvironmentScheduled {
        /// Which.
        environment: EnvironmentId,
        /// What holds from now on.
        schedule: EnvironmentSchedule,
    },
    /// The labels of a service and what it depends on were set.
    #[serde(rename = "service.related/1")]
    ServiceRelated {
        /// Which.
        service: ServiceId,
        /// Its labels.
        labels: BTreeSet<Label>,
        /// Services that it depends on.
        depends_on: BTreeSet<ServiceId>,
    },
}
