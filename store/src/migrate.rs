//! The schema: embedded migrations, the same names for both engines.

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::dialect::{self, Engine};
use crate::error::StoreError;
use crate::options::Options;
use crate::sql::{Db, Native, Pools};
use crate::tables::{self, Class};
use crate::upgrade;

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

fn migrator(engine: Engine) -> &'static Migrator {
    match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    }
}

/// Brings the schema at `url` up to date; how many migrations were applied. On PostgreSQL the address is the owner's.
///
/// # Errors
/// When the database does not answer, or a migration fails.
pub async fn migrate(url: &str) -> Result<usize, StoreError> {
    let pools = dialect::open(url, &Options::default()).await?;
    check_engine(&pools).await?;
    let before = applied(&pools).await.unwrap_or_default().len();
    let result = run(&pools).await;
    let after = applied(&pools).await.unwrap_or_default().len();
    pools.close().await;
    result.map(|()| after - before)
}

/// What an application role may do with a class of tables on PostgreSQL: the ledger only grows.
const fn rights(class: Class) -> &'static str {
    match class {
        Class::Ledger | Class::Blob => "SELECT, INSERT",
        // Erasing a person deletes what is private.
        Class::Private => "SELECT, INSERT, DELETE",
        Class::Cache | Class::Secret | Class::Passing => "SELECT, INSERT, UPDATE, DELETE",
    }
}

/// Gives an application role at `url`, the owner's address of a PostgreSQL database, what `serve` needs and no more.
///
/// # Errors
/// When the name is not made of `a-z`, `0-9` and `_`, the role does not exist, or the database does not answer.
pub async fn grant(url: &str, role: &str) -> Result<(), StoreError> {
    let plain = !role.is_empty()
        && role
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let pools = dialect::open(url, &Options::default()).await?;
    let Native::Postgres { writers, .. } = &pools.native else {
        return Err(StoreError::Address);
    };
    if !plain {
        return Err(StoreError::Role);
    }
    let mut statements = vec![
        format!("GRANT SELECT ON _sqlx_migrations TO {role}"),
        // Heads are taken with FOR UPDATE and move with every turn; a trigger keeps them from going back.
        format!("GRANT UPDATE ON head TO {role}"),
    ];
    for (name, class) in tables::all() {
        statements.push(format!("GRANT {} ON {name} TO {role}", rights(class)));
    }
    for statement in statements {
        // Made of table descriptions and a name that was checked letter by letter.
        sqlx::query(AssertSqlSafe(statement)).execute(writers).await?;
    }
    pools.close().await;
    Ok(())
}

/// The migrations of an engine as number and name, for the test that compares the two.
pub fn migrations(engine: Engine) -> Vec<(i64, String)> {
    let known = migrator(engine).iter();
    known
        .map(|migration| (migration.version, migration.description.to_string()))
        .collect()
}

/// Refuses a SQLite library with the WAL-reset corruption defect.
pub(crate) async fn check_engine(pools: &Pools) -> Result<(), StoreError> {
    if let Native::Sqlite { .. } = &pools.native {
        let mut db = pools.write().await?;
        let row: Option<(String,)> = db.one(dialect::SQLITE_VERSION, &[]).await?;
        let found = row.map(|(version,)| version).unwrap_or_default();
        if !dialect::recent(&found, dialect::SQLITE_NEEDED) {
            let needed = dialect::SQLITE_NEEDED;
            return Err(StoreError::SqliteVersion { found, needed });
        }
    }
    Ok(())
}

/// Brings the schema up to date where it is wanted and the role may; otherwise demands that it is.
///
/// On PostgreSQL an application role finds the schema ready: `migrate` ran with the owner's address (02 §4).
pub(crate) async fn ready(pools: &Pools, wanted: bool) -> Result<(), StoreError> {
    let (engine, may) = match &pools.native {
        Native::Sqlite { .. } => (Engine::Sqlite, true),
        Native::Postgres { .. } => {
            let mut db = pools.read().await?;
            let owns = yes(&mut db, dialect::POSTGRES_OWNS).await?;
            let current = applied_on(&mut db).await.unwrap_or_default();
            let may = owns || (current.is_empty() && yes(&mut db, dialect::POSTGRES_MAY_CREATE).await?);
            if may {
                tracing::warn!(
                    "the database role owns the tables: it can switch off what keeps the ledger append-only"
                );
            }
            (Engine::Postgres, may)
        }
    };
    if wanted && may {
        return run(pools).await;
    }
    let found = applied(pools).await.map_err(|error| match error.unavailable() {
        true => error,
        // Nothing says what was applied: nothing was.
        false => StoreError::SchemaOlder,
    })?;
    let known: Vec<i64> = migrator(engine).iter().map(|migration| migration.version).collect();
    if found == known {
        // Where `migrate` broke off after the last migration, it goes on when it is run again.
        let open = upgrade::left_open(&mut pools.read().await?).await?;
        if open { Err(StoreError::SchemaOlder) } else { Ok(()) }
    } else if known.starts_with(&found) {
        Err(StoreError::SchemaOlder)
    } else {
        Err(StoreError::SchemaNewer)
    }
}

async fn run(pools: &Pools) -> Result<(), StoreError> {
    match &pools.native {
        Native::Sqlite { writer, .. } => SQLITE.run(writer).await?,
        Native::Postgres { writers, .. } => {
            let connect = dialect::unlimited(&writers.connect_options());
            let mut connection = PgConnection::connect_with(&connect).await?;
            POSTGRES.run(&mut connection).await?;
            connection.close().await?;
        }
    }
    upgrade::fill(pools).await
}

async fn yes(db: &mut Db, statement: &'static str) -> Result<bool, StoreError> {
    let row: Option<(i64,)> = db.one(statement, &[]).await?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

async fn applied(pools: &Pools) -> Result<Vec<i64>, StoreError> {
    applied_on(&mut pools.read().await?).await
}

async fn applied_on(db: &mut Db) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<(i64,)> = db.all(dialect::APPLIED, &[]).await?;
    Ok(rows.into_iter().map(|(version,)| version).collect())
}
