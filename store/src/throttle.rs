//! Failures to prove an identity, counted per account and per network address. The limits are the gate's.

use domain::time::Timestamp;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::sql::{args, statements};
use crate::store::Store;

statements! {
    /// Signing in: how many failures there were.
    FAILURES = "SELECT failures, since, last FROM throttle WHERE scope = $1 AND name = $2";
    /// A try to sign in: one more, or the first of a new window, unless another try was counted meanwhile.
    COUNT = "INSERT INTO throttle (scope, name, failures, since, last) VALUES ($1, $2, 1, $3, $3) \
        ON CONFLICT (scope, name) DO UPDATE SET \
        failures = CASE WHEN throttle.since < $4 THEN 1 ELSE throttle.failures + 1 END, \
        since = CASE WHEN throttle.since < $4 THEN excluded.since ELSE throttle.since END, last = excluded.last \
        WHERE throttle.failures = $5 AND throttle.last = $6";
    /// A try that was none, or no failure: as if it had not been counted.
    TAKE_BACK = "UPDATE throttle SET failures = failures - 1, last = CASE WHEN last = $3 THEN $4 ELSE last END \
        WHERE scope = $1 AND name = $2 AND failures > 0";
    /// A successful sign-in.
    FORGIVE = "DELETE FROM throttle WHERE scope = $1 AND name = $2";
    /// The worker that clears away old counts.
    FORGET = "DELETE FROM throttle WHERE last < $1";
}

/// Whose failures are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrottleScope {
    /// An account's, by its e-mail address; also of addresses without an account.
    Account,
    /// A network address's.
    Address,
}

/// Failures in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u64,
    /// When the first of them was.
    pub since: Timestamp,
    /// When the last of them was.
    pub last: Timestamp,
}

#[derive(Debug, FromRow)]
struct FailuresRow {
    failures: i64,
    since: i64,
    last: i64,
}

const fn scope_text(scope: ThrottleScope) -> &'static str {
    match scope {
        ThrottleScope::Account => "account",
        ThrottleScope::Address => "address",
    }
}

impl Store {
    /// The failures counted for a name; `None` when there are none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn failures(&self, scope: ThrottleScope, name: &str) -> Result<Option<Failures>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<FailuresRow> = db.one(FAILURES, &args![scope_text(scope), name]).await?;
        Ok(row.map(|row| Failures {
            count: u64::try_from(row.failures).unwrap_or(0),
            since: Timestamp::from_micros(row.since),
            last: Timestamp::from_micros(row.last),
        }))
    }

    /// Counts a failure, unless another one was counted since `seen` was read: then `false`, and it has to be read again.
    /// One that is more than `window` seconds after the first begins a new count.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_failure(
        &self,
        scope: ThrottleScope,
        name: &str,
        seen: Option<Failures>,
        now: Timestamp,
        window: i64,
    ) -> Result<bool, StoreError> {
        let mut db = self.inner().pools.write().await?;
        let (count, last) = seen.map_or((0, now), |seen| (seen.count, seen.last));
        let args = args![scope_text(scope), name, now, now.plus_seconds(-window), count, last];
        Ok(db.run(COUNT, &args).await? > 0)
    }

    /// Takes one failure back that was counted at `counted`; `last` is when the one before it was.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_back(
        &self,
        scope: ThrottleScope,
        name: &str,
        counted: Timestamp,
        last: Timestamp,
    ) -> Result<(), StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(TAKE_BACK, &args![scope_text(scope), name, counted, last])
            .await
            .map(|_| ())
    }

    /// Forgets the failures of a name, after a success.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forgive(&self, scope: ThrottleScope, name: &str) -> Result<(), StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(FORGIVE, &args![scope_text(scope), name]).await.map(|_| ())
    }

    /// Clears away counts whose last failure was before `until`; how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_failures(&self, until: Timestamp) -> Result<u64, StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(FORGET, &args![until]).await
    }
}
