//! Rules of deployments and sign-offs.

use serde_json::Value;

use super::{DeploymentCommand, DeploymentEvent};
use crate::accounts::Directory;
use crate::actor::Actor;
use crate::decide::World;
use crate::id::DeploymentId;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Decides a command on one deployment: events, each with its private part where it has one.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide(
    _world: &World<'_>,
    _directory: &Directory,
    _actor: &Actor,
    _now: Timestamp,
    _id: DeploymentId,
    _command: &DeploymentCommand,
) -> Result<Vec<(DeploymentEvent, Option<Value>)>, Refusal> {
    Err(Refusal::NotFound)
}
