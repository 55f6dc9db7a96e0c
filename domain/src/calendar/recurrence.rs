//! How often a window or freeze comes again: the part of RFC 5545 that people say in words (W1).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
