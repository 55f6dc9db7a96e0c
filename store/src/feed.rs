//! What the rest of the program hears of the ledgers after each commit: "entry N touched stream S".

use domain::decide::LedgerName;
use domain::event::Stream;
use tokio::sync::broadcast;

/// Notices that a slow listener may fall behind before it is told to look for itself.
const BACKLOG: usize = 4096;

/// An entry was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched {
    /// In which ledger.
    pub ledger: LedgerName,
    /// Which stream it is about; `None` when another node wrote, and only that the ledger grew is known.
    pub stream: Option<Stream>,
    /// Its number; for another node's entries, the last one.
    pub seq: u64,
}

/// The sender of notices.
#[derive(Debug)]
pub(crate) struct Feed(broadcast::Sender<Touched>);

impl Feed {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }

    /// Hears everything from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Touched> {
        self.0.subscribe()
    }

    /// Tells whoever listens; nobody may.
    pub(crate) fn tell(&self, touched: &[Touched]) {
        for notice in touched {
            // The only error is that nobody listens.
            let _ = self.0.send(*notice);
        }
    }
}
