//! The number of a deployment.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a deployment in its organization, from 1 without gaps; printed `CHG-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeNumber(pub u64);

/// Why a text is not a change number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a change number")]
pub struct ChangeNumberError;

impl fmt::Display for ChangeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CHG-{}", self.0)
    }
}

impl std::str::FromStr for ChangeNumber {
    type Err = ChangeNumberError;
    fn from_str(text: &str) -> Result<Self, ChangeNumberError> {
        let number = text
            .strip_prefix("CHG-")
            .and_then(|digits| digits.parse().ok())
            .map(Self);
        number
            .filter(|n| n.0 > 0 && n.to_string() == text)
            .ok_or(ChangeNumberError)
    }
}
