//! A copy of the database while it is in use.

use std::path::Path;
use std::sync::Arc;

use crate::dialect;
use crate::error::StoreError;
use crate::options::Options;
use crate::sql::{Native, args};
use crate::store::Store;

impl Store {
    /// Writes a whole, consistent copy of a SQLite database into a new file at `path`, and verifies the copy. Faults of
    /// the copy are errors that tell the first of them.
    ///
    /// # Errors
    /// When the file exists, cannot be written, or the copy does not verify; on PostgreSQL always: its own tools do it.
    pub async fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        let inner = self.inner();
        let Native::Sqlite { .. } = &inner.pools.native else {
            return Err(StoreError::Backup("PostgreSQL is backed up with pg_dump".to_owned()));
        };
        let target = path
            .to_str()
            .ok_or_else(|| StoreError::Backup("the path is not UTF-8".to_owned()))?;
        if path.exists() {
            return Err(StoreError::Backup(format!("{target} exists")));
        }
        inner
            .pools
            .write()
            .await?
            .run(dialect::SQLITE_COPY, &args![target])
            .await?;
        let options = Options {
            create: false,
            migrate: false,
            ..Options::default()
        };
        let copy = Self::connect(&format!("sqlite:{target}"), options, Arc::clone(&inner.sources)).await?;
        let checked = copy.check_copy().await;
        copy.shutdown().await;
        checked
    }

    async fn check_copy(&self) -> Result<(), StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<(String,)> = db.one(dialect::SQLITE_CHECK, &[]).await?;
        let found = row.map(|(found,)| found).unwrap_or_default();
        if found != "ok" {
            return Err(StoreError::Backup(found));
        }
        for (_, report) in self.verify_instance().await? {
            if let Some(fault) = report.faults.first() {
                return Err(StoreError::Backup(format!("{}: {}", fault.table, fault.what)));
            }
        }
        Ok(())
    }
}
