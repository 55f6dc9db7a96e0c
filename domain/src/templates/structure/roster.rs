//! The rosters of a checklist and their slots; who fills a slot belongs to a deployment.

use serde::{Deserialize, Serialize};

use crate::accounts::Duty;

use super::{SlotKey, is_false};

/// Which step a roster guards (T6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roster {
    /// Guards Start.
    Pre,
    /// Guards Complete and Complete rollback.
    Post,
}

impl Roster {
    /// Both rosters.
    pub const ALL: [Self; 2] = [Self::Pre, Self::Post];

    /// The name in slot keys, JSON and front matter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Post => "post",
        }
    }

    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pre => "Pre-deployment sign-off",
            Self::Post => "Post-deployment sign-off",
        }
    }
}

/// One duty in a roster, filled by one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Unique in the structure: roster and duty, with a number where a duty comes twice.
    pub key: SlotKey,
    /// Who signs.
    pub duty: Duty,
    /// Which step it guards.
    pub roster: Roster,
    /// Whether it may be signed while items are open (T6, S2).
    #[serde(default, skip_serializing_if = "is_false")]
    pub ahead: bool,
    /// The source line it came from, from 1; absent when it was proposed because none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}
