//! What statements are given. Absent values keep their type: PostgreSQL wants to know it.

use domain::cache::{Cell, CellKind};
use domain::time::Timestamp;
use ledger::Hash;

/// A value for a placeholder.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arg<'a> {
    /// Text.
    Text(Option<&'a str>),
    /// Integer.
    Integer(Option<i64>),
    /// Bytes.
    Bytes(Option<&'a [u8]>),
}

impl<'a> Arg<'a> {
    /// The cell of a column of that kind.
    pub(crate) fn cell(kind: CellKind, cell: &'a Cell) -> Self {
        match (kind, cell) {
            (_, Cell::Text(text)) => Self::Text(Some(text)),
            (_, Cell::Integer(integer)) => Self::Integer(Some(*integer)),
            (_, Cell::Bytes(bytes)) => Self::Bytes(Some(bytes)),
            (CellKind::Text, Cell::Null) => Self::Text(None),
            (CellKind::Integer, Cell::Null) => Self::Integer(None),
            (CellKind::Bytes, Cell::Null) => Self::Bytes(None),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(Some(integer))
    }
}

impl From<Option<i64>> for Arg<'_> {
    fn from(integer: Option<i64>) -> Self {
        Self::Integer(integer)
    }
}

impl From<u64> for Arg<'_> {
    /// Positions stay far below 2^63; what lies above finds nothing, like any position that is not there.
    fn from(integer: u64) -> Self {
        Self::Integer(Some(i64::try_from(integer).unwrap_or(i64::MAX)))
    }
}

impl From<Timestamp> for Arg<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Integer(Some(at.micros()))
    }
}

impl<'a> From<&'a Hash> for Arg<'a> {
    fn from(hash: &'a Hash) -> Self {
        Self::Bytes(Some(hash.as_bytes()))
    }
}

impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

/// The values of a statement, in the order of its placeholders.
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        [$($crate::sql::Arg::from($value)),*]
    };
}
pub(crate) use args;
