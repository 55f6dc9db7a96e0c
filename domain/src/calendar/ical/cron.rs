//! The cron expressions that a freeze period of GitLab may have, as far as they are weekly, monthly or yearly.
//!
//! Cron is read here and shown nowhere: people edit words (W1).

use std::collections::BTreeSet;

use chrono::NaiveTime;

use super::LeftOutWhy;
use crate::calendar::Weekday;

/// On which days an expression comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cadence {
    /// On these days of the week.
    Weekly(BTreeSet<Weekday>),
    /// On that day of every month.
    Monthly(u32),
    /// On that day of that month, in this order.
    Yearly(u32, u32),
}

/// An expression: on some days at one time of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cron {
    pub(super) cadence: Cadence,
    pub(super) time: NaiveTime,
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Cron {
    /// Reads an expression of five fields; `part` is what errors call it.
    pub(super) fn parse(part: &str, text: &str) -> Result<Self, LeftOutWhy> {
        let not_taken = || LeftOutWhy::not_taken(part, text);
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekdays] = fields[..] else {
            return Err(LeftOutWhy::unreadable(part, text));
        };
        let number = |field: &str| field.parse::<u32>().map_err(|_| not_taken());
        let time = NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0);
        let cadence = match (day, month, weekdays) {
            ("*", "*", days) => Cadence::Weekly(weekly(days).ok_or_else(not_taken)?),
            (day, "*", "*") => Cadence::Monthly(number(day)?),
            (day, month, "*") => Cadence::Yearly(month_number(month).ok_or_else(not_taken)?, number(day)?),
            _ => return Err(not_taken()),
        };
        let there_is = match cadence {
            Cadence::Weekly(_) => true,
            Cadence::Monthly(day) => (1..=31).contains(&day),
            // A year without a leap day: 29 February does not come every year.
            Cadence::Yearly(month, day) => chrono::NaiveDate::from_ymd_opt(2001, month, day).is_some(),
        };
        match time {
            Some(time) if there_is => Ok(Self { cadence, time }),
            _ => Err(LeftOutWhy::unreadable(part, text)),
        }
    }
}

fn month_number(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let named = (1..).zip(MONTHS).find(|(_, name)| *name == lower);
    named.map(|(number, _)| number).or_else(|| lower.parse().ok())
}

/// Days of the week: `*`, `5`, `fri`, `1-5`, `mon,wed`; 0 and 7 are Sunday.
fn weekly(text: &str) -> Option<BTreeSet<Weekday>> {
    if text == "*" {
        return Some(Weekday::ALL.into());
    }
    let number = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let named = DAYS.iter().position(|name| *name == lower);
        named.or_else(|| lower.parse().ok().filter(|day| *day <= 7))
    };
    let mut days = BTreeSet::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        if last < first {
            return None;
        }
        // Ours begin on Monday.
        days.extend((first..=last).map(|day| Weekday::ALL[(day + 6) % 7]));
    }
    Some(days)
}
