//! The demo's calendar: a window for one service, a freeze that is planned, somebody who is away, and bookings of what is
//! about to start.
//!
//! Nothing here closes the present for the first service and its environments: whoever tries the demo can start a deployment
//! at any hour.

use domain::accounts::Duty;
use domain::calendar::{
    CalendarCommand, LocalTime, Pattern, Recurrence, RunningChoice, Scope, Scoped, SetAbsence, SetFreeze, SetWindow,
    Slots, Stretch, Times, Weekday,
};
use domain::id::{AbsenceId, FreezeId, WindowId};
use domain::text::{CalendarName, Reason, ZoneName};
use domain::time::Timestamp;
use domain::zone::Zone;

use super::DAY;
use super::cast::Cast;
use super::desk::Desk;
use crate::serve::Fault;

/// An hour in seconds.
const HOUR: i64 = 60 * 60;

/// Sets windows, freezes and absences, as the release manager would.
pub(super) async fn plan(desk: &Desk, cast: &Cast) -> Result<(), Fault> {
    let manager = cast.holder(&Duty::ReleaseManager);
    let now = desk.shared.sources.now();
    let invoices = cast.services.last().copied().ok_or("the demo has no services")?;
    let window = CalendarCommand::SetWindow(Box::new(SetWindow {
        window: WindowId::new(desk.shared.sources.uuid()),
        seen: None,
        name: CalendarName::parse("Invoices, after closing")?,
        times: evenings(now)?,
        scope: Scope {
            of: Scoped {
                services: [invoices].into(),
                environments: [cast.environments[2]].into(),
                ..Scoped::default()
            },
            ..Scope::default()
        },
    }));
    desk.plan(cast, manager, window).await?;
    let freeze = CalendarCommand::SetFreeze(Box::new(SetFreeze {
        freeze: FreezeId::new(desk.shared.sources.uuid()),
        seen: None,
        name: CalendarName::parse("Season opening")?,
        reason: Reason::parse("Half of the year's orders come in these days.")?,
        times: days(now.plus_seconds(18 * DAY), 4)?,
        scope: Scope {
            of: Scoped {
                environments: [cast.environments[2]].into(),
                ..Scoped::default()
            },
            ..Scope::default()
        },
        running: RunningChoice::Finish,
        moves: Vec::new(),
        confirmed: Vec::new(),
    }));
    desk.plan(cast, manager, freeze).await?;
    // Of no roster, so it stands against nothing that is booked.
    let absence = CalendarCommand::SetAbsence(Box::new(SetAbsence {
        absence: AbsenceId::new(desk.shared.sources.uuid()),
        seen: None,
        person: cast.holder(&Duty::Cto),
        times: days(now.plus_seconds(2 * DAY), 3)?,
    }));
    desk.plan(cast, manager, absence).await
}

/// A slot of two hours, so many days from now, at eight in the evening.
pub(super) fn slot(now: Timestamp, days: i64) -> Slots {
    let from = Zone::UTC.start_of(Zone::UTC.date(now.plus_seconds(days * DAY)));
    let from = from.plus_seconds(20 * HOUR);
    Slots {
        primary: Stretch {
            from,
            until: from.plus_seconds(2 * HOUR),
        },
        backup: None,
    }
}

/// Tuesday and Thursday evenings.
fn evenings(now: Timestamp) -> Result<Times, Fault> {
    let day = Zone::UTC.date(now);
    let at = |hour: u32| -> Result<LocalTime, Fault> {
        let time = chrono::NaiveTime::from_hms_opt(hour, 0, 0).ok_or("no such hour")?;
        Ok(LocalTime::new(day, time)?)
    };
    let on = [Weekday::Tuesday, Weekday::Thursday].into();
    let pattern = Pattern::Weeks { interval: 1, on };
    let repeats = Recurrence { pattern, until: None };
    Ok(Times::checked(zone()?, at(18)?, at(23)?, Some(repeats))?)
}

/// Whole days from the day of an instant on.
fn days(from: Timestamp, count: i64) -> Result<Times, Fault> {
    let midnight = |at: Timestamp| LocalTime::new(Zone::UTC.date(at), chrono::NaiveTime::MIN);
    let until = from.plus_seconds(count * DAY);
    Ok(Times::checked(zone()?, midnight(from)?, midnight(until)?, None)?)
}

fn zone() -> Result<ZoneName, Fault> {
    Ok(ZoneName::parse("UTC")?)
}
