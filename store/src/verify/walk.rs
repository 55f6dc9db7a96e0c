//! One ledger from its first entry to its head, and then its tables.

use std::collections::BTreeMap;

use domain::accounts::{Directory, Instance};
use domain::cache::{Cell, Column, Row, bytes, text};
use domain::decide::LedgerName;
use domain::time::Timestamp;
use ledger::{Accepted, Entry, FaultKind, Frontier, Hash, NodeAt, StreamVerifier, commitment};
use sqlx::FromRow;

use super::faults::Findings;
use super::fold::Fold;
use super::{Told, beside, rows};
use crate::entries::ReadEntry;
use crate::error::StoreError;
use crate::head::{Head, ledger_text, position};
use crate::sql::{Db, args, statements};
use crate::tables;
use crate::writer::entry::IndexCells;

statements! {
    /// Verification: the next entries of a ledger with what is private about them.
    ENTRIES = "SELECT e.ledger, e.seq, e.leaf, e.at, e.stream, e.version, e.kind, e.area, e.actor, e.request, e.words, \
        e.text, p.salt, p.text FROM entry e LEFT JOIN private p ON p.ledger = e.ledger AND p.seq = e.seq \
        WHERE e.ledger = $1 AND e.seq >= $2 ORDER BY e.seq LIMIT $3";
    /// Verification: some neighbouring inner nodes.
    NODES = "SELECT place, hash FROM node WHERE ledger = $1 AND level = $2 AND place >= $3 AND place < $4 ORDER BY place";
}

/// Entries read at a time: a power of two, so that most nodes are completed inside a chunk.
const CHUNK: u64 = 1024;
/// Levels of the largest tree there can be.
const LEVELS: u8 = 62;

/// What a walk came to.
pub(super) struct Walked {
    pub(super) entries: u64,
    pub(super) root: Hash,
    pub(super) instance: Option<Instance>,
    pub(super) directory: Option<Directory>,
}

#[derive(Debug, FromRow)]
struct NodeRow {
    place: i64,
    hash: Vec<u8>,
}

/// Walks a ledger and compares everything that belongs to it.
pub(super) async fn ledger(
    db: &mut Db,
    name: LedgerName,
    findings: &mut Findings,
    told: Told<'_>,
) -> Result<Walked, StoreError> {
    let ledger = ledger_text(name);
    let mut walk = Walk::new(name, &ledger);
    walk.entries(db, findings, told).await?;
    let (head, whole) = walk.finish(db, findings).await?;
    let size = head.size();
    findings.checked(0, "entries canonical, in order, and accepted", size);
    findings.checked(1, "nodes of the tree", size - u64::from(size.count_ones()));
    findings.checked(2, "sign-offs and steps allowed where they stand", walk.fold.judged);
    let bodies = std::mem::take(&mut walk.fold.bodies);
    let blobs = beside::blobs(db, &ledger, &bodies, findings).await?;
    findings.checked(3, "bodies that are what their names say", blobs);
    beside::strays(db, &ledger, size, findings).await?;
    if whole && let Err(unlinked) = walk.fold.links.end() {
        let last = size.saturating_sub(1);
        findings.fault(
            Some(last),
            tables::ENTRY.name,
            format!("{ledger} {last}"),
            &["text"],
            unlinked,
        );
    }
    // Caches of a ledger that could not be folded to its end would all differ.
    if whole {
        let count = rows::caches(db, &mut walk.fold, &ledger, findings).await?;
        findings.checked(5, "rows of caches equal to the fold", count);
    }
    // Nobody asks for an organization that no ledger names: without its founding, everything about it was taken away.
    if matches!(name, LedgerName::Organization(_)) && walk.fold.directory.is_none() {
        findings.unfounded();
    }
    Ok(Walked {
        entries: size,
        root: head.frontier.root(),
        instance: (name == LedgerName::Instance).then_some(walk.fold.instance.state),
        directory: walk.fold.directory.map(|folded| folded.state),
    })
}

struct Walk<'l> {
    ledger: &'l str,
    verifier: StreamVerifier,
    fold: Fold,
    size: u64,
    last_at: Timestamp,
    /// The right edge: the nodes that no larger one covers yet.
    peaks: Vec<NodeAt>,
    /// Entries whose leaf column is not the hash of their text. Which of the two is wrong, the tree tells in the end.
    leaves: Vec<u64>,
    /// Whether everything so far could be read and folded.
    whole: bool,
    /// What the head says, whether or not it is true.
    said: Option<Cell>,
}

impl<'l> Walk<'l> {
    fn new(name: LedgerName, ledger: &'l str) -> Self {
        Self {
            ledger,
            // Other epochs begin with a restore, which is of a later stage.
            verifier: StreamVerifier::new(ledger, 0),
            fold: Fold::new(name),
            size: 0,
            last_at: Fold::beginning(),
            peaks: Vec::new(),
            leaves: Vec::new(),
            whole: true,
            said: None,
        }
    }

    /// Reads all entries, and tells after each chunk how far it is; ends early where the chain breaks.
    async fn entries(&mut self, db: &mut Db, findings: &mut Findings, told: Told<'_>) -> Result<(), StoreError> {
        let columns: Vec<Column> = tables::ENTRY
            .columns
            .iter()
            .copied()
            .chain([bytes("salt"), text("private")])
            .collect();
        let head = tables::TableSql::page(db, &tables::HEAD, Some(self.ledger), None, 1).await?;
        self.said = head.first().and_then(|cells| cells.get(2).cloned());
        let all = self.said.as_ref().map_or(0, |said| match said {
            Cell::Integer(size) => u64::try_from(*size).unwrap_or(0),
            Cell::Null | Cell::Text(_) | Cell::Bytes(_) => 0,
        });
        told(0, all);
        // From the least number that a column can hold: what pages would show must not hide below zero.
        let mut from = i64::MIN;
        loop {
            let first = self.size;
            let rows = db.cells(ENTRIES, &args![self.ledger, from, CHUNK], &columns).await?;
            let last = rows.len() < CHUNK as usize;
            let mut completed = Vec::new();
            for cells in rows {
                if !self.entry(db, &cells, &mut completed, findings).await? {
                    self.whole = false;
                    return self.nodes(db, first, completed, findings).await;
                }
                if let Cell::Integer(seq) = cells[1] {
                    from = seq.saturating_add(1);
                }
            }
            self.nodes(db, first, completed, findings).await?;
            told(self.size, all);
            if last {
                return Ok(());
            }
        }
    }

    /// Checks the next entry; `false` when nothing after it can be judged.
    async fn entry(
        &mut self,
        db: &mut Db,
        cells: &[Cell],
        completed: &mut Vec<NodeAt>,
        findings: &mut Findings,
    ) -> Result<bool, StoreError> {
        let seq = self.size;
        let place = [Cell::from(self.ledger), seq.into()];
        if cells[1] < place[1] {
            // Numbers come in order and once each, so this one is below zero; the ledger begins behind it.
            findings.too_many(&tables::ENTRY, cells);
            return Ok(true);
        }
        if cells[1] != place[1] {
            self.gap(&place, cells, findings);
            return Ok(false);
        }
        let (Cell::Text(text), Some(Cell::Bytes(stored_leaf))) = (&cells[11], cells.get(2)) else {
            return Err(StoreError::damaged("an entry without text"));
        };
        let Accepted { entry, leaf, nodes } = match self.verifier.push(text.as_bytes()) {
            Ok(accepted) => accepted,
            Err(fault) => {
                let row = format!("{} {seq}", self.ledger);
                findings.fault(Some(seq), tables::ENTRY.name, row, &["text"], fault.kind);
                return Ok(false);
            }
        };
        if stored_leaf != leaf.as_bytes() {
            self.leaves.push(seq);
        }
        self.push(&nodes);
        completed.extend(nodes.into_iter().filter(|node| node.level > 0));
        self.last_at = Timestamp::from_micros(entry.at.micros());
        let private = self.private(&entry, &cells[12], &cells[13], findings);
        let read = match ReadEntry::of(entry, private.as_deref()) {
            Ok(read) => read,
            Err(error) => {
                let row = format!("{} {seq}", self.ledger);
                findings.fault(Some(seq), tables::ENTRY.name, row, &["text"], error);
                return Ok(false);
            }
        };
        findings.compare(
            Some(seq),
            &expected(self.ledger, &read, leaf, text),
            &cells[..12],
            Some("leaf"),
        );
        if self.whole
            && let Err(what) = self.fold.take(db, &read).await?
        {
            let row = format!("{} {seq}", self.ledger);
            findings.fault(Some(seq), tables::ENTRY.name, row, &["text"], what);
            self.whole = false;
        }
        Ok(true)
    }

    /// The number that comes next is not there; or the head knows nothing of the entry that is.
    fn gap(&self, place: &[Cell], cells: &[Cell], findings: &mut Findings) {
        if self.said.as_ref().is_some_and(|size| *size <= place[1]) {
            findings.too_many(&tables::ENTRY, cells);
        } else {
            findings.missing(Some(self.size), &tables::ENTRY, place);
        }
    }

    /// Keeps the right edge.
    fn push(&mut self, nodes: &[NodeAt]) {
        if let Some(top) = nodes.last() {
            while self.peaks.last().is_some_and(|peak| peak.level < top.level) {
                self.peaks.pop();
            }
            self.peaks.push(*top);
        }
        self.size += 1;
    }

    /// Compares what is private about an entry with its commitment; the text, when it is sound.
    fn private(&self, entry: &Entry, salt: &Cell, text: &Cell, findings: &mut Findings) -> Option<String> {
        let key = [Cell::from(self.ledger), entry.seq.into()];
        match (entry.private, salt, text) {
            (None, Cell::Null, Cell::Null) => None,
            (None, _, _) => {
                findings.too_many(&tables::PRIVATE, &key);
                None
            }
            (Some(committed), Cell::Bytes(salt), Cell::Text(text)) => {
                let salt: Option<[u8; 32]> = salt.as_slice().try_into().ok();
                if salt.is_some_and(|salt| commitment(&salt, text.as_bytes()) == committed) {
                    findings.checked(4, "private rows that match their commitments", 1);
                    return Some(text.clone());
                }
                let row = format!("{} {}", self.ledger, entry.seq);
                let what = "salt and text do not give what the entry commits to";
                findings.fault(Some(entry.seq), tables::PRIVATE.name, row, &["salt", "text"], what);
                None
            }
            (Some(_), _, _) => {
                findings.missing(Some(entry.seq), &tables::PRIVATE, &key);
                None
            }
        }
    }

    /// Compares the inner nodes that the entries since `first` completed with the stored ones.
    async fn nodes(
        &self,
        db: &mut Db,
        first: u64,
        completed: Vec<NodeAt>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let mut levels: BTreeMap<u8, BTreeMap<u64, Hash>> = BTreeMap::new();
        for node in completed {
            levels.entry(node.level).or_default().insert(node.index, node.hash);
        }
        for level in (1..=LEVELS).take_while(|level| self.size >> level > 0) {
            let mut expected = levels.remove(&level).unwrap_or_default();
            let (from, until) = (first >> level, self.size >> level);
            if from == until {
                continue;
            }
            let args = args![self.ledger, i64::from(level), from, until];
            let stored: Vec<NodeRow> = db.all(NODES, &args).await?;
            for row in stored {
                let key = [self.ledger.into(), i64::from(level).into(), row.place.into()];
                let known = expected.remove(&position(row.place)?);
                if known.is_none_or(|hash| hash.as_bytes() != row.hash.as_slice()) {
                    let row = super::faults::key_text(&tables::NODE, &key);
                    findings.fault(None, tables::NODE.name, row, &["hash"], "not what the entries give");
                }
            }
            for place in expected.into_keys() {
                let key = [self.ledger.into(), i64::from(level).into(), place.into()];
                findings.missing(None, &tables::NODE, &key);
            }
        }
        Ok(())
    }

    /// Compares the head with the entries; the head that must be, and whether everything can be compared.
    async fn finish(&mut self, db: &mut Db, findings: &mut Findings) -> Result<(Head, bool), StoreError> {
        let peaks = self.peaks.iter().map(|peak| peak.hash).collect();
        let frontier = Frontier::from_parts(self.size, peaks).map_err(StoreError::damaged)?;
        let root = frontier.root();
        let verifier = std::mem::replace(&mut self.verifier, StreamVerifier::new(self.ledger, 0));
        if let Err(fault) = verifier.finish(self.size, root)
            && self.whole
        {
            let last = format!("{} {}", self.ledger, self.size);
            let what: FaultKind = fault.kind;
            findings.fault(Some(self.size), tables::ENTRY.name, last, &[], what);
        }
        let head = Head {
            epoch: 0,
            frontier,
            last_at: self.last_at,
            directory: self.fold.directory_position,
        };
        let row = head.row(self.ledger);
        let stored = tables::TableSql::page(db, &tables::HEAD, Some(self.ledger), None, 1).await?;
        let agrees = stored.first().is_some_and(|cells| cells.get(3) == row.cells.get(3));
        for seq in std::mem::take(&mut self.leaves) {
            // With a tree that agrees with the texts it is the column that was changed.
            let (column, what) = if agrees {
                ("leaf", "not the hash of the text")
            } else {
                ("text", "neither its leaf hash nor the tree is of this text")
            };
            let row = format!("{} {seq}", self.ledger);
            findings.fault(Some(seq), tables::ENTRY.name, row, &[column], what);
        }
        if !agrees && self.whole && self.said.as_ref().is_some_and(|said| *said > Cell::from(self.size)) {
            let next = [Cell::from(self.ledger), self.size.into()];
            findings.missing(Some(self.size), &tables::ENTRY, &next);
        }
        match stored.first() {
            None => findings.missing(None, &tables::HEAD, &row.cells),
            // Behind a break in the chain the head cannot agree.
            Some(_) if !self.whole && !findings.clean() => {}
            Some(cells) => findings.compare(None, &row, cells, None),
        }
        Ok((head, self.whole))
    }
}

/// The row that an entry must have.
fn expected(ledger: &str, read: &ReadEntry, leaf: Hash, text: &str) -> Row {
    let mut cells: Vec<Cell> = vec![
        ledger.into(),
        read.meta.seq.into(),
        Cell::Bytes(leaf.as_bytes().to_vec()),
    ];
    cells.extend(IndexCells::of(&read.entry, &read.event).0);
    cells.push(text.into());
    Row {
        table: &tables::ENTRY,
        cells,
    }
}
