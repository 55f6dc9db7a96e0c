//! What is worth knowing before a deployment is made (D4).

use uuid::Uuid;

use super::Standing;
use crate::accounts::Directory;
use crate::deployments::{ChangeNumber, Deployment, Details, VersionRef, Warning, Written};
use crate::id::{DeploymentId, PersonId};
use crate::templates::{Roster, Structure};
use crate::time::Timestamp;

/// The slots that nobody may fill of a deployment that `requester` would make with these details: what Create names
/// already. Nothing where the service is not there.
pub fn unfillable_ahead(
    directory: &Directory,
    structure: &Structure,
    template: VersionRef,
    details: Details,
    requester: PersonId,
) -> Vec<Warning> {
    let Some(service) = directory.services.get(&details.service) else {
        return Vec::new();
    };
    let id = DeploymentId::new(Uuid::nil());
    let made = Written {
        by: requester,
        at: Timestamp::from_micros(0),
        seq: 0,
    };
    let deployment = Deployment::draft(id, ChangeNumber(0), template, details, service.team, made);
    let standing = Standing {
        directory,
        structure,
        deployment: &deployment,
        occupants: &[],
    };
    let rosters = Roster::ALL.into_iter();
    rosters.flat_map(|roster| standing.unfillable_ahead(roster)).collect()
}
