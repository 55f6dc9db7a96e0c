//! Deployments: their state, and the questions that pages and rules ask of it.
//!
//! What is stored here are facts. Everything that follows from facts and time ("ready", "waiting for product") is
//! derived by functions of this module and never stored (01 §4).

mod blocker;
mod booking;
mod command;
mod decide;
mod details;
mod document;
mod event;
mod evolve;
mod item;
mod lists;
mod log;
mod number;
pub(crate) mod quorum;
mod returned;
mod signoff;
mod stage;
mod standing;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use blocker::{Blocker, Warning};
pub use booking::{BookingCommand, BookingEvent};
pub use command::{DeploymentCommand, FillIn, ItemChange, ItemMove, LeaveOut, NewDeployment, RollsBack, Sign};
pub(crate) use decide::moved_by_freeze;
pub use decide::{Foreseen, OVERRIDES, decide, foresee};
pub use details::{DeploymentType, Details, Field, FieldEdit, VersionRef};
pub use document::{Document, DocumentItem, DocumentRollback, DocumentTemplate, DocumentValue};
pub use event::DeploymentEvent;
pub use item::{AddedLink, EvidenceValue, GivenEvidence, ItemChanged, ItemState, Resolution, ResolutionName};
pub use lists::{DeploymentFilter, DeploymentLine, MyWork, Progress, ReturnedLine, WaitingSlot};
pub use log::{DeploymentLog, LogField, LogNote};
pub use number::{ChangeNumber, ChangeNumberError};
pub use quorum::SMALL_TEAM_SIGNED;
pub use returned::{Returned, ReturnedWhy};
pub use signoff::{Answer, AnswerKind, Change, Meaning, RosterState, SignOff, SignOffStanding};
pub use stage::{Act, Hold, Stage, StageName};
pub use standing::{Action, Asked, NotNeeded, SlotStanding, SlotView, Standing, Step, Waits, unfillable_ahead};
pub use value::{FilledIn, ValueWrite};

use crate::calendar::{Booking, Override};
use crate::id::{DeploymentId, EnvironmentId, PersonId, ServiceId, TeamId};
use crate::templates::{ItemKey, Roster};
use crate::time::Timestamp;

/// A deployment as its stream says it is.
///
/// `items` is apart from the rest in storage: a tick rewrites one small row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Which.
    pub id: DeploymentId,
    /// Its number.
    pub number: ChangeNumber,
    /// The template version it is bound to.
    pub template: VersionRef,
    /// What people typed.
    pub details: Details,
    /// The team of the service at the time that the service was set: duties are looked up in it.
    pub team: TeamId,
    /// Who asked for it.
    pub requester: PersonId,
    /// When.
    pub created_at: Timestamp,
    /// Number of the entry that made it.
    pub created_seq: u64,
    /// Every edit of a field, oldest first; a field without one has the value that the requester gave it (S4).
    pub edits: Vec<FieldEdit>,
    /// The deployment that it rolls back; every deployment of type rollback has one, and no other (D7).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rolls_back: Option<Linked>,
    /// The deployments that were made to roll it back, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rolled_back_by: Vec<Linked>,
    /// Where it stands.
    pub stage: Stage,
    /// On hold, beside preparing and running.
    pub hold: Option<Hold>,
    /// Sign-offs by roster.
    pub rosters: BTreeMap<Roster, RosterState>,
    /// Items that were touched; every other item of the template version is open and untouched.
    #[serde(skip)]
    pub items: BTreeMap<ItemKey, ItemState>,
    /// Links added to the deployment itself.
    pub links: Vec<AddedLink>,
    /// Values filled in for the blanks of the checklist, by name (04).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub values: Vec<FilledIn>,
    /// Its place in the calendar, once it had one (W6).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub booking: Option<Booking>,
    /// Overrides of windows and freezes for it, oldest first (W10).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub overrides: Vec<Override>,
    /// What was noted for the log (D8).
    pub log: DeploymentLog,
    /// Who last wrote each field of the log: what a stale note is checked against (D12).
    pub log_written: BTreeMap<LogField, Written>,
    /// What somebody who signed, asked or ticked should look at again: newest last.
    pub returned: Vec<Returned>,
}

/// Another deployment, as a deployment names it: one that it rolls back, or that rolls it back (D7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Which.
    pub deployment: DeploymentId,
    /// Its number.
    pub number: ChangeNumber,
}

/// A deployment that runs or rolls back in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupant {
    /// Its number.
    pub number: ChangeNumber,
    /// Its service.
    pub service: ServiceId,
}

/// Who wrote something, when, and in which entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Number of the entry.
    pub seq: u64,
}

impl Deployment {
    /// Who set the present value of a field (S4).
    pub fn author(&self, field: Field) -> Written {
        let edited = self.edits.iter().rev().find(|edit| edit.field == field);
        edited.map_or(self.created(), |edit| edit.written)
    }

    /// The entry that made it.
    pub const fn created(&self) -> Written {
        Written {
            by: self.requester,
            at: self.created_at,
            seq: self.created_seq,
        }
    }

    /// The round of a roster that is or was last open; 0 before the first one.
    pub fn round(&self, roster: Roster) -> u32 {
        self.rosters.get(&roster).map_or(0, |state| state.round)
    }

    /// Itself as an occupant of an environment, while it runs or rolls back there.
    pub fn occupies(&self, environment: EnvironmentId) -> Option<Occupant> {
        let there = self.details.environment == environment && self.stage.name().occupies();
        there.then_some(Occupant {
            number: self.number,
            service: self.details.service,
        })
    }

    /// Whether nothing is left to do for an item; an item that nobody touched is open.
    pub fn resolved(&self, item: &ItemKey) -> bool {
        self.items.get(item).is_some_and(|state| state.resolution.resolved())
    }
}
