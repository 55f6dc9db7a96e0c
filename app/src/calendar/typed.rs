//! The form of a window or freeze as it was sent: what it is called, when it is, whom it is about.

use serde::{Deserialize, Serialize};

/// The fields that the forms of windows and freezes share. All of them are texts: what is wrong with one is said at it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Id of the window or freeze; empty for a new one.
    pub id: String,
    /// Number of the entry that had set what the page showed; empty for a new one (D12).
    pub seen: String,
    /// What people call it.
    pub name: String,
    /// IANA zone.
    pub zone: String,
    /// When it first begins, as `2026-12-01T14:00`.
    pub starts: String,
    /// When that first one ends.
    pub ends: String,
    /// How often it comes again: a value of the select, or nothing for once.
    pub repeats: String,
    /// Days of the week on which it comes.
    pub on: Vec<String>,
    /// Which one of a month's days of the same name.
    pub nth: String,
    /// That name.
    pub weekday: String,
    /// Every so many days, weeks, months or years; 1 when empty.
    pub interval: String,
    /// The last day on which it may begin, as `2026-12-31`; it goes on when empty.
    pub until: String,
    /// Ids of teams that it is about.
    pub teams: Vec<String>,
    /// Ids of services that it is about.
    pub services: Vec<String>,
    /// Ids of environments that it is about.
    pub environments: Vec<String>,
    /// Types of deployments that it is about.
    pub types: Vec<String>,
    /// Labels of services that it is about.
    pub labels: Vec<String>,
    /// Ids of teams that it is not about.
    pub except_teams: Vec<String>,
    /// Ids of services that it is not about.
    pub except_services: Vec<String>,
    /// Ids of environments that it is not about.
    pub except_environments: Vec<String>,
    /// Types of deployments that it is not about.
    pub except_types: Vec<String>,
    /// Labels of services that it is not about.
    pub except_labels: Vec<String>,
    /// Ids of deployments that it exempts.
    pub exempt: Vec<String>,
    /// What was pressed: `save`, or anything else to see what it would be.
    pub step: String,
}

impl Typed {
    /// Value of the button that saves.
    pub const SAVE: &'static str = "save";

    /// Whether it is to be saved, and not only looked at.
    pub fn saves(&self) -> bool {
        self.step == Self::SAVE
    }
}
