//! Instants as pages print them: local with zone, relative beside, full on hover and in `<time>` (07).

use std::fmt::Write as _;

use domain::backend::Opened;
use domain::time::Timestamp;
use domain::zone::Zone;
use leptos::prelude::*;

use crate::context::{SignedIn, now, require_person};
use crate::failure::Failure;

/// The reader's wall clock at the time of the request.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    zone: Zone,
    now: Timestamp,
    /// The present year in that zone: left out of short dates.
    year: i32,
    /// See [`Clock::on_record`].
    record: bool,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

fn month(number: u32) -> &'static str {
    MONTHS.get(number.saturating_sub(1) as usize).copied().unwrap_or("")
}

impl Clock {
    /// A clock in a zone that shows `now`.
    pub fn new(zone: Zone, now: Timestamp) -> Self {
        Self {
            zone,
            now,
            year: zone.wall(now).year,
            record: false,
        }
    }

    /// The clock of the person who visits: in the person's zone, or else in the organization's.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn of(opened: &Opened) -> Result<Self, Failure> {
        let person = require_person()?.person;
        let name = person.zone.as_ref().unwrap_or(&opened.directory.zone);
        Ok(Self::new(Zone::find(name).unwrap_or(Zone::UTC), now()))
    }

    /// The clock of a person outside of any organization: in the person's zone, or else in UTC.
    pub fn personal(person: &SignedIn) -> Self {
        let zone = person.person.zone.as_ref().and_then(Zone::find).unwrap_or(Zone::UTC);
        Self::new(zone, now())
    }

    /// The same clock for a record: whole dates, and nothing that is only so on the day it is read.
    #[must_use]
    pub const fn on_record(mut self) -> Self {
        self.record = true;
        self
    }

    /// The instant that the clock shows.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The zone of the clock.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// `18 Nov 10:20`; with the year where it is not the present one.
    pub fn short(&self, at: Timestamp) -> String {
        let wall = self.zone.wall(at);
        let year = if self.year == wall.year && !self.record {
            String::new()
        } else {
            format!(" {}", wall.year)
        };
        format!(
            "{} {:.3}{year} {:02}:{:02}",
            wall.day,
            month(wall.month),
            wall.hour,
            wall.minute
        )
    }

    /// `18 Nov 10:20:44`: where the order of things matters.
    pub fn seconds(&self, at: Timestamp) -> String {
        format!("{}:{:02}", self.short(at), self.zone.wall(at).second)
    }

    /// `18 Nov`; with the year where it is not the present one.
    pub fn day(&self, at: Timestamp) -> String {
        let wall = self.zone.wall(at);
        let year = if self.year == wall.year && !self.record {
            String::new()
        } else {
            format!(" {}", wall.year)
        };
        format!("{} {:.3}{year}", wall.day, month(wall.month))
    }

    /// `20 Nov 09:12 CET (2 h ago)`.
    pub fn long(&self, at: Timestamp) -> String {
        let zone = self.zone.wall(at).zone;
        if self.record {
            return format!("{} {zone}", self.seconds(at));
        }
        format!("{} {zone} ({})", self.short(at), self.ago(at))
    }

    /// `Thursday, 20 November 2025, 09:12:44 CET`: shown on hover.
    pub fn full(&self, at: Timestamp) -> String {
        let wall = self.zone.wall(at);
        let day = DAYS.get(wall.weekday as usize).copied().unwrap_or("");
        format!(
            "{day}, {} {} {}, {:02}:{:02}:{:02} {}",
            wall.day,
            month(wall.month),
            wall.year,
            wall.hour,
            wall.minute,
            wall.second,
            wall.zone
        )
    }

    /// The value of `datetime`: RFC 3339 with the zone's offset.
    pub fn machine(&self, at: Timestamp) -> String {
        self.zone.wall(at).rfc3339
    }

    /// How long ago, in one unit; "in 2 h" for what lies ahead.
    pub fn ago(&self, at: Timestamp) -> String {
        let seconds = self.now.seconds_since(at);
        if seconds.abs() < 60 {
            "just now".to_owned()
        } else if seconds < 0 {
            format!("in {}", span(seconds.unsigned_abs()))
        } else {
            format!("{} ago", span(seconds.unsigned_abs()))
        }
    }

    /// Writes `<time datetime title>18 Nov 10:20</time>`: for lists, so the zone is looked up once.
    pub fn write_short(&self, out: &mut String, at: Timestamp) {
        let wall = self.zone.wall(at);
        let this_year = self.year == wall.year;
        let month = month(wall.month);
        let day = DAYS.get(wall.weekday as usize).copied().unwrap_or("");
        // Writing into a String cannot fail.
        let _ = write!(
            out,
            r#"<time datetime="{}" title="{day}, {} {month} {}, {:02}:{:02}:{:02} {}">{} {month:.3}"#,
            wall.rfc3339, wall.day, wall.year, wall.hour, wall.minute, wall.second, wall.zone, wall.day
        );
        if !this_year {
            let _ = write!(out, " {}", wall.year);
        }
        let _ = write!(out, " {:02}:{:02}</time>", wall.hour, wall.minute);
    }
}

/// A duration in its greatest unit that is at least one: `36 min`, `3 d`.
fn span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        172_800..5_184_000 => format!("{} d", seconds / 86_400),
        5_184_000..63_072_000 => format!("{} months", seconds / 2_592_000),
        _ => format!("{} years", seconds / 31_536_000),
    }
}

/// A duration in its two greatest units: `3 d 5 h`, `36 min`.
pub fn duration(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.seconds_since(from).max(0).unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// An instant with zone and relative time.
#[component]
pub fn Time(clock: Clock, at: Timestamp) -> impl IntoView {
    view! { <time datetime=clock.machine(at) title=clock.full(at)>{clock.long(at)}</time> }
}

/// An instant, short.
#[component]
pub fn ShortTime(clock: Clock, at: Timestamp) -> impl IntoView {
    view! { <time datetime=clock.machine(at) title=clock.full(at)>{clock.short(at)}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn clock() -> Clock {
        let zone = Zone::find(&domain::text::ZoneName::parse("Europe/Berlin").unwrap()).unwrap();
        Clock::new(zone, at("2025-11-20T10:12:44.000000Z"))
    }

    #[test]
    fn an_instant_is_local_with_zone_and_relative() {
        let clock = clock();
        let then = at("2025-11-20T08:12:44.000000Z");
        assert_eq!(clock.long(then), "20 Nov 09:12 CET (2 h ago)");
        assert_eq!(clock.full(then), "Thursday, 20 November 2025, 09:12:44 CET");
        assert_eq!(clock.machine(then), "2025-11-20T09:12:44+01:00");
        assert_eq!(clock.short(at("2024-05-01T08:00:00.000000Z")), "1 May 2024 10:00");
    }

    #[test]
    fn relative_times_have_one_unit() {
        let clock = clock();
        assert_eq!(clock.ago(at("2025-11-20T10:12:01.000000Z")), "just now");
        assert_eq!(clock.ago(at("2025-11-20T09:36:44.000000Z")), "36 min ago");
        assert_eq!(clock.ago(at("2025-11-17T10:12:44.000000Z")), "3 d ago");
        assert_eq!(clock.ago(at("2025-11-20T12:12:44.000000Z")), "in 2 h");
    }

    #[test]
    fn durations_have_two_units() {
        let from = at("2025-11-17T10:00:00.000000Z");
        assert_eq!(duration(from, at("2025-11-20T15:10:00.000000Z")), "3 d 5 h");
        assert_eq!(duration(from, at("2025-11-17T10:36:10.000000Z")), "36 min");
        assert_eq!(duration(from, at("2025-11-17T09:00:00.000000Z")), "0 s");
    }
}
