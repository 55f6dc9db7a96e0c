//! Live streams: who hears what.

use std::time::Duration;

use ::app::deployments::actions::live::Refresh;
use ::app::templates::starters;
use axum::body::Body;
use domain::accounts::OrganizationCommand;
use domain::command::Command;
use domain::deployments::DeploymentCommand;
use domain::text::{CommentText, DutyName, Slug};
use futures_util::future::join_all;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{COOKIE_NAME, Client, House, TestApp};
use crate::things::Things;

/// Opens a stream and hands back its body, unread.
async fn open(app: &TestApp, client: &Client<'_>, slug: &str, last: Option<u64>) -> (StatusCode, Body) {
    let mut request = http::Request::builder().uri(format!("/events/{slug}"));
    if let Some(cookie) = &client.cookie {
        request = request.header("cookie", format!("{COOKIE_NAME}={cookie}"));
    }
    if let Some(last) = last {
        request = request.header("last-event-id", last.to_string());
    }
    send(app, request).await
}

async fn send(app: &TestApp, request: http::request::Builder) -> (StatusCode, Body) {
    let response = app.raw(request.body(Body::empty()).unwrap()).await;
    (response.status(), response.into_body())
}

/// The next piece of a stream as text; `None` at its end.
async fn next(body: &mut Body) -> Option<String> {
    let frame = std::future::poll_fn(|context| http_body::Body::poll_frame(std::pin::Pin::new(&mut *body), context));
    let bytes = frame.await?.ok()?.into_data().ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

async fn change(app: &TestApp, house: &House, name: &str) -> u64 {
    let command = OrganizationCommand::DeclareDuty {
        name: DutyName::parse(name).unwrap(),
    };
    let command = Command::Organization {
        organization: house.organization,
        command,
    };
    app.send(app.actor(house.owner), command, Vec::new()).await.entries[0]
}

#[tokio::test]
async fn a_member_hears_of_each_entry_and_others_are_not_let_in() {
    let (app, house) = TestApp::with_house().await;
    app.found("Southwind", "southwind.example").await;
    let lead = app.sign_in("lead@northwind.example").await;
    let (status, mut stream) = open(&app, &lead, &house.slug, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(next(&mut stream).await.unwrap(), ": open\n\n");
    let seq = change(&app, &house, "Night watch").await;
    let heard = next(&mut stream).await.unwrap();
    assert!(
        heard.contains(&format!("id: {seq}\n")) && heard.contains("organization"),
        "{heard}"
    );

    let stranger = app.sign_in("lead@southwind.example").await;
    assert_eq!(open(&app, &stranger, &house.slug, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(
        open(&app, &app.anon(), &house.slug, None).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn what_was_missed_is_told_at_once() {
    let (app, house) = TestApp::with_house().await;
    let lead = app.sign_in("lead@northwind.example").await;
    let first = change(&app, &house, "Night watch").await;
    let second = change(&app, &house, "Day watch").await;
    let (_, mut stream) = open(&app, &lead, &house.slug, Some(first)).await;
    let heard = next(&mut stream).await.unwrap();
    assert!(
        heard.contains("event: missed") && heard.contains(&format!("id: {second}\n")),
        "{heard}"
    );
}

#[tokio::test]
async fn a_page_hears_at_once_what_came_while_it_was_on_its_way() {
    let (app, house) = TestApp::with_house().await;
    let lead = app.sign_in("lead@northwind.example").await;
    let shown = change(&app, &house, "Night watch").await;
    let missed = change(&app, &house, "Day watch").await;
    let cookie = format!("{COOKIE_NAME}={}", lead.cookie.unwrap());
    let stream = |after: u64| {
        let address = format!("/events/{}?after={after}", house.slug);
        http::Request::builder().uri(address).header("cookie", &cookie)
    };
    let (_, mut behind) = send(&app, stream(shown)).await;
    let heard = next(&mut behind).await.unwrap();
    assert!(
        heard.contains("event: missed") && heard.contains(&format!("id: {missed}\n")),
        "{heard}"
    );
    let (_, mut level) = send(&app, stream(missed)).await;
    let third = change(&app, &house, "Third watch").await;
    let heard = next(&mut level).await.unwrap();
    assert!(
        heard.contains("event: entry") && heard.contains(&format!("id: {third}\n")),
        "{heard}"
    );
}

/// Switches the small-team rule so many times at once; the number of the last entry.
async fn switch(app: &TestApp, house: &House, times: usize) -> u64 {
    let sent = (0..times).map(|time| {
        let command = OrganizationCommand::SetSmallTeamRule { on: time % 2 == 0 };
        let command = Command::Organization {
            organization: house.organization,
            command,
        };
        app.send(app.actor(house.owner), command, Vec::new())
    });
    let outcomes = join_all(sent).await;
    let entries = outcomes.iter().flat_map(|outcome| &outcome.entries);
    *entries.max().unwrap()
}

#[tokio::test]
async fn who_falls_behind_is_told_up_to_the_end() {
    let (app, house) = TestApp::with_house().await;
    let lead = app.sign_in("lead@northwind.example").await;
    let (_, mut stream) = open(&app, &lead, &house.slug, None).await;
    next(&mut stream).await;
    let last = switch(&app, &house, 4200).await;
    let heard = next(&mut stream).await.unwrap();
    assert!(
        heard.contains("event: missed") && heard.contains(&format!("id: {last}\n")),
        "{heard}"
    );
}

#[tokio::test]
async fn a_session_is_looked_at_however_busy_others_are() {
    let (app, house) = TestApp::with_house().await;
    let app = app.checking(Duration::from_millis(40));
    let southwind = app.found("Southwind", "southwind.example").await;
    let lead = app.sign_in("lead@northwind.example").await;
    let (_, mut stream) = open(&app, &lead, &house.slug, None).await;
    next(&mut stream).await;
    let others = async {
        loop {
            switch(&app, &southwind, 2).await;
        }
    };
    let listens = async {
        let heard = next(&mut stream).await;
        assert_eq!(heard.as_deref(), Some(": still here\n\n"));
        app.shared.store.revoke_sessions(house.lead, None).await.unwrap();
        while next(&mut stream).await.is_some() {}
    };
    tokio::select! {
        () = listens => {}
        () = others => {}
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_server() {
    let (app, house) = TestApp::with_house().await;
    let lead = app.sign_in("lead@northwind.example").await;
    let (_, mut stream) = open(&app, &lead, &house.slug, None).await;
    next(&mut stream).await;
    app.shared.store.revoke_sessions(house.lead, None).await.unwrap();
    change(&app, &house, "Night watch").await;
    assert_eq!(next(&mut stream).await, None);

    let engineer = app.sign_in("engineer@northwind.example").await;
    let (_, mut stream) = open(&app, &engineer, &house.slug, None).await;
    next(&mut stream).await;
    app.shared.hub.close();
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn a_page_gets_every_region_that_an_entry_touched() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let (deployment, number) = things.draft(&app, &house).await;
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.engineer).await.unwrap().unwrap();
    let command = Command::Deployment {
        organization: house.organization,
        deployment,
        command: DeploymentCommand::Comment {
            item: None,
            text: CommentText::parse("Seen.").unwrap(),
        },
    };
    app.send(app.actor(house.lead), command, Vec::new()).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let (number, since) = (number.to_string(), opened.position.to_string());
    let fields = [("org", house.slug.as_str()), ("number", &number), ("since", &since)];
    let answer = engineer.call(Refresh::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for part in ["notices", "timeline", "comments"] {
        assert!(answer.body.contains(part), "{part}");
    }
}
