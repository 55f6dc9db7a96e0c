//! W4 over every change of clocks of ten years in twenty zones, against `zones/table.tsv`, which `zones/record.py` computes
//! from other zone code by walking over minutes.

#![expect(clippy::unwrap_used, reason = "a test says what is there")]
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use std::collections::BTreeSet;

use domain::calendar::{LocalTime, Occurrence, Pattern, Recurrence, Shift, Times};
use domain::text::ZoneName;
use domain::time::Timestamp;
use domain::zone::Zone;

const TABLE: &str = include_str!("zones/table.tsv");

fn rows(kind: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = TABLE.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(move |row| row[0] == kind)
}

fn name(zone: &str) -> ZoneName {
    ZoneName::parse(zone).unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.replace('Z', ":00.000000Z").parse().unwrap()
}

fn local(text: &str) -> LocalTime {
    text.parse().unwrap()
}

#[test]
fn the_table_has_the_zone_data_that_is_compiled_in() {
    // The release 2025b is called 2025.2 at PyPI.
    let (year, letter) = chrono_tz::IANA_TZDB_VERSION.split_at(4);
    let number = letter.bytes().next().unwrap() - b'a' + 1;
    let head = format!("# tzdata {year}.{number},");
    assert!(TABLE.starts_with(&head), "write the table again with {head}");
    let zones: BTreeSet<&str> = rows("time").map(|row| row[1]).collect();
    assert_eq!(zones.len(), 20);
    let kinds = ["normal", "gap", "twice"].map(|kind| rows("time").filter(|row| row[4] == kind).count());
    assert!(kinds.iter().all(|count| *count > 400), "{kinds:?}");
    assert!(rows("window").count() > 1_500);
}

#[test]
fn W4_every_local_time_around_a_change_is_the_instant_of_the_table() {
    for row in rows("time") {
        let zone = Zone::find(&name(row[1])).unwrap();
        let wanted = local(row[2]).naive();
        let found = zone.instant(wanted);
        assert_eq!(found, instant(row[3]), "{row:?}");
        let shown = zone.local(found);
        match row[4] {
            "normal" => assert_eq!(shown, wanted, "{row:?}"),
            "gap" => {
                assert!(wanted < shown, "{row:?}");
                let before = zone.local(Timestamp::from_micros(found.micros() - 1));
                assert!(before < wanted, "an earlier instant shows no earlier time: {row:?}");
            }
            "twice" => {
                assert_eq!(shown, wanted, "{row:?}");
                let again = (1..=4 * 60).any(|minutes| zone.local(found.plus_seconds(minutes * 60)) == wanted);
                assert!(again, "{row:?}");
            }
            other => unreachable!("{other}"),
        }
    }
}

/// What the table says comes of a window.
fn expected(row: &[&str]) -> Option<Occurrence> {
    let shift = match row[6].split_once(' ') {
        None => Shift::None,
        Some((kind, minutes)) => {
            let minutes = minutes.parse().unwrap();
            if kind == "longer" {
                Shift::Longer { minutes }
            } else {
                Shift::Shorter { minutes }
            }
        }
    };
    (row[4] != "-").then(|| Occurrence {
        from: instant(row[4]),
        until: instant(row[5]),
        shift,
    })
}

#[test]
fn W4_a_window_over_a_change_has_the_length_of_the_table_and_says_what_changed_it() {
    for row in rows("window") {
        let (starts, ends) = (local(row[2]), local(row[3]));
        let once = Times::checked(name(row[1]), starts, ends, None).ok();
        let expected = expected(&row);
        let found = once.and_then(|once| once.next_after(Timestamp::default()));
        assert_eq!(found, expected, "{row:?}");
        // The same hours, repeated every day for weeks before, come to the same on that day.
        let back = chrono::TimeDelta::days(40);
        let earlier = |time: LocalTime| LocalTime::new((time.naive() - back).date(), time.time()).unwrap();
        let daily = Recurrence {
            pattern: Pattern::Days { interval: 1 },
            until: None,
        };
        let daily = Times::checked(name(row[1]), earlier(starts), earlier(ends), Some(daily)).unwrap();
        let Some(expected) = expected else { continue };
        let mut around = daily.occurrences(expected.from, expected.until);
        assert!(around.any(|occurrence| occurrence == expected), "{row:?}");
    }
}

#[test]
fn W4_an_occurrence_that_a_clock_skips_comes_in_no_list() {
    for row in rows("window").filter(|row| row[4] == "-") {
        let zone = Zone::find(&name(row[1])).unwrap();
        let (starts, ends) = (local(row[2]), local(row[3]));
        let before = LocalTime::new(starts.day().pred_opt().unwrap(), starts.time()).unwrap();
        let last = LocalTime::new(ends.day().pred_opt().unwrap(), ends.time()).unwrap();
        let daily = Recurrence {
            pattern: Pattern::Days { interval: 1 },
            until: None,
        };
        let daily = Times::checked(name(row[1]), before, last, Some(daily)).unwrap();
        let skipped = zone.instant(starts.naive());
        assert_eq!(daily.covering(skipped), None, "{row:?}");
        let from = skipped.plus_seconds(-3600);
        assert_eq!(
            daily.occurrences(from, from.plus_seconds(2 * 3600)).count(),
            0,
            "{row:?}"
        );
    }
}
