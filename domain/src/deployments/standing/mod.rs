//! What follows from the facts of a deployment: never stored, asked by the rules and by the pages alike.
//!
//! The function that refuses a step is the function that tells the page why the button is disabled (02 §1).

mod actions;
mod ahead;
mod blockers;
mod lines;
mod schedule;
mod slots;

use super::document::{changed_since, covered};
use super::{Deployment, Details, Document, Field, Occupant, Resolution, StageName};
use crate::accounts::{Directory, Environment};
use crate::actor::Proof;
use crate::templates::structure::{ItemRef, Slot};
use crate::templates::{PhaseKind, Roster, Structure};
use crate::time::Timestamp;

pub use actions::{Action, Step};
pub use ahead::unfillable_ahead;
pub use lines::Waits;
pub use schedule::Asked;
pub use slots::{NotNeeded, SlotStanding, SlotView};

/// A deployment with everything that its standing follows from.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The organization.
    pub directory: &'a Directory,
    /// The structure of the deployment's template version.
    pub structure: &'a Structure,
    /// The deployment.
    pub deployment: &'a Deployment,
    /// Other deployments that run or roll back in its environment.
    pub occupants: &'a [Occupant],
}

impl<'a> Standing<'a> {
    /// How old a proof of identity may be where a fresh one is needed, in seconds (S11).
    pub const PROOF_SECONDS: u64 = 5 * 60;

    /// The environment; it exists, because nothing is ever deleted (D10).
    pub fn environment(&self) -> Option<&'a Environment> {
        self.directory.environments.get(&self.deployment.details.environment)
    }

    /// Whether the environment needs sign-offs (S15).
    pub fn signoffs_needed(&self) -> bool {
        self.environment().is_none_or(|environment| environment.signoffs_needed)
    }

    /// Whether a proof of identity is fresh enough to sign now (S11).
    pub fn proof_suffices(&self, proof: Proof, now: Timestamp) -> bool {
        self.proof_age_suffices(u64::try_from(now.seconds_since(proof.at)).unwrap_or_default())
    }

    /// Whether a proof of that age, in seconds, is fresh enough to sign (S11).
    pub fn proof_age_suffices(&self, age: u64) -> bool {
        age <= Self::PROOF_SECONDS || self.environment().is_some_and(|environment| !environment.fresh_proof)
    }

    /// The document that a slot signs now (S2).
    pub fn document(&self, slot: &Slot) -> Document {
        Document::of(
            self.directory.id,
            self.deployment,
            self.structure,
            slot.roster,
            slot.ahead,
        )
    }

    /// What changed in that document since the ledger had `position` entries (S2).
    pub fn changed_since(&self, slot: &Slot, position: u64) -> Vec<super::Change> {
        changed_since(self, slot, position)
    }

    /// The phases whose items a roster covers: those that may change while it signs.
    pub fn covered(&self, roster: Roster) -> &'static [PhaseKind] {
        covered(roster, self.deployment.stage.name())
    }

    /// Required items of the phases that nobody resolved yet. An item that stops everything after it is required.
    pub fn open_required(&self, phases: &[PhaseKind]) -> Vec<ItemRef<'a>> {
        let open = |found: &ItemRef<'a>| required(found) && !self.deployment.resolved(&found.item.key);
        self.items(phases).filter(open).collect()
    }

    /// Required items of the phases that are done, but lack the evidence they ask for (T4, D4).
    pub fn evidence_missing(&self, phases: &[PhaseKind]) -> Vec<ItemRef<'a>> {
        let missing = |found: &ItemRef<'a>| {
            let (Some(kind), Some(state)) = (found.item.evidence, self.deployment.items.get(&found.item.key)) else {
                return false;
            };
            required(found) && state.resolution == Resolution::Done && !state.has(kind)
        };
        self.items(phases).filter(missing).collect()
    }

    /// Optional items of the phases that nobody resolved yet.
    pub fn open_optional(&self, phases: &[PhaseKind]) -> usize {
        let open = |found: &ItemRef<'a>| !required(found) && !self.deployment.resolved(&found.item.key);
        self.items(phases).filter(open).count()
    }

    fn items(&self, phases: &[PhaseKind]) -> impl Iterator<Item = ItemRef<'a>> {
        self.structure
            .items()
            .filter(move |found| phases.contains(&found.phase))
    }

    /// Fields whose present value `person` set by an edit (S4); what the requester typed at first is not among them.
    pub fn set_by(&self, person: crate::id::PersonId) -> Vec<Field> {
        let edited = |field: &Field| {
            let author = self.deployment.author(*field);
            author.by == person && author.seq != self.deployment.created_seq
        };
        Field::ALL
            .into_iter()
            .filter(|field| field.material() && edited(field))
            .collect()
    }

    /// The stage's bare name.
    pub const fn stage(&self) -> StageName {
        self.deployment.stage.name()
    }

    const fn details(&self) -> &'a Details {
        &self.deployment.details
    }
}

/// Whether an item has to be resolved before the step that its phase guards.
pub(super) const fn required(found: &ItemRef<'_>) -> bool {
    found.item.blocks()
}
