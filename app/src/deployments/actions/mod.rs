//! Everything that is written about deployments. Each function is a POST that a plain form and an island use alike.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the fields are those of the form; `#[server]` passes no comments on to them"
)]

pub mod booking;
pub mod details;
pub mod items;
pub mod live;
pub mod notes;
pub mod signing;
pub mod steps;
pub mod weigh;

#[cfg(feature = "ssr")]
use {
    crate::context::{execute, organization},
    crate::failure::{Checks, Failure},
    domain::command::{Command, Outcome},
    domain::deployments::DeploymentCommand,
    domain::text::Reason,
};

/// Sends a command on a deployment named by its id. Whose id it is, is the rules' business: one of another organization
/// does not exist there.
#[cfg(feature = "ssr")]
async fn send(org: &str, deployment: &str, command: DeploymentCommand) -> Result<Outcome, Failure> {
    let opened = organization(org).await?;
    let deployment = deployment.parse().map_err(|_| Failure::NotFound)?;
    execute(Command::Deployment {
        organization: opened.directory.id,
        deployment,
        command,
    })
    .await
}

/// The entries of sign-offs that a question named, as its yes carries them.
#[cfg(feature = "ssr")]
pub(crate) fn told(confirmed: &str) -> Vec<u64> {
    confirmed.split(',').filter_map(|number| number.parse().ok()).collect()
}

/// A reason that has to be there.
#[cfg(feature = "ssr")]
fn needed(reason: &str) -> Result<Reason, Failure> {
    let mut checks = Checks::default();
    match checks.text("reason", Reason::parse(reason)) {
        Some(reason) => Ok(reason),
        None => Err(checks.failure()),
    }
}
