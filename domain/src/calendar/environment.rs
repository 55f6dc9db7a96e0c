//! What an environment asks of the schedule of deployments to it (W7, W8).

use serde::{Deserialize, Serialize};

use super::Times;
use crate::text::Email;

/// How an environment is shared, when it may be deployed to, and what notice it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EnvironmentSchedule {
    /// One deployment at a time, whatever the service; otherwise one of each service.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub exclusive: bool,
    /// Allowed hours; any where absent. Judged beside windows, as a scope of its own (W2).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hours: Option<Times>,
    /// Hours between announcing a deployment and its start; 0 where none is needed. At most
    /// [`EnvironmentSchedule::MOST_NOTICE`].
    #[serde(skip_serializing_if = "is_zero", default)]
    pub notice_hours: u32,
    /// Who is told of announced deployments beside the team: addresses, at most [`EnvironmentSchedule::MOST_TOLD`].
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub told: Vec<Email>,
}

impl EnvironmentSchedule {
    /// The longest notice, in hours: four weeks.
    pub const MOST_NOTICE: u32 = 4 * 7 * 24;
    /// Most addresses that are told.
    pub const MOST_TOLD: usize = 50;

    /// What becomes of it when a form that showed `seen` is sent with these values: only what was changed (D12).
    #[must_use]
    pub fn upon(&self, seen: &Self, now: &Self) -> Self {
        fn settled<T: PartialEq + Clone>(wanted: &T, seen: &T, now: &T) -> T {
            if wanted == seen { now.clone() } else { wanted.clone() }
        }
        Self {
            exclusive: settled(&self.exclusive, &seen.exclusive, &now.exclusive),
            hours: settled(&self.hours, &seen.hours, &now.hours),
            notice_hours: settled(&self.notice_hours, &seen.notice_hours, &now.notice_hours),
            told: settled(&self.told, &seen.told, &now.told),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
pub(super) const fn is_zero(hours: &u32) -> bool {
    *hours == 0
}
