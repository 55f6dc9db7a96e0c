//! A store on a database of the test's own, on either engine, and a small organization in it.

// Tests say what they need; not each of them needs everything.
pub(crate) mod actions;
pub(crate) mod cluster;
pub(crate) mod raw;
pub(crate) mod sources;

use std::sync::Arc;

use domain::actor::Actor;
use domain::backend::{Backend as _, BackendError};
use domain::command::{Command, Outcome, Request, Secret};
use domain::id::{PersonId, RequestId};
use domain::testing::acting;
use domain::time::Timestamp;
use ledger::{Hash, blob_hash};
use store::{Engine, Options, Store};

use self::sources::TestSources;

/// A store and what belongs to it.
pub(crate) struct TestStore {
    pub(crate) store: Arc<Store>,
    pub(crate) url: String,
    pub(crate) engine: Engine,
    pub(crate) sources: Arc<TestSources>,
    /// The folder of a SQLite file, removed at the end.
    pub(crate) _folder: Option<tempfile::TempDir>,
}

/// Declares a test that runs on both engines.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($test:ident) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn run($test: $crate::support::TestStore) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run($crate::support::TestStore::empty(store::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                run($crate::support::TestStore::empty(store::Engine::Postgres).await).await;
            }
        }
    )*};
}
pub(crate) use on_both;

impl TestStore {
    /// A store on an empty database.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let (url, folder) = match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                let url = format!("sqlite:{}", folder.path().join("countersign.db").display());
                (url, Some(folder))
            }
            Engine::Postgres => (cluster::database().await, None),
        };
        Self::open(engine, url, folder, Options::default()).await
    }

    /// A store on the database at `url`.
    pub(crate) async fn open(engine: Engine, url: String, folder: Option<tempfile::TempDir>, options: Options) -> Self {
        let sources = Arc::new(TestSources::default());
        let store = Store::connect(&url, options, Arc::clone(&sources) as _)
            .await
            .expect("the database opens");
        Self {
            store: Arc::new(store),
            url,
            engine,
            sources,
            _folder: folder,
        }
    }

    /// The same database opened by another program: nothing of the first one's memory.
    pub(crate) async fn reopened(&self) -> Store {
        Store::connect(&self.url, Options::default(), Arc::clone(&self.sources) as _)
            .await
            .expect("the database opens")
    }

    /// The present time.
    pub(crate) fn now(&self) -> Timestamp {
        self.sources.peek()
    }

    /// A signed-in person who proved who they are just now.
    pub(crate) fn actor(&self, person: PersonId) -> Actor {
        acting(person, self.now())
    }

    /// A fresh request.
    pub(crate) fn request(&self, actor: Actor, command: Command) -> Request {
        Request {
            id: RequestId::new(self.sources.next_uuid()),
            digest: Some(digest("fields")),
            actor,
            command,
            blobs: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// Sends a command.
    pub(crate) async fn send(&self, actor: Actor, command: Command) -> Result<Outcome, BackendError> {
        self.store.execute(self.request(actor, command)).await
    }

    /// Sends a command with bodies and secrets beside it.
    pub(crate) async fn send_with(
        &self,
        actor: Actor,
        command: Command,
        blobs: Vec<Vec<u8>>,
        secrets: Vec<Secret>,
    ) -> Result<Outcome, BackendError> {
        let request = Request {
            blobs,
            secrets,
            ..self.request(actor, command)
        };
        self.store.execute(request).await
    }

    /// Verifies everything and demands that nothing is found.
    pub(crate) async fn verifies(&self) {
        for (ledger, report) in self.store.verify_instance().await.expect("it runs") {
            assert_eq!(report.faults, [], "{ledger:?}");
        }
    }
}

/// A digest of fields.
pub(crate) fn digest(fields: &str) -> Hash {
    blob_hash(fields.as_bytes())
}
