//! The release manager's desk: what is booked and frozen in the days ahead, and what of it somebody has to do something
//! about (W3, W7-W9).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::conflicts::{in_place, same_person};
use super::{Booked, ConflictWith, Freeze, Occurrence, Plan, Scope, Stretch, Subject, Times};
use crate::accounts::Directory;
use crate::deployments::{ChangeNumber, Deployment, DeploymentLine, StageName};
use crate::id::{FreezeId, PersonId, ServiceId};
use crate::text::{Label, Reason, Title};
use crate::time::Timestamp;

/// What is known of a service that is not there.
static NO_LABELS: BTreeSet<Label> = BTreeSet::new();
static NO_SERVICES: BTreeSet<ServiceId> = BTreeSet::new();

/// Days that the desk looks ahead, today among them.
pub const DESK_DAYS: u64 = 7;
/// Most deployments that each of the desk's lists names.
pub const DESK_MOST: u32 = 200;

/// What the desk is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Desk {
    /// What is booked in the time that was asked for, by its beginning.
    pub booked: Vec<Booked>,
    /// What of it was announced with less notice than was needed, by its beginning. At most [`DESK_MOST`].
    pub late: Vec<LateAnnouncement>,
    /// Deployments that are being prepared and have nothing booked that is still to come, by number. At most [`DESK_MOST`].
    pub unbooked: Vec<Unbooked>,
}

/// A booking that was announced with less notice than its environment needs: an exception, with its reason (W8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateAnnouncement {
    /// Whose.
    pub number: ChangeNumber,
    /// Its title.
    pub title: Title,
    /// What was announced.
    pub slot: Stretch,
    /// Who announced it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why so late.
    pub reason: Reason,
}

/// A deployment that is being prepared and has nothing booked that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unbooked {
    /// The deployment.
    pub line: DeploymentLine,
    /// When the last of what it had booked was over; absent where it never booked.
    pub over: Option<Timestamp>,
}

/// A booking that its environment wants announced, and that nobody announced yet (W8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unannounced<'a> {
    /// The booking.
    pub booked: &'a Booked,
    /// Hours of notice that are needed.
    pub hours: u32,
    /// Until when an announcement keeps them; later it takes a reason.
    pub due: Timestamp,
}

/// Two bookings of the same time that stand against each other (W7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap<'a> {
    /// The one that begins first.
    pub one: &'a Booked,
    /// The other one.
    pub other: &'a Booked,
    /// The time that both have.
    pub common: Stretch,
    /// What is between them, the strongest first; at least one.
    pub why: Vec<ConflictWith>,
}

/// A booking whose deployer is away (W5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeployerAway<'a> {
    /// The booking.
    pub booked: &'a Booked,
    /// Until when its deployer is away, without a break from the first time that meets it.
    pub until: Timestamp,
}

/// A freeze that is in force or begins in the days ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreezeAhead<'a> {
    /// Its id.
    pub id: FreezeId,
    /// The freeze.
    pub freeze: &'a Freeze,
    /// Its first time in these days.
    pub when: Occurrence,
    /// Deployments whose bookings it hits in these days, or until that time is over where that is later; by number.
    pub hits: BTreeSet<ChangeNumber>,
}

impl LateAnnouncement {
    /// The late announcement of a deployment's present booking, where it was one.
    pub fn of(deployment: &Deployment) -> Option<Self> {
        let booking = deployment.booking.as_ref()?;
        let announced = booking.announced.as_ref()?;
        Some(Self {
            number: deployment.number,
            title: deployment.details.title.clone(),
            slot: booking.slots.as_ref()?.primary,
            by: announced.written.by,
            at: announced.written.at,
            reason: announced.late.clone()?,
        })
    }
}

impl Unannounced<'_> {
    /// Whether the notice cannot be kept any more.
    pub fn late(&self, now: Timestamp) -> bool {
        self.due < now
    }
}

impl Booked {
    /// What scopes of windows and freezes ask of it.
    pub fn subject<'a>(&self, directory: &'a Directory) -> Subject<'a> {
        let service = directory.services.get(&self.service);
        Subject {
            deployment: Some(self.deployment),
            team: self.team,
            service: self.service,
            environment: self.environment,
            kind: self.kind,
            labels: service.map_or(&NO_LABELS, |service| &service.labels),
        }
    }

    /// Whether a freeze with these times and this scope hits it within a stretch of time. What has ended is not hit.
    pub fn hit_by(&self, directory: &Directory, (times, scope): (&Times, &Scope), within: Stretch) -> bool {
        let common = self.stretch.common(within);
        !self.stage.ended()
            && scope.covers(&self.subject(directory))
            && times.stretches(common.from, common.until).next().is_some()
    }

    /// It as a plan of its own, to be held against the others.
    fn plan<'a>(&self, directory: &'a Directory) -> Plan<'a> {
        let environment = directory.environments.get(&self.environment);
        let service = directory.services.get(&self.service);
        Plan {
            stretch: self.stretch,
            subject: self.subject(directory),
            deployer: self.deployer,
            exclusive: environment.is_some_and(|known| known.schedule.exclusive),
            depends_on: service.map_or(&NO_SERVICES, |known| &known.depends_on),
            // Which sign-offs end the work is in its template, which is not read for a line of the desk.
            signers: Vec::new(),
            before: Vec::new(),
            away: Vec::new(),
        }
    }
}

/// The time that the desk reads bookings of: the days ahead, and on where a freeze of theirs goes on, or where notice of
/// what is booked later has to be given in them.
pub fn desk_reach(directory: &Directory, ahead: Stretch) -> Stretch {
    let notice = directory.environments.values().map(|known| known.schedule.notice_hours);
    let notice = ahead.until.plus_seconds(i64::from(notice.max().unwrap_or(0)) * 3600);
    let freezes = directory.calendar.freezes.values();
    let freezes = freezes.filter_map(|freeze| Some(first_in(&freeze.times, ahead)?.until));
    Stretch {
        from: ahead.from,
        until: freezes.fold(notice, Ord::max),
    }
}

/// The bookings that have to be announced in the days ahead, or should have been before; the most urgent first. A backup is
/// announced with its primary slot, and what runs or has ended needs no notice any more.
pub fn unannounced<'a>(directory: &Directory, booked: &'a [Booked], ahead: Stretch) -> Vec<Unannounced<'a>> {
    let waiting = booked.iter().filter(|booked| {
        let waits = matches!(booked.stage, StageName::Draft | StageName::Preparing);
        waits && !booked.backup && !booked.announced && ahead.from < booked.stretch.until
    });
    let mut found: Vec<Unannounced<'a>> = waiting
        .filter_map(|booked| {
            let hours = directory.environments.get(&booked.environment)?.schedule.notice_hours;
            let due = booked.stretch.from.plus_seconds(-i64::from(hours) * 3600);
            (hours > 0 && due < ahead.until).then_some(Unannounced { booked, hours, due })
        })
        .collect();
    found.sort_by_key(|one| (one.due, one.booked.number));
    found
}

/// The bookings of the days ahead that stand against each other, by the beginning of the time that both have. `booked` is in
/// the order of beginnings. What has ended stands against nothing, and no deployment against itself.
pub fn overlaps<'a>(directory: &Directory, booked: &'a [Booked], ahead: Stretch) -> Vec<Overlap<'a>> {
    let mut found = Vec::new();
    for (index, one) in booked.iter().enumerate() {
        if one.stage.ended() || !one.stretch.overlaps(ahead) {
            continue;
        }
        let plan = one.plan(directory);
        let others = booked.iter().skip(index + 1);
        let meeting = others.take_while(|other| other.stretch.from < one.stretch.until);
        for other in meeting.filter(|other| other.deployment != one.deployment && !other.stage.ended()) {
            let common = one.stretch.common(other.stretch);
            let why = between(directory, &plan, one, other);
            if !why.is_empty() && common.overlaps(ahead) {
                found.push(Overlap {
                    one,
                    other,
                    common,
                    why,
                });
            }
        }
    }
    found.sort_by_key(|overlap| (overlap.common, overlap.one.number, overlap.other.number));
    found
}

/// What is between two bookings of the same time. Which of two services depends on the other does not matter here: neither
/// of them is asked for first.
fn between(directory: &Directory, plan: &Plan<'_>, one: &Booked, other: &Booked) -> Vec<ConflictWith> {
    let there = in_place(plan, other);
    let back = || in_place(&other.plan(directory), one);
    let place = there.or_else(back);
    place.into_iter().chain(same_person(plan, other)).collect()
}

/// The bookings of the days ahead whose deployer is away in their time, by their beginning. What has ended is nobody's any
/// more.
pub fn deployers_away<'a>(directory: &Directory, booked: &'a [Booked], ahead: Stretch) -> Vec<DeployerAway<'a>> {
    let near = booked
        .iter()
        .filter(|booked| !booked.stage.ended() && booked.stretch.overlaps(ahead));
    near.filter_map(|booked| {
        let calendar = &directory.calendar;
        let away = calendar.away(&[booked.deployer].into(), booked.stretch);
        let met = away.first()?.stretch.common(booked.stretch);
        let (_, until) = calendar.away_until(booked.deployer, met.from)?;
        Some(DeployerAway { booked, until })
    })
    .collect()
}

/// Deployments that wait for nothing but a time: every sign-off before the start is given. Where an environment asks neither
/// for sign-offs nor for notice, nobody has to plan, and nothing is named.
pub fn ready_to_book<'a>(directory: &Directory, unbooked: &'a [Unbooked]) -> Vec<&'a Unbooked> {
    let planned = |one: &&Unbooked| {
        let known = directory.environments.get(&one.line.environment);
        known.is_none_or(|known| known.signoffs_needed || known.schedule.notice_hours > 0)
    };
    let ready = unbooked.iter().filter(|one| one.line.waiting.is_empty());
    ready.filter(planned).collect()
}

/// The freezes that are in force or begin in the days ahead, by their beginning. `booked` is what is booked in
/// [`desk_reach`].
pub fn freezes_ahead<'a>(directory: &'a Directory, booked: &[Booked], ahead: Stretch) -> Vec<FreezeAhead<'a>> {
    let known = directory.calendar.freezes.iter();
    let near = known.filter_map(|(id, freeze)| Some((*id, freeze, first_in(&freeze.times, ahead)?)));
    let mut found: Vec<FreezeAhead<'a>> = near
        .map(|(id, freeze, when)| {
            let within = Stretch {
                from: ahead.from,
                until: ahead.until.max(when.until),
            };
            let hit = booked
                .iter()
                .filter(|booked| booked.hit_by(directory, (&freeze.times, &freeze.scope), within));
            let hits = hit.map(|booked| booked.number).collect();
            FreezeAhead { id, freeze, when, hits }
        })
        .collect();
    found.sort_by(|one, other| {
        let key = |ahead: &FreezeAhead<'_>| (ahead.when.from, ahead.when.until, ahead.id);
        key(one).cmp(&key(other))
    });
    found
}

/// The first time of something that covers the beginning of a stretch or begins in it.
fn first_in(times: &Times, ahead: Stretch) -> Option<Occurrence> {
    let next = || times.next_after(ahead.from).filter(|next| next.from < ahead.until);
    times.covering(ahead.from).or_else(next)
}
