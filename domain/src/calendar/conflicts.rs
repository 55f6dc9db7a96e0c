//! Bookings that stand against each other: found while choosing, and again when saving (W7, W11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::stretch::{self, Stretch};
use super::{Slots, Subject};
use crate::accounts::Duty;
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
    /// Who may sign what the work came to, for each duty that has to (W5): one of each is needed at hand.
    pub signers: Vec<Signers<'a>>,
}

/// The people of whom one has to be at hand, to sign as a duty.
#[derive(Debug, Clone)]
pub struct Signers<'a> {
    /// The duty.
    pub duty: &'a Duty,
    /// Who may. Where there is nobody, no time is any better, and the rules of sign-offs say so (S6).
    pub who: BTreeSet<PersonId>,
}

/// Why another booking stands against a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// Who deploys it is one of those who may sign as this duty, and the others deploy something else meanwhile.
    Signers {
        /// The duty that nobody is left for.
        duty: Duty,
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
            ConflictWith::Dependency | ConflictWith::SamePerson { .. } | ConflictWith::Signers { .. } => false,
        }
    }
}

/// What stands against a plan, in the order of the other bookings; those of deployments that have ended do not. Of several
/// reasons with one of them, the strongest.
pub fn conflicts<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let meeting = meeting(plan, others);
    let unsigned = plan
        .signers
        .iter()
        .map(|signers| (signers, unsigned(signers, &meeting)));
    let unsigned: Vec<_> = unsigned.filter(|(_, times)| !times.is_empty()).collect();
    let against = |other: &Booked| {
        let taken = |(signers, times): &&(&Signers<'_>, Vec<Stretch>)| {
            signers.who.contains(&other.deployer) && times.iter().any(|time| time.overlaps(other.stretch))
        };
        let signers = || unsigned.iter().find(taken).map(|(signers, _)| signers.left());
        against(plan, other).or_else(signers)
    };
    let found = meeting.iter().filter_map(|other| {
        Some(Conflict {
            with: other.number,
            booked: other.stretch,
            why: against(other)?,
        })
    });
    found.collect()
}

/// The time that a plan of that length of time cannot or should not have: [`conflicts`], but of bookings that leave nobody to
/// sign only the part in which they do, and without services that it depends on, because whoever books is asked about
/// those.
pub(crate) fn busy<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let meeting = meeting(plan, others);
    let conflict = |other: &Booked, booked, why| Conflict {
        with: other.number,
        booked,
        why,
    };
    let taken = meeting.iter().filter_map(|other| {
        let why = against(plan, other).filter(|why| *why != ConflictWith::Dependency)?;
        Some(conflict(other, other.stretch, why))
    });
    let mut found: Vec<Conflict> = taken.collect();
    for signers in &plan.signers {
        for time in unsigned(signers, &meeting) {
            let theirs = meeting.iter().filter(|other| signers.who.contains(&other.deployer));
            let in_it = theirs.filter(|other| other.stretch.overlaps(time));
            found.extend(in_it.map(|other| conflict(other, other.stretch.common(time), signers.left())));
        }
    }
    found
}

/// The bookings of others in the time of a plan, without those of deployments that have ended.
fn meeting<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<&'b Booked> {
    let others = others.into_iter().filter(|other| !other.stage.ended());
    others.filter(|other| other.stretch.overlaps(plan.stretch)).collect()
}

/// When everybody who may sign as a duty deploys something; in order and apart.
fn unsigned(signers: &Signers<'_>, meeting: &[&Booked]) -> Vec<Stretch> {
    let deploys = |person: &PersonId| {
        let theirs = meeting.iter().filter(|other| other.deployer == *person);
        stretch::union(theirs.map(|other| other.stretch).collect())
    };
    let each = signers.who.iter().map(deploys);
    each.reduce(|all, one| stretch::common(&all, &one)).unwrap_or_default()
}

impl Signers<'_> {
    fn left(&self) -> ConflictWith {
        ConflictWith::Signers {
            duty: self.duty.clone(),
        }
    }
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
