//! Whether a deployment may start, or be booked: the truth table of windows and freezes (W2).
//!
//! The instant that is judged is always the planned one, an argument (W3): a freeze that comes again is asked about that
//! instant and not about the present. Edges are half-open: an instant at which a window or freeze begins is in it, one at
//! which it ends is not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::stretch::{self, Stretch};
use super::{Calendar, Lifts, Scoped, Subject, Times};
use crate::id::{FreezeId, WindowId};
use crate::time::Timestamp;

/// How many days ahead the next time that would do is looked for. A yearly freeze and a yearly window lie in it, with some
/// weeks to spare.
pub const HORIZON_DAYS: i64 = 400;

/// Whose allowed hours they are (T8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoursOf {
    /// The environment's.
    Environment,
    /// The template version's.
    Template,
}

/// Allowed hours beside the windows of the calendar. Those of the environment are one scope and those of the template
/// version another: a start needs one of each that there is.
#[derive(Debug, Clone, Copy)]
pub struct Hours<'a> {
    /// Whose.
    pub of: HoursOf,
    /// When.
    pub times: &'a Times,
}

/// An override that is in force for the deployment (W10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// What it lifts.
    pub what: Lifts,
    /// It lifts it at instants before this one.
    pub until: Timestamp,
}

/// What a deployment's time is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Schedule<'a> {
    /// The organization's windows and freezes.
    pub calendar: &'a Calendar,
    /// The deployment, or what it would be.
    pub subject: Subject<'a>,
    /// Allowed hours of the environment and of the template version.
    pub hours: &'a [Hours<'a>],
    /// Overrides in force.
    pub lifted: &'a [Lifted],
}

/// Why a time will not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Reason {
    /// A freeze covers the instant, or touches the booking.
    Frozen {
        /// Which.
        freeze: FreezeId,
        /// When it ends, occurrences that follow at once included; at most [`HORIZON_DAYS`] on.
        until: Timestamp,
    },
    /// None of the windows of one scope is open then, or not for the whole booking.
    OutsideWindow {
        /// The windows of that scope.
        windows: Vec<WindowId>,
    },
    /// It is not in the allowed hours of the environment or template version.
    OutsideHours {
        /// Whose.
        of: HoursOf,
    },
}

/// The answer no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Every reason, freezes first.
    pub reasons: Vec<Reason>,
    /// The next instant at which the answer would be yes; `None` when there is none within [`HORIZON_DAYS`].
    pub opens_at: Option<Timestamp>,
}

/// Whether a deployment may start at an instant (W2): each scope that has a window for it has one open, and no freeze in
/// scope covers it. Without windows in scope it is always open.
///
/// # Errors
/// [`Closed`], with every reason and the next instant that would do.
pub fn may_start(schedule: &Schedule<'_>, at: Timestamp) -> Result<(), Closed> {
    may_book(schedule, at, after(at, 1))
}

/// Whether a booking may lie from `from` to `until` (not included): the whole of it in the windows of every scope, where
/// windows of one scope that touch or overlap count as one, and no freeze touching it (W2). One that has no time in it is
/// judged as its first instant.
///
/// # Errors
/// [`Closed`], with every reason and the next instant from which the same length would do.
pub fn may_book(schedule: &Schedule<'_>, from: Timestamp, until: Timestamp) -> Result<(), Closed> {
    let planned = Stretch {
        from,
        until: until.max(after(from, 1)),
    };
    let rules = Rules::of(schedule);
    let reasons = rules.against(planned);
    if reasons.is_empty() {
        return Ok(());
    }
    let opens_at = rules.next_start(planned);
    Err(Closed { reasons, opens_at })
}

/// So many microseconds later.
const fn after(at: Timestamp, micros: i64) -> Timestamp {
    Timestamp::from_micros(at.micros().saturating_add(micros))
}

/// The days of [`HORIZON_DAYS`], or fewer, after an instant.
const fn days_after(at: Timestamp, days: i64) -> Timestamp {
    at.plus_seconds(days * 24 * 60 * 60)
}

/// Windows or hours of which one has to be open.
pub(super) struct Group<'a> {
    pub(super) windows: Vec<(WindowId, &'a Times)>,
    pub(super) hours: Vec<&'a Times>,
    pub(super) of: Option<HoursOf>,
}

/// What of a schedule applies to its subject.
pub(super) struct Rules<'a> {
    pub(super) groups: Vec<Group<'a>>,
    /// Freezes, with the instant from which they are in force in spite of overrides.
    freezes: Vec<(FreezeId, &'a Times, Option<Timestamp>)>,
    /// The instant from which windows are asked for in spite of overrides.
    windows_lifted: Option<Timestamp>,
}

impl<'a> Rules<'a> {
    pub(super) fn of(schedule: &Schedule<'a>) -> Self {
        let mut scopes: BTreeMap<(&Scoped, &Scoped), Vec<(WindowId, &Times)>> = BTreeMap::new();
        for (id, window) in &schedule.calendar.windows {
            if window.scope.covers(&schedule.subject) {
                let scope = (&window.scope.of, &window.scope.except);
                scopes.entry(scope).or_default().push((*id, &window.times));
            }
        }
        let mut hours: BTreeMap<HoursOf, Vec<&Times>> = BTreeMap::new();
        for allowed in schedule.hours {
            hours.entry(allowed.of).or_default().push(allowed.times);
        }
        let windows = scopes.into_values().map(|windows| Group {
            windows,
            hours: Vec::new(),
            of: None,
        });
        let hours = hours.into_iter().map(|(of, hours)| Group {
            windows: Vec::new(),
            hours,
            of: Some(of),
        });
        let lifted = |what| {
            let same = schedule.lifted.iter().filter(|lifted| lifted.what == what);
            same.map(|lifted| lifted.until).max()
        };
        let in_scope = schedule.calendar.freezes.iter();
        let in_scope = in_scope.filter(|(_, freeze)| freeze.scope.covers(&schedule.subject));
        Self {
            groups: windows.chain(hours).collect(),
            freezes: in_scope
                .map(|(id, freeze)| (*id, &freeze.times, lifted(Lifts::Freeze { freeze: *id })))
                .collect(),
            windows_lifted: lifted(Lifts::Windows),
        }
    }

    /// When a start is in the windows of every scope, within a stretch; in order and apart.
    pub(super) fn in_windows(&self, within: Stretch) -> Vec<Stretch> {
        let groups = self.groups.iter().map(|group| self.open(group, within));
        groups.fold(vec![within], |open, group| stretch::common(&open, &group))
    }

    /// When a freeze is in force, within a stretch; in order and apart.
    pub(super) fn frozen(&self, within: Stretch) -> Vec<Stretch> {
        let frozen = self.freezes.iter().flat_map(|(_, times, lifted)| {
            let from = lifted.map_or(within.from, |lifted| lifted.max(within.from));
            times.stretches(from, within.until)
        });
        stretch::union(frozen.collect())
    }

    /// When a start is allowed, within a stretch; in order and apart.
    pub(super) fn allowed(&self, within: Stretch) -> Vec<Stretch> {
        stretch::without(&self.in_windows(within), &self.frozen(within))
    }

    /// When one of a group is open, within a stretch.
    fn open(&self, group: &Group<'a>, within: Stretch) -> Vec<Stretch> {
        let windows = group.windows.iter().map(|(_, times)| *times);
        let times = windows.chain(group.hours.iter().copied());
        let mut open: Vec<Stretch> = times
            .flat_map(|times| times.stretches(within.from, within.until))
            .collect();
        if let Some(lifted) = self.windows_lifted {
            open.push(Stretch {
                from: within.from,
                until: lifted.min(within.until),
            });
        }
        stretch::union(open)
    }

    /// Everything that speaks against a stretch.
    fn against(&self, planned: Stretch) -> Vec<Reason> {
        let frozen = self.freezes.iter().filter_map(|(id, times, lifted)| {
            let from = lifted.map_or(planned.from, |lifted| lifted.max(planned.from));
            let touched = times.stretches(from, planned.until).next()?;
            let whole = times
                .stretches(touched.from, days_after(touched.from, HORIZON_DAYS))
                .next();
            Some(Reason::Frozen {
                freeze: *id,
                until: whole.unwrap_or(touched).until,
            })
        });
        let outside = self
            .groups
            .iter()
            .filter(|group| self.open(group, planned) != [planned]);
        frozen.chain(outside.map(Group::reason)).collect()
    }

    /// The first instant from which a stretch of the same length would do.
    fn next_start(&self, planned: Stretch) -> Option<Timestamp> {
        let lasts = planned.until.micros().saturating_sub(planned.from.micros());
        // What is near is looked at first: it is what most answers lie in, and the whole horizon costs many times as much.
        [2, 16, 100, HORIZON_DAYS].into_iter().find_map(|days| {
            let last = days_after(planned.from, days);
            let within = Stretch {
                from: planned.from,
                until: after(last, lasts),
            };
            let mut allowed = self.allowed(within).into_iter();
            let fits = allowed.find(|stretch| after(stretch.from, lasts) <= stretch.until)?;
            (fits.from <= last).then_some(fits.from)
        })
    }
}

impl Group<'_> {
    /// The reason that none of them is open.
    fn reason(&self) -> Reason {
        self.of.map_or_else(
            || Reason::OutsideWindow {
                windows: self.windows.iter().map(|(id, _)| *id).collect(),
            },
            |of| Reason::OutsideHours { of },
        )
    }
}
