//! Signing over HTTP where the environment asks for a fresh proof of identity (S11).

use std::collections::BTreeSet;

use ::app::deployments::actions::signing::Sign;
use ::app::deployments::actions::steps::Start;
use domain::accounts::{AccessRole, OrganizationCommand};
use domain::command::Command;
use domain::deployments::{ChangeNumber, DeploymentCommand};
use domain::text::Slug;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{Answer, Client, House, PASSWORD, TestApp};
use crate::things::Things;

const CHECKLIST: &str = "# Release\n\n## Pre-deployment\n\n- [ ] One thing\n\n## Sign-off\n\n- [ ] Tech Lead: ______\n";

/// A deployment to production whose items are done, submitted by the engineer.
async fn preparing(app: &TestApp, house: &House) -> ChangeNumber {
    let things = Things::publish(app, house, "release", CHECKLIST).await;
    let (deployment, number) = things.draft(app, house).await;
    for command in [things.tick_all(), DeploymentCommand::Submit] {
        let command = Command::Deployment {
            organization: house.organization,
            deployment,
            command,
        };
        app.send(app.actor(house.engineer), command, Vec::new()).await;
    }
    number
}

/// Sends the page's own form, with a password.
async fn sign(client: &mut Client<'_>, page: &Answer, password: &str) -> Answer {
    let names = [
        "request",
        "page",
        "org",
        "deployment",
        "number",
        "roster",
        "slot",
        "document",
        "position",
    ];
    let values = names.map(|name| page.hidden(name));
    let mut fields: Vec<(&str, &str)> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fields.extend([("meaning", "approved"), ("comment", ""), ("password", password)]);
    client.post(Sign::PATH, &fields).await
}

async fn entries(app: &TestApp, house: &House) -> u64 {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap();
    opened.unwrap().position
}

/// S16: a sign-off stands when its signer later loses the duty, and the page says so, at the slot and among the warnings.
#[tokio::test]
async fn a_sign_off_stands_without_its_duty_and_the_page_says_so() {
    let (app, house) = TestApp::with_house().await;
    let number = preparing(&app, &house).await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let deployment = format!("/{}/deployments/{number}", house.slug);
    let sheet = lead.get(&format!("{deployment}/sign/pre-tech-lead")).await;
    assert_eq!(sign(&mut lead, &sheet, "").await.status, StatusCode::SEE_OTHER);
    let words = [
        "lead does not hold this duty any more; the sign-off stands.",
        "The signer for Tech Lead does not hold that duty any more.",
    ];
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let before = engineer.get(&deployment).await.body;
    assert!(words.iter().all(|words| !before.contains(words)), "{before}");
    let command = OrganizationCommand::ChangeMember {
        person: house.lead,
        seen: None,
        role: AccessRole::Member,
        teams: [(house.team, BTreeSet::new())].into(),
        reads: None,
    };
    let command = Command::Organization {
        organization: house.organization,
        command,
    };
    app.send(app.actor(house.owner), command, Vec::new()).await;
    let after = engineer.get(&deployment).await.body;
    for words in words {
        assert!(after.contains(words), "{words}: {after}");
    }
    // It stands: nothing blocks the start any more.
    let start = [
        ("org", house.slug.as_str()),
        ("deployment", &sheet.hidden("deployment")),
    ];
    let started = engineer.call(Start::PATH, &start).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.body);
}

#[tokio::test]
async fn a_proof_older_than_five_minutes_is_asked_for_again() {
    let (app, house) = TestApp::with_house().await;
    let number = preparing(&app, &house).await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let address = format!("/{}/deployments/{number}/sign/pre-tech-lead", house.slug);
    let page = lead.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(!page.body.contains("name=\"password\""), "the sign-in is proof enough");

    app.clock.pass(5 * 60 + 1);
    let page = lead.get(&address).await;
    assert!(page.body.contains("name=\"password\""));
    let before = entries(&app, &house).await;
    for (password, words) in [
        ("", "not older than five minutes"),
        ("not the right password", "The password is wrong"),
    ] {
        let refused = sign(&mut lead, &page, password).await;
        assert!(refused.status.is_client_error(), "{}", refused.status);
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
        assert!(
            !refused.body.contains("not the right password"),
            "secrets are not rendered again"
        );
    }
    assert_eq!(entries(&app, &house).await, before, "nothing was signed");

    let signed = sign(&mut lead, &page, PASSWORD).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    assert_eq!(entries(&app, &house).await, before + 1);
    let again = sign(&mut lead, &page, PASSWORD).await;
    assert_eq!(
        again.status,
        StatusCode::SEE_OTHER,
        "the same form again is the same sign-off (S12)"
    );
    assert_eq!(entries(&app, &house).await, before + 1);
}
