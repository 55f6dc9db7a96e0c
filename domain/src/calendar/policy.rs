//! What a template version asks of the schedule of its deployments (T8).

use serde::{Deserialize, Serialize};

use super::{EnvironmentSchedule, Times};

/// When deployments of a template version may start, and what notice and backup they need. Judged beside windows and the
/// environment's schedule: the stricter one counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WindowPolicy {
    /// Allowed hours; any where absent. A scope of its own beside windows and the environment's hours (W2).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hours: Option<Times>,
    /// Hours between announcing a deployment and its start; 0 where none is needed (W8). At most
    /// [`EnvironmentSchedule::MOST_NOTICE`].
    #[serde(skip_serializing_if = "super::environment::is_zero", default)]
    pub notice_hours: u32,
    /// Whether a booking needs a slot to fall back on (W6).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub backup: bool,
    /// Hours in which few people use the service: free slots in them say so (W5). They forbid nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub low_traffic: Option<Times>,
}

impl WindowPolicy {
    /// Whether the notice is one that there can be.
    pub fn is_sound(&self) -> bool {
        self.notice_hours <= EnvironmentSchedule::MOST_NOTICE
    }

    /// The policy, or nothing where it asks for nothing.
    pub fn asked(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}
