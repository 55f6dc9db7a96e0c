//! Feeds and imports: W13.

use std::path::Path;

use proptest::prelude::*;

use crate::calendar::ical::{
    Feed, FeedEntry, FeedKind, FeedWhen, ImportError, LARGEST_FILE, LeftOutWhy, MOST_EVENTS, ProposedKind,
    gitlab_freezes, read,
};
use crate::calendar::{RuleError, Stretch, Times, TimesError};
use crate::testing::{instant, times};
use crate::text::ZoneName;
use crate::time::Timestamp;

const SAMPLE: &str = include_str!("../../../tests/feeds/sample.ics");
const TABLE: &str = include_str!("../../../tests/feeds/table.tsv");
const BOOKING: &str = "CHG-12 Checkout, with “saved” cards; größer \\ faster";

fn berlin() -> ZoneName {
    ZoneName::parse("Europe/Berlin").unwrap()
}

/// The windows and freezes of the sample: local hours over changes of clocks, skipped and doubled ones, ends of months.
fn recurring() -> Vec<(&'static str, FeedKind, Times)> {
    let window = FeedKind::Window;
    vec![
        (
            "Release hours",
            window,
            times(
                "Europe/Berlin",
                "2026-01-06T10:00",
                "2026-01-06T16:00",
                "FREQ=WEEKLY;BYDAY=TU,TH",
            ),
        ),
        (
            "Night of Sunday",
            window,
            times(
                "America/New_York",
                "2026-01-03T22:00",
                "2026-01-04T06:00",
                "FREQ=WEEKLY",
            ),
        ),
        (
            "Half past two",
            window,
            times("Europe/Berlin", "2026-01-04T02:10", "2026-01-04T02:50", "FREQ=WEEKLY"),
        ),
        (
            "Month's end freeze",
            FeedKind::Freeze,
            times(
                "Australia/Lord_Howe",
                "2026-01-30T12:00",
                "2026-01-31T12:00",
                "FREQ=MONTHLY;BYDAY=-1FR",
            ),
        ),
        (
            "Year end freeze",
            FeedKind::Freeze,
            times("Asia/Kathmandu", "2025-12-20T00:00", "2026-01-05T00:00", "FREQ=YEARLY"),
        ),
    ]
}

fn entry<'a>(id: &'a str, kind: FeedKind, title: &'a str, when: FeedWhen<'a>) -> FeedEntry<'a> {
    FeedEntry {
        id,
        kind,
        title,
        description: "",
        link: None,
        when,
        set_at: instant("2026-02-01T08:00"),
        set_seq: 7,
    }
}

fn sample() -> String {
    let recurring = recurring();
    let ids = ["win_1", "win_2", "win_3", "frz_1", "frz_2"];
    let listed = ids
        .iter()
        .zip(&recurring)
        .map(|(id, (title, kind, times))| entry(id, *kind, title, FeedWhen::Times(times)));
    let stretch = Stretch {
        from: instant("2026-03-03T09:15"),
        until: instant("2026-03-03T10:45"),
    };
    let booking = FeedEntry {
        description: "Checkout 2.4.0 to production.\nDana Deploys ships it; Tara Lead and Dev Ops signed, so did Pia Product.",
        link: Some("https://countersign.example/payments/deployments/CHG-12"),
        ..entry("dep_1-primary", FeedKind::Booking, BOOKING, FeedWhen::Once(stretch))
    };
    let entries: Vec<FeedEntry<'_>> = listed.chain([booking]).collect();
    let feed = Feed {
        name: "Payments, all teams",
        host: "countersign.example",
        from: instant("2026-03-01T00:00"),
        until: instant("2027-03-01T00:00"),
        entries: &entries,
    };
    feed.write()
}

/// `UPDATE_FEED=1` writes the sample; the table is written by a script that reads it.
#[test]
fn W13_a_feed_is_the_sample_that_other_programs_were_given() {
    if std::env::var_os("UPDATE_FEED").is_some() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feeds");
        std::fs::write(folder.join("sample.ics"), sample()).unwrap();
    }
    assert!(
        sample() == SAMPLE,
        "the sample is written, and the table after it, with UPDATE_FEED=1"
    );
}

#[test]
fn W13_two_other_programs_read_from_a_feed_what_the_calendar_says_for_a_year() {
    let short = |at: Timestamp| format!("{}Z", &at.to_string()[..16]);
    let mut ours: Vec<String> = Vec::new();
    for (title, _, times) in recurring() {
        let year = times.occurrences(instant("2026-03-01T00:00"), instant("2027-03-01T00:00"));
        ours.extend(year.map(|one| format!("{}\t{}\t{title}", short(one.from), short(one.until))));
    }
    ours.push(format!("2026-03-03T09:15Z\t2026-03-03T10:45Z\t{BOOKING}"));
    ours.sort();
    let theirs: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(ours, theirs);
    assert!(ours.len() > 200);
}

#[test]
fn W13_a_feed_says_how_soon_to_look_again_and_keeps_to_the_length_of_lines() {
    let feed = sample();
    for line in [
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "NAME:Payments\\, all teams",
    ] {
        assert!(feed.contains(&format!("\r\n{line}\r\n")), "{line}");
    }
    assert!(feed.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert!(feed.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn W13_a_feed_lists_no_more_than_is_read() {
    let daily = times("UTC", "2000-01-01T09:00", "2000-01-01T10:00", "FREQ=DAILY");
    let entries = [entry("win_1", FeedKind::Window, "Daily", FeedWhen::Times(&daily)); 2];
    let (from, until) = (instant("2001-01-01T00:00"), instant("2199-01-01T00:00"));
    let feed = Feed {
        name: "All",
        host: "h",
        from,
        until,
        entries: &entries,
    }
    .write();
    assert_eq!(feed.matches("BEGIN:VEVENT").count(), MOST_EVENTS);
    assert_eq!(read(feed.as_bytes(), &berlin()).unwrap().taken.len(), MOST_EVENTS);
}

#[test]
fn W13_a_feed_is_read_back_as_windows_and_freezes() {
    let imported = read(sample().as_bytes(), &berlin()).unwrap();
    assert_eq!(imported.left_out, []);
    let listed = TABLE.lines().skip(1).count();
    assert_eq!(imported.taken.len(), listed);
    let booking = imported.taken.iter().find(|one| one.name.as_str() == BOOKING).unwrap();
    assert!(
        booking
            .reason
            .as_ref()
            .unwrap()
            .as_str()
            .contains("production.\nDana Deploys ships it; Tara")
    );
    let freezes = imported
        .taken
        .iter()
        .filter(|one| one.kind == ProposedKind::Freeze)
        .count();
    assert_eq!(freezes, SAMPLE.matches("CATEGORIES:FREEZE").count());
}

/// One event between the lines of a calendar.
fn calendar(lines: &str) -> String {
    let lines = lines.trim().replace('\n', "\r\n");
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Hours\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn one(lines: &str) -> Result<Times, LeftOutWhy> {
    let mut imported = read(calendar(lines).as_bytes(), &berlin()).unwrap();
    assert_eq!(imported.taken.len() + imported.left_out.len(), 1, "{lines}");
    imported
        .taken
        .pop()
        .map(|one| one.times)
        .ok_or_else(|| imported.left_out.remove(0).why)
}

#[test]
fn W13_times_are_read_in_every_way_that_calendars_write_them() {
    let tuesday = |zone: &str, rule: &str| times(zone, "2026-03-03T10:00", "2026-03-03T16:00", rule);
    let berlin = tuesday("Europe/Berlin", "");
    for zone in [
        "Europe/Berlin",
        "W. Europe Standard Time",
        "/example.org/2026_1/Europe/Berlin",
        "\"Europe/Berlin\"",
    ] {
        let lines = format!("DTSTART;TZID={zone}:20260303T100000\nDTEND;TZID={zone}:20260303T160000");
        assert_eq!(
            one(&lines).map(|found| (found.starts, found.ends, found.zone)),
            Ok((berlin.starts, berlin.ends, berlin.zone.clone())),
            "{zone}"
        );
    }
    assert_eq!(
        one("DTSTART:20260303T100000\nDTEND:20260303T160000"),
        Ok(berlin.clone())
    );
    assert_eq!(one("DTSTART:20260303T100000\nDURATION:PT6H"), Ok(berlin.clone()));
    assert_eq!(
        one("DTSTART:20260303T100000Z\nDTEND:20260303T160000Z"),
        Ok(tuesday("UTC", ""))
    );
    // An end in another zone is the same instant on the clock of the start.
    assert_eq!(
        one("DTSTART:20260303T100000\nDTEND;TZID=America/New_York:20260303T100000"),
        Ok(berlin)
    );
    let weekly = tuesday("Europe/Berlin", "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260331");
    let rule = "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260331T235959";
    assert_eq!(
        one(&format!("DTSTART:20260303T100000\nDTEND:20260303T160000\n{rule}")),
        Ok(weekly)
    );
    let days = times("Europe/Berlin", "2026-12-20T00:00", "2027-01-03T00:00", "");
    assert_eq!(
        one("DTSTART;VALUE=DATE:20261220\nDTEND;VALUE=DATE:20270103"),
        Ok(days.clone())
    );
    assert_eq!(one("DTSTART;VALUE=DATE:20261220\nDURATION:P2W"), Ok(days.clone()));
    // The last second belongs to what ends a second before midnight.
    assert_eq!(one("DTSTART:20261220T000000\nDTEND:20270102T235959"), Ok(days));
    let day = times("Europe/Berlin", "2026-12-24T00:00", "2026-12-25T00:00", "");
    assert_eq!(one("DTSTART;VALUE=DATE:20261224"), Ok(day));
}

#[test]
fn W13_a_zone_that_the_file_defines_is_the_place_that_it_names() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Office\r\nX-LIC-LOCATION:Asia/Kathmandu\r\nEND:VTIMEZONE\r\n";
    let event = calendar("DTSTART;TZID=Office:20260303T100000\nDTEND;TZID=Office:20260303T160000");
    let file = event.replace("END:VCALENDAR", &format!("{zone}END:VCALENDAR"));
    let imported = read(file.as_bytes(), &berlin()).unwrap();
    assert_eq!(imported.taken[0].times.zone.as_str(), "Asia/Kathmandu");
}

#[test]
fn W13_what_cannot_be_taken_says_why() {
    let hours = "DTSTART:20260303T100000\nDTEND:20260303T160000";
    let with = |line: &str| one(&format!("{hours}\n{line}")).unwrap_err();
    let not_taken = |part: &str| LeftOutWhy::NotTaken { part: part.to_owned() };
    assert_eq!(with("RRULE:FREQ=DAILY\nEXDATE:20260304T100000"), not_taken("EXDATE"));
    assert_eq!(with("RDATE:20260304T100000"), not_taken("RDATE"));
    assert_eq!(with("RECURRENCE-ID:20260304T100000"), not_taken("RECURRENCE-ID"));
    assert_eq!(
        with("RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY"),
        not_taken("RRULE=FREQ=WEEKLY")
    );
    let part = "FREQ=SECONDLY".to_owned();
    assert_eq!(
        with("RRULE:FREQ=SECONDLY"),
        LeftOutWhy::Rule {
            why: RuleError::NotTaken { part }
        }
    );
    assert_eq!(
        with("RRULE:FREQ=DAILY;UNTIL=20260301"),
        LeftOutWhy::Times {
            why: TimesError::UntilFirst
        }
    );
    assert_eq!(with("STATUS:CANCELLED"), LeftOutWhy::Cancelled);
    let zone = "Mars/Olympus".to_owned();
    assert_eq!(
        one("DTSTART;TZID=Mars/Olympus:20260303T100000"),
        Err(LeftOutWhy::NoSuchZone { zone })
    );
    assert_eq!(
        one("DTEND:20260303T100000"),
        Err(LeftOutWhy::Missing {
            part: "DTSTART".to_owned()
        })
    );
    assert_eq!(
        one("DTSTART:20260303T100000"),
        Err(LeftOutWhy::Missing {
            part: "DTEND".to_owned()
        })
    );
    let part = "DTSTART=20260230".to_owned();
    assert_eq!(one("DTSTART;VALUE=DATE:20260230"), Err(LeftOutWhy::Unreadable { part }));
    for year in ["0001", "9999"] {
        assert_eq!(
            one(&format!("DTSTART;VALUE=DATE:{year}0101")),
            Err(LeftOutWhy::Year),
            "{year}"
        );
    }
    let ends_first = one("DTSTART:20260303T100000\nDTEND:20260303T090000");
    assert_eq!(
        ends_first,
        Err(LeftOutWhy::Times {
            why: TimesError::EndsFirst
        })
    );
    // The second of the two hours at half past two cannot be said on the wall.
    let doubled = one("DTSTART:20261025T010000\nDTEND:20261025T013000Z");
    assert_eq!(doubled, Err(not_taken("DTEND=20261025T013000Z")));
}

#[test]
fn W13_an_event_whose_occurrences_are_moved_is_left_out_whole() {
    let event = |lines: &str| {
        format!("BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260303T100000\r\nDURATION:PT1H\r\n{lines}END:VEVENT\r\n")
    };
    let (rule, moved) = (
        event("RRULE:FREQ=DAILY\r\n"),
        event("RECURRENCE-ID:20260304T100000\r\n"),
    );
    let file = format!("BEGIN:VCALENDAR\r\n{rule}{moved}END:VCALENDAR\r\n");
    let imported = read(file.as_bytes(), &berlin()).unwrap();
    assert_eq!((imported.taken.len(), imported.left_out.len()), (0, 2));
    assert_eq!((imported.left_out[0].line, imported.left_out[1].line), (2, 8));
}

#[test]
fn W13_a_file_of_garbage_and_one_too_large_are_refused() {
    let read = |file: &[u8]| super::super::ical::read(file, &berlin()).unwrap_err();
    assert_eq!(read(b""), ImportError::NotACalendar);
    assert_eq!(read("é".repeat(40).as_bytes()), ImportError::NotACalendar);
    assert_eq!(read(&[0xff; 40]), ImportError::NotACalendar);
    assert_eq!(read(&vec![b'x'; LARGEST_FILE]), ImportError::NotACalendar);
    assert_eq!(read(&vec![b'x'; LARGEST_FILE + 1]), ImportError::TooLarge);
    let events = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(MOST_EVENTS + 1);
    assert_eq!(
        read(format!("BEGIN:VCALENDAR\n{events}").as_bytes()),
        ImportError::TooMany
    );
}

fn gitlab(start: &str, end: &str) -> Result<Vec<Times>, LeftOutWhy> {
    let json =
        format!(r#"[{{"id": 3, "freeze_start": "{start}", "freeze_end": "{end}", "cron_timezone": "Europe/Berlin"}}]"#);
    // A Wednesday.
    let mut imported = gitlab_freezes(json.as_bytes(), "2026-03-04".parse().unwrap()).unwrap();
    match imported.left_out.pop() {
        Some(left_out) => Err(left_out.why),
        None => Ok(imported.taken.into_iter().map(|one| one.times).collect()),
    }
}

#[test]
fn W13_freeze_periods_of_gitlab_become_freezes() {
    let is = |from: &str, until: &str, rule: &str| Ok(vec![times("Europe/Berlin", from, until, rule)]);
    assert_eq!(
        gitlab("0 23 * * 5", "0 8 * * 1"),
        is("2026-02-27T23:00", "2026-03-02T08:00", "FREQ=WEEKLY;BYDAY=FR")
    );
    assert_eq!(
        gitlab("30 18 * * mon-fri", "0 7 * * 2-6"),
        is(
            "2026-02-23T18:30",
            "2026-02-24T07:00",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        )
    );
    // Each start goes on to the next end: a start within a freeze adds nothing.
    assert_eq!(
        gitlab("0 0 * * 1,3", "0 0 * * 5"),
        is("2026-02-23T00:00", "2026-02-27T00:00", "FREQ=WEEKLY;BYDAY=MO")
    );
    assert_eq!(
        gitlab("0 12 10 * *", "0 12 12 * *"),
        is("2026-02-10T12:00", "2026-02-12T12:00", "FREQ=MONTHLY")
    );
    assert_eq!(
        gitlab("0 0 20 dec *", "0 0 4 1 *"),
        is("2025-12-20T00:00", "2026-01-04T00:00", "FREQ=YEARLY")
    );
    // Two lengths are two freezes.
    let two = gitlab("0 0 * * 1,4", "0 0 * * 2,6").unwrap();
    assert_eq!(two.iter().map(Times::minutes).collect::<Vec<_>>(), [24 * 60, 48 * 60]);
}

#[test]
fn W13_a_freeze_period_that_cannot_be_said_in_words_says_which_part() {
    let not_taken = |part: &str| Err(LeftOutWhy::NotTaken { part: part.to_owned() });
    assert_eq!(gitlab("0 23 * * 5", "0 8 1 * *"), not_taken("freeze_end=0 8 1 * *"));
    assert_eq!(
        gitlab("*/5 * * * *", "0 8 * * 1"),
        not_taken("freeze_start=*/5 * * * *")
    );
    assert_eq!(gitlab("0 0 25 * *", "0 0 2 * *"), not_taken("freeze_end=0 0 2 * *"));
    assert_eq!(gitlab("0 0 20 2 *", "0 0 4 3 *"), not_taken("freeze_end=0 0 4 3 *"));
    assert_eq!(gitlab("0 0 1 * 5", "0 0 2 * *"), not_taken("freeze_start=0 0 1 * 5"));
    let unreadable = |part: &str| Err(LeftOutWhy::Unreadable { part: part.to_owned() });
    assert_eq!(gitlab("0 0 29 2 *", "0 0 1 3 *"), unreadable("freeze_start=0 0 29 2 *"));
    assert_eq!(gitlab("0 25 * * 5", "0 8 * * 1"), unreadable("freeze_start=0 25 * * 5"));
    let today = "2026-03-04".parse().unwrap();
    let periods = br#"[{"freeze_start": "0 0 * * 1"}, {"freeze_start": "0 0 * * 1", "freeze_end": "0 0 * * 2", "cron_timezone": "Mars"}]"#;
    let found: Vec<_> = gitlab_freezes(periods, today)
        .unwrap()
        .left_out
        .into_iter()
        .map(|one| (one.line, one.why))
        .collect();
    let zone = "Mars".to_owned();
    let part = "cron_timezone".to_owned();
    assert_eq!(
        found,
        [(1, LeftOutWhy::Missing { part }), (2, LeftOutWhy::NoSuchZone { zone })]
    );
    assert_eq!(gitlab_freezes(b"{}", today), Err(ImportError::NotACalendar));
}

proptest! {
    /// No text makes a reader panic, and what is taken can be.
    #[test]
    fn W13_any_file_is_read_or_refused(
        text in "(BEGIN:VEVENT\n|END:VEVENT\n|DTSTART|DTEND|DURATION|;TZID=|:|RRULE:|FREQ=|Europe/Berlin|20260303|T100000|Z|\n|\n |P|[ -~é])*",
        cron in "([0-9]{1,2}|\\*|mon|dec|[0-9]-[0-9]|,| )*",
    ) {
        let file = format!("BEGIN:VCALENDAR\n{text}");
        for one in read(file.as_bytes(), &berlin()).unwrap().taken {
            let times = one.times;
            prop_assert_eq!(Times::checked(times.zone.clone(), times.starts, times.ends, times.repeats.clone()), Ok(times));
        }
        let json = serde_json::json!([{"freeze_start": cron, "freeze_end": cron, "cron_timezone": "UTC"}]);
        let _ = gitlab_freezes(json.to_string().as_bytes(), "2026-03-04".parse().unwrap());
    }
}
