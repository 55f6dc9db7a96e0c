//! Instants: exact, with one spelling, in the order of their texts.

use ledger::{At, AtError};
use proptest::prelude::*;

use crate::fixture::FIRST_AT;

const DAY: i64 = 86_400_000_000;

#[test]
fn known_instants() {
    let known = [
        (0, "1970-01-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (FIRST_AT, "2026-01-02T03:04:05.000006Z"),
        (-11_670_998_400_000_000, "1600-02-29T00:00:00.000000Z"),
        (At::MIN.micros(), "0001-01-01T00:00:00.000000Z"),
        (At::MAX.micros(), "9999-12-31T23:59:59.999999Z"),
    ];
    for (micros, text) in known {
        let at = At::from_micros(micros).unwrap();
        assert_eq!(at.to_string(), text);
        assert_eq!(text.parse(), Ok(at));
    }
    assert_eq!(At::from_micros(At::MIN.micros() - 1), Err(AtError::Range));
    assert_eq!(At::from_micros(At::MAX.micros() + 1), Err(AtError::Range));
    assert_eq!(At::from_micros(i64::MIN), Err(AtError::Range));
}

#[test]
fn every_day_of_the_calendar_follows_the_one_before() {
    let mut micros = At::MIN.micros();
    for year in 1..=9999 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (month, days) in (1..).zip([31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
            for day in 1..=days {
                let text = format!("{year:04}-{month:02}-{day:02}T00:00:00.000000Z");
                assert_eq!(text.parse::<At>().map(At::micros), Ok(micros), "{text}");
                micros += DAY;
            }
            let past = format!("{year:04}-{month:02}-{:02}T00:00:00.000000Z", days + 1);
            assert_eq!(past.parse::<At>(), Err(AtError::Text), "{past}");
        }
    }
    assert_eq!(micros, At::MAX.micros() + 1);
}

#[test]
fn other_spellings_are_refused() {
    let refused = [
        "",
        "2026-01-02",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.006Z",
        "2026-01-02T03:04:05.0000060Z",
        "2026-01-02T03:04:05.000006z",
        "2026-01-02t03:04:05.000006Z",
        "2026-01-02 03:04:05.000006Z",
        "2026-01-02T03:04:05,000006Z",
        "2026-01-02T03:04:05.000006+",
        "+026-01-02T03:04:05.000006Z",
        " 026-01-02T03:04:05.000006Z",
        "2026-00-02T03:04:05.000006Z",
        "2026-13-02T03:04:05.000006Z",
        "2026-01-00T03:04:05.000006Z",
        "2026-01-02T24:00:00.000000Z",
        "2026-01-02T03:60:05.000006Z",
        "2026-12-31T23:59:60.000000Z",
        "2٣6-01-02T03:04:05.000006Z",
    ];
    for text in refused {
        assert_eq!(text.parse::<At>(), Err(AtError::Text), "{text}");
    }
    assert_eq!("0000-12-31T00:00:00.000000Z".parse::<At>(), Err(AtError::Range));
}

fn any_at() -> impl Strategy<Value = At> {
    (At::MIN.micros()..=At::MAX.micros()).prop_map(|micros| At::from_micros(micros).unwrap())
}

proptest! {
    #[test]
    fn text_comes_back_exactly(at in any_at()) {
        prop_assert_eq!(at.to_string().parse(), Ok(at));
        let json = serde_json::to_string(&at).unwrap();
        prop_assert_eq!(serde_json::from_str::<At>(&json).unwrap(), at);
    }

    #[test]
    fn text_order_is_time_order(a in any_at(), b in any_at()) {
        prop_assert_eq!(a.to_string().cmp(&b.to_string()), a.cmp(&b));
    }

    #[test]
    fn whatever_is_read_is_written_the_same(text in "[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{6}Z") {
        if let Ok(at) = text.parse::<At>() {
            prop_assert_eq!(at.to_string(), text);
        }
    }
}
