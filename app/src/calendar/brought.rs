//! What the preview of an import sends back (W13).

use serde::{Deserialize, Serialize};

/// A window or freeze that a file proposes, as the form of the preview holds it. All of its fields are texts: what is wrong
/// with one is said at it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brought {
    /// Whether it is to be saved; empty where it was switched off.
    pub take: String,
    /// Which of the two it becomes.
    pub kind: String,
    /// What people will call it.
    pub name: String,
    /// Why, where it becomes a freeze.
    pub reason: String,
    /// When it is, as entries write it.
    pub times: String,
    /// Id of the environment that it is about; all of them when empty.
    pub environment: String,
    /// Id of the team that it is about; all of them when empty.
    pub team: String,
    /// Id of the service that it is about; all of them when empty.
    pub service: String,
    /// What becomes of each deployment that it would hit.
    pub choices: Vec<String>,
    /// Ids of the deployments that were shown with a choice (W9).
    pub shown: Vec<String>,
}

impl Brought {
    /// The value of what becomes a window.
    pub const WINDOW: &'static str = "window";
    /// The value of what becomes a freeze.
    pub const FREEZE: &'static str = "freeze";

    /// Whether it is to be saved.
    pub fn taken(&self) -> bool {
        !self.take.is_empty()
    }
}
