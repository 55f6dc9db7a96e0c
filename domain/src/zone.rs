//! Wall clocks: instants as people in a zone read them. Only the server has the zone data.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

use crate::text::ZoneName;
use crate::time::Timestamp;

/// A zone of the IANA data base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

/// What a wall clock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wall {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
    /// Day of the week, 0 for Monday.
    pub weekday: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute.
    pub minute: u32,
    /// Second.
    pub second: u32,
    /// The zone's abbreviation at that instant ("CET", "+08").
    pub zone: String,
    /// RFC 3339 to the second with the offset at that instant.
    pub rfc3339: String,
}

impl Zone {
    /// Coordinated universal time: the zone of pages before anybody has chosen one.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of that name; `None` when there is no such zone.
    pub fn find(name: &ZoneName) -> Option<Self> {
        name.as_str().parse().ok().map(Self)
    }

    /// The names that forms offer, in alphabetical order: places and UTC, without the legacy names of the data base.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| {
            *name == "UTC" || (name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("US/"))
        })
    }

    /// Its name in the IANA database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What a wall clock in this zone shows at an instant.
    pub fn wall(self, instant: Timestamp) -> Wall {
        let local: DateTime<Tz> = instant.utc().with_timezone(&self.0);
        Wall {
            year: local.year(),
            month: local.month(),
            day: local.day(),
            weekday: local.weekday().num_days_from_monday(),
            hour: local.hour(),
            minute: local.minute(),
            second: local.second(),
            zone: local.format("%Z").to_string(),
            rfc3339: local.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        }
    }

    /// The date in this zone at an instant.
    pub fn date(self, instant: Timestamp) -> NaiveDate {
        instant.utc().with_timezone(&self.0).date_naive()
    }

    /// The first instant of a day, and the first one after it. `text` is the day as forms write it, `YYYY-MM-DD`;
    /// `None` when it is no day of the years 1 to 9998.
    pub fn day(self, text: &str) -> Option<(Timestamp, Timestamp)> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|day| (1..=9998).contains(&day.year()))?;
        Some((self.start_of(day), self.start_of(day.succ_opt()?)))
    }

    /// The first instant of a day in this zone. Where the clock skips midnight, the first instant after the gap; where it
    /// shows midnight twice, the first one.
    pub fn start_of(self, day: NaiveDate) -> Timestamp {
        self.instant(day.and_time(NaiveTime::MIN))
    }

    /// What a wall clock in this zone shows at an instant, as a date and a time of day.
    pub fn local(self, instant: Timestamp) -> NaiveDateTime {
        instant.utc().with_timezone(&self.0).naive_local()
    }

    /// The instant at which a wall clock in this zone shows `local` (W4). A time that the clock skips becomes the next
    /// instant that exists, which is the end of the gap; a time that it shows twice means the first.
    ///
    /// A later time never comes to an earlier instant.
    pub fn instant(self, local: NaiveDateTime) -> Timestamp {
        let first = self.0.from_local_datetime(&local).earliest();
        first.map_or_else(
            || self.after_gap(local),
            |first| Timestamp::from_micros(first.timestamp_micros()),
        )
    }

    /// The first instant after the gap in which `local` lies: halved down to the second at which the clock jumps over it.
    fn after_gap(self, local: NaiveDateTime) -> Timestamp {
        let shown = Timestamp::from_micros(local.and_utc().timestamp_micros());
        // No clock on Earth was ever further from UTC than this, a skipped day at the date line included.
        let furthest = TimeDelta::hours(26).num_seconds();
        let (mut before, mut after) = (-furthest, furthest);
        while after - before > 1 {
            let middle = before.midpoint(after);
            if self.local(shown.plus_seconds(middle)) > local {
                after = middle;
            } else {
                before = middle;
            }
        }
        // Clocks jump at whole seconds; what a search from a broken second adds is cut off.
        Timestamp::from_micros(shown.plus_seconds(after).micros().div_euclid(1_000_000) * 1_000_000)
    }
}

#[cfg(test)]
#[allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::find(&ZoneName::parse(name).unwrap()).unwrap()
    }

    #[test]
    fn a_wall_clock_follows_daylight_saving() {
        let summer = zone("Europe/Berlin").wall("2026-07-01T10:00:00.000000Z".parse().unwrap());
        assert_eq!((summer.hour, summer.zone.as_str()), (12, "CEST"));
        let winter = zone("Europe/Berlin").wall("2026-01-01T10:00:00.000000Z".parse().unwrap());
        assert_eq!(
            (winter.hour, winter.rfc3339.as_str()),
            (11, "2026-01-01T11:00:00+01:00")
        );
    }

    #[test]
    fn a_day_begins_after_the_gap_where_midnight_is_skipped() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 31).unwrap();
        assert_eq!(
            zone("Asia/Beirut").start_of(day).to_string(),
            "2024-03-30T22:00:00.000000Z"
        );
        assert_eq!(
            zone("Europe/Berlin").start_of(day).to_string(),
            "2024-03-30T23:00:00.000000Z"
        );
    }

    #[test]
    fn a_day_ends_where_the_next_one_begins() {
        let (from, until) = zone("Europe/Berlin").day("2026-03-29").unwrap();
        assert_eq!(until.seconds_since(from), 23 * 3600);
        for bad in ["", "2026-02-30", "0000-01-01", "10000-01-01", "29.3.2026"] {
            assert_eq!(Zone::UTC.day(bad), None, "{bad}");
        }
    }

    fn at(name: &str, local: &str) -> String {
        let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S%.f").unwrap();
        zone(name).instant(local).to_string()
    }

    #[test]
    fn W4_a_time_that_does_not_exist_moves_forward_to_the_next_instant_that_does() {
        for skipped in ["02:00:00", "02:30:00", "02:59:59.5"] {
            assert_eq!(
                at("Europe/Berlin", &format!("2026-03-29T{skipped}")),
                "2026-03-29T01:00:00.000000Z",
                "{skipped}"
            );
        }
        assert_eq!(
            at("Europe/Berlin", "2026-03-29T03:00:00"),
            "2026-03-29T01:00:00.000000Z"
        );
        // Half an hour is skipped on Lord Howe; a whole day was on Samoa.
        assert_eq!(
            at("Australia/Lord_Howe", "2026-10-04T02:15:00"),
            "2026-10-03T15:30:00.000000Z"
        );
        assert_eq!(at("Pacific/Apia", "2011-12-30T12:00:00"), "2011-12-30T10:00:00.000000Z");
    }

    #[test]
    fn W4_a_time_that_exists_twice_means_the_first() {
        assert_eq!(
            at("Europe/Berlin", "2026-10-25T02:30:00"),
            "2026-10-25T00:30:00.000000Z"
        );
        assert_eq!(
            at("Europe/Berlin", "2026-10-25T03:00:00"),
            "2026-10-25T02:00:00.000000Z"
        );
    }

    #[test]
    fn a_wall_clock_reads_back_what_was_meant() {
        let noon = "2026-07-01T10:00:00.000001Z".parse().unwrap();
        let berlin = zone("Europe/Berlin");
        assert_eq!(berlin.instant(berlin.local(noon)), noon);
    }

    #[test]
    fn names_are_places() {
        let names: Vec<&str> = Zone::names().collect();
        assert!(names.contains(&"UTC") && names.contains(&"Europe/Berlin") && !names.contains(&"EST5EDT"));
    }

    #[test]
    fn an_unknown_zone_is_none() {
        assert_eq!(Zone::find(&ZoneName::parse("Mars/Olympus").unwrap()), None);
    }
}
