//! Limits on metrics, as written (T7); nothing is measured.

use serde::{Deserialize, Serialize};

use super::is_false;

/// A limit on a metric (T7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// What is measured, as written.
    pub metric: String,
    /// The comparison that holds while healthy, or that calls for rolling back.
    pub comparison: Comparison,
    /// The limit as written, without unit ("0.1").
    pub limit: String,
    /// The unit as written ("%", "ms"); may be empty.
    pub unit: String,
    /// Whether crossing into it calls for rolling back, rather than describing health.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rollback: bool,
    /// The source line, from 1; 0 when it did not come from a source.
    pub line: u32,
}

/// How a measured value is compared with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Below the limit.
    Less,
    /// At most the limit.
    AtMost,
    /// Above the limit.
    More,
    /// At least the limit.
    AtLeast,
}

impl Comparison {
    /// The sign of arithmetic.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
        }
    }
}
