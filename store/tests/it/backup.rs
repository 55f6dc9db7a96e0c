//! A copy of a database in use is whole, and PostgreSQL's own tools make PostgreSQL's.

use domain::testing::STAGING;
use store::{Engine, Options};

use crate::support::raw::Raw;
use crate::support::{TestStore, on_both};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_copy_of_a_file_verifies() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let (_, number) = test.draft(STAGING).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("copy.db");
    test.store.backup_to(&path).await.expect("the copy is made");
    assert!(
        test.store.backup_to(&path).await.is_err(),
        "an existing file is never overwritten"
    );
    let url = format!("sqlite:{}", path.display());
    let copy = TestStore::open(Engine::Sqlite, url, Some(folder), Options::default()).await;
    assert_eq!(
        copy.opened(number).await.deployment,
        test.opened(number).await.deployment
    );
    copy.verifies().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_has_no_good_copy() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let mut raw = Raw::to(&test).await;
    raw.run("UPDATE membership SET role = 'owner' WHERE role = 'auditor'")
        .await
        .expect("a cache can be edited");
    let folder = tempfile::tempdir().expect("a folder");
    let error = test
        .store
        .backup_to(&folder.path().join("copy.db"))
        .await
        .expect_err("it does not verify");
    assert!(error.to_string().contains("membership"), "{error}");
}

on_both! {
    async fn postgres_is_left_to_its_own_tools(test) {
        let folder = tempfile::tempdir().expect("a folder");
        let made = test.store.backup_to(&folder.path().join("copy.db")).await;
        assert_eq!(made.is_ok(), test.engine == Engine::Sqlite);
    }
}
