//! S16 and 03 §Verification: what was not decided by the rules does not pass as if it had been.

use super::{key, prepared, running, signed, standing};
use crate::accounts::{AccessRole, Duty, OrganizationCommand};
use crate::audit::{NotAllowed, SignOffCheck};
use crate::deployments::{
    Blocker, Change, ChangeNumber, Deployment, DeploymentCommand, DeploymentEvent, Document, Field, Linked, Meaning,
};
use crate::event::{Event, Meta, RecordedActor};
use crate::id::{DeploymentId, PersonId};
use crate::refusal::SignBar;
use crate::templates::{Roster, SlotKey};
use crate::testing::{
    DEPLOYER, DEVOPS_LEAD, ENGINEER, OUTSIDER, OWNER, PRODUCT_OWNER, STRANGER, Scene, TEAM, TECH_LEAD,
};

fn meta(scene: &Scene, person: PersonId) -> Meta {
    let member = scene.directory().active(person);
    Meta {
        seq: scene.entries.len() as u64,
        at: scene.now,
        actor: RecordedActor::of(&scene.actor(person), member, Some(TEAM), scene.now),
        private: None,
    }
}

fn check(scene: &Scene, id: DeploymentId, person: PersonId, event: &DeploymentEvent) -> Result<(), NotAllowed> {
    let check = SignOffCheck {
        directory: scene.directory(),
        structure: &scene.structure,
        deployment: scene.deployment(id),
    };
    check.check(&meta(scene, person), event)
}

/// The entry that signing as Tech Lead would make.
fn signoff(scene: &Scene, id: DeploymentId) -> DeploymentEvent {
    let slot = scene.structure.slots[0].clone();
    DeploymentEvent::SignOffGiven {
        roster: slot.roster,
        slot: slot.key.clone(),
        duty: slot.duty.clone(),
        meaning: Meaning::Approved,
        comment: None,
        round: 1,
        format: Document::FORMAT,
        document: scene.standing(id).document(&slot).hash(),
        ahead: false,
    }
}

fn with(
    event: DeploymentEvent,
    change: impl FnOnce(&mut Duty, &mut u32, &mut u32, &mut ledger::Hash),
) -> DeploymentEvent {
    let mut event = event;
    if let DeploymentEvent::SignOffGiven {
        duty,
        round,
        format,
        document,
        ..
    } = &mut event
    {
        change(duty, round, format, document);
    }
    event
}

#[test]
fn S16_every_entry_of_a_whole_life_passes() {
    let (mut scene, id) = super::verifying();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Post).unwrap();
    scene
        .does(ENGINEER, id, crate::deployments::DeploymentCommand::Complete)
        .unwrap();
    let mut states = crate::testing::States::default();
    let mut judged = 0;
    for entry in &scene.entries {
        if let (Event::Deployment(event), Some(deployment)) = (&entry.event, states.deployments.get(&id)) {
            let check = SignOffCheck {
                directory: states.directory.as_ref().unwrap(),
                structure: &scene.structure,
                deployment,
            };
            assert_eq!(check.check(&entry.meta, event), Ok(()), "entry {}", entry.meta.seq);
            judged += 1;
        }
        states.evolve(entry).unwrap();
    }
    assert!(judged > 15, "{judged}");
}

#[test]
fn S16_a_sign_off_without_the_duty_is_found() {
    let (scene, id) = prepared();
    let event = signoff(&scene, id);
    assert_eq!(check(&scene, id, TECH_LEAD, &event), Ok(()));
    let duty = Duty::TechLead;
    let reasons = vec![SignBar::DutyNotHeld { duty }];
    assert_eq!(
        check(&scene, id, DEVOPS_LEAD, &event),
        Err(NotAllowed::Barred { reasons })
    );
    assert_eq!(check(&scene, id, STRANGER, &event), Err(NotAllowed::Actor));
}

#[test]
fn S16_it_is_judged_by_the_duties_of_its_moment() {
    let (mut scene, id) = prepared();
    let before = scene.clone();
    let event = signoff(&scene, id);
    scene.organize(
        OWNER,
        OrganizationCommand::ChangeMember {
            seen: None,
            person: TECH_LEAD,
            role: AccessRole::Member,
            teams: [(TEAM, [].into())].into(),
            reads: None,
        },
    );
    assert!(check(&scene, id, TECH_LEAD, &event).is_err());
    assert_eq!(check(&before, id, TECH_LEAD, &event), Ok(()));
}

#[test]
fn S4_a_sign_off_of_own_work_is_found() {
    let mut scene = Scene::default();
    let id = scene.draft_by(TECH_LEAD, crate::testing::PRODUCTION).unwrap();
    scene.tick_all(TECH_LEAD, id).unwrap();
    scene
        .does(TECH_LEAD, id, crate::deployments::DeploymentCommand::Submit)
        .unwrap();
    let reasons = vec![SignBar::Requester];
    assert_eq!(
        check(&scene, id, TECH_LEAD, &signoff(&scene, id)),
        Err(NotAllowed::Barred { reasons })
    );
}

#[test]
fn S2_another_hash_format_round_or_duty_is_found() {
    let (scene, id) = prepared();
    let of = |event| check(&scene, id, TECH_LEAD, &event);
    let other = ledger::blob_hash(b"something else");
    let hash = of(with(signoff(&scene, id), |_, _, _, document| *document = other));
    assert!(matches!(hash, Err(NotAllowed::OtherDocument { recorded, .. }) if recorded == other));
    let format = of(with(signoff(&scene, id), |_, _, format, _| *format = 2));
    assert_eq!(format, Err(NotAllowed::UnknownFormat { format: 2 }));
    let round = of(with(signoff(&scene, id), |_, round, _, _| *round = 2));
    assert_eq!(round, Err(NotAllowed::OtherRound { open: 1 }));
    let duty = of(with(signoff(&scene, id), |duty, _, _, _| *duty = Duty::Cto));
    assert_eq!(duty, Err(NotAllowed::OtherSlot));
}

#[test]
fn S11_an_old_proof_is_found() {
    let (mut scene, id) = prepared();
    scene.proof_age = 400;
    let old = check(&scene, id, TECH_LEAD, &signoff(&scene, id));
    assert!(
        matches!(old, Err(NotAllowed::ProofTooOld { age }) if age > 300),
        "{old:?}"
    );
}

#[test]
fn S5_a_second_slot_and_a_filled_slot_are_found() {
    let (mut scene, id) = prepared();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let by = TECH_LEAD;
    let reasons = vec![SignBar::Filled { by }];
    assert_eq!(
        check(&scene, id, TECH_LEAD, &signoff(&scene, id)),
        Err(NotAllowed::Barred { reasons })
    );
}

#[test]
fn D5_a_step_without_its_quorum_is_found() {
    let (mut scene, id) = prepared();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let started = DeploymentEvent::Started { fell_away: Vec::new() };
    match check(&scene, id, ENGINEER, &started) {
        Err(NotAllowed::Blocked { blockers }) => {
            assert_eq!(
                blockers
                    .iter()
                    .filter(|b| matches!(b, Blocker::SlotEmpty { .. }))
                    .count(),
                2
            );
        }
        other => panic!("passed: {other:?}"),
    }
    let finished = check(&scene, id, ENGINEER, &DeploymentEvent::DeployingFinished {});
    assert_eq!(finished, Err(NotAllowed::Actor), "no such step from this stage");
}

#[test]
fn S15_a_slot_that_did_not_fall_away_is_found() {
    let (scene, id) = signed();
    let claimed = vec![SlotKey::parse("pre-tech-lead").unwrap()];
    let started = DeploymentEvent::Started { fell_away: claimed };
    assert_eq!(
        check(&scene, id, ENGINEER, &started),
        Err(NotAllowed::FellAway { slots: Vec::new() })
    );
}

#[test]
fn S3_a_sign_off_that_was_not_voided_is_found_at_the_start() {
    let (mut scene, id) = signed();
    let deployment = scene.states.deployments.get_mut(&id).unwrap();
    let item = deployment.items.get_mut(&key("backup-taken")).unwrap();
    item.resolution = crate::deployments::Resolution::NotApplicable {
        reason: Scene::reason("no time"),
    };
    let signoff = standing(&scene, id, Roster::Pre)[0].seq;
    let started = DeploymentEvent::Started { fell_away: Vec::new() };
    assert_eq!(
        check(&scene, id, ENGINEER, &started),
        Err(NotAllowed::Uncovered { signoff })
    );
}

#[test]
fn events_that_cannot_have_happened_do_not_fold() {
    let (scene, id) = signed();
    let known = standing(&scene, id, Roster::Pre)[0].clone();
    let slot = || known.slot.clone();
    let reason = || Scene::reason("because");
    let edited = DeploymentEvent::Edited {
        details: scene.deployment(id).details.clone(),
        team: TEAM,
        changes: vec![Change::Field {
            field: Field::Version,
            before: "0".to_owned(),
            after: "2.4.0".to_owned(),
        }],
    };
    for (person, impossible) in [
        (ENGINEER, DeploymentEvent::Submitted {}),
        (ENGINEER, DeploymentEvent::DeployingFinished {}),
        (ENGINEER, DeploymentEvent::Completed { fell_away: Vec::new() }),
        (ENGINEER, DeploymentEvent::Failed { reason: reason() }),
        (ENGINEER, DeploymentEvent::Released {}),
        (ENGINEER, edited),
        (
            ENGINEER,
            DeploymentEvent::ItemDone {
                item: key("backup-taken"),
                reason: None,
            },
        ),
        (
            ENGINEER,
            DeploymentEvent::RoundOpened {
                roster: Roster::Pre,
                round: 2,
            },
        ),
        (
            PRODUCT_OWNER,
            DeploymentEvent::SignOffWithdrawn {
                roster: Roster::Pre,
                slot: slot(),
                signoff: known.seq,
                reason: reason(),
            },
        ),
        (
            ENGINEER,
            DeploymentEvent::SignOffVoided {
                roster: Roster::Pre,
                slot: slot(),
                signoff: known.seq + 1_000,
                changes: Vec::new(),
            },
        ),
        (TECH_LEAD, signoff(&scene, id)),
    ] {
        let folded = Deployment::evolve(
            Some(scene.deployment(id).clone()),
            id,
            &meta(&scene, person),
            &impossible,
        );
        assert!(folded.is_err(), "{impossible:?}");
    }
    let from_nothing = Deployment::evolve(None, id, &meta(&scene, ENGINEER), &DeploymentEvent::Submitted {});
    assert!(from_nothing.is_err());
}

#[test]
fn a_deployment_is_only_changed_by_people() {
    let (scene, id) = running();
    let operator = Meta {
        actor: RecordedActor::Operator,
        ..meta(&scene, ENGINEER)
    };
    let event = DeploymentEvent::Held {
        reason: Scene::reason("because"),
    };
    assert!(Deployment::evolve(Some(scene.deployment(id).clone()), id, &operator, &event).is_err());
}

#[test]
fn D7_a_rollback_made_by_somebody_who_could_not_is_found() {
    let (mut scene, id) = running();
    let reason = Scene::reason("gave up");
    scene
        .does(ENGINEER, id, DeploymentCommand::MarkFailed { reason })
        .unwrap();
    let by = Linked {
        deployment: crate::testing::deployment(70),
        number: ChangeNumber(2),
    };
    let linked = DeploymentEvent::RollbackLinked { by };
    assert_eq!(check(&scene, id, ENGINEER, &linked), Ok(()));
    assert!(check(&scene, id, OUTSIDER, &linked).is_err());
}
