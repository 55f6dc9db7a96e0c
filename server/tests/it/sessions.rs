//! Sessions: how they begin, what they are worth, how they end.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use ::app::accounts::actions::{ChangePassword, SignIn, SignOut};
use domain::accounts::{Gate as _, InstanceCommand, PasswordCause};
use domain::command::{Command, Secret};
use futures_util::future::join_all;
use http::StatusCode;
use server::doors::{RequestGate, session, token_hash};
use server_fn::ServerFn;
use store::ThrottleScope;
use tower_sessions::Session;

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

const NEW_PASSWORD: &str = "nine copper teapots sing";

async fn sign_in_with(app: &TestApp, password: &str) -> StatusCode {
    let fields = [("email", "lead@northwind.example"), ("password", password)];
    app.anon().call(SignIn::PATH, &fields).await.status
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let (app, house) = TestApp::with_house().await;
    let home = format!("/{}", house.slug);
    let mut here = app.sign_in("lead@northwind.example").await;
    let mut elsewhere = app.sign_in("lead@northwind.example").await;
    let mut before = here.clone();
    let fields = [("current_password", PASSWORD), ("new_password", NEW_PASSWORD)];
    let answer = here.post(ChangePassword::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_ne!(here.cookie, before.cookie, "it goes on under a new cookie");
    assert_eq!(here.get(&home).await.status, StatusCode::OK);
    for client in [&mut before, &mut elsewhere] {
        assert_eq!(client.get(&home).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(sign_in_with(&app, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sign_in_with(&app, NEW_PASSWORD).await, StatusCode::OK);
}

/// A sign-in that was checked against the old password, and begins its session after the new one was saved.
#[tokio::test]
async fn no_sign_in_outlives_a_password_that_is_changed_meanwhile() {
    let (app, house) = TestApp::with_house().await;
    let hasher = app.shared.doors.hasher();
    let phc = hasher.hash(NEW_PASSWORD, &*app.shared.sources).await.unwrap();
    // The cores are busy for a while, so that the check is begun and waits.
    let busy = join_all((0..12).map(|_| hasher.verify("anything", None)));
    let signs_in = sign_in_with(&app, PASSWORD);
    let account = token_hash("lead@northwind.example").to_string();
    let changes = async {
        let counted = || app.shared.store.failures(ThrottleScope::Account, &account);
        while counted().await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        let command = InstanceCommand::ChangePassword {
            person: house.lead,
            by: PasswordCause::Change,
        };
        let secret = Secret::Password {
            person: house.lead,
            phc,
        };
        app.send(app.actor(house.lead), Command::Instance(command), vec![secret])
            .await;
        app.shared.store.revoke_sessions(house.lead, None).await.unwrap();
    };
    let (_, status, ()) = tokio::join!(busy, signs_in, changes);
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let left = app.shared.backend.sessions(house.lead).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn proving_again_counts_as_use() {
    let (app, _) = TestApp::with_house().await;
    let lead = app.sign_in("lead@northwind.example").await;
    app.clock.pass(50 * 60);
    let id = lead.cookie.unwrap().parse().unwrap();
    let open = || Session::new(Some(id), Arc::new(app.shared.sessions()), None);
    let session = open();
    let held = session::held(&session).await.unwrap();
    let (here, now) = (IpAddr::V4(Ipv4Addr::LOCALHOST), app.shared.sources.now());
    let gate = RequestGate::new(app.shared.clone(), session.clone(), held, here, "", now);
    assert_eq!(gate.prove(PASSWORD).await.unwrap(), Ok(()));
    session.save().await.unwrap();
    app.clock.pass(50 * 60);
    let held = session::held(&open()).await.unwrap();
    let held = held.expect("it was used fifty minutes ago");
    assert_eq!((held.proved_at, held.seen_at), (now, now));
}
