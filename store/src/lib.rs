//! The ledger and its caches in SQL, on SQLite and PostgreSQL, and the turn that appends to it.
//!
//! - [`Store`] implements [`domain::backend::Backend`]: one `execute`, and the reads that pages make.
//! - A *turn* holds the heads of its ledgers, decides the commands that wait one after the other, appends entries,
//!   updates caches, and commits once.
//! - [`Store::verify_instance`] refolds the ledgers and compares every cell of every covered table.
//! - What the gate keeps (passwords, sessions, one-time links, throttles, the access log) are methods of [`Store`].
//!
//! The two engines differ in [`dialect`] and nowhere else.

mod backend;
mod backup;
mod bounded;
pub mod dialect;
mod entries;
mod error;
mod feed;
mod head;
mod migrate;
mod notes;
mod notify;
mod options;
mod read;
mod secrets;
mod sessions;
mod snapshots;
mod sql;
mod store;
pub mod tables;
mod throttle;
mod upgrade;
mod verify;
mod writer;

pub use dialect::Engine;
pub use error::{BackupFault, StoreError};
pub use feed::Touched;
pub use migrate::{grant, migrate, migrations};
pub use options::Options;
pub use secrets::{FeedLink, InvitationLink};
pub use sessions::StoredSession;
pub use store::Store;
pub use throttle::{Failures, ThrottleScope};

/// Every statement that the program sends, with its name: a test prepares each of them on both engines.
pub fn statements() -> Vec<(String, String)> {
    let modules = [
        entries::STATEMENTS,
        head::STATEMENTS,
        notes::STATEMENTS,
        notify::STATEMENTS,
        read::access::STATEMENTS,
        read::accounts::STATEMENTS,
        read::audit::STATEMENTS,
        read::bookings::STATEMENTS,
        read::deployments::STATEMENTS,
        read::desk::STATEMENTS,
        read::lists::STATEMENTS,
        read::templates::STATEMENTS,
        read::work::STATEMENTS,
        secrets::STATEMENTS,
        sessions::STATEMENTS,
        snapshots::STATEMENTS,
        throttle::STATEMENTS,
        upgrade::STATEMENTS,
    ];
    let nested = writer::STATEMENTS.iter().chain(verify::STATEMENTS).copied();
    let constants = modules.into_iter().chain(nested).flatten();
    constants
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .chain(tables::statements())
        .collect()
}
