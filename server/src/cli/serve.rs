//! `serve` and `demo`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::sources::Sources;
use store::{Options, Store};

use crate::clock::{Machine, SetBack};
use crate::config::{ConfigError, Flags, Settings, is_postgres};
use crate::demo;
use crate::serve::{Fault, Ready, observe};

/// Where the demo keeps its data unless told otherwise.
const DEMO_DATABASE: &str = "countersign-demo.db";

/// What a database of the demo carries: `CSDM`, the `application_id` of its SQLite file.
const DEMO_MARK: u32 = u32::from_be_bytes(*b"CSDM");
/// Where a SQLite file has it, and how such a file begins (<https://www.sqlite.org/fileformat2.html#the_database_header>).
const MARK_AT: usize = 68;
const SQLITE_BEGINS: &[u8] = b"SQLite format 3\0";

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
    let file = file_of(&settings.database);
    if !demo.keep {
        remove(&file)?;
    }
    store::dialect::make_marked(&settings.database, DEMO_MARK)
        .await
        .map_err(|error| format!("database: {error}"))?;
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

/// The file of a SQLite address.
fn file_of(database: &str) -> PathBuf {
    let path = database.trim_start_matches("sqlite:").trim_start_matches("//");
    PathBuf::from(path.split_once('?').map_or(path, |(path, _)| path))
}

/// Whether a file may be replaced by a new demo: one that a demo made, or one without a byte in it.
fn is_demo(file: &Path) -> std::io::Result<bool> {
    let mut header = Vec::new();
    File::open(file)?.take(100).read_to_end(&mut header)?;
    let mark = header.get(MARK_AT..MARK_AT + 4);
    let made = header.starts_with(SQLITE_BEGINS) && mark == Some(&DEMO_MARK.to_be_bytes()[..]);
    Ok(made || header.is_empty())
}

/// Removes a database that a demo made, with the files beside it. Any other is somebody's work.
fn remove(file: &Path) -> Result<(), Fault> {
    let fault = |error| format!("database: {} cannot be replaced: {error}", file.display());
    match is_demo(file) {
        Ok(true) => {}
        Ok(false) => {
            let name = file.display();
            return Err(format!(
                "database: {name} was not made by a demo and is left as it is; name another file, or remove it yourself"
            )
            .into());
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fault(error).into()),
    }
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(fault(error).into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database at the end of a run that was not ended well: what was written last is still beside it.
    async fn used(url: &str) -> Arc<Store> {
        let store = Store::connect(url, Options::default(), Arc::new(Machine)).await;
        Arc::new(store.unwrap())
    }

    #[tokio::test]
    async fn only_what_a_demo_made_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (real, made) = (folder.path().join("real.db"), folder.path().join("demo.db"));
        let address = |file: &Path| format!("sqlite:{}", file.display());
        let store = used(&address(&real)).await;
        store.shutdown().await;
        store::dialect::make_marked(&address(&real), DEMO_MARK).await.unwrap();
        let refused = remove(&real).unwrap_err().to_string();
        assert!(refused.contains("was not made by a demo"), "{refused}");
        assert!(real.exists());

        store::dialect::make_marked(&address(&made), DEMO_MARK).await.unwrap();
        let _open = used(&address(&made)).await;
        remove(&made).unwrap();
        assert!(!made.exists());
        remove(&made).unwrap();

        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "not a database at all. ".repeat(9)).unwrap();
        assert!(remove(&text).is_err());
        assert!(text.exists());
    }

    #[test]
    fn addresses_name_files() {
        for address in ["sqlite:a/b.db", "sqlite://a/b.db", "sqlite:a/b.db?mode=rwc"] {
            assert_eq!(file_of(address), Path::new("a/b.db"), "{address}");
        }
        assert_eq!(file_of("sqlite:///tmp/b.db"), Path::new("/tmp/b.db"));
    }
}
