use super::{blockers, prepared, running, signed, stage, verifying};
use crate::accounts::Duty;
use crate::accounts::OrganizationCommand;
use crate::deployments::{
    Blocker, ChangeNumber, DeploymentCommand, DeploymentEvent, ItemMove, NewDeployment, StageName, Step, VersionRef,
    Warning, unfillable_ahead,
};
use crate::id::{DeploymentId, PersonId};
use crate::refusal::Refusal;
use crate::templates::structure::EvidenceKind;
use crate::templates::{Roster, SlotKey, Template};
use crate::testing::{
    ADMIN, AUDITOR, CHECKOUT, DEPLOYER, DEVELOPMENT, ENGINEER, LEDGERS, OUTSIDER, OWNER, PRODUCTION, STAGING, STRANGER,
    Scene, TECH_LEAD, TEMPLATE, deployment, details, person,
};
use crate::text::VersionText;

fn roll_back() -> DeploymentCommand {
    DeploymentCommand::RollBack {
        reason: Scene::reason("errors"),
        to_version: VersionText::parse("2.3.9").unwrap(),
        confirmed: Vec::new(),
    }
}

fn fail() -> DeploymentCommand {
    DeploymentCommand::MarkFailed {
        reason: Scene::reason("gave up"),
    }
}

fn hold() -> DeploymentCommand {
    DeploymentCommand::Hold {
        reason: Scene::reason("wait for the provider"),
    }
}

fn create(id: DeploymentId, change: impl FnOnce(&mut NewDeployment)) -> DeploymentCommand {
    let mut new = NewDeployment {
        deployment: id,
        template: TEMPLATE,
        version: None,
        details: details(PRODUCTION),
        rolls_back: None,
    };
    change(&mut new);
    DeploymentCommand::Create(Box::new(new))
}

fn no_such(field: &str) -> Refusal {
    Refusal::NoSuchChoice {
        field: field.to_owned(),
    }
}

#[test]
fn D1_numbers_run_without_gaps_and_the_requester_is_recorded() {
    let mut scene = Scene::default();
    let first = scene.draft(PRODUCTION);
    let refused = scene.draft_by(OUTSIDER, PRODUCTION);
    assert_eq!(refused, Err(Refusal::NotInTeam));
    let second = scene.draft(STAGING);
    assert_eq!(scene.deployment(first).number, ChangeNumber(1));
    assert_eq!(scene.deployment(second).number, ChangeNumber(2));
    assert_eq!(scene.deployment(second).requester, ENGINEER);
}

#[test]
fn D1_what_is_named_has_to_exist() {
    let mut scene = Scene::default();
    let id = deployment(0);
    let nowhere = scene.does(ENGINEER, id, create(id, |new| new.details.environment = unknown()));
    assert_eq!(nowhere, Err(no_such("environment")));
    let nothing = scene.does(ENGINEER, id, create(id, |new| new.details.service = unknown_service()));
    assert_eq!(nothing, Err(no_such("service")));
    let gone = scene.does(ENGINEER, id, create(id, |new| new.details.deployer = person(77)));
    assert_eq!(gone, Err(no_such("deployer")));
    let reader = scene.does(ENGINEER, id, create(id, |new| new.details.deployer = AUDITOR));
    assert_eq!(reader, Err(no_such("deployer")));
    let unpublished = scene.does(ENGINEER, id, create(id, |new| new.version = Some(9)));
    assert_eq!(unpublished, Err(no_such("template")));
    assert!(scene.states.deployments.is_empty());
}

/// The stages that a deployment's path names; none lies before the one ahead of it.
fn path(scene: &Scene, id: DeploymentId) -> Vec<StageName> {
    let path = scene.deployment(id).stage.path();
    assert!(path.is_sorted_by_key(|(_, act)| act.at), "{path:?}");
    path.into_iter().map(|(stage, _)| stage).collect()
}

#[test]
fn every_stage_carries_who_and_when_to_the_end() {
    use StageName::{Cancelled, Completed, Failed, Preparing, RolledBack, RollingBack, Running, Verifying};
    let (mut scene, id) = verifying();
    assert_eq!(path(&scene, id), [Preparing, Running, Verifying]);
    for person in [DEPLOYER, TECH_LEAD] {
        scene.signs(person, id, Roster::Post).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::Complete).unwrap();
    assert_eq!(path(&scene, id), [Preparing, Running, Verifying, Completed]);

    let (mut scene, id) = running();
    scene.does(DEPLOYER, id, roll_back()).unwrap();
    assert_eq!(path(&scene, id), [Preparing, Running, RollingBack]);
    scene.does(ENGINEER, id, fail()).unwrap();
    assert_eq!(path(&scene, id), [Preparing, Running, RollingBack, Failed]);
    let (_, failed) = *scene.deployment(id).stage.path().last().unwrap();
    assert_eq!(failed.by, ENGINEER);

    let (mut scene, id) = verifying();
    scene.does(DEPLOYER, id, roll_back()).unwrap();
    scene.tick_all(ENGINEER, id).unwrap();
    for person in [DEPLOYER, TECH_LEAD] {
        scene.signs(person, id, Roster::Post).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::CompleteRollback).unwrap();
    assert_eq!(
        path(&scene, id),
        [Preparing, Running, Verifying, RollingBack, RolledBack]
    );

    let (mut scene, id) = prepared();
    let reason = Scene::reason("not needed");
    scene.does(ENGINEER, id, DeploymentCommand::Cancel { reason }).unwrap();
    assert_eq!(path(&scene, id), [Preparing, Cancelled]);
}

fn unknown() -> crate::id::EnvironmentId {
    crate::id::EnvironmentId::new(uuid::Uuid::from_u128(1))
}

fn unknown_service() -> crate::id::ServiceId {
    crate::id::ServiceId::new(uuid::Uuid::from_u128(1))
}

#[test]
fn access_only_members_of_the_team_work_on_a_deployment() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    assert_eq!(
        scene.does(OUTSIDER, id, DeploymentCommand::Submit),
        Err(Refusal::NotInTeam)
    );
    assert_eq!(
        scene.does(ADMIN, id, DeploymentCommand::Submit),
        Err(Refusal::NotInTeam)
    );
    let reads = scene.does(AUDITOR, id, DeploymentCommand::Submit);
    assert!(matches!(reads, Err(Refusal::RoleMissing { .. })));
    assert_eq!(
        scene.does(STRANGER, id, DeploymentCommand::Submit),
        Err(Refusal::NotFound)
    );
    assert_eq!(
        scene
            .does(OWNER, id, DeploymentCommand::Submit)
            .map(|events| events.len()),
        Ok(2)
    );
}

#[test]
fn access_another_teams_service_takes_membership_there() {
    let mut scene = Scene::default();
    let id = deployment(0);
    let foreign = scene.does(ENGINEER, id, create(id, |new| new.details.service = LEDGERS));
    assert_eq!(foreign, Err(Refusal::NotInTeam));
    scene
        .does(OUTSIDER, id, create(id, |new| new.details.service = LEDGERS))
        .unwrap();
    assert_ne!(scene.deployment(id).details.service, CHECKOUT);
}

#[test]
fn D5_start_names_every_blocker() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene.does(ENGINEER, id, hold()).unwrap();
    let found = blockers(scene.does(ENGINEER, id, DeploymentCommand::Start));
    assert!(matches!(found[0], Blocker::ItemsOpen { count: 4, .. }), "{found:?}");
    assert_eq!(
        found.iter().filter(|b| matches!(b, Blocker::SlotEmpty { .. })).count(),
        3
    );
    assert!(matches!(found[4], Blocker::OnHold { .. }));
    assert_eq!(found.len(), 5);
    assert_eq!(
        found,
        scene.standing(id).blockers(Step::Start, scene.now),
        "the page tells the same"
    );
}

#[test]
fn D4_an_environment_is_busy_while_the_same_service_runs_there() {
    let (mut scene, first) = running();
    let second = scene.draft(PRODUCTION);
    scene.tick_all(ENGINEER, second).unwrap();
    scene.does(ENGINEER, second, DeploymentCommand::Submit).unwrap();
    for signer in [TECH_LEAD, crate::testing::DEVOPS_LEAD, crate::testing::PRODUCT_OWNER] {
        scene.signs(signer, second, Roster::Pre).unwrap();
    }
    let busy = Blocker::EnvironmentBusy { other: ChangeNumber(1) };
    assert_eq!(
        blockers(scene.does(ENGINEER, second, DeploymentCommand::Start)),
        vec![busy.clone()]
    );
    scene.does(TECH_LEAD, first, roll_back()).unwrap();
    assert_eq!(
        blockers(scene.does(ENGINEER, second, DeploymentCommand::Start)),
        vec![busy]
    );
    scene.does(ENGINEER, first, fail()).unwrap();
    scene.does(ENGINEER, second, DeploymentCommand::Start).unwrap();
}

#[test]
fn D4_finishing_waits_for_required_deployment_items_only() {
    let (mut scene, id) = running();
    let found = blockers(scene.does(ENGINEER, id, DeploymentCommand::FinishDeploying));
    assert!(matches!(&found[..], [Blocker::ItemsOpen { count: 2, .. }]), "{found:?}");
    scene.tick_all(ENGINEER, id).unwrap();
    let events = scene.does(ENGINEER, id, DeploymentCommand::FinishDeploying).unwrap();
    let round = DeploymentEvent::RoundOpened {
        roster: Roster::Post,
        round: 1,
    };
    assert_eq!(events, vec![DeploymentEvent::DeployingFinished {}, round]);
}

#[test]
fn D4_completing_waits_for_post_items_and_the_post_roster() {
    let (mut scene, id) = running();
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::FinishDeploying).unwrap();
    let found = blockers(scene.does(ENGINEER, id, DeploymentCommand::Complete));
    assert!(matches!(found[0], Blocker::ItemsOpen { count: 2, .. }));
    assert_eq!(found.len(), 3);
}

#[test]
fn D4_a_required_item_that_asks_for_evidence_needs_it() {
    for kind in EvidenceKind::ALL {
        let mut structure = crate::testing::checklist();
        let section = &mut structure.phases[0].sections[1];
        if let crate::templates::structure::Node::Item(item) = &mut section.nodes[0] {
            item.evidence = Some(kind);
        }
        let mut scene = Scene::with(structure);
        let id = scene.draft(DEVELOPMENT);
        let all = scene.changes(
            id,
            &["tests-green", "code-reviewed", "second-reviewer", "backup-taken"],
            &ItemMove::Done,
        );
        scene.does(ENGINEER, id, all).unwrap();
        scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
        if kind == EvidenceKind::File {
            scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
            continue;
        }
        let found = blockers(scene.does(ENGINEER, id, DeploymentCommand::Start));
        assert!(
            matches!(&found[..], [Blocker::EvidenceMissing { count: 1, .. }]),
            "{kind:?} {found:?}"
        );
        let backup = scene.structure.item(&super::key("backup-taken")).unwrap();
        let given = crate::testing::evidence(backup.item, Vec::new()).unwrap();
        scene.does(ENGINEER, id, given).unwrap();
        scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    }
}

#[test]
fn D4_slots_that_nobody_may_fill_are_named_before_the_deployment_is_made() {
    let scene = Scene::default();
    let ahead = |person, environment| {
        let template = version_of(scene.states.template.as_ref().unwrap(), 1);
        let details = details(environment);
        let found = unfillable_ahead(scene.directory(), &scene.structure, template, details, person);
        let slot = |warning: &Warning| {
            let Warning::SlotAhead { slot, .. } = warning else {
                panic!("{warning:?}")
            };
            slot.as_str().to_owned()
        };
        found.iter().map(slot).collect::<Vec<_>>()
    };
    assert_eq!(ahead(ENGINEER, PRODUCTION), [""; 0]);
    assert_eq!(ahead(TECH_LEAD, PRODUCTION), ["pre-tech-lead"], "nobody else holds it");
    assert_eq!(ahead(TECH_LEAD, DEVELOPMENT), [""; 0], "no sign-offs are needed");
    let mut by_a_signer = details(PRODUCTION);
    by_a_signer.deployer = TECH_LEAD;
    for (bars_deployer, count) in [(false, 0), (true, 1)] {
        let template = VersionRef {
            bars_deployer,
            ..version_of(scene.states.template.as_ref().unwrap(), 1)
        };
        let found = unfillable_ahead(
            scene.directory(),
            &scene.structure,
            template,
            by_a_signer.clone(),
            ENGINEER,
        );
        assert_eq!(found.len(), count, "{found:?}");
    }
}

fn version_of(template: &Template, version: u32) -> VersionRef {
    let content = &template.versions[&version].content;
    VersionRef {
        template: template.id,
        version,
        structure: content.structure,
        bars_deployer: content.bars_deployer,
    }
}

#[test]
fn S15_development_needs_one_person_all_the_way() {
    let mut scene = Scene::default();
    let id = scene.draft(DEVELOPMENT);
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    for step in [
        DeploymentCommand::Start,
        DeploymentCommand::FinishDeploying,
        DeploymentCommand::Complete,
    ] {
        scene.tick_all(ENGINEER, id).unwrap();
        scene.does(ENGINEER, id, step).unwrap();
    }
    assert_eq!(stage(&scene, id), StageName::Completed);
}

#[test]
fn D7_rolling_back_needs_a_duty_that_decides() {
    let (mut scene, id) = running();
    let refused = scene.does(ENGINEER, id, roll_back());
    assert!(matches!(refused, Err(Refusal::DutyMissing { any_of }) if any_of.contains(&Duty::Cto)));
    assert!(matches!(
        scene.does(crate::testing::PRODUCT_OWNER, id, roll_back()),
        Err(Refusal::DutyMissing { .. })
    ));
    scene.does(DEPLOYER, id, roll_back()).unwrap();
    assert_eq!(stage(&scene, id), StageName::RollingBack);
    scene
        .does(ENGINEER, id, DeploymentCommand::CompleteRollback)
        .unwrap_err();
    scene.tick_all(ENGINEER, id).unwrap();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Post).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::CompleteRollback).unwrap();
    assert_eq!(stage(&scene, id), StageName::RolledBack);
}

#[test]
fn D7_where_no_sign_offs_are_needed_anybody_of_the_team_decides() {
    let mut scene = Scene::default();
    let id = scene.draft(DEVELOPMENT);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    scene.does(ENGINEER, id, roll_back()).unwrap();
    assert_eq!(stage(&scene, id), StageName::RollingBack);
}

#[test]
fn D7_rolling_back_while_verifying_ends_the_round_and_asks_first() {
    let (mut scene, id) = verifying();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
    let asked = scene.does(TECH_LEAD, id, roll_back());
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs[0].person == DEPLOYER));
    let confirmed = DeploymentCommand::RollBack {
        reason: Scene::reason("errors"),
        to_version: VersionText::parse("2.3.9").unwrap(),
        confirmed: crate::testing::every(),
    };
    let events = scene.does(TECH_LEAD, id, confirmed).unwrap();
    assert_eq!(super::voided(&events), 1);
    assert_eq!(scene.deployment(id).round(Roster::Post), 2);
}

#[test]
fn stages_steps_exist_only_where_the_table_has_them() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let draft = Err(Refusal::WrongStage {
        stage: StageName::Draft,
    });
    for step in [
        DeploymentCommand::Start,
        DeploymentCommand::FinishDeploying,
        DeploymentCommand::Complete,
        DeploymentCommand::CompleteRollback,
        roll_back(),
        fail(),
        hold(),
    ] {
        assert_eq!(scene.does(TECH_LEAD, id, step), draft);
    }
    let cancel = DeploymentCommand::Cancel {
        reason: Scene::reason("not needed"),
    };
    scene.does(ENGINEER, id, cancel.clone()).unwrap();
    let cancelled = Err(Refusal::WrongStage {
        stage: StageName::Cancelled,
    });
    assert_eq!(scene.does(ENGINEER, id, cancel), cancelled);
    assert_eq!(scene.does(ENGINEER, id, DeploymentCommand::Submit), cancelled);
}

#[test]
fn stages_a_running_deployment_is_not_cancelled_but_fails() {
    let (mut scene, id) = running();
    let cancel = DeploymentCommand::Cancel {
        reason: Scene::reason("too late"),
    };
    assert!(matches!(
        scene.does(ENGINEER, id, cancel),
        Err(Refusal::WrongStage { .. })
    ));
    scene.does(ENGINEER, id, fail()).unwrap();
    assert_eq!(stage(&scene, id), StageName::Failed);
}

#[test]
fn hold_blocks_until_its_maker_or_a_release_manager_lifts_it() {
    let (mut scene, id) = signed();
    scene.does(TECH_LEAD, id, hold()).unwrap();
    assert_eq!(scene.does(TECH_LEAD, id, hold()), Err(Refusal::HoldUnchanged));
    assert_eq!(blockers(scene.does(ENGINEER, id, DeploymentCommand::Start)).len(), 1);
    let any_of = vec![Duty::ReleaseManager];
    assert_eq!(
        scene.does(ENGINEER, id, DeploymentCommand::Release),
        Err(Refusal::DutyMissing { any_of })
    );
    give(&mut scene, ENGINEER, Duty::ReleaseManager);
    scene.does(ENGINEER, id, DeploymentCommand::Release).unwrap();
    assert_eq!(
        scene.does(ENGINEER, id, DeploymentCommand::Release),
        Err(Refusal::HoldUnchanged)
    );
    assert_eq!(
        super::standing(&scene, id, Roster::Pre).len(),
        3,
        "a hold is not material"
    );
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
}

#[test]
fn hold_ends_with_the_stage_that_it_stood_beside() {
    let (mut scene, id) = running();
    scene.does(ENGINEER, id, hold()).unwrap();
    scene.does(TECH_LEAD, id, roll_back()).unwrap();
    assert!(scene.deployment(id).hold.is_none());
}

fn give(scene: &mut Scene, person: PersonId, duty: Duty) {
    let teams = [(crate::testing::TEAM, [duty].into())].into();
    scene.organize(
        OWNER,
        OrganizationCommand::ChangeMember {
            seen: None,
            person,
            role: crate::accounts::AccessRole::Member,
            teams,
            reads: None,
        },
    );
}

#[test]
fn D4_slots_that_nobody_may_fill_are_named_ahead() {
    let mut scene = Scene::default();
    let template = scene.states.template.clone().unwrap();
    let id = scene.draft_by(TECH_LEAD, PRODUCTION).unwrap();
    let warnings = scene.standing(id).warnings(&template, None, scene.now);
    let slot = SlotKey::parse("pre-tech-lead").unwrap();
    let ahead = warnings.iter().filter(
        |warning| matches!(warning, crate::deployments::Warning::SlotAhead { slot: named, .. } if *named == slot),
    );
    assert_eq!(ahead.count(), 1, "{warnings:?}");
    scene.does(TECH_LEAD, id, DeploymentCommand::Submit).unwrap();
    let found = scene.standing(id).blockers(Step::Start, scene.now);
    assert!(
        found
            .iter()
            .any(|b| matches!(b, Blocker::NobodyMaySign { slot: named, .. } if *named == slot))
    );
    let again = scene.standing(id).warnings(&template, None, scene.now);
    let twice = again
        .iter()
        .any(|warning| matches!(warning, crate::deployments::Warning::SlotAhead { .. }));
    assert!(!twice, "what blocks is not said twice: {again:?}");
}

#[test]
fn actions_are_those_that_the_commands_would_take() {
    use crate::deployments::Action;
    let (scene, id) = prepared();
    let actions = scene.standing(id).actions(ENGINEER, scene.now);
    let named: Vec<Action> = actions.iter().map(|(action, _)| *action).collect();
    assert_eq!(named[0], Action::Step(Step::Start));
    assert!(named.contains(&Action::Hold) && !named.contains(&Action::Release));
    assert!(matches!(actions[0].1, Err(Refusal::Blocked { .. })));
    let others = scene.standing(id).actions(OUTSIDER, scene.now);
    assert!(others.iter().all(|(_, answer)| *answer == Err(Refusal::NotInTeam)));
    assert!(scene.standing(id).actions(STRANGER, scene.now).is_empty());
}

#[test]
fn statements_look_for_the_stages_that_occupy_an_environment() {
    let occupying: Vec<StageName> = StageName::ALL.into_iter().filter(|stage| stage.occupies()).collect();
    assert_eq!(occupying, StageName::OCCUPYING);
}
