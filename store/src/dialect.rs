//! The only place where the two engines differ.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::error::StoreError;
use crate::options::Options;
use crate::sql::{Native, Pools};

/// Takes the write lock at once, so that no turn fails half-way because another process writes.
pub(crate) const SQLITE_BEGIN: &str = "BEGIN IMMEDIATE";
/// Every statement sees what was committed before it; the head row is taken first.
pub(crate) const POSTGRES_BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// All statements see the same commit.
pub(crate) const POSTGRES_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Turns: the head of a ledger, taken until the end of the turn; SQLite has one writer anyway.
pub(crate) const POSTGRES_HEAD: &str =
    "SELECT epoch, size, frontier, last_at, directory FROM head WHERE ledger = $1 FOR UPDATE";
/// Tells other nodes that a ledger grew; carries the ledger and its size.
pub(crate) const POSTGRES_NOTIFY: &str = "SELECT pg_notify('countersign', $1)";
/// The channel of [`POSTGRES_NOTIFY`].
pub(crate) const POSTGRES_CHANNEL: &str = "countersign";
/// Copies the database into a new file.
pub(crate) const SQLITE_COPY: &str = "VACUUM INTO $1";
/// What the linked library calls itself.
pub(crate) const SQLITE_VERSION: &str = "SELECT sqlite_version()";
/// What the engine finds wrong with a file; `ok` when nothing.
pub(crate) const SQLITE_CHECK: &str = "SELECT integrity_check FROM pragma_integrity_check LIMIT 1";
/// Whether the present role owns the tables.
pub(crate) const POSTGRES_OWNS: &str = "SELECT CAST(count(*) AS BIGINT) FROM pg_tables \
    WHERE schemaname = current_schema() AND tablename = 'entry' AND pg_has_role(current_user, tableowner, 'USAGE')";
/// Whether the present role may make tables.
pub(crate) const POSTGRES_MAY_CREATE: &str =
    "SELECT CAST(count(*) AS BIGINT) FROM (SELECT 1) AS one WHERE has_schema_privilege(current_schema(), 'CREATE')";
/// The migrations that were applied.
pub(crate) const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

/// Versions before 3.51.3 can corrupt a file in WAL mode.
pub(crate) const SQLITE_NEEDED: &str = "3.51.3";

/// How long a statement waits for another process's write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept prepared per connection: all there are, in all their sizes.
const PREPARED: usize = 512;

/// Which engine an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// The engine of a database address.
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other kind of address.
    pub fn of(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            Some(_) | None => Err(StoreError::Address),
        }
    }
}

fn sqlite(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    Ok(SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(PREPARED)
        // Without it REPLACE would delete rows past the triggers that forbid deleting.
        .pragma("recursive_triggers", "ON")
        .pragma("trusted_schema", "OFF"))
}

/// Opens the pools of an address. Nothing is created on PostgreSQL; on SQLite the file is, when `options` say so.
pub(crate) async fn open(url: &str, options: &Options) -> Result<Pools, StoreError> {
    match Engine::of(url)? {
        Engine::Sqlite => {
            let connect = sqlite(url)?.create_if_missing(options.create);
            let connect = match options.max_pages {
                Some(pages) => connect.pragma("max_page_count", pages.to_string()),
                None => connect,
            };
            let writer = SqlitePoolOptions::new()
                .max_connections(1)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .acquire_timeout(options.patience)
                .connect_with(connect.clone())
                .await?;
            let readers = SqlitePoolOptions::new()
                .max_connections(options.readers)
                .test_before_acquire(false)
                .acquire_timeout(options.patience)
                .connect_lazy_with(connect.create_if_missing(false).pragma("query_only", "ON"));
            Ok(Pools::new(Native::Sqlite { writer, readers }))
        }
        Engine::Postgres => {
            let connect = PgConnectOptions::from_str(url)?
                .statement_cache_capacity(PREPARED)
                .application_name("countersign");
            let pool = PgPoolOptions::new()
                .max_connections(options.readers + options.writers)
                .acquire_timeout(options.patience)
                .connect_with(connect)
                .await?;
            Ok(Pools::new(Native::Postgres(pool)))
        }
    }
}

/// Whether an error means that the database does not answer or takes no writes just now.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "another crate's enum that may grow; what is not named is a defect"
)]
pub(crate) fn unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed
        | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| match code.parse::<u32>() {
            // The low byte of SQLite's extended codes: busy, locked, read-only, I/O, full, cannot open.
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14),
            // SQLSTATE classes: connection, insufficient resources, operator intervention, system; read-only; the
            // server starting up or going down.
            Ok(_) | Err(_) => ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006",
        }),
        _ => false,
    }
}

/// Whether an error means that the connection is gone, so that going on with others is no use now.
#[expect(clippy::wildcard_enum_match_arm, reason = "another crate's enum that may grow")]
pub(crate) fn gone(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| code.len() == 5 && (code.starts_with("08") || code.starts_with("57"))),
        error => unavailable(error),
    }
}

/// Whether `found` is at least `needed`; both as `3.51.3`.
pub(crate) fn recent(found: &str, needed: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap_or(0)).collect() };
    numbers(found) >= numbers(needed)
}
