use super::{bars, key, prepared, running, signed, signers, standing, verifying};
use crate::accounts::{AccessRole, Duty, OrganizationCommand};
use crate::deployments::{DeploymentCommand, DeploymentEvent, Field, ItemMove, NotNeeded, SlotStanding, Warning};
use crate::id::PersonId;
use crate::refusal::{Refusal, SignBar};
use crate::templates::{Roster, SlotKey};
use crate::testing::{
    AUDITOR, DEPLOYER, DEVELOPMENT, DEVOPS_LEAD, ENGINEER, OUTSIDER, OWNER, PRODUCT_OWNER, PRODUCTION, STAGING,
    STRANGER, Scene, TEAM, TECH_LEAD, checklist, details,
};
use crate::text::VersionText;

fn change(scene: &mut Scene, person: PersonId, duties: &[Duty]) {
    scene.organize(
        OWNER,
        OrganizationCommand::ChangeMember {
            seen: None,
            person,
            role: AccessRole::Member,
            teams: [(TEAM, duties.iter().cloned().collect())].into(),
            reads: None,
        },
    );
}

fn slot(scene: &Scene, text: &str) -> crate::templates::structure::Slot {
    scene.structure.slot(&SlotKey::parse(text).unwrap()).unwrap().clone()
}

#[test]
fn S1_a_sign_off_records_duty_proof_and_printed_name() {
    let (mut scene, id) = prepared();
    scene.proof_age = 120;
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let given = standing(&scene, id, Roster::Pre).remove(0);
    assert_eq!(
        (given.person, given.duty, given.round, given.proof_age),
        (TECH_LEAD, Duty::TechLead, 1, 120)
    );
    let entry = scene.entries.last().unwrap();
    assert_eq!(given.seq, entry.meta.seq);
    let private = entry.meta.private.as_ref().unwrap();
    assert_eq!(private.to_string(), r#"{"printed_name":"Tara Lead"}"#);
}

#[test]
fn S2_a_slot_opens_when_the_required_items_are_resolved() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let early = bars(scene.signs(TECH_LEAD, id, Roster::Pre));
    let stage = crate::deployments::StageName::Draft;
    assert_eq!(early, vec![SignBar::NotOpen { stage }, SignBar::ItemsOpen { count: 4 }]);
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    assert_eq!(
        bars(scene.signs(TECH_LEAD, id, Roster::Pre)),
        vec![SignBar::ItemsOpen { count: 4 }]
    );
    scene.tick_all(ENGINEER, id).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn S2_a_slot_signed_ahead_covers_everything_but_items() {
    let mut structure = checklist();
    structure.slots[2].ahead = true;
    let mut scene = Scene::with(structure);
    let id = scene.draft(PRODUCTION);
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene.signs(PRODUCT_OWNER, id, Roster::Pre).unwrap();
    scene.tick_all(ENGINEER, id).unwrap();
    assert_eq!(
        signers(&scene, id, Roster::Pre),
        vec![PRODUCT_OWNER],
        "ticks do not void it"
    );
    let mut wanted = details(PRODUCTION);
    wanted.version = VersionText::parse("2.4.1").unwrap();
    let edit = DeploymentCommand::Edit {
        seen: Box::new(details(PRODUCTION)),
        wanted: Box::new(wanted),
        confirmed: crate::testing::every(),
    };
    scene.does(ENGINEER, id, edit).unwrap();
    assert!(standing(&scene, id, Roster::Pre).is_empty(), "an edit does");
}

#[test]
fn S2_another_document_than_on_the_page_is_refused_with_the_difference() {
    let (mut scene, id) = prepared();
    let page = scene.signature(id, &slot(&scene, "pre-tech-lead"));
    let position = scene.entries.len() as u64;
    let tick = scene.changes(id, &["changelog"], &ItemMove::Done);
    scene.does(ENGINEER, id, tick).unwrap();
    let mut wanted = details(PRODUCTION);
    wanted.version = VersionText::parse("2.4.1").unwrap();
    let edit = DeploymentCommand::Edit {
        seen: Box::new(details(PRODUCTION)),
        wanted: Box::new(wanted),
        confirmed: Vec::new(),
    };
    scene.does(ENGINEER, id, edit).unwrap();
    match scene.does(TECH_LEAD, id, page) {
        Err(Refusal::DocumentChanged { changes }) => {
            assert_eq!(changes.len(), 2, "{changes:?}");
            assert!(changes.contains(&crate::deployments::Change::Field {
                field: Field::Version,
                before: "2.4.0".to_owned(),
                after: "2.4.1".to_owned(),
            }));
        }
        other => panic!("signed something unseen: {other:?}"),
    }
    let since = scene
        .standing(id)
        .changed_since(&slot(&scene, "pre-tech-lead"), position + 1);
    assert_eq!(since.len(), 1, "what happened before that position is not told");
}

#[test]
fn S4_the_requester_does_not_sign() {
    let mut scene = Scene::default();
    let id = scene.draft_by(TECH_LEAD, PRODUCTION).unwrap();
    scene.tick_all(TECH_LEAD, id).unwrap();
    scene.does(TECH_LEAD, id, DeploymentCommand::Submit).unwrap();
    assert_eq!(bars(scene.signs(TECH_LEAD, id, Roster::Pre)), vec![SignBar::Requester]);
    let standing = scene.standing(id).slots(Roster::Pre).remove(0).standing;
    assert!(matches!(standing, SlotStanding::NobodyMay { holders } if holders[0].0 == TECH_LEAD));
}

#[test]
fn S4_whoever_set_a_present_value_does_not_sign() {
    let (mut scene, id) = prepared();
    let edit = |version: &str, from: &str| {
        let (mut seen, mut wanted) = (details(PRODUCTION), details(PRODUCTION));
        seen.version = VersionText::parse(from).unwrap();
        wanted.version = VersionText::parse(version).unwrap();
        DeploymentCommand::Edit {
            seen: Box::new(seen),
            wanted: Box::new(wanted),
            confirmed: Vec::new(),
        }
    };
    scene.does(TECH_LEAD, id, edit("2.4.1", "2.4.0")).unwrap();
    let fields = vec![Field::Version];
    assert_eq!(
        bars(scene.signs(TECH_LEAD, id, Roster::Pre)),
        vec![SignBar::SetFields { fields }]
    );
    scene.does(ENGINEER, id, edit("2.4.2", "2.4.1")).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn S4_ticking_is_work_and_bars_nobody() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    scene.tick_all(TECH_LEAD, id).unwrap();
    scene.does(TECH_LEAD, id, DeploymentCommand::Submit).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn S4_a_template_can_bar_the_deployer() {
    let mut scene = Scene::default();
    for version in scene.states.template.as_mut().unwrap().versions.values_mut() {
        version.content.bars_deployer = true;
    }
    let id = crate::testing::deployment(0);
    let mut typed = details(PRODUCTION);
    typed.deployer = TECH_LEAD;
    let new = crate::deployments::NewDeployment {
        deployment: id,
        template: crate::testing::TEMPLATE,
        version: Some(1),
        details: typed,
        rolls_back: None,
    };
    scene
        .does(ENGINEER, id, DeploymentCommand::Create(Box::new(new)))
        .unwrap();
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    assert_eq!(bars(scene.signs(TECH_LEAD, id, Roster::Pre)), vec![SignBar::Deployer]);
}

#[test]
fn S4_owners_and_admins_get_no_silent_pass() {
    let (mut scene, id) = prepared();
    let duty = Duty::TechLead;
    assert_eq!(
        bars(scene.signs(OWNER, id, Roster::Pre)),
        vec![SignBar::DutyNotHeld { duty: duty.clone() }]
    );
    assert_eq!(
        bars(scene.signs(OUTSIDER, id, Roster::Pre)),
        vec![SignBar::DutyNotHeld { duty }]
    );
    assert!(matches!(
        scene.signs(AUDITOR, id, Roster::Pre),
        Err(Refusal::RoleMissing { .. })
    ));
    assert_eq!(scene.signs(STRANGER, id, Roster::Pre), Err(Refusal::NotFound));
}

#[test]
fn S4_the_post_roster_bars_nobody_for_authorship() {
    let mut scene = Scene::default();
    let id = scene.draft_by(DEPLOYER, PRODUCTION).unwrap();
    for step in [
        DeploymentCommand::Submit,
        DeploymentCommand::Start,
        DeploymentCommand::FinishDeploying,
    ] {
        scene.tick_all(DEPLOYER, id).unwrap();
        if step == DeploymentCommand::Start {
            for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
                scene.signs(person, id, Roster::Pre).unwrap();
            }
        }
        scene.does(DEPLOYER, id, step).unwrap();
    }
    scene.tick_all(DEPLOYER, id).unwrap();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
}

#[test]
fn S5_one_person_fills_one_slot() {
    let mut scene = Scene::default();
    change(&mut scene, TECH_LEAD, &[Duty::TechLead, Duty::DevOpsLead]);
    let id = scene.draft(PRODUCTION);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let second = scene.signature(id, &slot(&scene, "pre-devops-lead"));
    let duty = Duty::TechLead;
    assert_eq!(
        bars(scene.does(TECH_LEAD, id, second)),
        vec![SignBar::OtherSlot { duty }]
    );
    scene.signs(DEVOPS_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn S5_of_two_people_at_the_last_slot_one_signs() {
    let mut scene = Scene::default();
    change(&mut scene, OWNER_AS_MEMBER, &[Duty::TechLead]);
    let id = scene.draft(PRODUCTION);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    let late = scene.signature(id, &slot(&scene, "pre-tech-lead"));
    scene.does(TECH_LEAD, id, late.clone()).unwrap();
    assert_eq!(
        scene.does(OWNER_AS_MEMBER, id, late),
        Err(Refusal::SlotFilled { by: TECH_LEAD })
    );
}

/// A second holder of a duty: the deployment engineer of the scene gets another one.
const OWNER_AS_MEMBER: PersonId = DEPLOYER;

#[test]
fn S6_a_duty_that_nobody_holds_blocks_and_says_so() {
    let mut scene = Scene::default();
    change(&mut scene, PRODUCT_OWNER, &[]);
    let id = scene.draft(PRODUCTION);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    let duty = Duty::ProductOwner;
    assert_eq!(bars(scene.signs(PRODUCT_OWNER, id, Roster::Pre)).len(), 1);
    let standing = scene.standing(id);
    let blockers = standing.blockers(crate::deployments::Step::Start, scene.now);
    let unheld = crate::deployments::Blocker::DutyUnheld {
        roster: Roster::Pre,
        slot: SlotKey::parse("pre-product-owner").unwrap(),
        duty,
    };
    assert!(blockers.contains(&unheld), "{blockers:?}");
    assert_eq!(standing.slots(Roster::Pre)[2].standing, SlotStanding::DutyUnheld);
}

#[test]
fn S9_a_signer_withdraws_until_the_start_and_signs_again() {
    let (mut scene, id) = signed();
    let own = standing(&scene, id, Roster::Pre)[0].seq;
    let withdraw = |signoff| DeploymentCommand::Withdraw {
        signoff,
        reason: Scene::reason("saw a bug"),
    };
    assert_eq!(
        scene.does(DEVOPS_LEAD, id, withdraw(own)),
        Err(Refusal::NothingToWithdraw)
    );
    scene.does(TECH_LEAD, id, withdraw(own)).unwrap();
    assert_eq!(
        scene.does(TECH_LEAD, id, withdraw(own)),
        Err(Refusal::NothingToWithdraw)
    );
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap_err();
    assert_eq!(
        scene.standing(id).slots(Roster::Pre)[0].past.len(),
        1,
        "the record stays"
    );
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let again = standing(&scene, id, Roster::Pre).last().unwrap().seq;
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    assert_eq!(
        scene.does(TECH_LEAD, id, withdraw(again)),
        Err(Refusal::NothingToWithdraw)
    );
}

#[test]
fn S11_an_old_proof_is_asked_for_again_where_the_environment_says_so() {
    let (mut scene, id) = prepared();
    scene.proof_age = 301;
    assert_eq!(scene.signs(TECH_LEAD, id, Roster::Pre), Err(Refusal::ProofTooOld));
    scene.proof_age = 299;
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let staging = scene.draft(STAGING);
    scene.tick_all(ENGINEER, staging).unwrap();
    scene.does(ENGINEER, staging, DeploymentCommand::Submit).unwrap();
    scene.proof_age = 40_000;
    scene.signs(TECH_LEAD, staging, Roster::Pre).unwrap();
}

#[test]
fn S12_signing_twice_is_one_sign_off() {
    let (mut scene, id) = prepared();
    let click = scene.signature(id, &slot(&scene, "pre-tech-lead"));
    assert_eq!(scene.does(TECH_LEAD, id, click.clone()).unwrap().len(), 1);
    assert_eq!(scene.does(TECH_LEAD, id, click), Ok(Vec::new()));
    assert_eq!(standing(&scene, id, Roster::Pre).len(), 1);
}

#[test]
fn S13_the_page_tells_what_the_command_would_refuse() {
    let (scene, id) = prepared();
    for person in [ENGINEER, TECH_LEAD, OWNER, OUTSIDER] {
        for slot in &scene.structure.slots {
            let told = scene.standing(id).may_sign(slot, person);
            let command = crate::command::Command::Deployment {
                organization: crate::testing::PAYMENTS,
                deployment: id,
                command: scene.signature(id, slot),
            };
            let decided = scene.decide(&scene.actor(person), &command);
            match told {
                Ok(()) => assert!(decided.is_ok(), "{person} {slot:?}"),
                Err(reasons) => assert_eq!(decided, Err(Refusal::MayNotSign { reasons })),
            }
        }
    }
}

#[test]
fn S15_no_sign_offs_where_the_environment_needs_none() {
    let mut scene = Scene::default();
    let id = scene.draft(DEVELOPMENT);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    assert_eq!(bars(scene.signs(TECH_LEAD, id, Roster::Pre)), vec![SignBar::NotNeeded]);
    let standing = scene.standing(id).slots(Roster::Pre).remove(0).standing;
    assert_eq!(standing, SlotStanding::NotNeeded(NotNeeded::Environment));
}

/// Three people: the Tech Lead asks, DevOps Lead and Product Owner are the only others with a duty.
pub(super) fn small_team(rule: bool) -> (Scene, crate::id::DeploymentId) {
    let mut scene = Scene::default();
    scene.organize(OWNER, OrganizationCommand::SetSmallTeamRule { on: true });
    if !rule {
        scene.organize(OWNER, OrganizationCommand::SetSmallTeamRule { on: false });
    }
    let id = scene.draft_by(TECH_LEAD, PRODUCTION).unwrap();
    scene.tick_all(TECH_LEAD, id).unwrap();
    scene.does(TECH_LEAD, id, DeploymentCommand::Submit).unwrap();
    (scene, id)
}

#[test]
fn S15_the_requesters_own_slot_falls_away_once_two_others_have_signed() {
    let (mut scene, id) = small_team(true);
    let template = scene.states.template.clone().unwrap();
    assert!(
        scene.standing(id).unfillable(Roster::Pre).is_empty(),
        "the rule will help"
    );
    scene.signs(DEVOPS_LEAD, id, Roster::Pre).unwrap();
    scene.does(TECH_LEAD, id, DeploymentCommand::Start).unwrap_err();
    scene.signs(PRODUCT_OWNER, id, Roster::Pre).unwrap();
    let warnings = scene.standing(id).warnings(&template, None, scene.now);
    assert!(
        warnings
            .iter()
            .any(|warning| matches!(warning, Warning::SmallTeam { .. })),
        "{warnings:?}"
    );
    let events = scene.does(TECH_LEAD, id, DeploymentCommand::Start).unwrap();
    let fell_away = vec![SlotKey::parse("pre-tech-lead").unwrap()];
    assert_eq!(
        events,
        vec![DeploymentEvent::Started { fell_away }],
        "listed for the auditor"
    );
}

#[test]
fn S15_without_the_rule_the_slot_stays() {
    let (mut scene, id) = small_team(false);
    scene.signs(DEVOPS_LEAD, id, Roster::Pre).unwrap();
    scene.signs(PRODUCT_OWNER, id, Roster::Pre).unwrap();
    let found = super::blockers(scene.does(TECH_LEAD, id, DeploymentCommand::Start));
    assert!(matches!(
        &found[..],
        [crate::deployments::Blocker::NobodyMaySign { .. }]
    ));
    let unfillable = scene.standing(id).unfillable(Roster::Pre);
    assert_eq!(unfillable.len(), 1);
}

#[test]
fn S16_a_sign_off_stands_when_its_signer_loses_the_duty() {
    let (mut scene, id) = signed();
    let template = scene.states.template.clone().unwrap();
    change(&mut scene, PRODUCT_OWNER, &[]);
    let warnings = scene.standing(id).warnings(&template, None, scene.now);
    assert!(
        warnings
            .iter()
            .any(|warning| matches!(warning, Warning::DutyLostSince { .. }))
    );
    let view = scene.standing(id).slots(Roster::Pre).remove(2);
    assert!(matches!(view.standing, SlotStanding::Signed { duty_lost: true, .. }));
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
}

#[test]
fn my_work_lists_the_slots_that_wait_for_a_person() {
    let (scene, id) = prepared();
    let waits = scene.standing(id).waits_for(TECH_LEAD);
    assert_eq!(waits.len(), 1);
    assert!(waits[0].ready);
    assert!(scene.standing(id).waits_for(ENGINEER).is_empty());
    let line = scene.standing(id).line(scene.now);
    assert_eq!(line.waiting, vec![Duty::TechLead, Duty::DevOpsLead, Duty::ProductOwner]);
    let (scene, id) = running();
    assert!(scene.standing(id).waits_for(DEPLOYER).is_empty());
    let (scene, id) = verifying();
    assert_eq!(scene.standing(id).waits_for(DEPLOYER).len(), 1);
    assert!(scene.deployment(id).resolved(&key("smoke-tests")));
}

#[test]
fn S3_a_yes_covers_the_sign_offs_that_were_named_and_no_other() {
    let (mut scene, id) = prepared();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let untick = |scene: &Scene, confirmed| {
        let DeploymentCommand::ChangeItems { changes, .. } = scene.changes(id, &["backup-taken"], &ItemMove::Reopen)
        else {
            unreachable!("changes of items");
        };
        DeploymentCommand::ChangeItems { changes, confirmed }
    };
    let named = |answer: Result<_, Refusal>| match answer {
        Err(Refusal::VoidsSignOffs { signoffs }) => signoffs.into_iter().map(|signoff| signoff.seq).collect(),
        Err(_) | Ok::<Vec<DeploymentEvent>, _>(_) => Vec::new(),
    };
    let question = untick(&scene, Vec::new());
    let first: Vec<u64> = named(scene.does(ENGINEER, id, question));
    assert_eq!(first.len(), 1);
    // Somebody signs while the question is on the screen.
    scene.signs(DEVOPS_LEAD, id, Roster::Pre).unwrap();
    let yes = untick(&scene, first);
    let both: Vec<u64> = named(scene.does(ENGINEER, id, yes));
    assert_eq!(both.len(), 2, "asked again, with both");
    assert_eq!(signers(&scene, id, Roster::Pre).len(), 2);
    let yes = untick(&scene, both);
    scene.does(ENGINEER, id, yes).unwrap();
    assert!(signers(&scene, id, Roster::Pre).is_empty());
}
