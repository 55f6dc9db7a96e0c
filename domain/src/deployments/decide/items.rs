//! Ticking and leaving out: many at once is all or nothing, with an entry each (D2, D12, D13).

use std::collections::BTreeMap;

use super::Case;
use super::voids::with_voids;
use crate::deployments::{Action, DeploymentEvent, ItemChange, ItemMove, LeaveOut, Resolution, ResolutionName};
use crate::refusal::{Refusal, StaleThing};
use crate::templates::structure::{Item, ItemRef};
use crate::templates::{ItemKey, PhaseKind};
use crate::text::Reason;

pub(super) fn change(
    case: &Case<'_>,
    changes: &[ItemChange],
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::WorkItems)?;
    let phases: BTreeMap<&ItemKey, PhaseKind> = case
        .structure()
        .items()
        .map(|found| (&found.item.key, found.phase))
        .collect();
    let mut events: Vec<DeploymentEvent> = Vec::new();
    let mut done: BTreeMap<&ItemKey, &ItemMove> = BTreeMap::new();
    for change in changes {
        let phase = *phases.get(&change.item).ok_or(Refusal::NotFound)?;
        match done.insert(&change.item, &change.to) {
            None => events.extend(one(case, change, phase)?),
            Some(same) if *same == change.to => {}
            // One form cannot want two things of one item: the second was rendered from an older state.
            Some(_) => return Err(stale(case, &change.item)),
        }
    }
    not_past_a_stop(case, &done, &events)?;
    with_voids(case, events, confirmed)
}

/// A stop blocks everything after it (T4): nothing below it in its phase becomes done while it is open, unless the same
/// command resolves it. Items inside it come before it, whatever the order on the page.
fn not_past_a_stop(
    case: &Case<'_>,
    wanted: &BTreeMap<&ItemKey, &ItemMove>,
    events: &[DeploymentEvent],
) -> Result<(), Refusal> {
    let newly = |key: &ItemKey| {
        let done = |event: &DeploymentEvent| matches!(event, DeploymentEvent::ItemDone { item, .. } if item == key);
        events.iter().any(done)
    };
    let resolved = |key: &ItemKey| match wanted.get(key) {
        Some(ItemMove::Done | ItemMove::NotApplicable { .. }) => true,
        Some(ItemMove::Reopen) => false,
        None => case.deployment().resolved(key),
    };
    let mut open: BTreeMap<PhaseKind, &Item> = BTreeMap::new();
    for found in case.structure().items() {
        let key = &found.item.key;
        if let Some(stop) = open.get(&found.phase)
            && newly(key)
            && !stop.descendants().contains(&key)
        {
            return Err(Refusal::AfterStop {
                item: key.clone(),
                stop: stop.key.clone(),
            });
        }
        if found.item.stop && !resolved(key) {
            open.entry(found.phase).or_insert(found.item);
        }
    }
    Ok(())
}

/// One item's change; nothing where it already is as wanted.
fn one(case: &Case<'_>, change: &ItemChange, phase: PhaseKind) -> Result<Option<DeploymentEvent>, Refusal> {
    let ItemChange { item, seen, to, reason } = change;
    let state = case.deployment().items.get(item);
    let now = state.map_or(&Resolution::Open, |state| &state.resolution);
    let wanted = match to {
        ItemMove::Done => Resolution::Done,
        ItemMove::Reopen => Resolution::Open,
        ItemMove::NotApplicable { reason } => Resolution::NotApplicable { reason: reason.clone() },
    };
    if *now == wanted {
        return Ok(None);
    }
    workable(case, item, phase)?;
    if state.map_or(0, |state| state.seq()) != *seen {
        return Err(stale(case, item));
    }
    let given = match to {
        ItemMove::Done | ItemMove::Reopen => reason.is_some(),
        ItemMove::NotApplicable { .. } => true,
    };
    let late = case.standing.stage().needs_reason(phase);
    if late && !given {
        return Err(Refusal::ReasonNeeded);
    }
    let reason = reason.clone().filter(|_| late);
    let item = item.clone();
    Ok(Some(match wanted {
        Resolution::Done => DeploymentEvent::ItemDone { item, reason },
        Resolution::Open => DeploymentEvent::ItemReopened { item, reason },
        Resolution::NotApplicable { reason } => DeploymentEvent::ItemLeftOut { item, reason },
    }))
}

/// Whether an item of `phase` may change in this stage (01 §4).
pub(super) fn workable(case: &Case<'_>, item: &ItemKey, phase: PhaseKind) -> Result<(), Refusal> {
    let stage = case.standing.stage();
    if stage.works().contains(&phase) {
        Ok(())
    } else {
        Err(Refusal::ItemNotInStage {
            item: item.clone(),
            stage,
        })
    }
}

fn stale(case: &Case<'_>, item: &ItemKey) -> Refusal {
    let state = case.deployment().items.get(item);
    let change = state.and_then(|state| state.change.as_ref());
    let written = change.map_or(case.deployment().created(), |change| change.written);
    Refusal::Stale {
        since: written.seq,
        by: written.by,
        at: written.at,
        what: StaleThing::Item {
            item: item.clone(),
            now: state.map_or(ResolutionName::Open, |state| state.resolution.name()),
        },
    }
}

pub(super) fn leave_out(
    case: &Case<'_>,
    what: &LeaveOut,
    reason: &Reason,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::WorkItems)?;
    let covered = match what {
        LeaveOut::Item(key) => with_descendants(case, key)?,
        LeaveOut::Section(key) => case.structure().items_below(key).ok_or(Refusal::NotFound)?,
    };
    let mut events = Vec::new();
    for found in covered {
        let item = &found.item.key;
        workable(case, item, found.phase)?;
        if !case.deployment().resolved(item) {
            events.push(DeploymentEvent::ItemLeftOut {
                item: item.clone(),
                reason: reason.clone(),
            });
        }
    }
    with_voids(case, events, confirmed)
}

fn with_descendants<'a>(case: &Case<'a>, key: &ItemKey) -> Result<Vec<ItemRef<'a>>, Refusal> {
    let top = case.structure().item(key).ok_or(Refusal::NotFound)?;
    let below = top.item.descendants();
    let covered = |found: &ItemRef<'_>| found.item.key == *key || below.contains(&&found.item.key);
    Ok(case.structure().items().filter(covered).collect())
}
