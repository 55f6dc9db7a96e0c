//! What the operator types: the program itself, as a process.

use std::path::Path;
use std::process::{Command, Output};

use crate::app::TestApp;

/// Runs the program on a SQLite file, away from any file and variable with settings.
fn countersign(database: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
        .args(args)
        .args(["--database", &format!("sqlite:{}", database.display())])
        .env_clear()
        .current_dir(database.parent().unwrap())
        .output()
        .unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn what_checks_and_copies_an_older_schema_says_what_to_do_and_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("older.db");
    // No schema at all is the oldest there is.
    std::fs::write(&database, "").unwrap();
    let copy = folder.path().join("copy.db");
    for args in [vec!["verify"], vec!["backup", copy.to_str().unwrap()]] {
        let output = countersign(&database, &args);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = words(&output.stderr);
        assert!(said.contains("run `countersign migrate` first"), "{said}");
        assert_eq!(std::fs::read(&database).unwrap(), b"", "{args:?}");
    }
    assert!(!copy.exists());
    assert_eq!(countersign(&database, &["migrate"]).status.code(), Some(0));
    assert_eq!(countersign(&database, &["verify"]).status.code(), Some(0));
}

#[tokio::test]
async fn a_copy_is_made_verified_and_checked_without_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("live.db");
    let site = server::assets::Site::default();
    let url = format!("sqlite:{}", database.display());
    let inner = tempfile::tempdir().unwrap();
    let app = TestApp::on(&url, store::Options::default(), site, inner).await;
    app.found("Northwind", "northwind.example").await;
    let copy = folder.path().join("copy.db");
    let made = countersign(&database, &["backup", copy.to_str().unwrap()]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let before = std::fs::read(&copy).unwrap();
    let checked = countersign(&copy, &["verify"]);
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    assert!(words(&checked.stdout).contains("Verified: "), "{checked:?}");
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    let again = countersign(&database, &["backup", copy.to_str().unwrap()]);
    assert!(words(&again.stderr).contains("exists"), "{again:?}");
}
