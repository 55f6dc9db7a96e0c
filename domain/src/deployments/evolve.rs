//! What events change about a deployment. Exact: an event that cannot have happened in the state before it is a
//! [`Misfit`], because then either the ledger was damaged or a rule is wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Act, AddedLink, Change, Deployment, DeploymentEvent, DeploymentLog, Details, FieldEdit, Hold, ItemChanged,
    ItemState, Resolution, Returned, ReturnedWhy, RosterState, SignOff, SignOffStanding, Stage, StageName, Written,
};
use crate::decide::Misfit;
use crate::event::{Meta, RecordedActor};
use crate::id::{DeploymentId, PersonId, TeamId};
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::Reason;

impl Deployment {
    /// The deployment after one more event; `None` before the first one.
    ///
    /// # Errors
    /// [`Misfit`] when the event cannot have happened in this state.
    pub fn evolve(state: Option<Self>, id: DeploymentId, meta: &Meta, event: &DeploymentEvent) -> Result<Self, Misfit> {
        let by = meta.actor.person().ok_or(Misfit("deployments are changed by people"))?;
        match (state, event) {
            (
                None,
                DeploymentEvent::Created {
                    number,
                    template,
                    details,
                    team,
                },
            ) => Ok(Self {
                id,
                number: *number,
                template: template.clone(),
                details: details.clone(),
                team: *team,
                requester: by,
                created_at: meta.at,
                created_seq: meta.seq,
                edits: Vec::new(),
                stage: Stage::Draft,
                hold: None,
                rosters: BTreeMap::new(),
                items: BTreeMap::new(),
                links: Vec::new(),
                log: DeploymentLog::default(),
                log_written: BTreeMap::new(),
                returned: Vec::new(),
            }),
            (None, _) => Err(Misfit("a deployment begins with its making")),
            (Some(mut deployment), event) => {
                let written = Written {
                    by,
                    at: meta.at,
                    seq: meta.seq,
                };
                deployment.apply(written, meta, event)?;
                Ok(deployment)
            }
        }
    }

    fn apply(&mut self, written: Written, meta: &Meta, event: &DeploymentEvent) -> Result<(), Misfit> {
        match event {
            DeploymentEvent::Created { .. } => Err(Misfit("a deployment is made once")),
            DeploymentEvent::Edited { details, team, changes } => self.edited(written, details, *team, changes),
            DeploymentEvent::ItemDone { item, reason } => {
                self.item_changed(written, item, Resolution::Done, reason.as_ref())
            }
            DeploymentEvent::ItemReopened { item, reason } => {
                self.item_changed(written, item, Resolution::Open, reason.as_ref())
            }
            DeploymentEvent::ItemLeftOut { item, reason } => {
                let left_out = Resolution::NotApplicable { reason: reason.clone() };
                self.item_changed(written, item, left_out, None)
            }
            DeploymentEvent::LinkAdded { item, url, label } => {
                let link = AddedLink {
                    url: url.clone(),
                    label: label.clone(),
                    by: written.by,
                    at: written.at,
                    seq: written.seq,
                };
                match item {
                    Some(item) => self.touched(item).links.push(link),
                    None => self.links.push(link),
                }
                Ok(())
            }
            DeploymentEvent::CommentAdded { item, .. } => {
                if let Some(item) = item {
                    let state = self.touched(item);
                    state.comments = state.comments.saturating_add(1);
                }
                self.settle_worked(written.by);
                Ok(())
            }
            DeploymentEvent::LogNoted { note } => {
                self.log.write(note);
                self.log_written.insert(note.field(), written);
                Ok(())
            }
            DeploymentEvent::Submitted {}
            | DeploymentEvent::Started { .. }
            | DeploymentEvent::DeployingFinished {}
            | DeploymentEvent::Completed { .. }
            | DeploymentEvent::RollbackStarted { .. }
            | DeploymentEvent::RollbackCompleted { .. }
            | DeploymentEvent::Failed { .. }
            | DeploymentEvent::Cancelled { .. } => self.stepped(written, event),
            DeploymentEvent::Held { reason } => self.held(written, reason),
            DeploymentEvent::Released {} => match self.hold.take() {
                Some(_) => Ok(()),
                None => Err(Misfit("it was not on hold")),
            },
            DeploymentEvent::RoundOpened { .. }
            | DeploymentEvent::SignOffGiven { .. }
            | DeploymentEvent::SignOffVoided { .. }
            | DeploymentEvent::SignOffWithdrawn { .. }
            | DeploymentEvent::ChangesRequested { .. }
            | DeploymentEvent::SignOffDeclined { .. } => self.roster_event(written, meta, event),
        }
    }

    fn edited(&mut self, written: Written, details: &Details, team: TeamId, changes: &[Change]) -> Result<(), Misfit> {
        let mut listed = BTreeSet::new();
        for change in changes {
            let (field, value) = match change {
                Change::Field { field, before, after } => {
                    if self.details.text(*field) != *before || details.text(*field) != *after {
                        return Err(Misfit("an edit from or to another value"));
                    }
                    (*field, Some(before.clone()))
                }
                Change::Immaterial { field } => (*field, None),
                Change::Item { .. }
                | Change::Evidence { .. }
                | Change::Round { .. }
                | Change::Declined
                | Change::RolledBack
                | Change::More { .. } => return Err(Misfit("an edit changes fields")),
            };
            listed.insert(field);
            self.edits.push(FieldEdit {
                field,
                before: value,
                written,
            });
        }
        if self
            .details
            .differing(details)
            .iter()
            .any(|field| !listed.contains(field))
        {
            return Err(Misfit("an edit of a field that it does not list"));
        }
        let covered = listed.iter().any(|field| field.material());
        if self.stage.name().ended() || (covered && !editable(self.stage.name())) {
            return Err(Misfit("an edit in a stage without edits"));
        }
        self.details = details.clone();
        self.team = team;
        self.settle_worked(written.by);
        Ok(())
    }

    fn item_changed(
        &mut self,
        written: Written,
        item: &ItemKey,
        to: Resolution,
        reason: Option<&Reason>,
    ) -> Result<(), Misfit> {
        if self.stage.name().works().is_empty() {
            return Err(Misfit("an item changed in a stage without items"));
        }
        let resolved = to.resolved();
        let state = self.touched(item);
        if state.resolution == to {
            return Err(Misfit("an item changed to what it was"));
        }
        let was = state.resolution.name();
        state.resolution = to;
        state.change = Some(ItemChanged {
            written,
            was,
            reason: reason.cloned(),
        });
        self.settle_worked(written.by);
        if resolved {
            self.settle_resolved();
        }
        Ok(())
    }

    /// The state of an item, made when it is touched for the first time.
    fn touched(&mut self, item: &ItemKey) -> &mut ItemState {
        self.items.entry(item.clone()).or_insert_with(|| ItemState {
            resolution: Resolution::Open,
            change: None,
            links: Vec::new(),
            comments: 0,
        })
    }

    fn held(&mut self, written: Written, reason: &Reason) -> Result<(), Misfit> {
        let holdable = matches!(self.stage.name(), StageName::Preparing | StageName::Running);
        if self.hold.is_some() || !holdable {
            return Err(Misfit("it cannot be put on hold"));
        }
        self.hold = Some(Hold {
            held: act(written),
            reason: reason.clone(),
        });
        Ok(())
    }

    /// A step from one stage to the next. What came back for the stages before it is over where nothing is left to do.
    fn stepped(&mut self, written: Written, event: &DeploymentEvent) -> Result<(), Misfit> {
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

    fn roster_event(&mut self, written: Written, meta: &Meta, event: &DeploymentEvent) -> Result<(), Misfit> {
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
                roster, items, reason, ..
            } => {
                self.open_roster(*roster)?;
                self.changes_requested(written, items, reason);
                Ok(())
            }
            DeploymentEvent::SignOffDeclined { roster, reason, .. } => {
                self.open_roster(*roster)?;
                match roster {
                    Roster::Pre => {
                        self.stage = Stage::Draft;
                        self.hold = None;
                    }
                    Roster::Post => {}
                }
                let why = ReturnedWhy::Declined {
                    by: written.by,
                    reason: reason.clone(),
                };
                self.returns(returned(self.requester, written, why), written.by);
                Ok(())
            }
            DeploymentEvent::Created { .. }
            | DeploymentEvent::Edited { .. }
            | DeploymentEvent::ItemDone { .. }
            | DeploymentEvent::ItemReopened { .. }
            | DeploymentEvent::ItemLeftOut { .. }
            | DeploymentEvent::LinkAdded { .. }
            | DeploymentEvent::CommentAdded { .. }
            | DeploymentEvent::LogNoted { .. }
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

/// Whether fields that sign-offs cover may be edited: not after the start, when they say what was deployed.
pub(super) const fn editable(stage: StageName) -> bool {
    match stage {
        StageName::Draft | StageName::Preparing => true,
        StageName::Running
        | StageName::Verifying
        | StageName::Completed
        | StageName::RollingBack
        | StageName::RolledBack
        | StageName::Failed
        | StageName::Cancelled => false,
    }
}

const fn act(written: Written) -> Act {
    Act {
        by: written.by,
        at: written.at,
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
