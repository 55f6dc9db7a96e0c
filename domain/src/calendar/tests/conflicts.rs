//! What stands against a plan, other bookings and people who are away: W5, W7, W11.

use std::collections::BTreeSet;

use crate::accounts::Duty;
use crate::calendar::{
    self as rules, Against, Away, Booked, Conflict, ConflictWith, Other, Plan, Ready, Signers, Stretch, Subject,
};
use crate::deployments::{ChangeNumber, DeploymentType, StageName};
use crate::id::{AbsenceId, PersonId, ServiceId};
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
        requester: ENGINEER,
        to_sign: Vec::new(),
        watch: None,
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
        before: Vec::new(),
        away: Vec::new(),
    }
}

/// Somebody who is away; the absence bears the number that its time begins with.
fn away(person: PersonId, from: &str, until: &str) -> Away {
    let number = from[..2].parse().unwrap();
    Away {
        absence: AbsenceId::new(uuid::Uuid::from_u128(number)),
        person,
        stretch: stretch(from, until),
    }
}

/// What stands against a plan, of bookings that take nobody of its own.
fn conflicts<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let others: Vec<Other<'_>> = others.into_iter().map(Other::from).collect();
    rules::conflicts(plan, &others)
}

/// The time that they take from it.
fn busy<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let others: Vec<Other<'_>> = others.into_iter().map(Other::from).collect();
    rules::busy(plan, &others)
}

#[test]
fn w7_each_kind_of_conflict_names_the_other_booking() {
    let (none, ledgers) = (BTreeSet::new(), BTreeSet::from([LEDGERS]));
    let meeting = other(7, "10:59", "12:00");
    let against = |plan: &Plan<'_>, other: &Booked, why| {
        let found = conflicts(plan, [other]);
        let (with, when) = (Against::Booking(other.number), other.stretch);
        assert_eq!(found, [Conflict { with, when, why }]);
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
        let number = |with| match with {
            Against::Booking(number) => number.0,
            Against::Absence(absence) => panic!("nobody is away: {absence}"),
        };
        found.into_iter().map(|found| (number(found.with), found.why)).collect()
    };
    // The only one who may is deploying; with another one at hand nothing stands against it.
    assert_eq!(found(&signing(&[one]), &[&first, &second]), [(7, nobody())]);
    assert_eq!(found(&signing(&[one, two]), &[&first]), []);
    // Both deploy, and for a quarter of an hour both at once.
    let both = [&first, &second];
    assert_eq!(found(&signing(&[one, two]), &both), [(7, nobody()), (8, nobody())]);
    let taken: Vec<Stretch> = busy(&signing(&[one, two]), both)
        .into_iter()
        .map(|found| found.when)
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

#[test]
fn w5_whoever_deploys_has_to_be_there() {
    let none = BTreeSet::new();
    let gone = |away| Plan {
        away: vec![away],
        ..plan(&none)
    };
    let time = away(ENGINEER, "09:30", "10:15");
    let found = conflicts(&gone(time), []);
    let (with, when, why) = (Against::Absence(time.absence), time.stretch, ConflictWith::DeployerAway);
    assert_eq!(found, [Conflict { with, when, why }]);
    assert!(!found[0].rules_out(), "somebody may come back for it");
    assert_eq!(busy(&gone(time), []), found);
    for beside in [away(ENGINEER, "09:00", "10:00"), away(ENGINEER, "11:00", "12:00")] {
        assert_eq!(conflicts(&gone(beside), []), [], "what touches is no absence in it");
    }
    assert_eq!(
        conflicts(&gone(away(DEPLOYER, "09:00", "12:00")), []),
        [],
        "who neither deploys nor signs"
    );
}

#[test]
fn w5_nobody_is_left_to_sign_where_one_is_away_and_the_other_deploys() {
    let none = BTreeSet::new();
    let duty = Duty::TechLead;
    let signing = |who: &[PersonId], away: &[Away]| Plan {
        deployer: crate::testing::OWNER,
        signers: vec![Signers {
            duty: &Duty::TechLead,
            who: who.iter().copied().collect(),
        }],
        away: away.to_vec(),
        ..plan(&none)
    };
    let deploys = Booked {
        deployer: DEPLOYER,
        ..other(8, "10:15", "12:00")
    };
    let gone = away(ENGINEER, "09:00", "10:30");
    let with: Vec<Against> = conflicts(&signing(&[ENGINEER, DEPLOYER], &[gone]), [&deploys])
        .into_iter()
        .map(|found| {
            assert_eq!(found.why, ConflictWith::Signers { duty: duty.clone() });
            found.with
        })
        .collect();
    assert_eq!(with, [Against::Booking(deploys.number), Against::Absence(gone.absence)]);
    // Only the quarter of an hour in which both are gone is taken from the free time.
    let taken = busy(&signing(&[ENGINEER, DEPLOYER], &[gone]), [&deploys]);
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|taken| taken.when == stretch("10:15", "10:30")));
    // Another one is there all the time.
    assert_eq!(conflicts(&signing(&[ENGINEER, DEPLOYER], &[gone]), []), []);
    // An absence after the work leaves the one who is back by then.
    let later = away(ENGINEER, "11:00", "12:00");
    assert_eq!(conflicts(&signing(&[ENGINEER], &[later]), []), []);
}

#[test]
fn w5_a_slot_begins_after_somebody_is_back_to_sign_before_it() {
    let none = BTreeSet::new();
    let duty = Duty::ProductOwner;
    let waits = |until: &str| Plan {
        before: vec![Ready {
            duty: &Duty::ProductOwner,
            away: away(DEPLOYER, "06:00", until),
        }],
        ..plan(&none)
    };
    let why = ConflictWith::SignersBefore { duty };
    let found = conflicts(&waits("10:01"), []);
    assert_eq!(found.iter().map(|found| &found.why).collect::<Vec<_>>(), [&why]);
    assert!(!found[0].rules_out());
    assert_eq!(conflicts(&waits("10:00"), []), [], "back when it begins");
    assert_eq!(busy(&waits("10:01"), [])[0].when, stretch("06:00", "10:01"));
}

#[test]
fn w5_s5_one_person_at_hand_fills_one_slot() {
    let none = BTreeSet::new();
    let (lead, devops) = (Duty::TechLead, Duty::DevOpsLead);
    let signing = |of: &[(&'static Duty, &[PersonId])], away: &[Away]| Plan {
        deployer: crate::testing::OWNER,
        signers: of
            .iter()
            .map(|(duty, who)| Signers {
                duty,
                who: who.iter().copied().collect(),
            })
            .collect(),
        away: away.to_vec(),
        ..plan(&none)
    };
    // Two hold both duties: with one of them away the other one cannot sign as both.
    let both: &[PersonId] = &[ENGINEER, DEPLOYER];
    let of = [(&Duty::TechLead, both), (&Duty::DevOpsLead, both)];
    let gone = away(ENGINEER, "09:00", "10:30");
    let found = conflicts(&signing(&of, &[gone]), []);
    let with = Against::Absence(gone.absence);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].with, &found[0].why),
        (with, &ConflictWith::Signers { duty: devops.clone() })
    );
    let taken = busy(&signing(&of, &[gone]), []);
    assert_eq!(
        taken.iter().map(|one| one.when).collect::<Vec<_>>(),
        [stretch("10:00", "10:30")]
    );
    // The duty that is told is one that they hold, also where somebody else moves to another slot for them.
    let of = [(&Duty::DevOpsLead, both), (&Duty::TechLead, &[DEPLOYER][..])];
    let found = conflicts(&signing(&of, &[gone]), []);
    assert_eq!(found[0].why, ConflictWith::Signers { duty: devops });
    // A third person is enough, and a slot that nobody could fill anyway is no matter of absences.
    let of = [
        (&Duty::TechLead, &[ENGINEER, DEPLOYER, crate::testing::OWNER][..]),
        (&Duty::DevOpsLead, both),
        (&Duty::ProductOwner, &[][..]),
    ];
    assert_eq!(conflicts(&signing(&of, &[gone]), []), []);
    // Both away: each of them is missed, for one slot each.
    let second = away(DEPLOYER, "08:00", "12:00");
    let of = [(&Duty::TechLead, both)];
    let found = conflicts(&signing(&of, &[gone, second]), []);
    let why = || ConflictWith::Signers { duty: lead.clone() };
    let with: Vec<_> = found.into_iter().map(|found| (found.with, found.why)).collect();
    assert_eq!(
        with,
        [
            (Against::Absence(gone.absence), why()),
            (Against::Absence(second.absence), why())
        ]
    );
}

#[test]
fn w5_whoever_deploys_is_not_taken_from_what_only_they_could_sign() {
    let none = BTreeSet::new();
    let meeting = other(7, "10:30", "12:00");
    let signed_by = |who: &[PersonId]| {
        let signers = Signers {
            duty: &Duty::TechLead,
            who: who.iter().copied().collect(),
        };
        [Other {
            booked: &meeting,
            signers: vec![signers],
        }]
    };
    let alone = signed_by(&[ENGINEER]);
    let found = rules::conflicts(&plan(&none), &alone);
    let why = ConflictWith::SignerThere {
        person: ENGINEER,
        duty: Duty::TechLead,
    };
    let with = Against::Booking(meeting.number);
    let when = meeting.stretch;
    assert_eq!(found, [Conflict { with, when, why }]);
    assert!(!found[0].rules_out(), "the deployment may get another deployer");
    let taken = rules::busy(&plan(&none), &alone);
    assert_eq!(
        taken.iter().map(|one| one.when).collect::<Vec<_>>(),
        [stretch("10:30", "11:00")]
    );
    // Somebody else could sign it, until they are away.
    let two = signed_by(&[ENGINEER, DEPLOYER]);
    assert_eq!(rules::conflicts(&plan(&none), &two), []);
    let gone = |person| Plan {
        away: vec![away(person, "10:45", "10:50")],
        ..plan(&none)
    };
    let taken = rules::busy(&gone(DEPLOYER), &two);
    assert_eq!(
        taken.iter().map(|one| one.when).collect::<Vec<_>>(),
        [stretch("10:45", "10:50")]
    );
    // While they are away themselves, it is not the plan that takes them.
    let taken = rules::busy(&gone(ENGINEER), &alone);
    let there = |conflict: &&Conflict| matches!(conflict.why, ConflictWith::SignerThere { .. });
    let taken: Vec<_> = taken.iter().filter(there).map(|one| one.when).collect();
    assert_eq!(taken, [stretch("10:30", "10:45"), stretch("10:50", "11:00")]);
    // Who could not sign it is not missed there.
    assert_eq!(rules::conflicts(&plan(&none), &signed_by(&[DEPLOYER])), []);
}
