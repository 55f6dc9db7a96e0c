//! The steps from stage to stage, and the hold.

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{needed, send},
    crate::failure::Checks,
    domain::deployments::DeploymentCommand,
    domain::text::{Reason, VersionText},
};

/// **Submit for sign-off**: draft → preparing.
#[server]
pub async fn submit(org: String, deployment: String) -> Result<(), Failure> {
    send(&org, &deployment, DeploymentCommand::Submit).await?;
    Ok(())
}

/// **Start deployment**: preparing → running.
#[server]
pub async fn start(org: String, deployment: String) -> Result<(), Failure> {
    send(&org, &deployment, DeploymentCommand::Start).await?;
    Ok(())
}

/// **Finish deploying**: running → verifying.
#[server]
pub async fn finish_deploying(org: String, deployment: String) -> Result<(), Failure> {
    send(&org, &deployment, DeploymentCommand::FinishDeploying).await?;
    Ok(())
}

/// **Complete deployment**: verifying → completed.
#[server]
pub async fn complete(org: String, deployment: String) -> Result<(), Failure> {
    send(&org, &deployment, DeploymentCommand::Complete).await?;
    Ok(())
}

/// **Roll back**: running, verifying → rolling back.
#[server]
pub async fn roll_back(
    org: String,
    deployment: String,
    reason: String,
    to_version: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let mut checks = Checks::default();
    let reason = checks.text("reason", Reason::parse(&reason));
    let to_version = checks.text("to_version", VersionText::parse(&to_version));
    let (Some(reason), Some(to_version)) = (reason, to_version) else {
        return Err(checks.failure());
    };
    let command = DeploymentCommand::RollBack {
        reason,
        to_version,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}

/// **Complete rollback**: rolling back → rolled back.
#[server]
pub async fn complete_rollback(org: String, deployment: String) -> Result<(), Failure> {
    send(&org, &deployment, DeploymentCommand::CompleteRollback).await?;
    Ok(())
}

/// **Mark as failed**: running, verifying, rolling back → failed.
#[server]
pub async fn mark_failed(org: String, deployment: String, reason: String) -> Result<(), Failure> {
    let reason = needed(&reason)?;
    send(&org, &deployment, DeploymentCommand::MarkFailed { reason }).await?;
    Ok(())
}

/// **Cancel deployment**: draft, preparing → cancelled.
#[server]
pub async fn cancel(org: String, deployment: String, reason: String) -> Result<(), Failure> {
    let reason = needed(&reason)?;
    send(&org, &deployment, DeploymentCommand::Cancel { reason }).await?;
    Ok(())
}

/// Puts on hold.
#[server]
pub async fn hold(org: String, deployment: String, reason: String) -> Result<(), Failure> {
    let reason = needed(&reason)?;
    send(&org, &deployment, DeploymentCommand::Hold { reason }).await?;
    Ok(())
}

/// Lifts the hold.
#[server]
pub async fn release(org: String, deployment: String) -> Result<(), Failure> {
    send(&org, &deployment, DeploymentCommand::Release).await?;
    Ok(())
}
