//! Windows: adding, changing, removing (W1).

use leptos::prelude::*;

use crate::calendar::Typed;
use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{planner, seen, send, shown_at},
    crate::context::{go_to, sources},
    crate::failure::Checks,
    domain::calendar::CalendarCommand,
    domain::id::WindowId,
    domain::text::CalendarName,
};

/// **Check** and **Save window**: what is only checked is the answer [`Failure::Preview`], and the page with it.
#[server]
pub async fn set_window(org: String, #[server(flatten)] typed: Typed) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    let mut checks = Checks::default();
    let name = if typed.saves() {
        checks.text("name", CalendarName::parse(&typed.name))
    } else {
        None
    };
    let times = typed.times(&mut checks);
    let scope = typed.scope(&mut checks);
    if !checks.passed() {
        return Err(checks.failure());
    }
    let (Some(name), Some(times), Some(scope)) = (name, times, scope) else {
        return Err(Failure::Preview);
    };
    let window = if typed.id.is_empty() {
        WindowId::new(sources().uuid())
    } else {
        typed.id.parse().map_err(|_| Failure::NotFound)?
    };
    let shown = shown_at(&org, &times, "window");
    let command = CalendarCommand::SetWindow(Box::new(domain::calendar::SetWindow {
        window,
        seen: seen(&typed.seen)?,
        name,
        times,
        scope,
    }));
    send(&opened, command).await?;
    go_to(&shown);
    Ok(())
}

/// **Remove window**.
#[server]
pub async fn remove_window(org: String, id: String, seen: String) -> Result<(), Failure> {
    let opened = planner(&org).await?;
    let command = CalendarCommand::RemoveWindow {
        window: id.parse().map_err(|_| Failure::NotFound)?,
        seen: seen.parse().map_err(|_| Failure::Malformed)?,
    };
    send(&opened, command).await?;
    go_to(&format!("/{org}/calendar?saved=removed"));
    Ok(())
}
