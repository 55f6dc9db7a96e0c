//! How a store is opened.

use std::time::Duration;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Make the SQLite file where there is none.
    pub create: bool,
    /// Bring the schema up to date where the role may; without it another schema is an error.
    pub migrate: bool,
    /// Write nothing, whatever is asked: for what only looks at a database.
    pub read_only: bool,
    /// Connections that read.
    pub readers: u32,
    /// Connections that write, on PostgreSQL; SQLite has one.
    pub writers: u32,
    /// How long a request waits for a connection before the database counts as not available.
    pub patience: Duration,
    /// How long a statement may take on PostgreSQL, the time that it waits for others included.
    pub statement_limit: Duration,
    /// How long a statement waits on PostgreSQL for what another transaction holds.
    pub lock_limit: Duration,
    /// How long a transaction may stand still on PostgreSQL: one whose program hangs must let go of the heads it took.
    pub idle_limit: Duration,
    /// How long the end of a store waits for turns and notes that a database does not take.
    pub ending: Duration,
    /// The most pages a SQLite file may have; `None` leaves it to the disk.
    pub max_pages: Option<u32>,
}

impl Options {
    /// For a database that must be there and must stay as it is: what checks or copies it.
    pub fn looking() -> Self {
        Self {
            create: false,
            migrate: false,
            read_only: true,
            ..Self::default()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            create: true,
            migrate: true,
            read_only: false,
            readers: 8,
            writers: 8,
            patience: Duration::from_secs(3),
            // Below the thirty seconds in which an answer has to begin.
            statement_limit: Duration::from_secs(20),
            // As long as SQLite waits for another process's write lock.
            lock_limit: Duration::from_secs(5),
            idle_limit: Duration::from_secs(60),
            ending: Duration::from_secs(10),
            max_pages: None,
        }
    }
}
