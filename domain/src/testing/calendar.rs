//! Windows, freezes and times, written short.

use std::collections::BTreeSet;

use super::{CHECKOUT, OWNER, PRODUCTION, TEAM};
use crate::calendar::{Freeze, LocalTime, Recurrence, RunningChoice, Scope, Subject, Times, Window};
use crate::deployments::{DeploymentType, Written};
use crate::text::{CalendarName, Label, Reason, ZoneName};
use crate::time::Timestamp;
use crate::zone::Zone;

/// An instant in UTC, from `2026-12-01T14:00`.
///
/// # Panics
/// For a text that is none.
pub fn instant(utc: &str) -> Timestamp {
    let local: LocalTime = utc.parse().expect("a time");
    Zone::UTC.instant(local.naive())
}

/// Times from `starts` to `ends` on the clocks of a zone, again by a rule as [`recurrence`] reads it; once where that is
/// empty.
///
/// # Panics
/// Where there can be no such times.
pub fn times(zone: &str, starts: &str, ends: &str, rule: &str) -> Times {
    let starts: LocalTime = starts.parse().expect("a time");
    let ends: LocalTime = ends.parse().expect("a time");
    let repeats = (!rule.is_empty()).then(|| recurrence(rule, starts));
    Times::checked(ZoneName::parse(zone).expect("a zone"), starts, ends, repeats).expect("times that can be")
}

/// A rule of RFC 5545, from the day that it is counted from.
///
/// # Panics
/// For a rule that cannot be taken.
pub fn recurrence(rule: &str, starts: LocalTime) -> Recurrence {
    Recurrence::parse_rrule(rule, starts, Zone::UTC).expect("a rule")
}

/// A window that [`OWNER`] set.
///
/// # Panics
/// Never.
pub fn window(times: Times, scope: Scope) -> Window {
    Window {
        name: CalendarName::parse("Release hours").expect("a name"),
        times,
        scope,
        set: written(),
    }
}

/// A freeze that [`OWNER`] set; what runs finishes.
///
/// # Panics
/// Never.
pub fn freeze(times: Times, scope: Scope) -> Freeze {
    Freeze {
        name: CalendarName::parse("Year end").expect("a name"),
        reason: Reason::parse("Nobody is there").expect("a reason"),
        times,
        scope,
        running: RunningChoice::Finish,
        set: written(),
    }
}

/// A deployment of [`CHECKOUT`] by [`TEAM`] to [`PRODUCTION`] that was not made yet.
pub const fn shipping(labels: &BTreeSet<Label>) -> Subject<'_> {
    Subject {
        deployment: None,
        team: TEAM,
        service: CHECKOUT,
        environment: PRODUCTION,
        kind: DeploymentType::Standard,
        labels,
    }
}

fn written() -> Written {
    Written {
        by: OWNER,
        at: Timestamp::default(),
        seq: 1,
    }
}
