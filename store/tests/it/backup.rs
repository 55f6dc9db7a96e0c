//! A copy of a database in use is whole, and PostgreSQL's own tools make PostgreSQL's.

use std::path::Path;

use domain::backend::{Backend as _, BackendError};
use domain::deployments::DeploymentCommand;
use domain::testing::{ENGINEER, OWNER, STAGING};
use store::{BackupFault, Engine, Options, Store, StoreError};

use crate::support::actions::payments;
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
    assert!(matches!(error, StoreError::Backup(BackupFault::Fault(_))), "{error}");
    assert!(error.to_string().contains("membership"), "{error}");
    assert_eq!(names(folder.path()), [""; 0], "a copy that is not good is removed");
}

/// What is in a folder.
fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).expect("a folder");
    let name = |file: std::io::Result<std::fs::DirEntry>| file.expect("a file").file_name().into_string();
    files.map(|file| name(file).expect("a name")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_path_is_not_read_as_an_address() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let folder = tempfile::tempdir().expect("a folder");
    let odd = folder.path().join("copy 100%25?mode=memory#1.db");
    test.store.backup_to(&odd).await.expect("the copy is made");
    assert_eq!(names(folder.path()), ["copy 100%25?mode=memory#1.db"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&odd).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it holds password hashes");
    }
    let plain = folder.path().join("copy.db");
    std::fs::rename(&odd, &plain).expect("it is renamed");
    let url = format!("sqlite:{}", plain.display());
    let copy = TestStore::open(Engine::Sqlite, url, Some(folder), Options::default()).await;
    copy.verifies().await;
    copy.store
        .open(&payments(), OWNER)
        .await
        .expect("it answers")
        .expect("it is whole");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_copy_left_is_named_and_kept() {
    let test = TestStore::empty(Engine::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (path, left) = (folder.path().join("copy.db"), folder.path().join("copy.db.partial"));
    std::fs::write(&left, "half").expect("it is written");
    let refused = test.store.backup_to(&path).await;
    assert!(
        matches!(refused, Err(StoreError::Backup(BackupFault::Unfinished(_)))),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(&left).expect("it is there"), b"half");
    std::fs::remove_file(&left).expect("it is removed");
    test.store.backup_to(&path).await.expect("the copy is made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_changes_nothing() {
    let test = TestStore::empty(Engine::Sqlite).await;
    test.organization().await;
    let (id, _) = test.draft(STAGING).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("copy.db");
    test.store.backup_to(&path).await.expect("the copy is made");
    let before = std::fs::read(&path).expect("the copy");
    let url = format!("sqlite:{}", path.display());
    let copy = TestStore::open(Engine::Sqlite, url, None, Options::looking()).await;
    copy.verifies().await;
    let again = folder.path().join("again.db");
    copy.store.backup_to(&again).await.expect("a copy of the copy");
    let refused = copy.does(ENGINEER, id, DeploymentCommand::Submit).await;
    assert_eq!(refused, Err(BackendError::Unavailable));
    copy.store.shutdown().await;
    assert_eq!(std::fs::read(&path).expect("the copy"), before);
}

on_both! {
    async fn another_schema_is_left_as_it_is(test) {
        let mut raw = Raw::to(&test).await;
        let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
            SELECT 9999, description, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
        raw.run(later).await.expect("a migration that this program does not know");
        let sources = || std::sync::Arc::clone(&test.sources) as _;
        let newer = Store::connect(&test.url, Options::looking(), sources()).await;
        assert!(matches!(newer, Err(StoreError::SchemaNewer)), "{newer:?}");
        raw.run("DELETE FROM _sqlx_migrations").await.expect("it is forgotten");
        let older = Store::connect(&test.url, Options::looking(), sources()).await;
        assert!(matches!(older, Err(StoreError::SchemaOlder)), "{older:?}");
        let applied = raw.texts("SELECT description FROM _sqlx_migrations").await;
        assert!(applied.is_empty(), "looking applies nothing");
    }

    async fn postgres_is_left_to_its_own_tools(test) {
        let folder = tempfile::tempdir().expect("a folder");
        let made = test.store.backup_to(&folder.path().join("copy.db")).await;
        assert_eq!(made.is_ok(), test.engine == Engine::Sqlite);
    }
}
