//! Rolling back a deployment that is over is a new one, linked both ways (D7).

use super::{running, verifying};
use crate::accounts::OrganizationCommand;
use crate::audit::{RollbackLinks, Unlinked};
use crate::deployments::{
    Action, ChangeNumber, Deployment, DeploymentCommand, DeploymentEvent, DeploymentType, Details, Field, Linked,
    NewDeployment, RollsBack, StageName,
};
use crate::event::{Event, Stream};
use crate::id::DeploymentId;
use crate::refusal::Refusal;
use crate::templates::Roster;
use crate::testing::{
    AUDITOR, DEPLOYER, ENGINEER, Entry, LEDGERS, OTHER_TEAM, OUTSIDER, OWNER, PRODUCTION, STAGING, Scene, States,
    TECH_LEAD, TEMPLATE, deployment, details,
};
use crate::text::{Title, VersionText};

fn drafted() -> (Scene, DeploymentId) {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    (scene, id)
}

fn completed() -> (Scene, DeploymentId) {
    let (mut scene, id) = verifying();
    for person in [DEPLOYER, TECH_LEAD] {
        scene.signs(person, id, Roster::Post).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::Complete).unwrap();
    (scene, id)
}

/// A command that makes [`fresh`] a rollback of `undone`, with something else about it.
fn create(undone: Option<DeploymentId>, change: impl FnOnce(&mut Details)) -> DeploymentCommand {
    let mut details = Details {
        kind: DeploymentType::Rollback,
        ..details(PRODUCTION)
    };
    change(&mut details);
    DeploymentCommand::Create(Box::new(NewDeployment {
        deployment: fresh(),
        template: TEMPLATE,
        version: None,
        details,
        rolls_back: undone.map(|deployment| RollsBack { deployment, seen: 0 }),
    }))
}

fn fresh() -> DeploymentId {
    deployment(70)
}

fn links(deployment: &Deployment) -> Vec<DeploymentId> {
    deployment.rolled_back_by.iter().map(|link| link.deployment).collect()
}

#[test]
fn D7_going_back_after_completion_is_a_new_deployment_and_each_knows_the_other() {
    let (mut scene, id) = completed();
    let from = scene.entries.len();
    let rollback = scene.rollback_of(id).unwrap();
    let undone = scene.deployment(id);
    let made = scene.deployment(rollback);
    let link = |deployment: &Deployment| Linked {
        deployment: deployment.id,
        number: deployment.number,
    };
    assert_eq!(made.rolls_back, Some(link(undone)));
    assert_eq!(undone.rolled_back_by, [link(made)]);
    assert_eq!(
        (made.details.kind, made.stage.name()),
        (DeploymentType::Rollback, StageName::Draft)
    );
    assert_eq!(undone.stage.name(), StageName::Completed, "the record stays what it is");

    let streams: Vec<Stream> = scene.entries[from..].iter().map(|entry| entry.stream).collect();
    assert_eq!(streams, [rollback, rollback, id].map(Stream::Deployment));
    let told = &scene.entries[from + 2].event;
    assert!(matches!(told, Event::Deployment(DeploymentEvent::RollbackLinked { by }) if *by == link(made)));

    let again = scene.rollback_of(id).unwrap();
    assert_eq!(
        links(scene.deployment(id)),
        [rollback, again],
        "the first may have been cancelled"
    );
    assert_eq!(scene.refolded().unwrap(), scene.states);
}

#[test]
fn D7_only_what_is_over_is_gone_back_from() {
    for (mut scene, id) in [drafted(), running(), verifying()] {
        let stage = scene.deployment(id).stage.name();
        assert_eq!(scene.rollback_of(id), Err(Refusal::WrongStage { stage }));
        assert!(links(scene.deployment(id)).is_empty());
    }

    let (mut scene, id) = running();
    let reason = Scene::reason("gave up");
    scene
        .does(ENGINEER, id, DeploymentCommand::MarkFailed { reason })
        .unwrap();
    scene.rollback_of(id).unwrap();

    let (mut scene, id) = drafted();
    let reason = Scene::reason("not wanted");
    scene.does(ENGINEER, id, DeploymentCommand::Cancel { reason }).unwrap();
    let stage = StageName::Cancelled;
    assert_eq!(scene.rollback_of(id), Err(Refusal::WrongStage { stage }));
}

#[test]
fn D7_a_rollback_goes_back_where_its_deployment_was() {
    let (mut scene, id) = completed();
    let entries = scene.entries.len();
    let mut refused =
        |undone, change: fn(&mut Details)| scene.does(ENGINEER, fresh(), create(undone, change)).unwrap_err();
    let fixed = |field| Refusal::FixedByRollback { field };
    assert_eq!(
        refused(Some(id), |new| new.environment = STAGING),
        fixed(Field::Environment)
    );
    assert_eq!(
        refused(Some(id), |new| new.kind = DeploymentType::Hotfix),
        Refusal::RollbackOfNothing
    );
    assert_eq!(
        refused(None, |_| ()),
        Refusal::RollbackOfNothing,
        "a rollback of nothing"
    );
    assert_eq!(
        refused(Some(deployment(71)), |_| ()),
        Refusal::RollbackOfNothing,
        "nobody knows it"
    );
    assert_eq!(refused(Some(fresh()), |_| ()), Refusal::RollbackOfNothing, "itself");
    assert_eq!(scene.entries.len(), entries, "nothing was linked");
    scene.does(ENGINEER, fresh(), create(Some(id), |_| ())).unwrap();
}

#[test]
fn D7_where_and_what_it_is_stays_through_edits() {
    let (mut scene, id) = completed();
    let rollback = scene.rollback_of(id).unwrap();
    let edit = |scene: &mut Scene, id, change: fn(&mut Details)| {
        let seen = scene.deployment(id).details.clone();
        let mut wanted = seen.clone();
        change(&mut wanted);
        let (seen, wanted) = (Box::new(seen), Box::new(wanted));
        let confirmed = Vec::new();
        scene.does(
            ENGINEER,
            id,
            DeploymentCommand::Edit {
                seen,
                wanted,
                confirmed,
            },
        )
    };
    let fixed = |field| Err(Refusal::FixedByRollback { field });
    assert_eq!(
        edit(&mut scene, rollback, |new| new.kind = DeploymentType::Standard),
        fixed(Field::Type)
    );
    assert_eq!(
        edit(&mut scene, rollback, |new| new.environment = STAGING),
        fixed(Field::Environment)
    );
    assert_eq!(
        edit(&mut scene, rollback, |new| new.service = LEDGERS),
        fixed(Field::Service)
    );
    edit(&mut scene, rollback, |new| {
        new.title = Title::parse("Back to cards by hand").unwrap()
    })
    .unwrap();
    edit(&mut scene, rollback, |new| {
        new.version = VersionText::parse("2.3.8").unwrap()
    })
    .unwrap();

    let other = scene.draft(PRODUCTION);
    let becomes = edit(&mut scene, other, |new| new.kind = DeploymentType::Rollback);
    assert_eq!(becomes, Err(Refusal::RollbackOfNothing));
}

#[test]
fn D7_what_is_signed_names_what_it_goes_back_from() {
    let (mut scene, id) = completed();
    let rollback = scene.rollback_of(id).unwrap();
    let document = |id| {
        let standing = scene.standing(id);
        standing.document(&scene.structure.slots[0]).canonical()
    };
    let undone = scene.deployment(id).number;
    let linked = format!(r#""rolls_back":{{"deployment":"{id}","number":{}}}"#, undone.0);
    assert!(document(rollback).contains(&linked), "{}", document(rollback));
    assert!(!document(id).contains("rolls_back"), "absent fields are left out (S2)");
}

#[test]
fn D7_whoever_works_on_deployments_of_the_team_that_has_the_service_now_may_roll_back() {
    let (mut scene, id) = completed();
    let may = |scene: &Scene, person| {
        let member = scene.directory().active(person).unwrap();
        scene.standing(id).may(person, member, Action::MakeRollback, scene.now)
    };
    assert_eq!(may(&scene, ENGINEER), Ok(()));
    assert_eq!(may(&scene, OUTSIDER), Err(Refusal::NotInTeam));
    assert!(matches!(may(&scene, AUDITOR), Err(Refusal::RoleMissing { .. })));
    let refused = scene.does(OUTSIDER, fresh(), create(Some(id), |_| ()));
    assert_eq!(refused, Err(Refusal::NotInTeam));

    let service = scene.deployment(id).details.service;
    let name = scene.directory().services[&service].name.clone();
    let team = OTHER_TEAM;
    scene
        .organization(OWNER, OrganizationCommand::ChangeService { service, name, team })
        .unwrap();
    assert_eq!(may(&scene, OUTSIDER), Ok(()));
    assert_eq!(may(&scene, ENGINEER), Err(Refusal::NotInTeam));
    let refused = scene.does(ENGINEER, fresh(), create(Some(id), |_| ()));
    assert_eq!(refused, Err(Refusal::NotInTeam));
    let made = scene.does(OUTSIDER, fresh(), create(Some(id), |new| new.deployer = OUTSIDER));
    made.unwrap();
    assert_eq!(scene.deployment(fresh()).team, OTHER_TEAM);
}

#[test]
fn D12_whoever_did_not_see_another_rollback_is_told_of_it_first() {
    let (mut scene, id) = completed();
    let first = scene.rollback_of(id).unwrap();
    let by = scene.deployment(first).number;
    let late = scene.does(TECH_LEAD, fresh(), create(Some(id), |_| ()));
    assert_eq!(late, Err(Refusal::RolledBackMeanwhile { by }));
    assert_eq!(links(scene.deployment(id)), [first]);
    scene.rollback_of(id).unwrap();
}

/// What verification says of entries, judged with the states before each.
fn verified(entries: &[Entry]) -> Result<(), Unlinked> {
    let (mut links, mut states) = (RollbackLinks::default(), States::default());
    for entry in entries {
        links.check(entry.stream, &entry.event, |id| states.deployments.get(&id))?;
        states.evolve(entry).expect("it fits");
    }
    links.end()
}

#[test]
fn D7_verification_finds_a_link_with_one_end() {
    let (mut scene, id) = completed();
    scene.rollback_of(id).unwrap();
    scene.draft(PRODUCTION);
    assert_eq!(verified(&scene.entries), Ok(()));
    let linked = scene.entries.len() - 2;
    let is_link = |entry: &Entry| matches!(entry.event, Event::Deployment(DeploymentEvent::RollbackLinked { .. }));
    assert!(is_link(&scene.entries[linked]));

    let mut without = scene.entries.clone();
    let link = without.remove(linked);
    assert_eq!(verified(&without), Err(Unlinked::Missing), "another entry stands there");
    assert_eq!(
        verified(&scene.entries[..linked]),
        Err(Unlinked::Missing),
        "the ledger ends there"
    );
    without.push(link);
    assert_eq!(verified(&without), Err(Unlinked::Missing), "it stands too late");
    let mut twice = scene.entries.clone();
    twice.insert(linked, scene.entries[linked].clone());
    assert_eq!(verified(&twice), Err(Unlinked::Missing), "nobody made it");

    let with = |at: usize, event: DeploymentEvent| {
        let mut entries = scene.entries.clone();
        entries[at].event = Event::Deployment(event);
        verified(&entries)
    };
    let of = |deployment, number| Linked { deployment, number };
    let (number, other) = (scene.deployment(id).number, ChangeNumber(77));
    let made = |of| with(linked - 1, DeploymentEvent::RollbackMade { of });
    assert_eq!(made(of(id, number)), Ok(()));
    assert_eq!(made(of(id, other)), Err(Unlinked::Other), "another number");
    assert_eq!(
        made(of(deployment(71), number)),
        Err(Unlinked::Other),
        "nobody knows it"
    );
    let by = |by| with(linked, DeploymentEvent::RollbackLinked { by });
    assert_eq!(by(of(deployment(71), number)), Err(Unlinked::Missing));
}
