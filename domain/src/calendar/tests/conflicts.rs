//! Which bookings stand against a plan: W7, W11.

use std::collections::BTreeSet;

use crate::accounts::Duty;
use crate::calendar::{Booked, Conflict, ConflictWith, Plan, Signers, Stretch, Subject, busy, conflicts};
use crate::deployments::{ChangeNumber, DeploymentType, StageName};
use crate::id::{PersonId, ServiceId};
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
        signers: Vec::new(),
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
    let why: Vec<ConflictWith> = conflicts(&exclusive, [&mine])
        .into_iter()
        .map(|found| found.why)
        .collect();
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

#[test]
fn w5_somebody_who_may_sign_has_to_be_at_hand() {
    let none = BTreeSet::new();
    let (one, two) = (ENGINEER, DEPLOYER);
    let signing = |who: &[PersonId]| Plan {
        deployer: crate::testing::OWNER,
        signers: vec![Signers {
            duty: &Duty::TechLead,
            who: who.iter().copied().collect(),
        }],
        ..plan(&none)
    };
    let by = |number, deployer, from, until| Booked {
        deployer,
        ..other(number, from, until)
    };
    let first = by(7, one, "09:00", "10:30");
    let second = by(8, two, "10:15", "12:00");
    let nobody = || ConflictWith::Signers { duty: Duty::TechLead };
    let found = |plan: &Plan<'_>, others: &[&Booked]| -> Vec<(u64, ConflictWith)> {
        let found = conflicts(plan, others.iter().copied());
        assert!(!found.iter().any(Conflict::rules_out));
        found.into_iter().map(|found| (found.with.0, found.why)).collect()
    };
    // The only one who may is deploying; with another one at hand nothing stands against it.
    assert_eq!(found(&signing(&[one]), &[&first, &second]), [(7, nobody())]);
    assert_eq!(found(&signing(&[one, two]), &[&first]), []);
    // Both deploy, and for a quarter of an hour both at once.
    let both = [&first, &second];
    assert_eq!(found(&signing(&[one, two]), &both), [(7, nobody()), (8, nobody())]);
    let taken: Vec<Stretch> = busy(&signing(&[one, two]), both)
        .into_iter()
        .map(|found| found.booked)
        .collect();
    assert_eq!(taken, [stretch("10:15", "10:30"); 2]);
    // One after the other leaves somebody at every instant.
    let later = by(9, two, "10:30", "12:00");
    assert_eq!(found(&signing(&[one, two]), &[&first, &later]), []);
    // Nobody holds the duty: no time is any better.
    assert_eq!(found(&signing(&[]), &both), []);
}

#[test]
fn w5_the_strongest_reason_with_a_booking_stands() {
    let none = BTreeSet::new();
    let plan = Plan {
        signers: vec![Signers {
            duty: &Duty::TechLead,
            who: BTreeSet::from([ENGINEER]),
        }],
        ..plan(&none)
    };
    let mine = Booked {
        deployer: ENGINEER,
        ..other(7, "10:00", "11:00")
    };
    let why: Vec<ConflictWith> = conflicts(&plan, [&mine]).into_iter().map(|found| found.why).collect();
    assert_eq!(why, [ConflictWith::SamePerson { person: ENGINEER }]);
}
