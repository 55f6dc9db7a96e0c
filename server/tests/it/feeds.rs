//! Feeds: made, read without a session, revoked (W13).
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use ::app::calendar::actions::{MakeFeed, RevokeFeed, SetWindow};
use axum::body::Body;
use domain::audit::AuditFilter;
use domain::calendar::{Slots, Stretch};
use domain::command::Command;
use domain::deployments::{BookingCommand, DeploymentCommand};
use http::StatusCode;
use server_fn::ServerFn;
use store::tables;

use crate::app::{Answer, Client, House, TestApp};
use crate::things::Things;
use ::app::templates::starters;

const DAY: i64 = 24 * 3600;

/// Makes a feed through its form; its address.
async fn made(client: &mut Client<'_>, house: &House, lists: &str) -> String {
    let page = format!("/{}/calendar/feeds", house.slug);
    let fields = [
        ("org", house.slug.as_str()),
        ("page", &page),
        ("name", "Office screen"),
        ("lists", lists),
    ];
    let answer = client.post(MakeFeed::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let secret = answer.body.split("/feeds/").find_map(|rest| rest.split_once(".ics"));
    let (secret, _) = secret.unwrap_or_else(|| panic!("no address in {}", answer.body));
    assert_eq!(secret.len(), 64, "256 bits");
    format!("/feeds/{secret}.ics")
}

async fn read(app: &TestApp, address: &str, etag: Option<&str>) -> Answer {
    let mut request = http::Request::builder().uri(address);
    if let Some(etag) = etag {
        request = request.header("if-none-match", etag);
    }
    app.anon().send(request.body(Body::empty()).unwrap()).await
}

async fn add_window(client: &mut Client<'_>, house: &House, name: &str, more: &[(&str, &str)]) {
    let mut fields = vec![
        ("org", house.slug.as_str()),
        ("name", name),
        ("zone", "UTC"),
        ("starts", "2026-01-06T10:00"),
        ("ends", "2026-01-06T16:00"),
        ("repeats", "weeks"),
        ("on[]", "tuesday"),
        ("step", "save"),
    ];
    fields.extend(more);
    let answer = client.post(SetWindow::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// Books the day after tomorrow for a new deployment; its number.
async fn book(app: &TestApp, house: &House, things: &Things) -> String {
    let (deployment, number) = things.draft(app, house).await;
    let from = app.shared.sources.now().plus_seconds(2 * DAY);
    let primary = Stretch {
        from,
        until: from.plus_seconds(3600),
    };
    let command = BookingCommand::Book {
        seen: 0,
        slots: Slots { primary, backup: None },
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    let command = Command::Deployment {
        organization: house.organization,
        deployment,
        command: DeploymentCommand::Booking(command),
    };
    app.send(app.actor(house.engineer), command, Vec::new()).await;
    number.to_string()
}

#[tokio::test]
async fn W13_a_feed_is_read_without_a_session_until_it_is_revoked() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let address = made(&mut owner, &house, "everything").await;
    let fed = read(&app, &address, None).await;
    assert_eq!(fed.status, StatusCode::OK);
    assert_eq!(fed.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(fed.header("cache-control"), "private, no-cache");
    assert!(fed.header("set-cookie").is_empty());
    assert!(fed.body.starts_with("BEGIN:VCALENDAR\r\n") && fed.body.contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H"));
    let etag = fed.header("etag").to_owned();
    let again = read(&app, &address, Some(&format!("\"other\", {etag}"))).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.header("etag"), etag);

    let number = book(&app, &house, &things).await;
    add_window(&mut owner, &house, "Release hours", &[]).await;
    let fed = read(&app, &address, Some(&etag)).await;
    assert_eq!(fed.status, StatusCode::OK, "it is another one now");
    let body = fed.body.replace("\r\n ", "");
    assert!(body.contains(&format!("SUMMARY:{number} A change")), "{body}");
    assert!(body.contains("SUMMARY:Window: Release hours"), "{body}");
    assert!(body.contains(&format!(
        "URL:http://127.0.0.1:3000/{}/deployments/{number}",
        house.slug
    )));

    let page = owner.get(&format!("/{}/calendar/feeds", house.slug)).await;
    assert!(
        page.body.contains("Office screen") && page.body.contains("fetched 5 Jan"),
        "{}",
        page.body
    );
    let secret = address.trim_start_matches("/feeds/").trim_end_matches(".ics");
    assert!(!page.body.contains(secret), "it is shown once");

    let id = page.hidden("feed");
    let fields = [("org", house.slug.as_str()), ("feed", &id)];
    let revoked = owner.post(RevokeFeed::PATH, &fields).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.body);
    let gone = read(&app, &address, Some(&etag)).await;
    let unknown = read(&app, &format!("/feeds/{}.ics", "0".repeat(64)), None).await;
    let none = read(&app, "/feeds/x", None).await;
    for missing in [&gone, &unknown, &none] {
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(missing.body, gone.body, "all of them look alike");
        assert_eq!(missing.header("content-type"), gone.header("content-type"));
    }
    let twice = owner.post(RevokeFeed::PATH, &fields).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
    let trail = owner.get(&format!("/{}/audit", house.slug)).await;
    assert!(
        trail
            .body
            .contains("made the feed Office screen, of the whole calendar."),
        "{}",
        trail.body
    );
    assert!(trail.body.contains("revoked a feed."));
}

#[tokio::test]
async fn W13_the_secret_of_a_feed_is_kept_nowhere() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let address = made(&mut owner, &house, "everything").await;
    assert_eq!(read(&app, &address, None).await.status, StatusCode::OK);
    // A link that somebody signed in follows with a slip in it is noted without what it holds.
    assert_eq!(
        owner.get(&format!("{address}/more")).await.status,
        StatusCode::NOT_FOUND
    );
    let filter = AuditFilter {
        limit: 100,
        ..AuditFilter::default()
    };
    let trail = app.shared.backend.audit(house.organization, &filter).await.unwrap();
    let secret = address
        .trim_start_matches("/feeds/")
        .trim_end_matches(".ics")
        .to_owned();
    assert!(!format!("{trail:?}").contains(&secret));
    let accesses = owner.get(&format!("/{}/audit/access", house.slug)).await;
    assert!(!accesses.body.contains(&secret));
    assert!(tables::all().contains(&("feed_token", tables::Class::Secret)));
}

#[tokio::test]
async fn W13_a_feed_lists_its_team_or_environment_and_no_other_organization() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let mut stranger = app.sign_in("owner@southwind.example").await;
    let production = things.details.environment.to_string();
    let number = book(&app, &house, &things).await;
    add_window(&mut owner, &house, "Everything", &[]).await;
    add_window(&mut owner, &house, "Of production", &[("environments[]", &production)]).await;
    add_window(
        &mut owner,
        &house,
        "Not of production",
        &[("except_environments[]", &production)],
    )
    .await;
    add_window(&mut stranger, &other, "Elsewhere", &[]).await;
    let fed = read(&app, &made(&mut owner, &house, &production).await, None)
        .await
        .body;
    assert!(fed.contains("Window: Everything") && fed.contains("Window: Of production") && fed.contains(&number));
    assert!(
        !fed.contains("Not of production") && !fed.contains("Elsewhere"),
        "{fed}"
    );
    let fed = read(&app, &made(&mut owner, &house, &house.team.to_string()).await, None)
        .await
        .body;
    assert!(fed.contains(&number) && fed.contains("Not of production") && !fed.contains("Elsewhere"));
    let fed = read(&app, &made(&mut stranger, &other, "everything").await, None)
        .await
        .body;
    assert!(fed.contains("Elsewhere") && !fed.contains(&number) && !fed.contains("Everything"));
    // What is another organization's is no choice.
    for lists in [production.as_str(), "env_x", ""] {
        let fields = [("org", other.slug.as_str()), ("name", "Theirs"), ("lists", lists)];
        let answer = stranger.call(MakeFeed::PATH, &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{lists}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn W13_only_whoever_plans_makes_reads_of_and_revokes_feeds() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    made(&mut owner, &house, "everything").await;
    let page = format!("/{}/calendar/feeds", house.slug);
    let id = owner.get(&page).await.hidden("feed");
    for (email, status) in [
        ("engineer@northwind.example", StatusCode::FORBIDDEN),
        ("auditor@northwind.example", StatusCode::FORBIDDEN),
        ("owner@southwind.example", StatusCode::NOT_FOUND),
    ] {
        let mut client = app.sign_in(email).await;
        assert_eq!(client.get(&page).await.status, status, "{email}");
        let make = [("org", house.slug.as_str()), ("name", "Mine"), ("lists", "everything")];
        assert_eq!(client.call(MakeFeed::PATH, &make).await.status, status, "{email}");
        let revoke = [("org", house.slug.as_str()), ("feed", &id)];
        assert_eq!(client.call(RevokeFeed::PATH, &revoke).await.status, status, "{email}");
    }
    // By its id it is nothing in another organization.
    let mut stranger = app.sign_in("owner@southwind.example").await;
    let revoke = [("org", other.slug.as_str()), ("feed", &id)];
    assert_eq!(
        stranger.call(RevokeFeed::PATH, &revoke).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn W13_the_day_on_which_a_feed_was_last_fetched_is_noted() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let address = made(&mut owner, &house, "everything").await;
    let first = read(&app, &address, None).await;
    app.clock.pass(DAY);
    let next = read(&app, &address, None).await;
    assert_eq!(next.status, StatusCode::OK);
    let page = owner_page(&app, &house).await;
    assert!(page.contains("fetched 6 Jan"), "{page}");
    assert_eq!(
        first.header("etag"),
        next.header("etag"),
        "an empty calendar is as empty on the next day"
    );
}

async fn owner_page(app: &TestApp, house: &House) -> String {
    let mut owner = app.sign_in("owner@northwind.example").await;
    owner.get(&format!("/{}/calendar/feeds", house.slug)).await.body
}
