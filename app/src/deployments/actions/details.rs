//! Making a deployment, and editing what was typed about it.

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::send,
    crate::context::{execute, go_to, organization, require_person, sources},
    crate::failure::Checks,
    domain::command::Command,
    domain::deployments::{DeploymentCommand, DeploymentType, Details, NewDeployment, RollsBack},
    domain::id::DeploymentId,
    domain::text::{CommitText, Link, ReleaseNotes, Title, VersionText},
};

/// What both forms hold, as it was typed.
#[cfg(feature = "ssr")]
struct Typed {
    title: String,
    version: String,
    service: String,
    environment: String,
    kind: String,
    commit: String,
    ticket: String,
    release_notes: String,
    deployer: String,
}

#[cfg(feature = "ssr")]
impl Typed {
    /// Parses every field, so that one answer names all that is wrong. The requester deploys unless somebody is named.
    fn parse(&self, checks: &mut Checks) -> Result<Option<Details>, Failure> {
        let title = checks.text("title", Title::parse(&self.title));
        let version = checks.text("version", VersionText::parse(&self.version));
        let kind = checks.choice("kind", DeploymentType::from_value(&self.kind));
        let service = checks.choice("service", self.service.parse().ok());
        let environment = checks.choice("environment", self.environment.parse().ok());
        let commit = checks.text("commit", CommitText::parse_optional(&self.commit));
        let ticket = checks.text("ticket", Link::parse_optional(&self.ticket));
        let release_notes = checks.text("release_notes", ReleaseNotes::parse_optional(&self.release_notes));
        let deployer = if self.deployer.is_empty() {
            Some(require_person()?.actor.person)
        } else {
            checks.choice("deployer", self.deployer.parse().ok())
        };
        let (Some(title), Some(version), Some(kind), Some(service), Some(environment)) =
            (title, version, kind, service, environment)
        else {
            return Ok(None);
        };
        let (Some(commit), Some(ticket), Some(release_notes), Some(deployer)) =
            (commit, ticket, release_notes, deployer)
        else {
            return Ok(None);
        };
        Ok(Some(Details {
            title,
            version,
            service,
            environment,
            kind,
            deployer,
            commit,
            ticket,
            release_notes,
        }))
    }
}

/// Value of the button **Check**.
pub const CHECK: &str = "check";

/// **Create deployment**; a plain form goes on to its page. `rolls_back` is the id of the deployment that one of type rollback
/// rolls back, `rollbacks` how many of those the form showed (D7). **Check** makes nothing: it is the answer [`Failure::Preview`],
/// and the page with the warnings for what is chosen.
#[server]
pub async fn create_deployment(
    org: String,
    template: String,
    title: String,
    version: String,
    service: String,
    environment: String,
    kind: String,
    #[server(default)] commit: String,
    #[server(default)] ticket: String,
    #[server(default)] release_notes: String,
    #[server(default)] deployer: String,
    #[server(default)] rolls_back: String,
    #[server(default)] rollbacks: String,
    #[server(default)] step: String,
) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    if step == CHECK {
        return Err(Failure::Preview);
    }
    let mut checks = Checks::default();
    let template = checks.choice("template", template.parse().ok());
    let typed = Typed {
        title,
        version,
        service,
        environment,
        kind,
        commit,
        ticket,
        release_notes,
        deployer,
    };
    let details = typed.parse(&mut checks)?;
    let rolls_back = if rolls_back.is_empty() {
        None
    } else {
        let seen = rollbacks.parse().unwrap_or(0);
        let deployment = rolls_back.parse().map_err(|_| Failure::Malformed)?;
        Some(RollsBack { deployment, seen })
    };
    let (Some(template), Some(details)) = (template, details) else {
        return Err(checks.failure());
    };
    let deployment = DeploymentId::new(sources().uuid());
    let command = DeploymentCommand::Create(Box::new(NewDeployment {
        deployment,
        template,
        version: None,
        details,
        rolls_back,
    }));
    let outcome = execute(Command::Deployment {
        organization: opened.directory.id,
        deployment,
        command,
    })
    .await?;
    if let Some(number) = outcome.number {
        go_to(&format!("/{org}/deployments/{number}"));
    }
    Ok(())
}

/// **Save changes**: only fields that differ from `seen`, what the form showed, become a command (D12). `number` names
/// the deployment's page, to go on to.
#[server]
pub async fn edit_deployment(
    org: String,
    deployment: String,
    number: String,
    seen: String,
    title: String,
    version: String,
    service: String,
    environment: String,
    kind: String,
    #[server(default)] commit: String,
    #[server(default)] ticket: String,
    #[server(default)] release_notes: String,
    deployer: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let seen: Details = serde_json::from_str(&seen).map_err(|_| Failure::Malformed)?;
    let mut checks = Checks::default();
    let typed = Typed {
        title,
        version,
        service,
        environment,
        kind,
        commit,
        ticket,
        release_notes,
        deployer,
    };
    let Some(wanted) = typed.parse(&mut checks)? else {
        return Err(checks.failure());
    };
    let command = DeploymentCommand::Edit {
        seen: Box::new(seen),
        wanted: Box::new(wanted),
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    go_to(&format!("/{org}/deployments/{number}"));
    Ok(())
}
