//! What forms about the calendar do.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the fields are those of the form; `#[server]` passes no comments on to them"
)]

mod absences;
mod feeds;
mod freezes;
mod imports;
mod settings;
mod windows;

#[cfg(feature = "ssr")]
use {
    crate::context::{execute, member, now, organization},
    crate::failure::Failure,
    domain::backend::Opened,
    domain::calendar::{CalendarCommand, Times, may_plan},
    domain::command::Command,
};

pub use absences::{RemoveAbsence, SetAbsence, remove_absence, set_absence};
pub use feeds::{MakeFeed, RevokeFeed, make_feed, revoke_feed};
pub use freezes::{CancelFreeze, SetFreeze, cancel_freeze, set_freeze};
pub use imports::{ImportCalendar, import_calendar};
pub use settings::{RelateService, ScheduleEnvironment, relate_service, schedule_environment};
pub use windows::{RemoveWindow, SetWindow, remove_window, set_window};

/// The organization, for somebody who plans its calendar: what a form shows before it saves is for them too.
#[cfg(feature = "ssr")]
async fn planner(org: &str) -> Result<Opened, Failure> {
    let opened = organization(org).await?;
    may_plan(member(&opened)?)?;
    Ok(opened)
}

#[cfg(feature = "ssr")]
async fn send(opened: &Opened, command: CalendarCommand) -> Result<(), Failure> {
    let organization = opened.directory.id;
    execute(Command::Calendar { organization, command }).await?;
    Ok(())
}

/// The number of an entry as a form carries it; nothing for what is new.
#[cfg(feature = "ssr")]
fn seen(text: &str) -> Result<Option<u64>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Failure::Malformed)
}

/// The calendar where something with these times is to be seen: at the first one that is not over.
#[cfg(feature = "ssr")]
fn shown_at(org: &str, times: &Times, saved: &str) -> String {
    let next = times.covering(now()).or_else(|| times.next_after(now()));
    let day = next.map_or(times.starts.day(), |next| times.zone().date(next.from));
    format!("/{org}/calendar?date={day}&saved={saved}")
}
