//! One schema on two engines, and every statement of the program understood by both.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _, SqliteConnection};
use store::{Engine, migrations, statements, tables};

use crate::support::TestStore;
use crate::support::raw::Raw;

/// Columns of a table: kind, and whether they may be absent.
type Columns = BTreeMap<String, (String, bool)>;
/// A table: its columns, and its unique keys.
type Shape = (Columns, BTreeSet<BTreeSet<String>>);

fn text(row: &[Option<String>], index: usize) -> String {
    row[index].clone().unwrap_or_default()
}

/// Words for kinds that mean the same on both engines.
fn kind(declared: &str) -> String {
    match declared {
        "TEXT" | "text" => "text",
        "INTEGER" | "bigint" => "integer",
        "BLOB" | "bytea" => "bytes",
        other => other,
    }
    .to_owned()
}

async fn sqlite_shape(raw: &mut Raw, table: &str) -> Shape {
    let columns = raw
        .texts(&format!(
            "SELECT name, type, CAST(\"notnull\" AS TEXT) FROM pragma_table_info('{table}')"
        ))
        .await;
    let columns = columns
        .iter()
        .map(|row| (text(row, 0), (kind(&text(row, 1)), text(row, 2) == "0")))
        .collect();
    let keys = raw
        .texts(&format!(
            "SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1"
        ))
        .await;
    let mut unique = BTreeSet::new();
    for key in keys {
        let names = raw
            .texts(&format!("SELECT name FROM pragma_index_info('{}')", text(&key, 0)))
            .await;
        unique.insert(names.iter().map(|row| text(row, 0)).collect());
    }
    (columns, unique)
}

async fn postgres_shape(raw: &mut Raw, table: &str) -> Shape {
    let columns = raw
        .texts(&format!(
            "SELECT column_name::text, data_type::text, is_nullable::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}'"
        ))
        .await;
    let columns = columns
        .iter()
        .map(|row| (text(row, 0), (kind(&text(row, 1)), text(row, 2) == "YES")))
        .collect();
    let keys = raw
        .texts(&format!(
            "SELECT string_agg(a.attname::text, ',') FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indrelid = '{table}'::regclass AND i.indisunique GROUP BY i.indexrelid"
        ))
        .await;
    let unique = keys
        .iter()
        .map(|row| text(row, 0).split(',').map(str::to_owned).collect())
        .collect();
    (columns, unique)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_schema() {
    assert_eq!(migrations(Engine::Sqlite), migrations(Engine::Postgres));
    let sqlite = TestStore::empty(Engine::Sqlite).await;
    let postgres = TestStore::empty(Engine::Postgres).await;
    let (mut on_sqlite, mut on_postgres) = (Raw::to(&sqlite).await, Raw::to(&postgres).await);
    let here = on_sqlite
        .texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'")
        .await;
    let there = on_postgres
        .texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_sqlx%'")
        .await;
    let names = |rows: &[Vec<Option<String>>]| -> BTreeSet<String> { rows.iter().map(|row| text(row, 0)).collect() };
    let classed: BTreeSet<String> = tables::all().into_iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names(&here), classed, "every table declares a class");
    assert_eq!(names(&there), classed);
    for table in &classed {
        let shape = sqlite_shape(&mut on_sqlite, table).await;
        assert_eq!(shape, postgres_shape(&mut on_postgres, table).await, "{table}");
        if let Some((described, _)) = tables::DESCRIBED.iter().find(|(known, _)| known.name == table) {
            let columns: BTreeSet<&str> = described.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns, shape.0.keys().map(String::as_str).collect(), "{table}");
            let key = described.columns[..described.key]
                .iter()
                .map(|column| column.name.to_owned())
                .collect();
            assert!(shape.1.contains(&key), "{table} has another key");
        }
    }
}

/// Columns of every index of a table, on either engine.
async fn indexed(raw: &mut Raw, table: &str) -> BTreeSet<String> {
    let sql = match raw {
        Raw::Sqlite(_) => format!(
            "SELECT i.name FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i WHERE i.name IS NOT NULL"
        ),
        Raw::Postgres(_) => format!(
            "SELECT a.attname::text FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) \
             WHERE i.indrelid = '{table}'::regclass"
        ),
    };
    raw.texts(&sql).await.iter().map(|row| text(row, 0)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_index_leads_over_a_volatile_column() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let test = TestStore::empty(engine).await;
        let mut raw = Raw::to(&test).await;
        for (table, _) in tables::DESCRIBED {
            let indexed = indexed(&mut raw, table.name).await;
            assert!(indexed.contains(table.columns[0].name), "{} has a key", table.name);
            for column in table.columns.iter().filter(|column| column.volatile) {
                assert!(!indexed.contains(column.name), "{} {}", table.name, column.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_prepares_on_both() {
    let sqlite = TestStore::empty(Engine::Sqlite).await;
    let postgres = TestStore::empty(Engine::Postgres).await;
    let mut on_sqlite = SqliteConnection::connect(&sqlite.url).await.expect("the file opens");
    let mut on_postgres = PgConnection::connect(&postgres.url).await.expect("the server answers");
    let all = statements();
    assert!(all.len() > 100);
    for (name, sql) in all {
        let safe = || AssertSqlSafe(sql.clone()).into_sql_str();
        (&mut on_sqlite)
            .prepare(safe())
            .await
            .unwrap_or_else(|error| panic!("{name} on SQLite: {error}\n{sql}"));
        assert!(!sql.contains("OFFSET") && !sql.contains("ILIKE"), "{name}");
        (&mut on_postgres)
            .prepare(safe())
            .await
            .unwrap_or_else(|error| panic!("{name} on PostgreSQL: {error}\n{sql}"));
    }
}
