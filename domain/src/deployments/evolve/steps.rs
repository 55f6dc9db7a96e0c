//! Steps from stage to stage, as events (01 §4).

use super::act;
use crate::decide::Misfit;
use crate::deployments::{Act, Deployment, DeploymentEvent, Stage, StageName, Written};
use crate::templates::{Roster, SlotKey};
use crate::text::Reason;

impl Deployment {
    /// A step from one stage to the next. What came back for the stages before it is over where nothing is left to do.
    pub(super) fn stepped(&mut self, written: Written, event: &DeploymentEvent) -> Result<(), Misfit> {
        let stage = next_stage(&self.stage, act(written), event).ok_or(Misfit("no such step from this stage"))?;
        if self.hold.is_some() && matches!(stage, Stage::Running { .. } | Stage::Verifying { .. }) {
            return Err(Misfit("a step was taken on hold"));
        }
        match stage.name() {
            StageName::Preparing => self.settle_submitted(),
            StageName::Draft | StageName::Verifying => {}
            StageName::Running
            | StageName::RollingBack
            | StageName::Completed
            | StageName::RolledBack
            | StageName::Failed
            | StageName::Cancelled => self.returned.clear(),
        }
        self.hold = None;
        self.stage = stage;
        if let Some((roster, slots)) = fell_away(event) {
            self.rosters.entry(roster).or_default().fell_away = slots.to_vec();
        }
        Ok(())
    }
}

/// The slots that had fallen away when a step was taken that a roster guards, where there are any.
fn fell_away(event: &DeploymentEvent) -> Option<(Roster, &[SlotKey])> {
    let (roster, slots) = match event {
        DeploymentEvent::Started { fell_away } => (Roster::Pre, fell_away),
        DeploymentEvent::Completed { fell_away } | DeploymentEvent::RollbackCompleted { fell_away } => {
            (Roster::Post, fell_away)
        }
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::ItemDone { .. }
        | DeploymentEvent::ItemReopened { .. }
        | DeploymentEvent::ItemLeftOut { .. }
        | DeploymentEvent::LinkAdded { .. }
        | DeploymentEvent::EvidenceGiven { .. }
        | DeploymentEvent::ValueFilled { .. }
        | DeploymentEvent::CommentAdded { .. }
        | DeploymentEvent::LogNoted { .. }
        | DeploymentEvent::Booking(_)
        | DeploymentEvent::Submitted {}
        | DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::SignOffGiven { .. }
        | DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::ChangesRequested { .. }
        | DeploymentEvent::SignOffDeclined { .. }
        | DeploymentEvent::DeployingFinished {}
        | DeploymentEvent::RollbackStarted { .. }
        | DeploymentEvent::Failed { .. }
        | DeploymentEvent::Cancelled { .. }
        | DeploymentEvent::Held { .. }
        | DeploymentEvent::Released {} => return None,
    };
    (!slots.is_empty()).then_some((roster, slots.as_slice()))
}

/// The stage after a step; nothing where the step does not exist from `stage` (01 §4).
fn next_stage(stage: &Stage, act: Act, event: &DeploymentEvent) -> Option<Stage> {
    match event {
        DeploymentEvent::Submitted {} => {
            let Stage::Draft = stage else { return None };
            Some(Stage::Preparing { submitted: act })
        }
        DeploymentEvent::Started { .. } => {
            let Stage::Preparing { submitted } = *stage else {
                return None;
            };
            Some(Stage::Running {
                submitted,
                started: act,
            })
        }
        DeploymentEvent::DeployingFinished {} => {
            let Stage::Running { submitted, started } = *stage else {
                return None;
            };
            Some(Stage::Verifying {
                submitted,
                started,
                finished: act,
            })
        }
        DeploymentEvent::Completed { .. } => {
            let Stage::Verifying {
                submitted,
                started,
                finished,
            } = *stage
            else {
                return None;
            };
            Some(Stage::Completed {
                submitted,
                started,
                finished,
                completed: act,
            })
        }
        DeploymentEvent::RollbackStarted { reason, to_version } => {
            let (submitted, started, finished) = deployed(stage)?;
            Some(Stage::RollingBack {
                submitted,
                started,
                finished,
                decided: act,
                reason: reason.clone(),
                to_version: to_version.clone(),
            })
        }
        DeploymentEvent::RollbackCompleted { .. } => rolled_back(stage, act),
        DeploymentEvent::Failed { reason } => failed(stage, act, reason),
        DeploymentEvent::Cancelled { reason } => {
            let submitted = match *stage {
                Stage::Draft => None,
                Stage::Preparing { submitted } => Some(submitted),
                Stage::Running { .. }
                | Stage::Verifying { .. }
                | Stage::Completed { .. }
                | Stage::RollingBack { .. }
                | Stage::RolledBack { .. }
                | Stage::Failed { .. }
                | Stage::Cancelled { .. } => return None,
            };
            Some(Stage::Cancelled {
                submitted,
                cancelled: act,
                reason: reason.clone(),
            })
        }
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::ItemDone { .. }
        | DeploymentEvent::ItemReopened { .. }
        | DeploymentEvent::ItemLeftOut { .. }
        | DeploymentEvent::LinkAdded { .. }
        | DeploymentEvent::EvidenceGiven { .. }
        | DeploymentEvent::ValueFilled { .. }
        | DeploymentEvent::CommentAdded { .. }
        | DeploymentEvent::LogNoted { .. }
        | DeploymentEvent::Booking(_)
        | DeploymentEvent::Held { .. }
        | DeploymentEvent::Released {}
        | DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::SignOffGiven { .. }
        | DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::ChangesRequested { .. }
        | DeploymentEvent::SignOffDeclined { .. } => None,
    }
}

/// Submission, start and end of deploying of a deployment that can still be rolled back.
fn deployed(stage: &Stage) -> Option<(Act, Act, Option<Act>)> {
    match *stage {
        Stage::Running { submitted, started } => Some((submitted, started, None)),
        Stage::Verifying {
            submitted,
            started,
            finished,
        } => Some((submitted, started, Some(finished))),
        Stage::Draft
        | Stage::Preparing { .. }
        | Stage::Completed { .. }
        | Stage::RollingBack { .. }
        | Stage::RolledBack { .. }
        | Stage::Failed { .. }
        | Stage::Cancelled { .. } => None,
    }
}

fn failed(stage: &Stage, act: Act, reason: &Reason) -> Option<Stage> {
    let (submitted, started, finished, decided) = match *stage {
        Stage::RollingBack {
            submitted,
            started,
            finished,
            decided,
            ..
        } => (submitted, started, finished, Some(decided)),
        Stage::Draft
        | Stage::Preparing { .. }
        | Stage::Running { .. }
        | Stage::Verifying { .. }
        | Stage::Completed { .. }
        | Stage::RolledBack { .. }
        | Stage::Failed { .. }
        | Stage::Cancelled { .. } => {
            let (submitted, started, finished) = deployed(stage)?;
            (submitted, started, finished, None)
        }
    };
    Some(Stage::Failed {
        submitted,
        started,
        finished,
        decided,
        failed: act,
        reason: reason.clone(),
    })
}

fn rolled_back(stage: &Stage, act: Act) -> Option<Stage> {
    let Stage::RollingBack {
        submitted,
        started,
        finished,
        decided,
        reason,
        to_version,
    } = stage
    else {
        return None;
    };
    Some(Stage::RolledBack {
        submitted: *submitted,
        started: *started,
        finished: *finished,
        decided: *decided,
        reason: reason.clone(),
        to_version: to_version.clone(),
        completed: act,
    })
}
