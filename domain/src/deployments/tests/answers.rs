use super::{bars, key, prepared, signed, signers, stage, standing, verifying, voided};
use crate::accounts::Duty;
use crate::deployments::{AnswerKind, Change, DeploymentCommand, SignOffStanding, StageName};
use crate::id::PersonId;
use crate::refusal::{Refusal, SignBar};
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::testing::{DEPLOYER, DEVOPS_LEAD, ENGINEER, PRODUCT_OWNER, Scene, TECH_LEAD};

fn slot(text: &str) -> SlotKey {
    SlotKey::parse(text).unwrap()
}

fn request(items: Vec<ItemKey>, confirmed: bool) -> DeploymentCommand {
    DeploymentCommand::RequestChanges {
        roster: Roster::Pre,
        slot: slot("pre-product-owner"),
        items,
        reason: Scene::reason("the backup is of last week"),
        confirmed: crate::testing::told(confirmed),
    }
}

fn decline(roster: Roster, key: &str, confirmed: bool) -> DeploymentCommand {
    DeploymentCommand::Decline {
        roster,
        slot: slot(key),
        reason: Scene::reason("not this week"),
        confirmed: crate::testing::told(confirmed),
    }
}

#[test]
fn S8_requested_changes_reopen_items_and_keep_stage_and_round() {
    let (mut scene, id) = prepared();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let asked = scene.does(PRODUCT_OWNER, id, request(vec![key("backup-taken")], false));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs[0].person == TECH_LEAD));
    let events = scene
        .does(PRODUCT_OWNER, id, request(vec![key("backup-taken")], true))
        .unwrap();
    assert_eq!(voided(&events), 1);
    assert!(!scene.deployment(id).resolved(&key("backup-taken")));
    assert_eq!(
        (stage(&scene, id), scene.deployment(id).round(Roster::Pre)),
        (StageName::Preparing, 1)
    );
}

#[test]
fn S8_changes_without_items_leave_sign_offs_alone() {
    let (mut scene, id) = prepared();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    scene.does(PRODUCT_OWNER, id, request(Vec::new(), false)).unwrap();
    assert_eq!(signers(&scene, id, Roster::Pre), vec![TECH_LEAD]);
}

#[test]
fn S8_answers_stay_on_the_line_that_was_asked_for() {
    let (mut scene, id) = prepared();
    scene
        .does(PRODUCT_OWNER, id, request(vec![key("backup-taken")], true))
        .unwrap();
    scene
        .does(TECH_LEAD, id, decline(Roster::Pre, "pre-tech-lead", true))
        .unwrap();
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    let slots = scene.standing(id).slots(Roster::Pre);
    let answers = slots.iter().flat_map(|slot| &slot.answers);
    let lines: Vec<_> = answers
        .map(|answer| (answer.slot.as_str(), answer.person, answer.round, &answer.kind))
        .collect();
    let changes = AnswerKind::ChangesRequested {
        items: vec![key("backup-taken")],
    };
    assert_eq!(
        lines,
        [
            ("pre-tech-lead", TECH_LEAD, 1, &AnswerKind::Declined),
            ("pre-product-owner", PRODUCT_OWNER, 1, &changes),
        ]
    );
}

#[test]
fn S8_only_the_holder_of_the_slots_duty_answers() {
    let (mut scene, id) = prepared();
    let duty = Duty::ProductOwner;
    let not_held = vec![SignBar::DutyNotHeld { duty }];
    assert_eq!(bars(scene.does(TECH_LEAD, id, request(Vec::new(), true))), not_held);
    assert_eq!(
        bars(scene.does(ENGINEER, id, decline(Roster::Pre, "pre-product-owner", true))),
        not_held
    );
    let early = bars(scene.does(DEPLOYER, id, decline(Roster::Post, "post-deployment-engineer", true)));
    let stage = StageName::Preparing;
    assert_eq!(early, vec![SignBar::NotOpen { stage }]);
}

#[test]
fn S8_items_at_issue_are_of_the_phase_being_signed() {
    let (mut scene, id) = prepared();
    let other = scene.does(PRODUCT_OWNER, id, request(vec![key("deploy")], true));
    assert!(matches!(other, Err(Refusal::ItemNotInStage { .. })));
    let unknown = scene.does(PRODUCT_OWNER, id, request(vec![key("no-such-item")], true));
    assert_eq!(unknown, Err(Refusal::NotFound));
    let many = (0..=DeploymentCommand::MAX_AT_ISSUE)
        .map(|_| key("backup-taken"))
        .collect();
    assert!(matches!(
        scene.does(PRODUCT_OWNER, id, request(many, true)),
        Err(Refusal::Invalid { .. })
    ));
}

#[test]
fn S8_declining_goes_back_to_draft_and_voids_the_round() {
    let (mut scene, id) = signed();
    let asked = scene.does(PRODUCT_OWNER, id, decline(Roster::Pre, "pre-product-owner", false));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 3));
    scene
        .does(PRODUCT_OWNER, id, decline(Roster::Pre, "pre-product-owner", true))
        .unwrap();
    assert_eq!(stage(&scene, id), StageName::Draft);
    assert!(standing(&scene, id, Roster::Pre).is_empty());
    for signoff in &scene.deployment(id).rosters[&Roster::Pre].signoffs {
        assert!(matches!(&signoff.standing, SignOffStanding::Voided { changes, .. } if *changes == [Change::Declined]));
    }
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    assert_eq!(scene.deployment(id).round(Roster::Pre), 2);
    for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
        scene.signs(person, id, Roster::Pre).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
}

#[test]
fn S8_a_declined_post_roster_opens_its_next_round_and_the_stage_stays() {
    let (mut scene, id) = verifying();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
    scene
        .does(TECH_LEAD, id, decline(Roster::Post, "post-tech-lead", true))
        .unwrap();
    assert_eq!(
        (stage(&scene, id), scene.deployment(id).round(Roster::Post)),
        (StageName::Verifying, 2)
    );
    assert!(standing(&scene, id, Roster::Post).is_empty());
    let people: [PersonId; 2] = [DEPLOYER, TECH_LEAD];
    for person in people {
        scene.signs(person, id, Roster::Post).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::Complete).unwrap();
}
