//! Who acts. One enum, so that every rule has to say what it does for each kind of actor.

use serde::{Deserialize, Serialize};

use crate::id::{PersonId, SessionId};
use crate::time::Timestamp;

/// Who sends a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person with a session.
    Person(PersonActor),
    /// Whoever runs the `countersign` command on the machine itself.
    Operator,
    /// Somebody without a session, who holds a one-time code or link.
    Nobody,
}

/// A signed-in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonActor {
    /// The person.
    pub person: PersonId,
    /// The public id of the session.
    pub session: SessionId,
    /// The last proof of identity in this session.
    pub proof: Proof,
}

/// How and when a person last proved who they are (S1, S11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The means.
    pub how: ProofKind,
    /// When.
    pub at: Timestamp,
}

/// The means of a proof of identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    /// The account's password.
    Password,
}

impl Actor {
    /// The person, where there is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(actor) => Some(actor.person),
            Self::Operator | Self::Nobody => None,
        }
    }
}
