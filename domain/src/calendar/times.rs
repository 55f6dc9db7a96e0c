//! When something is: a stretch of wall clock time in a zone, once or again and again; and the instants it comes to.

use serde::{Deserialize, Serialize};

use super::{LocalTime, Recurrence};
use crate::text::ZoneName;
use crate::time::Timestamp;

/// A stretch of wall clock time in a zone, once or recurring. The local rule is what is stored; instants follow from it
/// and the zone's data, so an occurrence keeps its hours on the wall through daylight saving (W1, W4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// IANA zone.
    pub zone: ZoneName,
    /// When it first begins.
    pub starts: LocalTime,
    /// When that first one ends, not included.
    pub ends: LocalTime,
    /// How often it comes again; once where absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repeats: Option<Recurrence>,
}

/// Why such times cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TimesError {
    /// It ends before it starts, or when it starts.
    #[error("ends before it starts")]
    EndsFirst,
    /// It lasts longer than [`Times::LONGEST_DAYS`].
    #[error("longer than a year")]
    TooLong,
    /// No such zone.
    #[error("no such zone")]
    NoSuchZone,
    /// A recurrence that comes on no day.
    #[error("never comes")]
    Never,
    /// An interval of 0, or of more than [`Recurrence::LONGEST_INTERVAL`]; a week without days.
    #[error("no such recurrence")]
    NoSuchRecurrence,
    /// The last day lies before the first one.
    #[error("ends before it comes")]
    UntilFirst,
}

/// What daylight saving did to an occurrence (W4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "shift")]
pub enum Shift {
    /// Nothing: it lasts as long as its hours on the wall say.
    None,
    /// It lasts so many minutes less, because clocks go forward in it, or one of its ends does not exist.
    Shorter {
        /// How many minutes.
        minutes: u32,
    },
    /// It lasts so many minutes more, because clocks go back in it.
    Longer {
        /// How many minutes.
        minutes: u32,
    },
}

/// One time that something is: from an instant until another one, which is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// What daylight saving did to it.
    pub shift: Shift,
}
