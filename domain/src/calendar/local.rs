//! Wall clock times: what people type and rules repeat, before a zone makes instants of them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

/// A date and a time of day to the minute, as a wall clock shows them. Written `2026-12-01T14:00`, as forms do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalTime(NaiveDateTime);

/// Why a text is not such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocalTimeError {
    /// Not of the form `2026-12-01T14:00`, or no such day or time of day.
    #[error("not a date and a time of day")]
    Form,
    /// Outside the years that the calendar holds.
    #[error("outside the years {} to {}", LocalTime::FIRST_YEAR, LocalTime::LAST_YEAR)]
    Year,
}

impl LocalTime {
    /// The first year that the calendar holds. Nothing was deployed with Countersign before it.
    pub const FIRST_YEAR: i32 = 2000;
    /// The last year that the calendar holds: far enough for any plan, near enough that a mistyped year is one.
    pub const LAST_YEAR: i32 = 2199;

    /// A day and a time of day; seconds are cut off.
    ///
    /// # Errors
    /// [`LocalTimeError::Year`] outside the years that the calendar holds.
    pub fn new(day: NaiveDate, time: NaiveTime) -> Result<Self, LocalTimeError> {
        if !(Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&day.year()) {
            return Err(LocalTimeError::Year);
        }
        let text = time.format("%H:%M").to_string();
        let minute = NaiveTime::parse_from_str(&text, "%H:%M").map_err(|_| LocalTimeError::Form)?;
        Ok(Self(day.and_time(minute)))
    }

    /// The day.
    pub const fn day(self) -> NaiveDate {
        self.0.date()
    }

    /// The time of day.
    pub const fn time(self) -> NaiveTime {
        self.0.time()
    }

    /// Day and time together.
    pub const fn naive(self) -> NaiveDateTime {
        self.0
    }

    /// Whole minutes on the wall clock from `earlier` to this; negative when `earlier` is later.
    pub const fn minutes_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_minutes()
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M"))
    }
}

impl fmt::Debug for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LocalTime {
    type Err = LocalTimeError;
    fn from_str(text: &str) -> Result<Self, LocalTimeError> {
        let time = NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%dT%H:%M").map_err(|_| LocalTimeError::Form)?;
        Self::new(time.date(), time.time())
    }
}

impl TryFrom<String> for LocalTime {
    type Error = LocalTimeError;
    fn try_from(text: String) -> Result<Self, LocalTimeError> {
        text.parse()
    }
}

impl From<LocalTime> for String {
    fn from(time: LocalTime) -> String {
        time.to_string()
    }
}
