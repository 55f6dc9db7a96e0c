//! How environments are shared and what notice they need; what services are called by and depend on (W1, W7, W8).

use leptos::prelude::*;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::send,
    crate::calendar::hours::{ALLOWED, Hours},
    crate::calendar::read::parsed,
    crate::context::{go_to, organization},
    crate::failure::{Checks, Problem},
    domain::calendar::{CalendarCommand, EnvironmentSchedule},
    domain::text::{Email, Label},
    std::collections::BTreeSet,
};

/// Says how an environment is shared, when it may be deployed to, what notice it needs, and who is told.
#[server]
pub async fn schedule_environment(
    org: String,
    id: String,
    #[server(default)] seen: String,
    #[server(default)] exclusive: bool,
    #[server(default)] hours_on: Vec<String>,
    #[server(default)] hours_from: String,
    #[server(default)] hours_to: String,
    #[server(default)] hours_zone: String,
    #[server(default)] notice_hours: String,
    #[server(default)] told: String,
) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    let environment = id.parse().map_err(|_| Failure::NotFound)?;
    let known = opened.directory.environments.get(&environment);
    let known = &known.ok_or(Failure::NotFound)?.schedule;
    let shown: EnvironmentSchedule = if seen.is_empty() {
        known.clone()
    } else {
        serde_json::from_str(&seen).map_err(|_| Failure::Malformed)?
    };
    let typed = Hours {
        on: hours_on,
        from: hours_from,
        to: hours_to,
        zone: hours_zone,
    };
    let mut checks = Checks::default();
    let hours = typed.times(&ALLOWED, shown.hours.as_ref(), &mut checks);
    let notice = checks.number::<u32>("notice_hours", &notice_hours);
    let told = addresses(&told, &mut checks);
    let (Some(hours), Some(notice), Some(told)) = (hours, notice, told) else {
        return Err(checks.failure());
    };
    let wanted = EnvironmentSchedule {
        exclusive,
        hours,
        notice_hours: notice.unwrap_or(0),
        told,
    };
    let command = CalendarCommand::ScheduleEnvironment {
        environment,
        seen: Box::new(shown),
        wanted: Box::new(wanted),
    };
    send(&opened, command).await?;
    go_to(&format!("/{org}/settings?saved=yes"));
    Ok(())
}

/// Says by which labels windows and freezes find a service, and what it depends on.
#[server]
pub async fn relate_service(
    org: String,
    id: String,
    #[server(default)] labels: String,
    #[server(default)] depends_on: Vec<String>,
) -> Result<(), Failure> {
    let opened = organization(&org).await?;
    let service = id.parse().map_err(|_| Failure::NotFound)?;
    let mut checks = Checks::default();
    let named = labels.split(',').map(str::trim).filter(|label| !label.is_empty());
    let labels: Option<BTreeSet<Label>> = checks.text("labels", named.map(Label::parse).collect());
    let depends_on = parsed("depends_on", &depends_on, &mut checks);
    let (Some(labels), true) = (labels, checks.passed()) else {
        return Err(checks.failure());
    };
    let command = CalendarCommand::RelateService {
        service,
        labels,
        depends_on,
    };
    send(&opened, command).await?;
    go_to(&format!("/{org}/settings?saved=yes"));
    Ok(())
}

/// Addresses, one a line; empty lines do not count.
#[cfg(feature = "ssr")]
fn addresses(text: &str, checks: &mut Checks) -> Option<Vec<Email>> {
    let mut told = Vec::new();
    for (line, address) in (1..)
        .zip(text.lines())
        .filter(|(_, address)| !address.trim().is_empty())
    {
        match Email::parse(address) {
            Ok(email) if told.contains(&email) => {}
            Ok(email) => told.push(email),
            Err(error) => return checks.note("told", Problem::Line { line, error }),
        }
    }
    Some(told)
}
