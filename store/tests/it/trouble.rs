//! A database that is read-only, full or away: an answer, nothing half saved, and recovery without a restart.

use domain::backend::{Backend as _, BackendError};
use domain::deployments::DeploymentCommand;
use domain::id::DeploymentId;
use domain::testing::{ENGINEER, PAYMENTS, STAGING};
use domain::text::CommentText;
use store::{Engine, Options, Store, StoreError, grant, migrate, migrations};

use crate::support::TestStore;
use crate::support::cluster::Cluster;
use crate::support::raw::Raw;

fn comment(text: &str) -> DeploymentCommand {
    let text = CommentText::parse(text).expect("a comment");
    DeploymentCommand::Comment { item: None, text }
}

async fn says(test: &TestStore, id: DeploymentId, text: &str) -> Result<(), BackendError> {
    test.does(ENGINEER, id, comment(text)).await.map(|_| ())
}

/// A store that gives up early.
async fn impatient(url: &str, test: &TestStore, max_pages: Option<u32>) -> TestStore {
    let options = Options {
        patience: std::time::Duration::from_secs(2),
        max_pages,
        ..Options::default()
    };
    let store = Store::connect(url, options, std::sync::Arc::clone(&test.sources) as _).await;
    TestStore {
        store: std::sync::Arc::new(store.expect("the database opens")),
        url: url.to_owned(),
        engine: test.engine,
        sources: std::sync::Arc::clone(&test.sources),
        _folder: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_an_answer_and_space_is_recovery() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let (id, number) = test.draft(STAGING).await;
    let mut raw = Raw::to(&test).await;
    let pages = raw
        .texts("SELECT CAST(page_count AS TEXT) FROM pragma_page_count")
        .await[0][0]
        .clone();
    let pages: u32 = pages.expect("a count").parse().expect("a number");
    let full = impatient(&test.url, &test, Some(pages + 40)).await;
    let long = "x".repeat(7_000);
    let mut saved = 0;
    let refused = loop {
        match says(&full, id, &long).await {
            Ok(()) => saved += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused, BackendError::Unavailable);
    assert!(!full.store.writable());
    let comments = full
        .store
        .comments(PAYMENTS, number, None)
        .await
        .expect("reading goes on");
    assert_eq!(comments.len(), saved);
    full.verifies().await;
    full.store.shutdown().await;
    let roomy = impatient(&test.url, &test, None).await;
    says(&roomy, id, &long).await.expect("there is space again");
    assert!(roomy.store.writable());
    roomy.verifies().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn space_that_comes_back_needs_no_restart() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let (id, _) = test.draft(STAGING).await;
    // Somebody holds the write lock: nothing can be written, then it can.
    let mut raw = Raw::to(&test).await;
    raw.run("BEGIN IMMEDIATE").await.expect("the lock is free");
    assert_eq!(says(&test, id, "not now").await, Err(BackendError::Unavailable));
    assert!(!test.store.writable());
    raw.run("ROLLBACK").await.expect("the lock is held");
    says(&test, id, "now").await.expect("the lock is free");
    assert!(test.store.writable());
    test.verifies().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_database_is_read_and_not_written() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let (id, number) = test.draft(STAGING).await;
    test.store.shutdown().await;
    let read_only = TestStore {
        store: std::sync::Arc::new(
            Store::connect(
                &format!("{}?mode=ro", test.url),
                Options {
                    migrate: false,
                    create: false,
                    ..Options::default()
                },
                std::sync::Arc::clone(&test.sources) as _,
            )
            .await
            .expect("it can be read"),
        ),
        url: test.url.clone(),
        engine: test.engine,
        sources: std::sync::Arc::clone(&test.sources),
        _folder: None,
    };
    assert_eq!(read_only.opened(number).await.deployment.number, number);
    assert_eq!(says(&read_only, id, "no").await, Err(BackendError::Unavailable));
    assert!(!read_only.store.writable());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_may_stop_and_start_again() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let test = TestStore::open(Engine::Postgres, url.clone(), None, Options::default()).await;
    test.organization().await;
    let (id, number) = test.draft(STAGING).await;
    let test = impatient(&url, &test, None).await;
    says(&test, id, "before").await.expect("the server answers");
    cluster.down();
    assert_eq!(
        says(&test, id, "while it is away").await,
        Err(BackendError::Unavailable)
    );
    assert!(test.store.health().await.is_err());
    assert!(matches!(
        test.store.comments(PAYMENTS, number, None).await,
        Err(BackendError::Unavailable)
    ));
    assert!(!test.store.writable());
    cluster.up();
    // A connection of before may be the first one tried; what was refused can be sent again.
    let mut back = says(&test, id, "after").await;
    for _ in 0..20 {
        if back.is_ok() {
            break;
        }
        back = says(&test, id, "after").await;
    }
    back.expect("the server answers again");
    assert!(test.store.writable());
    test.store.health().await.expect("the server answers again");
    let comments = test
        .store
        .comments(PAYMENTS, number, None)
        .await
        .expect("the server answers again");
    let texts: Vec<&str> = comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["before", "after"]);
    test.verifies().await;
    test.store.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_role_serves_and_cannot_touch_the_ledger() {
    let cluster = Cluster::start();
    let owner = cluster.database().await;
    let name = owner
        .split('/')
        .nth(3)
        .and_then(|rest| rest.split('?').next())
        .expect("a database")
        .to_owned();
    cluster.run(&name, "CREATE ROLE app LOGIN").await;
    let app = cluster.url("app", &name);
    let sources = std::sync::Arc::new(crate::support::sources::TestSources::default());
    let early = Store::connect(&app, Options::default(), sources).await;
    assert!(matches!(early, Err(StoreError::SchemaOlder)), "{early:?}");
    let all = migrations(Engine::Postgres).len();
    assert_eq!(migrate(&owner).await.expect("the owner may"), all);
    grant(&owner, "app").await.expect("the owner may");
    assert!(matches!(
        grant(&owner, "app; DROP TABLE entry").await,
        Err(StoreError::Role)
    ));
    let test = TestStore::open(Engine::Postgres, app, None, Options::default()).await;
    test.organization().await;
    test.draft(STAGING).await;
    test.verifies().await;
    let mut raw = Raw::to(&test).await;
    for statement in [
        "UPDATE entry SET text = text",
        "DELETE FROM entry",
        "DELETE FROM blob",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP TABLE node",
    ] {
        assert!(raw.run(statement).await.is_err(), "{statement}");
    }
    test.store.shutdown().await;
}
