//! Windows, freezes and times, written short.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{CHECKOUT, OWNER, PRODUCTION, TEAM};
use crate::calendar::{Calendar, Freeze, LocalTime, Recurrence, RunningChoice, Scope, Subject, Times, Window};
use crate::deployments::{DeploymentType, Written};
use crate::id::{FreezeId, WindowId};
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

/// A calendar as crowded as a large organization's, for measuring: so many windows from 2026 on, nine of ten of them
/// one-off and the others weekly, each of three hours and half of them for [`TEAM`] alone; and so many freezes that come
/// again, on nights, weekends and ends of months, in different zones. All of them are about [`shipping`].
///
/// # Panics
/// Never for numbers below 100,000.
pub fn crowded(windows: u32, freezes: u32) -> Calendar {
    let zones = [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "UTC",
    ];
    let at = |days: u32, hour: u32| {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + Days::new(u64::from(days));
        format!("{day}T{hour:02}:00")
    };
    let mut calendar = Calendar::default();
    for n in 0..windows {
        let (day, hour) = (n % 360, 6 + n % 12);
        let rule = if n % 10 == 0 { "FREQ=WEEKLY" } else { "" };
        let when = times(zones[n as usize % 5], &at(day, hour), &at(day, hour + 3), rule);
        let mut scope = Scope::default();
        if n % 2 == 0 {
            scope.of.teams.insert(TEAM);
        }
        calendar
            .windows
            .insert(WindowId::new(Uuid::from_u128(u128::from(n))), window(when, scope));
    }
    for n in 0..freezes {
        let rules = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=MONTHLY;BYMONTHDAY=-1"];
        let (day, hour) = (n % 7, n % 4);
        let when = times(
            zones[n as usize % 5],
            &at(day, hour),
            &at(day, hour + 2),
            rules[n as usize % 3],
        );
        calendar.freezes.insert(
            FreezeId::new(Uuid::from_u128(u128::from(n))),
            freeze(when, Scope::default()),
        );
    }
    calendar
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
