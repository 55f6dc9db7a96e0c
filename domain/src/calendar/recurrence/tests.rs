#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::calendar::LocalTime;
use crate::text::ZoneName;
use crate::zone::Zone;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn starts(text: &str) -> LocalTime {
    text.parse().unwrap()
}

fn days(days: &[Weekday]) -> BTreeSet<Weekday> {
    days.iter().copied().collect()
}

fn rule(pattern: Pattern) -> Recurrence {
    Recurrence { pattern, until: None }
}

fn patterns() -> impl Strategy<Value = Pattern> {
    let weekday = || prop::sample::select(Weekday::ALL.to_vec());
    let interval = 1_u16..=30;
    prop_oneof![
        interval.clone().prop_map(|interval| Pattern::Days { interval }),
        (interval.clone(), prop::collection::btree_set(weekday(), 1..=7))
            .prop_map(|(interval, on)| Pattern::Weeks { interval, on }),
        interval.clone().prop_map(|interval| Pattern::MonthsByDay { interval }),
        interval
            .clone()
            .prop_map(|interval| Pattern::MonthsOnLastDay { interval }),
        (interval, prop::sample::select(Nth::ALL.to_vec()), weekday())
            .prop_map(|(interval, nth, weekday)| Pattern::MonthsByWeekday { interval, nth, weekday }),
        (1_u16..=4).prop_map(|interval| Pattern::Years { interval }),
    ]
}

/// First days from 2000 to 2031, the ends of months and of February more often than chance has them.
fn firsts() -> impl Strategy<Value = NaiveDate> {
    let any = (0_i64..11_600).prop_map(|days| day("2000-01-01") + TimeDelta::days(days));
    let end = (2000_i32..2031, 1_u32..=12).prop_map(|(year, month)| {
        let next = NaiveDate::from_ymd_opt(year + i32::try_from(month / 12).unwrap(), month % 12 + 1, 1);
        next.unwrap().pred_opt().unwrap()
    });
    prop_oneof![any, end]
}

fn rules() -> impl Strategy<Value = (NaiveDate, Recurrence)> {
    (firsts(), patterns(), prop::option::of(0_i64..2000)).prop_map(|(first, pattern, until)| {
        let until = until.map(|days| first + TimeDelta::days(days));
        (first, Recurrence { pattern, until })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// W1: the days are those of RFC 5545, by an implementation that is not ours.
    #[test]
    fn W1_days_are_those_of_the_rrule_crate((first, rule) in rules()) {
        let last = first + TimeDelta::days(5 * 366);
        let endless = Recurrence { until: None, ..rule.clone() };
        let until = rule.until.map_or(last, |until| until.min(last)).format("%Y%m%d");
        let text = format!(
            "DTSTART:{}T090000Z\nRRULE:{};UNTIL={until}T090000Z",
            first.format("%Y%m%d"),
            endless.to_rrule(first)
        );
        let set: rrule::RRuleSet = text.parse().unwrap();
        let theirs: Vec<NaiveDate> = set.all(u16::MAX).dates.iter().map(|date| date.date_naive()).collect();
        let ours: Vec<NaiveDate> = first.iter_days().take_while(|day| *day <= last)
            .filter(|day| rule.occurs_on(first, *day)).collect();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    /// The next and the last day are those that looking at every day finds.
    #[test]
    fn jumps_land_where_steps_do((first, rule) in rules(), from in -400_i64..3000) {
        let from = first + TimeDelta::days(from);
        let far = TimeDelta::days(31 * 31 + 400);
        let stepped = from.max(first).iter_days().take_while(|day| *day <= from + far)
            .find(|day| rule.occurs_on(first, *day));
        let jumped = rule.first_on_or_after(first, from);
        prop_assert_eq!(jumped.filter(|day| *day <= from + far), stepped);
        let stepped = (0..).map(|back| from - TimeDelta::days(back)).take_while(|day| *day >= first)
            .find(|day| rule.occurs_on(first, *day));
        prop_assert_eq!(rule.last_on_or_before(first, from), stepped);
    }

    /// What is printed is read back as the same rule.
    #[test]
    fn a_printed_rule_is_read_back((first, rule) in rules()) {
        let starts = LocalTime::new(first, "09:30:00".parse().unwrap()).unwrap();
        prop_assert_eq!(Recurrence::parse_rrule(&rule.to_rrule(first), starts, Zone::UTC), Ok(rule));
    }

    /// No text makes the reader panic.
    #[test]
    fn any_text_is_read_or_refused(text in "(FREQ=|BYDAY=|UNTIL=|COUNT=|;|WEEKLY|MO|é|-1|2026|[ -~])*") {
        let starts = starts("2026-01-01T09:00");
        let _ = Recurrence::parse_rrule(&text, starts, Zone::UTC);
    }
}

#[test]
fn W1_a_rule_is_said_in_words() {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    let first = day("2026-12-24");
    let until = Recurrence {
        pattern: Pattern::MonthsByWeekday {
            interval: 1,
            nth: Nth::Last,
            weekday: Friday,
        },
        until: Some(day("2026-12-31")),
    };
    assert_eq!(
        until.in_words(first),
        "on the last Friday of every month until 31 December 2026"
    );
    let weeks = |interval, on: &[Weekday]| Pattern::Weeks { interval, on: days(on) };
    for (pattern, words) in [
        (Pattern::Days { interval: 1 }, "every day"),
        (Pattern::Days { interval: 14 }, "every 14 days"),
        (weeks(1, &[Tuesday, Thursday]), "every Tuesday and Thursday"),
        (
            weeks(1, &[Monday, Wednesday, Friday]),
            "every Monday, Wednesday and Friday",
        ),
        (
            weeks(1, &[Monday, Tuesday, Wednesday, Thursday, Friday]),
            "every Monday to Friday",
        ),
        (weeks(1, &Weekday::ALL), "every day"),
        (weeks(2, &[Monday]), "every second week on Monday"),
        (weeks(12, &[Saturday, Sunday]), "every 12 weeks on Saturday and Sunday"),
        (Pattern::MonthsByDay { interval: 3 }, "on the 24th of every third month"),
        (
            Pattern::MonthsOnLastDay { interval: 1 },
            "on the last day of every month",
        ),
        (Pattern::Years { interval: 1 }, "on 24 December every year"),
    ] {
        assert_eq!(rule(pattern).in_words(first), words);
    }
    let numbers = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-11", "2026-01-22"];
    let said = numbers.map(|first| rule(Pattern::MonthsByDay { interval: 1 }).in_words(day(first)));
    assert_eq!(
        said.map(|text| text.replace(" of every month", "")),
        ["on the 1st", "on the 2nd", "on the 3rd", "on the 11th", "on the 22nd"]
    );
}

#[test]
fn W1_a_rule_that_cannot_be_taken_names_the_part() {
    let starts = starts("2026-03-02T09:00");
    let not_taken = [
        ("FREQ=SECONDLY", "FREQ=SECONDLY"),
        ("FREQ=HOURLY;INTERVAL=6", "FREQ=HOURLY"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "BYSETPOS=-1"),
        ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO=20"),
        ("FREQ=MONTHLY;BYDAY=5FR", "BYDAY=5FR"),
        ("FREQ=MONTHLY;BYDAY=FR", "BYDAY=FR"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "BYMONTHDAY=1,15"),
        ("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=13", "BYMONTHDAY=13"),
        ("FREQ=MONTHLY;BYMONTH=3", "BYMONTH=3"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY=1MO"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "BYDAY=MO"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "WKST=SU"),
        ("FREQ=YEARLY;BYMONTHDAY=2", "BYMONTHDAY=2"),
        ("FREQ=YEARLY;BYDAY=1MO", "BYDAY=1MO"),
        ("FREQ=DAILY;INTERVAL=367", "INTERVAL=367"),
        ("FREQ=YEARLY;INTERVAL=40;BYMONTH=3;BYDAY=1MO", "INTERVAL=40"),
    ];
    for (text, part) in not_taken {
        let part = part.to_owned();
        assert_eq!(
            Recurrence::parse_rrule(text, starts, Zone::UTC),
            Err(RuleError::NotTaken { part }),
            "{text}"
        );
    }
    let read = |text| Recurrence::parse_rrule(text, starts, Zone::UTC).unwrap_err();
    let part = |part: &str| part.to_owned();
    assert_eq!(read(""), RuleError::NoFrequency);
    assert_eq!(
        read("FREQ=DAILY;INTERVAL=0"),
        RuleError::Unreadable {
            part: part("INTERVAL=0")
        }
    );
    assert_eq!(
        read("FREQ=DAILY;COUNT=0"),
        RuleError::Unreadable { part: part("COUNT=0") }
    );
    assert_eq!(
        read("FREQ=DAILY;UNTIL=tomorrow"),
        RuleError::Unreadable {
            part: part("UNTIL=tomorrow")
        }
    );
    assert_eq!(
        read("FREQ=DAILY;garbage"),
        RuleError::Unreadable { part: part("garbage") }
    );
    assert_eq!(
        read("FREQ=WEEKLY;BYDAY=XX"),
        RuleError::Unreadable { part: part("BYDAY=XX") }
    );
    assert_eq!(
        read("FREQ=DAILY;FREQ=DAILY"),
        RuleError::OneTooMany {
            part: part("FREQ=DAILY")
        }
    );
    assert_eq!(
        read("FREQ=DAILY;COUNT=3;UNTIL=20260401"),
        RuleError::OneTooMany { part: part("COUNT=3") }
    );
    assert_eq!(
        read("FREQ=MONTHLY;BYMONTHDAY=3"),
        RuleError::OtherDay {
            part: part("BYMONTHDAY=3")
        }
    );
    assert_eq!(
        read("FREQ=YEARLY;BYMONTH=4"),
        RuleError::OtherDay {
            part: part("BYMONTH=4")
        }
    );
}

#[test]
fn W1_other_ways_to_write_a_rule_are_taken() {
    let starts = starts("2026-03-02T09:00");
    let read = |text: &str| {
        Recurrence::parse_rrule(text, starts, Zone::UTC)
            .unwrap()
            .to_rrule(starts.day())
    };
    for (text, ours) in [
        ("RRULE:FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO;WKST=MO"),
        ("FREQ=DAILY;BYDAY=MO,TU", "FREQ=WEEKLY;BYDAY=MO,TU;WKST=MO"),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,FR",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO",
        ),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=2"),
        ("FREQ=MONTHLY;BYDAY=+2TU", "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=2"),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            "FREQ=MONTHLY;INTERVAL=12;BYDAY=-1SU",
        ),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY"),
    ] {
        assert_eq!(read(text), ours, "{text}");
    }
}

#[test]
fn W1_a_count_becomes_the_day_of_the_last_one() {
    let starts = starts("2026-03-03T09:00");
    let until = |text| Recurrence::parse_rrule(text, starts, Zone::UTC).unwrap().until;
    assert_eq!(until("FREQ=DAILY;COUNT=1"), Some(day("2026-03-03")));
    assert_eq!(until("FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3"), Some(day("2026-03-10")));
    assert_eq!(until("FREQ=MONTHLY;COUNT=12"), Some(day("2027-02-03")));
    assert_eq!(until("FREQ=DAILY;COUNT=4000000000"), None);
}

#[test]
fn W1_an_end_in_utc_is_read_in_the_zone_of_the_start() {
    let starts = starts("2026-03-02T00:30");
    let berlin = Zone::find(&ZoneName::parse("Europe/Berlin").unwrap()).unwrap();
    let until = |text| Recurrence::parse_rrule(text, starts, berlin).unwrap().until;
    // The one of 10 March begins at 23:30 of the day before in UTC.
    assert_eq!(until("FREQ=DAILY;UNTIL=20260309T233000Z"), Some(day("2026-03-10")));
    assert_eq!(until("FREQ=DAILY;UNTIL=20260309T232959Z"), Some(day("2026-03-09")));
    assert_eq!(until("FREQ=DAILY;UNTIL=20260310T003000"), Some(day("2026-03-10")));
    assert_eq!(until("FREQ=DAILY;UNTIL=20260310T002900"), Some(day("2026-03-09")));
    assert_eq!(until("FREQ=DAILY;UNTIL=20260310"), Some(day("2026-03-10")));
}

#[test]
fn a_rule_comes_on_no_day_before_the_first_nor_after_the_years_of_the_calendar() {
    let daily = rule(Pattern::Days { interval: 1 });
    let first = day("2026-03-02");
    assert!(!daily.occurs_on(first, day("2026-03-01")) && daily.occurs_on(first, first));
    assert_eq!(
        daily.first_on_or_after(first, day("2199-12-31")),
        Some(day("2199-12-31"))
    );
    assert_eq!(daily.first_on_or_after(first, day("2200-01-01")), None);
    assert_eq!(
        daily.last_on_or_before(first, day("9999-12-31")).map(|day| day.year()),
        Some(2199)
    );
}

#[test]
fn an_interval_of_none_and_a_week_without_days_are_no_recurrence() {
    let weekly = |interval, on: &[Weekday]| rule(Pattern::Weeks { interval, on: days(on) });
    assert!(weekly(1, &[Weekday::Monday]).is_one() && weekly(366, &[Weekday::Monday]).is_one());
    for none in [
        weekly(0, &[Weekday::Monday]),
        weekly(367, &[Weekday::Monday]),
        weekly(1, &[]),
    ] {
        let first = day("2026-03-02");
        assert!(!none.is_one());
        assert!(
            none.pattern.interval() == 367 || none.first_on_or_after(first, first).is_none(),
            "{none:?}"
        );
    }
}
