//! Whole tables against the rows that the folded states ask for.

use std::collections::BTreeMap;

use domain::cache::{Cell, Row, Table};

use super::faults::Findings;
use crate::error::StoreError;
use crate::sql::Db;
use crate::tables::TableSql;

/// Rows read at a time.
const CHUNK: u32 = 1000;

/// Compares the rows of one part of a table with those that must be there: cell by cell, none missing, none too many.
pub(super) async fn compare(
    db: &mut Db,
    table: &'static Table,
    part: Option<&str>,
    expected: Vec<Row>,
    findings: &mut Findings,
) -> Result<u64, StoreError> {
    let mut expected: BTreeMap<Vec<Cell>, Row> = expected.into_iter().map(|row| (row.key().to_vec(), row)).collect();
    let mut after: Option<Vec<Cell>> = None;
    let mut count = 0;
    loop {
        let rows = TableSql::page(db, table, part, after.as_deref(), CHUNK).await?;
        let last = rows.len() < CHUNK as usize;
        for cells in rows {
            count += 1;
            let key = cells[..table.key].to_vec();
            match expected.remove(&key) {
                Some(row) => findings.compare(None, &row, &cells, None),
                None => findings.too_many(table, &cells),
            }
            after = Some(key);
        }
        if last || after.is_none() {
            break;
        }
        // A key of the part alone has one row.
        if part.is_some() && table.key == 1 {
            break;
        }
    }
    for row in expected.values() {
        findings.missing(None, table, &row.cells);
    }
    Ok(count)
}
