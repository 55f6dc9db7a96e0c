//! Heads of ledgers: where the next entry goes, and whether something in memory is still current.

use domain::cache::{Cell, Row};
use domain::decide::LedgerName;
use domain::time::Timestamp;
use ledger::Frontier;
use sqlx::FromRow;

use crate::dialect;
use crate::error::StoreError;
use crate::sql::{Db, args, statements};
use crate::tables;

statements! {
    /// Turns: the head of a ledger that is only read; verification.
    HEAD = "SELECT epoch, size, frontier, last_at, directory FROM head WHERE ledger = $1";
}

/// The name of the instance's ledger in every table.
pub(crate) const INSTANCE: &str = "instance";

/// A ledger's name as tables and entries have it.
pub(crate) fn ledger_text(ledger: LedgerName) -> String {
    match ledger {
        LedgerName::Instance => INSTANCE.to_owned(),
        LedgerName::Organization(id) => id.to_string(),
    }
}

/// The ledger of a name.
pub(crate) fn ledger_name(text: &str) -> Option<LedgerName> {
    if text == INSTANCE {
        Some(LedgerName::Instance)
    } else {
        text.parse().ok().map(LedgerName::Organization)
    }
}

#[derive(Debug, FromRow)]
struct HeadRow {
    epoch: i64,
    size: i64,
    frontier: Vec<u8>,
    last_at: i64,
    directory: i64,
}

/// The head of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Counts restores from a backup.
    pub(crate) epoch: u64,
    /// The right edge of the tree, and its size.
    pub(crate) frontier: Frontier,
    /// Time of the last entry.
    pub(crate) last_at: Timestamp,
    /// The position behind the last entry of the stream `organization`.
    pub(crate) directory: u64,
}

impl Head {
    /// The head of a ledger without entries.
    pub(crate) fn empty() -> Self {
        Self {
            epoch: 0,
            frontier: Frontier::new(),
            last_at: Timestamp::from_micros(0),
            directory: 0,
        }
    }

    /// Number of entries.
    pub(crate) fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// As a row of its table.
    pub(crate) fn row(&self, ledger: &str) -> Row {
        Row {
            table: &tables::HEAD,
            cells: vec![
                ledger.into(),
                self.epoch.into(),
                self.size().into(),
                Cell::Bytes(self.frontier.to_bytes()),
                self.last_at.into(),
                self.directory.into(),
            ],
        }
    }
}

/// A position as stored.
pub(crate) fn position(stored: i64) -> Result<u64, StoreError> {
    u64::try_from(stored).map_err(|_| StoreError::damaged(format_args!("{stored} is no position")))
}

impl TryFrom<HeadRow> for Head {
    type Error = StoreError;
    fn try_from(row: HeadRow) -> Result<Self, StoreError> {
        let frontier = Frontier::from_bytes(&row.frontier)?;
        if frontier.size() != position(row.size)? {
            return Err(StoreError::damaged("a head's size is not its frontier's"));
        }
        Ok(Self {
            epoch: position(row.epoch)?,
            frontier,
            last_at: Timestamp::from_micros(row.last_at),
            directory: position(row.directory)?,
        })
    }
}

/// Reads a head.
pub(crate) async fn read(db: &mut Db, ledger: &str) -> Result<Option<Head>, StoreError> {
    let row: Option<HeadRow> = db.one(HEAD, &args![ledger]).await?;
    row.map(Head::try_from).transpose()
}

/// Takes a head until the end of the transaction, so that nobody else appends.
pub(crate) async fn take(db: &mut Db, ledger: &str) -> Result<Option<Head>, StoreError> {
    let statement = if db.locks_rows() { dialect::POSTGRES_HEAD } else { HEAD };
    let row: Option<HeadRow> = db.one(statement, &args![ledger]).await?;
    row.map(Head::try_from).transpose()
}
