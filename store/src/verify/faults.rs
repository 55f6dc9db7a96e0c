//! What a verification notes down.

use std::collections::BTreeMap;

use domain::audit::{Checked, Fault, VerifyReport};
use domain::cache::{Cell, Row, Table};
use ledger::Hash;

use crate::tables::{self, Class};

/// Faults that are told; the first is what matters, and damage makes many.
const TOLD: usize = 100;

/// What was checked and found in one ledger.
#[derive(Debug)]
pub(super) struct Findings {
    ledger: String,
    faults: Vec<Fault>,
    checked: BTreeMap<(u8, &'static str), u64>,
}

impl Findings {
    pub(super) const fn new(ledger: String) -> Self {
        Self {
            ledger,
            faults: Vec::new(),
            checked: BTreeMap::new(),
        }
    }

    /// Notes a fault.
    pub(super) fn fault(
        &mut self,
        seq: Option<u64>,
        table: &str,
        row: String,
        columns: &[&str],
        what: impl std::fmt::Display,
    ) {
        if self.faults.len() < TOLD {
            self.faults.push(Fault {
                ledger: self.ledger.clone(),
                seq,
                table: table.to_owned(),
                row,
                columns: columns.iter().map(|column| (*column).to_owned()).collect(),
                what: what.to_string(),
            });
        }
    }

    /// Whether nothing was found so far.
    pub(super) const fn clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Counts something that was checked. `order` is its place in the report.
    pub(super) fn checked(&mut self, order: u8, what: &'static str, count: u64) {
        *self.checked.entry((order, what)).or_default() += count;
    }

    /// Compares a stored row with what it must be. `skip` names a column that is judged otherwise.
    pub(super) fn compare(&mut self, seq: Option<u64>, expected: &Row, stored: &[Cell], skip: Option<&str>) {
        let columns = expected.table.columns.iter().zip(&expected.cells).zip(stored);
        for ((column, expected_cell), stored_cell) in columns {
            if expected_cell != stored_cell && skip != Some(column.name) {
                let row = key_text(expected.table, &expected.cells);
                let what = "not what the ledger says";
                self.fault(seq, expected.table.name, row, &[column.name], what);
            }
        }
    }

    /// A row that must be there and is not.
    pub(super) fn missing(&mut self, seq: Option<u64>, table: &Table, cells: &[Cell]) {
        self.fault(seq, table.name, key_text(table, cells), &[], "the row is missing");
    }

    /// A row that is there and must not be.
    pub(super) fn too_many(&mut self, table: &Table, cells: &[Cell]) {
        self.fault(None, table.name, key_text(table, cells), &[], "the row is one too many");
    }

    /// An organization that the instance's ledger founded, and whose own ledger does not begin.
    pub(super) fn unfounded(&mut self) {
        let row = format!("{} 0", self.ledger);
        let what = "the instance's ledger says that the organization was founded, and its own does not";
        self.fault(Some(0), tables::ENTRY.name, row, &[], what);
    }

    /// The report.
    pub(super) fn report(self, entries: u64, root: Hash) -> VerifyReport {
        let checked = self.checked.into_iter().map(|((_, what), count)| Checked {
            what: what.to_owned(),
            count,
        });
        VerifyReport {
            entries,
            root,
            checked: checked.collect(),
            uncovered: uncovered(),
            faults: self.faults,
        }
    }
}

/// Tables that no ledger speaks of, and why.
fn uncovered() -> Vec<String> {
    let names = |wanted: Class| -> String {
        let tables = tables::all().into_iter().filter(|(_, class)| *class == wanted);
        tables.map(|(name, _)| name).collect::<Vec<_>>().join(", ")
    };
    vec![
        format!("{}: secrets are in no ledger", names(Class::Secret)),
        format!("{}: kept for a time and in no ledger", names(Class::Passing)),
        "entries cut from the end that no outsider ever saw".to_owned(),
    ]
}

/// The key of a row as text.
pub(super) fn key_text(table: &Table, cells: &[Cell]) -> String {
    let texts = cells.iter().take(table.key).map(|cell| match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(integer) => integer.to_string(),
        Cell::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    });
    texts.collect::<Vec<_>>().join(" ")
}
