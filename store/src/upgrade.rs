//! What a migration leaves to the program: columns of caches that follow from what no statement reads.

use domain::cache::{self, Cell};
use domain::deployments::Deployment;
use domain::id::OrganizationId;
use domain::templates::Structure;
use ledger::Hash;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::snapshots;
use crate::sql::{Arg, Db, Pools, statements};

statements! {
    /// After a migration: deployments whose bookings it left without those who asked for them.
    UNFILLED = "SELECT s.organization AS organization, s.state AS state FROM deployment_state s \
        WHERE (s.organization, s.deployment) IN (SELECT organization, deployment FROM booking WHERE requester = '')";
    /// After a migration: what the row of such a booking says beside its time.
    FILL = "UPDATE booking SET requester = $4, to_sign = $5, watch_from = $6, watch_until = $7 \
        WHERE organization = $1 AND deployment = $2 AND place = $3 AND requester = ''";
}

#[derive(Debug, FromRow)]
struct Unfilled {
    organization: String,
    state: String,
}

/// Fills in what migrations left open. It may break off anywhere and begin again; a row that a turn wrote meanwhile stays.
///
/// # Errors
/// When the database does not answer, or holds what the program did not write.
pub(crate) async fn fill(pools: &Pools) -> Result<(), StoreError> {
    let mut db = pools.write().await?;
    let unfilled: Vec<Unfilled> = db.all(UNFILLED, &[]).await?;
    for row in unfilled {
        let organization: OrganizationId = row.organization.parse().map_err(StoreError::damaged)?;
        let deployment: Deployment = serde_json::from_str(&row.state)?;
        let structure = structure(&mut db, organization, deployment.template.structure).await?;
        for row in cache::booking_rows(organization, &deployment, &structure)? {
            let columns = row.table.columns.iter().zip(&row.cells);
            let named = |name: &str| columns.clone().find(|(column, _)| column.name == name);
            let names = [
                "organization",
                "deployment",
                "place",
                "requester",
                "to_sign",
                "watch_from",
                "watch_until",
            ];
            let cells = names.into_iter().filter_map(named);
            let cells: Vec<Arg<'_>> = cells
                .map(|(column, cell): (_, &Cell)| Arg::cell(column.kind, cell))
                .collect();
            db.run(FILL, &cells).await?;
        }
    }
    Ok(())
}

async fn structure(db: &mut Db, organization: OrganizationId, hash: Hash) -> Result<Structure, StoreError> {
    let bytes = snapshots::blob(db, organization, hash).await?;
    let bytes = bytes.ok_or_else(|| StoreError::damaged("a deployment without its structure"))?;
    Ok(serde_json::from_slice(&bytes)?)
}
