//! What a migration leaves to the program: columns of caches that follow from what no statement reads. Until they are filled
//! in, the schema counts as older than the program.

use domain::cache::{self, Cell, Row};
use domain::deployments::Deployment;
use domain::id::OrganizationId;
use domain::templates::Structure;
use ledger::Hash;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::snapshots;
use crate::sql::{Arg, Db, Pools, args, statements};

statements! {
    /// After a migration: some deployments whose bookings it left without those who asked for them.
    UNFILLED = "SELECT s.organization AS organization, s.state AS state FROM deployment_state s \
        WHERE (s.organization, s.deployment) IN (SELECT organization, deployment FROM booking WHERE requester = '') LIMIT $1";
    /// After a migration: what the row of such a booking says beside its time.
    FILL = "UPDATE booking SET requester = $4, to_sign = $5, watch_from = $6, watch_until = $7 \
        WHERE organization = $1 AND deployment = $2 AND place = $3 AND requester = ''";
    /// At the start: whether there is such a booking.
    LEFT_OPEN = "SELECT place FROM booking WHERE requester = '' LIMIT 1";
}

/// Deployments in one commit.
const BATCH: i64 = 256;
/// The columns of [`FILL`], in its order.
const COLUMNS: [&str; 7] = [
    "organization",
    "deployment",
    "place",
    "requester",
    "to_sign",
    "watch_from",
    "watch_until",
];

#[derive(Debug, FromRow)]
struct Unfilled {
    organization: String,
    state: String,
}

/// Whether a migration left anything open.
pub(crate) async fn left_open(db: &mut Db) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = db.one(LEFT_OPEN, &[]).await?;
    Ok(row.is_some())
}

/// Fills in what migrations left open. It may break off anywhere and begin again; a row that a turn wrote meanwhile stays.
///
/// # Errors
/// When the database does not answer, or holds what the program did not write.
pub(crate) async fn fill(pools: &Pools) -> Result<(), StoreError> {
    loop {
        let mut db = pools.begin().await?;
        let unfilled: Vec<Unfilled> = db.all(UNFILLED, &args![BATCH]).await?;
        if unfilled.is_empty() {
            return db.roll_back().await;
        }
        let mut filled = 0;
        for row in unfilled {
            let organization: OrganizationId = row.organization.parse().map_err(StoreError::damaged)?;
            let deployment: Deployment = serde_json::from_str(&row.state)?;
            let structure = structure(&mut db, organization, deployment.template.structure).await?;
            for row in cache::booking_rows(organization, &deployment, &structure)? {
                filled += db.run(FILL, &cells(&row)).await?;
            }
        }
        if filled == 0 {
            return Err(StoreError::damaged("a booking that its deployment does not have"));
        }
        db.commit().await?;
    }
}

/// The cells of a row that [`FILL`] takes.
fn cells(row: &Row) -> Vec<Arg<'_>> {
    let named = |name: &str| {
        let mut columns = row.table.columns.iter().zip(&row.cells);
        columns.find(|(column, _)| column.name == name)
    };
    let cells = COLUMNS.into_iter().filter_map(named);
    cells
        .map(|(column, cell): (_, &Cell)| Arg::cell(column.kind, cell))
        .collect()
}

async fn structure(db: &mut Db, organization: OrganizationId, hash: Hash) -> Result<Structure, StoreError> {
    let bytes = snapshots::blob(db, organization, hash).await?;
    let bytes = bytes.ok_or_else(|| StoreError::damaged("a deployment without its structure"))?;
    Ok(serde_json::from_slice(&bytes)?)
}
