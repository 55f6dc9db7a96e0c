//! When a deployment may start: windows, freezes, its booking and the notice of it (W2, W3, W8, D4).

use std::collections::BTreeSet;

use super::Standing;
use crate::accounts::Duty;
use crate::calendar::{
    Away, Booked, Booking, Calendar, Closed, Conflict, FreeSlot, Hours, HoursOf, Lifted, Lifts, NoSlot, Other, Plan,
    Ready, Reason, RunningChoice, Schedule, Search, Signers, Slots, Stretch, Subject, ToSign, WindowPolicy, busy,
    conflicts, may_book, may_start, next_slots,
};
use crate::deployments::quorum::{Seat, Seating};
use crate::deployments::{Blocker, Deployment, Step};
use crate::id::{PersonId, ServiceId};
use crate::templates::Roster;
use crate::templates::structure::Slot;
use crate::text::Label;
use crate::time::Timestamp;
use crate::zone::Zone;

/// What is known of a service that is not there.
static NO_LABELS: BTreeSet<Label> = BTreeSet::new();
static NO_SERVICES: BTreeSet<ServiceId> = BTreeSet::new();

/// When it is asked what a booking takes, and who makes it: whoever books does not sign before the start (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// Who; nobody where a freeze moves it, because that is nobody's own work.
    pub by: Option<PersonId>,
    /// Whether it is another time than the one that is booked: then everybody signs again (S3).
    pub moves: bool,
}

/// Who may sign the slots that are empty: whoever signed one fills no other (S5).
fn unsigned(slots: Vec<(&Duty, Seat)>) -> Vec<Signers<'_>> {
    let signed: BTreeSet<PersonId> = slots.iter().filter_map(|(_, seat)| seat.signed_by).collect();
    let empty = slots.into_iter().filter(|(_, seat)| seat.signed_by.is_none());
    let signers = empty.map(|(duty, seat)| Signers {
        duty,
        who: &seat.holders - &signed,
    });
    signers.collect()
}

impl Deployment {
    /// What it books now.
    pub fn slots(&self) -> Option<&Slots> {
        self.booking.as_ref()?.slots.as_ref()
    }

    /// Number of the last entry about its booking; 0 before the first one.
    pub fn booking_seq(&self) -> u64 {
        self.booking.as_ref().map_or(0, |booking| booking.written().seq)
    }
}

impl<'a> Standing<'a> {
    /// What scopes of windows and freezes ask of this deployment.
    pub fn subject(&self) -> Subject<'a> {
        let details = self.details();
        let service = self.directory.services.get(&details.service);
        Subject {
            deployment: Some(self.deployment.id),
            team: self.deployment.team,
            service: details.service,
            environment: details.environment,
            kind: details.kind,
            labels: service.map_or(&NO_LABELS, |service| &service.labels),
        }
    }

    /// Windows, freezes, allowed hours and overrides as they are for this deployment, handed to `ask`. `calendar` is the
    /// organization's, or one in which a freeze stands that is not saved yet.
    pub fn scheduled<T>(&self, calendar: &Calendar, ask: impl FnOnce(&Schedule<'_>) -> T) -> T {
        let environment = self.environment().and_then(|known| known.schedule.hours.as_ref());
        let environment = environment.map(|times| (HoursOf::Environment, times));
        let template = self.policy().and_then(|policy| policy.hours.as_ref());
        let template = template.map(|times| (HoursOf::Template, times));
        let hours = [environment, template].into_iter().flatten();
        let hours = hours.map(|(of, times)| Hours { of, times });
        let lifted = self.deployment.overrides.iter().map(|given| Lifted {
            what: given.lifts,
            until: given.expires_at,
        });
        let (hours, lifted): (Vec<Hours<'_>>, Vec<Lifted>) = (hours.collect(), lifted.collect());
        ask(&Schedule {
            calendar,
            subject: self.subject(),
            hours: &hours,
            lifted: &lifted,
        })
    }

    /// Whether it may start at an instant, by windows and freezes alone (W3): the one question behind page, API and command
    /// line.
    ///
    /// # Errors
    /// The rules that say no, and when they next would not.
    pub fn may_start(&self, at: Timestamp) -> Result<(), Closed> {
        self.scheduled(&self.directory.calendar, |schedule| may_start(schedule, at))
    }

    /// Why the time that is booked is closed, where a window or freeze that came later says no to it (W3).
    pub fn booked_closed(&self) -> Option<Closed> {
        let slots = self.deployment.slots()?;
        self.scheduled(&self.directory.calendar, |schedule| {
            let mut closed = slots
                .all()
                .filter_map(|slot| may_book(schedule, slot.from, slot.until).err());
            closed.next()
        })
    }

    /// Absences in the time that is booked, of whoever deploys and of those who have to sign, where others are not there
    /// instead (W5).
    pub fn booked_away(&self, now: Timestamp) -> Vec<Conflict> {
        let Some(slots) = self.deployment.slots() else {
            return Vec::new();
        };
        let booked_by = self.deployment.booking.as_ref().and_then(Booking::author);
        let asked = Asked {
            at: now,
            by: booked_by,
            moves: false,
        };
        self.against(slots, asked, &[])
    }

    /// What stands against slots, each thing once: bookings of others among `booked`, people who are away (W5, W7).
    pub fn against(&self, slots: &Slots, asked: Asked, booked: &[Booked]) -> Vec<Conflict> {
        let mut found = Vec::new();
        for slot in slots.all() {
            let others = self.others(slot, booked);
            for conflict in conflicts(&self.plan(slot, asked, &others), &others) {
                if !found.contains(&conflict) {
                    found.push(conflict);
                }
            }
        }
        found
    }

    /// What others book in a stretch of time, with whom that takes.
    pub fn others<'b>(&self, stretch: Stretch, booked: &'b [Booked]) -> Vec<Other<'b>> {
        let others = booked.iter();
        let others = others.filter(|other| other.deployment != self.deployment.id && other.stretch.overlaps(stretch));
        let with_signers = others.map(|booked| Other {
            booked,
            signers: self.signers_there(booked),
        });
        with_signers.collect()
    }

    /// Who may sign what another booking comes to; nobody where whoever deploys this one is none of them, because then this
    /// one takes nobody away from it.
    fn signers_there<'b>(&self, booked: &'b Booked) -> Vec<Signers<'b>> {
        let directory = self.directory;
        let environment = directory.environments.get(&booked.environment);
        let deployer = self.details().deployer;
        let signs = |slot: &ToSign| {
            directory
                .holders(booked.team, &slot.duty)
                .any(|person| person == deployer)
        };
        if environment.is_some_and(|known| !known.signoffs_needed) || !booked.to_sign.iter().any(signs) {
            return Vec::new();
        }
        let mut slots: Vec<(&'b Duty, Seat)> = booked
            .to_sign
            .iter()
            .map(|slot| {
                let holders = directory.holders(booked.team, &slot.duty).collect();
                let signed_by = slot.signed_by;
                (&slot.duty, Seat { holders, signed_by })
            })
            .collect();
        self.without_small_team(&mut slots, &BTreeSet::new(), booked.requester);
        unsigned(slots)
    }

    /// What it would take to deploy it in a stretch of time beside `others`, as what stands against that is found by (W5, W7).
    pub fn plan(&self, stretch: Stretch, asked: Asked, others: &[Other<'_>]) -> Plan<'a> {
        let signers = self.signers();
        let there = others.iter().flat_map(|other| &other.signers);
        let people = signers
            .iter()
            .chain(there)
            .flat_map(|signers| signers.who.iter().copied());
        let people = people.chain([self.details().deployer]).collect();
        Plan {
            stretch,
            subject: self.subject(),
            deployer: self.details().deployer,
            exclusive: self.environment().is_some_and(|known| known.schedule.exclusive),
            depends_on: self.depends_on(),
            before: self.ready(asked),
            away: self.directory.calendar.away(&people, stretch),
            signers,
        }
    }

    /// Who is waited for to sign before the start, because a slot stays empty until they are back (W5). For another time all
    /// of the roster signs again, because what is booked is part of what is signed (S3).
    fn ready(&self, asked: Asked) -> Vec<Ready<'a>> {
        if !self.will_sign(Roster::Pre) {
            return Vec::new();
        }
        let members = self.directory.members.keys().copied();
        let barred: BTreeSet<PersonId> = members
            .filter(|person| !self.authorship_where(*person, asked.by).is_empty())
            .collect();
        let seats = self.seats_to_fill(Roster::Pre, &barred, asked.moves);
        let (slots, seats): (Vec<&'a Slot>, Vec<Seat>) = seats.into_iter().unzip();
        let holders: BTreeSet<PersonId> = seats.iter().flat_map(|seat| &seat.holders).copied().collect();
        let calendar = &self.directory.calendar;
        let back = |person: &PersonId| {
            let (absence, until) = calendar.away_until(*person, asked.at)?;
            Some((until, *person, absence))
        };
        let mut coming: Vec<_> = holders.difference(&barred).filter_map(back).collect();
        coming.sort_unstable();
        let gone = barred.into_iter().chain(coming.iter().map(|(_, person, _)| *person));
        let mut seating = Seating::of(&seats, &gone.collect());
        let waits = coming.into_iter().filter_map(|(until, person, absence)| {
            let seat = seating.joined_by(person)?;
            let stretch = Stretch { from: asked.at, until };
            Some(Ready {
                duty: &slots[seat].duty,
                away: Away {
                    absence,
                    person,
                    stretch,
                },
            })
        });
        waits.collect()
    }

    /// Who may sign what the work comes to, slot by slot of those that are still empty (W5). Nobody is barred from it for
    /// what they did (S4 is about the time before the start).
    fn signers(&self) -> Vec<Signers<'a>> {
        let slots = self.seats_to_fill(Roster::Post, &BTreeSet::new(), false);
        unsigned(slots.into_iter().map(|(slot, seat)| (&slot.duty, seat)).collect())
    }

    /// The next free slots that begin in a stretch of time, so many minutes each, beside what is `booked` in it (W5).
    /// `calendar` as for [`Self::scheduled`].
    ///
    /// # Errors
    /// The rule that leaves none.
    pub fn free_slots(
        &self,
        calendar: &Calendar,
        booked: &[Booked],
        (looked, asked): (Stretch, Asked),
        lasts: u32,
        wanted: usize,
    ) -> Result<Vec<FreeSlot>, NoSlot> {
        let others = self.others(looked, booked);
        let busy = busy(&self.plan(looked, asked, &others), &others);
        let low_traffic: Vec<_> = self
            .policy()
            .and_then(|policy| policy.low_traffic.as_ref())
            .into_iter()
            .collect();
        self.scheduled(calendar, |schedule| {
            next_slots(&Search {
                schedule: *schedule,
                zone: Zone::find(&self.directory.zone).unwrap_or(Zone::UTC),
                from: looked.from,
                lasts,
                busy: &busy,
                low_traffic: &low_traffic,
                wanted,
                until: looked.until,
            })
        })
    }

    /// The services that its service depends on (W7).
    pub fn depends_on(&self) -> &'a BTreeSet<ServiceId> {
        let service = self.directory.services.get(&self.details().service);
        service.map_or(&NO_SERVICES, |service| &service.depends_on)
    }

    /// The hours of notice that its environment or its template needs, whichever is longer; 0 where none is needed (W8, T8).
    pub fn notice_hours(&self) -> u32 {
        let environment = self.environment().map(|environment| environment.schedule.notice_hours);
        let template = self.policy().map(|policy| policy.notice_hours);
        environment.max(template).unwrap_or(0)
    }

    /// Whether a booking needs a slot to fall back on (W6, T8).
    pub fn needs_backup(&self) -> bool {
        self.policy().is_some_and(|policy| policy.backup)
    }

    /// What its template version asks of the schedule (T8).
    fn policy(&self) -> Option<&'a WindowPolicy> {
        self.structure.window.as_ref()
    }

    /// What the schedule says against a step now.
    pub(super) fn schedule_blockers(&self, step: Step, now: Timestamp) -> Vec<Blocker> {
        match step {
            Step::Start => self.start_blockers(now),
            Step::FinishDeploying => self.running_blockers(now),
            Step::Submit | Step::Complete | Step::CompleteRollback => Vec::new(),
        }
    }

    fn start_blockers(&self, now: Timestamp) -> Vec<Blocker> {
        let mut blockers = Vec::new();
        if let Err(closed) = self.may_start(now) {
            let opens_at = closed.opens_at;
            blockers.extend(closed.reasons.into_iter().map(|reason| match reason {
                Reason::OutsideWindow { windows } => Blocker::OutsideWindow { windows, opens_at },
                Reason::OutsideHours { of } => Blocker::OutsideHours { of, opens_at },
                Reason::Frozen { freeze, until } => Blocker::Frozen { freeze, until },
            }));
        }
        match self.deployment.slots() {
            Some(slots) if !slots.all().any(|slot| slot.contains(now)) => {
                blockers.push(Blocker::OutsideSlot { slots: slots.clone() });
            }
            Some(_) | None => {}
        }
        let hours = self.notice_hours();
        let booking = self.deployment.booking.as_ref();
        let announced = booking.is_some_and(|booking| booking.announced.is_some());
        if hours > 0 && !announced {
            let booked = self.deployment.slots().is_some();
            blockers.push(Blocker::NoticeMissing { hours, booked });
        }
        blockers
    }

    /// What freezes in force ask of a deployment that runs (W9).
    fn running_blockers(&self, now: Timestamp) -> Vec<Blocker> {
        let subject = self.subject();
        let lifted = |id| {
            let lifts = Lifts::Freeze { freeze: id };
            self.deployment
                .overrides
                .iter()
                .any(|given| given.lifts == lifts && given.holds(now))
        };
        let in_scope = self.directory.calendar.freezes.iter().filter(|(id, freeze)| {
            freeze.running != RunningChoice::Finish && freeze.scope.covers(&subject) && !lifted(**id)
        });
        let in_force = in_scope.filter_map(|(id, freeze)| {
            let covering = freeze.times.covering(now)?;
            Some(Blocker::FrozenWhileRunning {
                freeze: *id,
                until: covering.until,
                stop: freeze.running == RunningChoice::Stop,
            })
        });
        in_force.collect()
    }
}
