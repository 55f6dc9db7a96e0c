//! Rules of the calendar itself: who sets windows and freezes, and what a freeze does to the bookings that it hits (W9).

use super::{
    Booked, CalendarCommand, CalendarEvent, EnvironmentSchedule, FeedLists, Freeze, Scope, SetAbsence, SetFreeze,
    SetWindow, Window,
};
use crate::accounts::permission::{Right, acting, check};
use crate::accounts::{AccessRole, Directory, Duty, Member, OrganizationEvent};
use crate::actor::Actor;
use crate::decide::{LedgerName, NewEvent, World};
use crate::deployments::{DeploymentEvent, Written, moved_by_freeze};
use crate::event::{Event, Stream};
use crate::id::{DeploymentId, PersonId, ServiceId};
use crate::refusal::{Refusal, StaleThing};
use crate::text::TextError;
use crate::time::Timestamp;

/// Decides a command on an organization's calendar.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide(
    world: &World<'_>,
    directory: &Directory,
    actor: &Actor,
    now: Timestamp,
    command: &CalendarCommand,
) -> Result<Vec<NewEvent>, Refusal> {
    let (person, member) = acting(directory, actor)?;
    let calendar = &directory.calendar;
    let frozen = || Frozen {
        world,
        directory,
        actor,
        person,
        now,
    };
    let event = match command {
        CalendarCommand::SetWindow(set) => {
            may_plan(member)?;
            return Ok(window(directory, set)?.into_iter().collect());
        }
        CalendarCommand::RemoveWindow { window, seen } => {
            may_plan(member)?;
            let known = calendar.windows.get(window).ok_or(Refusal::NotFound)?;
            fresh(Some(known.set), Some(*seen))?;
            CalendarEvent::WindowRemoved { window: *window }
        }
        CalendarCommand::SetFreeze(set) => {
            may_plan(member)?;
            return freeze(&frozen(), set);
        }
        CalendarCommand::CancelFreeze { freeze, seen, reason } => {
            may_plan(member)?;
            let known = calendar.freezes.get(freeze).ok_or(Refusal::NotFound)?;
            fresh(Some(known.set), Some(*seen))?;
            CalendarEvent::FreezeCancelled {
                freeze: *freeze,
                reason: reason.clone(),
            }
        }
        CalendarCommand::Import { windows, freezes } => {
            may_plan(member)?;
            let mut events = Vec::with_capacity(windows.len() + freezes.len());
            for set in windows {
                events.extend(window(directory, set)?);
            }
            for set in freezes {
                events.extend(freeze(&frozen(), set)?);
            }
            return Ok(events);
        }
        CalendarCommand::SetAbsence(set) => return Ok(absence(directory, person, set)?.into_iter().collect()),
        CalendarCommand::RemoveAbsence { absence, seen } => {
            let known = calendar.absences.get(absence).ok_or(Refusal::NotFound)?;
            // Whatever became of somebody's teams and role, what is said of them they may take back.
            if known.person != person {
                may_tell_absence(directory, person, known.person)?;
            }
            fresh(Some(known.set), Some(*seen))?;
            CalendarEvent::AbsenceRemoved {
                absence: *absence,
                person: known.person,
            }
        }
        CalendarCommand::MakeFeed { feed, name, lists } => {
            may_plan(member)?;
            let there = match lists {
                FeedLists::Everything => true,
                FeedLists::Team { team } => directory.teams.contains_key(team),
                FeedLists::Environment { environment } => directory.environments.contains_key(environment),
            };
            if !there {
                return Err(no_such("lists"));
            }
            CalendarEvent::FeedMade {
                feed: *feed,
                name: name.clone(),
                lists: *lists,
            }
        }
        CalendarCommand::RevokeFeed { feed } => {
            may_plan(member)?;
            if !calendar.feeds.contains_key(feed) {
                return Err(Refusal::NotFound);
            }
            CalendarEvent::FeedRevoked { feed: *feed }
        }
        CalendarCommand::ScheduleEnvironment {
            environment,
            seen,
            wanted,
        } => {
            check(member, Right::ManageSettings, None)?;
            let known = directory.environments.get(environment).ok_or(Refusal::NotFound)?;
            let schedule = wanted.upon(seen, &known.schedule);
            within_limits(&schedule)?;
            if schedule == known.schedule {
                return Ok(Vec::new());
            }
            CalendarEvent::EnvironmentScheduled {
                environment: *environment,
                schedule,
            }
        }
        CalendarCommand::RelateService {
            service,
            labels,
            depends_on,
        } => {
            check(member, Right::ManageSettings, None)?;
            let known = directory.services.get(service).ok_or(Refusal::NotFound)?;
            let there = |other: &ServiceId| other != service && directory.services.contains_key(other);
            if !depends_on.iter().all(there) {
                return Err(no_such("depends_on"));
            }
            if known.labels == *labels && known.depends_on == *depends_on {
                return Ok(Vec::new());
            }
            CalendarEvent::ServiceRelated {
                service: *service,
                labels: labels.clone(),
                depends_on: depends_on.clone(),
            }
        }
    };
    Ok(vec![on_calendar(directory, event)])
}

/// Owners and admins plan, and whoever holds the duty Release Manager in any team.
///
/// # Errors
/// [`Refusal::RoleMissing`] or [`Refusal::DutyMissing`].
pub fn may_plan(member: &Member) -> Result<(), Refusal> {
    check(member, Right::PlanCalendar, None)?;
    let holds = || {
        member
            .teams
            .keys()
            .any(|team| member.holds(*team, &Duty::ReleaseManager))
    };
    match member.role {
        AccessRole::Owner | AccessRole::Admin => Ok(()),
        AccessRole::Member | AccessRole::Auditor if holds() => Ok(()),
        AccessRole::Member | AccessRole::Auditor => Err(Refusal::DutyMissing {
            any_of: vec![Duty::ReleaseManager],
        }),
    }
}

/// Whoever works on deployments says when they are away themselves; who plans says it for everybody.
///
/// # Errors
/// [`Refusal::RoleMissing`], [`Refusal::NotInTeam`] or [`Refusal::DutyMissing`]; [`Refusal::NotFound`] for who is no member.
pub fn may_tell_absence(directory: &Directory, by: PersonId, of: PersonId) -> Result<(), Refusal> {
    let member = directory.active(by).ok_or(Refusal::NotFound)?;
    if by == of {
        return check(member, Right::WorkDeployment, None).or_else(|refusal| may_plan(member).map_err(|_| refusal));
    }
    may_plan(member)
}

/// The absence, where that changes anything.
fn absence(directory: &Directory, by: PersonId, set: &SetAbsence) -> Result<Option<NewEvent>, Refusal> {
    may_tell_absence(directory, by, set.person)?;
    if !directory.active(set.person).is_some_and(Member::may_be_away) {
        return Err(no_such("person"));
    }
    let known = directory.calendar.absences.get(&set.absence);
    if known.is_some_and(|known| known.person != set.person) {
        return Err(Refusal::NotFound);
    }
    fresh(known.map(|known| known.set), set.seen)?;
    if known.is_some_and(|known| known.times == set.times) {
        return Ok(None);
    }
    let event = CalendarEvent::AbsenceSet {
        absence: set.absence,
        person: set.person,
        times: set.times.clone(),
    };
    Ok(Some(on_calendar(directory, event)))
}

/// The window, where that changes anything.
fn window(directory: &Directory, set: &SetWindow) -> Result<Option<NewEvent>, Refusal> {
    let known = directory.calendar.windows.get(&set.window);
    fresh(known.map(|known| known.set), set.seen)?;
    exists(directory, &set.scope)?;
    let same = |known: &Window| known.name == set.name && known.times == set.times && known.scope == set.scope;
    if known.is_some_and(same) {
        return Ok(None);
    }
    let event = CalendarEvent::WindowSet {
        window: set.window,
        name: set.name.clone(),
        times: set.times.clone(),
        scope: set.scope.clone(),
    };
    Ok(Some(on_calendar(directory, event)))
}

/// What setting a freeze is decided on.
struct Frozen<'a> {
    world: &'a World<'a>,
    directory: &'a Directory,
    actor: &'a Actor,
    person: PersonId,
    now: Timestamp,
}

/// The freeze, then each booking that it moves with the sign-offs that the move voids.
fn freeze(case: &Frozen<'_>, set: &SetFreeze) -> Result<Vec<NewEvent>, Refusal> {
    let known = case.directory.calendar.freezes.get(&set.freeze);
    fresh(known.map(|known| known.set), set.seen)?;
    exists(case.directory, &set.scope)?;
    let wanted = Freeze {
        name: set.name.clone(),
        reason: set.reason.clone(),
        times: set.times.clone(),
        scope: set.scope.clone(),
        running: set.running,
        set: known.map_or(
            Written {
                by: case.person,
                at: case.now,
                seq: 0,
            },
            |known| known.set,
        ),
    };
    let mut events = Vec::new();
    if known != Some(&wanted) {
        events.push(on_calendar(
            case.directory,
            CalendarEvent::FreezeSet {
                freeze: set.freeze,
                name: set.name.clone(),
                reason: set.reason.clone(),
                times: set.times.clone(),
                scope: set.scope.clone(),
                running: set.running,
            },
        ));
    }
    let mut calendar = case.directory.calendar.clone();
    calendar.freezes.insert(set.freeze, wanted);
    let mut unconfirmed = Vec::new();
    // Each move is judged beside what the others leave: their old slots are free, their new ones taken (W7).
    let moves = |other: &Booked| set.moves.iter().any(|moved| moved.deployment == other.deployment);
    let mut booked: Vec<Booked> = case
        .world
        .booked
        .iter()
        .filter(|other| !moves(other))
        .cloned()
        .collect();
    for moved in &set.moves {
        let planned = case
            .world
            .planned
            .iter()
            .find(|planned| planned.deployment.id == moved.deployment);
        let planned = planned.ok_or(Refusal::NotFound)?;
        let world = World {
            booked: &booked,
            ..*case.world
        };
        let decided = moved_by_freeze(
            case.directory,
            &calendar,
            planned,
            (case.actor, case.now),
            (set.freeze, moved),
            (&world, &set.confirmed),
        );
        booked.extend(Booked::moved(planned.deployment, planned.structure, &moved.to));
        match decided {
            Ok(decided) => {
                let on_deployment = |event| on_stream(case.directory, moved.deployment, event);
                events.extend(decided.into_iter().map(on_deployment));
            }
            Err(Refusal::VoidsSignOffs { signoffs }) => unconfirmed.extend(signoffs),
            Err(refusal) => return Err(refusal),
        }
    }
    if unconfirmed.is_empty() {
        Ok(events)
    } else {
        Err(Refusal::VoidsSignOffs { signoffs: unconfirmed })
    }
}

/// Whether what was on the page is so still (D12).
fn fresh(set: Option<Written>, seen: Option<u64>) -> Result<(), Refusal> {
    match (set, seen) {
        (None, None) => Ok(()),
        // Gone since: whoever removed it left an entry that says so.
        (None, Some(_)) => Err(Refusal::NotFound),
        (Some(set), seen) if seen == Some(set.seq) => Ok(()),
        (Some(set), _) => Err(Refusal::Stale {
            since: set.seq,
            by: set.by,
            at: set.at,
            what: StaleThing::Calendar,
        }),
    }
}

/// Whether what a scope names is there.
fn exists(directory: &Directory, scope: &Scope) -> Result<(), Refusal> {
    for scoped in [&scope.of, &scope.except] {
        if !scoped.teams.iter().all(|team| directory.teams.contains_key(team)) {
            return Err(no_such("teams"));
        }
        if !scoped.services.iter().all(|id| directory.services.contains_key(id)) {
            return Err(no_such("services"));
        }
        if !scoped
            .environments
            .iter()
            .all(|id| directory.environments.contains_key(id))
        {
            return Err(no_such("environments"));
        }
    }
    Ok(())
}

fn within_limits(schedule: &EnvironmentSchedule) -> Result<(), Refusal> {
    let too_long = |field: &str, limit: usize| Refusal::Invalid {
        field: field.to_owned(),
        error: TextError::TooLong { limit },
    };
    if schedule.notice_hours > EnvironmentSchedule::MOST_NOTICE {
        return Err(too_long("notice_hours", EnvironmentSchedule::MOST_NOTICE as usize));
    }
    if schedule.told.len() > EnvironmentSchedule::MOST_TOLD {
        return Err(too_long("told", EnvironmentSchedule::MOST_TOLD));
    }
    Ok(())
}

fn on_calendar(directory: &Directory, event: CalendarEvent) -> NewEvent {
    NewEvent {
        ledger: LedgerName::Organization(directory.id),
        stream: Stream::Organization,
        event: Event::Organization(OrganizationEvent::Calendar(Box::new(event))),
        private: None,
    }
}

fn on_stream(directory: &Directory, deployment: DeploymentId, event: DeploymentEvent) -> NewEvent {
    NewEvent {
        ledger: LedgerName::Organization(directory.id),
        stream: Stream::Deployment(deployment),
        event: Event::Deployment(event),
        private: None,
    }
}

fn no_such(field: &str) -> Refusal {
    Refusal::NoSuchChoice {
        field: field.to_owned(),
    }
}
