//! Events of every stream, and what an entry says about one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::{InstanceEvent, Member, OrganizationEvent};
use crate::actor::Actor;
use crate::deployments::DeploymentEvent;
use crate::id::{DeploymentId, PersonId, TeamId, TemplateId};
use crate::templates::TemplateEvent;
use crate::time::Timestamp;

/// A stream of a ledger: the entries about one thing, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// The instance: accounts and addresses. In the instance ledger.
    Instance,
    /// The organization itself.
    Organization,
    /// One template.
    Template(TemplateId),
    /// One deployment.
    Deployment(DeploymentId),
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Instance => f.write_str("instance"),
            Self::Organization => f.write_str("organization"),
            Self::Template(id) => write!(f, "template/{id}"),
            Self::Deployment(id) => write!(f, "deployment/{id}"),
        }
    }
}

impl std::str::FromStr for Stream {
    type Err = EventError;
    fn from_str(text: &str) -> Result<Self, EventError> {
        let unknown = || EventError::Stream(text.to_owned());
        match text.split_once('/') {
            None if text == "instance" => Ok(Self::Instance),
            None if text == "organization" => Ok(Self::Organization),
            Some(("template", id)) => id.parse().map(Self::Template).map_err(|_| unknown()),
            Some(("deployment", id)) => id.parse().map(Self::Deployment).map_err(|_| unknown()),
            None | Some(_) => Err(unknown()),
        }
    }
}

/// An event of any stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Of the stream `instance`.
    Instance(InstanceEvent),
    /// Of the stream `organization`.
    Organization(OrganizationEvent),
    /// Of a template.
    Template(TemplateEvent),
    /// Of a deployment.
    Deployment(DeploymentEvent),
}

/// Why an entry's event could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// No such stream.
    #[error("unknown stream {0}")]
    Stream(String),
    /// The kind or body is not one that this program knows.
    #[error("unknown event or unexpected body")]
    Body(#[from] serde_json::Error),
    /// The event did not have the shape of kind and body. A defect of the program.
    #[error("an event without kind")]
    Shape,
}

#[derive(Serialize, Deserialize)]
struct Tagged {
    kind: String,
    #[serde(default)]
    body: Value,
}

impl Event {
    /// Splits into the entry's `kind` and `body`.
    ///
    /// # Errors
    /// Only when an event type is badly declared.
    pub fn encode(&self) -> Result<(String, Value), EventError> {
        let value = match self {
            Self::Instance(event) => serde_json::to_value(event)?,
            Self::Organization(event) => serde_json::to_value(event)?,
            Self::Template(event) => serde_json::to_value(event)?,
            Self::Deployment(event) => serde_json::to_value(event)?,
        };
        let tagged: Tagged = serde_json::from_value(value)?;
        Ok((tagged.kind, tagged.body))
    }

    /// The kind alone, with its version: `item.done/1`.
    pub fn kind(&self) -> String {
        self.encode().map(|(kind, _)| kind).unwrap_or_default()
    }

    /// Reads the event of an entry.
    ///
    /// # Errors
    /// When the kind is unknown on that stream or the body is not its body.
    pub fn decode(stream: Stream, kind: &str, body: &Value) -> Result<Self, EventError> {
        let tagged = serde_json::json!({ "kind": kind, "body": body });
        Ok(match stream {
            Stream::Instance => Self::Instance(serde_json::from_value(tagged)?),
            Stream::Organization => Self::Organization(serde_json::from_value(tagged)?),
            Stream::Template(_) => Self::Template(serde_json::from_value(tagged)?),
            Stream::Deployment(_) => Self::Deployment(serde_json::from_value(tagged)?),
        })
    }
}

/// What an entry says about its event: the arguments of `evolve` beside state and event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Number in the ledger.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who, as entries name actors.
    pub actor: RecordedActor,
    /// The private part, where the entry has one and it was not erased. The canonical JSON value.
    pub private: Option<Value>,
}

/// The actor as an entry records it (03 §Entry).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RecordedActor {
    /// A person.
    Person {
        /// Who.
        id: PersonId,
        /// Access role in use; absent on the instance ledger.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        role: Option<crate::accounts::AccessRole>,
        /// Duties held in the team that the command was about.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        duties: Vec<crate::accounts::Duty>,
        /// Public id of the session.
        session: crate::id::SessionId,
        /// How the person had proved who they are.
        proved: crate::actor::ProofKind,
        /// How long ago, in seconds.
        proof_age: u64,
    },
    /// Whoever runs the command line.
    Operator,
    /// Somebody with a one-time code or link.
    Nobody,
}

impl RecordedActor {
    /// The actor of a command, with the access role and the duties in use: those held in `team`, where the command is about
    /// one. A person who is no member yet has neither.
    pub fn of(actor: &Actor, member: Option<&Member>, team: Option<TeamId>, now: Timestamp) -> Self {
        match actor {
            Actor::Person(person) => {
                let duties = member.zip(team).and_then(|(member, team)| member.teams.get(&team));
                Self::Person {
                    id: person.person,
                    role: member.map(|member| member.role),
                    duties: duties.into_iter().flatten().cloned().collect(),
                    session: person.session,
                    proved: person.proof.how,
                    proof_age: u64::try_from(now.seconds_since(person.proof.at)).unwrap_or_default(),
                }
            }
            Actor::Operator => Self::Operator,
            Actor::Nobody => Self::Nobody,
        }
    }

    /// The person, where there is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Operator | Self::Nobody => None,
        }
    }
}
