//! Writes: sent twice, from an old page, about another organization's things.

use ::app::accounts::actions::{AddTeam, ChangeMember, DeclareDuty};
use ::app::deployments::actions::live::{Refresh, TickSection};
use ::app::deployments::actions::notes::{AddComment, AddLink};
use ::app::failure::Failure;
use ::app::templates::starters;
use domain::accounts::Directory;
use domain::audit::{AccessFilter, AccessKind};
use domain::refusal::Refusal;
use domain::text::Slug;
use http::StatusCode;
use server_fn::ServerFn;
use std::sync::Arc;

use crate::app::{Client, House, TestApp};
use crate::things::Things;

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

#[tokio::test]
async fn what_was_written_is_where_the_form_leads() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let (deployment, number) = things.draft(&app, &house).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let address = format!("/{}/deployments/{number}", house.slug);
    let page = engineer.get(&address).await.body;
    let pages: Vec<&str> = page
        .split("name=\"page\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    for (action, part, text) in [
        (AddComment::PATH, "comments", "Looks fine."),
        (AddLink::PATH, "links", "https://ci.example/1"),
    ] {
        let there = format!("{address}#{part}");
        assert!(pages.contains(&there.as_str()), "{pages:?}");
        let deployment = deployment.to_string();
        let fields = [
            ("page", there.as_str()),
            ("org", house.slug.as_str()),
            ("deployment", &deployment),
            ("comment", text),
            ("link", text),
        ];
        let answer = engineer.post(action, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header("location"), there);
    }
    // A refusal is the page itself, which an address has no part of.
    let fields = [
        ("page", &*format!("{address}#comments")),
        ("org", &house.slug),
        ("deployment", &deployment.to_string()),
        ("comment", ""),
    ];
    let refused = engineer.post(AddComment::PATH, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&format!("{number} A change")), "{}", refused.body);
}

#[tokio::test]
async fn a_ticked_section_is_taken_back_and_the_access_log_tells_what_was_refused() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let (deployment, number) = things.draft(&app, &house).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let (deployment, number) = (deployment.to_string(), number.to_string());
    let section = async |client: &mut Client<'_>, seen: &str, done: &str| {
        let fields = [
            ("org", house.slug.as_str()),
            ("deployment", &deployment),
            ("number", &number),
            ("seen", seen),
            ("section", "proof"),
            ("done", done),
            ("confirmed", ""),
            ("since", "0"),
        ];
        client.call(TickSection::PATH, &fields).await
    };
    let (_, before) = directory(&app, &house).await;
    let ticked = section(&mut engineer, "@proof tests-green:0:o load-compared:0:o", "true").await;
    assert_eq!(ticked.status, StatusCode::OK, "{}", ticked.body);
    let seen = format!("@proof tests-green:{before}:d");
    assert_eq!(section(&mut engineer, &seen, "false").await.status, StatusCode::OK);
    let (_, after) = directory(&app, &house).await;
    assert_eq!(after, before + 3, "two ticked, one taken back");
    let stale = section(&mut engineer, &format!("@proof load-compared:{before}:d"), "false").await;
    assert_eq!(stale.status, StatusCode::OK, "an island's refusal is a good answer");
    assert_eq!(directory(&app, &house).await.1, after);
    let refresh = [("org", house.slug.as_str()), ("number", &number), ("since", "0")];
    assert_eq!(engineer.call(Refresh::PATH, &refresh).await.status, StatusCode::OK);

    app.shared.store.flush_notes().await.unwrap();
    let filter = AccessFilter {
        limit: 500,
        ..AccessFilter::default()
    };
    let log = app.shared.backend.access(house.organization, &filter).await.unwrap();
    let what = |path: &str| -> Vec<AccessKind> {
        let lines = log.lines.iter().filter(|line| line.detail == path);
        lines.map(|line| line.what).collect()
    };
    let mut sections = what(TickSection::PATH);
    sections.sort_unstable();
    assert_eq!(sections, [AccessKind::Sent, AccessKind::Sent, AccessKind::Refused]);
    assert_eq!(what(Refresh::PATH), [AccessKind::Read]);
}
