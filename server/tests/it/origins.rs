//! Forms posted from elsewhere change nothing.

use ::app::accounts::actions::SignIn;
use http::StatusCode;
use server_fn::ServerFn;
use server_fn::axum::server_fn_paths;

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn every_writing_route_refuses_other_sites() {
    let (app, _) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    for (path, _) in server_fn_paths() {
        for headers in [
            [("sec-fetch-site", "cross-site"), ("accept", "application/json")],
            [("sec-fetch-site", "same-site"), ("accept", "text/html")],
            [("origin", "https://evil.example"), ("accept", "text/html")],
            [("origin", "null"), ("accept", "application/json")],
            [("referer", "http://127.0.0.1:3000/"), ("accept", "application/json")],
        ] {
            let answer = owner.post_with(path, &[], &headers).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
        }
    }
    assert!(owner.cookie.is_some(), "still signed in");
}

#[tokio::test]
async fn an_older_browser_is_known_by_its_origin() {
    let (app, _) = TestApp::with_house().await;
    let fields = [("email", "lead@northwind.example"), ("password", PASSWORD)];
    let headers = [("origin", crate::app::PUBLIC_URL), ("accept", "text/html")];
    let answer = app.anon().post_with(SignIn::PATH, &fields, &headers).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}
