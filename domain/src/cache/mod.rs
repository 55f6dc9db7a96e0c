//! What lists and pages read of the states: rows of plain cells, computed by one pure function per state.
//!
//! The store writes the difference between the rows before and after a turn, verification compares every cell with the
//! rows of the refolded state, and refolding writes them all: one description serves the three. No cell depends on the
//! clock.

mod accounts;
mod bookings;
mod deployments;
mod entry;
mod templates;

use std::collections::BTreeMap;

pub use accounts::{MEMBERSHIP, ORGANIZATION, PERSON, directory_changes, instance_changes};
pub use bookings::{BOOKING, booking_rows};
pub use deployments::{
    DEPLOYMENT, DEPLOYMENT_ITEM, DEPLOYMENT_STATE, RETURNED, WAITING_SLOT, deployment_changes, holder_text,
};
pub use entry::{bodies_of, words_of};
pub use templates::{TEMPLATE, listed, template_changes};

use crate::time::Timestamp;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text.
    Text,
    /// A 64-bit integer with sign; instants in microseconds, yes and no as 1 and 0.
    Integer,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: CellKind,
    /// Changes with nearly every entry, and no index leads over it: a row that differs in nothing else is written without
    /// touching an index.
    pub volatile: bool,
}

impl Column {
    /// The same column, said to be volatile.
    const fn volatile(mut self) -> Self {
        self.volatile = true;
        self
    }
}

/// A table: the first `key` columns are its primary key.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, those of the key first.
    pub columns: &'static [Column],
    /// How many columns make the key.
    pub key: usize,
}

/// A value in a row. Whether it may be absent is the table's affair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Absent.
    Null,
    /// Text.
    Text(String),
    /// Integer.
    Integer(i64),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A row of a table: one cell for each of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The table.
    pub table: &'static Table,
    /// The cells, in the order of the table's columns.
    pub cells: Vec<Cell>,
}

/// What has to be done to a table so that it shows the state after instead of the state before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Rows that are not there any more; only their key cells matter.
    pub gone: Vec<Row>,
    /// Rows that are new or have other cells.
    pub written: Vec<Row>,
    /// Rows of which only volatile columns have other cells.
    pub touched: Vec<Row>,
}

/// The state of a stream with the place of its last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded<T> {
    /// The state.
    pub state: T,
    /// Version of the stream: how many entries it has.
    pub version: u64,
    /// When the last of them happened.
    pub at: Timestamp,
}

impl Row {
    /// The cells of the primary key.
    pub fn key(&self) -> &[Cell] {
        &self.cells[..self.table.key]
    }

    /// Whether it differs from a row of the same key in nothing but volatile columns.
    fn only_touches(&self, before: &Self) -> bool {
        let cells = self.cells.iter().zip(&before.cells);
        cells
            .zip(self.table.columns)
            .all(|((now, before), column)| column.volatile || now == before)
    }
}

impl Changes {
    /// Adds what another state's change asks for.
    pub fn extend(&mut self, other: Self) {
        self.gone.extend(other.gone);
        self.written.extend(other.written);
        self.touched.extend(other.touched);
    }

    /// The difference between two sets of rows.
    fn between(before: Vec<Row>, after: Vec<Row>) -> Self {
        let key = |row: &Row| (row.table.name, row.key().to_vec());
        let mut gone: BTreeMap<_, Row> = before.into_iter().map(|row| (key(&row), row)).collect();
        let mut changes = Self::default();
        for row in after {
            match gone.remove(&key(&row)) {
                Some(before) if before == row => {}
                Some(before) if row.only_touches(&before) => changes.touched.push(row),
                Some(_) | None => changes.written.push(row),
            }
        }
        changes.gone = gone.into_values().collect();
        changes
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<u32> for Cell {
    fn from(integer: u32) -> Self {
        Self::Integer(integer.into())
    }
}

impl From<u64> for Cell {
    /// Positions and counts stay far below 2^63; the ledger refuses larger ones.
    fn from(integer: u64) -> Self {
        Self::Integer(i64::try_from(integer).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Integer(yes.into())
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Integer(at.micros())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A text column.
pub const fn text(name: &'static str) -> Column {
    Column {
        name,
        kind: CellKind::Text,
        volatile: false,
    }
}

/// An integer column.
pub const fn integer(name: &'static str) -> Column {
    Column {
        name,
        kind: CellKind::Integer,
        volatile: false,
    }
}

/// A column of bytes.
pub const fn bytes(name: &'static str) -> Column {
    Column {
        name,
        kind: CellKind::Bytes,
        volatile: false,
    }
}

/// A state as the text of a column: canonical, so that equal states have equal cells.
fn state_text<T: serde::Serialize>(state: &T) -> Result<String, crate::decide::Misfit> {
    ledger::canonical::to_canonical(state).map_err(|_| crate::decide::Misfit("the state has no canonical form"))
}

#[cfg(test)]
mod tests {
    use super::*;

    static LINE: Table = Table {
        name: "line",
        columns: &[integer("id"), text("name"), integer("count").volatile()],
        key: 1,
    };

    fn line(id: i64, name: &str, count: i64) -> Row {
        Row {
            table: &LINE,
            cells: vec![id.into(), name.into(), count.into()],
        }
    }

    #[test]
    fn rows_that_differ_in_volatile_columns_are_only_touched() {
        let before = vec![
            line(1, "same", 1),
            line(2, "counted", 1),
            line(3, "named", 1),
            line(4, "gone", 1),
        ];
        let after = vec![
            line(1, "same", 1),
            line(2, "counted", 2),
            line(3, "renamed", 2),
            line(5, "new", 1),
        ];
        let changes = Changes::between(before, after);
        assert_eq!(changes.gone, [line(4, "gone", 1)]);
        assert_eq!(changes.written, [line(3, "renamed", 2), line(5, "new", 1)]);
        assert_eq!(changes.touched, [line(2, "counted", 2)]);
    }
}
