//! Writes: sent twice, from an old page, about another organization's things.

use ::app::accounts::actions::{AddTeam, ChangeMember, DeclareDuty};
use ::app::failure::Failure;
use domain::accounts::Directory;
use domain::refusal::Refusal;
use domain::text::Slug;
use http::StatusCode;
use server_fn::ServerFn;
use std::sync::Arc;

use crate::app::{House, TestApp};

async fn directory(app: &TestApp, house: &House) -> (Arc<Directory>, u64) {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    (opened.directory, opened.position)
}

#[tokio::test]
async fn a_double_submit_does_it_once_and_answers_twice() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let page = owner.get(&format!("/{}/settings", house.slug)).await;
    let (request, page) = (page.hidden("request"), page.hidden("page"));
    let fields = [
        ("request", request.as_str()),
        ("page", page.as_str()),
        ("org", house.slug.as_str()),
        ("team", "Payments"),
    ];
    let (_, before) = directory(&app, &house).await;
    for _ in 0..2 {
        let answer = owner.post(AddTeam::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let location = answer.header("location");
        assert!(location.starts_with(&format!("/{}/settings", house.slug)), "{location}");
    }
    let (directory, after) = directory(&app, &house).await;
    assert_eq!(after, before + 1, "one entry");
    assert_eq!(
        directory
            .teams
            .values()
            .filter(|team| team.name.as_str() == "Payments")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_request_id_is_good_for_one_form() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let request = "req_0190a5f0000070008000000000000001";
    let send = |team| [("request", request), ("org", house.slug.as_str()), ("team", team)];
    assert_eq!(
        owner.call(AddTeam::PATH, &send("Payments")).await.status,
        StatusCode::OK
    );
    let answer = owner.call(AddTeam::PATH, &send("Search")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let failure: Failure = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(failure, Failure::Refused(Refusal::RequestReused));
}

#[tokio::test]
async fn two_people_at_the_same_instant_get_one_name_between_them() {
    let (app, house) = TestApp::with_house().await;
    let owner = app.sign_in("owner@northwind.example").await;
    let fields = [("org", house.slug.as_str()), ("duty", "Night watch")];
    let (mut first, mut second) = (owner.clone(), owner.clone());
    let (a, b) = tokio::join!(
        first.call(DeclareDuty::PATH, &fields),
        second.call(DeclareDuty::PATH, &fields)
    );
    let mut answers = [a.status.as_u16(), b.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 422]);
}

#[tokio::test]
async fn a_form_of_one_organization_does_nothing_in_another() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let elsewhere = [("org", other.slug.as_str()), ("team", "Payments")];
    assert_eq!(
        owner.call(AddTeam::PATH, &elsewhere).await.status,
        StatusCode::NOT_FOUND
    );
    let foreign = other.lead.to_string();
    let member = [
        ("org", house.slug.as_str()),
        ("person", foreign.as_str()),
        ("role", "owner"),
    ];
    assert_eq!(
        owner.call(ChangeMember::PATH, &member).await.status,
        StatusCode::NOT_FOUND
    );
    let (directory, _) = directory(&app, &other).await;
    assert_eq!(directory.teams.len(), 1);
}

#[tokio::test]
async fn a_refused_form_names_the_field_and_saves_nothing() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (_, before) = directory(&app, &house).await;
    let settings = format!("/{}/settings", house.slug);
    let long = "x".repeat(81);
    for team in ["", "   ", &long, "tab\u{7}bell"] {
        let fields = [
            ("page", settings.as_str()),
            ("org", house.slug.as_str()),
            ("team", team),
        ];
        let answer = owner.post(AddTeam::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{team:?}");
        assert!(answer.body.contains("aria-invalid=\"true\""), "{team:?}");
    }
    assert_eq!(directory(&app, &house).await.1, before);
}
