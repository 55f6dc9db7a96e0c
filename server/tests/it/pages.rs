//! Who sees which page.

use domain::accounts::OrganizationCommand;
use domain::command::Command;
use http::StatusCode;

use crate::app::TestApp;

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
async fn an_address_that_leads_nowhere_is_a_page() {
    let (app, _) = TestApp::with_house().await;
    let answer = app.anon().get("/a/b/c/d/e/f").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Not found"));
    assert!(answer.body.starts_with("<!DOCTYPE html>"));
}
