//! Whole tables against the rows that the folded states ask for.

use std::collections::BTreeMap;

use domain::cache::{self, Cell, Row, Table};

use super::faults::Findings;
use super::fold::Fold;
use crate::error::StoreError;
use crate::head::INSTANCE;
use crate::sql::Db;
use crate::tables::{self, Class, TableSql};

/// Rows read at a time.
const CHUNK: u32 = 1000;

/// Compares every cache that is folded from a ledger; how many rows there are.
pub(super) async fn caches(
    db: &mut Db,
    fold: &mut Fold,
    ledger: &str,
    findings: &mut Findings,
) -> Result<u64, StoreError> {
    let mut expected: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in fold.rows(db).await?.written {
        expected.entry(row.table.name).or_default().push(row);
    }
    let mut count = 0;
    for (table, class) in &tables::DESCRIBED {
        let table: &'static Table = table;
        let of_instance = std::ptr::eq(table, &cache::PERSON);
        if *class != Class::Cache || of_instance != (ledger == INSTANCE) {
            continue;
        }
        let rows = expected.remove(table.name).unwrap_or_default();
        let part = (!of_instance).then_some(ledger);
        count += compare(db, table, part, rows, findings).await?;
    }
    Ok(count)
}

/// Compares the rows of one part of a table with those that must be there: cell by cell, none missing, none too many.
async fn compare(
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
