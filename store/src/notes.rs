//! Notes that must not cost a commit each: the access log and when sessions were last used. Written at most once a
//! second, and what waits is written at shutdown.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::cache::Row;
use domain::id::{OrganizationId, PersonId, SessionId};
use domain::time::Timestamp;
use ledger::Hash;
use sqlx::FromRow;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::error::StoreError;
use crate::sessions;
use crate::sql::{args, statements};
use crate::store::{Inner, Store};
use crate::tables::{self, Conflict};

statements! {
    /// The access log of an organization, newest first.
    ACCESS = "SELECT id, at, person, session, address, what, detail, status FROM access_log \
        WHERE organization = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// The worker that keeps the access log for its set time.
    FORGET = "DELETE FROM access_log WHERE at < $1";
}

/// How long notes wait for others.
const PAUSE: Duration = Duration::from_secs(1);
/// The most notes that wait; when the database does not take them, the oldest are lost and counted.
const WAITING: usize = 50_000;

/// Something somebody did that is no entry: log-ins, refused commands, reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// In which organization.
    pub organization: Option<OrganizationId>,
    /// Who.
    pub person: Option<PersonId>,
    /// Public id of the session.
    pub session: Option<SessionId>,
    /// Network address.
    pub address: String,
    /// What, as a word: `sign_in`, `read`, `refused`.
    pub what: String,
    /// The path, or the refusal.
    pub detail: String,
    /// Status of the answer.
    pub status: u16,
}

#[derive(Debug, FromRow)]
struct AccessRow {
    id: String,
    at: i64,
    person: Option<String>,
    session: Option<String>,
    address: String,
    what: String,
    detail: String,
    status: i64,
}

#[derive(Debug, Default)]
struct Waiting {
    access: VecDeque<Row>,
    /// By token: when the session was last used, and until when it lives then.
    seen: BTreeMap<Hash, (Timestamp, Timestamp)>,
    ending: bool,
}

impl Waiting {
    /// Adds a note behind the others.
    fn add(&mut self, row: Row) {
        self.access.push_back(row);
        self.cut();
    }

    /// Puts back what could not be written, before what came meanwhile.
    fn put_back(&mut self, access: Vec<Row>, seen: BTreeMap<Hash, (Timestamp, Timestamp)>) {
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
        tables::write(&mut db, &tables::ACCESS_LOG, &access, Conflict::Keep).await?;
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

impl Store {
    /// Notes something in the access log, soon.
    pub fn note_access(&self, access: &Access) {
        let inner = self.inner();
        let row = Row {
            table: &tables::ACCESS_LOG,
            cells: vec![
                inner.sources.uuid().simple().to_string().into(),
                access.at.into(),
                access.organization.map(|id| id.to_string()).into(),
                access.person.map(|id| id.to_string()).into(),
                access.session.map(|id| id.to_string()).into(),
                access.address.as_str().into(),
                access.what.as_str().into(),
                access.detail.as_str().into(),
                i64::from(access.status).into(),
            ],
        };
        inner.notes.with(|waiting| waiting.add(row));
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

    /// One page of an organization's access log, newest first: at most `limit` (capped at 500) before the mark of the
    /// last page. Each comes with its mark.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn access_log(
        &self,
        organization: OrganizationId,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<(String, Access)>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        // Marks are lower-case hexadecimal; `g` is above all of them.
        let ledger = organization.to_string();
        let args = args![&ledger, before.unwrap_or("g"), i64::from(limit.min(500))];
        let rows: Vec<AccessRow> = db.all(ACCESS, &args).await?;
        rows.into_iter().map(|row| row.parse(organization)).collect()
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

impl AccessRow {
    fn parse(self, organization: OrganizationId) -> Result<(String, Access), StoreError> {
        let access = Access {
            at: Timestamp::from_micros(self.at),
            organization: Some(organization),
            person: self
                .person
                .map(|id| id.parse().map_err(StoreError::damaged))
                .transpose()?,
            session: self
                .session
                .map(|id| id.parse().map_err(StoreError::damaged))
                .transpose()?,
            address: self.address,
            what: self.what,
            detail: self.detail,
            status: u16::try_from(self.status).unwrap_or(0),
        };
        Ok((self.id, access))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(number: usize) -> Row {
        let table = &tables::ACCESS_LOG;
        let cells = vec![i64::try_from(number).expect("small").into()];
        Row { table, cells }
    }

    fn first_and_last(waiting: &Waiting) -> (Option<&Row>, Option<&Row>, usize) {
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
