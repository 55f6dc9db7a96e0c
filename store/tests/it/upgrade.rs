//! The next migration is never tried on an empty database: for each one there is a file of rows as the program of its time
//! had written them, and a database made of them is brought up to date, verified and read.
//!
//! A file is written once, before its release, and never again: run this with `COUNTERSIGN_ROWS=write` when a migration
//! has none, look at it, and commit it.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use domain::backend::Backend as _;
use domain::calendar::{CalendarCommand, FeedLists, Slots, Stretch};
use domain::command::{Command, Secret};
use domain::deployments::{BookingCommand, ChangeNumber, DeploymentCommand, ItemMove, StageName};
use domain::id::FeedId;
use domain::templates::{ItemKey, Roster, SlotKey};
use domain::testing::{ENGINEER, OWNER, PAYMENTS, PRODUCT_OWNER, PRODUCTION, STAGING, Scene, TECH_LEAD};
use domain::text::{CalendarName, CommentText, Link};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::migrate::Migrator;
use store::{Engine, Options, Store, StoreError, migrations, tables};

use crate::support::actions::payments;
use crate::support::raw::Raw;
use crate::support::{TestStore, cluster, digest, on_both};

/// The rows of one table.
#[derive(Serialize, Deserialize)]
struct Rows {
    table: String,
    columns: Vec<Column>,
    /// Bytes as hexadecimal digits.
    rows: Vec<Vec<Value>>,
}

#[derive(Serialize, Deserialize)]
struct Column {
    name: String,
    kind: Kind,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Text,
    Integer,
    Bytes,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../migrations")
}

/// The file of the rows that the program wrote when a migration was the newest.
fn file(number: i64) -> PathBuf {
    folder().join(format!("rows/{number:04}.json"))
}

/// A deployment that was signed and completed, and one to which everything happened that can come between.
async fn live(test: &TestStore) {
    test.organization().await;
    let (id, number) = test.started().await;
    test.completes(id, number, 1_500).await;

    let (id, number) = test.draft(STAGING).await;
    let item = ItemKey::parse("backup-taken").expect("a key");
    let url = Link::parse("https://ci.example/1").expect("a link");
    let text = CommentText::parse("Look at the backup.").expect("a comment");
    let slot = SlotKey::parse("pre-product-owner").expect("a key");
    test.does(ENGINEER, id, DeploymentCommand::Submit)
        .await
        .expect("a draft");
    test.tick_all(ENGINEER, number).await;
    test.sign(TECH_LEAD, number, Roster::Pre)
        .await
        .expect("the slot is theirs");
    test.tick(ENGINEER, number, &item, ItemMove::Reopen)
        .await
        .expect("it voids a sign-off");
    test.tick(ENGINEER, number, &item, ItemMove::Done)
        .await
        .expect("it was open");
    for command in [
        DeploymentCommand::AddLink {
            item: Some(item.clone()),
            url,
            label: None,
            confirmed: domain::testing::every(),
        },
        DeploymentCommand::Booking(BookingCommand::Book {
            seen: 0,
            slots: Slots {
                primary: Stretch {
                    from: test.now().plus_seconds(86_400),
                    until: test.now().plus_seconds(90_000),
                },
                backup: None,
            },
            accepted: Vec::new(),
            confirmed: domain::testing::every(),
        }),
        DeploymentCommand::Comment { item: None, text },
        DeploymentCommand::Hold {
            reason: Scene::reason("the provider is down"),
        },
        DeploymentCommand::Release,
    ] {
        test.does(ENGINEER, id, command).await.expect("the team may");
    }
    test.sign(TECH_LEAD, number, Roster::Pre)
        .await
        .expect("the slot is empty again");
    let (roster, reason) = (Roster::Pre, Scene::reason("the backup is of last week"));
    let answers = [
        DeploymentCommand::RequestChanges {
            roster,
            slot: slot.clone(),
            items: vec![item],
            reason: reason.clone(),
            confirmed: domain::testing::every(),
        },
        DeploymentCommand::Decline {
            roster,
            slot,
            reason: reason.clone(),
            confirmed: domain::testing::every(),
        },
    ];
    let feed = FeedId::new(test.sources.next_uuid());
    let command = Command::Calendar {
        organization: PAYMENTS,
        command: CalendarCommand::MakeFeed {
            feed,
            name: CalendarName::parse("The office screen").expect("a name"),
            lists: FeedLists::Everything,
        },
    };
    let secret = Secret::Feed {
        feed,
        token: digest("a feed"),
    };
    test.send_with(test.actor(OWNER), command, Vec::new(), vec![secret])
        .await
        .expect("an owner plans");
    for answer in answers {
        test.does(PRODUCT_OWNER, id, answer).await.expect("the duty is theirs");
    }
    test.does(ENGINEER, id, DeploymentCommand::Cancel { reason })
        .await
        .expect("a draft again");
    booked(test).await;
}

/// A deployment that is booked, with a slot to fall back on.
async fn booked(test: &TestStore) {
    let (id, _) = test.draft(PRODUCTION).await;
    let day = |day: i64| Stretch {
        from: test.now().plus_seconds(day * 86_400),
        until: test.now().plus_seconds(day * 86_400 + 3_600),
    };
    let book = BookingCommand::Book {
        seen: 0,
        slots: Slots {
            primary: day(2),
            backup: Some(day(3)),
        },
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    test.does(ENGINEER, id, DeploymentCommand::Booking(book))
        .await
        .expect("both are free");
}

/// Every row of a SQLite file, table by table.
async fn rows(test: &TestStore) -> Vec<Rows> {
    let mut raw = Raw::to(test).await;
    let mut all = Vec::new();
    for (table, _) in tables::all() {
        let found = raw
            .texts(&format!("SELECT name, type FROM pragma_table_info('{table}')"))
            .await;
        let columns: Vec<Column> = found
            .into_iter()
            .map(|mut row| Column {
                kind: match row[1].as_deref() {
                    Some("INTEGER") => Kind::Integer,
                    Some("BLOB") => Kind::Bytes,
                    _ => Kind::Text,
                },
                name: row[0].take().expect("columns have names"),
            })
            .collect();
        let shown: Vec<String> = columns
            .iter()
            .map(|column| match column.kind {
                Kind::Text => column.name.clone(),
                Kind::Integer => format!("CAST({} AS TEXT)", column.name),
                Kind::Bytes => format!("hex({})", column.name),
            })
            .collect();
        // The key comes first in every table, so this is its order.
        let order: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let select = format!("SELECT {} FROM {table} ORDER BY {}", shown.join(", "), order.join(", "));
        let cell = |(text, column): (Option<String>, &Column)| match (text, column.kind) {
            (None, _) => Value::Null,
            (Some(text), Kind::Integer) => text.parse::<i64>().expect("a whole number").into(),
            (Some(text), Kind::Text | Kind::Bytes) => text.into(),
        };
        let rows = raw.texts(&select).await;
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().zip(&columns).map(cell).collect())
            .collect();
        all.push(Rows {
            table: table.to_owned(),
            columns,
            rows,
        });
    }
    all
}

/// A file that people can read and compare: one row per line.
fn lines(all: &[Rows]) -> String {
    let tables: Vec<String> = all
        .iter()
        .map(|rows| {
            let columns = serde_json::to_string(&rows.columns).expect("names and kinds");
            let lines: Vec<String> = rows
                .rows
                .iter()
                .map(|row| Value::from(row.clone()).to_string())
                .collect();
            let (table, lines) = (&rows.table, lines.join(",\n"));
            format!("{{\"table\":\"{table}\",\"columns\":{columns},\"rows\":[\n{lines}\n]}}")
        })
        .collect();
    format!("[\n{}\n]\n", tables.join(",\n"))
}

/// Statements that put the rows of a table where they were.
fn inserts(rows: &Rows, engine: Engine) -> String {
    let names: Vec<&str> = rows.columns.iter().map(|column| column.name.as_str()).collect();
    let mut sql = String::new();
    for row in &rows.rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&rows.columns)
            .map(|(value, column)| match (value, column.kind, engine) {
                (Value::String(hex), Kind::Bytes, Engine::Sqlite) => format!("X'{hex}'"),
                (Value::String(hex), Kind::Bytes, Engine::Postgres) => format!("'\\x{hex}'::bytea"),
                (Value::String(text), ..) => format!("'{}'", text.replace('\'', "''")),
                (other, ..) => other.to_string(),
            })
            .collect();
        // The schema begins with the instance's head, which has grown since.
        let grown = match rows.table.as_str() {
            "head" => {
                let set: Vec<String> = names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
                format!(" ON CONFLICT (ledger) DO UPDATE SET {}", set.join(", "))
            }
            _ => String::new(),
        };
        let (table, names, cells) = (&rows.table, names.join(", "), cells.join(", "));
        writeln!(sql, "INSERT INTO {table} ({names}) VALUES ({cells}){grown};").expect("a string grows");
    }
    sql
}

/// A database as the program left it when migration `number` was the newest, opened by the present one.
async fn restored(engine: Engine, number: i64, all: &[Rows]) -> TestStore {
    let (url, home) = match engine {
        Engine::Sqlite => {
            let home = tempfile::tempdir().expect("a folder");
            let url = format!("sqlite:{}?mode=rwc", home.path().join("old.db").display());
            (url, Some(home))
        }
        Engine::Postgres => (cluster::database().await, None),
    };
    let name = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let migrator = Migrator::new(folder().join(name)).await.expect("migrations");
    let mut raw = Raw::at(engine, &url).await;
    match &mut raw {
        Raw::Sqlite(connection) => migrator.run_to(number, connection).await,
        Raw::Postgres(connection) => migrator.run_to(number, connection).await,
    }
    .expect("an empty database");
    for rows in all {
        raw.run(&inserts(rows, engine)).await.expect("rows of that schema");
    }
    TestStore::open(engine, url, home, Options::default()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn databases_of_every_version_are_brought_up_to_date() {
    for (number, name) in migrations(Engine::Sqlite) {
        let path = file(number);
        if !path.exists() && std::env::var_os("COUNTERSIGN_ROWS").is_some() {
            let test = TestStore::empty(Engine::Sqlite).await;
            live(&test).await;
            test.verifies().await;
            std::fs::write(&path, lines(&rows(&test).await)).expect("the folder is there");
        }
        let text = std::fs::read_to_string(&path);
        let text = text.unwrap_or_else(|_| panic!("migration {number} {name} has no rows to try the next one on"));
        let all: Vec<Rows> = serde_json::from_str(&text).expect("a file of rows");
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let test = restored(engine, number, &all).await;
            test.verifies().await;
            assert_eq!(
                test.opened(ChangeNumber(1)).await.deployment.stage.name(),
                StageName::Completed
            );
            assert_eq!(
                test.opened(ChangeNumber(2)).await.deployment.stage.name(),
                StageName::Cancelled
            );
            let opened = test.store.open(&payments(), OWNER).await.expect("it answers");
            assert_eq!(opened.expect("a member").directory.id, PAYMENTS);
        }
    }
}

on_both! {
    /// Migration 4 adds columns to bookings that no statement can fill in: whoever opens the database does.
    async fn what_a_migration_leaves_open_is_filled_in(test) {
        test.organization().await;
        booked(&test).await;
        let mut raw = Raw::to(&test).await;
        let emptied = "UPDATE booking SET requester = '', to_sign = '[]', watch_from = NULL, watch_until = NULL";
        raw.run(&format!("{emptied} WHERE place = 0")).await.expect("as the migration leaves them");
        let without = Options { migrate: false, ..Options::default() };
        let half = Store::connect(&test.url, without, Arc::clone(&test.sources) as _).await;
        assert!(matches!(half, Err(StoreError::SchemaOlder)), "nobody works with it half-way");
        let left = test.store.verify_organization(PAYMENTS).await.expect("it runs");
        assert!(!left.faults.is_empty(), "the control: it is seen before it is filled in");
        let again = test.reopened().await;
        let filled = again.verify_organization(PAYMENTS).await.expect("it runs");
        assert_eq!(filled.faults, []);
        let unfilled = raw.texts("SELECT deployment FROM booking WHERE requester = ''").await;
        assert!(unfilled.is_empty());
    }
}
