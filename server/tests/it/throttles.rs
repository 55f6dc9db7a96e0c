//! Guessing is slow, and nobody is locked out for good.

use ::app::accounts::actions::{ChangePassword, SignIn};
use futures_util::future::join_all;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn the_sixth_guess_waits_and_the_right_password_with_it() {
    let (app, _) = TestApp::with_house().await;
    for email in ["lead@northwind.example", "nobody@northwind.example"] {
        let wrong = [("email", email), ("password", "wrong, wrong, wrong")];
        for _ in 0..5 {
            let answer = app.anon().call(SignIn::PATH, &wrong).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "the same for unknown accounts"
            );
        }
        let answer = app
            .anon()
            .call(SignIn::PATH, &[("email", email), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.header("retry-after"), "15");
    }
    app.clock.pass(16);
    app.sign_in("lead@northwind.example").await;
    let wrong = [("email", "lead@northwind.example"), ("password", "wrong, wrong, wrong")];
    let answer = app.anon().call(SignIn::PATH, &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "success forgives");
}

#[tokio::test]
async fn one_address_that_tries_many_accounts_waits_alone() {
    let (app, _) = TestApp::with_house().await;
    let mut guesser = app.anon();
    guesser.address = Some("203.0.113.7".to_owned());
    for guess in 0..50 {
        let email = format!("person{guess}@northwind.example");
        guesser
            .call(SignIn::PATH, &[("email", &email), ("password", "wrong, wrong, wrong")])
            .await;
    }
    let right = [("email", "lead@northwind.example"), ("password", PASSWORD)];
    assert_eq!(
        guesser.call(SignIn::PATH, &right).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let mut other = app.anon();
    other.address = Some("203.0.113.8".to_owned());
    assert_eq!(other.call(SignIn::PATH, &right).await.status, StatusCode::OK);
}

#[tokio::test]
async fn guesses_at_once_are_counted_before_they_are_looked_at() {
    let (app, _) = TestApp::with_house().await;
    let guess = async || {
        let wrong = [("email", "lead@northwind.example"), ("password", "wrong, wrong, wrong")];
        app.anon().call(SignIn::PATH, &wrong).await.status
    };
    let answers = join_all((0..12).map(|_| guess())).await;
    let heard = answers.iter().filter(|s| **s == StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(heard.count(), 5, "{answers:?}");
    let refused = answers.iter().filter(|s| **s == StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.count(), 7, "{answers:?}");
}

#[tokio::test]
async fn only_failures_count_for_an_address() {
    let (app, _) = TestApp::with_house().await;
    let mut office = app.anon();
    office.address = Some("203.0.113.7".to_owned());
    for guess in 0..49 {
        let email = format!("person{guess}@northwind.example");
        let wrong = [("email", email.as_str()), ("password", "wrong, wrong, wrong")];
        office.call(SignIn::PATH, &wrong).await;
    }
    let right = [("email", "lead@northwind.example"), ("password", PASSWORD)];
    for _ in 0..3 {
        assert_eq!(office.call(SignIn::PATH, &right).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn what_others_try_keeps_nobody_from_proving() {
    let (app, _) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    for _ in 0..6 {
        let wrong = [("email", "lead@northwind.example"), ("password", "wrong, wrong, wrong")];
        app.anon().call(SignIn::PATH, &wrong).await;
    }
    let change = |current| {
        [
            ("current_password", current),
            ("new_password", "nine copper teapots sing"),
        ]
    };
    for _ in 0..5 {
        let answer = lead.call(ChangePassword::PATH, &change("wrong, wrong, wrong")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = lead.call(ChangePassword::PATH, &change(PASSWORD)).await;
    assert_eq!(
        answer.status,
        StatusCode::TOO_MANY_REQUESTS,
        "who guesses inside waits too"
    );
    app.clock.pass(16);
    let answer = lead.call(ChangePassword::PATH, &change(PASSWORD)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test]
async fn an_ipv6_network_waits_as_one() {
    let (app, _) = TestApp::with_house().await;
    let mut guesser = app.anon();
    for guess in 0..50 {
        guesser.address = Some(format!("[2001:db8:1:2::{guess:x}]:{}", 4000 + guess));
        let email = format!("person{guess}@northwind.example");
        let wrong = [("email", email.as_str()), ("password", "wrong, wrong, wrong")];
        guesser.call(SignIn::PATH, &wrong).await;
    }
    let right = [("email", "lead@northwind.example"), ("password", PASSWORD)];
    for (address, status) in [
        ("2001:db8:1:2:ffff::1", StatusCode::TOO_MANY_REQUESTS),
        ("2001:db8:1:3::1", StatusCode::OK),
    ] {
        guesser.address = Some(address.to_owned());
        assert_eq!(guesser.call(SignIn::PATH, &right).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn known_unknown_and_impossible_addresses_cost_the_same() {
    let (app, _) = TestApp::with_house().await;
    let mut costs = Vec::new();
    for email in ["lead@northwind.example", "nobody@northwind.example", "not an address"] {
        let wrong = [("email", email), ("password", "wrong, wrong, wrong")];
        // Notes are written in the background, at most once a second.
        let mut least = u64::MAX;
        for _ in 0..4 {
            let before = app.shared.store.statements();
            app.anon().call(SignIn::PATH, &wrong).await;
            least = least.min(app.shared.store.statements() - before);
        }
        costs.push(least);
    }
    assert!(costs.iter().all(|cost| *cost == costs[0]), "{costs:?}");
}
