//! Steps from stage to stage (01 §4, D5-D7).

use super::Case;
use super::voids::{ask, voiding_all};
use crate::deployments::{Action, Change, DeploymentEvent, Step};
use crate::refusal::Refusal;
use crate::templates::{Roster, SlotKey};
use crate::text::{Reason, VersionText};

pub(super) fn submit(case: &Case<'_>) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Step(Step::Submit))?;
    Ok(vec![DeploymentEvent::Submitted {}, next_round(case, Roster::Pre)])
}

pub(super) fn start(case: &Case<'_>) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Step(Step::Start))?;
    let fell_away = fell_away(case, Roster::Pre);
    Ok(vec![DeploymentEvent::Started { fell_away }])
}

pub(super) fn finish_deploying(case: &Case<'_>) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Step(Step::FinishDeploying))?;
    Ok(vec![
        DeploymentEvent::DeployingFinished {},
        next_round(case, Roster::Post),
    ])
}

pub(super) fn complete(case: &Case<'_>) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Step(Step::Complete))?;
    let fell_away = fell_away(case, Roster::Post);
    Ok(vec![DeploymentEvent::Completed { fell_away }])
}

/// What the post roster signed before is not what it signs now: its sign-offs end with their round.
pub(super) fn roll_back(
    case: &Case<'_>,
    reason: &Reason,
    to_version: &VersionText,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::RollBack)?;
    let voids = voiding_all(case, Roster::Post, &Change::RolledBack);
    ask(case, &voids, confirmed)?;
    let mut events = vec![DeploymentEvent::RollbackStarted {
        reason: reason.clone(),
        to_version: to_version.clone(),
    }];
    events.extend(voids);
    events.push(next_round(case, Roster::Post));
    Ok(events)
}

pub(super) fn complete_rollback(case: &Case<'_>) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Step(Step::CompleteRollback))?;
    let fell_away = fell_away(case, Roster::Post);
    Ok(vec![DeploymentEvent::RollbackCompleted { fell_away }])
}

pub(super) fn mark_failed(case: &Case<'_>, reason: &Reason) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::MarkFailed)?;
    Ok(vec![DeploymentEvent::Failed { reason: reason.clone() }])
}

pub(super) fn cancel(case: &Case<'_>, reason: &Reason) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Cancel)?;
    Ok(vec![DeploymentEvent::Cancelled { reason: reason.clone() }])
}

/// A round is opened even where no sign-offs are needed: the environment may still be edited to one that needs them.
fn next_round(case: &Case<'_>, roster: Roster) -> DeploymentEvent {
    DeploymentEvent::RoundOpened {
        roster,
        round: case.deployment().round(roster) + 1,
    }
}

/// The slot that the small-team rule let fall away, for the auditor (S15).
fn fell_away(case: &Case<'_>, roster: Roster) -> Vec<SlotKey> {
    let slot = case.standing.fallen_away(roster);
    slot.into_iter().map(|slot| slot.key.clone()).collect()
}
