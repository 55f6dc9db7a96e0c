//! What stands against a booking: other bookings, and people who are away. Found while choosing, and again when saving (W5,
//! W7, W11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::stretch::{self, Stretch};
use super::{Against, Away, Slots, Subject};
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
    /// Who may sign before it begins, for each duty that has to: one of each is needed there before that.
    pub before: Vec<Ready<'a>>,
    /// When those are away whom it takes while it lasts: who deploys, and who may sign then.
    pub away: Vec<Away>,
}

/// The people of whom one has to be at hand, to sign as a duty.
#[derive(Debug, Clone)]
pub struct Signers<'a> {
    /// The duty.
    pub duty: &'a Duty,
    /// Who may. Where there is nobody, no time is any better, and the rules of sign-offs say so (S6).
    pub who: BTreeSet<PersonId>,
}

/// From when on somebody is there who may sign as a duty, where nobody is now.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'a> {
    /// The duty.
    pub duty: &'a Duty,
    /// The absence whose end is waited for, from now until then.
    pub away: Away,
}

/// Why another booking, or that somebody is away, stands against a plan.
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
    /// Whoever deploys is away.
    DeployerAway,
    /// It takes somebody who may sign as this duty, and the others deploy something else meanwhile or are away.
    Signers {
        /// The duty that nobody is left for.
        duty: Duty,
    },
    /// It begins before anybody is back who may sign as this duty before that.
    SignersBefore {
        /// The duty that nobody is there for.
        duty: Duty,
    },
}

/// What stands against a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The other booking, or the absence.
    pub with: Against,
    /// When that is.
    pub when: Stretch,
    /// Why it stands against the plan.
    pub why: ConflictWith,
}

impl Conflict {
    /// Whether the plan cannot be had beside the other booking: then one of the two has to move (W11).
    pub const fn rules_out(&self) -> bool {
        match self.why {
            ConflictWith::ExclusiveEnvironment | ConflictWith::SameService => true,
            ConflictWith::Dependency
            | ConflictWith::SamePerson { .. }
            | ConflictWith::DeployerAway
            | ConflictWith::Signers { .. }
            | ConflictWith::SignersBefore { .. } => false,
        }
    }
}

/// What stands against a plan, in the order of the other bookings, then of those who are away; bookings of deployments that
/// have ended do not. Of several reasons with another booking, the strongest; of an absence all of them, because each is
/// helped by somebody else.
pub fn conflicts<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let meeting = meeting(plan, others);
    let unsigned = plan
        .signers
        .iter()
        .map(|signers| (signers, unsigned(plan, signers, &meeting)));
    let unsigned: Vec<_> = unsigned.filter(|(_, times)| !times.is_empty()).collect();
    let nobody_left = |person: PersonId, when: Stretch| {
        let taken = |(signers, times): &&(&Signers<'_>, Vec<Stretch>)| {
            signers.who.contains(&person) && times.iter().any(|time| time.overlaps(when))
        };
        unsigned.iter().find(taken).map(|(signers, _)| signers.left())
    };
    let bookings = meeting.iter().filter_map(|other| {
        let why = against(plan, other).or_else(|| nobody_left(other.deployer, other.stretch))?;
        Some(Conflict::booking(other, other.stretch, why))
    });
    let away = || plan.away.iter().filter(|away| away.stretch.overlaps(plan.stretch));
    let deployer = away().filter_map(|away| Some((away, plan.deployed_by(away)?)));
    let late = plan.before.iter();
    let late = late.filter(|ready| plan.stretch.from < ready.away.stretch.until);
    let before = late.map(|ready| (&ready.away, ready.missing()));
    let signers = away().filter_map(|away| Some((away, nobody_left(away.person, away.stretch)?)));
    let mut found: Vec<Conflict> = bookings.collect();
    for (away, why) in deployer.chain(before).chain(signers) {
        let conflict = Conflict::absence(away, away.stretch, why);
        if !found.contains(&conflict) {
            found.push(conflict);
        }
    }
    found
}

/// The time that a plan of that length of time cannot or should not have: [`conflicts`], but of what leaves nobody to sign
/// only the part in which it does, and without services that it depends on, because whoever books is asked about those.
pub(crate) fn busy<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<Conflict> {
    let meeting = meeting(plan, others);
    let taken = meeting.iter().filter_map(|other| {
        let why = against(plan, other).filter(|why| *why != ConflictWith::Dependency)?;
        Some(Conflict::booking(other, other.stretch, why))
    });
    let away = plan.away.iter();
    let away = away.filter_map(|away| Some(Conflict::absence(away, away.stretch, plan.deployed_by(away)?)));
    let before = plan.before.iter();
    let before = before.map(|ready| Conflict::absence(&ready.away, ready.away.stretch, ready.missing()));
    let mut found: Vec<Conflict> = taken.chain(away).chain(before).collect();
    for signers in &plan.signers {
        for time in unsigned(plan, signers, &meeting) {
            let deploy = meeting.iter().filter(|other| signers.who.contains(&other.deployer));
            let deploy = deploy.filter(|other| other.stretch.overlaps(time));
            found.extend(deploy.map(|other| Conflict::booking(other, other.stretch.common(time), signers.left())));
            let away = plan.away.iter().filter(|away| signers.who.contains(&away.person));
            let away = away.filter(|away| away.stretch.overlaps(time));
            found.extend(away.map(|away| Conflict::absence(away, away.stretch.common(time), signers.left())));
        }
    }
    found
}

/// The bookings of others in the time of a plan, without those of deployments that have ended.
fn meeting<'b>(plan: &Plan<'_>, others: impl IntoIterator<Item = &'b Booked>) -> Vec<&'b Booked> {
    let others = others.into_iter().filter(|other| !other.stage.ended());
    others.filter(|other| other.stretch.overlaps(plan.stretch)).collect()
}

/// When everybody who may sign as a duty deploys something or is away, in the time of the plan; in order and apart.
fn unsigned(plan: &Plan<'_>, signers: &Signers<'_>, meeting: &[&Booked]) -> Vec<Stretch> {
    let engaged = |person: &PersonId| {
        let deploys = meeting.iter().filter(|other| other.deployer == *person);
        let deploys = deploys.map(|other| other.stretch);
        let away = plan.away.iter().filter(|away| away.person == *person);
        let all = deploys.chain(away.map(|away| away.stretch));
        stretch::union(all.map(|time| time.common(plan.stretch)).collect())
    };
    let each = signers.who.iter().map(engaged);
    each.reduce(|all, one| stretch::common(&all, &one)).unwrap_or_default()
}

impl Conflict {
    const fn booking(other: &Booked, when: Stretch, why: ConflictWith) -> Self {
        let with = Against::Booking(other.number);
        Self { with, when, why }
    }

    const fn absence(away: &Away, when: Stretch, why: ConflictWith) -> Self {
        let with = Against::Absence(away.absence);
        Self { with, when, why }
    }
}

impl Plan<'_> {
    /// Why that somebody is away stands against it, where that is who deploys it.
    fn deployed_by(&self, away: &Away) -> Option<ConflictWith> {
        (away.person == self.deployer).then_some(ConflictWith::DeployerAway)
    }
}

impl Ready<'_> {
    fn missing(&self) -> ConflictWith {
        ConflictWith::SignersBefore {
            duty: self.duty.clone(),
        }
    }
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
