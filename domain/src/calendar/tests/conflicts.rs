//! Which bookings stand against a plan: W7, W11.

use std::collections::BTreeSet;

use crate::calendar::{Booked, Conflict, ConflictWith, Plan, Stretch, Subject, conflicts};
use crate::deployments::{ChangeNumber, DeploymentType, StageName};
use crate::id::ServiceId;
use crate::testing::{CHECKOUT, DEPLOYER, ENGINEER, LEDGERS, PRODUCTION, STAGING, TEAM, deployment, instant};
use crate::text::{Label, Title};

static NO_LABELS: BTreeSet<Label> = BTreeSet::new();

fn stretch(from: &str, until: &str) -> Stretch {
    let at = |time: &str| instant(&format!("2026-03-02T{time}"));
    Stretch {
        from: at(from),
        until: at(until),
    }
}

/// Another booking that shares nothing with [`plan`] but its environment.
fn other(number: u64, from: &str, until: &str) -> Booked {
    Booked {
        deployment: deployment(number.into()),
        number: ChangeNumber(number),
        title: Title::parse("Another one").unwrap(),
        service: LEDGERS,
        environment: PRODUCTION,
        team: TEAM,
        kind: DeploymentType::Standard,
        deployer: DEPLOYER,
        stage: StageName::Preparing,
        stretch: stretch(from, until),
        backup: false,
        announced: false,
    }
}

fn plan(depends_on: &BTreeSet<ServiceId>) -> Plan<'_> {
    Plan {
        stretch: stretch("10:00", "11:00"),
        subject: Subject {
            deployment: None,
            team: TEAM,
            service: CHECKOUT,
            environment: PRODUCTION,
            kind: DeploymentType::Standard,
            labels: &NO_LABELS,
        },
        deployer: ENGINEER,
        exclusive: false,
        depends_on,
    }
}

#[test]
fn w7_each_kind_of_conflict_names_the_other_booking() {
    let (none, ledgers) = (BTreeSet::new(), BTreeSet::from([LEDGERS]));
    let meeting = other(7, "10:59", "12:00");
    let against = |plan: &Plan<'_>, other: &Booked, why| {
        let found = conflicts(plan, [other]);
        let (with, booked) = (other.number, other.stretch);
        assert_eq!(found, [Conflict { with, booked, why }]);
        found[0].rules_out()
    };
    assert_eq!(conflicts(&plan(&none), [&meeting]), []);
    let exclusive = Plan {
        exclusive: true,
        ..plan(&none)
    };
    assert!(against(&exclusive, &meeting, ConflictWith::ExclusiveEnvironment));
    let same = Booked {
        service: CHECKOUT,
        ..meeting.clone()
    };
    assert!(against(&plan(&none), &same, ConflictWith::SameService));
    assert!(!against(&plan(&ledgers), &meeting, ConflictWith::Dependency));
    let mine = Booked {
        deployer: ENGINEER,
        ..meeting
    };
    let person = ENGINEER;
    assert!(!against(&plan(&none), &mine, ConflictWith::SamePerson { person }));
}

#[test]
fn w7_bookings_that_touch_and_those_elsewhere_stand_against_nothing() {
    let depends_on = BTreeSet::from([LEDGERS]);
    let exclusive = Plan {
        exclusive: true,
        ..plan(&depends_on)
    };
    for touching in [other(7, "09:00", "10:00"), other(7, "11:00", "12:00")] {
        assert_eq!(conflicts(&exclusive, [&touching]), []);
    }
    let elsewhere = Booked {
        environment: STAGING,
        service: CHECKOUT,
        ..other(7, "10:00", "11:00")
    };
    assert_eq!(conflicts(&exclusive, [&elsewhere]), []);
    // One person cannot be in two environments either.
    let mine = Booked {
        deployer: ENGINEER,
        ..elsewhere
    };
    let why: Vec<ConflictWith> = conflicts(&exclusive, [&mine]).iter().map(|found| found.why).collect();
    assert_eq!(why, [ConflictWith::SamePerson { person: ENGINEER }]);
}

#[test]
fn w7_what_has_ended_stands_against_nothing() {
    let none = BTreeSet::new();
    let ended = Booked {
        service: CHECKOUT,
        stage: StageName::Completed,
        ..other(7, "10:00", "11:00")
    };
    assert_eq!(conflicts(&plan(&none), [&ended]), []);
}
