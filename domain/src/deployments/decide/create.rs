//! Making a deployment from a published template version (D1, T1).

use crate::accounts::permission::{Reach, Right, check, reach};
use crate::accounts::{Directory, Member};
use crate::decide::World;
use crate::deployments::{DeploymentEvent, Details, Field, NewDeployment, VersionRef};
use crate::id::TeamId;
use crate::refusal::Refusal;
use crate::templates::Template;

pub(super) fn create(
    world: &World<'_>,
    directory: &Directory,
    member: &Member,
    new: &NewDeployment,
) -> Result<Vec<DeploymentEvent>, Refusal> {
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
    Ok(vec![DeploymentEvent::Created {
        number: world.next_number,
        template: version(template, new.version)?,
        details: new.details.clone(),
        team,
    }])
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
