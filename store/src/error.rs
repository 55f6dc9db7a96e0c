//! What can go wrong below the rules, and what of it callers get to see.

use std::sync::Arc;

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
    /// The schema is older or newer than this program, and the role may not change it.
    #[error("the schema is not this program's; run `countersign migrate` with the owner's address")]
    Schema,
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
    Backup(String),
    /// What a whole turn failed of, for each of its commands.
    #[error(transparent)]
    Shared(Arc<Self>),
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
            | Self::Schema
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
