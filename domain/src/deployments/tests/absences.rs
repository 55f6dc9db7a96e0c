//! What absences do to bookings: W5.

use proptest::prelude::*;
use uuid::Uuid;

use super::booking::appoint;
use super::signing::small_team;
use super::{prepared, running, signed};
use crate::accounts::{Duty, OrganizationCommand};
use crate::calendar::{
    Against, Booked, CalendarCommand, ConflictWith, FreeSlot, NoSlot, SetAbsence, Slots, Stretch, Times, ToSign,
    conflicts,
};
use crate::deployments::{Asked, BookingCommand, ChangeNumber, DeploymentCommand, Foreseen, Warning, foresee};
use crate::id::{AbsenceId, DeploymentId, PersonId};
use crate::refusal::Refusal;
use crate::templates::Roster;
use crate::testing::{
    ADMIN, DEPLOYER, DEVELOPMENT, DEVOPS_LEAD, ENGINEER, LEDGERS, OUTSIDER, OWNER, PRODUCT_OWNER, STAGING, Scene,
    TECH_LEAD, instant, times,
};

/// Somebody says that they are away, from tomorrow noon on where nothing else is said; the number is also the absence's.
fn gone(scene: &mut Scene, number: u128, person: PersonId, times: Times) -> Against {
    let absence = AbsenceId::new(Uuid::from_u128(number));
    let set = SetAbsence {
        absence,
        seen: None,
        person,
        times,
    };
    scene
        .calendar(ADMIN, CalendarCommand::SetAbsence(Box::new(set)))
        .unwrap();
    Against::Absence(absence)
}

fn to_sign(duty: Duty, signed_by: Option<PersonId>) -> ToSign {
    ToSign { duty, signed_by }
}

fn day(day: &str, next: &str) -> Times {
    times(
        "UTC",
        &format!("2026-02-{day}T00:00"),
        &format!("2026-02-{next}T00:00"),
        "",
    )
}

fn slots(from: &str, until: &str) -> Slots {
    Slots {
        primary: Stretch {
            from: instant(from),
            until: instant(until),
        },
        backup: None,
    }
}

/// Somebody books what was not booked before, and nothing stands against it.
fn books(scene: &mut Scene, person: PersonId, id: DeploymentId, slots: Slots) {
    let book = BookingCommand::Book {
        seen: 0,
        slots,
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    scene.does(person, id, DeploymentCommand::Booking(book)).unwrap();
}

fn meets(scene: &Scene, id: DeploymentId, slots: &Slots) -> Foreseen {
    foresee(scene.standing(id), &[], (&scene.actor(ENGINEER), scene.now), slots).unwrap()
}

/// The reasons that a booking meets, each with what it is.
fn reasons(scene: &Scene, id: DeploymentId, slots: &Slots) -> Vec<(Against, ConflictWith)> {
    let met = meets(scene, id, slots);
    assert_eq!(met.refusal, None);
    met.beside
        .into_iter()
        .map(|conflict| (conflict.with, conflict.why))
        .collect()
}

fn free(scene: &Scene, id: DeploymentId, booked: &[Booked]) -> Result<Vec<FreeSlot>, NoSlot> {
    let looked = Stretch {
        from: scene.now,
        until: scene.now.plus_seconds(4 * 86_400),
    };
    let calendar = &scene.directory().calendar;
    scene
        .standing(id)
        .free_slots(calendar, booked, (looked, asked(scene, ENGINEER)), 60, 3)
}

fn asked(scene: &Scene, by: PersonId) -> Asked {
    Asked {
        at: scene.now,
        by: Some(by),
        moves: true,
    }
}

fn first(scene: &Scene, id: DeploymentId) -> String {
    let free = free(scene, id, &[]).unwrap();
    free[0].stretch.from.to_string()
}

#[test]
fn W5_a_booking_while_its_deployer_is_away_is_asked_about_once() {
    let (mut scene, id) = prepared();
    let absence = gone(&mut scene, 1, ENGINEER, day("03", "04"));
    let slots = slots("2026-02-03T10:00", "2026-02-03T12:00");
    assert_eq!(reasons(&scene, id, &slots), [(absence, ConflictWith::DeployerAway)]);
    let book = |accepted| {
        DeploymentCommand::Booking(BookingCommand::Book {
            seen: 0,
            slots: slots.clone(),
            accepted,
            confirmed: Vec::new(),
        })
    };
    match scene.does(ENGINEER, id, book(Vec::new())) {
        Err(Refusal::BookedBeside { conflicts }) => assert_eq!(conflicts[0].with, absence),
        answer => panic!("not asked: {answer:?}"),
    }
    scene.does(ENGINEER, id, book(vec![absence])).unwrap();
}

#[test]
fn W5_no_slot_is_free_while_whoever_deploys_is_away() {
    let (mut scene, id) = prepared();
    // It is the small hours of the second of February.
    gone(&mut scene, 1, ENGINEER, day("02", "03"));
    assert_eq!(first(&scene, id), "2026-02-03T00:00:00.000000Z");
    let always = times("UTC", "2026-01-01T00:00", "2026-01-02T00:00", "FREQ=DAILY");
    let absence = gone(&mut scene, 2, ENGINEER, always);
    match free(&scene, id, &[]) {
        Err(NoSlot::Busy { with }) => assert!(with.contains(&absence), "{with:?}"),
        answer => panic!("something is free: {answer:?}"),
    }
}

#[test]
fn W5_before_the_start_somebody_of_each_duty_has_to_be_back_in_time_to_sign() {
    let (mut scene, id) = prepared();
    let absence = gone(&mut scene, 1, PRODUCT_OWNER, day("02", "04"));
    let early = slots("2026-02-03T10:00", "2026-02-03T12:00");
    let duty = || Duty::ProductOwner;
    assert_eq!(
        reasons(&scene, id, &early),
        [(absence, ConflictWith::SignersBefore { duty: duty() })]
    );
    assert_eq!(first(&scene, id), "2026-02-04T00:00:00.000000Z");
    let back = slots("2026-02-04T00:00", "2026-02-04T02:00");
    assert_eq!(reasons(&scene, id, &back), []);

    // Another one who holds the duty is there now.
    appoint(&mut scene, DEPLOYER, duty());
    assert_eq!(reasons(&scene, id, &early), []);
    assert!(first(&scene, id).starts_with("2026-02-02"));
}

#[test]
fn W5_S3_what_is_signed_already_is_signed_again_for_another_time() {
    let (mut scene, id) = signed();
    let absence = gone(&mut scene, 1, TECH_LEAD, day("02", "04"));
    let early = slots("2026-02-03T10:00", "2026-02-03T12:00");
    let duty = || Duty::TechLead;
    let met = meets(&scene, id, &early);
    assert!(!met.voids.is_empty(), "a booking is part of what is signed");
    let with: Vec<_> = met.beside.into_iter().map(|found| (found.with, found.why)).collect();
    assert_eq!(
        with,
        [
            (absence, ConflictWith::SignersBefore { duty: duty() }),
            (absence, ConflictWith::Signers { duty: duty() }),
        ],
        "before the start and after it"
    );
}

#[test]
fn W5_after_the_start_nobody_has_to_come_back_to_sign_before_it() {
    let (mut scene, id) = running();
    gone(&mut scene, 1, PRODUCT_OWNER, day("02", "04"));
    let plan = scene.standing(id).plan(
        Stretch {
            from: scene.now,
            until: scene.now.plus_seconds(3600),
        },
        asked(&scene, ENGINEER),
        &[],
    );
    assert!(plan.before.is_empty());
}

#[test]
fn W5_S4_whoever_books_is_none_of_those_who_could_sign_before_it() {
    let (mut scene, id) = prepared();
    appoint(&mut scene, ADMIN, Duty::TechLead);
    // Of two who hold the duty one is there.
    let absence = gone(&mut scene, 1, TECH_LEAD, day("02", "04"));
    let early = slots("2026-02-03T10:00", "2026-02-03T12:00");
    let beside = |scene: &Scene, by: PersonId| {
        let met = foresee(scene.standing(id), &[], (&scene.actor(by), scene.now), &early).unwrap();
        met.beside
            .into_iter()
            .map(|found| (found.with, found.why))
            .collect::<Vec<_>>()
    };
    let missing = || {
        let duty = Duty::TechLead;
        vec![(absence, ConflictWith::SignersBefore { duty })]
    };
    assert_eq!(beside(&scene, ENGINEER), []);
    assert_eq!(beside(&scene, ADMIN), missing());
    // What they booked before bars them no longer where somebody else, or a freeze, moves it.
    books(&mut scene, ADMIN, id, slots("2026-02-06T10:00", "2026-02-06T12:00"));
    assert_eq!(beside(&scene, ENGINEER), []);
    assert_eq!(beside(&scene, ADMIN), missing());
    let by_a_freeze = Asked {
        at: scene.now,
        by: None,
        moves: true,
    };
    assert!(
        scene
            .standing(id)
            .plan(early.primary, by_a_freeze, &[])
            .before
            .is_empty()
    );
}

#[test]
fn W5_S5_whoever_is_there_signs_one_slot_and_not_two() {
    let (mut scene, id) = prepared();
    appoint(&mut scene, DEVOPS_LEAD, Duty::ProductOwner);
    let absence = gone(&mut scene, 1, PRODUCT_OWNER, day("02", "04"));
    let early = slots("2026-02-03T10:00", "2026-02-03T12:00");
    let duty = Duty::ProductOwner;
    assert_eq!(
        reasons(&scene, id, &early),
        [(absence, ConflictWith::SignersBefore { duty })],
        "the DevOps Lead holds the duty too, and has a slot to sign"
    );
    assert_eq!(first(&scene, id), "2026-02-04T00:00:00.000000Z");
    // With another DevOps Lead the two of them sign both slots.
    appoint(&mut scene, DEPLOYER, Duty::DevOpsLead);
    assert_eq!(reasons(&scene, id, &early), []);
}

#[test]
fn W5_S15_nobody_is_waited_for_to_sign_what_the_small_team_rule_lets_fall_away() {
    let waits = |rule| {
        let (mut scene, id) = small_team(rule);
        // Who asked for it and one other are the Tech Leads, and the other one is the only DevOps Lead.
        appoint(&mut scene, DEVOPS_LEAD, Duty::TechLead);
        gone(&mut scene, 1, DEVOPS_LEAD, day("02", "04"));
        let asked = asked(&scene, TECH_LEAD);
        let stretch = slots("2026-02-03T10:00", "2026-02-03T12:00").primary;
        let plan = scene.standing(id).plan(stretch, asked, &[]);
        plan.before.iter().map(|ready| ready.duty.clone()).collect::<Vec<_>>()
    };
    assert_eq!(waits(true), [Duty::DevOpsLead], "the slot of the Tech Lead falls away");
    assert_eq!(
        waits(false),
        [Duty::TechLead],
        "the other one stays empty whoever is there"
    );
}

#[test]
fn W5_S3_who_signed_the_time_that_is_booked_is_not_asked_again_for_it() {
    let (mut scene, id) = prepared();
    books(&mut scene, ENGINEER, id, slots("2026-02-06T10:00", "2026-02-06T12:00"));
    scene.signs(PRODUCT_OWNER, id, Roster::Pre).unwrap();
    gone(&mut scene, 1, PRODUCT_OWNER, day("02", "07"));
    assert_eq!(scene.standing(id).booked_away(scene.now), [], "signed before they left");
    let later = slots("2026-02-06T14:00", "2026-02-06T16:00");
    let duty = Duty::ProductOwner;
    let met = meets(&scene, id, &later);
    assert_eq!(met.beside[0].why, ConflictWith::SignersBefore { duty });
}

#[test]
fn W5_the_last_one_who_could_sign_what_another_booking_comes_to_deploys_nothing_meanwhile() {
    let (mut scene, id) = prepared();
    appoint(&mut scene, ENGINEER, Duty::Cto);
    let slot = slots("2026-02-06T10:00", "2026-02-06T12:00");
    let other = Booked {
        deployment: crate::testing::deployment(0x77),
        number: ChangeNumber(77),
        service: LEDGERS,
        environment: STAGING,
        deployer: TECH_LEAD,
        to_sign: vec![to_sign(Duty::Cto, None)],
        ..scene.booked_at(id, &slot)
    };
    let met = |scene: &Scene, booked: &Booked| {
        let others = scene.standing(id).others(slot.primary, std::slice::from_ref(booked));
        let plan = scene.standing(id).plan(slot.primary, asked(scene, ENGINEER), &others);
        let found = conflicts(&plan, &others).into_iter();
        found.map(|found| (found.with, found.why)).collect::<Vec<_>>()
    };
    let deployer = scene.deployment(id).details.deployer;
    let there = ConflictWith::SignerThere {
        person: deployer,
        duty: Duty::Cto,
    };
    let (with, signers) = (Against::Booking(other.number), |duty| ConflictWith::Signers { duty });
    // Its deployer is the only Tech Lead, who has to sign what this one comes to: that is the stronger reason.
    assert_eq!(met(&scene, &other), [(with, signers(Duty::TechLead))]);
    let other = Booked {
        deployer: OUTSIDER,
        ..other
    };
    assert_eq!(met(&scene, &other), [(with, there)]);
    let free = free(&scene, id, std::slice::from_ref(&other)).unwrap();
    assert!(free.iter().all(|slot| !slot.stretch.overlaps(other.stretch)));
    // Where the environment needs no sign-offs nobody is missed, nor where another one could sign.
    let development = Booked {
        environment: DEVELOPMENT,
        ..other.clone()
    };
    assert_eq!(met(&scene, &development), []);
    appoint(&mut scene, ADMIN, Duty::Cto);
    assert_eq!(met(&scene, &other), []);
    // The other one signed another slot of it, and fills no second one (S5).
    let half = Booked {
        to_sign: vec![to_sign(Duty::Cto, None), to_sign(Duty::TechLead, Some(ADMIN))],
        ..other.clone()
    };
    assert_eq!(met(&scene, &half).len(), 1);
    // What has been signed needs nobody any more.
    let whole = Booked {
        to_sign: vec![to_sign(Duty::Cto, Some(ADMIN))],
        ..other.clone()
    };
    assert_eq!(met(&scene, &whole), []);
    // Nor does a slot that falls away because its team is small: two others signed, and there are no more than these.
    scene.organize(OWNER, OrganizationCommand::SetSmallTeamRule { on: true });
    let small = Booked {
        requester: ENGINEER,
        to_sign: vec![
            to_sign(Duty::Cto, None),
            to_sign(Duty::Cto, Some(ADMIN)),
            to_sign(Duty::ProductOwner, Some(PRODUCT_OWNER)),
            to_sign(Duty::ProductOwner, None),
        ],
        ..other
    };
    assert_eq!(met(&scene, &small), []);
}

#[test]
fn T9_a_booking_is_watched_from_the_end_of_the_deploying_for_the_longest_of_its_periods() {
    let (mut scene, id) = prepared();
    let slot = slots("2026-02-06T10:00", "2026-02-06T12:00");
    let watch = |scene: &Scene, id| {
        scene
            .booked_of(id)
            .iter()
            .map(|booked| booked.watch)
            .collect::<Vec<_>>()
    };
    let both = Slots {
        backup: Some(slots("2026-02-07T10:00", "2026-02-07T12:00").primary),
        ..slot.clone()
    };
    books(&mut scene, ENGINEER, id, both);
    assert_eq!(watch(&scene, id), [None, None], "no section of it is a watch period");
    for (section, minutes) in [15, 1440].into_iter().enumerate() {
        scene.structure.phases[2 + section].sections[0].watch_minutes = Some(minutes);
    }
    let day = Stretch::lasting(slot.primary.until, 1440);
    assert_eq!(
        watch(&scene, id),
        [Some(day), None],
        "the backup is not watched beside it"
    );
    for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
        scene.signs(person, id, Roster::Pre).unwrap();
    }
    scene.now = slot.primary.from;
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    assert_eq!(watch(&scene, id)[0], Some(day));
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::FinishDeploying).unwrap();
    let watched = watch(&scene, id)[0].unwrap();
    assert!(watched.from < slot.primary.until, "it was done early");
    assert_eq!(watched.minutes(), 1440);
    scene.tick_all(ENGINEER, id).unwrap();
    for person in [DEPLOYER, TECH_LEAD] {
        scene.signs(person, id, Roster::Post).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::Complete).unwrap();
    assert_eq!(watch(&scene, id), [None], "over");
}

#[test]
fn W5_an_absence_that_comes_after_the_booking_is_a_warning() {
    let (mut scene, id) = prepared();
    books(&mut scene, ENGINEER, id, slots("2026-02-06T10:00", "2026-02-06T12:00"));
    let warned = |scene: &Scene| {
        let template = scene.states.template.as_ref().unwrap();
        let warnings = scene.standing(id).warnings(template, None, scene.now);
        let away = warnings.into_iter().flat_map(|warning| {
            if let Warning::BookedAway { away } = warning {
                away
            } else {
                Vec::new()
            }
        });
        away.map(|found| (found.with, found.why)).collect::<Vec<_>>()
    };
    assert_eq!(warned(&scene), []);
    let deployer = gone(&mut scene, 1, ENGINEER, day("06", "07"));
    let owner = gone(&mut scene, 2, PRODUCT_OWNER, day("02", "07"));
    let duty = Duty::ProductOwner;
    assert_eq!(
        warned(&scene),
        [
            (deployer, ConflictWith::DeployerAway),
            (owner, ConflictWith::SignersBefore { duty }),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// What is offered as free, the question before a booking has nothing against.
    #[test]
    fn W5_nothing_stands_against_a_slot_that_is_offered(
        away in proptest::collection::vec((0_usize..4, 0_i64..96, 1_i64..60), 0..8),
        others in proptest::collection::vec((0_usize..4, 0_usize..3, 0_i64..96, 15_u32..600), 0..6),
        shared in proptest::collection::vec((0_usize..4, 0_usize..3), 0..4),
        lasts in 15_u32..300,
    ) {
        let (mut scene, id) = prepared();
        let people = [ENGINEER, TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER];
        let duties = [Duty::TechLead, Duty::DeploymentEngineer, Duty::ProductOwner];
        let start = instant("2026-02-02T00:00");
        for (person, duty) in shared {
            appoint(&mut scene, people[person], duties[duty].clone());
        }
        let others = others.into_iter().zip(70..).map(|((person, duty, from, minutes), number)| {
            let primary = Stretch::lasting(start.plus_seconds(from * 3600), minutes);
            let slots = Slots { primary, backup: None };
            Booked {
                deployment: crate::testing::deployment(number.into()),
                number: ChangeNumber(number),
                service: LEDGERS,
                environment: STAGING,
                deployer: people[person],
                to_sign: vec![to_sign(duties[duty].clone(), None), to_sign(Duty::TechLead, None)],
                ..scene.booked_at(id, &slots)
            }
        });
        let others: Vec<Booked> = others.collect();
        for ((person, from, hours), number) in away.into_iter().zip(1..) {
            let at = |hours: i64| start.plus_seconds(hours * 3600).to_string()[..16].to_owned();
            gone(&mut scene, number, people[person], times("UTC", &at(from), &at(from + hours), ""));
        }
        let looked = Stretch { from: scene.now, until: scene.now.plus_seconds(6 * 86_400) };
        let calendar = &scene.directory().calendar;
        let asked = asked(&scene, ENGINEER);
        let found = scene.standing(id).free_slots(calendar, &others, (looked, asked), lasts, 50);
        for slot in found.unwrap_or_default() {
            let others = scene.standing(id).others(slot.stretch, &others);
            let against = conflicts(&scene.standing(id).plan(slot.stretch, asked, &others), &others);
            prop_assert!(against.is_empty(), "{:?} {against:?}", slot.stretch);
        }
    }
}
