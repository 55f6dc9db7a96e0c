//! Rules of deployments and sign-offs. One file per kind of question; each rule stands once, in `Standing` where a page
//! asks it too.

mod answers;
mod booking;
mod create;
mod edit;
mod items;
mod notes;
mod signing;
mod steps;
mod voids;

use serde_json::Value;

pub use booking::{Foreseen, OVERRIDES};

use super::{Action, Deployment, DeploymentCommand, DeploymentEvent, Standing};
use crate::accounts::permission::acting;
use crate::accounts::{Directory, Instance, Member};
use crate::actor::Actor;
use crate::calendar::{Booked, Calendar, FreezeMove, Slots};
use crate::decide::{Planned, World};
use crate::event::RecordedActor;
use crate::id::{DeploymentId, FreezeId, PersonId};
use crate::refusal::Refusal;
use crate::templates::Structure;
use crate::time::Timestamp;

/// An event with the deployment whose stream it goes to, and its private part.
type Decided = (DeploymentId, DeploymentEvent, Option<Value>);

/// What every rule about an existing deployment is decided on.
#[derive(Clone, Copy)]
struct Case<'a> {
    world: &'a World<'a>,
    standing: Standing<'a>,
    actor: &'a Actor,
    person: PersonId,
    member: &'a Member,
    now: Timestamp,
}

impl<'a> Case<'a> {
    const fn deployment(&self) -> &'a Deployment {
        self.standing.deployment
    }

    const fn directory(&self) -> &'a Directory {
        self.standing.directory
    }

    const fn structure(&self) -> &'a Structure {
        self.standing.structure
    }

    fn may(&self, action: Action) -> Result<(), Refusal> {
        self.standing.may(self.person, self.member, action, self.now)
    }

    /// The actor as the entries of this decision will record it.
    fn recorded(&self) -> RecordedActor {
        RecordedActor::of(self.actor, Some(self.member), Some(self.deployment().team), self.now)
    }
}

/// Decides a command on one deployment: events, each with the deployment that it happened to, and its private part where it
/// has one.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide(
    world: &World<'_>,
    directory: &Directory,
    actor: &Actor,
    now: Timestamp,
    id: DeploymentId,
    command: &DeploymentCommand,
) -> Result<Vec<(DeploymentId, DeploymentEvent, Option<Value>)>, Refusal> {
    let (person, member) = acting(directory, actor)?;
    if let DeploymentCommand::Create(new) = command {
        if new.deployment != id {
            return Err(Refusal::NotFound);
        }
        return create::create(world, directory, member, new);
    }
    let deployment = world
        .deployment
        .filter(|known| known.id == id)
        .ok_or(Refusal::NotFound)?;
    let case = Case {
        world,
        standing: Standing {
            directory,
            structure: world.structure.ok_or(Refusal::NotFound)?,
            deployment,
            occupants: world.occupants,
        },
        actor,
        person,
        member,
        now,
    };
    if let DeploymentCommand::Sign(sign) = command {
        return signing::sign(&case, sign);
    }
    let events = about(&case, command)?;
    Ok(events.into_iter().map(|event| (id, event, None)).collect())
}

/// Everything whose entries have no private part.
fn about(case: &Case<'_>, command: &DeploymentCommand) -> Result<Vec<DeploymentEvent>, Refusal> {
    match command {
        DeploymentCommand::Edit {
            seen,
            wanted,
            confirmed,
        } => edit::edit(case, seen, wanted, confirmed),
        DeploymentCommand::ChangeItems { changes, confirmed } => items::change(case, changes, confirmed),
        DeploymentCommand::LeaveOut {
            item,
            reason,
            confirmed,
        } => items::leave_out(case, item, reason, confirmed),
        DeploymentCommand::Comment { item, text } => notes::comment(case, item.as_ref(), text),
        DeploymentCommand::AddLink {
            item,
            url,
            label,
            confirmed,
        } => notes::add_link(case, item.as_ref(), url, label.as_ref(), confirmed),
        DeploymentCommand::GiveEvidence {
            item,
            value,
            seen,
            confirmed,
        } => notes::give_evidence(case, item, value, *seen, confirmed),
        DeploymentCommand::FillIn { values, confirmed } => notes::fill_in(case, values, confirmed),
        DeploymentCommand::NoteLog { seen, wanted } => notes::log(case, seen, wanted),
        DeploymentCommand::Hold { reason } => {
            case.may(Action::Hold)?;
            Ok(vec![DeploymentEvent::Held { reason: reason.clone() }])
        }
        DeploymentCommand::Release => {
            case.may(Action::Release)?;
            Ok(vec![DeploymentEvent::Released {}])
        }
        DeploymentCommand::Withdraw { signoff, reason } => signing::withdraw(case, *signoff, reason),
        DeploymentCommand::RequestChanges {
            roster,
            slot,
            items,
            reason,
            confirmed,
        } => answers::request_changes(case, (*roster, slot), items, reason, confirmed),
        DeploymentCommand::Decline {
            roster,
            slot,
            reason,
            confirmed,
        } => answers::decline(case, (*roster, slot), reason, confirmed),
        DeploymentCommand::Booking(command) => booking::decide(case, command),
        DeploymentCommand::Submit => steps::submit(case),
        DeploymentCommand::Start => steps::start(case),
        DeploymentCommand::FinishDeploying => steps::finish_deploying(case),
        DeploymentCommand::Complete => steps::complete(case),
        DeploymentCommand::RollBack {
            reason,
            to_version,
            confirmed,
        } => steps::roll_back(case, reason, to_version, confirmed),
        DeploymentCommand::CompleteRollback => steps::complete_rollback(case),
        DeploymentCommand::MarkFailed { reason } => steps::mark_failed(case, reason),
        DeploymentCommand::Cancel { reason } => steps::cancel(case, reason),
        // Both were decided before, because they need other facts.
        DeploymentCommand::Create(_) | DeploymentCommand::Sign(_) => Err(Refusal::NotFound),
    }
}

/// What booking a deployment for a time would come to, asked of the rules that book it; nothing is decided (W15). `booked` is
/// what is booked in that time.
///
/// # Errors
/// Where the person is no member.
pub fn foresee(
    standing: Standing<'_>,
    booked: &[Booked],
    (actor, now): (&Actor, Timestamp),
    slots: &Slots,
) -> Result<Foreseen, Refusal> {
    let (person, member) = acting(standing.directory, actor)?;
    let world = World {
        instance: &Instance::default(),
        directory: Some(standing.directory),
        template: None,
        structure: Some(standing.structure),
        deployment: Some(standing.deployment),
        undone: None,
        next_number: standing.deployment.number,
        slug_taken: false,
        occupants: standing.occupants,
        booked,
        planned: &[],
    };
    let case = Case {
        world: &world,
        standing,
        actor,
        person,
        member,
        now,
    };
    Ok(booking::foreseen(&case, slots))
}

/// What a freeze's move of a booking comes to on the deployment's stream. The move is the freeze's and needs no place in the
/// deployment's team.
///
/// # Errors
/// Where the new slots cannot be had, or sign-offs would be voided that the person was not told of.
pub(crate) fn moved_by_freeze(
    directory: &Directory,
    calendar: &Calendar,
    planned: &Planned<'_>,
    (actor, now): (&Actor, Timestamp),
    (freeze, moved): (FreezeId, &FreezeMove),
    (world, confirmed): (&World<'_>, &[u64]),
) -> Result<Vec<DeploymentEvent>, Refusal> {
    let (person, member) = acting(directory, actor)?;
    let case = Case {
        world,
        standing: Standing {
            directory,
            structure: planned.structure,
            deployment: planned.deployment,
            occupants: &[],
        },
        actor,
        person,
        member,
        now,
    };
    booking::move_for_freeze(&case, calendar, freeze, moved, confirmed)
}
