//! Guessing is slow, and nobody is locked out for good.

use ::app::accounts::actions::SignIn;
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
