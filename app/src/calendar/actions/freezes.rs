//! Freezes: setting, changing, cancelling (W9).

use leptos::prelude::*;

use crate::calendar::Typed;
use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{planner, seen, send, shown_at},
    crate::calendar::choices::chosen,
    crate::calendar::hits::hits,
    crate::context::{go_to, sources},
    crate::deployments::actions::told,
    crate::failure::Checks,
    domain::calendar::{self, CalendarCommand, RunningChoice},
    domain::id::FreezeId,
    domain::text::{CalendarName, Reason},
};

/// **Preview** and **Save freeze**: what is only looked at is the answer [`Failure::Preview`], and the page with it. So is a
/// freeze that would hit deployments which were not `shown` with a choice: none is held that nobody was told of (W9).
#[server]
pub async fn set_freeze(
    org: String,
    #[server(default)] reason: String,
    #[server(default)] running: String,
    #[server(default)] choices: Vec<String>,
    #[server(default)] shown: Vec<String>,
    #[server(default)] confirmed: String,
    #[server(flatten)] typed: Typed,
) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    let mut checks = Checks::default();
    let named = if typed.saves() {
        let name = checks.text("name", CalendarName::parse(&typed.name));
        let reason = checks.text("reason", Reason::parse(&reason));
        let running = checks.choice("running", RunningChoice::from_value(&running));
        name.zip(reason).zip(running)
    } else {
        None
    };
    let times = typed.times(&mut checks);
    let scope = typed.scope(&mut checks);
    if !checks.passed() {
        return Err(checks.failure());
    }
    let (Some(((name, reason), running)), Some(times), Some(mut scope)) = (named, times, scope) else {
        return Err(Failure::Preview);
    };
    let moves = chosen(&mut scope, &choices)?;
    let hits = hits(&opened, &times, &scope).await?;
    if hits.iter().any(|hit| hit.untold(&shown)) {
        return Err(Failure::Preview);
    }
    let freeze = if typed.id.is_empty() {
        FreezeId::new(sources().uuid())
    } else {
        typed.id.parse().map_err(|_| Failure::NotFound)?
    };
    let there = shown_at(&org, &times, "freeze");
    let set = calendar::SetFreeze {
        freeze,
        seen: seen(&typed.seen)?,
        name,
        reason,
        times,
        scope,
        running,
        moves,
        confirmed: told(&confirmed),
    };
    send(&opened, CalendarCommand::SetFreeze(Box::new(set))).await?;
    go_to(&there);
    Ok(())
}

/// **Cancel freeze**.
#[server]
pub async fn cancel_freeze(org: String, id: String, seen: String, reason: String) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    let mut checks = Checks::default();
    let Some(reason) = checks.text("reason", Reason::parse(&reason)) else {
        return Err(checks.failure());
    };
    let command = CalendarCommand::CancelFreeze {
        freeze: id.parse().map_err(|_| Failure::NotFound)?,
        seen: seen.parse().map_err(|_| Failure::Malformed)?,
        reason,
    };
    send(&opened, command).await?;
    go_to(&format!("/{org}/calendar?saved=cancelled"));
    Ok(())
}
