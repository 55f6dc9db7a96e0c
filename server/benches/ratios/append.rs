//! P6: appending, against raw inserts of the same rows in batches of the same size.

use std::sync::Arc;
use std::time::Instant;

use domain::id::DeploymentId;
use domain::templates::ItemKey;
use server::clock::Machine;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection, TypeInfo as _, ValueRef as _};
use store::{Options, Store};

use crate::measure::{self, say, slope};
use crate::raw;
use crate::world::World;

/// Writers at once, and a deployment for each.
const WRITERS: usize = 64;
/// Entries after which the rate is looked at again.
const SIZES: [usize; 3] = [4_096, 16_384, 65_536];

pub(crate) async fn measure() {
    let world = Arc::new(World::new(10).await);
    let mut file = raw::connect(&world.app.database()).await;
    let mut deployments = Vec::new();
    for _ in 0..WRITERS {
        deployments.push(world.things.draft(&world.app, &world.house).await.0);
    }
    let (mut written, mut points, mut first) = (0, Vec::new(), None);
    let mut seen = vec![0; WRITERS];
    let ledger = world.house.organization.to_string();
    for size in SIZES {
        let (began, turns) = (count(&mut file, &ledger).await, measure::turns());
        let start = Instant::now();
        let entries = size - written;
        seen = append(&world, &deployments, seen, entries / WRITERS).await;
        let took = start.elapsed().as_secs_f64();
        let turns = measure::turns() - turns;
        points.push((size as f64, took / entries as f64));
        first.get_or_insert((began, entries, took, turns));
        written = size;
    }
    let (began, entries, took, turns) = first.unwrap();
    let rate = entries as f64 / took;
    let per_batch = entries as f64 / turns;
    let raw_rate = entries as f64 / copy(&mut file, &ledger, began, entries, per_batch.round() as usize).await;
    say(
        "P6",
        format!("appends, {WRITERS} writers"),
        format!("{rate:.0}/s"),
        "≥ 3,000/s",
    );
    say("P6", "entries per commit", format!("{per_batch:.1}"), "");
    say(
        "P6",
        "raw inserts of the same rows, same batches",
        format!("{raw_rate:.0}/s"),
        "",
    );
    say(
        "P6",
        "appends : raw inserts",
        format!("{:.2}", rate / raw_rate),
        "≥ 0.8",
    );
    say(
        "P6",
        "growth of an append with the ledger, 4,096 to 65,536",
        format!("{:+.3}", slope(&points)),
        "≤ 0.1",
    );
}

/// Each writer ticks and reopens an item of its own deployment, so many times; the number of its last entry.
async fn append(world: &Arc<World>, deployments: &[DeploymentId], seen: Vec<u64>, each: usize) -> Vec<u64> {
    let item: ItemKey = world.keys()[0].clone();
    let writers: Vec<_> = deployments
        .iter()
        .zip(seen)
        .map(|(deployment, mut seen)| {
            let (world, deployment, item) = (Arc::clone(world), *deployment, item.clone());
            tokio::spawn(async move {
                for number in 0..each {
                    seen = world.tick(deployment, &item, seen, number % 2 == 0).await;
                }
                seen
            })
        })
        .collect();
    let mut seen = Vec::new();
    for writer in writers {
        seen.push(writer.await.unwrap());
    }
    seen
}

/// Size of the ledger.
async fn count(file: &mut SqliteConnection, ledger: &str) -> usize {
    let head = sqlx::query_as("SELECT size FROM head WHERE ledger = $1").bind(ledger);
    let (count,): (i64,) = head.fetch_one(file).await.unwrap();
    usize::try_from(count).unwrap()
}

/// Seconds to insert the same entries, nodes and heads into a file of the same schema, in commits of `batch` entries.
async fn copy(file: &mut SqliteConnection, ledger: &str, from: usize, entries: usize, batch: usize) -> f64 {
    let rows = sqlx::query("SELECT * FROM entry WHERE ledger = $1 AND seq < $2 ORDER BY seq")
        .bind(ledger)
        .bind((from + entries) as i64)
        .fetch_all(&mut *file)
        .await
        .unwrap();
    let nodes = sqlx::query("SELECT * FROM node WHERE ledger = $1 ORDER BY ((place + 1) << level), level")
        .bind(ledger)
        .fetch_all(&mut *file)
        .await
        .unwrap();
    let head = sqlx::query("SELECT * FROM head WHERE ledger = $1")
        .bind(ledger)
        .fetch_one(file)
        .await
        .unwrap();

    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("raw.db");
    let url = format!("sqlite:{}", name.display());
    Store::connect(&url, Options::default(), Arc::new(Machine))
        .await
        .unwrap()
        .shutdown()
        .await;
    let mut raw = raw::connect(&name).await;
    insert(&mut raw, "head", &[&head]).await;
    let mut nodes = nodes.iter().peekable();
    let mut write = async |rows: &[SqliteRow]| {
        let mut commit = raw.begin().await.unwrap();
        insert(&mut commit, "entry", &rows.iter().collect::<Vec<_>>()).await;
        let size = rows.last().unwrap().get::<i64, _>("seq") + 1;
        let completed = |node: &&SqliteRow| (node.get::<i64, _>("place") + 1) << node.get::<i64, _>("level") <= size;
        let mut done = Vec::new();
        while let Some(node) = nodes.next_if(completed) {
            done.push(node);
        }
        insert(&mut commit, "node", &done).await;
        sqlx::query("UPDATE head SET size = $2, frontier = $3 WHERE ledger = $1")
            .bind(head.get::<&str, _>("ledger"))
            .bind(head.get::<i64, _>("size"))
            .bind(head.get::<&[u8], _>("frontier"))
            .execute(&mut *commit)
            .await
            .unwrap();
        commit.commit().await.unwrap();
    };
    write(&rows[..from]).await;
    let start = Instant::now();
    for rows in rows[from..].chunks(batch) {
        write(rows).await;
    }
    start.elapsed().as_secs_f64()
}

/// Inserts rows as they were read.
async fn insert(to: &mut SqliteConnection, table: &'static str, rows: &[&SqliteRow]) {
    let Some(first) = rows.first() else { return };
    let places: Vec<String> = (1..=first.len()).map(|place| format!("${place}")).collect();
    let text = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
    for row in rows {
        let mut query = sqlx::query(AssertSqlSafe(text.clone()));
        for column in 0..row.len() {
            let value = row.try_get_raw(column).unwrap();
            query = match value.type_info().name() {
                "INTEGER" => query.bind(row.get::<i64, _>(column)),
                "BLOB" => query.bind(row.get::<Vec<u8>, _>(column)),
                "TEXT" => query.bind(row.get::<String, _>(column)),
                _ => query.bind(None::<i64>),
            };
        }
        query.execute(&mut *to).await.unwrap();
    }
}
