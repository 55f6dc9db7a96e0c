//! What PostgreSQL may take its time for, and what goes on meanwhile. The waiting is arranged with locks, not with time.

use std::sync::Arc;
use std::time::Duration;

use domain::accounts::InstanceCommand;
use domain::actor::Actor;
use domain::backend::{Backend as _, BackendError};
use domain::command::{Command, Outcome};
use domain::deployments::DeploymentCommand;
use domain::id::DeploymentId;
use domain::testing::{ENGINEER, OWNER, PAYMENTS, STAGING};
use domain::text::CommentText;
use store::{Engine, Options, Store};
use tokio::task::JoinHandle;

use crate::support::TestStore;
use crate::support::raw::Raw;

/// Longer than any test takes.
const NEVER: Duration = Duration::from_secs(600);

/// A store of the test's database with other options.
async fn again(test: &TestStore, options: Options) -> Arc<TestStore> {
    let store = Store::connect(&test.url, options, Arc::clone(&test.sources) as _).await;
    Arc::new(TestStore {
        store: Arc::new(store.expect("the database opens")),
        url: test.url.clone(),
        engine: test.engine,
        sources: Arc::clone(&test.sources),
        _folder: None,
    })
}

fn comment(text: &str) -> DeploymentCommand {
    let text = CommentText::parse(text).expect("a comment");
    DeploymentCommand::Comment { item: None, text }
}

/// Takes the heads of all ledgers, as a turn does that never ends.
async fn hold(raw: &mut Raw) {
    raw.run("BEGIN").await.expect("a transaction");
    let heads = raw.texts("SELECT ledger FROM head FOR UPDATE").await;
    assert!(heads.len() > 1, "the instance's and the organization's");
}

/// Begins a comment, and comes back when its turn waits for the head.
async fn waiting(test: &Arc<TestStore>, id: DeploymentId) -> JoinHandle<Result<Outcome, BackendError>> {
    let begun = {
        let test = Arc::clone(test);
        tokio::spawn(async move { test.does(ENGINEER, id, comment("waits")).await })
    };
    let mut raw = Raw::to(test).await;
    let waits = "SELECT 'waits' FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while raw.texts(waits).await.is_empty() {
        tokio::task::yield_now().await;
    }
    begun
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_too_long_is_an_answer_and_time_is_recovery() {
    let test = TestStore::empty(Engine::Postgres).await;
    test.organization().await;
    let (id, number) = test.draft(STAGING).await;
    let mut raw = Raw::to(&test).await;
    let short = Duration::from_millis(100);
    for (statement_limit, lock_limit) in [(NEVER, short), (short, NEVER)] {
        let options = Options {
            statement_limit,
            lock_limit,
            ..Options::default()
        };
        let hasty = again(&test, options).await;
        hold(&mut raw).await;
        assert_eq!(
            hasty.does(ENGINEER, id, comment("not now")).await,
            Err(BackendError::Unavailable)
        );
        assert!(!hasty.store.writable(), "pages say so, and `readyz` does");
        hasty.opened(number).await;
        raw.run("ROLLBACK").await.expect("the heads are free");
        hasty
            .does(ENGINEER, id, comment("now"))
            .await
            .expect("the heads are free");
        assert!(hasty.store.writable());
        hasty.store.shutdown().await;
    }
    test.verifies().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turns_that_wait_leave_connections_to_read_with() {
    let test = TestStore::empty(Engine::Postgres).await;
    test.organization().await;
    let (id, number) = test.draft(STAGING).await;
    let options = Options {
        readers: 1,
        writers: 1,
        statement_limit: NEVER,
        lock_limit: NEVER,
        patience: Duration::from_secs(2),
        ..Options::default()
    };
    let narrow = again(&test, options).await;
    let mut raw = Raw::to(&test).await;
    hold(&mut raw).await;
    let waits = waiting(&narrow, id).await;
    let expires_at = test.now().plus_seconds(600);
    let reset = Command::Instance(InstanceCommand::IssueReset {
        person: OWNER,
        expires_at,
    });
    // Another ledger's writer has no connection left.
    assert_eq!(
        narrow.send(Actor::Operator, reset).await,
        Err(BackendError::Unavailable)
    );
    for _ in 0..8 {
        narrow.opened(number).await;
        narrow
            .store
            .comments(PAYMENTS, number, None)
            .await
            .expect("reading goes on");
    }
    raw.run("ROLLBACK").await.expect("the heads are free");
    waits.await.expect("no panic").expect("the heads are free");
    narrow.store.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_does_not_wait_for_ever() {
    let test = TestStore::empty(Engine::Postgres).await;
    test.organization().await;
    let (id, _) = test.draft(STAGING).await;
    let options = Options {
        statement_limit: NEVER,
        lock_limit: NEVER,
        ending: Duration::from_millis(100),
        ..Options::default()
    };
    let stuck = again(&test, options).await;
    let mut raw = Raw::to(&test).await;
    hold(&mut raw).await;
    let waits = waiting(&stuck, id).await;
    let ended = tokio::time::timeout(Duration::from_secs(20), stuck.store.shutdown()).await;
    ended.expect("it gives up");
    waits.abort();
    raw.run("ROLLBACK").await.expect("the heads are free");
}
