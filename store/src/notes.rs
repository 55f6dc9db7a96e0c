//! Notes that must not cost a commit each: the access log and when sessions were last used. Written at most once a
//! second, and what waits is written at shutdown.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::audit::Access;
use domain::cache::Row;
use domain::id::PersonId;
use domain::time::Timestamp;
use ledger::Hash;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::error::StoreError;
use crate::sessions;
use crate::sql::{Db, args, statements};
use crate::store::{Inner, Store};
use crate::tables::{self, Conflict};

statements! {
    /// The writer of notes: in whose logs it stands that a person signed in or out, or did not get in.
    BELONGS = "SELECT organization FROM membership WHERE person = $1 AND active = 1 ORDER BY organization LIMIT 500";
    /// The worker that keeps the access log for its set time.
    FORGET = "DELETE FROM access_log WHERE at < $1";
}

/// How long notes wait for others.
const PAUSE: Duration = Duration::from_secs(1);
/// The most notes that wait; when the database does not take them, the oldest are lost and counted.
const WAITING: usize = 50_000;

/// A line of the access log that waits to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    /// Tells it from other lines; grows with time.
    id: u128,
    access: Access,
}

#[derive(Debug, Default)]
struct Waiting {
    access: VecDeque<Note>,
    /// By token: when the session was last used, and until when it lives then.
    seen: BTreeMap<Hash, (Timestamp, Timestamp)>,
    ending: bool,
}

impl Waiting {
    /// Adds a note behind the others.
    fn add(&mut self, note: Note) {
        self.access.push_back(note);
        self.cut();
    }

    /// Puts back what could not be written, before what came meanwhile.
    fn put_back(&mut self, access: Vec<Note>, seen: BTreeMap<Hash, (Timestamp, Timestamp)>) {
        let newer = std::mem::replace(&mut self.access, access.into());
        self.access.extend(newer);
        self.cut();
        for (token, used) in seen {
            self.seen.entry(token).or_insert(used);
        }
    }

    /// Loses and counts the oldest notes beyond the most that may wait.
    fn cut(&mut self) {
        let lost = self.access.len().saturating_sub(WAITING);
        if lost > 0 {
            self.access.drain(..lost);
            metrics::counter!("countersign_access_log_lost_total").increment(lost as u64);
        }
    }
}

/// What waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    waiting: Mutex<Waiting>,
    news: Notify,
}

impl Notes {
    fn with<T>(&self, change: impl FnOnce(&mut Waiting) -> T) -> T {
        change(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the writer once everything is written.
    pub(crate) fn end(&self) {
        self.with(|waiting| waiting.ending = true);
        self.news.notify_one();
    }
}

/// Starts the writer of notes.
pub(crate) fn start(inner: Arc<Inner>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            inner.notes.news.notified().await;
            if !inner.notes.with(|waiting| waiting.ending) {
                // Others gather meanwhile; the end does not wait for them.
                let _ = tokio::time::timeout(PAUSE, ended(&inner)).await;
            }
            if let Err(error) = flush(&inner).await {
                tracing::warn!(%error, "access log and last use of sessions could not be written");
            }
            if inner.notes.with(|waiting| waiting.ending) {
                return;
            }
        }
    })
}

async fn ended(inner: &Inner) {
    loop {
        inner.notes.news.notified().await;
        if inner.notes.with(|waiting| waiting.ending) {
            return;
        }
    }
}

/// Writes what waits.
pub(crate) async fn flush(inner: &Inner) -> Result<(), StoreError> {
    let (access, seen) = inner
        .notes
        .with(|waiting| (std::mem::take(&mut waiting.access), std::mem::take(&mut waiting.seen)));
    let access = Vec::from(access);
    if access.is_empty() && seen.is_empty() {
        return Ok(());
    }
    let written = async {
        let mut db = inner.pools.begin().await?;
        let rows = rows(&mut db, &access).await?;
        tables::write(&mut db, &tables::ACCESS_LOG, &rows, Conflict::Keep).await?;
        for (token, (at, expires_at)) in &seen {
            db.run(sessions::TOUCH, &args![token, *at, *expires_at]).await?;
        }
        db.commit().await
    };
    let result = written.await;
    // Every page that is read writes a note soon after: a database that takes writes again is noticed without anybody
    // having to try.
    inner.note_write(result.as_ref().err());
    if result.is_err() {
        inner.notes.with(|waiting| waiting.put_back(access, seen));
    }
    result
}

/// The rows of notes. What is about an account stands in the log of every organization that its person is an active
/// member of then: each reads its own log and nothing else. Found out here and not when somebody signs in, so that the
/// answer takes as long for an address without an account as for one with many organizations.
async fn rows(db: &mut Db, notes: &[Note]) -> Result<Vec<Row>, StoreError> {
    let mut known: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    let mut rows = Vec::with_capacity(notes.len());
    for note in notes {
        let access = &note.access;
        let everywhere = access.organization.is_none() && access.what.of_account();
        let Some(person) = access.person.filter(|_| everywhere) else {
            rows.push(row(note.id, access, access.organization.map(|id| id.to_string())));
            continue;
        };
        let belongs = match known.entry(person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let found: Vec<(String,)> = db.all(BELONGS, &args![&person.to_string()]).await?;
                unknown.insert(found.into_iter().map(|(id,)| id).collect())
            }
        };
        match belongs.as_slice() {
            [] => rows.push(row(note.id, access, None)),
            several => rows.extend((0_u128..).zip(several).map(|(place, organization)| {
                // Among the random bits, and the same again when it is written a second time.
                row(note.id ^ (place << 40), access, Some(organization.clone()))
            })),
        }
    }
    Ok(rows)
}

fn row(id: u128, access: &Access, organization: Option<String>) -> Row {
    Row {
        table: &tables::ACCESS_LOG,
        cells: vec![
            format!("{id:032x}").into(),
            access.at.into(),
            organization.into(),
            access.person.map(|id| id.to_string()).into(),
            access.session.map(|id| id.to_string()).into(),
            access.address.as_str().into(),
            access.device.as_str().into(),
            access.what.value().into(),
            access.detail.as_str().into(),
            i64::from(access.status).into(),
        ],
    }
}

impl Store {
    /// Notes something in the access log, soon.
    pub fn note_access(&self, access: Access) {
        let inner = self.inner();
        let id = inner.sources.uuid().as_u128();
        inner.notes.with(|waiting| waiting.add(Note { id, access }));
        inner.notes.news.notify_one();
    }

    /// Notes, soon, that the session of a token (its SHA-256) was used, and until when it lives now.
    pub fn note_seen(&self, token: Hash, at: Timestamp, expires_at: Timestamp) {
        let inner = self.inner();
        inner.notes.with(|waiting| waiting.seen.insert(token, (at, expires_at)));
        inner.notes.news.notify_one();
    }

    /// Writes now what waits to be noted.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn flush_notes(&self) -> Result<(), StoreError> {
        flush(self.inner()).await
    }

    /// Forgets what the access log holds from before `until`; how much.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_access(&self, until: Timestamp) -> Result<u64, StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(FORGET, &args![until]).await
    }
}

#[cfg(test)]
mod tests {
    use domain::audit::AccessKind;

    use super::*;

    fn note(number: usize) -> Note {
        Note {
            id: number as u128,
            access: Access {
                at: Timestamp::from_micros(0),
                organization: None,
                person: None,
                session: None,
                address: String::new(),
                device: String::new(),
                what: AccessKind::Read,
                detail: String::new(),
                status: 200,
            },
        }
    }

    fn first_and_last(waiting: &Waiting) -> (Option<&Note>, Option<&Note>, usize) {
        (waiting.access.front(), waiting.access.back(), waiting.access.len())
    }

    #[test]
    fn the_oldest_notes_are_lost() {
        let mut waiting = Waiting::default();
        for number in 0..WAITING + 10 {
            waiting.add(note(number));
        }
        let (oldest, newest) = (note(10), note(WAITING + 9));
        assert_eq!(first_and_last(&waiting), (Some(&oldest), Some(&newest), WAITING));
    }

    #[test]
    fn what_was_not_written_goes_before_what_came_meanwhile() {
        let mut waiting = Waiting::default();
        waiting.add(note(2));
        waiting.put_back(vec![note(0), note(1)], BTreeMap::new());
        assert_eq!(waiting.access, [note(0), note(1), note(2)]);
        let taken = (3..WAITING + 3).map(note).collect();
        waiting.put_back(taken, BTreeMap::new());
        let (oldest, newest) = (note(6), note(2));
        assert_eq!(first_and_last(&waiting), (Some(&oldest), Some(&newest), WAITING));
    }

    #[test]
    fn a_later_use_of_a_session_stays_the_later_one() {
        let at = Timestamp::from_micros;
        let (first, second) = (ledger::blob_hash(b"first"), ledger::blob_hash(b"second"));
        let mut waiting = Waiting::default();
        waiting.seen.insert(first, (at(20), at(30)));
        let taken = [(first, (at(10), at(20))), (second, (at(10), at(20)))];
        waiting.put_back(Vec::new(), taken.into());
        let known = [(first, (at(20), at(30))), (second, (at(10), at(20)))];
        assert_eq!(waiting.seen, known.into());
    }
}
