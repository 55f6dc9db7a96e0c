//! A copy of the database while it is in use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::fs::{File, OpenOptions};

use crate::dialect;
use crate::error::{BackupFault, StoreError};
use crate::options::Options;
use crate::sql::{Native, args};
use crate::store::Store;

impl Store {
    /// Writes a whole, consistent copy of a SQLite database into a new file at `path`, and verifies the copy. Until it
    /// is verified it has another name, and only its owner can read it: it holds password hashes. A copy that is not
    /// good is removed.
    ///
    /// # Errors
    /// When the file exists, cannot be written, or the copy does not verify; on PostgreSQL always: its own tools do it.
    pub async fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        let Native::Sqlite { .. } = &self.inner().pools.native else {
            return Err(BackupFault::Postgres.into());
        };
        let partial = partial(path);
        absent(path, BackupFault::Exists).await?;
        absent(&partial, BackupFault::Unfinished).await?;
        let made = self.make_copy(&partial, path).await;
        if made.is_err() {
            // Why it was not made is what matters; what cannot be removed is named by the next attempt.
            let _ = tokio::fs::remove_file(&partial).await;
        }
        made
    }

    async fn make_copy(&self, partial: &Path, path: &Path) -> Result<(), StoreError> {
        let target = partial.to_str().ok_or(BackupFault::Path)?;
        // The engine writes into an empty file, and leaves it to whom it belongs.
        private_file(partial).await.map_err(|error| fault(partial, error))?;
        let mut db = self.inner().pools.write().await?;
        db.run(dialect::SQLITE_COPY, &args![target]).await?;
        drop(db);
        let pools = dialect::open_file(partial, &Options::looking()).await?;
        let copy = Self::over(pools, &Options::looking(), Arc::clone(&self.inner().sources)).await?;
        let checked = copy.check_copy().await;
        copy.shutdown().await;
        checked?;
        publish(partial, path).await
    }

    async fn check_copy(&self) -> Result<(), StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<(String,)> = db.one(dialect::SQLITE_CHECK, &[]).await?;
        let found = row.map(|(found,)| found).unwrap_or_default();
        if found != "ok" {
            return Err(BackupFault::Broken(found).into());
        }
        for (_, report) in self.verify_instance().await? {
            if let Some(fault) = report.faults.into_iter().next() {
                return Err(BackupFault::Fault(Box::new(fault)).into());
            }
        }
        Ok(())
    }
}

/// Where the copy is until it is verified.
fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

fn fault(path: &Path, error: std::io::Error) -> BackupFault {
    let path = path.to_owned();
    BackupFault::File { path, error }
}

/// Demands that nothing is at a path.
async fn absent(path: &Path, there: impl FnOnce(PathBuf) -> BackupFault) -> Result<(), StoreError> {
    match tokio::fs::try_exists(path).await {
        Ok(false) => Ok(()),
        Ok(true) => Err(there(path.to_owned()).into()),
        Err(error) => Err(fault(path, error).into()),
    }
}

/// Makes an empty file that nobody else can read.
async fn private_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await.map(|_| ())
}

/// Gives the verified copy its name, on the disk and not only in the system's memory.
async fn publish(partial: &Path, path: &Path) -> Result<(), StoreError> {
    let synced = async { File::open(partial).await?.sync_all().await };
    synced.await.map_err(|error| fault(partial, error))?;
    // Whatever came there meanwhile stays.
    absent(path, BackupFault::Exists).await?;
    let named = async {
        tokio::fs::rename(partial, path).await?;
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    };
    named.await.map_err(|error| fault(path, error).into())
}
