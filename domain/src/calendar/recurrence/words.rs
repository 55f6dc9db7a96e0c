//! A rule in words, as people read and edit it (W1): "every second week on Monday", never a line of cron.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};

use super::{Pattern, Recurrence, Weekday};

impl Recurrence {
    /// The rule in words: "every Tuesday and Thursday", "on the last Friday of every month until 31 December 2026".
    /// `first` is the day that it is counted from: months and years repeat its number or date.
    pub fn in_words(&self, first: NaiveDate) -> String {
        let days = match &self.pattern {
            Pattern::Days { interval } => every(*interval, "day"),
            Pattern::Weeks { interval: 1, on } if on.len() == 7 => every(1, "day"),
            Pattern::Weeks { interval: 1, on } => format!("every {}", weekdays(on)),
            Pattern::Weeks { interval, on } => format!("{} on {}", every(*interval, "week"), weekdays(on)),
            Pattern::MonthsByDay { interval } => {
                format!("on the {} of {}", numbered(first.day()), every(*interval, "month"))
            }
            Pattern::MonthsOnLastDay { interval } => format!("on the last day of {}", every(*interval, "month")),
            Pattern::MonthsByWeekday { interval, nth, weekday } => {
                format!(
                    "on the {} {} of {}",
                    nth.name(),
                    weekday.name(),
                    every(*interval, "month")
                )
            }
            Pattern::Years { interval } => {
                format!("on {} {}", first.format("%-d %B"), every(*interval, "year"))
            }
        };
        match self.until {
            Some(until) => format!("{days} until {}", until.format("%-d %B %Y")),
            None => days,
        }
    }
}

/// "every day", "every second day", "every 14 days".
fn every(interval: u16, unit: &str) -> String {
    const COUNTED: [&str; 9] = [
        "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    let word = COUNTED.get(usize::from(interval).wrapping_sub(2));
    match (interval, word) {
        (1, _) => format!("every {unit}"),
        (_, Some(word)) => format!("every {word} {unit}"),
        (_, None) => format!("every {interval} {unit}s"),
    }
}

/// "Tuesday and Thursday"; three and more in a row are "Monday to Friday".
fn weekdays(on: &BTreeSet<Weekday>) -> String {
    let mut names: Vec<&str> = on.iter().map(|day| day.name()).collect();
    let (Some(first), Some(last)) = (on.first(), on.last()) else {
        return "no day".to_owned();
    };
    let in_a_row = usize::from(last.since_monday() - first.since_monday()) + 1 == on.len();
    if in_a_row && on.len() >= 3 {
        return format!("{} to {}", first.name(), last.name());
    }
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        _ => first.name().to_owned(),
    }
}

/// "1st", "22nd", "13th".
fn numbered(day: u32) -> String {
    let ending = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}
