//! Who sees which page.

use ::app::templates::starters;
use domain::accounts::OrganizationCommand;
use domain::command::Command;
use domain::templates::ReviewBy;
use domain::text::ZoneName;
use http::StatusCode;

use crate::app::TestApp;
use crate::things::Things;

#[tokio::test]
async fn another_organization_does_not_exist() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    assert_eq!(lead.get(&format!("/{}", house.slug)).await.status, StatusCode::OK);
    let foreign = lead.get(&format!("/{}", other.slug)).await;
    let unknown = lead.get("/no-such-organization").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(foreign.body.contains("<h1") && foreign.body.contains("Not found"));
}

#[tokio::test]
async fn whoever_is_not_signed_in_comes_back_after_signing_in() {
    let (app, house) = TestApp::with_house().await;
    let answer = app
        .anon()
        .get(&format!("/{}/deployments?search=a%26b", house.slug))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/login?next=/northwind/deployments%3Fsearch%3Da%2526b"
    );
}

#[tokio::test]
async fn removal_works_on_the_next_request() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    assert_eq!(lead.get(&format!("/{}", house.slug)).await.status, StatusCode::OK);
    let command = Command::Organization {
        organization: house.organization,
        command: OrganizationCommand::RemoveMember { person: house.lead },
    };
    app.send(app.actor(house.owner), command, Vec::new()).await;
    let answer = lead.get(&format!("/{}", house.slug)).await;
    assert_ne!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn an_auditor_reads_deployments_of_the_period() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let (_, inside) = things.draft(&app, &house).await;
    app.clock.pass(1_000_001);
    let (_, outside) = things.draft(&app, &house).await;
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let base = format!("/{}/deployments", house.slug);
    let list = auditor.get(&base).await.body;
    assert!(list.contains(&format!("{base}/{inside}")) && !list.contains(&format!("{base}/{outside}")));
    for end in ["", "/print", "/items/tests-green"] {
        let page = |number| format!("{base}/{number}{end}");
        assert_eq!(auditor.get(&page(inside)).await.status, StatusCode::OK, "{end}");
        assert_eq!(auditor.get(&page(outside)).await.status, StatusCode::NOT_FOUND, "{end}");
        assert_eq!(owner.get(&page(outside)).await.status, StatusCode::OK, "{end}");
    }
}

/// T11: a template that is overdue for review says so wherever it is used.
#[tokio::test]
async fn an_overdue_review_is_said_wherever_the_template_is_used() {
    let (app, house) = TestApp::with_house().await;
    let today = "2026-01-05".parse().unwrap();
    let due = ReviewBy {
        date: today,
        zone: ZoneName::parse("UTC").unwrap(),
    };
    let things = Things::publish_due(&app, &house, "web-service", starters::ALL[0].markdown, Some(due)).await;
    let (_, number) = things.draft(&app, &house).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let pages = [
        (format!("/{}/templates", house.slug), "Review overdue since"),
        (
            format!("/{}/templates/web-service", house.slug),
            "This template was to be reviewed by 5 Jan 2026",
        ),
        (
            format!("/{}/deployments/{number}", house.slug),
            "The template was to be reviewed by 5 January 2026.",
        ),
    ];
    for (address, words) in &pages {
        let page = owner.get(address).await.body.to_lowercase();
        assert!(!page.contains(&words.to_lowercase()), "{words} on {address}, too early");
    }
    app.clock.pass(24 * 60 * 60);
    let mut owner = app.sign_in("owner@northwind.example").await;
    for (address, words) in &pages {
        let page = owner.get(address).await.body.to_lowercase();
        assert!(page.contains(&words.to_lowercase()), "{words} on {address}: {page}");
    }
}

#[tokio::test]
async fn what_is_not_there_keeps_the_way_back() {
    let (app, house) = TestApp::with_house().await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let templates = format!("href=\"/{}/templates\"", house.slug);
    for path in ["deployments/CHG-99", "nowhere", "no/where/at/all"] {
        let answer = lead.get(&format!("/{}/{path}", house.slug)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            answer.body.contains("Not found") && answer.body.contains(&templates),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page() {
    let (app, _) = TestApp::with_house().await;
    let answer = app.anon().get("/a/b/c/d/e/f").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Not found"));
    assert!(answer.body.starts_with("<!DOCTYPE html>"));
}
