//! When windows and freezes are: W1 and W4.

use chrono::{NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use crate::calendar::{LocalTime, Occurrence, Recurrence, Shift, Times, TimesError};
use crate::testing::{instant, recurrence, times};
use crate::text::ZoneName;
use crate::time::Timestamp;

fn checked(zone: &str, starts: &str, ends: &str, rule: &str) -> Result<Times, TimesError> {
    let starts: LocalTime = starts.parse().unwrap();
    let repeats = (!rule.is_empty()).then(|| recurrence(rule, starts));
    Times::checked(ZoneName::parse(zone).unwrap(), starts, ends.parse().unwrap(), repeats)
}

fn listed(times: &Times, from: &str, until: &str) -> Vec<(String, String, Shift)> {
    let short = |at: Timestamp| at.to_string()[..16].to_owned();
    let found = times.occurrences(instant(from), instant(until));
    found.map(|o| (short(o.from), short(o.until), o.shift)).collect()
}

fn is(from: &str, until: &str, shift: Shift) -> (String, String, Shift) {
    (from.to_owned(), until.to_owned(), shift)
}

#[test]
fn W1_times_that_cannot_be_are_refused() {
    let at = |ends, rule| checked("Europe/Berlin", "2026-03-02T09:00", ends, rule).map(|_| ());
    assert_eq!(at("2026-03-02T17:00", ""), Ok(()));
    assert_eq!(at("2026-03-02T09:00", ""), Err(TimesError::EndsFirst));
    assert_eq!(at("2026-03-01T17:00", ""), Err(TimesError::EndsFirst));
    assert_eq!(at("2027-03-03T09:00", ""), Ok(()));
    assert_eq!(at("2027-03-03T09:01", ""), Err(TimesError::TooLong));
    assert_eq!(
        at("2026-03-02T17:00", "FREQ=DAILY;UNTIL=20260301"),
        Err(TimesError::UntilFirst)
    );
    // A Monday; the first Thursday would come after the end.
    assert_eq!(
        at("2026-03-02T17:00", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20260304"),
        Err(TimesError::Never)
    );
    assert_eq!(at("2026-03-02T17:00", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20260305"), Ok(()));
    let mars = checked("Mars/Olympus", "2026-03-02T09:00", "2026-03-02T10:00", "");
    assert_eq!(mars, Err(TimesError::NoSuchZone));
    // Both of its ends are skipped by the clock: there is no instant in it.
    let skipped = checked("Europe/Berlin", "2026-03-29T02:10", "2026-03-29T02:50", "");
    assert_eq!(skipped, Err(TimesError::Never));
    let mut rule = recurrence("FREQ=DAILY", "2026-03-02T09:00".parse().unwrap());
    for interval in [0, Recurrence::LONGEST_INTERVAL + 1] {
        rule.pattern = crate::calendar::Pattern::Days { interval };
        let (starts, ends) = ("2026-03-02T09:00".parse().unwrap(), "2026-03-02T10:00".parse().unwrap());
        let zone = ZoneName::parse("UTC").unwrap();
        let odd = Times::checked(zone, starts, ends, Some(rule.clone()));
        assert_eq!(odd, Err(TimesError::NoSuchRecurrence));
    }
    for year in ["0001", "1999", "2200", "9999"] {
        assert!(format!("{year}-01-01T00:00").parse::<LocalTime>().is_err(), "{year}");
    }
}

#[test]
fn W4_a_window_keeps_its_local_hours_over_both_changes() {
    let window = times("Europe/Berlin", "2026-03-02T09:00", "2026-03-02T17:00", "FREQ=DAILY");
    assert_eq!(
        listed(&window, "2026-03-28T00:00", "2026-03-30T00:00"),
        [
            is("2026-03-28T08:00", "2026-03-28T16:00", Shift::None),
            is("2026-03-29T07:00", "2026-03-29T15:00", Shift::None),
        ]
    );
    assert_eq!(
        listed(&window, "2026-10-24T00:00", "2026-10-26T00:00"),
        [
            is("2026-10-24T07:00", "2026-10-24T15:00", Shift::None),
            is("2026-10-25T08:00", "2026-10-25T16:00", Shift::None),
        ]
    );
}

#[test]
fn W4_a_night_that_daylight_saving_changes_says_so() {
    let night = times("Europe/Berlin", "2026-01-01T22:00", "2026-01-02T06:00", "FREQ=DAILY");
    assert_eq!(
        listed(&night, "2026-03-28T12:00", "2026-03-29T12:00"),
        [is(
            "2026-03-28T21:00",
            "2026-03-29T04:00",
            Shift::Shorter { minutes: 60 }
        )]
    );
    assert_eq!(
        listed(&night, "2026-10-24T12:00", "2026-10-25T12:00"),
        [is(
            "2026-10-24T20:00",
            "2026-10-25T05:00",
            Shift::Longer { minutes: 60 }
        )]
    );
    // One of its ends is skipped: the half hour before three is all that is left of an hour.
    let end = times("Europe/Berlin", "2026-03-01T01:30", "2026-03-01T02:30", "FREQ=DAILY");
    assert_eq!(
        listed(&end, "2026-03-29T00:00", "2026-03-29T12:00"),
        [is(
            "2026-03-29T00:30",
            "2026-03-29T01:00",
            Shift::Shorter { minutes: 30 }
        )]
    );
}

#[test]
fn W4_an_occurrence_that_the_clock_skips_is_left_out() {
    let nightly = times("Europe/Berlin", "2026-03-01T02:10", "2026-03-01T02:50", "FREQ=DAILY");
    assert_eq!(
        listed(&nightly, "2026-03-28T00:00", "2026-03-31T00:00"),
        [
            is("2026-03-28T01:10", "2026-03-28T01:50", Shift::None),
            is("2026-03-30T00:10", "2026-03-30T00:50", Shift::None),
        ]
    );
    assert_eq!(nightly.covering(instant("2026-03-29T01:00")), None);
    let next = nightly.next_after(instant("2026-03-28T12:00")).map(|next| next.from);
    assert_eq!(next, Some(instant("2026-03-30T00:10")));
}

#[test]
fn W1_a_one_off_comes_once() {
    let once = times("UTC", "2026-12-01T14:00", "2026-12-01T16:00", "");
    let only = once.covering(instant("2026-12-01T14:00")).unwrap();
    assert_eq!(
        (only.from, only.until),
        (instant("2026-12-01T14:00"), instant("2026-12-01T16:00"))
    );
    assert_eq!(once.covering(instant("2026-12-01T16:00")), None);
    assert_eq!(once.next_after(instant("2026-12-01T13:59")), Some(only));
    assert_eq!(once.next_after(instant("2026-12-01T14:00")), None);
    assert_eq!(
        once.occurrences(instant("2026-12-01T15:59"), instant("2030-01-01T00:00"))
            .count(),
        1
    );
    assert_eq!(
        once.occurrences(instant("2026-12-01T16:00"), instant("2030-01-01T00:00"))
            .count(),
        0
    );
    assert_eq!(
        once.occurrences(instant("2026-01-01T00:00"), instant("2026-12-01T14:00"))
            .count(),
        0
    );
}

#[test]
fn W1_one_weekly_window_may_overlap_itself() {
    let eight_days = times("UTC", "2026-03-02T08:00", "2026-03-10T08:00", "FREQ=WEEKLY");
    let covering = eight_days.covering(instant("2026-03-09T12:00")).unwrap();
    assert_eq!(
        (covering.from, covering.until),
        (instant("2026-03-09T08:00"), instant("2026-03-17T08:00"))
    );
    assert_eq!(
        eight_days
            .occurrences(instant("2026-03-09T12:00"), instant("2026-03-09T13:00"))
            .count(),
        2
    );
    let whole: Vec<_> = eight_days
        .stretches(instant("2026-03-01T00:00"), instant("2026-06-01T00:00"))
        .collect();
    assert_eq!(whole.len(), 1);
    assert_eq!(
        (whole[0].from, whole[0].until),
        (instant("2026-03-02T08:00"), instant("2026-06-01T00:00"))
    );
}

#[test]
fn W1_a_rule_that_began_long_ago_costs_what_a_new_one_costs() {
    // 180 years of days: stepping through them for every question would take minutes.
    let old = times("Europe/Berlin", "2000-01-01T09:00", "2000-01-01T10:00", "FREQ=DAILY");
    for _ in 0..2_000 {
        let at = instant("2180-06-01T08:30");
        assert!(old.covering(at).is_some() && old.next_after(at).is_some());
        assert_eq!(old.occurrences(at, at.plus_seconds(86_400)).count(), 2);
    }
}

fn zones() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "UTC",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Asia/Beirut",
    ])
}

fn any_times() -> impl Strategy<Value = Times> {
    let rules = [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=SA,SU",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
    ];
    let lasts = prop_oneof![1_i64..240, 1_i64..30_000];
    let begins = (80_i64..100, 0_i64..1440);
    (zones(), begins, lasts, prop::sample::select(rules.to_vec())).prop_filter_map(
        "the clock skips it",
        |(zone, (days, minutes), lasts, rule)| {
            let year: NaiveDateTime = "2026-01-01T00:00:00".parse().unwrap();
            let starts = year + TimeDelta::days(days) + TimeDelta::minutes(minutes);
            let local = |time: NaiveDateTime| LocalTime::new(time.date(), time.time()).unwrap();
            let (starts, ends) = (local(starts), local(starts + TimeDelta::minutes(lasts)));
            let repeats = (!rule.is_empty()).then(|| recurrence(rule, starts));
            Times::checked(ZoneName::parse(zone).unwrap(), starts, ends, repeats).ok()
        },
    )
}

proptest! {
    /// What covers, what comes next and what lies in a stretch are answers about the same occurrences.
    #[test]
    fn the_questions_about_times_agree(times in any_times(), at in 0_i64..60 * 24 * 60, span in 0_i64..10_000) {
        let at = instant("2026-03-15T00:00").plus_seconds(at * 60);
        let until = at.plus_seconds(span * 60);
        let (early, late) = (instant("2026-01-01T00:00"), instant("2027-01-01T00:00"));
        let all: Vec<Occurrence> = times.occurrences(early, late).collect();
        prop_assert!(all.windows(2).all(|pair| pair[0].from <= pair[1].from && pair[0].until <= pair[1].until));
        let covering = all.iter().filter(|o| o.stretch().contains(at)).max_by_key(|o| o.until).copied();
        prop_assert_eq!(times.covering(at), covering);
        prop_assert_eq!(times.next_after(at), all.iter().find(|o| at < o.from).copied());
        let overlapping: Vec<Occurrence> = all.iter().filter(|o| o.from < until && at < o.until)
            .filter(|_| at < until).copied().collect();
        prop_assert_eq!(times.occurrences(at, until).filter(|_| at < until).collect::<Vec<_>>(), overlapping.clone());
        let mut joined: Vec<(Timestamp, Timestamp)> = Vec::new();
        for next in overlapping {
            let (from, end) = (next.from.max(at), next.until.min(until));
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((from, end)),
            }
        }
        let stretches: Vec<_> = times.stretches(at, until).map(|s| (s.from, s.until)).collect();
        prop_assert_eq!(stretches, joined);
    }
}
