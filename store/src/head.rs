//! Heads of ledgers: where the next entry goes, and whether something in memory is still current.

use std::collections::{BTreeMap, BTreeSet};

use domain::cache::{Cell, Row};
use domain::decide::LedgerName;
use domain::time::Timestamp;
use ledger::Frontier;
use sqlx::FromRow;

use crate::dialect;
use crate::error::StoreError;
use crate::sql::{Arg, Db, args, statements};
use crate::tables;

statements! {
    /// Pages, invitations, verification, and turns that only read the instance: the head of a ledger.
    HEAD = "SELECT ledger, epoch, size, frontier, last_at, directory FROM head WHERE ledger = $1";
    /// Turns: the heads of up to eight ledgers, where one writer has the whole file.
    HEADS = "SELECT ledger, epoch, size, frontier, last_at, directory FROM head \
        WHERE ledger IN ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// Heads read at a time.
const EIGHT: usize = 8;

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
    ledger: String,
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

/// The heads of the ledgers that a turn writes, taken until its end so that nobody else appends: the instance's first,
/// then organizations in id order. The instance's is read in any case, and not taken where it is not written: whoever does
/// not write its ledger still decides on what it says now. An organization that is being founded has none.
pub(crate) async fn take(
    db: &mut Db,
    written: &BTreeSet<LedgerName>,
) -> Result<BTreeMap<LedgerName, Head>, StoreError> {
    let mut heads = BTreeMap::new();
    let mut keep = |row: HeadRow| -> Result<(), StoreError> {
        let name = ledger_name(&row.ledger).ok_or_else(|| StoreError::damaged("a head of no ledger"))?;
        heads.insert(name, row.try_into()?);
        Ok(())
    };
    if db.locks_rows() {
        for ledger in written {
            let row: Option<HeadRow> = db.one(dialect::POSTGRES_HEAD, &args![&ledger_text(*ledger)]).await?;
            row.map(&mut keep).transpose()?;
        }
        if !written.contains(&LedgerName::Instance) {
            let row: Option<HeadRow> = db.one(HEAD, &args![INSTANCE]).await?;
            row.map(&mut keep).transpose()?;
        }
        return Ok(heads);
    }
    let names: BTreeSet<LedgerName> = written.iter().copied().chain([LedgerName::Instance]).collect();
    let names: Vec<String> = names.into_iter().map(ledger_text).collect();
    for chunk in names.chunks(EIGHT) {
        let padded = chunk.iter().chain(std::iter::repeat(&chunk[0])).take(EIGHT);
        let rows: Vec<HeadRow> = db.all(HEADS, &padded.map(Arg::from).collect::<Vec<_>>()).await?;
        rows.into_iter().try_for_each(&mut keep)?;
    }
    Ok(heads)
}
