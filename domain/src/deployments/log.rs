//! What the actors wrote down about the run (D8). Start, end and duration come from the stages.

use serde::{Deserialize, Serialize};

use crate::text::LogText;

/// What the actors wrote down about the run (D8).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeploymentLog {
    /// Downtime in minutes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub downtime_minutes: Option<u32>,
    /// Issues met.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issues: Option<LogText>,
    /// How they were resolved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolutions: Option<LogText>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notes: Option<LogText>,
    /// What was done otherwise than planned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deviations: Option<LogText>,
}

/// A field of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogField {
    /// Downtime.
    Downtime,
    /// Issues.
    Issues,
    /// Resolutions.
    Resolutions,
    /// Notes.
    Notes,
    /// Deviations.
    Deviations,
}

impl LogField {
    /// All fields, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Downtime,
        Self::Issues,
        Self::Resolutions,
        Self::Notes,
        Self::Deviations,
    ];

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Downtime => "Downtime",
            Self::Issues => "Issues",
            Self::Resolutions => "Resolutions",
            Self::Notes => "Notes",
            Self::Deviations => "Deviations",
        }
    }
}

/// A field of the log with what it says; absent where it was emptied. An entry each, so that none outgrows the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "field")]
pub enum LogNote {
    /// Downtime.
    Downtime {
        /// In minutes.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        minutes: Option<u32>,
    },
    /// Issues.
    Issues {
        /// The words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<LogText>,
    },
    /// Resolutions.
    Resolutions {
        /// The words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<LogText>,
    },
    /// Notes.
    Notes {
        /// The words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<LogText>,
    },
    /// Deviations.
    Deviations {
        /// The words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<LogText>,
    },
}

impl LogNote {
    /// Which field it is about.
    pub const fn field(&self) -> LogField {
        match self {
            Self::Downtime { .. } => LogField::Downtime,
            Self::Issues { .. } => LogField::Issues,
            Self::Resolutions { .. } => LogField::Resolutions,
            Self::Notes { .. } => LogField::Notes,
            Self::Deviations { .. } => LogField::Deviations,
        }
    }
}

impl DeploymentLog {
    /// One field as a note.
    pub fn note(&self, field: LogField) -> LogNote {
        match field {
            LogField::Downtime => LogNote::Downtime {
                minutes: self.downtime_minutes,
            },
            LogField::Issues => LogNote::Issues {
                text: self.issues.clone(),
            },
            LogField::Resolutions => LogNote::Resolutions {
                text: self.resolutions.clone(),
            },
            LogField::Notes => LogNote::Notes {
                text: self.notes.clone(),
            },
            LogField::Deviations => LogNote::Deviations {
                text: self.deviations.clone(),
            },
        }
    }

    /// Takes a note over.
    pub(super) fn write(&mut self, note: &LogNote) {
        match note {
            LogNote::Downtime { minutes } => self.downtime_minutes = *minutes,
            LogNote::Issues { text } => self.issues.clone_from(text),
            LogNote::Resolutions { text } => self.resolutions.clone_from(text),
            LogNote::Notes { text } => self.notes.clone_from(text),
            LogNote::Deviations { text } => self.deviations.clone_from(text),
        }
    }
}
