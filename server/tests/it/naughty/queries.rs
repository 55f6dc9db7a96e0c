//! What stands in an address: what is searched for, and every other parameter that a page reads.

use ::app::audit::actions::ExportTrail;
use ::app::palette::actions::Find;
use http::StatusCode;
use server_fn::ServerFn;

use super::deployments::SMALL;
use super::desk::{Field, packed};
use super::page::Page;
use super::world::World;
use super::{LIST, NAUGHTY};
use crate::app::Client;

/// Every page that reads parameters, and which.
const PARAMETERS: [(&str, &[&str]); 12] = [
    ("/login", &["next", "reset", "lost"]),
    ("/account", &["saved"]),
    (
        "/{org}/deployments",
        &["search", "stage", "service", "environment", "person", "before"],
    ),
    (
        "/{org}/deployments/new",
        &["template", "service", "environment", "kind", "title"],
    ),
    ("/{org}/deployments/CHG-1/booking", &["lasts"]),
    ("/{org}/templates/small", &["version"]),
    ("/{org}/templates/small/compare", &["from", "to"]),
    (
        "/{org}/calendar",
        &[
            "view",
            "date",
            "layers",
            "show",
            "team",
            "service",
            "environment",
            "zone",
            "saved",
        ],
    ),
    (
        "/{org}/audit",
        &["search", "who", "what", "from", "to", "before", "verify"],
    ),
    ("/{org}/audit/access", &["who", "what", "from", "to", "before"]),
    ("/{org}/people", &["invited", "removed"]),
    ("/{org}/settings", &["saved"]),
];

fn address(page: &str, names: &[&str], text: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(names.iter().map(|name| (name, text)));
    format!("{page}?{}", query.finish())
}

/// The page of an address, whose parameters are wrong: it is shown without them, or says that nothing is there.
async fn asked(client: &mut Client<'_>, address: &str) -> Page {
    let answer = client.get(address).await;
    let fine = matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND);
    assert!(fine, "{} for {address}", answer.status);
    assert_eq!(answer.body.matches("</title>").count(), 1, "{address}");
    Page::read(&answer.body)
}

#[tokio::test]
async fn every_text_can_be_searched_for() {
    let world = World::new().await;
    let mut owner = world.app.sign_in("owner@northwind.example").await;
    for page in ["/audit", "/deployments"] {
        let page = world.at(page);
        let mut usual = world.read(&mut owner, &page).await;
        usual.and(world.read(&mut owner, &format!("{page}?search=nothing+like+it")).await);
        let texts = Field::line("search", "Search", 200).texts();
        for text in texts
            .iter()
            .map(String::as_str)
            .chain(["a\u{0}b", "%", "100 % \\_", "%41%2541"])
        {
            let address = address(&page, &["search"], text);
            let shown = world.read(&mut owner, &address).await;
            shown.is_as_usual(&usual, &address);
            // What is longer than the field allows is cut.
            let cut: String = text.chars().take(200).collect();
            assert!(shown.holds(cut.trim()), "{text:?} on {page}");
        }
    }
    for text in packed(LIST.clone(), " ", 200) {
        let fields = [("org", world.house.slug.as_str()), ("words", &text)];
        assert_eq!(owner.call(Find::PATH, &fields).await.status, StatusCode::OK, "{text:?}");
    }
}

#[tokio::test]
async fn no_parameter_of_an_address_does_anything_but_ask() {
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    world.draft(&things).await;
    let mut owner = world.app.sign_in("owner@northwind.example").await;
    let own = NAUGHTY.join(" ");
    for (page, names) in PARAMETERS {
        let page = page.replace("{org}", &world.house.slug);
        let mut client = if page == "/login" {
            world.app.anon()
        } else {
            owner.clone()
        };
        let mut usual = asked(&mut client, &page).await;
        for name in names {
            usual.and(asked(&mut client, &address(&page, &[name], "nothing")).await);
        }
        usual.and(asked(&mut client, &address(&page, names, "nothing")).await);
        for name in names {
            let address = address(&page, &[name], &own);
            asked(&mut client, &address).await.is_as_usual(&usual, &address);
        }
        // An address has room for so much.
        for text in packed(LIST.clone(), " ", 6000 / names.len()) {
            let address = address(&page, names, &text);
            asked(&mut client, &address).await.is_as_usual(&usual, &address);
        }
    }
    // The trail says which field of its filter it does not understand, and an export of it is refused for the same.
    for text in &packed(LIST.clone(), " ", 2000) {
        for name in ["who", "what", "from", "to"] {
            let fields = [("org", world.house.slug.as_str()), (name, text)];
            let told = owner.call(ExportTrail::PATH, &fields).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{text:?}: {}", told.body);
        }
    }
    world.is_sound().await;
}

/// What a spreadsheet would take for a formula is quoted.
#[tokio::test]
async fn an_exported_trail_has_no_formulas() {
    let world = World::new().await;
    let mut owner = world.app.sign_in("owner@northwind.example").await;
    let org = world.house.slug.as_str();
    let formulas = [
        "=HYPERLINK(\"https://evil.example\",\"click\")",
        "+1+cmd|' /c calc'!A0",
        "-2+3 back",
        "@SUM(1+1)*2",
    ];
    for text in formulas {
        let fields = [("org", org), ("team", text)];
        let answer = owner.call(::app::accounts::actions::AddTeam::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let fields = [("org", org), ("search", text)];
        assert_eq!(owner.post(ExportTrail::PATH, &fields).await.status, StatusCode::OK);
    }
    let exported = owner.post(ExportTrail::PATH, &[("org", org)]).await;
    assert!(exported.header("content-disposition").starts_with("attachment"));
    assert!(exported.body.contains("HYPERLINK"));
    for line in exported.body.lines() {
        let cells = line.split(',').map(|cell| cell.trim_start_matches('"'));
        for cell in cells {
            assert!(!cell.starts_with(['=', '+', '@', '-']), "{line}");
        }
    }
}
