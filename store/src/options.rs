//! How a store is opened.

use std::time::Duration;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Make the SQLite file where there is none.
    pub create: bool,
    /// Bring the schema up to date where the role may.
    pub migrate: bool,
    /// Connections that read.
    pub readers: u32,
    /// Connections that write, on PostgreSQL; SQLite has one.
    pub writers: u32,
    /// How long a request waits for a connection before the database counts as not available.
    pub patience: Duration,
    /// The most pages a SQLite file may have; `None` leaves it to the disk.
    pub max_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            create: true,
            migrate: true,
            readers: 8,
            writers: 8,
            patience: Duration::from_secs(3),
            max_pages: None,
        }
    }
}
