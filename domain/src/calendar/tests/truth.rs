//! W2: the truth table against a model that looks at every minute and shares no code with the rules.
//!
//! The model's only idea of a zone is what a clock shows at each minute. A time on the wall has been reached at an
//! instant when the clock has shown it or a later one, once: that is W4 said in another way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use proptest::prelude::*;
use uuid::Uuid;

use crate::calendar::{
    Calendar, Freeze, Hours, HoursOf, Lifted, Lifts, LocalTime, Pattern, Recurrence, Schedule, Scope, Scoped, Times,
    Weekday, Window, may_book, may_start,
};
use crate::id::{FreezeId, WindowId};
use crate::testing::{CHECKOUT, LEDGERS, OTHER_TEAM, PRODUCTION, STAGING, TEAM, freeze, instant, shipping, window};
use crate::text::ZoneName;
use crate::time::Timestamp;

/// The model looks at these days, which hold the change of clocks of March 2026 in Berlin, and those of April on Lord
/// Howe.
const FIRST: &str = "2026-03-27T00:00";
const MINUTES: usize = 11 * 24 * 60;
/// UTC, a zone whose clocks go forward in these days, and one whose clocks go back by half an hour.
const ZONES: [&str; 3] = ["UTC", "Europe/Berlin", "Australia/Lord_Howe"];
/// Minutes before [`FIRST`] that clocks are watched, so that what they have shown is known.
const BEFORE: usize = 3 * 24 * 60;

/// The latest that the clock of a zone has shown, for every minute.
static SHOWN: LazyLock<BTreeMap<&str, Vec<NaiveDateTime>>> = LazyLock::new(|| {
    let start: NaiveDateTime = FIRST.parse::<LocalTime>().unwrap().naive() - TimeDelta::minutes(BEFORE as i64);
    let zone = |name: &'static str| {
        let zone: chrono_tz::Tz = name.parse().unwrap();
        let mut latest = NaiveDateTime::MIN;
        let all = (0..BEFORE + MINUTES).map(|minute| {
            let minute = start + TimeDelta::minutes(minute as i64);
            latest = latest.max(zone.from_utc_datetime(&minute).naive_local());
            latest
        });
        (name, all.skip(BEFORE).collect())
    };
    ZONES.map(zone).into()
});

/// Whether the minute is in these times, for every minute.
fn minutes_in(times: &Times) -> Vec<bool> {
    let lasts = times.ends.naive() - times.starts.naive();
    let days = times.starts.day().iter_days().take(60);
    let begins: Vec<NaiveDateTime> = days
        .filter(|day| comes(times, *day))
        .map(|day| day.and_time(times.starts.time()))
        .collect();
    let minutes = SHOWN[times.zone.as_str()].iter();
    minutes
        .map(|shown| {
            begins
                .iter()
                .rev()
                .find(|begin| *begin <= shown)
                .is_some_and(|begin| *shown < *begin + lasts)
        })
        .collect()
}

/// Whether they begin on a day, found by walking from the first one.
fn comes(times: &Times, day: NaiveDate) -> bool {
    let first = times.starts.day();
    let Some(rule) = &times.repeats else {
        return day == first;
    };
    let walked: Vec<NaiveDate> = first.iter_days().take_while(|step| *step <= day).collect();
    let mondays = walked
        .iter()
        .skip(1)
        .filter(|step| step.weekday() == chrono::Weekday::Mon)
        .count();
    let due = match &rule.pattern {
        Pattern::Days { interval } => (walked.len() - 1).is_multiple_of(usize::from(*interval)),
        Pattern::Weeks { interval, on } => {
            on.contains(&Weekday::of(day)) && mondays.is_multiple_of(usize::from(*interval))
        }
        Pattern::MonthsByDay { .. }
        | Pattern::MonthsOnLastDay { .. }
        | Pattern::MonthsByWeekday { .. }
        | Pattern::Years { .. } => unreachable!("too rare for the days of the model"),
    };
    due && rule.until.is_none_or(|until| day <= until)
}

/// Whether a start is allowed, for every minute.
fn model(calendar: &Calendar, hours: &[(HoursOf, Times)], lifted: &[Lifted]) -> Vec<bool> {
    let ours = |scope: &Scope| {
        let in_of = |of: &Scoped| {
            (of.teams.is_empty() || of.teams.contains(&TEAM))
                && (of.services.is_empty() || of.services.contains(&CHECKOUT))
                && (of.environments.is_empty() || of.environments.contains(&PRODUCTION))
        };
        let except = &scope.except;
        in_of(&scope.of) && !except.teams.contains(&TEAM) && !except.services.contains(&CHECKOUT)
    };
    let lifts = |what: Lifts, minute: usize| {
        let at = minute_of(minute);
        lifted.iter().any(|lifted| lifted.what == what && at < lifted.until)
    };
    let windows: Vec<(&Window, Vec<bool>)> = calendar
        .windows
        .values()
        .filter(|w| ours(&w.scope))
        .map(|w| (w, minutes_in(&w.times)))
        .collect();
    let freezes: Vec<(FreezeId, Vec<bool>)> = calendar
        .freezes
        .iter()
        .filter(|(_, f)| ours(&f.scope))
        .map(|(id, f)| (*id, minutes_in(&f.times)))
        .collect();
    let hours: Vec<(HoursOf, Vec<bool>)> = hours.iter().map(|(of, times)| (*of, minutes_in(times))).collect();
    (0..MINUTES)
        .map(|minute| {
            // Of every window's scope, a window of the same scope is open.
            let in_windows = windows.iter().all(|(one, _)| {
                windows.iter().any(|(other, open)| {
                    other.scope.of == one.scope.of && other.scope.except == one.scope.except && open[minute]
                })
            });
            let in_hours = hours
                .iter()
                .all(|(of, _)| hours.iter().any(|(other, open)| other == of && open[minute]));
            let frozen = freezes
                .iter()
                .any(|(id, shut)| shut[minute] && !lifts(Lifts::Freeze { freeze: *id }, minute));
            (in_windows && in_hours || lifts(Lifts::Windows, minute)) && !frozen
        })
        .collect()
}

fn minute_of(minute: usize) -> Timestamp {
    instant(FIRST).plus_seconds(minute as i64 * 60)
}

fn scopes() -> impl Strategy<Value = Scope> {
    let scoped = |teams: &[_], services: &[_], environments: &[_]| Scoped {
        teams: teams.iter().copied().collect(),
        services: services.iter().copied().collect(),
        environments: environments.iter().copied().collect(),
        ..Scoped::default()
    };
    let of = prop::sample::select(vec![
        Scoped::default(),
        scoped(&[TEAM], &[], &[]),
        scoped(&[TEAM, OTHER_TEAM], &[], &[PRODUCTION]),
        scoped(&[], &[CHECKOUT], &[PRODUCTION]),
        scoped(&[OTHER_TEAM], &[], &[]),
        scoped(&[], &[], &[STAGING]),
    ]);
    let except = prop::sample::select(vec![
        Scoped::default(),
        Scoped::default(),
        scoped(&[], &[LEDGERS], &[]),
        scoped(&[TEAM], &[], &[]),
    ]);
    (of, except).prop_map(|(of, except)| Scope {
        of,
        except,
        ..Scope::default()
    })
}

fn some_times() -> impl Strategy<Value = Times> {
    let zone = prop::sample::select(ZONES.to_vec());
    let weekdays = prop::collection::btree_set(prop::sample::select(Weekday::ALL.to_vec()), 1..4);
    let pattern = prop_oneof![
        (1_u16..4).prop_map(|interval| Pattern::Days { interval }),
        (1_u16..3, weekdays).prop_map(|(interval, on)| Pattern::Weeks { interval, on }),
    ];
    let rule = (pattern, prop::option::of(3_i64..30));
    // Half of the times are whole hours, so that edges of different times meet.
    let begin = prop_oneof![0_i64..14 * 24 * 60, (0_i64..14 * 24).prop_map(|hours| hours * 60)];
    let lasts = prop_oneof![1_i64..600, (1_i64..100).prop_map(|hours| hours * 60)];
    (zone, begin, lasts, prop::option::of(rule)).prop_filter_map("never comes", |(zone, begin, lasts, rule)| {
        let first: NaiveDateTime = "2026-03-21T00:00:00".parse().unwrap();
        let local = |time: NaiveDateTime| LocalTime::new(time.date(), time.time()).unwrap();
        let starts = first + TimeDelta::minutes(begin);
        let ends = local(starts + TimeDelta::minutes(lasts));
        let repeats = rule.map(|(pattern, until)| Recurrence {
            pattern,
            until: until.map(|days| starts.date() + TimeDelta::days(days)),
        });
        Times::checked(ZoneName::parse(zone).unwrap(), local(starts), ends, repeats).ok()
    })
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let window = (some_times(), scopes()).prop_map(|(times, scope)| window(times, scope));
    let freeze = (some_times(), scopes()).prop_map(|(times, scope)| freeze(times, scope));
    let windows = prop::collection::vec(window, 0..5);
    let freezes = prop::collection::vec(freeze, 0..4);
    (windows, freezes).prop_map(|(windows, freezes)| {
        let numbered = |windows: Vec<Window>| (0..).map(|n| WindowId::new(Uuid::from_u128(n))).zip(windows).collect();
        let frozen = |freezes: Vec<Freeze>| (0..).map(|n| FreezeId::new(Uuid::from_u128(n))).zip(freezes).collect();
        Calendar {
            windows: numbered(windows),
            freezes: frozen(freezes),
            ..Calendar::default()
        }
    })
}

fn lifts() -> impl Strategy<Value = Vec<Lifted>> {
    let what = prop_oneof![
        Just(Lifts::Windows),
        (0_u128..3).prop_map(|n| Lifts::Freeze {
            freeze: FreezeId::new(Uuid::from_u128(n))
        }),
    ];
    let lift = (what, 0..MINUTES).prop_map(|(what, until)| Lifted {
        what,
        until: minute_of(until),
    });
    prop::collection::vec(lift, 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn W2_the_truth_table_is_that_of_every_minute(
        calendar in calendars(),
        hours in prop::collection::vec(
            (prop::sample::select(vec![HoursOf::Environment, HoursOf::Template]), some_times()), 0..3),
        lifted in lifts(),
        starts in prop::collection::vec(0..MINUTES, 1..8),
        lasts in 1_usize..2_000,
    ) {
        let open = model(&calendar, &hours, &lifted);
        let labels = BTreeSet::new();
        let allowed: Vec<Hours<'_>> = hours.iter().map(|(of, times)| Hours { of: *of, times }).collect();
        let subject = shipping(&labels);
        let schedule = Schedule { calendar: &calendar, subject, hours: &allowed, lifted: &lifted };
        for start in starts {
            let answer = may_start(&schedule, minute_of(start));
            prop_assert_eq!(answer.is_ok(), open[start], "{:?} at {}", &answer, minute_of(start));
            if let Err(closed) = &answer {
                prop_assert!(!closed.reasons.is_empty());
                let next = (start..MINUTES).find(|minute| open[*minute]).map(minute_of);
                let known = closed.opens_at.filter(|at| *at < minute_of(MINUTES));
                prop_assert_eq!(known, next);
            }
            let until = start + lasts;
            if until > MINUTES { continue; }
            let whole = |from: usize| open[from..from + lasts].iter().all(|open| *open);
            let booked = may_book(&schedule, minute_of(start), minute_of(until));
            prop_assert_eq!(booked.is_ok(), whole(start), "{:?}", &booked);
            if let Err(closed) = booked {
                let next = (start..=MINUTES - lasts).find(|from| whole(*from)).map(minute_of);
                let known = closed.opens_at.filter(|at| *at <= minute_of(MINUTES - lasts));
                prop_assert_eq!(known, next);
            }
        }
    }
}
