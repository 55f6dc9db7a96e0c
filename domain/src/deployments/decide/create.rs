//! Making a deployment from a published template version (D1, T1).

use super::Decided;
use crate::accounts::permission::{Reach, Right, check, reach};
use crate::accounts::{Directory, Member};
use crate::decide::World;
use crate::deployments::{
    Action, Deployment, DeploymentEvent, DeploymentType, Details, Field, Linked, NewDeployment, VersionRef,
};
use crate::id::TeamId;
use crate::refusal::Refusal;
use crate::templates::Template;

pub(super) fn create(
    world: &World<'_>,
    directory: &Directory,
    member: &Member,
    new: &NewDeployment,
) -> Result<Vec<Decided>, Refusal> {
    if world.deployment.is_some() {
        return Err(Refusal::NotFound);
    }
    let team = team_of(directory, &new.details)?;
    check(member, Right::WorkDeployment, Some(team))?;
    choices(directory, &new.details, &[Field::Environment, Field::Deployer])?;
    let template = world
        .template
        .filter(|template| template.id == new.template)
        .ok_or_else(|| no_such("template"))?;
    let undone = undone(world, new)?;
    let linked = |id, number| Linked { deployment: id, number };
    let created = DeploymentEvent::Created {
        number: world.next_number,
        template: version(template, new.version)?,
        details: new.details.clone(),
        team,
    };
    let mut events = vec![(new.deployment, created, None)];
    // Both ends of the link are entries of one turn: whoever reads either deployment alone finds the other (D7).
    if let Some(undone) = undone {
        let of = linked(undone.id, undone.number);
        events.push((new.deployment, DeploymentEvent::RollbackMade { of }, None));
        let by = linked(new.deployment, world.next_number);
        events.push((undone.id, DeploymentEvent::RollbackLinked { by }, None));
    }
    Ok(events)
}

/// The deployment that a new one rolls back. That one is over, and going back happens where it was; nothing else is of type
/// rollback (D7).
fn undone<'a>(world: &World<'a>, new: &NewDeployment) -> Result<Option<&'a Deployment>, Refusal> {
    let is_rollback = new.details.kind == DeploymentType::Rollback;
    let Some(rolls_back) = new.rolls_back else {
        return if is_rollback {
            Err(Refusal::RollbackOfNothing)
        } else {
            Ok(None)
        };
    };
    let undone = world
        .undone
        .filter(|known| is_rollback && known.id == rolls_back.deployment);
    let undone = undone.ok_or(Refusal::RollbackOfNothing)?;
    let stage = undone.stage.name();
    if !Action::MakeRollback.exists_in(stage) {
        return Err(Refusal::WrongStage { stage });
    }
    let elsewhere = undone.details.differing(&new.details).into_iter();
    let mut elsewhere = elsewhere.filter(|field| *field != Field::Type);
    if let Some(field) = elsewhere.find(|field| field.fixed_by_rollback()) {
        return Err(Refusal::FixedByRollback { field });
    }
    match undone.rolled_back_by.get(rolls_back.seen..) {
        Some([.., last]) => Err(Refusal::RolledBackMeanwhile { by: last.number }),
        Some([]) | None => Ok(Some(undone)),
    }
}

fn version(template: &Template, wanted: Option<u32>) -> Result<VersionRef, Refusal> {
    let newest = template.versions.keys().next_back().ok_or(Refusal::NotPublished)?;
    let number = wanted.unwrap_or(*newest);
    let version = template.versions.get(&number).ok_or_else(|| no_such("template"))?;
    Ok(VersionRef {
        template: template.id,
        version: number,
        structure: version.content.structure,
        bars_deployer: version.content.bars_deployer,
    })
}

/// The team that ships the chosen service: duties are looked up in it from now on.
pub(super) fn team_of(directory: &Directory, details: &Details) -> Result<TeamId, Refusal> {
    let service = directory.services.get(&details.service);
    service.map(|service| service.team).ok_or_else(|| no_such("service"))
}

/// Whether what the given fields name exists in the organization. A deployer is an active member who may work on
/// deployments at all.
pub(super) fn choices(directory: &Directory, details: &Details, fields: &[Field]) -> Result<(), Refusal> {
    if fields.contains(&Field::Environment) && !directory.environments.contains_key(&details.environment) {
        return Err(no_such("environment"));
    }
    if fields.contains(&Field::Deployer) {
        let deployer = directory.active(details.deployer);
        if !deployer.is_some_and(|member| reach(member.role, Right::WorkDeployment) != Reach::Nowhere) {
            return Err(no_such("deployer"));
        }
    }
    Ok(())
}

pub(super) fn no_such(field: &str) -> Refusal {
    Refusal::NoSuchChoice {
        field: field.to_owned(),
    }
}
