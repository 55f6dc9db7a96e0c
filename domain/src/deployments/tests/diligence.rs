//! The diligent team: people who want a deployment done, and do for it whatever the rules allow. Where they get stuck, a
//! deployment is stuck.
//!
//! They never cancel a deployment, never mark it as failed and never edit it. What they may do besides working it is what
//! an owner always can: invite somebody with the duty that is missing.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::accounts::permission::{Right, check};
use crate::accounts::{AccessRole, Duty, InstanceCommand, Joiner, OrganizationCommand};
use crate::actor::Actor;
use crate::calendar::CalendarCommand;
use crate::command::Command;
use crate::deployments::{
    Blocker, BookingCommand, ChangeNumber, DeploymentCommand, ItemChange, ItemMove, StageName, Step,
};
use crate::id::{DeploymentId, InvitationId, PersonId};
use crate::templates::{Roster, SlotKey};
use crate::testing::{
    DEPLOYER, DEVOPS_LEAD, ENGINEER, OWNER, PAYMENTS, PRODUCT_OWNER, PRODUCTION, Scene, TEAM, TECH_LEAD, every,
    evidence, new_person, person,
};

/// How many things may stand between a deployment and its next step one after the other: for each of the five slots a
/// duty to be given and a signature, and the items, their evidence, the hold and the others in the environment.
const PATIENCE: usize = 20;

/// Takes a deployment on a copy of the world to the end that its steps lead to: completed, or rolled back.
///
/// # Errors
/// Where nothing that anybody may do leads on.
pub(super) fn finishes(scene: &Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    finish(&mut scene.clone(), id)
}

/// Takes the next step on a copy of the world; there is none after an end.
///
/// # Errors
/// Where nothing that anybody may do leads to it.
pub(super) fn moves_on(scene: &Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    let next = scene.standing(id).next_step();
    next.map_or(Ok(()), |step| take(&mut scene.clone(), id, step))
}

fn finish(scene: &mut Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    while let Some(step) = scene.standing(id).next_step() {
        take(scene, id, step)?;
    }
    let end = scene.deployment(id).stage.name();
    prop_assert!(end.ended(), "no step leads on from {end:?}");
    Ok(())
}

/// Clears what blocks a step, first things first, and takes it.
fn take(scene: &mut Scene, id: DeploymentId, step: Step) -> Result<(), TestCaseError> {
    for _ in 0..PATIENCE {
        let Some(blocker) = scene.standing(id).blockers(step, scene.now).into_iter().next() else {
            let worker = worker(scene, id)?;
            act(scene, worker, id, command(step))?;
            prop_assert_eq!(scene.deployment(id).stage.name(), leads_to(step));
            return Ok(());
        };
        clear(scene, id, blocker)?;
    }
    let left = scene.standing(id).blockers(step, scene.now);
    Err(TestCaseError::fail(format!("{} stays blocked: {left:?}", step.name())))
}

const fn command(step: Step) -> DeploymentCommand {
    match step {
        Step::Submit => DeploymentCommand::Submit,
        Step::Start => DeploymentCommand::Start,
        Step::FinishDeploying => DeploymentCommand::FinishDeploying,
        Step::Complete => DeploymentCommand::Complete,
        Step::CompleteRollback => DeploymentCommand::CompleteRollback,
    }
}

const fn leads_to(step: Step) -> StageName {
    match step {
        Step::Submit => StageName::Preparing,
        Step::Start => StageName::Running,
        Step::FinishDeploying => StageName::Verifying,
        Step::Complete => StageName::Completed,
        Step::CompleteRollback => StageName::RolledBack,
    }
}

fn clear(scene: &mut Scene, id: DeploymentId, blocker: Blocker) -> Result<(), TestCaseError> {
    match blocker {
        Blocker::ItemsOpen { .. } => tick(scene, id),
        Blocker::EvidenceMissing { .. } => show(scene, id),
        Blocker::SlotEmpty { roster, slot, .. } => sign(scene, id, roster, &slot),
        Blocker::DutyUnheld { duty, .. } | Blocker::NobodyMaySign { duty, .. } => newcomer(scene, duty).map(|_| ()),
        Blocker::EnvironmentBusy { other } => finish_other(scene, other),
        Blocker::OnHold { hold } => lift(scene, id, hold.held.by),
        Blocker::OutsideWindow { .. }
        | Blocker::OutsideHours { .. }
        | Blocker::Frozen { .. }
        | Blocker::FrozenWhileRunning { .. }
        | Blocker::NoticeMissing { .. } => open_calendar(scene),
        Blocker::OutsideSlot { .. } => give_slot_up(scene, id),
    }
}

/// Ticks the required items that the step waits for, with the reason that late ones ask for.
fn tick(scene: &mut Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    let standing = scene.standing(id);
    let open = standing.open_required(standing.stage().works());
    let seen = |key| standing.deployment.items.get(key).map_or(0, |state| state.seq());
    let changes = open.iter().map(|found| ItemChange {
        item: found.item.key.clone(),
        seen: seen(&found.item.key),
        to: ItemMove::Done,
        reason: Some(Scene::reason("It was done after all")),
    });
    let command = DeploymentCommand::ChangeItems {
        changes: changes.collect(),
        confirmed: every(),
    };
    let worker = worker(scene, id)?;
    act(scene, worker, id, command)
}

/// Gives the evidence that ticked items ask for.
fn show(scene: &mut Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    let standing = scene.standing(id);
    let bare = standing.evidence_missing(standing.stage().works());
    let commands: Vec<_> = bare.iter().filter_map(|found| evidence(found.item, every())).collect();
    let worker = worker(scene, id)?;
    commands
        .into_iter()
        .try_for_each(|command| act(scene, worker, id, command))
}

/// Lets the first who may sign a slot do so.
fn sign(scene: &mut Scene, id: DeploymentId, roster: Roster, key: &SlotKey) -> Result<(), TestCaseError> {
    if scene.standing(id).booked_closed().is_some() {
        return give_slot_up(scene, id);
    }
    let standing = scene.standing(id);
    let slot = standing.slot(roster, key).expect("the blocker names a slot");
    let mut members = scene.directory().members.keys();
    let signer = members.find(|member| standing.may_sign(slot, **member).is_ok());
    let Some(signer) = signer.copied() else {
        return Err(TestCaseError::fail(format!("nobody may sign {key}, which waits")));
    };
    let command = scene.signature(id, slot);
    act(scene, signer, id, command)
}

/// Lifts a hold by its maker, or by a release manager where the maker cannot.
fn lift(scene: &mut Scene, id: DeploymentId, maker: PersonId) -> Result<(), TestCaseError> {
    if scene.does(maker, id, DeploymentCommand::Release).is_ok() {
        return Ok(());
    }
    let manager = scene.directory().holders(TEAM, &Duty::ReleaseManager).next();
    let manager = match manager {
        Some(manager) => manager,
        None => newcomer(scene, Duty::ReleaseManager)?,
    };
    act(scene, manager, id, DeploymentCommand::Release)
}

/// Takes windows and freezes away, and the notice that is needed: an owner can, where waiting would do as well.
fn open_calendar(scene: &mut Scene) -> Result<(), TestCaseError> {
    let calendar = scene.directory().calendar.clone();
    let windows = calendar
        .windows
        .iter()
        .map(|(id, window)| CalendarCommand::RemoveWindow {
            window: *id,
            seen: window.set.seq,
        });
    let freezes = calendar
        .freezes
        .iter()
        .map(|(id, freeze)| CalendarCommand::CancelFreeze {
            freeze: *id,
            seen: freeze.set.seq,
            reason: Scene::reason("It can go out after all"),
        });
    for command in windows.chain(freezes).collect::<Vec<_>>() {
        scene
            .calendar(OWNER, command)
            .map_err(|refusal| TestCaseError::fail(format!("the calendar stays closed: {refusal:?}")))?;
    }
    Ok(())
}

fn give_slot_up(scene: &mut Scene, id: DeploymentId) -> Result<(), TestCaseError> {
    let worker = worker(scene, id)?;
    let seen = scene.deployment(id).booking_seq();
    let release = BookingCommand::Release {
        seen,
        confirmed: every(),
    };
    act(scene, worker, id, DeploymentCommand::Booking(release))
}

fn finish_other(scene: &mut Scene, other: ChangeNumber) -> Result<(), TestCaseError> {
    let mut all = scene.states.deployments.values();
    let id = all.find(|known| known.number == other).map(|known| known.id);
    finish(scene, id.expect("the blocker names a deployment"))
}

/// Somebody of the team who works deployments. An owner is always there, and can come into the team.
fn worker(scene: &Scene, id: DeploymentId) -> Result<PersonId, TestCaseError> {
    let team = Some(scene.deployment(id).team);
    let directory = scene.directory();
    let works = |person: &&PersonId| {
        let member = directory.active(**person);
        member.is_some_and(|member| check(member, Right::WorkDeployment, team).is_ok())
    };
    let found = directory.members.keys().find(works).copied();
    found.ok_or_else(|| TestCaseError::fail("nobody works in the team"))
}

/// Somebody new with a duty, invited by the owner.
fn newcomer(scene: &mut Scene, duty: Duty) -> Result<PersonId, TestCaseError> {
    let number = scene.entries.len() as u128;
    let (newcomer, name) = (person(100 + number), format!("Newcomer {number}"));
    let joiner = new_person(newcomer, &name);
    let Joiner::New { name, email, .. } = joiner.clone() else {
        unreachable!("somebody new")
    };
    let invitation = InvitationId::new(uuid::Uuid::from_u128(0xA000 + number));
    let invite = OrganizationCommand::Invite {
        invitation,
        name,
        email,
        role: AccessRole::Member,
        team: Some(TEAM),
        duties: BTreeSet::from([duty]),
        reads: None,
        expires_at: scene.now.plus_seconds(86_400),
    };
    let accept = Command::Instance(InstanceCommand::AcceptInvitation {
        organization: PAYMENTS,
        invitation,
        joiner,
    });
    let invited = scene.organization(OWNER, invite);
    invited
        .and_then(|_| scene.execute(Actor::Nobody, &accept))
        .map_err(|refusal| TestCaseError::fail(format!("nobody can join: {refusal:?}")))?;
    Ok(newcomer)
}

fn act(scene: &mut Scene, person: PersonId, id: DeploymentId, command: DeploymentCommand) -> Result<(), TestCaseError> {
    let what = format!("{command:?}");
    let done = scene.does(person, id, command);
    done.map(|_| ())
        .map_err(|refusal| TestCaseError::fail(format!("{what} was refused: {refusal:?}")))
}

/// The team is worth something only if it gets through what it is there for: a hold whose maker has left, duties that nobody
/// holds any more, a running deployment in the way, evidence that is missing.
#[test]
fn a_diligent_team_gets_past_everything_that_blocks() {
    let (mut scene, first) = super::running();
    let second = scene.draft(PRODUCTION);
    scene.does(ENGINEER, second, DeploymentCommand::Submit).unwrap();
    let reason = Scene::reason("Month end");
    for (id, by) in [(first, DEPLOYER), (second, TECH_LEAD)] {
        scene
            .does(by, id, DeploymentCommand::Hold { reason: reason.clone() })
            .unwrap();
    }
    for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER, DEPLOYER] {
        scene.organize(OWNER, OrganizationCommand::RemoveMember { person });
    }
    for id in [first, second] {
        moves_on(&scene, id).unwrap();
        finishes(&scene, id).unwrap();
    }
    assert_eq!(
        super::stage(&scene, first),
        StageName::Running,
        "only a copy was touched"
    );
}
