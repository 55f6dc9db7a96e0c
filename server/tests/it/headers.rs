//! Headers of every answer.

use http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn every_answer_is_hardened() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    for path in [
        "/login",
        &format!("/{}", house.slug),
        "/no/such/page",
        "/healthz",
        "/robots.txt",
    ] {
        let answer = lead.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "no promise over plain http"
        );
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn scripts_carry_the_nonce_of_their_own_answer() {
    let (app, _) = TestApp::with_house().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let answer = app.anon().get("/login").await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned();
        assert!(answer.body.contains(&format!("nonce=\"{nonce}\"")));
        assert!(!policy.contains("unsafe-inline"));
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn pages_of_people_are_not_stored() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    assert_eq!(
        lead.get(&format!("/{}", house.slug)).await.header("cache-control"),
        "no-store"
    );
    assert_eq!(app.anon().get("/login").await.header("cache-control"), "no-cache");
}

#[tokio::test]
async fn health_and_readiness_answer() {
    let app = TestApp::empty().await;
    assert_eq!(app.anon().get("/healthz").await.body, "ok");
    assert_eq!(app.anon().get("/readyz").await.status, StatusCode::OK);
}
