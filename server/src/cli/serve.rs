//! `serve` and `demo`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::sources::Sources;
use store::{Options, Store};

use crate::clock::{Machine, SetBack};
use crate::config::{ConfigError, Flags, Settings, is_postgres};
use crate::demo;
use crate::serve::{Fault, Ready, observe};

/// Where the demo keeps its data unless told otherwise.
const DEMO_DATABASE: &str = "countersign-demo.db";

/// What `demo` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Keep the data of the last start, passwords included
    #[arg(long)]
    keep: bool,
}

/// Opens the database of the settings.
pub(super) async fn open(settings: &Settings, options: Options) -> Result<Arc<Store>, Fault> {
    open_with(settings, options, Arc::new(Machine)).await
}

async fn open_with(settings: &Settings, options: Options, sources: Arc<dyn Sources>) -> Result<Arc<Store>, Fault> {
    let store = Store::connect(&settings.database, options, sources)
        .await
        .map_err(|error| format!("database: {error}"))?;
    Ok(Arc::new(store))
}

pub(super) async fn serve(settings: &Settings) -> Result<(), Fault> {
    observe(settings).await?;
    let store = open(settings, Options::default()).await?;
    let ready = Ready::new(settings, store, Arc::new(Machine)).await?;
    println!(
        "Countersign {} on {}",
        env!("CARGO_PKG_VERSION"),
        ready.shared.public_url
    );
    if !ready.shared.store.organizations_exist().await? {
        let code = ready.shared.doors.issue_setup_code(&*ready.shared.sources);
        println!("Set-up code: {code}");
        println!("Open {}/setup and type it there.", ready.shared.public_url);
    }
    ready.run().await
}

pub(super) async fn demo(flags: &Flags, mut settings: Settings, demo: &Demo) -> Result<(), Fault> {
    if is_postgres(&settings.database) {
        return Err(ConfigError::Value {
            key: "database",
            problem: "the demo keeps its data in a SQLite file of its own".to_owned(),
        }
        .into());
    }
    if flags.database.is_none() {
        settings.database = format!("sqlite:{DEMO_DATABASE}");
    }
    observe(&settings).await?;
    let file = PathBuf::from(settings.database.trim_start_matches("sqlite:"));
    if !demo.keep {
        remove(&file)?;
    }
    let clock = Arc::new(SetBack::default());
    let store = open_with(&settings, Options::default(), Arc::clone(&clock) as Arc<dyn Sources>).await?;
    let ready = Ready::new(&settings, store, Arc::clone(&clock) as Arc<dyn Sources>).await?;
    if ready.shared.store.organizations_exist().await? {
        println!("Kept as it was; its passwords are those printed when it was made.");
    } else {
        for sign_in in demo::fill(&ready.shared, &clock).await? {
            println!("{}\t{}\t{}", sign_in.duty, sign_in.email, sign_in.password);
        }
    }
    println!("Demo on {}", ready.shared.public_url);
    println!("For an empty instance: countersign serve --database sqlite:countersign.db");
    ready.run().await
}

/// Removes a SQLite database with the files beside it.
fn remove(file: &std::path::Path) -> Result<(), Fault> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("database: {} cannot be replaced: {error}", file.display()).into()),
        }
    }
    Ok(())
}
