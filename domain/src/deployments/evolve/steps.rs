//! Steps from stage to stage, as events (01 §4).

use super::act;
use crate::decide::Misfit;
use crate::deployments::{Act, Deployment, DeploymentEvent, Stage, StageName, Written};

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
        Ok(())
    }
}

/// The stage after a step; nothing where the step does not exist from `stage` (01 §4).
fn next_stage(stage: &Stage, act: Act, event: &DeploymentEvent) -> Option<Stage> {
    match event {
        DeploymentEvent::Submitted {} => {
            let Stage::Draft = stage else { return None };
            Some(Stage::Preparing { submitted: act })
        }
        DeploymentEvent::Started { .. } => {
            let Stage::Preparing { .. } = stage else { return None };
            Some(Stage::Running { started: act })
        }
        DeploymentEvent::DeployingFinished {} => {
            let Stage::Running { started } = *stage else {
                return None;
            };
            Some(Stage::Verifying { started, finished: act })
        }
        DeploymentEvent::Completed { .. } => {
            let Stage::Verifying { started, finished } = *stage else {
                return None;
            };
            Some(Stage::Completed {
                started,
                finished,
                completed: act,
            })
        }
        DeploymentEvent::RollbackStarted { reason, to_version } => {
            let (Stage::Running { started } | Stage::Verifying { started, .. }) = *stage else {
                return None;
            };
            Some(Stage::RollingBack {
                started,
                finished: stage.finished(),
                decided: act,
                reason: reason.clone(),
                to_version: to_version.clone(),
            })
        }
        DeploymentEvent::RollbackCompleted { .. } => rolled_back(stage, act),
        DeploymentEvent::Failed { reason } => {
            let (Stage::Running { started } | Stage::Verifying { started, .. } | Stage::RollingBack { started, .. }) =
                *stage
            else {
                return None;
            };
            Some(Stage::Failed {
                started,
                failed: act,
                reason: reason.clone(),
            })
        }
        DeploymentEvent::Cancelled { reason } => {
            let (Stage::Draft | Stage::Preparing { .. }) = stage else {
                return None;
            };
            Some(Stage::Cancelled {
                cancelled: act,
                reason: reason.clone(),
            })
        }
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::ItemDone { .. }
        | DeploymentEvent::ItemReopened { .. }
        | DeploymentEvent::ItemLeftOut { .. }
        | DeploymentEvent::LinkAdded { .. }
        | DeploymentEvent::CommentAdded { .. }
        | DeploymentEvent::LogNoted { .. }
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

fn rolled_back(stage: &Stage, act: Act) -> Option<Stage> {
    let Stage::RollingBack {
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
        started: *started,
        finished: *finished,
        decided: *decided,
        reason: reason.clone(),
        to_version: to_version.clone(),
        completed: act,
    })
}
