//! Access roles: what a member may administer or read (01 §2, §6).

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a member may administer or read. What a member may *sign* is a [`Duty`](super::Duty).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessRole {
    /// Everything an admin may, and owners, the small-team rule and retention.
    Owner,
    /// People, settings and templates.
    Admin,
    /// Works on the deployments of own teams.
    Member,
    /// Reads between two dates; changes nothing.
    Auditor,
}

impl AccessRole {
    /// All roles, in the order in which forms offer them.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Member, Self::Auditor];

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Member => "Member",
            Self::Auditor => "Auditor",
        }
    }

    /// The value in forms, addresses and entries.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Auditor => "auditor",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.value() == value)
    }
}

impl fmt::Display for AccessRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
