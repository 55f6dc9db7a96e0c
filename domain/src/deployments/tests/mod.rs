//! Given / when / then, one test per rule; the names begin with the rule.
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

mod absences;
mod answers;
mod booking;
mod diligence;
mod documents;
mod edits;
mod histories;
mod items;
mod quorum;
mod returned;
mod rollback;
mod signing;
mod steps;
mod values;
mod verification;

use crate::deployments::{Blocker, DeploymentCommand, DeploymentEvent, SignOff, StageName};
use crate::id::{DeploymentId, PersonId};
use crate::refusal::{Refusal, SignBar};
use crate::templates::{ItemKey, Roster};
use crate::testing::{DEPLOYER, DEVOPS_LEAD, ENGINEER, PRODUCT_OWNER, PRODUCTION, Scene, TECH_LEAD};

/// A scene with a deployment to production, submitted, its pre items done.
fn prepared() -> (Scene, DeploymentId) {
    prepared_in(Scene::default())
}

fn prepared_in(mut scene: Scene) -> (Scene, DeploymentId) {
    let id = scene.draft(PRODUCTION);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    (scene, id)
}

/// As [`prepared`], with the whole pre roster signed.
fn signed() -> (Scene, DeploymentId) {
    signed_in(Scene::default())
}

fn signed_in(scene: Scene) -> (Scene, DeploymentId) {
    let (mut scene, id) = prepared_in(scene);
    for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
        scene.signs(person, id, Roster::Pre).unwrap();
    }
    (scene, id)
}

/// As [`signed`], started.
fn running() -> (Scene, DeploymentId) {
    running_in(Scene::default())
}

fn running_in(scene: Scene) -> (Scene, DeploymentId) {
    let (mut scene, id) = signed_in(scene);
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    (scene, id)
}

/// As [`running`], deployed and its post items done.
fn verifying() -> (Scene, DeploymentId) {
    verifying_in(Scene::default())
}

fn verifying_in(scene: Scene) -> (Scene, DeploymentId) {
    let (mut scene, id) = running_in(scene);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::FinishDeploying).unwrap();
    scene.tick_all(ENGINEER, id).unwrap();
    (scene, id)
}

fn stage(scene: &Scene, id: DeploymentId) -> StageName {
    scene.deployment(id).stage.name()
}

fn key(text: &str) -> ItemKey {
    ItemKey::parse(text).unwrap()
}

/// The sign-offs of a roster that count.
fn standing(scene: &Scene, id: DeploymentId, roster: Roster) -> Vec<SignOff> {
    let state = scene.deployment(id).rosters.get(&roster);
    state
        .into_iter()
        .flat_map(|state| state.standing_all().cloned())
        .collect()
}

fn signers(scene: &Scene, id: DeploymentId, roster: Roster) -> Vec<PersonId> {
    standing(scene, id, roster)
        .iter()
        .map(|signoff| signoff.person)
        .collect()
}

fn bars<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<SignBar> {
    match answer {
        Err(Refusal::MayNotSign { reasons }) => reasons,
        other => panic!("not refused for signing: {other:?}"),
    }
}

fn blockers<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<Blocker> {
    match answer {
        Err(Refusal::Blocked { blockers }) => blockers,
        other => panic!("not blocked: {other:?}"),
    }
}

fn voided(events: &[DeploymentEvent]) -> usize {
    let voids = events
        .iter()
        .filter(|event| matches!(event, DeploymentEvent::SignOffVoided { .. }));
    voids.count()
}

#[test]
fn a_deployment_goes_all_the_way() {
    let (mut scene, id) = verifying();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Post).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Complete).unwrap();
    assert_eq!(stage(&scene, id), StageName::Completed);
    assert_eq!(scene.refolded().unwrap(), scene.states);
}
