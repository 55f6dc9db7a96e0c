//! Where a deployment stands: each stage carries who brought it there and when (01 §4).

use serde::{Deserialize, Serialize};

use crate::id::PersonId;
use crate::templates::{PhaseKind, Roster};
use crate::text::{Reason, VersionText};
use crate::time::Timestamp;

/// Who did something and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// Where a deployment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum Stage {
    /// Being written.
    Draft,
    /// Submitted: the list is worked and the pre roster signs.
    Preparing {
        /// The submission.
        submitted: Act,
    },
    /// Being deployed.
    Running {
        /// The submission.
        submitted: Act,
        /// The start.
        started: Act,
    },
    /// Deployed; being checked.
    Verifying {
        /// The submission.
        submitted: Act,
        /// The start.
        started: Act,
        /// The end of deploying.
        finished: Act,
    },
    /// Done.
    Completed {
        /// The submission.
        submitted: Act,
        /// The start.
        started: Act,
        /// The end of deploying.
        finished: Act,
        /// The completion.
        completed: Act,
    },
    /// Being rolled back.
    RollingBack {
        /// The submission.
        submitted: Act,
        /// The start.
        started: Act,
        /// The end of deploying, when it had come to that.
        finished: Option<Act>,
        /// The decision to roll back.
        decided: Act,
        /// Why.
        reason: Reason,
        /// To which version.
        to_version: VersionText,
    },
    /// Rolled back.
    RolledBack {
        /// The submission.
        submitted: Act,
        /// The start.
        started: Act,
        /// The end of deploying, when it had come to that.
        finished: Option<Act>,
        /// The decision to roll back.
        decided: Act,
        /// Why.
        reason: Reason,
        /// To which version.
        to_version: VersionText,
        /// The end of the rollback.
        completed: Act,
    },
    /// Given up after it had started.
    Failed {
        /// The submission.
        submitted: Act,
        /// The start.
        started: Act,
        /// The end of deploying, when it had come to that.
        finished: Option<Act>,
        /// The decision to roll back, when it had come to that.
        decided: Option<Act>,
        /// The mark.
        failed: Act,
        /// Why.
        reason: Reason,
    },
    /// Given up before it started.
    Cancelled {
        /// The submission, when it had come to that.
        submitted: Option<Act>,
        /// The cancellation.
        cancelled: Act,
        /// Why.
        reason: Reason,
    },
}

/// The bare name of a stage: for badges, filters and cache columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// See [`Stage::Draft`].
    Draft,
    /// See [`Stage::Preparing`].
    Preparing,
    /// See [`Stage::Running`].
    Running,
    /// See [`Stage::Verifying`].
    Verifying,
    /// See [`Stage::Completed`].
    Completed,
    /// See [`Stage::RollingBack`].
    RollingBack,
    /// See [`Stage::RolledBack`].
    RolledBack,
    /// See [`Stage::Failed`].
    Failed,
    /// See [`Stage::Cancelled`].
    Cancelled,
}

/// A deployment on hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who held it, and when.
    pub held: Act,
    /// Why.
    pub reason: Reason,
}

impl Stage {
    /// The stages it went through after draft, the present one last, each with the act that brought it there.
    pub fn path(&self) -> Vec<(StageName, Act)> {
        use StageName::{Cancelled, Completed, Failed, Preparing, RolledBack, RollingBack, Running, Verifying};
        let went = |to: StageName, act: &Act| Some((to, *act));
        let may_have = |to: StageName, act: &Option<Act>| act.map(|act| (to, act));
        let path = match self {
            Self::Draft => [None; 5],
            Self::Preparing { submitted } => [went(Preparing, submitted), None, None, None, None],
            Self::Running { submitted, started } => {
                [went(Preparing, submitted), went(Running, started), None, None, None]
            }
            Self::Verifying {
                submitted,
                started,
                finished,
            } => [
                went(Preparing, submitted),
                went(Running, started),
                went(Verifying, finished),
                None,
                None,
            ],
            Self::Completed {
                submitted,
                started,
                finished,
                completed,
            } => [
                went(Preparing, submitted),
                went(Running, started),
                went(Verifying, finished),
                went(Completed, completed),
                None,
            ],
            Self::RollingBack {
                submitted,
                started,
                finished,
                decided,
                ..
            } => [
                went(Preparing, submitted),
                went(Running, started),
                may_have(Verifying, finished),
                went(RollingBack, decided),
                None,
            ],
            Self::RolledBack {
                submitted,
                started,
                finished,
                decided,
                completed,
                ..
            } => [
                went(Preparing, submitted),
                went(Running, started),
                may_have(Verifying, finished),
                went(RollingBack, decided),
                went(RolledBack, completed),
            ],
            Self::Failed {
                submitted,
                started,
                finished,
                decided,
                failed,
                ..
            } => [
                went(Preparing, submitted),
                went(Running, started),
                may_have(Verifying, finished),
                may_have(RollingBack, decided),
                went(Failed, failed),
            ],
            Self::Cancelled {
                submitted, cancelled, ..
            } => [
                may_have(Preparing, submitted),
                went(Cancelled, cancelled),
                None,
                None,
                None,
            ],
        };
        path.into_iter().flatten().collect()
    }

    /// Microseconds from the start to the end of deploying, once it has come to that (W5).
    pub const fn deployed_in(&self) -> Option<i64> {
        let (started, finished) = match self {
            Self::Verifying { started, finished, .. } | Self::Completed { started, finished, .. } => {
                (started, finished)
            }
            Self::RollingBack { started, finished, .. }
            | Self::RolledBack { started, finished, .. }
            | Self::Failed { started, finished, .. } => match finished {
                Some(finished) => (started, finished),
                None => return None,
            },
            Self::Draft | Self::Preparing { .. } | Self::Running { .. } | Self::Cancelled { .. } => return None,
        };
        Some(finished.at.micros().saturating_sub(started.at.micros()))
    }

    /// The bare name.
    pub const fn name(&self) -> StageName {
        match self {
            Self::Draft => StageName::Draft,
            Self::Preparing { .. } => StageName::Preparing,
            Self::Running { .. } => StageName::Running,
            Self::Verifying { .. } => StageName::Verifying,
            Self::Completed { .. } => StageName::Completed,
            Self::RollingBack { .. } => StageName::RollingBack,
            Self::RolledBack { .. } => StageName::RolledBack,
            Self::Failed { .. } => StageName::Failed,
            Self::Cancelled { .. } => StageName::Cancelled,
        }
    }
}

impl StageName {
    /// All stages, in the order of a deployment's life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Preparing,
        Self::Running,
        Self::Verifying,
        Self::Completed,
        Self::RollingBack,
        Self::RolledBack,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Those that [`occupy`](Self::occupies) an environment, for statements that look for them.
    pub const OCCUPYING: [Self; 2] = [Self::Running, Self::RollingBack];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Preparing => "Preparing",
            Self::Running => "Running",
            Self::Verifying => "Verifying",
            Self::Completed => "Completed",
            Self::RollingBack => "Rolling back",
            Self::RolledBack => "Rolled back",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The value in addresses, attributes, entries and cache columns.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Preparing => "preparing",
            Self::Running => "running",
            Self::Verifying => "verifying",
            Self::Completed => "completed",
            Self::RollingBack => "rolling_back",
            Self::RolledBack => "rolled_back",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.value() == value)
    }

    /// Whether a deployment in this stage keeps others of its service out of its environment (01 §4).
    pub const fn occupies(self) -> bool {
        match self {
            Self::Running | Self::RollingBack => true,
            Self::Draft
            | Self::Preparing
            | Self::Verifying
            | Self::Completed
            | Self::RolledBack
            | Self::Failed
            | Self::Cancelled => false,
        }
    }

    /// Whether nothing more can happen to it.
    pub const fn ended(self) -> bool {
        match self {
            Self::Completed | Self::RolledBack | Self::Failed | Self::Cancelled => true,
            Self::Draft | Self::Preparing | Self::Running | Self::Verifying | Self::RollingBack => false,
        }
    }

    /// The phases whose items may change in this stage (01 §4).
    pub const fn works(self) -> &'static [PhaseKind] {
        match self {
            Self::Draft | Self::Preparing => &[PhaseKind::PreDeployment],
            Self::Running => &[PhaseKind::Deployment],
            Self::Verifying => &[PhaseKind::Deployment, PhaseKind::PostDeployment],
            Self::RollingBack => &[PhaseKind::Rollback],
            Self::Completed | Self::RolledBack | Self::Failed | Self::Cancelled => &[],
        }
    }

    /// Whether an item of `phase` changes in this stage only with a reason, because the stage that works it is over.
    pub fn needs_reason(self, phase: PhaseKind) -> bool {
        self == Self::Verifying && phase == PhaseKind::Deployment
    }

    /// The roster whose round is open in this stage.
    pub const fn signs(self) -> Option<Roster> {
        match self {
            Self::Preparing => Some(Roster::Pre),
            Self::Verifying | Self::RollingBack => Some(Roster::Post),
            Self::Draft | Self::Running | Self::Completed | Self::RolledBack | Self::Failed | Self::Cancelled => None,
        }
    }
}
