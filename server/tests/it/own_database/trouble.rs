//! A database that is full, locked or away, as people and programs see it: an answer, nothing half saved, and recovery
//! without a restart.

use ::app::accounts::actions::AddTeam;
use http::StatusCode;
use server::assets::Site;
use server_fn::ServerFn;
use sqlx::{ConnectOptions as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};
use store::Options;

use crate::app::{Answer, Client, House, TestApp};
use crate::cluster::Cluster;

/// What every page says while nothing can be saved.
const BANNER: &str = "The database takes no writes just now";

/// An instance on SQLite, whatever the others run on.
async fn on_sqlite() -> (TestApp, House) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let app = TestApp::on(&url, Options::default(), Site::default(), folder).await;
    let house = app.found("Northwind", "northwind.example").await;
    (app, house)
}

async fn raw(app: &TestApp) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(app.database())
        .connect()
        .await
        .unwrap()
}

/// A form that a person sends from the settings.
async fn add_team(client: &mut Client<'_>, house: &House, name: &str) -> Answer {
    let page = format!("/{}/settings", house.slug);
    let fields = [("org", house.slug.as_str()), ("page", &page), ("team", name)];
    client.post(AddTeam::PATH, &fields).await
}

async fn page(client: &mut Client<'_>, house: &House) -> Answer {
    client.get(&format!("/{}/settings", house.slug)).await
}

/// The refusal that a person and a program get, with everything typed still there.
async fn refused(client: &mut Client<'_>, house: &House) {
    let answer = add_team(client, house, "Not now").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "5");
    assert!(
        answer.body.contains("value=\"Not now\""),
        "what was typed is still there"
    );
    let program = client
        .call(AddTeam::PATH, &[("org", house.slug.as_str()), ("team", "Not now")])
        .await;
    assert_eq!(program.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(program.body, "{\"failure\":\"unavailable\"}");
}

#[tokio::test]
async fn while_somebody_holds_the_file_pages_are_read_only_and_then_they_are_not() {
    let (app, house) = on_sqlite().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    assert!(!page(&mut owner, &house).await.body.contains(BANNER));
    app.shared.store.flush_notes().await.unwrap();
    let mut other = raw(&app).await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    refused(&mut owner, &house).await;
    let read = page(&mut owner, &house).await;
    assert_eq!(read.status, StatusCode::OK);
    assert!(read.body.contains(BANNER));
    assert_eq!(app.anon().get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.anon().get("/healthz").await.status, StatusCode::OK);
    other.execute("ROLLBACK").await.unwrap();
    // Reading a page is noted soon after: that is the write that finds the database well again.
    app.shared.store.flush_notes().await.unwrap();
    assert!(!page(&mut owner, &house).await.body.contains(BANNER));
    assert_eq!(add_team(&mut owner, &house, "Now").await.status, StatusCode::SEE_OTHER);
    let read = page(&mut owner, &house).await.body;
    assert!(
        read.contains("value=\"Now\"") && !read.contains("Not now"),
        "once, and only what was acknowledged"
    );
    assert_eq!(app.anon().get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_full_disk_is_a_sentence_and_loses_nothing() {
    let (app, house) = on_sqlite().await;
    let (pages,): (u32,) = sqlx::query_as("SELECT page_count FROM pragma_page_count")
        .fetch_one(&mut raw(&app).await)
        .await
        .unwrap();
    let app = app.again_with(Some(pages + 20)).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let mut saved = 0;
    let answer = loop {
        let answer = add_team(&mut owner, &house, &format!("Team number {saved}")).await;
        if answer.status != StatusCode::SEE_OTHER {
            break answer;
        }
        saved += 1;
    };
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    refused(&mut owner, &house).await;
    let read = page(&mut owner, &house).await;
    assert_eq!(read.status, StatusCode::OK);
    assert!(read.body.contains(BANNER));
    assert_eq!(
        read.body.matches("value=\"Team number ").count(),
        saved,
        "all that was acknowledged, and no more"
    );
    let app = app.again_with(None).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    assert_eq!(
        add_team(&mut owner, &house, "Roomy").await.status,
        StatusCode::SEE_OTHER
    );
    let report = app.shared.store.verify_organization(house.organization).await.unwrap();
    assert!(report.faults.is_empty(), "{report:?}");
}

#[tokio::test]
async fn postgres_stopped_and_started_again_is_an_answer_and_a_recovery() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let options = Options {
        patience: std::time::Duration::from_secs(2),
        ..Options::default()
    };
    let app = TestApp::on(&url, options, Site::default(), tempfile::tempdir().unwrap()).await;
    let house = app.found("Northwind", "northwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    assert_eq!(
        add_team(&mut owner, &house, "Before").await.status,
        StatusCode::SEE_OTHER
    );
    cluster.down();
    let away = page(&mut owner, &house).await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(away.body.starts_with("<!DOCTYPE html>"), "a page, not a bare line");
    assert_eq!(app.anon().get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        add_team(&mut owner, &house, "Meanwhile").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    cluster.up();
    // Connections of before may be tried first; each is tried once.
    let mut back = page(&mut owner, &house).await;
    for _ in 0..40 {
        if back.status == StatusCode::OK {
            break;
        }
        back = page(&mut owner, &house).await;
    }
    assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    assert!(back.body.contains("value=\"Before\"") && !back.body.contains("Meanwhile"));
    assert_eq!(
        add_team(&mut owner, &house, "After").await.status,
        StatusCode::SEE_OTHER
    );
}
