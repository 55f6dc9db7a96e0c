//! The access log: what stands in it, and who reads it.

use ::app::accounts::actions::{AddTeam, SignIn};
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{Client, TestApp};

/// The page as somebody reads it now.
async fn read(app: &TestApp, client: &mut Client<'_>, path: &str) -> String {
    app.shared.store.flush_notes().await.unwrap();
    let answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

/// Somebody at an address who tries a password.
async fn tries(app: &TestApp, address: &str, email: &str, password: &str) {
    let mut client = app.anon();
    client.address = Some(address.to_owned());
    let fields = [("email", email), ("password", password)];
    let headers = [
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        (
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        ),
    ];
    client.post_with(SignIn::PATH, &fields, &headers).await;
}

#[tokio::test]
async fn owners_see_who_failed_to_sign_in_and_from_where() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    tries(&app, "198.51.100.7", "lead@northwind.example", "not the right password").await;
    tries(&app, "198.51.100.8", "lead@southwind.example", "not the right password").await;
    tries(
        &app,
        "198.51.100.9",
        "nobody@northwind.example",
        "not the right password",
    )
    .await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let path = format!("/{}/audit/access", house.slug);
    let page = read(&app, &mut owner, &path).await;
    assert!(page.contains("Somebody failed to sign in as lead."), "{page}");
    assert!(page.contains("198.51.100.7, Firefox on Linux"), "{page}");
    assert!(page.contains("owner signed in."));
    for foreign in ["198.51.100.8", "198.51.100.9"] {
        assert!(
            !page.contains(foreign),
            "{foreign} is of no account of the organization"
        );
    }
    // Reading the log stands in it, and so does what was refused.
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let fields = [("org", house.slug.as_str()), ("team", "Payments")];
    assert_eq!(
        engineer.call(AddTeam::PATH, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let page = read(&app, &mut owner, &path).await;
    assert!(page.contains("owner read the access log."), "{page}");
    assert!(page.contains("engineer asked to add a team and was refused."), "{page}");
    let page = read(
        &app,
        &mut owner,
        &format!("{path}?what=sign_in_failed&who={}", house.lead),
    )
    .await;
    assert!(
        page.contains("failed to sign in as lead") && !page.contains("owner read"),
        "{page}"
    );
    let page = read(
        &app,
        &mut owner,
        &format!("{path}?what=sign_in_failed&who={}", house.owner),
    )
    .await;
    assert!(page.contains("No line matches"), "{page}");
    let page = read(&app, &mut owner, &format!("{path}?what=everything&from=yesterday")).await;
    assert!(page.contains("role=\"alert\""), "{page}");
    let foreign = owner.get(&format!("/{}/audit/access", other.slug)).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_log_is_read_by_whoever_answers_for_the_organization_and_by_auditors_in_their_period() {
    let (app, house) = TestApp::with_house().await;
    let (trail, path) = (
        format!("/{}/audit", house.slug),
        format!("/{}/audit/access", house.slug),
    );
    let link = format!("href=\"{path}\"");
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    assert_eq!(engineer.get(&path).await.status, StatusCode::FORBIDDEN);
    assert!(
        !engineer.get(&trail).await.body.contains(&link),
        "what cannot be read is not offered"
    );
    tries(&app, "198.51.100.7", "lead@northwind.example", "not the right password").await;
    app.clock.pass(1_000_001);
    tries(&app, "198.51.100.8", "lead@northwind.example", "not the right password").await;
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    let page = read(&app, &mut auditor, &path).await;
    assert!(
        page.contains("198.51.100.7") && !page.contains("198.51.100.8"),
        "{page}"
    );
    let later = read(&app, &mut auditor, &format!("{path}?from=2026-01-17")).await;
    assert!(later.contains("No line matches"), "{later}");
    let mut owner = app.sign_in("owner@northwind.example").await;
    assert!(owner.get(&trail).await.body.contains(&link));
    let page = read(&app, &mut owner, &path).await;
    assert!(page.contains("198.51.100.7") && page.contains("198.51.100.8"), "{page}");
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    for number in 0..120 {
        owner.get(&format!("/{}/deployments/CHG-{number}", house.slug)).await;
    }
    let first = format!("/{}/audit/access?what=refused", house.slug);
    let (mut path, mut seen) = (first.clone(), Vec::new());
    loop {
        let page = read(&app, &mut owner, &path).await;
        let lines = page.split("asked for CHG-").skip(1);
        seen.extend(lines.map(|rest| rest.split(' ').next().unwrap().parse::<u32>().unwrap()));
        assert_eq!(page.contains("Newest"), path != first);
        let Some(older) = page.split(&format!("href=\"{first}&amp;before=")).nth(1) else {
            break;
        };
        path = format!("{first}&before={}", older.split('"').next().unwrap());
    }
    assert_eq!(seen, (0..120).rev().collect::<Vec<_>>());
}
