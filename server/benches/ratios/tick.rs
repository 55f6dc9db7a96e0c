//! P2: a tick that is posted, decided, committed with full sync, audited and answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ::app::deployments::actions::live::Tick;
use domain::id::DeploymentId;
use domain::templates::ItemKey;
use http::StatusCode;
use server_fn::ServerFn as _;
use sqlx::Executor as _;

use crate::app::Client;
use crate::measure::{self, median, micros, say};
use crate::raw;
use crate::world::World;

/// Items of each deployment, each ticked once.
const ITEMS: usize = 200;
/// Clients at once.
const CLIENTS: usize = 32;
/// Ticks of each of them.
const EACH: usize = 50;

pub(crate) async fn measure() {
    let world = Arc::new(World::new(ITEMS).await);
    let (tick, commit) = alone(&world).await;
    say("P2", "tick of one client, p50", format!("{:.0} µs", micros(tick)), "");
    say(
        "P2",
        "raw commit of one row in the same file, p50",
        format!("{:.0} µs", micros(commit)),
        "",
    );
    let bound = commit.mul_f64(1.3) + Duration::from_millis(1);
    let part = tick.as_secs_f64() / bound.as_secs_f64();
    say("P2", "tick : (1.3 × raw commit + 1 ms)", format!("{part:.2}"), "≤ 1");

    let turns = measure::turns();
    let posted = together(&world, true).await;
    // Each client's draft was a commit too.
    let per_commit = (CLIENTS * EACH) as f64 / (measure::turns() - turns - CLIENTS as f64);
    say(
        "P2",
        format!("ticks per commit, {CLIENTS} clients"),
        format!("{per_commit:.1}"),
        "≥ 8",
    );
    let stored = together(&world, false).await;
    say(
        "P2",
        format!("posted ticks, {CLIENTS} clients"),
        format!("{posted:.0}/s"),
        "",
    );
    say("P2", "the store's own rate, batched", format!("{stored:.0}/s"), "");
    say("P2", "posted : stored", format!("{:.2}", posted / stored), "≥ 0.4");
}

/// Medians of a tick and of a raw commit, taken in turns.
async fn alone(world: &World) -> (Duration, Duration) {
    let mut raw = raw::connect(&world.app.database()).await;
    raw.execute("CREATE TABLE measured (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
        .await
        .unwrap();
    let mut client = world.app.sign_in("engineer@northwind.example").await;
    let (mut ticks, mut commits) = (Vec::new(), Vec::new());
    for item in world.keys().iter().take(ITEMS) {
        let start = Instant::now();
        post(world, &mut client, world.deployment, item).await;
        let between = Instant::now();
        raw.execute("INSERT INTO measured (text) VALUES ('as long as a short entry of the ledger would be')")
            .await
            .unwrap();
        ticks.push(between - start);
        commits.push(between.elapsed());
    }
    (median(ticks.into_iter()), median(commits.into_iter()))
}

/// Posts a tick as the island does.
async fn post(world: &World, client: &mut Client<'_>, deployment: DeploymentId, item: &ItemKey) {
    let (deployment, number) = (deployment.to_string(), world.number.to_string());
    let fields = [
        ("org", world.house.slug.as_str()),
        ("deployment", &deployment),
        ("number", &number),
        ("item", item.as_str()),
        ("seen", "0"),
        ("done", "true"),
        ("confirmed", "false"),
        ("since", "0"),
    ];
    let answer = client.call(Tick::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

/// Ticks a second of all clients, posted or straight into the store. Each client has a deployment of its own, as
/// people have.
async fn together(world: &Arc<World>, posted: bool) -> f64 {
    let cookie = world.app.sign_in("engineer@northwind.example").await.cookie;
    let mut deployments = Vec::new();
    for _ in 0..CLIENTS {
        deployments.push(world.things.draft(&world.app, &world.house).await.0);
    }
    let start = Instant::now();
    let tasks: Vec<_> = deployments
        .into_iter()
        .map(|deployment| {
            let (world, cookie) = (Arc::clone(world), cookie.clone());
            tokio::spawn(async move {
                let mut client = world.app.anon();
                client.cookie = cookie;
                for item in world.keys().iter().take(EACH) {
                    if posted {
                        post(&world, &mut client, deployment, item).await;
                    } else {
                        world.tick(deployment, item, 0, true).await;
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    (CLIENTS * EACH) as f64 / start.elapsed().as_secs_f64()
}
