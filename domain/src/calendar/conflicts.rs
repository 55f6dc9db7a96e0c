//! Bookings that stand against each other: found while choosing, and again when saving (W7, W11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Slots, Stretch, Subject};
use crate::deployments::{ChangeNumber, Deployment, DeploymentType, StageName};
use crate::id::{DeploymentId, EnvironmentId, PersonId, ServiceId, TeamId};
use crate::text::Title;

/// A slot that a deployment has booked, as calendars show it and conflicts are found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// Whose.
    pub deployment: DeploymentId,
    /// Its number.
    pub number: ChangeNumber,
    /// Its title.
    pub title: Title,
    /// Its service.
    pub service: ServiceId,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The team that ships it.
    pub team: TeamId,
    /// Its type.
    pub kind: DeploymentType,
    /// Who deploys it.
    pub deployer: PersonId,
    /// Where it stands.
    pub stage: StageName,
    /// When.
    pub stretch: Stretch,
    /// Whether it is the slot to fall back on.
    pub backup: bool,
    /// Whether it was announced (W8).
    pub announced: bool,
}

impl Booked {
    /// What a deployment has booked, the primary slot first. A cancelled one has nothing; the backup is free again once the
    /// deployment has ended (W6).
    pub fn of(deployment: &Deployment) -> Vec<Self> {
        let stage = deployment.stage.name();
        let booking = deployment.booking.as_ref().filter(|_| stage != StageName::Cancelled);
        let Some((booking, slots)) = booking.and_then(|booking| Some((booking, booking.slots.as_ref()?))) else {
            return Vec::new();
        };
        let backup = slots.backup.filter(|_| !stage.ended());
        let slots = Slots {
            primary: slots.primary,
            backup,
        };
        Self::in_slots(deployment, &slots, booking.announced.is_some())
    }

    /// What a deployment will have booked that is moved to these slots; nobody was told of them yet (W8).
    pub fn moved(deployment: &Deployment, to: &Slots) -> Vec<Self> {
        Self::in_slots(deployment, to, false)
    }

    fn in_slots(deployment: &Deployment, slots: &Slots, announced: bool) -> Vec<Self> {
        let details = &deployment.details;
        let one = |stretch: Stretch, backup: bool| Self {
            deployment: deployment.id,
            number: deployment.number,
            title: details.title.clone(),
            service: details.service,
            environment: details.environment,
            team: deployment.team,
            kind: details.kind,
            deployer: details.deployer,
            stage: deployment.stage.name(),
            stretch,
            backup,
            announced,
        };
        let backup = slots.backup.map(|stretch| one(stretch, true));
        std::iter::once(one(slots.primary, false)).chain(backup).collect()
    }
}

/// A slot that somebody wants to book.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// When.
    pub stretch: Stretch,
    /// For what.
    pub subject: Subject<'a>,
    /// Who deploys.
    pub deployer: PersonId,
    /// Whether the environment takes one deployment at a time, whatever the service.
    pub exclusive: bool,
    /// The services that the service depends on.
    pub depends_on: &'a BTreeSet<ServiceId>,
}

/// Why another booking stands against a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictWith {
    /// The environment takes one deployment at a time.
    ExclusiveEnvironment,
    /// The same service in the same environment.
    SameService,
    /// A service that this one depends on, in the same environment.
    Dependency,
    /// The same person deploys both.
    SamePerson {
        /// Who.
        person: PersonId,
    },
}

/// Another booking that stands against a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The other deployment.
    pub with: ChangeNumber,
    /// What it has booked.
    pub booked: Stretch,
    /// Why it stands against the plan.
    pub why: ConflictWith,
}

impl Conflict {
    /// Whether the plan cannot be had beside the other booking: then one of the two has to move (W11).
    pub const fn rules_out(&self) -> bool {
        match self.why {
            ConflictWith::ExclusiveEnvironment | ConflictWith::SameService => true,
            ConflictWith::Dependency | ConflictWith::SamePerson { .. } => false,
        }
    }
}

/// What stands against a plan, in the order of the other bookings; those of deployments that have ended do not. Of several
/// reasons with one of them, the strongest.
pub fn conflicts<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let others = others.into_iter().filter(|other| !other.stage.ended());
    let meeting = others.filter(|other| other.stretch.overlaps(plan.stretch));
    meeting
        .filter_map(|other| {
            Some(Conflict {
                with: other.number,
                booked: other.stretch,
                why: against(plan, other)?,
            })
        })
        .collect()
}

fn against(plan: &Plan<'_>, other: &Booked) -> Option<ConflictWith> {
    in_place(plan, other).or_else(|| same_person(plan, other))
}

/// Why the place of another booking stands against a plan of the same time.
pub(super) fn in_place(plan: &Plan<'_>, other: &Booked) -> Option<ConflictWith> {
    let here = other.environment == plan.subject.environment;
    if here && other.service == plan.subject.service {
        return Some(ConflictWith::SameService);
    }
    if here && plan.exclusive {
        return Some(ConflictWith::ExclusiveEnvironment);
    }
    (here && plan.depends_on.contains(&other.service)).then_some(ConflictWith::Dependency)
}

/// Whether somebody would have to be in both at once.
pub(super) fn same_person(plan: &Plan<'_>, other: &Booked) -> Option<ConflictWith> {
    (other.deployer == plan.deployer).then_some(ConflictWith::SamePerson { person: plan.deployer })
}
