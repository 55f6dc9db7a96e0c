//! What becomes of each deployment that a freeze hits: held, exempt, or moved to a slot that is offered (W9).

use domain::backend::Opened;
use domain::calendar::{Booked, Calendar, Freeze, FreezeMove, RunningChoice, Scope, Slots, Stretch, Times};
use domain::deployments::{Action, Asked, Deployment, Standing, Written};
use domain::id::{DeploymentId, FreezeId, PersonId};
use domain::text::{CalendarName, Reason};
use domain::time::Timestamp;

use super::hits::{Hit, ahead};
use crate::context::{backend, now};
use crate::failure::Failure;

/// How many slots a booking is offered to move to.
const OFFERED: usize = 3;

/// What is chosen for a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// The freeze holds it.
    Hold,
    /// The freeze is not about it.
    Exempt,
    /// Its booking goes elsewhere.
    Move {
        /// Number of the entry of the booking that was looked at.
        seen: u64,
        /// Where to.
        to: Slots,
    },
}

impl Choice {
    /// As a form sends it: the deployment, the word, and for a move what was seen and where it goes.
    pub(super) fn value(&self, deployment: DeploymentId) -> String {
        match self {
            Self::Hold => format!("{deployment}:hold"),
            Self::Exempt => format!("{deployment}:exempt"),
            Self::Move { seen, to } => {
                let slots = to
                    .all()
                    .map(|slot| format!(":{}:{}", slot.from.micros(), slot.until.micros()));
                format!("{deployment}:move:{seen}{}", slots.collect::<String>())
            }
        }
    }

    /// Parses [`Self::value`].
    fn parse(value: &str) -> Option<(DeploymentId, Self)> {
        let mut parts = value.split(':');
        let deployment = parts.next()?.parse().ok()?;
        let choice = match parts.next()? {
            "hold" => Self::Hold,
            "exempt" => Self::Exempt,
            "move" => {
                let seen = parts.next()?.parse().ok()?;
                let primary = stretch(&mut parts)?;
                // A slot that is there is whole.
                let mut rest = parts.clone();
                let backup = match rest.next() {
                    Some(_) => Some(stretch(&mut parts)?),
                    None => None,
                };
                Self::Move {
                    seen,
                    to: Slots { primary, backup },
                }
            }
            _ => return None,
        };
        parts.next().is_none().then_some((deployment, choice))
    }
}

fn stretch<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Option<Stretch> {
    let mut instant = || parts.next()?.parse().ok().map(Timestamp::from_micros);
    Some(Stretch {
        from: instant()?,
        until: instant()?,
    })
}

/// Takes what was chosen: the scope exempts whom it was said to exempt, and the moves are the answer.
///
/// # Errors
/// [`Failure::Malformed`] for what no form of ours sends.
pub(super) fn chosen(scope: &mut Scope, choices: &[String]) -> Result<Vec<FreezeMove>, Failure> {
    let mut moves = Vec::new();
    for choice in choices {
        let (deployment, choice) = Choice::parse(choice).ok_or(Failure::Malformed)?;
        match choice {
            Choice::Exempt => {
                scope.exempt.insert(deployment);
            }
            Choice::Hold => {
                scope.exempt.remove(&deployment);
            }
            Choice::Move { seen, to } => {
                scope.exempt.remove(&deployment);
                moves.push(FreezeMove { deployment, seen, to });
            }
        }
    }
    Ok(moves)
}

/// The organization's calendar with a freeze in it that is not saved, as far as windows and freezes are judged by it.
pub(super) fn with_freeze(
    opened: &Opened,
    reader: PersonId,
    id: FreezeId,
    (times, scope): (&Times, &Scope),
) -> Result<Calendar, Failure> {
    let malformed = |_| Failure::Malformed;
    let unsaved = Freeze {
        name: CalendarName::parse("Not saved").map_err(malformed)?,
        reason: Reason::parse("Not saved").map_err(malformed)?,
        times: times.clone(),
        scope: scope.clone(),
        running: RunningChoice::Finish,
        set: Written {
            by: reader,
            at: now(),
            seq: 0,
        },
    };
    let mut calendar = opened.directory.calendar.clone();
    calendar.freezes.insert(id, unsaved);
    Ok(calendar)
}

/// Looks for slots that each booking could move to: as long as what is booked, with a backup where there is one, and after
/// the notice that is needed. What one is offered is not offered to another that it would conflict with, so that any of the
/// choices go together. `calendar` has the freeze in it.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn offer(
    opened: &Opened,
    calendar: &Calendar,
    times: &Times,
    mut booked: Vec<Booked>,
    hits: &mut [Hit],
) -> Result<(), Failure> {
    let movable = |hit: &&mut Hit| !hit.booked.is_empty() && Action::Book.exists_in(hit.stage);
    for hit in hits.iter_mut().filter(movable) {
        let Some(known) = backend().deployment(opened.directory.id, hit.number).await? else {
            continue;
        };
        let standing = Standing {
            directory: &opened.directory,
            structure: &known.structure,
            deployment: &known.deployment,
            occupants: &[],
        };
        hit.seen = known.deployment.booking_seq();
        hit.offered = offered(&standing, calendar, times, &booked);
        let taken = hit
            .offered
            .iter()
            .flat_map(|to| Booked::moved(&known.deployment, &known.structure, to));
        booked.extend(taken);
    }
    Ok(())
}

/// Where a booking could go. What the freeze does not touch of it stays where it is.
fn offered(standing: &Standing<'_>, calendar: &Calendar, times: &Times, booked: &[Booked]) -> Vec<Slots> {
    let Some(slots) = Deployment::slots(standing.deployment) else {
        return Vec::new();
    };
    let touched = |slot: Stretch| times.stretches(slot.from, slot.until).next().is_some();
    let looked = ahead();
    let notice = looked.from.plus_seconds(i64::from(standing.notice_hours()) * 3600);
    let primary_stays = !touched(slots.primary);
    // Later than planned and not earlier: what has to be done before it is not done sooner for a freeze.
    let from = if primary_stays {
        slots.primary.until
    } else {
        notice.max(slots.primary.from)
    };
    // A move by a freeze is nobody's own work (S4).
    let asked = Asked {
        at: looked.from,
        by: None,
        moves: true,
    };
    let free = |like: Stretch, wanted: usize| {
        let lasts = u32::try_from(like.minutes()).unwrap_or(u32::MAX).max(1);
        let found = standing.free_slots(calendar, booked, (Stretch { from, ..looked }, asked), lasts, wanted);
        let found = found.unwrap_or_default().into_iter().map(|slot| slot.stretch);
        found.collect::<Vec<_>>()
    };
    if primary_stays {
        let backups = slots.backup.map(|backup| free(backup, OFFERED)).unwrap_or_default();
        let one = |backup| Slots {
            primary: slots.primary,
            backup: Some(backup),
        };
        return backups.into_iter().map(one).collect();
    }
    // One more than is offered: the one after the last can be its backup.
    let found = free(slots.primary, OFFERED + 1);
    let next = |at: usize, primary: Stretch| match slots.backup {
        Some(backup) if !touched(backup) && backup.from >= primary.until => Some(Some(backup)),
        Some(_) => found.get(at + 1).map(|next| Some(*next)),
        None => Some(None),
    };
    let one = |(at, primary): (usize, &Stretch)| {
        Some(Slots {
            primary: *primary,
            backup: next(at, *primary)?,
        })
    };
    found.iter().enumerate().take(OFFERED).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn deployment(id: u128) -> DeploymentId {
        DeploymentId::new(Uuid::from_u128(id))
    }

    #[test]
    fn a_choice_exempts_or_takes_that_back() {
        let (one, other) = (deployment(1), deployment(2));
        let mut scope = Scope {
            exempt: [one].into(),
            ..Scope::default()
        };
        let choices = [Choice::Hold.value(one), Choice::Exempt.value(other)];
        assert_eq!(chosen(&mut scope, &choices), Ok(Vec::new()));
        assert_eq!(scope.exempt, [other].into());
        for bad in [
            String::new(),
            "x:hold".to_owned(),
            format!("{one}:forget"),
            format!("{one}:hold:1"),
            format!("{one}:move"),
            format!("{one}:move:1:2"),
            format!("{one}:move:1:2:3:4"),
            format!("{one}:move:1:2:3:4:5:6"),
        ] {
            assert_eq!(
                chosen(&mut scope, std::slice::from_ref(&bad)),
                Err(Failure::Malformed),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_move_is_read_as_it_was_offered() {
        let slot = |from, until| Stretch {
            from: Timestamp::from_micros(from),
            until: Timestamp::from_micros(until),
        };
        for backup in [None, Some(slot(3, i64::MAX))] {
            let to = Slots {
                primary: slot(-1, 2),
                backup,
            };
            let exempt = deployment(3);
            let mut scope = Scope {
                exempt: [exempt].into(),
                ..Scope::default()
            };
            let seen = 7;
            let value = Choice::Move { seen, to: to.clone() }.value(exempt);
            let moved = FreezeMove {
                deployment: exempt,
                seen,
                to,
            };
            assert_eq!(chosen(&mut scope, &[value]), Ok(vec![moved]));
            assert!(scope.exempt.is_empty(), "what moves is not exempt");
        }
    }
}
