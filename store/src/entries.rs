//! Stored entries: reading them back as events, and folding streams.

use std::str::FromStr as _;

use domain::event::{Event, Meta, RecordedActor, Stream};
use domain::time::Timestamp;
use ledger::Entry;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::sql::{Db, args, statements};

statements! {
    /// Turns and pages: the next entries of a stream, to bring a state up to date.
    STREAM = "SELECT e.text AS text, p.text AS private FROM entry e \
        LEFT JOIN private p ON p.ledger = e.ledger AND p.seq = e.seq \
        WHERE e.ledger = $1 AND e.stream = $2 AND e.seq >= $3 AND e.seq < $4 ORDER BY e.seq LIMIT $5";
}

/// Entries read at a time.
const CHUNK: u64 = 500;

/// A row of an entry with what is private about it.
#[derive(Debug, FromRow)]
pub(crate) struct EntryRow {
    pub(crate) text: String,
    pub(crate) private: Option<String>,
}

/// An entry as the rules see it.
#[derive(Debug)]
pub(crate) struct ReadEntry {
    pub(crate) entry: Entry,
    pub(crate) stream: Stream,
    pub(crate) event: Event,
    pub(crate) meta: Meta,
}

impl EntryRow {
    /// Reads it.
    pub(crate) fn read(&self) -> Result<ReadEntry, StoreError> {
        let entry = Entry::from_bytes(self.text.as_bytes())?;
        ReadEntry::of(entry, self.private.as_deref())
    }
}

impl ReadEntry {
    /// An entry with its private part as stored.
    pub(crate) fn of(entry: Entry, private: Option<&str>) -> Result<Self, StoreError> {
        let stream = Stream::from_str(&entry.stream)?;
        let event = Event::decode(stream, &entry.kind, &entry.body)?;
        let actor: RecordedActor = serde_json::from_value(entry.actor.clone())?;
        let private = private.map(serde_json::from_str).transpose()?;
        let meta = Meta {
            seq: entry.seq,
            at: Timestamp::from_micros(entry.at.micros()),
            actor,
            private,
        };
        Ok(Self {
            entry,
            stream,
            event,
            meta,
        })
    }
}

/// Feeds the entries of a stream with numbers from `from` to before `until` to `take`, in order.
pub(crate) async fn each(
    db: &mut Db,
    ledger: &str,
    stream: Stream,
    from: u64,
    until: u64,
    mut take: impl FnMut(ReadEntry) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let stream = stream.to_string();
    let mut from = from;
    while from < until {
        let rows: Vec<EntryRow> = db.all(STREAM, &args![ledger, &stream, from, until, CHUNK]).await?;
        let last = rows.len() < CHUNK as usize;
        for row in &rows {
            let read = row.read()?;
            from = read.meta.seq + 1;
            take(read)?;
        }
        if last {
            break;
        }
    }
    Ok(())
}
