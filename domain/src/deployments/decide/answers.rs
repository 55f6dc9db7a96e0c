//! The other answers to being asked for a signature: request changes, or decline (S8).

use super::Case;
use super::items::workable;
use super::voids::{ask, voiding_all, with_voids};
use crate::accounts::permission::{Right, check};
use crate::deployments::{Change, DeploymentCommand, DeploymentEvent};
use crate::refusal::{Refusal, SignBar};
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::{Reason, TextError};

/// Names items at issue: they reopen, stage and round stay. Items that are open already are named all the same.
pub(super) fn request_changes(
    case: &Case<'_>,
    (roster, slot): (Roster, &SlotKey),
    items: &[ItemKey],
    reason: &Reason,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    may_answer(case, roster, slot)?;
    if items.len() > DeploymentCommand::MAX_AT_ISSUE {
        return Err(Refusal::Invalid {
            field: "items".to_owned(),
            error: TextError::TooLong {
                limit: DeploymentCommand::MAX_AT_ISSUE,
            },
        });
    }
    let mut named: Vec<ItemKey> = Vec::new();
    let mut reopened = Vec::new();
    for item in items {
        let found = case.structure().item(item).ok_or(Refusal::NotFound)?;
        workable(case, item, found.phase)?;
        if named.contains(item) {
            continue;
        }
        named.push(item.clone());
        if case.deployment().resolved(item) {
            let late = case.standing.stage().needs_reason(found.phase);
            reopened.push(DeploymentEvent::ItemReopened {
                item: item.clone(),
                reason: late.then(|| reason.clone()),
            });
        }
    }
    let mut events = vec![DeploymentEvent::ChangesRequested {
        roster,
        slot: slot.clone(),
        items: named,
        reason: reason.clone(),
    }];
    events.extend(reopened);
    with_voids(case, events, confirmed)
}

/// Ends the round. The pre roster sends the deployment back to draft; the post roster cannot undo what runs, so its next
/// round opens at once and the stage stays.
pub(super) fn decline(
    case: &Case<'_>,
    (roster, slot): (Roster, &SlotKey),
    reason: &Reason,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    may_answer(case, roster, slot)?;
    let voids = voiding_all(case, roster, &Change::Declined);
    ask(case, &voids, confirmed)?;
    let mut events = vec![DeploymentEvent::SignOffDeclined {
        roster,
        slot: slot.clone(),
        reason: reason.clone(),
    }];
    events.extend(voids);
    match roster {
        Roster::Pre => {}
        Roster::Post => events.push(DeploymentEvent::RoundOpened {
            roster,
            round: case.deployment().round(roster) + 1,
        }),
    }
    Ok(events)
}

/// Who holds the duty of a slot may answer while its round is open; own work may be declined, though not signed.
fn may_answer(case: &Case<'_>, roster: Roster, slot: &SlotKey) -> Result<(), Refusal> {
    check(case.member, Right::Sign, None)?;
    let standing = &case.standing;
    let slot = standing.slot(roster, slot).ok_or(Refusal::NotFound)?;
    let stage = standing.stage();
    let bar = if !standing.signoffs_needed() {
        SignBar::NotNeeded
    } else if stage.signs() != Some(roster) {
        SignBar::NotOpen { stage }
    } else if !case.member.holds(case.deployment().team, &slot.duty) {
        SignBar::DutyNotHeld {
            duty: slot.duty.clone(),
        }
    } else {
        return Ok(());
    };
    Err(Refusal::MayNotSign { reasons: vec![bar] })
}
