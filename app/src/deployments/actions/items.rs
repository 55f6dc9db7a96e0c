//! Ticking, un-ticking and leaving out.

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{needed, send},
    crate::deployments::seen::changes,
    crate::failure::Checks,
    domain::deployments::{DeploymentCommand, ItemChange, ItemMove, LeaveOut as What},
    domain::templates::ItemKey,
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

/// **Not applicable**, with everything open below the item (D2).
#[server]
pub async fn leave_out(
    org: String,
    deployment: String,
    item: String,
    reason: String,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let item = ItemKey::parse(&item).map_err(|_| Failure::NotFound)?;
    let command = DeploymentCommand::LeaveOut {
        item: What::Item(item),
        reason: needed(&reason)?,
        confirmed: super::told(&confirmed),
    };
    send(&org, &deployment, command).await?;
    Ok(())
}
