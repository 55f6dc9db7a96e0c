//! The only place where the two engines differ.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

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
    "SELECT ledger, epoch, size, frontier, last_at, directory FROM head WHERE ledger = $1 FOR UPDATE";
/// Verification: its transaction is open for as long as it takes, and waits while what was read is folded.
pub(crate) const POSTGRES_AT_LEISURE: &str = "SELECT set_config('statement_timeout', '0', true), \
    set_config('idle_in_transaction_session_timeout', '0', true)";
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
/// Texts kept prepared per connection: all statements in all their sizes, and on SQLite what one command sends at once.
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

fn sqlite(file: SqliteConnectOptions, options: &Options) -> SqliteConnectOptions {
    let connect = file
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(PREPARED)
        // Without it REPLACE would delete rows past the triggers that forbid deleting.
        .pragma("recursive_triggers", "ON")
        .pragma("trusted_schema", "OFF");
    if options.read_only {
        // The journal's mode is written into the file.
        return connect.read_only(true);
    }
    let connect = connect
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .create_if_missing(options.create);
    match options.max_pages {
        Some(pages) => connect.pragma("max_page_count", pages.to_string()),
        None => connect,
    }
}

fn postgres(url: &str, options: &Options) -> Result<PgConnectOptions, StoreError> {
    let milliseconds = |limit: Duration| limit.as_millis().to_string();
    let connect = PgConnectOptions::from_str(url)?;
    let connect = if options.read_only { reading(connect) } else { connect };
    Ok(connect
        .statement_cache_capacity(PREPARED)
        .application_name("countersign")
        .options([
            ("statement_timeout", milliseconds(options.statement_limit)),
            ("lock_timeout", milliseconds(options.lock_limit)),
            ("idle_in_transaction_session_timeout", milliseconds(options.idle_limit)),
        ]))
}

/// The options of a connection that cannot write.
fn reading(connect: PgConnectOptions) -> PgConnectOptions {
    connect.options([("default_transaction_read_only", "on")])
}

/// The options of a connection for migrations, which take the time they need.
pub(crate) fn unlimited(connect: &PgConnectOptions) -> PgConnectOptions {
    // What is said last holds.
    connect.clone().options([
        ("statement_timeout", "0"),
        ("lock_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
    ])
}

/// Makes a SQLite file that carries a mark: `application_id`, four bytes at offset 68 of its header. Written before
/// anything else and without a WAL, so that they are in the file itself from the beginning. A file that is there is left
/// as it is.
///
/// # Errors
/// When the file cannot be made.
pub async fn make_marked(url: &str, mark: u32) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .pragma("application_id", mark.to_string());
    if options.get_filename().exists() {
        return Ok(());
    }
    Ok(options.connect().await?.close().await?)
}

/// Opens the pools of an address. Nothing is created on PostgreSQL; on SQLite the file is, when `options` say so.
pub(crate) async fn open(url: &str, options: &Options) -> Result<Pools, StoreError> {
    match Engine::of(url)? {
        Engine::Sqlite => open_sqlite(SqliteConnectOptions::from_str(url)?, options).await,
        Engine::Postgres => {
            let connect = postgres(url, options)?;
            let pool = |size: u32| {
                PgPoolOptions::new()
                    .max_connections(size)
                    .acquire_timeout(options.patience)
            };
            // One more reads than is asked for: it listens for what other nodes write.
            let readers = pool(options.readers + 1).connect_with(reading(connect.clone())).await?;
            let writers = pool(options.writers).connect_lazy_with(connect);
            Ok(Pools::new(Native::Postgres { writers, readers }))
        }
    }
}

/// Opens the pools of a SQLite file by its path, whatever characters that has.
pub(crate) async fn open_file(path: &Path, options: &Options) -> Result<Pools, StoreError> {
    open_sqlite(SqliteConnectOptions::new().filename(path), options).await
}

async fn open_sqlite(file: SqliteConnectOptions, options: &Options) -> Result<Pools, StoreError> {
    let connect = sqlite(file, options);
    // An error of the disk ends a transaction inside the engine: then there is nothing to roll back, and the library goes on
    // counting one. Such a connection would refuse every turn from then on, so it makes place for a new one.
    let pool = || {
        SqlitePoolOptions::new()
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
    };
    let writer = pool()
        .max_connections(1)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.patience)
        .connect_with(connect.clone())
        .await?;
    let readers = pool()
        .max_connections(options.readers)
        .test_before_acquire(false)
        .acquire_timeout(options.patience)
        .connect_lazy_with(connect.create_if_missing(false).pragma("query_only", "ON"));
    Ok(Pools::new(Native::Sqlite { writer, readers }))
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
            // SQLSTATE classes: connection, insufficient resources, operator intervention (a statement past its time
            // among them), system; read-only; a transaction that stood still; a lock that was not to be had.
            Ok(_) | Err(_) => {
                let classes = ["08", "53", "57", "58"];
                classes.iter().any(|class| code.starts_with(class)) || ["25006", "25P03", "55P03"].contains(&&*code)
            }
        }),
        _ => false,
    }
}

/// Whether an error means that the connection is gone or the time was up, so that going on with others is no use now.
#[expect(clippy::wildcard_enum_match_arm, reason = "another crate's enum that may grow")]
pub(crate) fn gone(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code.len() == 5 && (["08", "57"].iter().any(|class| code.starts_with(class)) || code == "55P03")
        }),
        error => unavailable(error),
    }
}

/// Whether `found` is at least `needed`; both as `3.51.3`.
pub(crate) fn recent(found: &str, needed: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap_or(0)).collect() };
    numbers(found) >= numbers(needed)
}
