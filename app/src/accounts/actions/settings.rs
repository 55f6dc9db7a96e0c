//! Teams, services, environments, the organization's name, zone and rules.

use leptos::prelude::*;

use crate::failure::Failure;

/// Sends a settings command and leads back to the settings.
#[cfg(feature = "ssr")]
async fn settle(org: &str, command: domain::accounts::OrganizationCommand) -> Result<(), Failure> {
    use crate::context::{execute, go_to, organization};
    use domain::command::Command;

    let organization = organization(org).await?.directory.id;
    execute(Command::Organization { organization, command }).await?;
    go_to(&format!("/{org}/settings?saved=yes"));
    Ok(())
}

/// Adds a team.
#[server]
pub async fn add_team(org: String, team: String) -> Result<(), Failure> {
    use crate::context::sources;
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::id::TeamId;
    use domain::text::TeamName;

    let mut checks = Checks::default();
    let Some(name) = checks.text("team", TeamName::parse(&team)) else {
        return Err(checks.failure());
    };
    settle(
        &org,
        OrganizationCommand::AddTeam {
            team: TeamId::new(sources().uuid()),
            name,
        },
    )
    .await
}

/// Renames a team.
#[server]
pub async fn rename_team(org: String, id: String, team: String) -> Result<(), Failure> {
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::text::TeamName;

    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let mut checks = Checks::default();
    let Some(name) = checks.text("team", TeamName::parse(&team)) else {
        return Err(checks.failure());
    };
    settle(&org, OrganizationCommand::RenameTeam { team: id, name }).await
}

/// Adds a service.
#[server]
pub async fn add_service(org: String, service: String, service_team: String) -> Result<(), Failure> {
    use crate::context::sources;
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::id::ServiceId;
    use domain::text::ServiceName;

    let mut checks = Checks::default();
    let name = checks.text("service", ServiceName::parse(&service));
    let team = checks.choice("service_team", service_team.parse().ok());
    let (Some(name), Some(team)) = (name, team) else {
        return Err(checks.failure());
    };
    settle(
        &org,
        OrganizationCommand::AddService {
            service: ServiceId::new(sources().uuid()),
            name,
            team,
        },
    )
    .await
}

/// Renames a service or gives it to another team.
#[server]
pub async fn change_service(org: String, id: String, service: String, service_team: String) -> Result<(), Failure> {
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::text::ServiceName;

    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let mut checks = Checks::default();
    let name = checks.text("service", ServiceName::parse(&service));
    let team = checks.choice("service_team", service_team.parse().ok());
    let (Some(name), Some(team)) = (name, team) else {
        return Err(checks.failure());
    };
    settle(
        &org,
        OrganizationCommand::ChangeService {
            service: id,
            name,
            team,
        },
    )
    .await
}

/// Adds an environment.
#[server]
pub async fn add_environment(
    org: String,
    environment: String,
    #[server(default)] signoffs_needed: bool,
    #[server(default)] fresh_proof: bool,
) -> Result<(), Failure> {
    use crate::context::sources;
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::id::EnvironmentId;
    use domain::text::EnvironmentName;

    let mut checks = Checks::default();
    let name = checks.text("environment", EnvironmentName::parse(&environment));
    let Some(name) = name else { return Err(checks.failure()) };
    let environment = EnvironmentId::new(sources().uuid());
    settle(
        &org,
        OrganizationCommand::AddEnvironment {
            environment,
            name,
            signoffs_needed,
            fresh_proof,
        },
    )
    .await
}

/// Changes an environment.
#[server]
pub async fn change_environment(
    org: String,
    id: String,
    #[server(default)] seen: String,
    environment: String,
    #[server(default)] signoffs_needed: bool,
    #[server(default)] fresh_proof: bool,
) -> Result<(), Failure> {
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::text::EnvironmentName;

    let id = id.parse().map_err(|_| Failure::NotFound)?;
    let mut checks = Checks::default();
    let name = checks.text("environment", EnvironmentName::parse(&environment));
    let Some(name) = name else { return Err(checks.failure()) };
    settle(
        &org,
        OrganizationCommand::ChangeEnvironment {
            environment: id,
            seen: super::shown(&seen)?,
            name,
            signoffs_needed,
            fresh_proof,
        },
    )
    .await
}

/// Changes the organization's name and zone.
#[server]
pub async fn change_organization(org: String, name: String, zone: String) -> Result<(), Failure> {
    use crate::failure::Checks;
    use domain::accounts::OrganizationCommand;
    use domain::text::{OrganizationName, ZoneName};
    use domain::zone::Zone;

    let mut checks = Checks::default();
    let name = checks.text("name", OrganizationName::parse(&name));
    let known = ZoneName::parse(&zone).ok().filter(|zone| Zone::find(zone).is_some());
    let zone = checks.choice("zone", known);
    let (Some(name), Some(zone)) = (name, zone) else {
        return Err(checks.failure());
    };
    settle(&org, OrganizationCommand::ChangeOrganization { name, zone }).await
}

/// Switches the small-team rule (S15).
#[server]
pub async fn set_small_team_rule(org: String, #[server(default)] on: bool) -> Result<(), Failure> {
    use domain::accounts::OrganizationCommand;

    settle(&org, OrganizationCommand::SetSmallTeamRule { on }).await
}
