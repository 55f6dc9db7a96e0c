//! Sessions: how they begin, what they are worth, how they end.

use ::app::accounts::actions::{SignIn, SignOut};
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn a_session_lives_until_it_is_idle_for_an_hour() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let home = format!("/{}", house.slug);
    for _ in 0..3 {
        app.clock.pass(59 * 60);
        assert_eq!(lead.get(&home).await.status, StatusCode::OK);
        app.shared.store.flush_notes().await.unwrap();
    }
    app.clock.pass(61 * 60);
    let answer = lead.get(&home).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), format!("/login?next={home}"));
    assert_eq!(lead.cookie, None, "the dead cookie is taken back");
}

#[tokio::test]
async fn no_session_is_longer_than_twelve_hours() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let home = format!("/{}", house.slug);
    for _ in 0..14 {
        app.clock.pass(50 * 60);
        assert_eq!(lead.get(&home).await.status, StatusCode::OK);
        app.shared.store.flush_notes().await.unwrap();
    }
    app.clock.pass(50 * 60);
    assert_eq!(lead.get(&home).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_prefetch_keeps_nothing_alive() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    app.clock.pass(59 * 60);
    let request = http::Request::builder()
        .uri(format!("/{}", house.slug))
        .header("sec-purpose", "prefetch;prerender")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(lead.send(request).await.status, StatusCode::OK);
    app.shared.store.flush_notes().await.unwrap();
    app.clock.pass(2 * 60);
    assert_eq!(
        lead.get(&format!("/{}", house.slug)).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn signing_in_makes_a_new_cookie_and_ends_the_old_session() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let mut old = lead.clone();
    let before = lead.cookie.clone();
    lead.post(
        SignIn::PATH,
        &[("email", "lead@northwind.example"), ("password", PASSWORD)],
    )
    .await;
    assert_ne!(lead.cookie, before);
    assert_eq!(old.get(&format!("/{}", house.slug)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.shared.backend.sessions(house.lead).await.unwrap().len(), 1);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_empties_the_cache() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let mut copy = lead.clone();
    let answer = lead.post(SignOut::PATH, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert_eq!(lead.cookie, None);
    assert_eq!(
        copy.get(&format!("/{}", house.slug)).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_cookie_that_was_not_given_out_opens_nothing() {
    let (app, house) = TestApp::with_house().await;
    let real = app.sign_in("lead@northwind.example").await.cookie.unwrap();
    let mut flipped = real.clone().into_bytes();
    flipped[3] = if flipped[3] == b'A' { b'B' } else { b'A' };
    let long = "x".repeat(3000);
    for cookie in [
        String::from_utf8(flipped).unwrap(),
        "rubbish".to_owned(),
        long,
        format!("{real}{real}"),
    ] {
        let mut client = app.anon();
        client.cookie = Some(cookie.clone());
        let answer = client.get(&format!("/{}", house.slug)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{cookie}");
    }
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let (app, _) = TestApp::with_house().await;
    let fields = [("email", "lead@northwind.example"), ("password", PASSWORD)];
    let answer = app.anon().post(SignIn::PATH, &fields).await;
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Domain") && !cookie.contains("Max-Age") && !cookie.contains("Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let (app, house) = TestApp::with_house().await;
    let mut first = app.sign_in("lead@northwind.example").await;
    let mut second = app.sign_in("lead@northwind.example").await;
    assert_eq!(app.shared.store.revoke_sessions(house.lead, None).await.unwrap(), 2);
    for client in [&mut first, &mut second] {
        assert_eq!(
            client.get(&format!("/{}", house.slug)).await.status,
            StatusCode::SEE_OTHER
        );
    }
}
