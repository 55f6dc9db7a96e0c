//! Signing and withdrawing (S1-S7, S9, S11-S13).

use super::{Case, Decided};
use crate::accounts::permission::{Right, check};
use crate::actor::Actor;
use crate::deployments::{DeploymentEvent, Document, Sign, SignOff};
use crate::refusal::{Refusal, SignBar};
use crate::text::Reason;

/// A sign-off, in the order in which a person can do something about what is missing: may they sign at all, is it the
/// document they saw, have they proved who they are.
pub(super) fn sign(case: &Case<'_>, sign: &Sign) -> Result<Vec<Decided>, Refusal> {
    check(case.member, Right::Sign, None)?;
    let standing = &case.standing;
    let slot = standing.slot(sign.roster, &sign.slot).ok_or(Refusal::NotFound)?;
    if let Some(signoff) = standing.signed(slot) {
        return repeated(case, sign, signoff);
    }
    standing
        .may_sign(slot, case.person)
        .map_err(|reasons| Refusal::MayNotSign { reasons })?;
    let document = standing.document(slot).hash();
    if document != sign.document {
        return Err(Refusal::DocumentChanged {
            changes: standing.changed_since(slot, sign.position),
        });
    }
    let Actor::Person(actor) = case.actor else {
        return Err(Refusal::NotFound);
    };
    if !standing.proof_suffices(actor.proof, case.now) {
        return Err(Refusal::ProofTooOld);
    }
    let event = DeploymentEvent::SignOffGiven {
        roster: slot.roster,
        slot: slot.key.clone(),
        duty: slot.duty.clone(),
        meaning: sign.meaning,
        comment: sign.comment.clone(),
        round: case.deployment().round(slot.roster),
        format: Document::FORMAT,
        document,
        ahead: slot.ahead,
    };
    let name = case.world.instance.people.get(&case.person).map(|known| &known.name);
    let private = name.map(|name| serde_json::json!({ "printed_name": name.as_str() }));
    Ok(vec![(case.deployment().id, event, private)])
}

/// The slot is signed: by the same person for the same document it is the same sign-off (S12), anything else comes late.
fn repeated(case: &Case<'_>, sign: &Sign, signoff: &SignOff) -> Result<Vec<Decided>, Refusal> {
    if signoff.person != case.person {
        return if case.member.holds(case.deployment().team, &signoff.duty) {
            Err(Refusal::SlotFilled { by: signoff.person })
        } else {
            let reasons = vec![SignBar::Filled { by: signoff.person }];
            Err(Refusal::MayNotSign { reasons })
        };
    }
    if signoff.document == sign.document {
        return Ok(Vec::new());
    }
    let slot = case.standing.slot(sign.roster, &sign.slot).ok_or(Refusal::NotFound)?;
    Err(Refusal::DocumentChanged {
        changes: case.standing.changed_since(slot, sign.position),
    })
}

/// A signer takes the own sign-off back, until the step that its roster guards (S9).
pub(super) fn withdraw(case: &Case<'_>, signoff: u64, reason: &Reason) -> Result<Vec<DeploymentEvent>, Refusal> {
    check(case.member, Right::Sign, None)?;
    let roster = case.standing.stage().signs().ok_or(Refusal::NothingToWithdraw)?;
    let state = case.standing.roster(roster).ok_or(Refusal::NothingToWithdraw)?;
    let own = state
        .standing_all()
        .find(|known| known.seq == signoff && known.person == case.person)
        .ok_or(Refusal::NothingToWithdraw)?;
    Ok(vec![DeploymentEvent::SignOffWithdrawn {
        roster,
        slot: own.slot.clone(),
        signoff,
        reason: reason.clone(),
    }])
}
