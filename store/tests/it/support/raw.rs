//! The database past the store: what somebody with the file or the owner's role could do.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use store::Engine;

use super::TestStore;

/// A connection past the store.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Raw {
    /// Connects to the test's database.
    pub(crate) async fn to(test: &TestStore) -> Self {
        Self::at(test.engine, &test.url).await
    }

    /// Connects to a database.
    pub(crate) async fn at(engine: Engine, url: &str) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(SqliteConnection::connect(url).await.expect("the file opens")),
            Engine::Postgres => Self::Postgres(PgConnection::connect(url).await.expect("the server answers")),
        }
    }

    /// Runs statements; how many rows they touched.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<u64, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(connection) => connection.execute(sql).await?.rows_affected(),
            Self::Postgres(connection) => connection.execute(sql).await?.rows_affected(),
        })
    }

    /// Rows of texts.
    pub(crate) async fn texts(&mut self, sql: &str) -> Vec<Vec<Option<String>>> {
        use sqlx::{Column as _, Row as _};
        let sql = AssertSqlSafe(sql.to_owned());
        macro_rules! read {
            ($rows:expr) => {
                $rows
                    .iter()
                    .map(|row| {
                        row.columns()
                            .iter()
                            .map(|column| row.get(column.ordinal()))
                            .collect()
                    })
                    .collect()
            };
        }
        match self {
            Self::Sqlite(connection) => {
                let rows = connection.fetch_all(sql).await.expect("it reads");
                read!(rows)
            }
            Self::Postgres(connection) => {
                let rows = connection.fetch_all(sql).await.expect("it reads");
                read!(rows)
            }
        }
    }
}
