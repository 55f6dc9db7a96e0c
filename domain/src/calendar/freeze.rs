//! A freeze: a time in which deployments may not start (W1, W9).

use serde::{Deserialize, Serialize};

use super::{Scope, Times};
use crate::deployments::Written;
use crate::text::{CalendarName, Reason};

/// What a freeze asks of deployments that run when it begins (W9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunningChoice {
    /// They finish.
    Finish,
    /// They wait: the next step is held up until the freeze ends or lets them go.
    Hold,
    /// They stop: they can only be rolled back or marked as failed.
    Stop,
}

/// A freeze as its entries say it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// What people call it.
    pub name: CalendarName,
    /// Why.
    pub reason: Reason,
    /// When it is in force.
    pub times: Times,
    /// Whom it is about; deployments that it exempts are named there.
    pub scope: Scope,
    /// What it asks of deployments that run.
    pub running: RunningChoice,
    /// Who last set it, when, in which entry: whom the banner names (W14), and what a stale form is checked against (D12).
    pub set: Written,
}

impl RunningChoice {
    /// All choices, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Finish, Self::Hold, Self::Stop];

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Finish => "Finish",
            Self::Hold => "Hold",
            Self::Stop => "Stop",
        }
    }

    /// The value in forms.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Finish => "finish",
            Self::Hold => "hold",
            Self::Stop => "stop",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.value() == value)
    }
}
