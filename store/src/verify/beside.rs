//! What lies beside the entries: bodies named by hash, and rows that belong to nothing.

use std::collections::BTreeMap;

use domain::cache::Cell;
use ledger::{Hash, blob_hash};
use sqlx::FromRow;

use super::faults::Findings;
use crate::error::StoreError;
use crate::sql::{Db, args, statements};
use crate::tables::{self, TableSql};

statements! {
    /// Verification: private rows of entries that are not there.
    STRAY_PRIVATE = "SELECT p.seq FROM private p LEFT JOIN entry e ON e.ledger = p.ledger AND e.seq = p.seq \
        WHERE p.ledger = $1 AND e.seq IS NULL ORDER BY p.seq LIMIT 100";
    /// Verification: nodes outside the tree. The order of the cases keeps what no shift takes from being shifted by.
    STRAY_NODES = "SELECT level, place FROM node WHERE ledger = $1 \
        AND CASE WHEN level < 1 OR level > 62 OR place < 0 THEN 1 \
        WHEN place >= (CAST($2 AS BIGINT) >> CAST(level AS INTEGER)) THEN 1 ELSE 0 END = 1 ORDER BY level, place LIMIT 100";
}

/// Bodies read at a time; they are large.
const CHUNK: u32 = 16;

#[derive(Debug, FromRow)]
struct StrayNode {
    level: i64,
    place: i64,
}

/// Compares the bodies with their names and with what the entries name; how many there are.
pub(super) async fn blobs(
    db: &mut Db,
    ledger: &str,
    named: &BTreeMap<Hash, u64>,
    findings: &mut Findings,
) -> Result<u64, StoreError> {
    let mut missing = named.clone();
    let mut after: Option<Vec<Cell>> = None;
    let mut count = 0;
    loop {
        let rows = TableSql::page(db, &tables::BLOB, Some(ledger), after.as_deref(), CHUNK).await?;
        let last = rows.len() < CHUNK as usize;
        for cells in rows {
            count += 1;
            blob(&cells, &mut missing, findings);
            after = Some(cells[..tables::BLOB.key].to_vec());
        }
        if last {
            break;
        }
    }
    for hash in missing.into_keys() {
        let key = [Cell::from(ledger), Cell::Bytes(hash.as_bytes().to_vec())];
        findings.missing(None, &tables::BLOB, &key);
    }
    Ok(count)
}

fn blob(cells: &[Cell], missing: &mut BTreeMap<Hash, u64>, findings: &mut Findings) {
    let (Some(Cell::Bytes(name)), Some(Cell::Bytes(bytes))) = (cells.get(1), cells.get(2)) else {
        return findings.too_many(&tables::BLOB, cells);
    };
    let length = Hash::from_slice(name).ok().and_then(|hash| missing.remove(&hash));
    let Some(length) = length else {
        return findings.too_many(&tables::BLOB, cells);
    };
    if blob_hash(bytes).as_bytes() != name.as_slice() || u64::try_from(bytes.len()) != Ok(length) {
        let row = super::faults::key_text(&tables::BLOB, cells);
        findings.fault(
            None,
            tables::BLOB.name,
            row,
            &["bytes"],
            "not what its name is the hash of",
        );
    }
}

/// Private rows without their entry, and nodes outside the tree.
pub(super) async fn strays(db: &mut Db, ledger: &str, size: u64, findings: &mut Findings) -> Result<(), StoreError> {
    let private: Vec<(i64,)> = db.all(STRAY_PRIVATE, &args![ledger]).await?;
    for (seq,) in private {
        findings.too_many(&tables::PRIVATE, &[ledger.into(), seq.into()]);
    }
    let nodes: Vec<StrayNode> = db.all(STRAY_NODES, &args![ledger, size]).await?;
    for node in nodes {
        findings.too_many(&tables::NODE, &[ledger.into(), node.level.into(), node.place.into()]);
    }
    Ok(())
}
