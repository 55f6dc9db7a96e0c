//! Which bookings meet: W7.

use std::collections::BTreeSet;

use crate::calendar::{Conflict, OtherBooking, Planned, Stretch, conflicts};
use crate::deployments::ChangeNumber;
use crate::testing::{CHECKOUT, DEPLOYER, ENGINEER, LEDGERS, PRODUCTION, STAGING, instant};

fn stretch(from: &str, until: &str) -> Stretch {
    let at = |time: &str| instant(&format!("2026-03-02T{time}"));
    Stretch {
        from: at(from),
        until: at(until),
    }
}

/// Another booking that shares nothing with [`planned`] but its environment.
fn other(number: u64, from: &str, until: &str) -> OtherBooking {
    OtherBooking {
        number: ChangeNumber(number),
        stretch: stretch(from, until),
        service: LEDGERS,
        environment: PRODUCTION,
        deployer: DEPLOYER,
    }
}

fn planned(depends_on: &BTreeSet<crate::id::ServiceId>) -> Planned<'_> {
    Planned {
        number: Some(ChangeNumber(12)),
        stretch: stretch("10:00", "11:00"),
        service: CHECKOUT,
        environment: PRODUCTION,
        exclusive: false,
        deployer: ENGINEER,
        depends_on,
    }
}

#[test]
fn W7_each_kind_of_conflict_names_the_other_booking() {
    let (none, ledgers) = (BTreeSet::new(), BTreeSet::from([LEDGERS]));
    let meeting = other(7, "10:59", "12:00");
    let (number, stretch) = (meeting.number, meeting.stretch);
    assert_eq!(conflicts(&planned(&none), &[meeting]), []);
    let exclusive = Planned {
        exclusive: true,
        ..planned(&none)
    };
    assert_eq!(
        conflicts(&exclusive, &[meeting]),
        [Conflict::SameSlotExclusive { number, stretch }]
    );
    let same = OtherBooking {
        service: CHECKOUT,
        ..meeting
    };
    assert_eq!(
        conflicts(&planned(&none), &[same]),
        [Conflict::SameService { number, stretch }]
    );
    let dependency = Conflict::Dependency {
        number,
        stretch,
        service: LEDGERS,
    };
    assert_eq!(conflicts(&planned(&ledgers), &[meeting]), [dependency]);
    let mine = OtherBooking {
        deployer: ENGINEER,
        ..meeting
    };
    assert_eq!(
        conflicts(&planned(&none), &[mine]),
        [Conflict::SamePerson { number, stretch }]
    );
}

#[test]
fn W7_two_that_cannot_both_be_are_hard_and_come_first() {
    let depends_on = BTreeSet::from([LEDGERS]);
    let exclusive = Planned {
        exclusive: true,
        ..planned(&depends_on)
    };
    let mine = OtherBooking {
        deployer: ENGINEER,
        ..other(3, "10:00", "11:00")
    };
    let same = OtherBooking {
        service: CHECKOUT,
        ..other(7, "10:00", "11:00")
    };
    let found = conflicts(&exclusive, &[same, mine]);
    let numbers: Vec<(u64, bool)> = found.iter().map(|found| (found.number().0, found.hard())).collect();
    assert_eq!(numbers, [(3, true), (7, true), (7, true), (3, false), (3, false)]);
    assert!(found.iter().all(|found| found.stretch() == same.stretch));
}

#[test]
fn W7_bookings_that_touch_and_those_elsewhere_do_not_meet() {
    let depends_on = BTreeSet::from([LEDGERS, CHECKOUT]);
    let exclusive = Planned {
        exclusive: true,
        ..planned(&depends_on)
    };
    for touching in [other(7, "09:00", "10:00"), other(7, "11:00", "12:00")] {
        assert_eq!(conflicts(&exclusive, &[touching]), []);
    }
    let elsewhere = OtherBooking {
        environment: STAGING,
        service: CHECKOUT,
        ..other(7, "10:00", "11:00")
    };
    assert_eq!(conflicts(&exclusive, &[elsewhere]), []);
    // One person cannot be in two environments either.
    let mine = OtherBooking {
        deployer: ENGINEER,
        ..elsewhere
    };
    assert!(matches!(
        conflicts(&exclusive, &[mine])[..],
        [Conflict::SamePerson { .. }]
    ));
}

#[test]
fn W7_a_deployment_does_not_meet_its_own_bookings() {
    let depends_on = BTreeSet::new();
    let own = OtherBooking {
        service: CHECKOUT,
        ..other(12, "10:00", "11:00")
    };
    assert_eq!(conflicts(&planned(&depends_on), &[own]), []);
    let new = Planned {
        number: None,
        ..planned(&depends_on)
    };
    assert_eq!(conflicts(&new, &[own]).len(), 1);
}
