//! The time of an entry: an instant in UTC with microseconds, written in exactly one way.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
/// A Gregorian era: the calendar repeats every 400 years.
const DAYS_PER_ERA: i64 = 146_097;
const YEARS_PER_ERA: i64 = 400;
/// Days from 0000-03-01, where the arithmetic below starts, to 1970-01-01.
const DAYS_TO_UNIX_EPOCH: i64 = 719_468;

/// An instant between the years 1 and 9999, in microseconds since 1970-01-01T00:00:00Z.
///
/// Written as `2026-01-02T03:04:05.000006Z`: always 27 characters, so that text order is time order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

/// An instant that cannot be written, or a text that is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AtError {
    /// Outside the years 1 to 9999.
    #[error("an instant must lie between the years 1 and 9999")]
    Range,
    /// Not of the form `2026-01-02T03:04:05.000006Z`, or no day of the calendar.
    #[error("an instant is written as 2026-01-02T03:04:05.000006Z")]
    Text,
}

impl At {
    /// `0001-01-01T00:00:00.000000Z`.
    pub const MIN: Self = Self(-62_135_596_800 * MICROS_PER_SECOND);
    /// `9999-12-31T23:59:59.999999Z`.
    pub const MAX: Self = Self(253_402_300_800 * MICROS_PER_SECOND - 1);

    /// The instant this many microseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`AtError::Range`] outside the years 1 to 9999.
    pub const fn from_micros(micros: i64) -> Result<Self, AtError> {
        if Self::MIN.0 <= micros && micros <= Self::MAX.0 {
            Ok(Self(micros))
        } else {
            Err(AtError::Range)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
///
/// Counts in years that begin in March, so that the leap day is a year's last and months follow one formula.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(YEARS_PER_ERA);
    let year_of_era = year.rem_euclid(YEARS_PER_ERA);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - DAYS_TO_UNIX_EPOCH
}

/// The inverse of [`days_from_civil`]: year, month, day.
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_UNIX_EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = era * YEARS_PER_ERA + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.rem_euclid(MICROS_PER_SECOND);
        let seconds = self.0.div_euclid(MICROS_PER_SECOND);
        let second_of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"
        )
    }
}

impl FromStr for At {
    type Err = AtError;

    fn from_str(text: &str) -> Result<Self, AtError> {
        const FORM: &[u8; 27] = b"0000-00-00T00:00:00.000000Z";
        let bytes: &[u8; 27] = text.as_bytes().try_into().map_err(|_| AtError::Text)?;
        let fits = bytes.iter().zip(FORM).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            punctuation => byte == punctuation,
        });
        if !fits {
            return Err(AtError::Text);
        }
        let number = |from: usize, to: usize| {
            bytes[from..to]
                .iter()
                .fold(0, |n, digit| n * 10 + i64::from(digit - b'0'))
        };
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let (hour, minute, second, micros) = (number(11, 13), number(14, 16), number(17, 19), number(20, 26));
        if !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 59 {
            return Err(AtError::Text);
        }
        let days = days_from_civil(year, month, day);
        // A day that its month does not have would come back as another date.
        if civil_from_days(days) != (year, month, day) {
            return Err(AtError::Text);
        }
        let seconds = days * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second;
        Self::from_micros(seconds * MICROS_PER_SECOND + micros)
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
