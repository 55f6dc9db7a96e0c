//! Deciding: the one door from a command to events.
//!
//! The function that refuses a command in a turn is the function that tells a page why the button is disabled.

use serde_json::Value;

use crate::accounts;
use crate::accounts::{Directory, Instance};
use crate::actor::Actor;
use crate::calendar::{self, Booked};
use crate::command::Command;
use crate::deployments::{self, ChangeNumber, Deployment, Occupant};
use crate::event::{Event, Stream};
use crate::id::OrganizationId;
use crate::refusal::Refusal;
use crate::templates::{self, Structure, Template};
use crate::time::Timestamp;

/// What a command is decided on: the states of the streams it touches, as the turn sees them.
///
/// Whoever fills it loads what the command names and nothing else; what is not loaded is not there.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// The organization that the command names.
    pub directory: Option<&'a Directory>,
    /// The template that the command names; for a deployment, the template it is or will be made from.
    pub template: Option<&'a Template>,
    /// For a deployment: the structure of its template version; for a new one, of the version that was asked for.
    pub structure: Option<&'a Structure>,
    /// The deployment that the command names.
    pub deployment: Option<&'a Deployment>,
    /// For a new deployment of type rollback: the deployment that it rolls back.
    pub undone: Option<&'a Deployment>,
    /// For a new deployment: the next free number.
    pub next_number: ChangeNumber,
    /// For a new template: whether another template has the address.
    pub slug_taken: bool,
    /// For a start: other deployments that run or roll back in the same environment.
    pub occupants: &'a [Occupant],
    /// For a booking: what other deployments have booked in any of the time that is asked for.
    pub booked: &'a [Booked],
    /// For a freeze: the deployments whose bookings it moves.
    pub planned: &'a [Planned<'a>],
}

/// A deployment whose booking a freeze may move.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// The deployment.
    pub deployment: &'a Deployment,
    /// The structure of its template version.
    pub structure: &'a Structure,
}

/// Whose ledger an event goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LedgerName {
    /// The instance's.
    Instance,
    /// An organization's.
    Organization(OrganizationId),
}

/// An event that was decided and is not saved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Ledger.
    pub ledger: LedgerName,
    /// Stream.
    pub stream: Stream,
    /// What happened.
    pub event: Event,
    /// What is private about it: kept beside the ledger, committed to by the entry (03). A canonical JSON object.
    pub private: Option<Value>,
}

/// An event that does not fit the state before it: damage or a defect, never a person's mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event does not fit the state before it: {0}")]
pub struct Misfit(pub &'static str);

/// Decides a command. An empty list means that everything already is as wanted.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide(world: &World<'_>, actor: &Actor, now: Timestamp, command: &Command) -> Result<Vec<NewEvent>, Refusal> {
    match command {
        Command::Instance(command) => accounts::decide_instance(world, actor, now, command),
        Command::Organization { organization, command } => {
            let directory = world
                .directory
                .filter(|d| d.id == *organization)
                .ok_or(Refusal::NotFound)?;
            let events = accounts::decide_organization(world.instance, directory, actor, now, command)?;
            Ok(events
                .into_iter()
                .map(|(event, private)| NewEvent {
                    ledger: LedgerName::Organization(*organization),
                    stream: Stream::Organization,
                    event: Event::Organization(event),
                    private,
                })
                .collect())
        }
        Command::Calendar { organization, command } => {
            let directory = world
                .directory
                .filter(|d| d.id == *organization)
                .ok_or(Refusal::NotFound)?;
            calendar::decide(world, directory, actor, now, command)
        }
        Command::Template {
            organization,
            template,
            command,
        } => {
            let directory = world
                .directory
                .filter(|d| d.id == *organization)
                .ok_or(Refusal::NotFound)?;
            let events = templates::decide(world, directory, actor, now, *template, command)?;
            Ok(events
                .into_iter()
                .map(|event| NewEvent {
                    ledger: LedgerName::Organization(*organization),
                    stream: Stream::Template(*template),
                    event: Event::Template(event),
                    private: None,
                })
                .collect())
        }
        Command::Deployment {
            organization,
            deployment,
            command,
        } => {
            let directory = world
                .directory
                .filter(|d| d.id == *organization)
                .ok_or(Refusal::NotFound)?;
            let events = deployments::decide(world, directory, actor, now, *deployment, command)?;
            Ok(events
                .into_iter()
                .map(|(id, event, private)| NewEvent {
                    ledger: LedgerName::Organization(*organization),
                    stream: Stream::Deployment(id),
                    event: Event::Deployment(event),
                    private,
                })
                .collect())
        }
    }
}
