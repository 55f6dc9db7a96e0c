//! Why something of another calendar is left out (W13).

use domain::calendar::ical::LeftOutWhy;
use domain::calendar::{LocalTime, RuleError};

use super::times::impossible;

/// Why it cannot be a window or freeze. Parts are quoted as they stand in the file.
pub fn left_out(why: &LeftOutWhy) -> String {
    match why {
        LeftOutWhy::Missing { part } => format!("It has no {part}."),
        LeftOutWhy::Unreadable { part } => format!("{part} cannot be read."),
        LeftOutWhy::NotTaken { part } => not_taken(part),
        LeftOutWhy::NoSuchZone { zone } => format!("There is no time zone {zone}."),
        LeftOutWhy::Rule { why } => match why {
            RuleError::NoFrequency => "Its rule does not say how often it comes.".to_owned(),
            RuleError::Unreadable { part } => format!("{part} cannot be read."),
            RuleError::OneTooMany { part } => format!("{part} is one too many in its rule."),
            RuleError::NotTaken { part } => not_taken(part),
            RuleError::OtherDay { part } => format!("{part} is not the day it starts on."),
        },
        LeftOutWhy::Times { why } => impossible("Its interval", *why),
        LeftOutWhy::Year => format!(
            "It lies outside the years {} to {}.",
            LocalTime::FIRST_YEAR,
            LocalTime::LAST_YEAR
        ),
        LeftOutWhy::Cancelled => "It was cancelled there.".to_owned(),
    }
}

fn not_taken(part: &str) -> String {
    format!("{part} cannot be taken: the calendar has no words for it.")
}
