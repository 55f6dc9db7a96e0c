//! What can go wrong below the rules, and what of it callers get to see.

use std::path::PathBuf;
use std::sync::Arc;

use domain::audit::Fault;
use domain::backend::BackendError;
use domain::decide::Misfit;
use domain::event::EventError;
use ledger::entry::EntryError;

/// Why the store could not do something. Never shown to people: the cause goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused, or does not answer.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The address of the database is not one.
    #[error("the database address must begin with sqlite: or postgres:")]
    Address,
    /// The library is older than the first one without the WAL-reset corruption defect.
    #[error("SQLite {found} is too old; {needed} or later is needed")]
    SqliteVersion {
        /// What was linked.
        found: String,
        /// What is needed.
        needed: &'static str,
    },
    /// The schema is older than this program, and was not to be changed, or the role may not.
    #[error(
        "the schema is older than this program; run `countersign migrate` first (on PostgreSQL with the owner's \
         address), or use the program that made it"
    )]
    SchemaOlder,
    /// The schema has what this program does not know.
    #[error("the schema is newer than this program; use the program that made it, or a later one")]
    SchemaNewer,
    /// A role's name that would need quoting.
    #[error("a role's name may only have a-z, 0-9 and _")]
    Role,
    /// What is stored is not what this program stores.
    #[error("damaged: {0}")]
    Damaged(String),
    /// An entry could not be written.
    #[error("entry: {0}")]
    Entry(#[from] EntryError),
    /// An event could not be read or written.
    #[error("event: {0}")]
    Event(#[from] EventError),
    /// A stored event does not fit.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// The program is ending; no more turns are taken.
    #[error("the store is shut down")]
    Closed,
    /// A copy of the database could not be made.
    #[error("backup: {0}")]
    Backup(#[from] BackupFault),
    /// What a whole turn failed of, for each of its commands.
    #[error(transparent)]
    Shared(Arc<Self>),
}

/// Why a copy of the database could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// Only SQLite's files are copied.
    #[error("PostgreSQL is backed up with pg_dump")]
    Postgres,
    /// The path cannot be given to the engine.
    #[error("the path is not UTF-8")]
    Path,
    /// Nothing is ever overwritten.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// Another copy is being made there, or was broken off.
    #[error("{} is there: another copy is being made, or was broken off; remove it then", .0.display())]
    Unfinished(PathBuf),
    /// The file cannot be written.
    #[error("{}: {error}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The engine finds the copy broken.
    #[error("the copy is broken: {0}")]
    Broken(String),
    /// The copy does not verify.
    #[error("the copy does not verify: ledger {}, table {}, row {}: {}", .0.ledger, .0.table, .0.row, .0.what)]
    Fault(Box<Fault>),
}

impl StoreError {
    /// For stored text that cannot be read as what it must be.
    pub(crate) fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }

    /// Whether trying again later may help: no answer, no space, no writes.
    pub fn unavailable(&self) -> bool {
        match self {
            Self::Database(error) => crate::dialect::unavailable(error),
            Self::Shared(error) => error.unavailable(),
            Self::Closed => true,
            Self::Migration(_)
            | Self::Address
            | Self::SqliteVersion { .. }
            | Self::SchemaOlder
            | Self::SchemaNewer
            | Self::Role
            | Self::Damaged(_)
            | Self::Entry(_)
            | Self::Event(_)
            | Self::Misfit(_)
            | Self::Backup(_) => false,
        }
    }
}

impl From<ledger::HashError> for StoreError {
    fn from(error: ledger::HashError) -> Self {
        Self::damaged(error)
    }
}

impl From<ledger::FrontierError> for StoreError {
    fn from(error: ledger::FrontierError) -> Self {
        Self::damaged(error)
    }
}

impl From<ledger::CanonicalError> for StoreError {
    fn from(error: ledger::CanonicalError) -> Self {
        Self::damaged(error)
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::damaged(error)
    }
}

impl From<StoreError> for BackendError {
    fn from(error: StoreError) -> Self {
        if error.unavailable() {
            tracing::warn!(%error, "the database is not available");
            Self::Unavailable
        } else {
            tracing::error!(%error, "the store failed");
            Self::Internal
        }
    }
}
