//! `migrate`, `verify` and `backup`.

use std::path::PathBuf;

use domain::audit::VerifyReport;
use domain::decide::LedgerName;
use store::Options;

use super::serve::open;
use crate::config::{Settings, is_postgres};
use crate::serve::Fault;

/// What `backup` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// Where the copy goes; nothing may be there yet
    file: PathBuf,
}

/// What `migrate` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    /// On PostgreSQL: give this role, which `serve` signs in with, what it needs and no more
    #[arg(long, value_name = "ROLE")]
    grant: Option<String>,
}

pub(super) async fn migrate(settings: &Settings, migrate: &Migrate) -> Result<(), Fault> {
    let applied = store::migrate(&settings.database).await?;
    match applied {
        0 => println!("The schema was up to date."),
        one_or_more => println!("Migrations applied: {one_or_more}"),
    }
    if let Some(role) = &migrate.grant {
        store::grant(&settings.database, role).await?;
        println!("{role} may add to the ledger, and never change it.");
    }
    Ok(())
}

/// Verifies the instance and every organization, and prints what was found; whether all of it is sound.
pub(super) async fn verify(settings: &Settings) -> Result<bool, Fault> {
    let store = open(settings, Options::looking()).await?;
    let organizations = store.all_organizations().await?;
    let mut sound = true;
    for (ledger, report) in store.verify_instance().await? {
        let name = match ledger {
            LedgerName::Instance => "instance".to_owned(),
            LedgerName::Organization(id) => {
                let known = organizations.iter().find(|organization| organization.id == id);
                known.map_or_else(|| id.to_string(), |organization| organization.slug.to_string())
            }
        };
        sound &= print(&name, &report);
    }
    store.shutdown().await;
    Ok(sound)
}

fn print(name: &str, report: &VerifyReport) -> bool {
    println!("{name}: {} entries, root {}", report.entries, report.root);
    for checked in &report.checked {
        println!("  {} {}", checked.count, checked.what);
    }
    for fault in &report.faults {
        let place: String = match fault.columns.as_slice() {
            [] => String::new(),
            columns => format!(".{}", columns.join("|")),
        };
        let entry = fault.seq.map_or_else(String::new, |seq| format!(" (entry {seq})"));
        println!("  FAULT {}{place} [{}]{entry}: {}", fault.table, fault.row, fault.what);
    }
    for table in &report.uncovered {
        println!("  not covered: {table}");
    }
    if report.faults.is_empty() {
        println!("  Verified: {} entries", report.entries);
    }
    report.faults.is_empty()
}

pub(super) async fn backup(settings: &Settings, backup: &Backup) -> Result<bool, Fault> {
    let file = backup.file.display();
    if is_postgres(&settings.database) {
        println!("PostgreSQL makes its own copies; this one is consistent while the server runs:");
        println!("  pg_dump --format=custom --file={file} \"$DATABASE_URL\"");
        println!("Check the restored copy with: countersign verify --database \"$COPY_URL\"");
        return Ok(true);
    }
    let store = open(settings, Options::looking()).await?;
    store.backup_to(&backup.file).await?;
    store.shutdown().await;
    println!("Copied to {file}, and the copy verified.");
    Ok(true)
}
