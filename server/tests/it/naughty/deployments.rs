//! Every text of a deployment: what it is, and what is written beside its items.

use std::collections::BTreeSet;

use ::app::deployments::actions::details::{CreateDeployment, EditDeployment};
use ::app::deployments::actions::items::LeaveOut;
use ::app::deployments::actions::notes::{AddComment, AddLink, GiveEvidence};
use domain::deployments::Details;
use domain::text::{CommitText, Link, ReleaseNotes, Title, VersionText};
use http::StatusCode;
use server_fn::ServerFn;
use tokio::sync::OnceCell;

use super::desk::{Desk, Field, Form, Shape, rounds};
use super::page::Page;
use super::world::{Ledger, Named, World};
use crate::things::Things;

pub(super) const SMALL: &str = "# Small\n\n## Pre-deployment\n\n- [ ] One thing {#one .optional}\n";
pub(super) const REASON: Field = Field::lines("reason", "Reason", 2000);
const DETAILS: [Field; 4] = [
    Field::line("title", "Title", 200),
    Field::line("version", "Version", 80),
    Field::line("commit", "Commit", 200).optional(),
    Field::lines("release_notes", "Release notes", 10_000).optional(),
];
const TICKET: [Field; 1] = [Field::line("ticket", "Ticket", 2000).shaped(Shape::Link).optional()];

/// What forms about details carry beside what is typed.
fn carried(things: &Things) -> [(&'static str, String); 5] {
    [
        ("template", things.template.to_string()),
        ("service", things.details.service.to_string()),
        ("environment", things.details.environment.to_string()),
        ("kind", "standard".to_owned()),
        ("deployer", things.details.deployer.to_string()),
    ]
}

#[tokio::test]
async fn details_are_made_and_edited_with_every_text() {
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let carried = carried(&things);
    let carried = carried.iter().map(|(name, value)| (*name, value.as_str()));
    let new: Vec<_> = carried.clone().chain([("org", world.house.slug.as_str())]).collect();
    let new = Form {
        path: CreateDeployment::PATH,
        page: &world.at("/deployments/new"),
        fixed: &new,
    };
    let mut usual = None;
    let (mut made, mut edits) = (Vec::new(), Vec::new());
    let forms = [
        (&DETAILS[..], &[][..]),
        (&TICKET[..], &[("title", "Plain"), ("version", "1")][..]),
    ];
    for (fields, others) in forms {
        for texts in rounds(fields) {
            let fixed: Vec<_> = new.fixed.iter().chain(others).copied().collect();
            desk.type_in(&Form { fixed: &fixed, ..new }, fields, &texts).await;
        }
        made.append(&mut desk.kept);
        // A deployment carries all its edits, so there is another one after a few of them.
        for (part, several) in rounds(fields).chunks(16).enumerate() {
            let edited = world.draft(&things).await;
            let page = format!("{}/edit", edited.page);
            let number = edited.number.to_string();
            let mut seen = things.details.clone();
            let before = world.read(&mut desk.client, &page).await;
            let usual = usual.get_or_insert(before);
            for (round, texts) in several.iter().enumerate() {
                let fixed: Vec<_> = new.fixed.iter().chain(others).copied().collect();
                let before = serde_json::to_string(&seen).unwrap();
                let own = [
                    ("deployment", edited.text.as_str()),
                    ("number", &number),
                    ("seen", &before),
                ];
                let fixed: Vec<_> = fixed.into_iter().chain(own).collect();
                let form = Form {
                    path: EditDeployment::PATH,
                    page: &page,
                    fixed: &fixed,
                };
                let Some((_, kept)) = desk.type_in(&form, fields, texts).await else {
                    continue;
                };
                // What is as it was before is no entry of its own: the trail is asked in the end, for each once.
                edits.append(&mut desk.kept);
                seen = with(&seen, fields, &kept);
                if fields.len() == TICKET.len() {
                    let plain = [Some("Plain".to_owned()), Some("1".to_owned()), None, None];
                    seen = with(&seen, &DETAILS, &plain);
                }
                // Versions take the most rounds; what else there is, the first ones have.
                if part == 0 || round == 0 {
                    let shown = world.read(&mut desk.client, &page).await;
                    shown.is_as_usual(usual, &page);
                    for text in kept.iter().flatten() {
                        assert!(shown.holds(text), "{text:?} on {page}");
                    }
                }
            }
        }
    }
    ledger.holds(&made, "Create deployment").await;
    // Tickets and release notes are not in the sentences of the trail; the pages above showed them.
    let told = |text: &String| text.chars().count() <= 200 && !text.contains('\n') && !text.starts_with("http");
    edits.retain(told);
    on_the_trail(&world, &mut desk, &edits).await;
    world.is_sound().await;
}

/// The details with what was kept.
fn with(seen: &Details, fields: &[Field], kept: &[Option<String>]) -> Details {
    let mut details = seen.clone();
    for (field, text) in fields.iter().zip(kept) {
        let text = text.as_deref().unwrap_or_default();
        match field.name {
            "title" => details.title = Title::parse(text).unwrap(),
            "version" => details.version = VersionText::parse(text).unwrap(),
            "commit" => details.commit = CommitText::parse_optional(text).unwrap(),
            "ticket" => details.ticket = Link::parse_optional(text).unwrap(),
            _ => details.release_notes = ReleaseNotes::parse_optional(text).unwrap(),
        }
    }
    details
}

#[tokio::test]
async fn comments_and_links_take_every_text() {
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    let mut desk = Desk::of(world.app.sign_in("engineer@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let noted = world.draft(&things).await;
    let item_page = format!("{}/items/one", noted.page);
    let usual = plain_notes(&world, &mut desk, &noted, &item_page).await;
    for (page, item) in [(&noted.page, ""), (&item_page, "one")] {
        let org = world.house.slug.as_str();
        let fixed = [("org", org), ("deployment", noted.text.as_str()), ("item", item)];
        let labelled: Vec<_> = fixed.into_iter().chain([("link", "https://example.org/")]).collect();
        for (path, fixed, field) in [
            (AddComment::PATH, &fixed[..], Field::lines("comment", "Comment", 8000)),
            (
                AddLink::PATH,
                &fixed[..],
                Field::line("link", "Link", 2000).shaped(Shape::Link),
            ),
            (
                AddLink::PATH,
                &labelled[..],
                Field::line("label", "Label", 200).optional(),
            ),
        ] {
            let form = Form { path, page, fixed };
            desk.type_all(&form, field).await;
        }
        ledger.holds(&std::mem::take(&mut desk.kept), page).await;
        world.read(&mut desk.client, page).await.is_as_usual(&usual, page);
    }
    let print = format!("{}/print", noted.page);
    world.read(&mut desk.client, &print).await.is_as_usual(&usual, &print);
    world.is_sound().await;
}

/// The pages of a deployment with a comment and a link of each kind on them.
async fn plain_notes(world: &World, desk: &mut Desk<'_>, noted: &Named, item_page: &str) -> Page {
    let org = world.house.slug.as_str();
    for item in ["", "one"] {
        let fields = [("org", org), ("deployment", noted.text.as_str()), ("item", item)];
        for (path, own) in [
            (AddComment::PATH, [("comment", "Plain"), ("label", "")]),
            (AddLink::PATH, [("link", "https://example.org/"), ("label", "")]),
            (AddLink::PATH, [("link", "https://example.org/"), ("label", "Plain")]),
        ] {
            let fields: Vec<_> = fields.into_iter().chain(own).collect();
            assert_eq!(desk.client.call(path, &fields).await.status, StatusCode::OK);
        }
    }
    let mut usual = Page::default();
    for address in [&noted.page, item_page, &format!("{}/print", noted.page)] {
        usual.and(world.read(&mut desk.client, address).await);
    }
    usual
}

#[tokio::test]
async fn evidence_and_reasons_of_what_is_left_out_take_every_text() {
    let world = World::new().await;
    let words = Field::lines("evidence", "Evidence", 2000);
    let figures = Field::line("figure", "Figure", 60).shaped(Shape::Figure);
    // A section and an item of its own for each text: each is written beside something that is as new as it was.
    let part = |number: usize| {
        format!(
            "### Part {number}\n\n- [ ] Alone {{#alone-{number} .optional}}\n- [ ] Words {{#words-{number} .optional \
             evidence=text}}\n\n"
        )
    };
    let parts: String = (0..words.texts().len()).map(part).collect();
    let others = "- [ ] Figure {#figure .optional evidence=number}\n- [ ] Plain {#plain .optional evidence=text}\n";
    let markdown = format!("# Parts\n\n## Pre-deployment\n\n{parts}### Others\n\n{others}");
    let things = world.publish("parts", &markdown).await;
    let mut desk = Desk::of(world.app.sign_in("engineer@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let worked = world.draft(&things).await;
    let number = worked.number.to_string();
    let org = world.house.slug.as_str();
    let plain = [
        ("org", org),
        ("deployment", worked.text.as_str()),
        ("item", "plain"),
        ("seen", "0"),
        ("asks", "text"),
        ("evidence", "Plain"),
    ];
    assert_eq!(
        desk.client.call(GiveEvidence::PATH, &plain).await.status,
        StatusCode::OK
    );
    let usual = world
        .read(&mut desk.client, &format!("{}/items/plain", worked.page))
        .await;
    for (path, place, kind, asks, field) in [
        (GiveEvidence::PATH, "items", "words", "text", words),
        (LeaveOut::PATH, "items", "alone", "", REASON),
        (LeaveOut::PATH, "sections", "part", "", REASON),
    ] {
        let named = if place == "items" { "item" } else { "section" };
        for (index, text) in field.texts().into_iter().enumerate() {
            let key = format!("{kind}-{index}");
            let page = format!("{}/{place}/{key}", worked.page);
            let fixed = [
                ("org", org),
                ("deployment", &worked.text),
                ("number", &number),
                ("seen", "0"),
                (named, &key),
                ("asks", asks),
            ];
            let form = Form {
                path,
                page: &page,
                fixed: &fixed,
            };
            let kept = desk.type_in(&form, &[field], &[text]).await;
            if kind == "words"
                && let Some((_, kept)) = kept
            {
                let shown = world.read(&mut desk.client, &page).await;
                assert!(
                    kept.iter().flatten().all(|text| shown.holds(text)),
                    "{kept:?} on {page}"
                );
                shown.is_as_usual(&usual, &page);
            }
        }
    }
    let page = format!("{}/items/figure", worked.page);
    let mut seen = "0".to_owned();
    for text in figures.texts() {
        let given = [
            ("org", org),
            ("deployment", &worked.text),
            ("seen", &seen),
            ("item", "figure"),
            ("asks", "number"),
        ];
        let form = Form {
            path: GiveEvidence::PATH,
            page: &page,
            fixed: &given,
        };
        if desk.type_in(&form, &[figures], &[text]).await.is_some() {
            seen = world.newest().await.to_string();
        }
    }
    let kept = std::mem::take(&mut desk.kept);
    ledger.holds(&kept, "items").await;
    on_the_trail(&world, &mut desk, &kept).await;
    world.is_sound().await;
}

/// Every text is on the trail's pages as it was typed, and does nothing there.
pub(super) async fn on_the_trail(world: &World, desk: &mut Desk<'_>, kept: &[String]) {
    let mut owner = world.app.sign_in("owner@northwind.example").await;
    let mut trail = world.trail(&mut owner).await;
    trail.and(world.read(&mut desk.client, &world.at("/deployments")).await);
    trail.is_as_usual(USUAL.get_or_init(usual).await, "the trail");
    for text in kept.iter().collect::<BTreeSet<_>>() {
        assert!(trail.holds(text), "{text:?} on the trail");
    }
}

/// The trail and the list of deployments where nothing was typed.
static USUAL: OnceCell<Page> = OnceCell::const_new();

async fn usual() -> Page {
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    let mut owner = world.app.sign_in("owner@northwind.example").await;
    let mut usual = world.read(&mut owner, &world.at("/deployments")).await;
    world.draft(&things).await;
    for address in ["/audit", "/audit?before=3", "/deployments"] {
        usual.and(world.read(&mut owner, &world.at(address)).await);
    }
    usual
}
