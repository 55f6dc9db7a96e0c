//! An entry that is ready to be appended, and its row.

use domain::audit::KindGroup;
use domain::cache::{Cell, Row, words_of};
use domain::decide::LedgerName;
use domain::event::{Event, Meta, Stream};
use ledger::{Entry, Hash};

use crate::error::StoreError;
use crate::tables;

/// An entry whose bytes are settled.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) ledger: LedgerName,
    pub(super) stream: Stream,
    /// Version of the stream with it.
    pub(super) version: u64,
    pub(super) event: Event,
    pub(super) meta: Meta,
    pub(super) index: IndexCells,
    /// The exact bytes.
    pub(super) text: String,
    /// Salt and canonical JSON of what is private about it.
    pub(super) private: Option<([u8; 32], String)>,
}

/// The columns of an entry that repeat or derive from its bytes, after ledger, number and leaf hash.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct IndexCells(pub(crate) [Cell; 8]);

impl IndexCells {
    /// What they must be.
    pub(crate) fn of(entry: &Entry, event: &Event) -> Self {
        let actor = match entry.actor.get("id") {
            Some(serde_json::Value::String(id)) => Cell::Text(id.clone()),
            Some(_) | None => Cell::Null,
        };
        Self([
            entry.at.micros().into(),
            entry.stream.as_str().into(),
            entry.version.into(),
            entry.kind.as_str().into(),
            KindGroup::of(event).value().into(),
            actor,
            entry.request.as_deref().into(),
            words_of(&entry.body).into(),
        ])
    }
}

impl Prepared {
    /// Its row.
    pub(super) fn row(&self, ledger: &str, leaf: Hash) -> Row {
        let mut cells: Vec<Cell> = vec![
            ledger.into(),
            self.meta.seq.into(),
            Cell::Bytes(leaf.as_bytes().to_vec()),
        ];
        cells.extend_from_slice(&self.index.0);
        cells.push(self.text.as_str().into());
        Row {
            table: &tables::ENTRY,
            cells,
        }
    }

    /// The row of what is private about it.
    pub(super) fn private_row(&self, ledger: &str) -> Option<Row> {
        self.private.as_ref().map(|(salt, text)| Row {
            table: &tables::PRIVATE,
            cells: vec![
                ledger.into(),
                self.meta.seq.into(),
                Cell::Bytes(salt.to_vec()),
                text.as_str().into(),
            ],
        })
    }
}

/// The instant of an entry.
pub(super) fn entry_time(at: domain::time::Timestamp) -> Result<ledger::At, StoreError> {
    ledger::At::from_micros(at.micros()).map_err(StoreError::damaged)
}
