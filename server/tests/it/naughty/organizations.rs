//! Every name of an organization, and what is typed before there is one.

use ::app::accounts::actions::{
    AddEnvironment, AddService, AddTeam, ChangeEnvironment, ChangeMember, ChangeOrganization, ChangeService,
    DeclareDuty, Invite, RenameTeam, SetUp,
};
use ::app::failure::Failure;
use domain::accounts::GateRefusal;
use http::StatusCode;
use server_fn::ServerFn;

use super::deployments::on_the_trail;
use super::desk::{Desk, Field, Form, Shape, exact, rounds};
use super::page::Page;
use super::world::{Ledger, World};
use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn names_that_change_take_every_text() {
    let world = World::new().await;
    let things = world.publish("small", super::deployments::SMALL).await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let settings = world.at("/settings");
    let usual = world.read(&mut desk.client, &settings).await;
    let (team, service) = (world.house.team.to_string(), things.details.service.to_string());
    let environment = things.details.environment.to_string();
    let org = world.house.slug.as_str();
    let fields = [
        Field::line("team", "Team", 80),
        Field::line("service", "Service", 80),
        Field::line("environment", "Environment", 80),
        Field::line("name", "Organization name", 120),
    ];
    let forms = [
        (fields[0], RenameTeam::PATH, vec![("org", org), ("id", &team)]),
        (
            fields[1],
            ChangeService::PATH,
            vec![("org", org), ("id", &service), ("service_team", &team)],
        ),
        (
            fields[2],
            ChangeEnvironment::PATH,
            vec![("org", org), ("id", &environment)],
        ),
        (fields[3], ChangeOrganization::PATH, vec![("org", org), ("zone", "UTC")]),
    ];
    for (field, path, fixed) in &forms {
        let form = Form {
            path,
            page: &settings,
            fixed,
        };
        desk.type_all(&form, *field).await;
    }
    // A name that is taken over as it is changes nothing, and is no entry.
    desk.kept.sort();
    desk.kept.dedup();
    ledger.holds(&desk.kept, "names").await;
    // One after the other they are on every page.
    for texts in rounds(&fields).into_iter().rev().step_by(40) {
        desk.kept.clear();
        for (text, (field, path, fixed)) in texts.into_iter().zip(&forms) {
            let form = Form {
                path,
                page: &settings,
                fixed,
            };
            desk.type_in(&form, &[*field], &[text]).await;
        }
        let page = world.read(&mut desk.client, &settings).await;
        page.is_as_usual(&usual, &settings);
        for text in &desk.kept {
            assert!(page.holds(text), "{text:?} on {settings}");
        }
    }
    world.is_sound().await;
}

#[tokio::test]
async fn new_names_take_every_text() {
    // Each service of the settings names every other one, and each environment every zone: the form of a window names each once.
    for (path, page, shown, field) in [
        (
            AddTeam::PATH,
            "/settings",
            "/settings",
            Field::line("team", "Team name", 80),
        ),
        (
            AddService::PATH,
            "/settings",
            "/calendar/windows/new",
            Field::line("service", "Service name", 80),
        ),
        (
            AddEnvironment::PATH,
            "/settings",
            "/calendar/windows/new",
            Field::line("environment", "Environment name", 80),
        ),
        (DeclareDuty::PATH, "/people", "/people", Field::line("duty", "Duty", 60)),
    ] {
        // An organization for each: a page that lists some hundred names of every kind in every list is about something else.
        let world = World::new().await;
        let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
        let mut ledger = Ledger::of(&world).await;
        let (org, team) = (world.house.slug.as_str(), world.house.team.to_string());
        let (form_page, page) = (world.at(page), world.at(shown));
        let usual = world.read(&mut desk.client, &page).await;
        let form = Form {
            path,
            page: &form_page,
            fixed: &[("org", org), ("service_team", team.as_str())],
        };
        desk.type_all(&form, field).await;
        ledger.holds(&desk.kept, field.label).await;
        let shown = world.read(&mut desk.client, &page).await;
        shown.is_as_usual(&usual, &page);
        for text in &desk.kept {
            assert!(shown.holds(text), "{text:?} on {page}");
        }
        let kept = desk.kept.clone();
        on_the_trail(&world, &mut desk, &kept).await;
        world.is_sound().await;
    }
}

#[tokio::test]
async fn invitations_take_every_text() {
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let people = world.at("/people");
    let org = world.house.slug.as_str();
    let plain = [
        ("org", org),
        ("role", "member"),
        ("name", "Plain"),
        ("email", "plain@limits.example"),
    ];
    assert_eq!(desk.client.call(Invite::PATH, &plain).await.status, StatusCode::OK);
    let usual = world.read(&mut desk.client, &people).await;
    let name = Field::line("name", "Name", 120);
    for (number, text) in name.texts().into_iter().enumerate() {
        let address = format!("somebody.{number}@limits.example");
        let fixed = [("org", org), ("role", "member"), ("email", &address)];
        let form = Form {
            path: Invite::PATH,
            page: &people,
            fixed: &fixed,
        };
        desk.type_in(&form, &[name], &[text]).await;
    }
    let email = Field::line("email", "Email", 254).shaped(Shape::Email);
    let fixed = [("org", org), ("role", "member"), ("name", "Somebody")];
    let form = Form {
        path: Invite::PATH,
        page: &people,
        fixed: &fixed,
    };
    desk.type_all(&form, email).await;
    let shown = world.read(&mut desk.client, &people).await;
    shown.is_as_usual(&usual, &people);
    for text in &desk.kept {
        assert!(shown.holds(text), "{text:?} on {people}");
    }
    world.is_sound().await;
}

/// Everything but the code is right or wrong in its own right: with a wrong code, what was typed comes back.
#[tokio::test]
async fn set_up_gives_every_text_back() {
    let app = TestApp::empty().await;
    app.shared.doors.issue_setup_code(&*app.shared.sources);
    let fields = [
        Field::line("organization", "Organization name", 120),
        Field::line("name", "Your name", 120),
        Field::line("email", "Email", 254).shaped(Shape::Email),
    ];
    let bare = [
        ("page", "/setup"),
        ("code", ""),
        ("organization", ""),
        ("name", ""),
        ("email", ""),
        ("password", ""),
    ];
    let mut usual = Page::read(&app.anon().post(SetUp::PATH, &bare).await.body);
    let wrong = [
        ("organization", "Plain"),
        ("name", "Plain"),
        ("email", "plain@limits.example"),
        ("password", PASSWORD),
    ];
    let wrong: Vec<_> = bare[..2].iter().chain(&wrong).copied().collect();
    usual.and(Page::read(&app.anon().post(SetUp::PATH, &wrong).await.body));
    for typed in rounds(&fields) {
        // Guesses of the code are forgotten by then.
        app.clock.pass(2 * 60 * 60);
        let mut pairs = vec![("page", "/setup"), ("code", typed[0].as_str()), ("password", PASSWORD)];
        pairs.extend(
            fields
                .iter()
                .zip(&typed)
                .map(|(field, value)| (field.name, value.as_str())),
        );
        let answer = app.anon().post(SetUp::PATH, &pairs).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{typed:?} {}",
            answer.body
        );
        let page = Page::read(&answer.body);
        page.is_as_usual(&usual, "/setup");
        for (field, value) in fields.iter().zip(&typed) {
            assert!(page.holds(value), "{value:?} in {}", field.label);
            if let Err(problem) = field.fits(value) {
                let sentence = ::app::sentences::invalid(field.label, &problem);
                assert!(page.says(&sentence), "{sentence} {}", answer.body);
            }
        }
        let fine = fields.map(|field| field.good(&typed[0]));
        let mut pairs = vec![("code", typed[0].as_str()), ("password", PASSWORD)];
        pairs.extend(
            fields
                .iter()
                .zip(&fine)
                .map(|(field, value)| (field.name, value.as_str())),
        );
        let told = app.anon().call(SetUp::PATH, &pairs).await;
        let failure: Failure = serde_json::from_str(&told.body).unwrap();
        assert_eq!(failure, Failure::Gate(GateRefusal::WrongCode), "{typed:?}");
    }
}

/// The days between which an auditor reads are days.
#[tokio::test]
async fn days_of_auditors_are_no_rubbish() {
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let days = [exact("reads_from", "Reads from"), exact("reads_until", "Reads until")];
    let (org, lead) = (world.house.slug.as_str(), world.house.lead.to_string());
    let person = Form {
        path: ChangeMember::PATH,
        page: &world.at(&format!("/people/{lead}")),
        fixed: &[("org", org), ("role", "auditor"), ("person", &lead)],
    };
    desk.types_rubbish(&person, &days).await;
    let invitation = Form {
        path: Invite::PATH,
        page: &world.at("/people"),
        fixed: &[
            ("org", org),
            ("role", "auditor"),
            ("name", "Plain"),
            ("email", "plain@limits.example"),
        ],
    };
    desk.types_rubbish(&invitation, &days).await;
    world.is_sound().await;
}
