//! A window: a time in which deployments may start (W1).

use serde::{Deserialize, Serialize};

use super::{Scope, Times};
use crate::deployments::Written;
use crate::text::CalendarName;

/// A window as its entries say it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// What people call it.
    pub name: CalendarName,
    /// When it is open.
    pub times: Times,
    /// Whom it is about.
    pub scope: Scope,
    /// Who last set it, when, in which entry: what a stale form is checked against (D12).
    pub set: Written,
}
