//! What stands against a booking: other bookings, and people who are away. Found while choosing, and again when saving (W5,
//! W7, W11).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::stretch::{self, Stretch};
use super::{Against, Away, Slots, Subject};
use crate::accounts::Duty;
use crate::deployments::quorum::{self, Seat};
use crate::deployments::{ChangeNumber, Deployment, DeploymentType, StageName};
use crate::id::{DeploymentId, EnvironmentId, PersonId, ServiceId, TeamId};
use crate::templates::structure::Slot;
use crate::templates::{Roster, Structure};
use crate::text::Title;
use crate::time::Timestamp;

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
    /// Who asked for it: the small-team rule may let a slot of theirs fall away (S15).
    pub requester: PersonId,
    /// The slots in which what it comes to is signed.
    pub to_sign: Vec<ToSign>,
    /// How long it is watched after the deploying, on the primary slot (T9).
    pub watch: Option<Stretch>,
}

impl Booked {
    /// What a deployment has booked, the primary slot first. A cancelled one has nothing; the backup is free again once the
    /// deployment has ended (W6).
    pub fn of(deployment: &Deployment, structure: &Structure) -> Vec<Self> {
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
        Self::in_slots((deployment, structure), &slots, booking.announced.is_some())
    }

    /// What a deployment will have booked that is moved to these slots; nobody was told of them yet (W8).
    pub fn moved(deployment: &Deployment, structure: &Structure, to: &Slots) -> Vec<Self> {
        Self::in_slots((deployment, structure), to, false)
    }

    fn in_slots((deployment, structure): (&Deployment, &Structure), slots: &Slots, announced: bool) -> Vec<Self> {
        let details = &deployment.details;
        let roster = deployment.rosters.get(&Roster::Post);
        let signed = |slot: &Slot| Some(roster?.standing(&slot.key)?.person);
        let to_sign = structure.slots_in(Roster::Post).map(|slot| ToSign {
            duty: slot.duty.clone(),
            signed_by: signed(slot),
        });
        let to_sign: Vec<ToSign> = to_sign.collect();
        let watch = watch(deployment, structure, slots.primary);
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
            requester: deployment.requester,
            to_sign: to_sign.clone(),
            watch: watch.filter(|_| !backup),
        };
        let backup = slots.backup.map(|stretch| one(stretch, true));
        std::iter::once(one(slots.primary, false)).chain(backup).collect()
    }
}

/// A slot of a booking in which what it comes to is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToSign {
    /// The duty that signs.
    pub duty: Duty,
    /// Who has signed it already.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signed_by: Option<PersonId>,
}

/// When a deployment is watched: from the end of the deploying on, or of its slot before that, for as long as the longest
/// watch period of its checklist (T9). What has ended, and what goes back, is not watched any more.
fn watch(deployment: &Deployment, structure: &Structure, slot: Stretch) -> Option<Stretch> {
    let stage = deployment.stage.name();
    if stage.ended() || stage == StageName::RollingBack {
        return None;
    }
    let minutes = structure.watch_minutes()?;
    let path = deployment.stage.path();
    let finished = path.iter().find(|(stage, _)| *stage == StageName::Verifying);
    Some(Stretch::lasting(
        finished.map_or(slot.until, |(_, act)| act.at),
        minutes,
    ))
}

/// Another booking, and whom it takes of those whom a plan takes too.
#[derive(Debug, Clone)]
pub struct Other<'b> {
    /// The booking.
    pub booked: &'b Booked,
    /// Who may sign what it comes to, where whoever deploys the plan is among them.
    pub signers: Vec<Signers<'b>>,
}

impl<'b> From<&'b Booked> for Other<'b> {
    /// One whose signers are not asked for.
    fn from(booked: &'b Booked) -> Self {
        let signers = Vec::new();
        Self { booked, signers }
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
    /// Who may sign what the work came to, slot by slot (W5): one person for each of them is needed at hand (S5).
    pub signers: Vec<Signers<'a>>,
    /// Who is waited for to sign before it begins.
    pub before: Vec<Ready<'a>>,
    /// When those are away whom it takes while it lasts: who deploys, and who may sign then, also what others book.
    pub away: Vec<Away>,
}

/// The people of whom one has to be at hand, to fill a slot.
#[derive(Debug, Clone)]
pub struct Signers<'a> {
    /// The duty of the slot.
    pub duty: &'a Duty,
    /// Who may. Where there is nobody, no time is any better, and the rules of sign-offs say so (S6).
    pub who: BTreeSet<PersonId>,
}

/// Somebody without whom a slot stays empty until they are back.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'a> {
    /// The duty as which they sign.
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
    /// The other one takes somebody who may sign as this duty, and whoever deploys this one is the last of them.
    SignerThere {
        /// Who deploys this one.
        person: PersonId,
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
            | ConflictWith::SignerThere { .. }
            | ConflictWith::SignersBefore { .. } => false,
        }
    }
}

/// What stands against a plan, in the order of the other bookings, then of those who are away; bookings of deployments that
/// have ended do not. Of several reasons with another booking, the strongest; of an absence all of them, because each is
/// helped by somebody else.
pub fn conflicts(plan: &Plan<'_>, others: &[Other<'_>]) -> Vec<Conflict> {
    let meeting = meeting(plan, others);
    let missed = unsigned(plan, &meeting);
    let nobody_left = |person: PersonId, when: Stretch| {
        let theirs = missed
            .iter()
            .find(|missed| missed.person == person && missed.meets(when));
        theirs.map(|missed| missed.left(&plan.signers))
    };
    let bookings = meeting.iter().filter_map(|other| {
        let booked = other.booked;
        let why = against(plan, booked)
            .or_else(|| nobody_left(booked.deployer, booked.stretch))
            .or_else(|| Some(taken_away(plan, other, &meeting).first()?.left_there(&other.signers)))?;
        Some(Conflict::booking(booked, booked.stretch, why))
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
pub(crate) fn busy(plan: &Plan<'_>, others: &[Other<'_>]) -> Vec<Conflict> {
    let meeting = meeting(plan, others);
    let taken = meeting.iter().filter_map(|other| {
        let why = against(plan, other.booked).filter(|why| *why != ConflictWith::Dependency)?;
        Some(Conflict::booking(other.booked, other.booked.stretch, why))
    });
    let away = plan.away.iter();
    let away = away.filter_map(|away| Some(Conflict::absence(away, away.stretch, plan.deployed_by(away)?)));
    let before = plan.before.iter();
    let before = before.map(|ready| Conflict::absence(&ready.away, ready.away.stretch, ready.missing()));
    let mut found: Vec<Conflict> = taken.chain(away).chain(before).collect();
    for missed in unsigned(plan, &meeting) {
        let why = || missed.left(&plan.signers);
        for time in &missed.times {
            let deploys = meeting.iter().map(|other| other.booked);
            let deploys = deploys.filter(|other| other.deployer == missed.person && other.stretch.overlaps(*time));
            found.extend(deploys.map(|other| Conflict::booking(other, other.stretch.common(*time), why())));
            let away = plan.away.iter();
            let away = away.filter(|away| away.person == missed.person && away.stretch.overlaps(*time));
            found.extend(away.map(|away| Conflict::absence(away, away.stretch.common(*time), why())));
        }
    }
    for other in &meeting {
        for missed in taken_away(plan, other, &meeting) {
            let why = missed.left_there(&other.signers);
            let times = missed.times.iter();
            found.extend(times.map(|time| Conflict::booking(other.booked, *time, why.clone())));
        }
    }
    found
}

/// The bookings of others in the time of a plan, without those of deployments that have ended.
fn meeting<'o, 'b>(plan: &Plan<'_>, others: &'o [Other<'b>]) -> Vec<&'o Other<'b>> {
    let others = others.iter().filter(|other| !other.booked.stage.ended());
    others
        .filter(|other| other.booked.stretch.overlaps(plan.stretch))
        .collect()
}

/// Somebody without whom a slot stays empty for a time.
struct Missed {
    person: PersonId,
    /// The slot that they would fill, by position among the signers.
    slot: usize,
    /// When; in order and apart.
    times: Vec<Stretch>,
}

/// Who deploys something or is away in the time of the plan, when nobody else could sign instead.
fn unsigned(plan: &Plan<'_>, meeting: &[&Other<'_>]) -> Vec<Missed> {
    let deploy = meeting
        .iter()
        .map(|other| (other.booked.deployer, other.booked.stretch));
    missed(&plan.signers, deploy.chain(plan.absent()), plan.stretch)
}

/// When whoever deploys the plan is the last one who could sign what another booking comes to, and would be there for it.
fn taken_away(plan: &Plan<'_>, other: &Other<'_>, meeting: &[&Other<'_>]) -> Vec<Missed> {
    if other.signers.is_empty() {
        // Nearly all of them, and what follows looks at every booking.
        return Vec::new();
    }
    let elsewhere = meeting.iter().map(|known| known.booked);
    let elsewhere = elsewhere.filter(|known| known.deployment != other.booked.deployment);
    let deploy = elsewhere.map(|known| (known.deployer, known.stretch));
    let engaged: Vec<(PersonId, Stretch)> = deploy.chain(plan.absent()).collect();
    let own = engaged.iter().filter(|(person, _)| *person == plan.deployer);
    let own = stretch::union(own.map(|(_, time)| *time).collect());
    let engaged = engaged.into_iter().chain([(plan.deployer, plan.stretch)]);
    let mut missed = missed(&other.signers, engaged, plan.stretch.common(other.booked.stretch));
    missed.retain_mut(|missed| {
        missed.times = stretch::without(&missed.times, &own);
        missed.person == plan.deployer && !missed.times.is_empty()
    });
    missed
}

/// Who is missed within a stretch of time of those who are engaged somewhere in it.
fn missed(signers: &[Signers<'_>], engaged: impl Iterator<Item = (PersonId, Stretch)>, within: Stretch) -> Vec<Missed> {
    let seats: Vec<Seat> = signers
        .iter()
        .map(|signers| Seat {
            holders: signers.who.clone(),
            signed_by: None,
        })
        .collect();
    let signs = |person: PersonId| seats.iter().any(|seat| seat.holders.contains(&person));
    let engaged = engaged.filter(|(person, time)| signs(*person) && time.overlaps(within));
    let engaged: Vec<(PersonId, Stretch)> = engaged.map(|(person, time)| (person, time.common(within))).collect();
    let mut edges: Vec<Timestamp> = engaged.iter().flat_map(|(_, time)| [time.from, time.until]).collect();
    edges.sort_unstable();
    edges.dedup();
    // The same people are gone again and again.
    let mut known: BTreeMap<BTreeSet<PersonId>, BTreeMap<PersonId, usize>> = BTreeMap::new();
    let mut times: BTreeMap<(PersonId, usize), Vec<Stretch>> = BTreeMap::new();
    for edges in edges.windows(2) {
        let &[from, until] = edges else { continue };
        let gone = engaged.iter().filter(|(_, time)| time.contains(from));
        let gone: BTreeSet<PersonId> = gone.map(|(person, _)| *person).collect();
        let missed = known
            .entry(gone)
            .or_insert_with_key(|gone| quorum::missed(&seats, gone));
        for (person, slot) in missed {
            times.entry((*person, *slot)).or_default().push(Stretch { from, until });
        }
    }
    let missed = times.into_iter().map(|((person, slot), times)| Missed {
        person,
        slot,
        times: stretch::union(times),
    });
    missed.collect()
}

impl Missed {
    fn meets(&self, when: Stretch) -> bool {
        self.times.iter().any(|time| time.overlaps(when))
    }

    /// Why it stands against the plan whose signers these are.
    fn left(&self, signers: &[Signers<'_>]) -> ConflictWith {
        ConflictWith::Signers {
            duty: signers[self.slot].duty.clone(),
        }
    }

    /// Why it stands against a plan that the one who is missed deploys; these are the signers of another booking.
    fn left_there(&self, signers: &[Signers<'_>]) -> ConflictWith {
        ConflictWith::SignerThere {
            person: self.person,
            duty: signers[self.slot].duty.clone(),
        }
    }
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

    /// Everybody whom it takes, and when they are away.
    fn absent(&self) -> impl Iterator<Item = (PersonId, Stretch)> {
        self.away.iter().map(|away| (away.person, away.stretch))
    }
}

impl Ready<'_> {
    fn missing(&self) -> ConflictWith {
        ConflictWith::SignersBefore {
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
