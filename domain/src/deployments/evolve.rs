//! What events change about a deployment.

use super::{Deployment, DeploymentEvent};
use crate::decide::Misfit;
use crate::event::Meta;
use crate::id::DeploymentId;

impl Deployment {
    /// The deployment after one more event; `None` before the first one.
    ///
    /// # Errors
    /// [`Misfit`] when the event cannot have happened in this state.
    pub fn evolve(
        _state: Option<Self>,
        _id: DeploymentId,
        _meta: &Meta,
        _event: &DeploymentEvent,
    ) -> Result<Self, Misfit> {
        Err(Misfit("not yet"))
    }
}
