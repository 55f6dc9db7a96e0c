//! A deployment's place in the calendar: booked, moved, announced, released; overrides and their reviews (05).

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::{needed, send, told},
    crate::context::go_to,
    crate::failure::{Checks, Problem},
    domain::calendar::{Against, Lifts, LocalTime, Slots, Stretch},
    domain::deployments::{BookingCommand, DeploymentCommand},
    domain::text::{CommentText, Reason, TextError, ZoneName},
    domain::time::Timestamp,
    domain::zone::Zone,
};

/// An instant, from a field as the wall clock of the form's zone shows it.
#[cfg(feature = "ssr")]
fn instant(checks: &mut Checks, field: &str, zone: Zone, text: &str) -> Option<Timestamp> {
    if text.trim().is_empty() {
        return checks.text(field, Err(TextError::Empty));
    }
    match text.parse::<LocalTime>() {
        Ok(local) => Some(zone.instant(local.naive())),
        Err(_) => checks.note(field, Problem::Date),
    }
}

/// The zone that a form's times are in: the one that it was rendered with.
#[cfg(feature = "ssr")]
fn zone_of(name: &str) -> Result<Zone, Failure> {
    let name = ZoneName::parse(name).map_err(|_| Failure::Malformed)?;
    Zone::find(&name).ok_or(Failure::Malformed)
}

/// Sends a command about a booking and leads back to the page of bookings.
#[cfg(feature = "ssr")]
async fn settle(org: &str, deployment: &str, number: &str, command: BookingCommand) -> Result<(), Failure> {
    send(org, deployment, DeploymentCommand::Booking(command)).await?;
    go_to(&format!("/{org}/deployments/{number}/booking"));
    Ok(())
}

/// Value of the button that only looks.
#[cfg(feature = "ssr")]
pub(in crate::deployments) const CHECK: &str = "check";

/// The slots that a form asks for: from, until, and the same of the backup, on the wall of its zone.
///
/// # Errors
/// The fields that are wrong.
#[cfg(feature = "ssr")]
pub(in crate::deployments) fn wanted(
    zone: &str,
    [from, until, backup_from, backup_until]: &[String; 4],
) -> Result<Slots, Failure> {
    let zone = zone_of(zone)?;
    let mut checks = Checks::default();
    let from = instant(&mut checks, "from", zone, from);
    let until = instant(&mut checks, "until", zone, until);
    let backup = if backup_from.trim().is_empty() && backup_until.trim().is_empty() {
        Some(None)
    } else {
        let from = instant(&mut checks, "backup_from", zone, backup_from);
        let until = instant(&mut checks, "backup_until", zone, backup_until);
        from.zip(until).map(|(from, until)| Some(Stretch { from, until }))
    };
    match (from, until, backup) {
        (Some(from), Some(until), Some(backup)) => Ok(Slots {
            primary: Stretch { from, until },
            backup,
        }),
        _ => Err(checks.failure()),
    }
}

/// **Book** or **Move booking**; **Check** judges the time without saving it, which is the answer [`Failure::Preview`].
#[server]
pub async fn book(
    org: String,
    deployment: String,
    number: String,
    seen: u64,
    zone: String,
    from: String,
    until: String,
    #[server(default)] backup_from: String,
    #[server(default)] backup_until: String,
    #[server(default)] accepted: String,
    #[server(default)] confirmed: String,
    #[server(default)] step: String,
) -> Result<(), Failure> {
    let slots = wanted(&zone, &[from, until, backup_from, backup_until])?;
    if step == CHECK {
        return Err(Failure::Preview);
    }
    let accepted = accepted
        .split(',')
        .filter_map(|against| against.parse::<Against>().ok());
    let command = BookingCommand::Book {
        seen,
        slots,
        accepted: accepted.collect(),
        confirmed: told(&confirmed),
    };
    settle(&org, &deployment, &number, command).await
}

/// **Release booking**.
#[server]
pub async fn release_booking(
    org: String,
    deployment: String,
    number: String,
    seen: u64,
    #[server(default)] confirmed: String,
) -> Result<(), Failure> {
    let confirmed = told(&confirmed);
    settle(&org, &deployment, &number, BookingCommand::Release { seen, confirmed }).await
}

/// **Announce**.
#[server]
pub async fn announce(
    org: String,
    deployment: String,
    number: String,
    seen: u64,
    #[server(default)] reason: String,
) -> Result<(), Failure> {
    let late = if reason.trim().is_empty() {
        None
    } else {
        Some(needed(&reason)?)
    };
    settle(&org, &deployment, &number, BookingCommand::Announce { seen, late }).await
}

/// **Override**: lifts a freeze, or windows and allowed hours.
#[server]
pub async fn override_schedule(
    org: String,
    deployment: String,
    number: String,
    lifts: String,
    zone: String,
    expires_at: String,
    reason: String,
) -> Result<(), Failure> {
    let zone = zone_of(&zone)?;
    let mut checks = Checks::default();
    let lifts = match lifts.as_str() {
        "windows" => Some(Lifts::Windows),
        freeze => checks.choice("lifts", freeze.parse().ok().map(|freeze| Lifts::Freeze { freeze })),
    };
    let expires_at = instant(&mut checks, "expires_at", zone, &expires_at);
    let reason = checks.text("reason", Reason::parse(&reason));
    let (Some(lifts), Some(expires_at), Some(reason)) = (lifts, expires_at, reason) else {
        return Err(checks.failure());
    };
    let command = BookingCommand::Override {
        lifts,
        reason,
        expires_at,
    };
    settle(&org, &deployment, &number, command).await
}

/// **Save review** of an override.
#[server]
pub async fn review_override(
    org: String,
    deployment: String,
    number: String,
    overridden: u64,
    justified: String,
    finding: String,
) -> Result<(), Failure> {
    let mut checks = Checks::default();
    let justified = checks.choice(
        "justified",
        match justified.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    );
    let finding = checks.text("finding", CommentText::parse(&finding));
    let (Some(justified), Some(finding)) = (justified, finding) else {
        return Err(checks.failure());
    };
    let command = BookingCommand::Review {
        overridden,
        justified,
        finding,
    };
    settle(&org, &deployment, &number, command).await
}
