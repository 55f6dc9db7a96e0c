//! Every text of a template, and what is searched for.

use ::app::failure::{Failure, Problem};
use ::app::templates::actions::{AskForReview, SaveChecklist, SendBack};
use http::StatusCode;
use server_fn::ServerFn;

use super::LIST;
use super::deployments::REASON;
use super::desk::{Desk, Field, Form, exact, exact_or_none, whole_number};
use super::page::Page;
use super::world::{Ledger, World};

const MARKDOWN: Field = Field::lines("markdown", "Markdown", 1 << 20);

#[tokio::test]
async fn names_of_templates_take_every_text() {
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let (import, list) = (world.at("/templates/import"), world.at("/templates"));
    let fixed = [
        ("org", world.house.slug.as_str()),
        ("markdown", "# Named\n\n- [ ] One"),
        ("step", "save"),
    ];
    let form = Form {
        path: SaveChecklist::PATH,
        page: &import,
        fixed: &fixed,
    };
    let name = Field::line("name", "Name", 160).optional();
    let mut usual = None;
    for (number, text) in name.texts().into_iter().enumerate() {
        let Some((answer, kept)) = desk.type_in(&form, &[name], &[text]).await else {
            continue;
        };
        // The list of templates shows every name; the page of a template is the same for all.
        if number >= 16 && !number.is_multiple_of(16) {
            continue;
        }
        let address = answer.header("location").to_owned();
        let page = world.read(&mut desk.client, &address).await;
        assert!(
            kept.iter().flatten().all(|name| page.holds(name)),
            "{kept:?} on {address}"
        );
        match &usual {
            // The first text of the list is none, so this one has the checklist's own name.
            None => usual = Some(page),
            Some(usual) => page.is_as_usual(usual, &address),
        }
    }
    ledger.holds(&desk.kept, "names of templates").await;
    let shown = world.read(&mut desk.client, &list).await;
    for name in &desk.kept {
        assert!(shown.holds(name), "{name:?} on {list}");
    }
    world.is_sound().await;
}

#[tokio::test]
async fn reasons_to_send_a_draft_back_take_every_text() {
    let world = World::new().await;
    let mut author = world.app.sign_in("engineer@northwind.example").await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let org = world.house.slug.as_str();
    let fields = [
        ("org", org),
        ("name", "Sent back"),
        ("markdown", "- [ ] One"),
        ("step", "save"),
    ];
    let saved = author.call(SaveChecklist::PATH, &fields).await;
    let page = saved.header("location").to_owned();
    let template = page.rsplit_once('/').unwrap().1;
    let fixed = [("org", org), ("template", template)];
    let form = Form {
        path: SendBack::PATH,
        page: &page,
        fixed: &fixed,
    };
    let mut asked = false;
    for text in REASON.texts() {
        if !asked {
            let answer = author.call(AskForReview::PATH, &fixed).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
        asked = desk.type_in(&form, &[REASON], &[text]).await.is_none();
    }
    ledger.holds(&desk.kept, "reasons to send back").await;
    world.is_sound().await;
}

/// Any text may be a checklist: it becomes one, or is refused at its field.
#[tokio::test]
async fn markdown_takes_every_text() {
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let import = world.at("/templates/import");
    let org = world.house.slug.as_str();
    let preview = |markdown: &str| {
        let fields = [
            ("org", org),
            ("page", &import),
            ("name", "Any"),
            ("markdown", markdown),
            ("step", "preview"),
        ];
        fields.map(|(name, value)| (name, value.to_owned()))
    };
    let mut lines = String::from("# Items\n\n");
    for text in LIST.iter() {
        let fields = preview(text);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = desk.client.call(SaveChecklist::PATH, &fields).await;
        let failure: Failure = serde_json::from_str(&answer.body).unwrap();
        if let Failure::Invalid { fields } = &failure {
            assert_eq!(fields.len(), 1, "{text:?}");
            assert_eq!(fields[0].field, MARKDOWN.name);
            let none = matches!(fields[0].problem, Problem::NoItems | Problem::Text(_));
            assert!(none, "{text:?}: {:?}", fields[0].problem);
        } else {
            assert_eq!(failure, Failure::Preview, "{text:?}");
        }
        if !text.contains(['\n', '\r']) {
            lines.push_str(&format!("- [ ] {text}\n"));
        }
    }
    let usual = "# Items\n\n- [ ] `One` **two** _three_ [four](https://example.org/)\n  - [ ] Five (if applicable)\n";
    let mut pages = Vec::new();
    for markdown in [usual, &lines] {
        let fields = preview(markdown);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = desk.client.post(SaveChecklist::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        pages.push(Page::read(&answer.body));
    }
    assert!(pages[1].holds(&lines), "the checklist comes back whole");
    pages[1].is_as_usual(&pages[0], "the preview");
    world.is_sound().await;
}

/// The day on which a template is due for review is a day, and the hours of its window policy are hours, or the field says
/// that it is none.
#[tokio::test]
async fn days_and_hours_of_a_template_are_no_rubbish() {
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let fixed = [
        ("org", world.house.slug.as_str()),
        ("name", "Reviewed"),
        ("markdown", "- [ ] One"),
        ("step", "save"),
    ];
    let form = Form {
        path: SaveChecklist::PATH,
        page: &world.at("/templates/import"),
        fixed: &fixed,
    };
    desk.types_rubbish(&form, &[exact_or_none("review_by", "Review by")])
        .await;
    let mut policy = fixed.to_vec();
    policy.extend([
        ("window_shown", "yes"),
        ("window", "yes"),
        ("hours_on[]", "monday"),
        ("low_on[]", "sunday"),
    ]);
    let form = Form { fixed: &policy, ..form };
    let hours = [
        exact("hours_from", "From"),
        exact("hours_to", "To"),
        exact("hours_zone", "Time zone"),
        whole_number("notice_hours", "Hours of notice"),
        exact("low_from", "Low traffic from"),
        exact("low_to", "Low traffic to"),
    ];
    desk.types_rubbish(&form, &hours).await;
    world.is_sound().await;
}
