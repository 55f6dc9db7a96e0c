//! How often a window or freeze comes again: the part of RFC 5545 that people say in words (W1).
//!
//! Days are found by arithmetic on the number of their day, week, month or year, never by walking from the first one: a
//! rule that began years ago costs what one that begins today costs.

mod days;
mod print;
mod rule;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

pub use rule::RuleError;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// All days, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }

    /// The value in forms, addresses and entries.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.value() == value)
    }

    /// The day of the week that a date is.
    pub fn of(day: NaiveDate) -> Self {
        Self::ALL[day.weekday().num_days_from_monday() as usize]
    }

    /// Days since Monday, 0 to 6.
    pub const fn since_monday(self) -> u8 {
        self as u8
    }
}

impl Nth {
    /// All, in the order of a month.
    pub const ALL: [Self; 5] = [Self::First, Self::Second, Self::Third, Self::Fourth, Self::Last];

    /// The word in a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Fourth => "fourth",
            Self::Last => "last",
        }
    }

    /// The value in forms, addresses and entries.
    pub const fn value(self) -> &'static str {
        self.name()
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nth| nth.value() == value)
    }
}

/// Which one of a month's days of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nth {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The last.
    Last,
}

/// On which days something comes again, counted from its first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every")]
pub enum Pattern {
    /// Every so many days.
    Days {
        /// 1 for every day.
        interval: u16,
    },
    /// On days of the week, every so many weeks. Weeks begin on Monday.
    Weeks {
        /// 1 for every week.
        interval: u16,
        /// The days; at least one.
        on: BTreeSet<Weekday>,
    },
    /// On the first day's number, every so many months; months without that day are left out (RFC 5545 §3.3.10).
    MonthsByDay {
        /// 1 for every month.
        interval: u16,
    },
    /// On the last day of the month, every so many months.
    MonthsOnLastDay {
        /// 1 for every month.
        interval: u16,
    },
    /// On the nth day of that name, every so many months.
    MonthsByWeekday {
        /// 1 for every month.
        interval: u16,
        /// Which one.
        nth: Nth,
        /// Of which name.
        weekday: Weekday,
    },
    /// On the first day's date, every so many years; 29 February only in leap years.
    Years {
        /// 1 for every year.
        interval: u16,
    },
}

/// How often, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// On which days.
    #[serde(flatten)]
    pub pattern: Pattern,
    /// The last day on which it may begin; without one it goes on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<NaiveDate>,
}

impl Pattern {
    /// Every so many days, weeks, months or years.
    pub const fn interval(&self) -> u16 {
        match self {
            Self::Days { interval }
            | Self::Weeks { interval, .. }
            | Self::MonthsByDay { interval }
            | Self::MonthsOnLastDay { interval }
            | Self::MonthsByWeekday { interval, .. }
            | Self::Years { interval } => *interval,
        }
    }
}

impl Recurrence {
    /// The longest interval. More days, weeks, months or years than a year has days are a mistyped number.
    pub const LONGEST_INTERVAL: u16 = 366;

    /// Whether it can come at all: an interval from 1 to [`Self::LONGEST_INTERVAL`], and a week that has days.
    pub fn is_one(&self) -> bool {
        let has_days = match &self.pattern {
            Pattern::Weeks { on, .. } => !on.is_empty(),
            Pattern::Days { .. }
            | Pattern::MonthsByDay { .. }
            | Pattern::MonthsOnLastDay { .. }
            | Pattern::MonthsByWeekday { .. }
            | Pattern::Years { .. } => true,
        };
        has_days && (1..=Self::LONGEST_INTERVAL).contains(&self.pattern.interval())
    }
}
