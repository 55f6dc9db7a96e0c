//! What events change about a deployment. Exact: an event that cannot have happened in the state before it is a
//! [`Misfit`], because then either the ledger was damaged or a rule is wrong.

mod booking;
mod rosters;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Act, Action, AddedLink, Change, ChangeNumber, Deployment, DeploymentEvent, DeploymentLog, DeploymentType, Details,
    FieldEdit, FilledIn, GivenEvidence, Hold, ItemChanged, ItemState, Linked, Resolution, Stage, StageName, ValueWrite,
    VersionRef, Written,
};
use crate::decide::Misfit;
use crate::event::Meta;
use crate::id::{DeploymentId, TeamId};
use crate::templates::ItemKey;
use crate::text::{Reason, ValueName, ValueText};

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
            ) => {
                let made = Written {
                    by,
                    at: meta.at,
                    seq: meta.seq,
                };
                Ok(Self::draft(id, *number, template.clone(), details.clone(), *team, made))
            }
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

    /// A deployment in the moment it is made.
    pub(super) fn draft(
        id: DeploymentId,
        number: ChangeNumber,
        template: VersionRef,
        details: Details,
        team: TeamId,
        made: Written,
    ) -> Self {
        Self {
            id,
            number,
            template,
            details,
            team,
            requester: made.by,
            created_at: made.at,
            created_seq: made.seq,
            edits: Vec::new(),
            rolls_back: None,
            rolled_back_by: Vec::new(),
            stage: Stage::Draft,
            hold: None,
            rosters: BTreeMap::new(),
            items: BTreeMap::new(),
            links: Vec::new(),
            values: Vec::new(),
            booking: None,
            overrides: Vec::new(),
            log: DeploymentLog::default(),
            log_written: BTreeMap::new(),
            returned: Vec::new(),
        }
    }

    fn apply(&mut self, written: Written, meta: &Meta, event: &DeploymentEvent) -> Result<(), Misfit> {
        let unlinked = self.details.kind == DeploymentType::Rollback && self.rolls_back.is_none();
        if unlinked && !matches!(event, DeploymentEvent::RollbackMade { .. }) {
            return Err(Misfit("a rollback of nothing"));
        }
        match event {
            DeploymentEvent::Created { .. } => Err(Misfit("a deployment is made once")),
            DeploymentEvent::RollbackMade { of } => self.made_of(written, *of),
            DeploymentEvent::RollbackLinked { by } => self.linked(*by),
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
            DeploymentEvent::EvidenceGiven { item, value } => {
                if self.stage.name().works().is_empty() {
                    return Err(Misfit("evidence in a stage without items"));
                }
                self.settle_worked(written.by);
                self.touched(item).given = Some(GivenEvidence {
                    value: value.clone(),
                    written,
                });
                Ok(())
            }
            DeploymentEvent::ValueFilled { name, text } => {
                self.settle_worked(written.by);
                self.filled_in(written, name, text.as_ref())
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
            DeploymentEvent::Booking(event) => self.booking_event(written, event),
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

    fn made_of(&mut self, written: Written, of: Linked) -> Result<(), Misfit> {
        let at_once = written.seq == self.created_seq + 1;
        if self.details.kind != DeploymentType::Rollback || !at_once || of.deployment == self.id {
            return Err(Misfit(
                "nothing but a rollback goes back, and that from one other deployment",
            ));
        }
        self.rolls_back = Some(of);
        Ok(())
    }

    fn linked(&mut self, by: Linked) -> Result<(), Misfit> {
        if !Action::MakeRollback.exists_in(self.stage.name()) {
            return Err(Misfit("a rollback of a deployment that is not over"));
        }
        if by.deployment == self.id
            || self
                .rolled_back_by
                .iter()
                .any(|known| known.deployment == by.deployment)
        {
            return Err(Misfit("a link to itself, or made twice"));
        }
        self.rolled_back_by.push(by);
        Ok(())
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
                | Change::Value { .. }
                | Change::Booking { .. }
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
        let is_rollback = self.details.kind == DeploymentType::Rollback;
        if is_rollback && listed.iter().any(|field| field.fixed_by_rollback()) {
            return Err(Misfit("a rollback went elsewhere by an edit"));
        }
        if !is_rollback && details.kind == DeploymentType::Rollback {
            return Err(Misfit("an edit made a rollback of it"));
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

    fn filled_in(&mut self, written: Written, name: &ValueName, text: Option<&ValueText>) -> Result<(), Misfit> {
        if self.stage.name().works().is_empty() || self.value_fixed(name) {
            return Err(Misfit("a value filled in when it was settled"));
        }
        let was = self.value(name).cloned();
        if was.as_ref() == text {
            return Err(Misfit("a value filled in as it was"));
        }
        let at = self.values.binary_search_by(|known| known.name.cmp(name));
        let at = at.unwrap_or_else(|at| {
            let none = FilledIn {
                name: name.clone(),
                text: None,
                writes: Vec::new(),
            };
            self.values.insert(at, none);
            at
        });
        let filled = &mut self.values[at];
        filled.text = text.cloned();
        filled.writes.push(ValueWrite { was, written });
        Ok(())
    }

    /// The state of an item, made when it is touched for the first time.
    fn touched(&mut self, item: &ItemKey) -> &mut ItemState {
        self.items.entry(item.clone()).or_insert_with(|| ItemState {
            resolution: Resolution::Open,
            change: None,
            links: Vec::new(),
            given: None,
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
