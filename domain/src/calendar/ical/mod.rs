//! Calendars as other programs write and read them (W13): feeds in iCalendar (RFC 5545), and windows and freezes proposed
//! from such files and from GitLab's freeze periods.
//!
//! The texts are read and written here and not by the `icalendar` crate: that one brings a source of randomness and a
//! clock, which the rules may not have, to make the two fields that a feed has to be given from outside; and its reader
//! stops at the first line that it does not understand, where an import has to say for each event what could not be taken.

mod cron;
mod event;
mod gitlab;
mod lines;
mod read;
mod write;
mod zones;

use serde::{Deserialize, Serialize};

use super::{RuleError, Times, TimesError};
use crate::text::{CalendarName, Reason};

pub use gitlab::gitlab_freezes;
pub use read::read;
pub use write::{Feed, FeedEntry, FeedKind, FeedWhen};

/// The largest file that is read, in bytes: 5 MiB.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;
/// The most events that are read from a file, and that a feed lists.
pub const MOST_EVENTS: usize = 5_000;

/// What an event looks like. A person confirms or changes it before anything is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposedKind {
    /// A window.
    Window,
    /// A freeze: its name or category says so, or it is one in GitLab.
    Freeze,
}

/// A window or freeze that a file proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// Where it stands in the file: the line of an event, the place of a period, from 1.
    pub line: usize,
    /// Which of the two.
    pub kind: ProposedKind,
    /// Its name, cut to what a name may be long.
    pub name: CalendarName,
    /// What it says about itself; a reason where a freeze is made of it.
    pub reason: Option<Reason>,
    /// When.
    pub times: Times,
}

/// Something that could not be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Where it stands in the file, as for [`Proposed::line`].
    pub line: usize,
    /// Its name, where it has one.
    pub name: Option<CalendarName>,
    /// Why.
    pub why: LeftOutWhy,
}

/// Why something could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "left_out")]
pub enum LeftOutWhy {
    /// It does not say when it begins, or when it ends.
    #[error("no {part}")]
    Missing {
        /// The part.
        part: String,
    },
    /// A part that cannot be read, as it stands there.
    #[error("{part} cannot be read")]
    Unreadable {
        /// The part.
        part: String,
    },
    /// A part that the calendar has no words for: exceptions by date, moved occurrences, other ways of repeating.
    #[error("{part} cannot be taken")]
    NotTaken {
        /// The part.
        part: String,
    },
    /// Its zone is none of the IANA data base.
    #[error("no zone {zone}")]
    NoSuchZone {
        /// The name.
        zone: String,
    },
    /// Its rule cannot be taken.
    #[error(transparent)]
    Rule {
        /// Why.
        #[from]
        why: RuleError,
    },
    /// Its times cannot be.
    #[error(transparent)]
    Times {
        /// Why.
        #[from]
        why: TimesError,
    },
    /// It is outside the years that the calendar holds.
    #[error("outside the years of the calendar")]
    Year,
    /// It was called off.
    #[error("cancelled")]
    Cancelled,
}

/// What a file proposes, and what of it could not be taken; both in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Imported {
    /// What could be taken.
    pub taken: Vec<Proposed>,
    /// What could not.
    pub left_out: Vec<LeftOut>,
}

/// Why nothing of a file can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ImportError {
    /// Larger than [`LARGEST_FILE`].
    #[error("larger than 5 MiB")]
    TooLarge,
    /// More than [`MOST_EVENTS`].
    #[error("more than 5,000 events")]
    TooMany,
    /// No calendar: not the beginning or the text of one.
    #[error("not a calendar")]
    NotACalendar,
}

impl LeftOutWhy {
    fn missing(part: &str) -> Self {
        let part = part.to_owned();
        Self::Missing { part }
    }

    fn unreadable(name: &str, value: &str) -> Self {
        let part = quote(name, value);
        Self::Unreadable { part }
    }

    fn not_taken(name: &str, value: &str) -> Self {
        let part = quote(name, value);
        Self::NotTaken { part }
    }
}

/// A part as it stands in the file, cut to what an error quotes.
fn quote(name: &str, value: &str) -> String {
    let whole = if value.is_empty() {
        name.to_owned()
    } else {
        format!("{name}={value}")
    };
    whole.chars().take(RuleError::LONGEST_PART).collect()
}

/// A name from what a file says, without control characters and cut.
fn name_of(text: &str) -> Option<CalendarName> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let cut: String = line.trim().chars().take(CalendarName::MAX).collect();
    CalendarName::parse(&cut).ok()
}

/// A reason from what a file says, without control characters and cut.
fn reason_of(text: &str) -> Option<Reason> {
    let lines: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let cut: String = lines.trim().chars().take(Reason::MAX).collect();
    Reason::parse(&cut).ok()
}
