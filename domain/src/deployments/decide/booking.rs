//! Booking, announcing, moving, releasing; overriding and its review (W6-W8, W10).

use super::Case;
use super::voids::with_voids;
use crate::accounts::Duty;
use crate::accounts::permission::{Right, check};
use crate::calendar::{Against, Calendar, Conflict, FreezeMove, Lifts, Slots, may_book};
use crate::deployments::{Action, Asked, BookingCommand, BookingEvent, DeploymentEvent};
use crate::id::{FreezeId, PersonId};
use crate::refusal::{Refusal, SlotFault, StaleThing, VoidedSignOff};
use crate::text::{CommentText, Reason};
use crate::time::Timestamp;

/// The duties that may lift a freeze or windows for a deployment (W10). Access roles give none of this.
pub const OVERRIDES: [Duty; 2] = [Duty::ReleaseManager, Duty::Cto];

pub(super) fn decide(case: &Case<'_>, command: &BookingCommand) -> Result<Vec<DeploymentEvent>, Refusal> {
    match command {
        BookingCommand::Book {
            seen,
            slots,
            accepted,
            confirmed,
        } => book(case, *seen, slots, accepted, confirmed),
        BookingCommand::Release { seen, confirmed } => {
            case.may(Action::Book)?;
            fresh(case, *seen)?;
            if case.deployment().slots().is_none() {
                return Err(Refusal::NothingBooked);
            }
            with_voids(case, vec![event(BookingEvent::Released {})], confirmed)
        }
        BookingCommand::Announce { seen, late } => announce(case, *seen, late.as_ref()),
        BookingCommand::Override {
            lifts,
            reason,
            expires_at,
        } => give_override(case, *lifts, reason, *expires_at),
        BookingCommand::Review {
            overridden,
            justified,
            finding,
        } => review(case, *overridden, *justified, finding),
    }
}

fn book(
    case: &Case<'_>,
    seen: u64,
    slots: &Slots,
    accepted: &[Against],
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Book)?;
    if case.deployment().slots() == Some(slots) {
        return Ok(Vec::new());
    }
    fresh(case, seen)?;
    sound(case, slots)?;
    fits(case, &case.directory().calendar, slots)?;
    let found = against(case, slots, Some(case.person));
    if found.iter().any(|conflict| conflict.rules_out()) {
        return Err(Refusal::SlotTaken { conflicts: found });
    }
    if !found.iter().all(|conflict| accepted.contains(&conflict.with)) {
        return Err(Refusal::BookedBeside { conflicts: found });
    }
    let set = event(BookingEvent::Set {
        slots: slots.clone(),
        freeze: None,
    });
    with_voids(case, vec![set], confirmed)
}

/// What booking a deployment for a time would come to (W15).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foreseen {
    /// The rule that says no; absent where the time can be had.
    pub refusal: Option<Refusal>,
    /// What stands beside it and may be meant: bookings of others, people who are away (W5, W7).
    pub beside: Vec<Conflict>,
    /// Sign-offs that it would void (S3).
    pub voids: Vec<VoidedSignOff>,
}

/// Books without booking: the questions that are asked once are taken as answered, so that everything is named at once.
pub(super) fn foreseen(case: &Case<'_>, slots: &Slots) -> Foreseen {
    let seen = case.deployment().booking_seq();
    let mut foreseen = Foreseen::default();
    let mut answer = book(case, seen, slots, &[], &[]);
    if let Err(Refusal::BookedBeside { conflicts }) = answer {
        let accepted: Vec<Against> = conflicts.iter().map(|conflict| conflict.with).collect();
        foreseen.beside = conflicts;
        answer = book(case, seen, slots, &accepted, &[]);
    }
    match answer {
        Ok(_) => {}
        Err(Refusal::VoidsSignOffs { signoffs }) => foreseen.voids = signoffs,
        Err(refusal) => foreseen.refusal = Some(refusal),
    }
    foreseen
}

/// A move that a freeze makes (W9): to where the calendar with that freeze in it allows.
pub(super) fn move_for_freeze(
    case: &Case<'_>,
    calendar: &Calendar,
    freeze: FreezeId,
    moved: &FreezeMove,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    fresh(case, moved.seen)?;
    let stage = case.standing.stage();
    if !Action::Book.exists_in(stage) {
        return Err(Refusal::WrongStage { stage });
    }
    sound(case, &moved.to)?;
    fits(case, calendar, &moved.to)?;
    let found = against(case, &moved.to, None);
    if found.iter().any(|conflict| conflict.rules_out()) {
        return Err(Refusal::SlotTaken { conflicts: found });
    }
    let set = event(BookingEvent::Set {
        slots: moved.to.clone(),
        freeze: Some(freeze),
    });
    with_voids(case, vec![set], confirmed)
}

/// Whether the slots are stretches of time that can be booked at all.
fn sound(case: &Case<'_>, slots: &Slots) -> Result<(), Refusal> {
    let fault = |fault| Err(Refusal::SlotUnsound { fault });
    for slot in slots.all() {
        if slot.until <= slot.from {
            return fault(SlotFault::EndsFirst);
        }
        if slot.until.seconds_since(slot.from) > Slots::LONGEST_SECONDS {
            return fault(SlotFault::TooLong);
        }
        if slot.until <= case.now {
            return fault(SlotFault::Past);
        }
    }
    match slots.backup {
        Some(backup) if backup.from < slots.primary.until => fault(SlotFault::BackupFirst),
        None if case.standing.needs_backup() => fault(SlotFault::BackupMissing),
        Some(_) | None => Ok(()),
    }
}

/// Whether both slots lie whole in window time and touch no freeze (W2).
fn fits(case: &Case<'_>, calendar: &Calendar, slots: &Slots) -> Result<(), Refusal> {
    case.standing.scheduled(calendar, |schedule| {
        let mut all = slots.all();
        all.try_for_each(|slot| may_book(schedule, slot.from, slot.until))
            .map_err(|closed| Refusal::Closed {
                closed: Box::new(closed),
            })
    })
}

/// What stands against these slots, booked by that person or a freeze: bookings of others, people who are away (W5, W7).
fn against(case: &Case<'_>, slots: &Slots, by: Option<PersonId>) -> Vec<Conflict> {
    let asked = Asked {
        at: case.now,
        by,
        moves: true,
    };
    case.standing.against(slots, asked, case.world.booked)
}

fn announce(case: &Case<'_>, seen: u64, late: Option<&Reason>) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Book)?;
    let Some(slots) = case.deployment().slots() else {
        return Err(Refusal::NothingBooked);
    };
    fresh(case, seen)?;
    let booking = case.deployment().booking.as_ref();
    if booking.is_some_and(|booking| booking.announced.is_some()) {
        return Ok(Vec::new());
    }
    if let Some(closed) = case.standing.booked_closed() {
        return Err(Refusal::Closed {
            closed: Box::new(closed),
        });
    }
    let hours = case.standing.notice_hours();
    let given = slots.primary.from.seconds_since(case.now);
    // Where no notice is needed, none can be too short, not even after the fact.
    let short = hours > 0 && given < i64::from(hours) * 3600;
    if short && late.is_none() {
        return Err(Refusal::NoticeTooShort { hours });
    }
    let told = case.standing.environment().map(|known| known.schedule.told.clone());
    Ok(vec![event(BookingEvent::Announced {
        told: told.unwrap_or_default(),
        late: late.filter(|_| short).cloned(),
    })])
}

fn give_override(
    case: &Case<'_>,
    lifts: Lifts,
    reason: &Reason,
    expires_at: Timestamp,
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Override)?;
    let duty = override_duty(case)?;
    if let Lifts::Freeze { freeze } = lifts
        && !case.directory().calendar.freezes.contains_key(&freeze)
    {
        return Err(Refusal::NotFound);
    }
    let lasts = expires_at.seconds_since(case.now);
    if lasts <= 0 {
        return Err(Refusal::SlotUnsound { fault: SlotFault::Past });
    }
    if lasts > Slots::LONGEST_SECONDS {
        return Err(Refusal::SlotUnsound {
            fault: SlotFault::TooLong,
        });
    }
    Ok(vec![event(BookingEvent::Overridden {
        lifts,
        duty,
        reason: reason.clone(),
        expires_at,
    })])
}

fn review(
    case: &Case<'_>,
    overridden: u64,
    justified: bool,
    finding: &CommentText,
) -> Result<Vec<DeploymentEvent>, Refusal> {
    check(case.member, Right::WorkDeployment, Some(case.deployment().team))?;
    override_duty(case)?;
    let known = case
        .deployment()
        .overrides
        .iter()
        .find(|known| known.written.seq == overridden);
    let known = known.ok_or(Refusal::NotFound)?;
    if let Some(review) = &known.review {
        return Err(Refusal::Reviewed { by: review.by });
    }
    if known.written.by == case.person {
        return Err(Refusal::OwnOverride);
    }
    Ok(vec![event(BookingEvent::Reviewed {
        overridden,
        justified,
        finding: finding.clone(),
    })])
}

/// The duty by which somebody overrides or reviews.
fn override_duty(case: &Case<'_>) -> Result<Duty, Refusal> {
    let team = case.deployment().team;
    let held = OVERRIDES.into_iter().find(|duty| case.member.holds(team, duty));
    held.ok_or_else(|| Refusal::DutyMissing {
        any_of: OVERRIDES.to_vec(),
    })
}

/// Whether the booking on the page is the one that there is (D12).
fn fresh(case: &Case<'_>, seen: u64) -> Result<(), Refusal> {
    let booking = case.deployment().booking.as_ref();
    let written = booking.map(|booking| booking.written());
    match written {
        Some(written) if written.seq != seen => Err(Refusal::Stale {
            since: written.seq,
            by: written.by,
            at: written.at,
            what: StaleThing::Booking,
        }),
        Some(_) | None => Ok(()),
    }
}

const fn event(event: BookingEvent) -> DeploymentEvent {
    DeploymentEvent::Booking(event)
}
