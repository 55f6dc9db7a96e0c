//! What events change about rosters, and what they send back to people.

use std::collections::BTreeSet;

use crate::decide::Misfit;
use crate::deployments::{
    Answer, AnswerKind, Change, Deployment, DeploymentEvent, Returned, ReturnedWhy, RosterState, SignOff,
    SignOffStanding, Stage, Written,
};
use crate::event::{Meta, RecordedActor};
use crate::id::PersonId;
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::Reason;

impl Deployment {
    pub(super) fn roster_event(
        &mut self,
        written: Written,
        meta: &Meta,
        event: &DeploymentEvent,
    ) -> Result<(), Misfit> {
        match event {
            DeploymentEvent::RoundOpened { roster, round } => {
                let state = self.open_roster(*roster)?;
                if state.round.checked_add(1) != Some(*round) || state.standing_all().next().is_some() {
                    return Err(Misfit("a round was opened out of turn"));
                }
                state.round = *round;
                state.opened_seq = written.seq;
                Ok(())
            }
            DeploymentEvent::SignOffGiven { roster, slot, .. } => {
                let signoff = signoff(meta, event)?;
                let state = self.open_roster(*roster)?;
                let twice = |other: &SignOff| other.slot == *slot || other.person == signoff.person;
                if signoff.round != state.round || state.standing_all().any(twice) {
                    return Err(Misfit("a sign-off in a closed round, a filled slot or a second slot"));
                }
                state.signoffs.push(signoff);
                self.settle_signed(*roster, slot, written.by);
                Ok(())
            }
            DeploymentEvent::SignOffVoided {
                roster,
                slot,
                signoff,
                changes,
            } => self.voided(written, *roster, slot, *signoff, changes),
            DeploymentEvent::SignOffWithdrawn {
                roster,
                slot,
                signoff,
                reason,
            } => {
                self.open_roster(*roster)?;
                let known = self.standing_signoff(*roster, slot, *signoff)?;
                if known.person != written.by {
                    return Err(Misfit("a sign-off is withdrawn by its signer"));
                }
                known.standing = SignOffStanding::Withdrawn {
                    seq: written.seq,
                    at: written.at,
                    reason: reason.clone(),
                };
                Ok(())
            }
            DeploymentEvent::ChangesRequested {
                roster,
                slot,
                items,
                reason,
            } => {
                let kind = AnswerKind::ChangesRequested { items: items.clone() };
                self.open_roster(*roster)?.answered(written, slot, kind, reason);
                self.changes_requested(written, items, reason);
                Ok(())
            }
            DeploymentEvent::SignOffDeclined { roster, slot, reason } => {
                self.open_roster(*roster)?
                    .answered(written, slot, AnswerKind::Declined, reason);
                match roster {
                    Roster::Pre => {
                        self.stage = Stage::Draft;
                        self.hold = None;
                    }
                    Roster::Post => {}
                }
                let why = ReturnedWhy::Declined {
                    roster: *roster,
                    by: written.by,
                    reason: reason.clone(),
                };
                self.returns(returned(self.requester, written, why), written.by);
                Ok(())
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
            | DeploymentEvent::Started { .. }
            | DeploymentEvent::DeployingFinished {}
            | DeploymentEvent::Completed { .. }
            | DeploymentEvent::RollbackStarted { .. }
            | DeploymentEvent::RollbackCompleted { .. }
            | DeploymentEvent::Failed { .. }
            | DeploymentEvent::Cancelled { .. }
            | DeploymentEvent::Held { .. }
            | DeploymentEvent::Released {} => Err(Misfit("not an event of a roster")),
        }
    }

    /// The roster that the present stage signs.
    fn open_roster(&mut self, roster: Roster) -> Result<&mut RosterState, Misfit> {
        if self.stage.name().signs() != Some(roster) {
            return Err(Misfit("the roster does not sign in this stage"));
        }
        Ok(self.rosters.entry(roster).or_default())
    }

    fn standing_signoff(&mut self, roster: Roster, slot: &SlotKey, seq: u64) -> Result<&mut SignOff, Misfit> {
        let mut signoffs = self
            .rosters
            .get_mut(&roster)
            .into_iter()
            .flat_map(|state| &mut state.signoffs);
        signoffs
            .find(|signoff| signoff.seq == seq && signoff.slot == *slot && signoff.stands())
            .ok_or(Misfit("no such sign-off stands"))
    }

    fn voided(
        &mut self,
        written: Written,
        roster: Roster,
        slot: &SlotKey,
        signoff: u64,
        changes: &[Change],
    ) -> Result<(), Misfit> {
        let known = self.standing_signoff(roster, slot, signoff)?;
        known.standing = SignOffStanding::Voided {
            seq: written.seq,
            by: written.by,
            at: written.at,
            changes: changes.to_vec(),
        };
        let signer = known.person;
        let why = ReturnedWhy::Voided {
            roster,
            slot: slot.clone(),
            by: written.by,
            changes: changes.to_vec(),
        };
        self.returns(returned(signer, written, why), written.by);
        Ok(())
    }

    /// Changes come back to the requester and to whoever resolved the items at issue.
    fn changes_requested(&mut self, written: Written, items: &[ItemKey], reason: &Reason) {
        let resolvers = items.iter().filter_map(|item| {
            let state = self.items.get(item).filter(|state| state.resolution.resolved())?;
            state.change.as_ref().map(|change| change.written.by)
        });
        let people: BTreeSet<PersonId> = resolvers.chain([self.requester]).collect();
        for person in people {
            let why = ReturnedWhy::ChangesRequested {
                by: written.by,
                items: items.to_vec(),
                reason: reason.clone(),
            };
            self.returns(returned(person, written, why), written.by);
        }
    }
}

impl RosterState {
    fn answered(&mut self, written: Written, slot: &SlotKey, kind: AnswerKind, reason: &Reason) {
        self.answers.push(Answer {
            seq: written.seq,
            slot: slot.clone(),
            person: written.by,
            at: written.at,
            round: self.round,
            kind,
            reason: reason.clone(),
        });
    }
}

const fn returned(to: PersonId, written: Written, why: ReturnedWhy) -> Returned {
    Returned {
        to,
        seq: written.seq,
        at: written.at,
        why,
    }
}

/// The sign-off of an entry: what the event says, and what the entry's actor proves (S1).
fn signoff(meta: &Meta, event: &DeploymentEvent) -> Result<SignOff, Misfit> {
    let (
        DeploymentEvent::SignOffGiven {
            slot,
            duty,
            meaning,
            comment,
            round,
            format,
            document,
            ahead,
            ..
        },
        RecordedActor::Person {
            id, proved, proof_age, ..
        },
    ) = (event, &meta.actor)
    else {
        return Err(Misfit("a sign-off is given by a person"));
    };
    Ok(SignOff {
        seq: meta.seq,
        slot: slot.clone(),
        duty: duty.clone(),
        person: *id,
        meaning: *meaning,
        at: meta.at,
        proved: *proved,
        proof_age: *proof_age,
        comment: comment.clone(),
        round: *round,
        format: *format,
        document: *document,
        ahead: *ahead,
        standing: SignOffStanding::Stands,
    })
}
