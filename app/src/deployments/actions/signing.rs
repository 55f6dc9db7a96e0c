//! Signing, and what can be said instead of it (01 §5).

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{needed, send},
    crate::context::{execute_proven, gate, go_to, organization},
    crate::failure::{Checks, Problem},
    domain::command::Command,
    domain::deployments::{DeploymentCommand, Meaning, Sign as Signing},
    domain::templates::{ItemKey, Roster, SlotKey},
    domain::text::{CommentText, Reason},
};

/// Roster and slot that a form is about.
#[cfg(feature = "ssr")]
fn slot_of(roster: &str, slot: &str) -> Result<(Roster, SlotKey), Failure> {
    let roster = Roster::ALL.into_iter().find(|known| known.code() == roster);
    let slot = SlotKey::parse(slot).ok();
    roster.zip(slot).ok_or(Failure::Malformed)
}

/// **Sign**. A password that comes along is a fresh proof of identity, for this session from now on (S11).
#[server]
pub async fn sign(
    org: String,
    deployment: String,
    number: String,
    roster: String,
    slot: String,
    meaning: String,
    #[server(default)] comment: String,
    #[server(default)] password: String,
    document: String,
    position: u64,
) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    let deployment = deployment.parse().map_err(|_| Failure::NotFound)?;
    let (roster, slot) = slot_of(&roster, &slot)?;
    let mut checks = Checks::default();
    let meaning = checks.choice("meaning", Meaning::from_value(&meaning));
    let comment = checks.text("comment", CommentText::parse_optional(&comment));
    let (Some(meaning), Some(comment)) = (meaning, comment) else {
        return Err(checks.failure());
    };
    let document = document.parse().map_err(|_| Failure::Malformed)?;
    let command = Command::Deployment {
        organization: opened.directory.id,
        deployment,
        command: DeploymentCommand::Sign(Box::new(Signing {
            roster,
            slot,
            meaning,
            comment,
            document,
            position,
        })),
    };
    let proven = !password.is_empty();
    if proven {
        gate().prove(&password).await??;
    }
    let outcome = execute_proven(command, proven).await?;
    let entry = outcome.entries.first().copied().unwrap_or_default();
    go_to(&format!("/{org}/deployments/{number}?signed={entry}"));
    Ok(())
}

/// **Request changes**: the items at issue reopen; the comment says why (S8).
#[server]
pub async fn request_changes(
    org: String,
    deployment: String,
    number: String,
    roster: String,
    slot: String,
    #[server(default)] items: Vec<String>,
    comment: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let (roster, slot) = slot_of(&roster, &slot)?;
    let mut checks = Checks::default();
    let items: Option<Vec<ItemKey>> = items.iter().map(|key| ItemKey::parse(key).ok()).collect();
    let items = items
        .filter(|items| !items.is_empty())
        .or_else(|| checks.note("items[]", Problem::NoneChosen));
    let reason = checks.text("comment", Reason::parse(&comment));
    let (Some(items), Some(reason)) = (items, reason) else {
        return Err(checks.failure());
    };
    let command = DeploymentCommand::RequestChanges {
        roster,
        slot,
        items,
        reason,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    go_to(&format!("/{org}/deployments/{number}"));
    Ok(())
}

/// **Decline**: the round is over; the comment says why (S8).
#[server]
pub async fn decline(
    org: String,
    deployment: String,
    number: String,
    roster: String,
    slot: String,
    comment: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let (roster, slot) = slot_of(&roster, &slot)?;
    let mut checks = Checks::default();
    let Some(reason) = checks.text("comment", Reason::parse(&comment)) else {
        return Err(checks.failure());
    };
    let command = DeploymentCommand::Decline {
        roster,
        slot,
        reason,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    go_to(&format!("/{org}/deployments/{number}"));
    Ok(())
}

/// **Withdraw sign-off** (S9).
#[server]
pub async fn withdraw(org: String, deployment: String, signoff: u64, reason: String) -> Result<(), Failure> {
    let reason = needed(&reason)?;
    send(&org, &deployment, DeploymentCommand::Withdraw { signoff, reason }).await?;
    Ok(())
}
