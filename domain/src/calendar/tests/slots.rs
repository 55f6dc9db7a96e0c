//! The next free slots: W5.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use crate::calendar::{
    Against, Calendar, Conflict, ConflictWith, FreeSlot, GoodFor, Hours, HoursOf, NoSlot, Schedule, Scope, Search,
    Stretch, may_book, next_slots,
};
use crate::deployments::ChangeNumber;
use crate::id::{FreezeId, WindowId};
use crate::testing::{crowded, freeze, instant, shipping, times, window};
use crate::text::{Label, ZoneName};
use crate::time::Timestamp;
use crate::zone::Zone;

const NO_LABELS: &BTreeSet<Label> = &BTreeSet::new();

const fn win(number: u128) -> WindowId {
    WindowId::new(Uuid::from_u128(number))
}

fn calendar(windows: &[(&str, &str, &str)], freezes: &[(&str, &str, &str)]) -> Calendar {
    let when = |(from, until, rule): &(&str, &str, &str)| times("Europe/Berlin", from, until, rule);
    let windows = windows.iter().map(|times| window(when(times), Scope::default()));
    let freezes = freezes.iter().map(|times| freeze(when(times), Scope::default()));
    Calendar {
        windows: (1..).map(win).zip(windows).collect(),
        freezes: (1..).map(|n| FreezeId::new(Uuid::from_u128(n))).zip(freezes).collect(),
        ..Calendar::default()
    }
}

fn search(calendar: &Calendar) -> Search<'_> {
    let schedule = Schedule {
        calendar,
        subject: shipping(NO_LABELS),
        hours: &[],
        lifted: &[],
    };
    Search {
        schedule,
        zone: Zone::find(&ZoneName::parse("Europe/Berlin").unwrap()).unwrap(),
        from: instant("2026-03-02T07:00"),
        lasts: 60,
        busy: &[],
        low_traffic: &[],
        wanted: 10,
        until: instant("2026-04-02T07:00"),
    }
}

fn busy(number: u64, from: &str, until: &str) -> Conflict {
    let stretch = Stretch {
        from: instant(from),
        until: instant(until),
    };
    Conflict {
        when: stretch,
        with: Against::Booking(ChangeNumber(number)),
        why: ConflictWith::SameService,
    }
}

fn starts(slots: &Result<Vec<FreeSlot>, NoSlot>) -> Vec<String> {
    let slots = slots.as_ref().unwrap();
    slots
        .iter()
        .map(|slot| slot.stretch.from.to_string()[..16].to_owned())
        .collect()
}

#[test]
fn W5_slots_lie_in_windows_outside_freezes_and_apart_from_others() {
    let calendar = calendar(
        &[("2026-03-02T09:00", "2026-03-02T12:00", "FREQ=WEEKLY;BYDAY=MO,TU")],
        &[("2026-03-03T00:00", "2026-03-03T10:10", "")],
    );
    let taken = [
        busy(4, "2026-03-02T08:30", "2026-03-02T09:05"),
        busy(5, "2026-03-09T08:00", "2026-03-10T11:00"),
    ];
    let slots = next_slots(&Search {
        busy: &taken,
        wanted: 5,
        ..search(&calendar)
    });
    // Monday is taken until 10:05 on the clock, Tuesday frozen until 10:10, the next week taken.
    assert_eq!(
        starts(&slots),
        [
            "2026-03-02T09:15",
            "2026-03-03T09:15",
            "2026-03-16T08:00",
            "2026-03-16T09:00",
            "2026-03-16T10:00"
        ]
    );
}

#[test]
fn W5_ten_slots_are_not_ten_quarter_hours_of_one_morning() {
    let calendar = calendar(&[("2026-03-02T09:00", "2026-03-02T12:00", "FREQ=DAILY")], &[]);
    let slots = starts(&next_slots(&Search {
        lasts: 100,
        ..search(&calendar)
    }));
    assert_eq!(slots.len(), 10);
    assert_eq!(slots[..2], ["2026-03-02T08:00", "2026-03-03T08:00"]);
    // The clock goes forward on the 29th; the window keeps its hours, and so do the slots.
    let late = Search {
        from: instant("2026-03-28T00:00"),
        lasts: 100,
        wanted: 2,
        ..search(&calendar)
    };
    assert_eq!(starts(&next_slots(&late)), ["2026-03-28T08:00", "2026-03-29T07:00"]);
}

#[test]
fn W5_slots_begin_on_quarter_hours_of_the_organizations_clock() {
    let open = Calendar::default();
    let zone = Zone::find(&ZoneName::parse("Asia/Kathmandu").unwrap()).unwrap();
    let from = instant("2026-03-02T07:00").plus_seconds(61);
    let slots = next_slots(&Search {
        zone,
        from,
        lasts: 20,
        wanted: 2,
        ..search(&open)
    });
    assert_eq!(starts(&slots), ["2026-03-02T07:15", "2026-03-02T07:45"]);
}

#[test]
fn W5_each_slot_says_why_it_is_good() {
    let calendar = calendar(
        &[
            ("2026-03-02T09:00", "2026-03-02T11:00", ""),
            ("2026-03-02T10:00", "2026-03-02T12:00", ""),
        ],
        &[],
    );
    let hours = times("Europe/Berlin", "2026-03-01T08:00", "2026-03-01T20:00", "FREQ=DAILY");
    let calm = times("Europe/Berlin", "2026-03-02T11:00", "2026-03-02T13:00", "FREQ=DAILY");
    let allowed = [Hours {
        of: HoursOf::Environment,
        times: &hours,
    }];
    let schedule = Schedule {
        hours: &allowed,
        ..search(&calendar).schedule
    };
    let slots = next_slots(&Search {
        schedule,
        low_traffic: &[&calm],
        ..search(&calendar)
    })
    .unwrap();
    let usual = [GoodFor::NoFreeze, GoodFor::Notice, GoodFor::NobodyBusy];
    let hours = GoodFor::Hours {
        of: HoursOf::Environment,
    };
    let window = |number| GoodFor::Window { window: win(number) };
    assert_eq!(slots[0].why, [&[window(1), hours], &usual[..]].concat());
    assert_eq!(slots[1].why, [&[window(1), window(2), hours], &usual[..]].concat());
    assert_eq!(
        slots[2].why,
        [&[window(2), hours], &usual[..], &[GoodFor::LowTraffic]].concat()
    );
    let open = Calendar::default();
    let any = next_slots(&search(&open)).unwrap();
    assert_eq!(any[0].why, [&[GoodFor::NoWindows], &usual[..]].concat());
}

#[test]
fn W5_no_slot_names_the_rule_that_left_none() {
    let weekly = ("2026-03-02T09:00", "2026-03-02T12:00", "FREQ=WEEKLY");
    let one = calendar(&[weekly], &[]);
    let none = |search: &Search<'_>| next_slots(search).unwrap_err();
    let past = Search {
        until: instant("2026-03-02T06:59"),
        ..search(&one)
    };
    assert_eq!(none(&past), NoSlot::Horizon);
    let gone = calendar(&[("2026-02-02T09:00", "2026-02-02T12:00", "")], &[]);
    assert_eq!(none(&search(&gone)), NoSlot::NeverOpen);
    assert_eq!(
        none(&Search {
            lasts: 181,
            ..search(&one)
        }),
        NoSlot::WindowsTooShort { longest: 180 }
    );
    // An hour that begins at five past has no hour from a quarter on.
    let odd = calendar(&[("2026-03-02T09:05", "2026-03-02T10:05", "FREQ=DAILY")], &[]);
    assert_eq!(none(&search(&odd)), NoSlot::WindowsTooShort { longest: 60 });
    let frozen = calendar(&[weekly], &[("2026-03-02T10:00", "2026-03-02T11:30", "FREQ=DAILY")]);
    assert_eq!(
        none(&Search {
            lasts: 61,
            ..search(&frozen)
        }),
        NoSlot::Frozen
    );
    let taken = [
        busy(9, "2026-03-02T08:30", "2026-03-30T09:30"),
        busy(4, "2026-03-30T09:30", "2026-04-02T07:00"),
        busy(5, "2026-03-31T12:00", "2026-03-31T13:00"),
    ];
    let with = [4, 9].map(|number| Against::Booking(ChangeNumber(number))).to_vec();
    assert_eq!(
        none(&Search {
            busy: &taken,
            lasts: 90,
            ..search(&one)
        }),
        NoSlot::Busy { with }
    );
    assert_eq!(next_slots(&search(&one)).unwrap().len(), 10);
}

#[test]
fn W5_a_crowded_calendar_has_slots() {
    let calendar = crowded(2_000, 50);
    assert_eq!((calendar.windows.len(), calendar.freezes.len()), (2_000, 50));
    let until = instant("2026-12-31T00:00");
    let slots = next_slots(&Search {
        until,
        ..search(&calendar)
    })
    .unwrap();
    assert_eq!(slots.len(), 10);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// What is offered may be booked and is free; what is offered first is the first quarter hour that is, and none is
    /// offered only where there is none.
    #[test]
    fn W5_slots_are_those_that_may_be_booked(
        windows in prop::collection::vec((0_i64..6 * 96, 1_i64..60, prop::bool::ANY), 0..4),
        freezes in prop::collection::vec((0_i64..6 * 96, 1_i64..100), 0..3),
        taken in prop::collection::vec((0_i64..6 * 96, 1_i64..40), 0..5),
        from in 0_i64..20_000,
        lasts in 1_u32..300,
    ) {
        let origin = instant("2026-03-24T00:00");
        let text = |quarters: i64| origin.plus_seconds(quarters * 900).to_string()[..16].to_owned();
        // Where both ends are skipped by the clock there are no such times; the model is about the others.
        let whole = |(from, until, _): &(String, String, &str)| ![from, until].iter().any(|at| at.starts_with("2026-03-29T02"));
        let rule = |daily: bool| if daily { "FREQ=DAILY" } else { "" };
        let windows = windows.iter().map(|(from, lasts, daily)| (text(*from), text(from + lasts), rule(*daily)));
        let freezes = freezes.iter().map(|(from, lasts)| (text(*from), text(from + lasts), ""));
        let (windows, freezes): (Vec<_>, Vec<_>) = (windows.filter(whole).collect(), freezes.filter(whole).collect());
        let borrowed: Vec<_> = windows.iter().map(|(from, until, rule)| (from.as_str(), until.as_str(), *rule)).collect();
        let frozen: Vec<_> = freezes.iter().map(|(from, until, rule)| (from.as_str(), until.as_str(), *rule)).collect();
        let calendar = calendar(&borrowed, &frozen);
        let busy: Vec<Conflict> = taken.iter().zip(1..).map(|((a, b), number)| Conflict {
            when: Stretch { from: origin.plus_seconds(a * 900 + 60), until: origin.plus_seconds((a + b) * 900) },
            with: Against::Booking(ChangeNumber(number)),
            why: ConflictWith::SamePerson { person: crate::testing::ENGINEER },
        }).collect();
        let from = origin.plus_seconds(from * 7);
        let search = Search { from, lasts, busy: &busy, until: from.plus_seconds(3 * 86_400), ..search(&calendar) };
        let free = |start: Timestamp| {
            let slot = Stretch::lasting(start, lasts);
            may_book(&search.schedule, slot.from, slot.until).is_ok() && !busy.iter().any(|b| b.when.overlaps(slot))
        };
        let first = (0..=3 * 96).map(|n| origin.plus_seconds((n + (from.seconds_since(origin) + 899) / 900) * 900))
            .filter(|start| from <= *start && *start <= search.until).find(|start| free(*start));
        match next_slots(&search) {
            Ok(slots) => {
                prop_assert_eq!(Some(slots[0].stretch.from), first);
                prop_assert!(slots.len() <= 10);
                for slot in &slots {
                    prop_assert!(free(slot.stretch.from), "{:?}", slot);
                    prop_assert_eq!(slot.stretch.minutes(), i64::from(lasts));
                    prop_assert_eq!(slot.stretch.from.seconds_since(origin) % 900, 0);
                }
                prop_assert!(slots.windows(2).all(|pair| pair[0].stretch.until <= pair[1].stretch.from));
            }
            Err(rule) => prop_assert_eq!(first, None, "{:?}", rule),
        }
    }
}
