//! The store: opening it, its health, and its end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::sources::Sources;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::error::StoreError;
use crate::feed::{Feed, Touched};
use crate::migrate;
use crate::notes::{self, Notes};
use crate::options::Options;
use crate::snapshots::Snapshots;
use crate::sql::Pools;
use crate::verify::Verifications;
use crate::writer::Writers;
use crate::{dialect, notify};

/// The ledger and its caches in SQL; implements [`domain::backend::Backend`].
pub struct Store {
    inner: Arc<Inner>,
    writers: Writers,
    ending: watch::Sender<bool>,
    /// How long the end may take.
    end_limit: Duration,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

/// What the parts of a store share.
pub(crate) struct Inner {
    pub(crate) pools: Pools,
    pub(crate) sources: Arc<dyn Sources>,
    /// Tells the notices of this store from those of other nodes.
    pub(crate) node: String,
    pub(crate) snapshots: Snapshots,
    pub(crate) feed: Feed,
    pub(crate) notes: Notes,
    /// Verifications that pages asked for.
    pub(crate) verifications: Verifications,
    writable: AtomicBool,
}

impl Inner {
    /// Remembers whether the last write was taken; a rule's no counts as taken.
    pub(crate) fn note_write(&self, error: Option<&StoreError>) {
        let writable = !error.is_some_and(StoreError::unavailable);
        if self.writable.swap(writable, Ordering::Relaxed) != writable {
            if writable {
                tracing::info!("the database takes writes again");
            } else {
                tracing::error!("the database takes no writes");
            }
        }
    }
}

impl Store {
    /// Opens the database at `url` (`sqlite:PATH` or `postgres://…`), checks that the engine is sound, and brings the
    /// schema up to date where `options` and the role allow it.
    ///
    /// # Errors
    /// When the database does not answer, the library is too old, or the schema is not this program's.
    pub async fn connect(url: &str, options: Options, sources: Arc<dyn Sources>) -> Result<Self, StoreError> {
        let pools = dialect::open(url, &options).await?;
        Self::over(pools, &options, sources).await
    }

    /// A store over pools that were opened.
    pub(crate) async fn over(pools: Pools, options: &Options, sources: Arc<dyn Sources>) -> Result<Self, StoreError> {
        migrate::check_engine(&pools).await?;
        migrate::ready(&pools, options.migrate).await?;
        let (ending, ends) = watch::channel(false);
        let inner = Arc::new(Inner {
            pools,
            node: sources.uuid().simple().to_string(),
            sources,
            snapshots: Snapshots::new(),
            feed: Feed::new(),
            notes: Notes::default(),
            verifications: Verifications::new(ends.clone()),
            writable: AtomicBool::new(true),
        });
        let mut workers = vec![notes::start(Arc::clone(&inner))];
        workers.extend(notify::start(Arc::clone(&inner), ends).await?);
        Ok(Self {
            writers: Writers::new(Arc::clone(&inner)),
            inner,
            end_limit: options.ending,
            ending,
            workers: Mutex::new(workers),
        })
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    pub(crate) const fn writers(&self) -> &Writers {
        &self.writers
    }

    /// Hears of every entry committed from now on. A listener that falls behind is told how much it missed and looks
    /// for itself.
    pub fn subscribe(&self) -> broadcast::Receiver<Touched> {
        self.inner.feed.subscribe()
    }

    /// Whether the last turn could be written. `false` while the database is read-only, full or away; the next turn
    /// that goes through makes it `true` again.
    pub fn writable(&self) -> bool {
        self.inner.writable.load(Ordering::Relaxed)
    }

    /// Statements sent to the database since it was opened, those that begin and end transactions apart: what a page
    /// costs, for its test and for the operator's metrics.
    pub fn statements(&self) -> u64 {
        self.inner.pools.sent()
    }

    /// Asks the database whether it answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn health(&self) -> Result<(), StoreError> {
        let mut db = self.inner.pools.read().await?;
        db.ping().await
    }

    /// Takes no more commands, finishes those that wait, writes what was noted, and closes the database. What a
    /// database that does not answer keeps from ending is given up after a while: nothing of it was acknowledged.
    pub async fn shutdown(&self) {
        if tokio::time::timeout(self.end_limit, self.end()).await.is_err() {
            tracing::warn!("the database did not take what waited; it is given up");
        }
    }

    async fn end(&self) {
        self.inner.notes.end();
        // Only fails when no worker listens any more, which is what it is for.
        let _ = self.ending.send(true);
        let workers = {
            let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *workers)
        };
        // Side by side: a turn that hangs must not take along what others noted.
        let noted = async {
            for worker in workers {
                let _ = worker.await;
            }
        };
        tokio::join!(self.writers.shut_down(), noted);
        self.inner.pools.close().await;
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("writable", &self.writable())
            .finish_non_exhaustive()
    }
}
