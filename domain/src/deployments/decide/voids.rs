//! Voiding: what was signed and changes is not signed any more, in the same decision, and never unasked (S3).

use super::Case;
use crate::deployments::{Change, Deployment, DeploymentEvent, Document, SignOff};
use crate::event::Meta;
use crate::refusal::{Refusal, VoidedSignOff};
use crate::templates::Roster;

/// Most changes that one voiding entry lists: it has to stay within the ledger's limit.
const LISTED: usize = 200;

/// The events, followed by those that void the sign-offs whose documents they change.
///
/// # Errors
/// [`Refusal::VoidsSignOffs`] when there is such a sign-off that the person was not told of yet.
pub(super) fn with_voids(
    case: &Case<'_>,
    mut events: Vec<DeploymentEvent>,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    let voids = voiding(case, &events)?;
    ask(case, &voids, confirmed)?;
    events.extend(voids);
    Ok(events)
}

/// The entries that void sign-offs of the open roster whose document reads differently after the events. Asking the
/// documents, not the kind of event, leaves no change uncovered.
fn voiding(case: &Case<'_>, events: &[DeploymentEvent]) -> Result<Vec<DeploymentEvent>, Refusal> {
    let Some(roster) = case.standing.stage().signs() else {
        return Ok(Vec::new());
    };
    let standing: Vec<&SignOff> = signoffs(case, roster).collect();
    if standing.is_empty() || events.is_empty() {
        return Ok(Vec::new());
    }
    let after = folded(case, events)?;
    let documents = |deployment: &Deployment, ahead: bool| {
        Document::of(case.directory().id, deployment, case.structure(), roster, ahead)
    };
    let [whole, ahead] = [false, true].map(|ahead| {
        let changes = documents(case.deployment(), ahead).difference(&documents(&after, ahead));
        shortened(changes)
    });
    let voids = standing.into_iter().filter_map(|signoff| {
        let changes = if signoff.ahead { &ahead } else { &whole };
        (!changes.is_empty()).then(|| void(roster, signoff, changes.clone()))
    });
    Ok(voids.collect())
}

/// The entries that void every sign-off of a roster because its round ends.
pub(super) fn voiding_all(case: &Case<'_>, roster: Roster, why: &Change) -> Vec<DeploymentEvent> {
    signoffs(case, roster)
        .map(|signoff| void(roster, signoff, vec![why.clone()]))
        .collect()
}

/// An action that would void sign-offs names them and asks once more: also where somebody signed since it named others.
///
/// # Errors
/// [`Refusal::VoidsSignOffs`] with all of them, when one of them is not among `confirmed`.
pub(super) fn ask(case: &Case<'_>, voids: &[DeploymentEvent], confirmed: &[u64]) -> Result<(), Refusal> {
    let named = |number: u64| {
        voids
            .iter()
            .any(|event| matches!(event, DeploymentEvent::SignOffVoided { signoff, .. } if *signoff == number))
    };
    let voided = |signoff: &&SignOff| named(signoff.seq);
    let signoffs = Roster::ALL.into_iter().flat_map(|roster| {
        signoffs(case, roster).filter(voided).map(move |signoff| VoidedSignOff {
            seq: signoff.seq,
            roster,
            slot: signoff.slot.clone(),
            duty: signoff.duty.clone(),
            person: signoff.person,
        })
    });
    let signoffs: Vec<VoidedSignOff> = signoffs.collect();
    if signoffs.iter().all(|signoff| confirmed.contains(&signoff.seq)) {
        return Ok(());
    }
    Err(Refusal::VoidsSignOffs { signoffs })
}

fn signoffs<'a>(case: &Case<'a>, roster: Roster) -> impl Iterator<Item = &'a SignOff> {
    case.standing
        .roster(roster)
        .into_iter()
        .flat_map(|state| state.standing_all())
}

fn void(roster: Roster, signoff: &SignOff, changes: Vec<Change>) -> DeploymentEvent {
    DeploymentEvent::SignOffVoided {
        roster,
        slot: signoff.slot.clone(),
        signoff: signoff.seq,
        changes,
    }
}

/// The deployment as it will be after the events. Entry numbers are not known yet, and no document holds any.
fn folded(case: &Case<'_>, events: &[DeploymentEvent]) -> Result<Deployment, Refusal> {
    let meta = Meta {
        seq: 0,
        at: case.now,
        actor: case.recorded(),
        private: None,
    };
    let mut deployment = case.deployment().clone();
    for event in events {
        let id = deployment.id;
        // A rule that decides what the fold cannot take would be a defect; refusing is safer than saving it.
        deployment = Deployment::evolve(Some(deployment), id, &meta, event).map_err(|_| Refusal::WrongStage {
            stage: case.standing.stage(),
        })?;
    }
    Ok(deployment)
}

fn shortened(mut changes: Vec<Change>) -> Vec<Change> {
    let more = changes.len().saturating_sub(LISTED);
    if more > 0 {
        changes.truncate(LISTED);
        changes.push(Change::More {
            count: u32::try_from(more).unwrap_or(u32::MAX),
        });
    }
    changes
}
