//! Whether every rollback and what it rolls back name each other (D7): a hook of `countersign verify`.
//!
//! The link is two entries on two streams, and no stream alone tells whether the other end is there. Both were written in
//! the turn that made the rollback, one after the other, so a walk over the ledger needs to remember one entry only.

use crate::deployments::{Action, Deployment, DeploymentEvent, DeploymentType, Field, Linked};
use crate::event::{Event, Stream};
use crate::id::DeploymentId;

/// The entry that has to come next.
#[derive(Debug, Clone, Copy)]
enum Due {
    /// What the deployment, which was just made, rolls back.
    Made(DeploymentId),
    /// The other end, on the stream of what is rolled back.
    Link(DeploymentId, Linked),
}

/// Follows the entries of an organization's ledger, in order.
#[derive(Debug, Default)]
pub struct RollbackLinks {
    due: Option<Due>,
}

/// An end of a link that is missing, or leads elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unlinked {
    /// An end of the link is not there.
    #[error("a rollback and what it rolls back do not name each other")]
    Missing,
    /// What is rolled back is not there, was not over, was elsewhere, or has another number.
    #[error("the rollback names a deployment that it cannot roll back")]
    Other,
}

impl RollbackLinks {
    /// Judges the next entry; `known` gives deployments as they were before it.
    ///
    /// # Errors
    /// What is wrong with it, or with what came before it.
    pub fn check<'a>(
        &mut self,
        stream: Stream,
        event: &Event,
        known: impl Fn(DeploymentId) -> Option<&'a Deployment>,
    ) -> Result<(), Unlinked> {
        let event = if let (Stream::Deployment(id), Event::Deployment(event)) = (stream, event) {
            Some((id, event))
        } else {
            None
        };
        match (self.due.take(), event) {
            (Some(Due::Made(made)), Some((id, DeploymentEvent::RollbackMade { of }))) if id == made => {
                let (Some(rollback), Some(undone)) = (known(made), known(of.deployment)) else {
                    return Err(Unlinked::Other);
                };
                let same = |field: Field| rollback.details.text(field) == undone.details.text(field);
                let there = same(Field::Service) && same(Field::Environment);
                if undone.number != of.number || !there || !Action::MakeRollback.exists_in(undone.stage.name()) {
                    return Err(Unlinked::Other);
                }
                let number = rollback.number;
                self.due = Some(Due::Link(
                    undone.id,
                    Linked {
                        deployment: made,
                        number,
                    },
                ));
                Ok(())
            }
            (Some(Due::Link(undone, link)), Some((id, DeploymentEvent::RollbackLinked { by })))
                if id == undone && *by == link =>
            {
                Ok(())
            }
            (Some(_), _)
            | (None, Some((_, DeploymentEvent::RollbackMade { .. } | DeploymentEvent::RollbackLinked { .. }))) => {
                Err(Unlinked::Missing)
            }
            (None, Some((id, DeploymentEvent::Created { details, .. }))) => {
                self.due = (details.kind == DeploymentType::Rollback).then_some(Due::Made(id));
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    /// Whether the last entry left nothing to come.
    ///
    /// # Errors
    /// [`Unlinked::Missing`] when it did.
    pub const fn end(&self) -> Result<(), Unlinked> {
        match self.due {
            None => Ok(()),
            Some(_) => Err(Unlinked::Missing),
        }
    }
}
