//! A deployment as lists show it, and what of it waits for whom.

use super::Standing;
use super::slots::count;
use crate::accounts::Duty;
use crate::deployments::{DeploymentLine, Progress, Stage, StageName};
use crate::id::PersonId;
use crate::templates::structure::Slot;
use crate::templates::{ItemKey, PhaseKind, Roster};
use crate::time::Timestamp;

/// A slot that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// Whether it can be signed now: the required items of its phase are resolved, or it may be signed ahead.
    pub ready: bool,
}

impl<'a> Standing<'a> {
    /// The deployment as one line.
    pub fn line(&self, changed_at: Timestamp) -> DeploymentLine {
        let details = self.details();
        let open = self.stage().signs();
        let signed = open.and_then(|roster| self.roster(roster));
        DeploymentLine {
            deployment: self.deployment.id,
            team: self.deployment.team,
            number: self.deployment.number,
            title: details.title.clone(),
            version: details.version.clone(),
            service: details.service,
            environment: details.environment,
            kind: details.kind,
            stage: self.stage(),
            on_hold: self.on_hold(),
            requester: self.deployment.requester,
            deployer: details.deployer,
            changed_at,
            progress: self.progress(self.phase()),
            waiting: open.map(|roster| self.waiting(roster)).unwrap_or_default(),
            signed: signed.map_or(0, |state| count(state.standing_all().count())),
        }
    }

    /// The phase that is being worked, or was worked last: the one whose counts lists show.
    pub const fn phase(&self) -> PhaseKind {
        match &self.deployment.stage {
            Stage::Draft | Stage::Preparing { .. } | Stage::Cancelled { .. } => PhaseKind::PreDeployment,
            Stage::Running { .. } | Stage::Failed { .. } => PhaseKind::Deployment,
            Stage::Verifying { .. } | Stage::Completed { .. } => PhaseKind::PostDeployment,
            Stage::RollingBack { .. } | Stage::RolledBack { .. } => PhaseKind::Rollback,
        }
    }

    /// Counts of a phase: parents and children both count (D2).
    pub fn progress(&self, phase: PhaseKind) -> Progress {
        self.counted(self.structure.items_in(phase).map(|found| &found.item.key))
    }

    fn counted<'k>(&self, keys: impl Iterator<Item = &'k ItemKey>) -> Progress {
        let mut progress = Progress::default();
        for key in keys {
            progress.total += 1;
            progress.resolved += u32::from(self.deployment.resolved(key));
        }
        progress
    }

    /// Whether an item may change now, and whether only with a reason; `None` where it may not.
    pub fn item_changes(&self, phase: PhaseKind) -> Option<bool> {
        let stage: StageName = self.stage();
        stage.works().contains(&phase).then(|| stage.needs_reason(phase))
    }

    /// Duties of a roster's slots that are needed and empty.
    pub fn waiting(&self, roster: Roster) -> Vec<Duty> {
        self.empty(roster).into_iter().map(|slot| slot.duty.clone()).collect()
    }

    /// Slots of the open roster that `person` may fill, now or once items are resolved (My work).
    pub fn waits_for(&self, person: PersonId) -> Vec<Waits<'a>> {
        let Some(roster) = self.stage().signs() else {
            return Vec::new();
        };
        let slots = self.empty(roster).into_iter();
        slots
            .filter(|slot| self.personal_bars(slot, person).is_empty())
            .map(|slot| Waits {
                slot,
                ready: self.may_sign(slot, person).is_ok(),
            })
            .collect()
    }
}
