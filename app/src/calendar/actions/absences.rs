//! Absences: saying when somebody is away, changing that, taking it back (W5).

use leptos::prelude::*;

use crate::calendar::Typed;
use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{seen, send, shown_at},
    crate::context::{go_to, organization, require_person, sources},
    crate::failure::Checks,
    domain::calendar::{CalendarCommand, may_tell_absence},
    domain::id::{AbsenceId, PersonId},
};

/// **Check** and **Save absence**: what is only checked is the answer [`Failure::Preview`], and the page with it.
#[server]
pub async fn set_absence(org: String, person: String, #[server(flatten)] typed: Typed) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    let mut checks = Checks::default();
    let person = checks.choice("person", person.parse::<PersonId>().ok());
    if let Some(person) = person {
        may_tell_absence(&opened.directory, require_person()?.actor.person, person)?;
    }
    let times = typed.times(&mut checks);
    if !checks.passed() {
        return Err(checks.failure());
    }
    let (Some(person), Some(times)) = (person, times) else {
        return Err(Failure::Malformed);
    };
    if !typed.saves() {
        return Err(Failure::Preview);
    }
    let absence = if typed.id.is_empty() {
        AbsenceId::new(sources().uuid())
    } else {
        typed.id.parse().map_err(|_| Failure::NotFound)?
    };
    let shown = shown_at(&org, &times, "absence");
    let command = CalendarCommand::SetAbsence(Box::new(domain::calendar::SetAbsence {
        absence,
        seen: seen(&typed.seen)?,
        person,
        times,
    }));
    send(&opened, command).await?;
    go_to(&shown);
    Ok(())
}

/// **Remove absence**.
#[server]
pub async fn remove_absence(org: String, id: String, seen: String) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    let command = CalendarCommand::RemoveAbsence {
        absence: id.parse().map_err(|_| Failure::NotFound)?,
        seen: seen.parse().map_err(|_| Failure::Malformed)?,
    };
    send(&opened, command).await?;
    go_to(&format!("/{org}/calendar?saved=back"));
    Ok(())
}
