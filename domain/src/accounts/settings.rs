//! Rules of teams, services, environments and the organization's own settings: names are unique, choices exist.

use serde_json::Value;

use super::decide::plain;
use super::{Directory, EnvironmentFacts, OrganizationCommand, OrganizationEvent};
use crate::id::TeamId;
use crate::refusal::{Refusal, Unique};

/// Decides a settings command; who may ask was checked before.
///
/// # Errors
/// [`Refusal::Taken`], [`Refusal::NoSuchChoice`] or [`Refusal::NotFound`].
pub(super) fn decide(
    directory: &Directory,
    command: &OrganizationCommand,
) -> Result<Vec<(OrganizationEvent, Option<Value>)>, Refusal> {
    match command {
        OrganizationCommand::AddTeam { team, name } => {
            unique(
                Unique::TeamName,
                name.as_str(),
                directory.teams.values().map(|t| t.name.as_str()),
            )?;
            plain(OrganizationEvent::TeamAdded {
                team: *team,
                name: name.clone(),
            })
        }
        OrganizationCommand::RenameTeam { team, name } => {
            let known = directory.teams.get(team).ok_or(Refusal::NotFound)?;
            if known.name == *name {
                return Ok(Vec::new());
            }
            let others = directory
                .teams
                .iter()
                .filter(|(id, _)| *id != team)
                .map(|(_, t)| t.name.as_str());
            unique(Unique::TeamName, name.as_str(), others)?;
            plain(OrganizationEvent::TeamRenamed {
                team: *team,
                name: name.clone(),
            })
        }
        OrganizationCommand::AddService { service, name, team } => {
            team_exists(directory, *team)?;
            unique(
                Unique::ServiceName,
                name.as_str(),
                directory.services.values().map(|s| s.name.as_str()),
            )?;
            plain(OrganizationEvent::ServiceAdded {
                service: *service,
                name: name.clone(),
                team: *team,
            })
        }
        OrganizationCommand::ChangeService { service, name, team } => {
            let known = directory.services.get(service).ok_or(Refusal::NotFound)?;
            team_exists(directory, *team)?;
            if known.name == *name && known.team == *team {
                return Ok(Vec::new());
            }
            let others = directory
                .services
                .iter()
                .filter(|(id, _)| *id != service)
                .map(|(_, s)| s.name.as_str());
            unique(Unique::ServiceName, name.as_str(), others)?;
            plain(OrganizationEvent::ServiceChanged {
                service: *service,
                name: name.clone(),
                team: *team,
            })
        }
        OrganizationCommand::AddEnvironment {
            environment,
            name,
            signoffs_needed,
            fresh_proof,
        } => {
            let others = directory.environments.values().map(|e| e.name.as_str());
            unique(Unique::EnvironmentName, name.as_str(), others)?;
            plain(OrganizationEvent::EnvironmentAdded {
                environment: *environment,
                name: name.clone(),
                signoffs_needed: *signoffs_needed,
                fresh_proof: *fresh_proof,
            })
        }
        OrganizationCommand::ChangeEnvironment {
            environment,
            seen,
            name,
            signoffs_needed,
            fresh_proof,
        } => {
            let known = EnvironmentFacts::of(directory.environments.get(environment).ok_or(Refusal::NotFound)?);
            let wanted = EnvironmentFacts {
                name: name.clone(),
                signoffs_needed: *signoffs_needed,
                fresh_proof: *fresh_proof,
            };
            let wanted = match seen {
                Some(seen) => wanted.upon(seen, &known),
                None => wanted,
            };
            if wanted == known {
                return Ok(Vec::new());
            }
            let EnvironmentFacts {
                name,
                signoffs_needed,
                fresh_proof,
            } = wanted;
            let others = directory
                .environments
                .iter()
                .filter(|(id, _)| *id != environment)
                .map(|(_, e)| e.name.as_str());
            unique(Unique::EnvironmentName, name.as_str(), others)?;
            plain(OrganizationEvent::EnvironmentChanged {
                environment: *environment,
                name: name.clone(),
                signoffs_needed,
                fresh_proof,
            })
        }
        OrganizationCommand::ChangeOrganization { name, zone } => {
            if directory.name == *name && directory.zone == *zone {
                return Ok(Vec::new());
            }
            plain(OrganizationEvent::Changed {
                name: name.clone(),
                zone: zone.clone(),
            })
        }
        OrganizationCommand::Invite { .. }
        | OrganizationCommand::WithdrawInvitation { .. }
        | OrganizationCommand::ChangeMember { .. }
        | OrganizationCommand::RemoveMember { .. }
        | OrganizationCommand::DeclareDuty { .. }
        | OrganizationCommand::SetSmallTeamRule { .. }
        | OrganizationCommand::NoteExport { .. } => Ok(Vec::new()),
    }
}

/// Names differ by more than letter case.
fn unique<'a>(what: Unique, name: &str, others: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    let name = name.to_lowercase();
    let mut others = others;
    if others.any(|other| other.to_lowercase() == name) {
        Err(Refusal::Taken { what })
    } else {
        Ok(())
    }
}

fn team_exists(directory: &Directory, team: TeamId) -> Result<(), Refusal> {
    if directory.teams.contains_key(&team) {
        Ok(())
    } else {
        Err(Refusal::NoSuchChoice {
            field: "team".to_owned(),
        })
    }
}
