//! Ticking, un-ticking and leaving out.

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{needed, send},
    crate::context::go_to,
    crate::deployments::seen::changes,
    crate::failure::Checks,
    domain::deployments::{DeploymentCommand, ItemChange, ItemMove, LeaveOut as What},
    domain::templates::{ItemKey, SectionKey},
    domain::text::Reason,
};

/// **Save ticks** and **Tick section**: the whole list as one form. Only boxes that differ from how they were rendered
/// become commands, so that a colleague's tick is not undone (D13).
#[server]
pub async fn save_ticks(
    org: String,
    deployment: String,
    seen: String,
    #[server(default)] done: Vec<String>,
    #[server(default)] section: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let section = Some(section.as_str()).filter(|section| !section.is_empty());
    let changes = changes(&seen, &done, section).ok_or(Failure::Malformed)?;
    if changes.is_empty() {
        return Ok(());
    }
    let command = DeploymentCommand::ChangeItems {
        changes,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}

/// Ticks or reopens one item from its own page; `seen` is the number of its last entry there.
#[server]
pub async fn set_item(
    org: String,
    deployment: String,
    item: String,
    seen: u64,
    to: String,
    #[server(default)] reason: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let item = ItemKey::parse(&item).map_err(|_| Failure::NotFound)?;
    let to = match to.as_str() {
        "done" => ItemMove::Done,
        "open" => ItemMove::Reopen,
        _ => return Err(Failure::Malformed),
    };
    let mut checks = Checks::default();
    let Some(reason) = checks.text("reason", Reason::parse_optional(&reason)) else {
        return Err(checks.failure());
    };
    let change = ItemChange { item, seen, to, reason };
    let command = DeploymentCommand::ChangeItems {
        changes: vec![change],
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}

/// **Not applicable**, with everything open below the item or in the section (D2); a section leads back to the page of
/// the deployment `number`.
#[server]
pub async fn leave_out(
    org: String,
    deployment: String,
    #[server(default)] item: String,
    #[server(default)] section: String,
    #[server(default)] number: String,
    reason: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let what = if item.is_empty() {
        SectionKey::parse(&section).map(What::Section)
    } else {
        ItemKey::parse(&item).map(What::Item)
    };
    let command = DeploymentCommand::LeaveOut {
        item: what.map_err(|_| Failure::NotFound)?,
        reason: needed(&reason)?,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    if item.is_empty() {
        go_to(&format!("/{org}/deployments/{number}"));
    }
    Ok(())
}
