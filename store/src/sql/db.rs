//! The two native pools behind one face, and a connection or transaction of either.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::cache::{Cell, CellKind, Column};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::{Query, QueryAs};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Connection as _, FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::{Arg, Piece, Statement};
use crate::dialect;
use crate::error::StoreError;

/// The most values in statements that are sent as one text: what one command writes, seldom two.
const TOGETHER: usize = 128;

/// A row struct that both engines fill; every struct that derives `FromRow` is one.
pub(crate) trait FromBoth: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> FromBoth for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The pools of a store.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    /// Which engine.
    pub(crate) native: Native,
    sent: Arc<AtomicU64>,
}

/// The native pools of an engine.
#[derive(Debug, Clone)]
pub(crate) enum Native {
    /// One connection that writes, some that read.
    Sqlite {
        /// The one that writes.
        writer: SqlitePool,
        /// Those that read; they cannot write.
        readers: SqlitePool,
    },
    /// Two pools, so that turns that wait for each other leave connections to read with.
    Postgres {
        /// Those that write.
        writers: PgPool,
        /// Those that read; they cannot write.
        readers: PgPool,
    },
}

/// A connection, or a transaction on one, of either engine.
pub(crate) struct Db {
    link: Link,
    /// Statements that the store sent, for [`Store::statements`](crate::Store::statements).
    sent: Arc<AtomicU64>,
}

enum Link {
    /// SQLite, outside a transaction.
    Sqlite(PoolConnection<Sqlite>),
    /// SQLite, inside one.
    SqliteTransaction(Transaction<'static, Sqlite>),
    /// PostgreSQL, outside a transaction.
    Postgres(PoolConnection<Postgres>),
    /// PostgreSQL, inside one.
    PostgresTransaction(Transaction<'static, Postgres>),
}

/// Runs the same expression on whichever connection it is; `$bind` gives the query its values.
macro_rules! dispatch {
    ($db:expr, $args:expr, |$bind:ident, $connection:ident| $body:expr) => {{
        $db.sent.fetch_add(1, Ordering::Relaxed);
        match &mut $db.link {
            Link::Sqlite(connection) => {
                let ($bind, $connection) = (Sqlites($args), &mut **connection);
                $body
            }
            Link::SqliteTransaction(connection) => {
                let ($bind, $connection) = (Sqlites($args), &mut **connection);
                $body
            }
            Link::Postgres(connection) => {
                let ($bind, $connection) = (Postgreses($args), &mut **connection);
                $body
            }
            Link::PostgresTransaction(connection) => {
                let ($bind, $connection) = (Postgreses($args), &mut **connection);
                $body
            }
        }
    }};
}

/// A row as cells.
fn cells_of<'r, R>(row: &'r R, columns: &[Column]) -> Result<Vec<Cell>, StoreError>
where
    R: sqlx::Row,
    usize: sqlx::ColumnIndex<R>,
    Option<String>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    Option<i64>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    Option<Vec<u8>>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    let cell = |(index, column): (usize, &Column)| -> Result<Cell, StoreError> {
        Ok(match column.kind {
            CellKind::Text => row.try_get::<Option<String>, _>(index)?.into(),
            CellKind::Integer => row.try_get::<Option<i64>, _>(index)?.into(),
            CellKind::Bytes => row
                .try_get::<Option<Vec<u8>>, _>(index)?
                .map_or(Cell::Null, Cell::Bytes),
        })
    };
    columns.iter().enumerate().map(cell).collect()
}

/// Declares how an engine's queries are given their values.
macro_rules! binder {
    ($name:ident, $engine:ty, $arguments:ty) => {
        struct $name<'a>(&'a [Arg<'a>]);

        impl<'a> $name<'a> {
            fn query(&self, statement: &Statement) -> Query<'a, $engine, $arguments> {
                self.0
                    .iter()
                    .fold(sqlx::query(statement.sql()), |query, arg| match arg {
                        Arg::Text(text) => query.bind(*text),
                        Arg::Integer(integer) => query.bind(*integer),
                        Arg::Bytes(bytes) => query.bind(*bytes),
                    })
            }

            fn query_as<T>(&self, statement: &Statement) -> QueryAs<'a, $engine, T, $arguments>
            where
                T: for<'r> FromRow<'r, <$engine as sqlx::Database>::Row>,
            {
                self.0
                    .iter()
                    .fold(sqlx::query_as(statement.sql()), |query, arg| match arg {
                        Arg::Text(text) => query.bind(*text),
                        Arg::Integer(integer) => query.bind(*integer),
                        Arg::Bytes(bytes) => query.bind(*bytes),
                    })
            }
        }
    };
}

binder!(Sqlites, Sqlite, SqliteArguments);
binder!(Postgreses, Postgres, PgArguments);

impl Pools {
    /// The pools of a store that has sent nothing yet.
    pub(crate) fn new(native: Native) -> Self {
        Self {
            native,
            sent: Arc::default(),
        }
    }

    /// Statements sent so far, those that begin and end transactions apart.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn db(&self, link: Link) -> Db {
        Db {
            link,
            sent: Arc::clone(&self.sent),
        }
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Db, StoreError> {
        Ok(self.db(match &self.native {
            Native::Sqlite { readers, .. } => Link::Sqlite(readers.acquire().await?),
            Native::Postgres { readers, .. } => Link::Postgres(readers.acquire().await?),
        }))
    }

    /// A transaction that reads: all its statements see the same commit.
    pub(crate) async fn snapshot(&self) -> Result<Db, StoreError> {
        Ok(self.db(match &self.native {
            Native::Sqlite { readers, .. } => Link::SqliteTransaction(readers.begin().await?),
            Native::Postgres { readers, .. } => {
                Link::PostgresTransaction(readers.begin_with(dialect::POSTGRES_SNAPSHOT).await?)
            }
        }))
    }

    /// A [`snapshot`](Self::snapshot) that may take its time.
    pub(crate) async fn long_snapshot(&self) -> Result<Db, StoreError> {
        let mut db = self.snapshot().await?;
        if db.locks_rows() {
            db.run(dialect::POSTGRES_AT_LEISURE, &[]).await?;
        }
        Ok(db)
    }

    /// A transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Db, StoreError> {
        Ok(self.db(match &self.native {
            Native::Sqlite { writer, .. } => Link::SqliteTransaction(writer.begin_with(dialect::SQLITE_BEGIN).await?),
            Native::Postgres { writers, .. } => {
                Link::PostgresTransaction(writers.begin_with(dialect::POSTGRES_BEGIN).await?)
            }
        }))
    }

    /// A connection for one statement that writes.
    pub(crate) async fn write(&self) -> Result<Db, StoreError> {
        Ok(self.db(match &self.native {
            Native::Sqlite { writer, .. } => Link::Sqlite(writer.acquire().await?),
            Native::Postgres { writers, .. } => Link::Postgres(writers.acquire().await?),
        }))
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        match &self.native {
            Native::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Native::Postgres { writers, readers } => {
                readers.close().await;
                writers.close().await;
            }
        }
    }
}

impl Db {
    /// All rows.
    pub(crate) async fn all<T: FromBoth>(
        &mut self,
        statement: impl Into<Statement>,
        args: &[Arg<'_>],
    ) -> Result<Vec<T>, StoreError> {
        let statement = statement.into();
        Ok(dispatch!(self, args, |bind, connection| {
            bind.query_as::<T>(&statement).fetch_all(connection).await?
        }))
    }

    /// The first row, where there is one.
    pub(crate) async fn one<T: FromBoth>(
        &mut self,
        statement: impl Into<Statement>,
        args: &[Arg<'_>],
    ) -> Result<Option<T>, StoreError> {
        let statement = statement.into();
        Ok(dispatch!(self, args, |bind, connection| {
            bind.query_as::<T>(&statement).fetch_optional(connection).await?
        }))
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn run(&mut self, statement: impl Into<Statement>, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        let statement = statement.into();
        Ok(dispatch!(self, args, |bind, connection| {
            bind.query(&statement).execute(connection).await?.rows_affected()
        }))
    }

    /// Runs statements that write, in order.
    ///
    /// SQLite's connection lives on a thread of its own, and to send there and back costs more than a small statement
    /// does: few of them go at once, as one text. Many would be texts that hardly come again, and are prepared each time.
    pub(crate) async fn run_all(&mut self, pieces: Vec<Piece<'_>>) -> Result<(), StoreError> {
        let numbered = self.locks_rows();
        let values: usize = pieces.iter().map(|piece| piece.args.len()).sum();
        if numbered || pieces.len() < 2 || values > TOGETHER {
            for piece in pieces {
                let text = if numbered {
                    piece.text.numbered()
                } else {
                    piece.text.bare()
                };
                self.run(text, &piece.args).await?;
            }
            return Ok(());
        }
        let texts: Vec<&str> = pieces.iter().map(|piece| &**piece.text.bare()).collect();
        let text: Arc<str> = texts.join("; ").into();
        let args: Vec<Arg<'_>> = pieces.iter().flat_map(|piece| &piece.args).copied().collect();
        self.run(&text, &args).await?;
        Ok(())
    }

    /// All rows as cells of the columns, which the statement selects in their order.
    pub(crate) async fn cells(
        &mut self,
        statement: impl Into<Statement>,
        args: &[Arg<'_>],
        columns: &[Column],
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let statement = statement.into();
        dispatch!(self, args, |bind, connection| {
            let rows = bind.query(&statement).fetch_all(connection).await?;
            rows.iter().map(|row| cells_of(row, columns)).collect()
        })
    }

    /// Makes it durable. Nothing is acknowledged before this returns.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self.link {
            Link::SqliteTransaction(transaction) => transaction.commit().await?,
            Link::PostgresTransaction(transaction) => transaction.commit().await?,
            Link::Sqlite(_) | Link::Postgres(_) => {}
        }
        Ok(())
    }

    /// Undoes it, and waits until that is done.
    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        match self.link {
            Link::SqliteTransaction(transaction) => transaction.rollback().await?,
            Link::PostgresTransaction(transaction) => transaction.rollback().await?,
            Link::Sqlite(_) | Link::Postgres(_) => {}
        }
        Ok(())
    }

    /// Whether rows are locked by asking, as PostgreSQL has it; SQLite has one writer at a time anyway.
    pub(crate) const fn locks_rows(&self) -> bool {
        match &self.link {
            Link::Sqlite(_) | Link::SqliteTransaction(_) => false,
            Link::Postgres(_) | Link::PostgresTransaction(_) => true,
        }
    }

    /// Asks the engine whether it is there.
    pub(crate) async fn ping(&mut self) -> Result<(), StoreError> {
        match &mut self.link {
            Link::Sqlite(connection) => connection.ping().await?,
            Link::Postgres(connection) => connection.ping().await?,
            Link::SqliteTransaction(_) | Link::PostgresTransaction(_) => {}
        }
        Ok(())
    }
}
