//! Every text of the calendar: names and reasons of windows and freezes, schedules, labels, bookings, overrides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::app::calendar::actions::{
    CancelFreeze, ImportCalendar, MakeFeed, RelateService, ScheduleEnvironment, SetAbsence, SetFreeze, SetWindow,
};
use ::app::deployments::actions::booking::{Announce, Book, OverrideSchedule, ReviewOverride};
use domain::accounts::{AccessRole, Directory, Duty, OrganizationCommand};
use domain::calendar::{CalendarCommand, EnvironmentSchedule};
use domain::command::Command;
use domain::id::PersonId;
use domain::text::{Email, Slug};
use http::StatusCode;
use server_fn::ServerFn;

use super::LIST;
use super::deployments::{REASON, SMALL, on_the_trail};
use super::desk::{Desk, Exact, Field, Form, exact, exact_or_none, packed, rounds, whole_number};
use super::page::Page;
use super::world::{Ledger, Named, World};
use crate::things::Things;

const NAME: Field = Field::line("name", "Name", 80);
/// A window or freeze of one morning.
const MORNING: [(&str, &str); 4] = [
    ("zone", "Europe/Berlin"),
    ("starts", "2027-12-01T10:00"),
    ("ends", "2027-12-01T16:00"),
    ("step", "save"),
];

pub(super) async fn directory(world: &World) -> Arc<Directory> {
    let slug = Slug::parse(&world.house.slug).unwrap();
    let opened = world.app.shared.backend.open(&slug, world.house.owner).await.unwrap();
    opened.unwrap().directory
}

/// The pages that show windows and freezes, with one of each.
async fn usual(world: &World, desk: &mut Desk<'_>, addresses: &[String]) -> Page {
    let own = [
        ("org", world.house.slug.as_str()),
        ("name", "Plain"),
        ("reason", "Plain"),
        ("running", "finish"),
    ];
    let fields: Vec<_> = own.into_iter().chain(MORNING).collect();
    for path in [SetWindow::PATH, SetFreeze::PATH] {
        let saved = desk.client.call(path, &fields).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    }
    let mut usual = Page::default();
    for address in addresses {
        usual.and(world.read(&mut desk.client, address).await);
    }
    usual
}

#[tokio::test]
async fn windows_and_freezes_take_every_text() {
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let views = ["", "&view=week", "&view=agenda"];
    let views = views.map(|view| world.at(&format!("/calendar?date=2027-12-01{view}")));
    let usual = usual(&world, &mut desk, &views).await;
    let own = [("org", world.house.slug.as_str()), ("running", "finish")];
    let fixed: Vec<_> = own.into_iter().chain(MORNING).collect();
    let window = Form {
        path: SetWindow::PATH,
        page: &world.at("/calendar/windows/new"),
        fixed: &fixed,
    };
    desk.type_all(&window, NAME).await;
    let names = desk.kept.clone();
    let freeze = Form {
        path: SetFreeze::PATH,
        page: &world.at("/calendar/freezes/new"),
        fixed: &fixed,
    };
    let named: Vec<_> = fixed.iter().copied().chain([("name", "Reasoned")]).collect();
    desk.type_all(
        &Form {
            fixed: &named,
            ..freeze
        },
        REASON,
    )
    .await;
    let reasoned: Vec<_> = fixed.iter().copied().chain([("reason", "Named")]).collect();
    let before = desk.kept.len();
    desk.type_all(
        &Form {
            fixed: &reasoned,
            ..freeze
        },
        NAME,
    )
    .await;
    let frozen = desk.kept.split_off(before);
    ledger.holds(&desk.kept, "windows and reasons of freezes").await;
    let mut shown = Page::default();
    for address in &views {
        shown.and(world.read(&mut desk.client, address).await);
    }
    shown.is_as_usual(&usual, "the calendar");

    let known = directory(&world).await;
    let freezes = known.calendar.freezes.iter();
    let stored: BTreeSet<&str> = freezes.clone().map(|(_, freeze)| freeze.name.as_str()).collect();
    assert!(frozen.iter().all(|name| stored.contains(name.as_str())));
    let cancelled = REASON.texts();
    let reason = Field::lines("reason", "Reason to cancel", 2000);
    for (text, (id, freeze)) in cancelled.into_iter().zip(freezes) {
        let (id, seen) = (id.to_string(), freeze.set.seq.to_string());
        let page = world.at(&format!("/calendar/freezes/{id}"));
        let shown = world.read(&mut desk.client, &page).await;
        assert!(shown.holds(freeze.name.as_str()), "{:?} on {page}", freeze.name);
        let fixed = [("org", world.house.slug.as_str()), ("id", &id), ("seen", &seen)];
        let form = Form {
            path: CancelFreeze::PATH,
            page: &page,
            fixed: &fixed,
        };
        desk.type_in(&form, &[reason], &[text]).await;
    }
    on_the_trail(&world, &mut desk, &names).await;
    on_the_trail(&world, &mut desk, &frozen).await;
    world.is_sound().await;
}

#[tokio::test]
async fn feeds_and_imports_take_every_text() {
    const TIMES: &str = r#"{"zone":"UTC","starts":"2027-12-01T10:00","ends":"2027-12-01T16:00"}"#;
    let world = World::new().await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let org = world.house.slug.as_str();
    let feeds = world.at("/calendar/feeds");
    let feed = Form {
        path: MakeFeed::PATH,
        page: &feeds,
        fixed: &[("org", org), ("lists", "everything")],
    };
    desk.type_all(&feed, NAME).await;
    let shown = world.read(&mut desk.client, &feeds).await;
    for name in &desk.kept {
        assert!(shown.holds(name), "{name:?} among the feeds");
    }
    let entry = [
        ("org", org),
        ("running", "finish"),
        ("step", "save"),
        ("entries[0][take]", "yes"),
        ("entries[0][kind]", "freeze"),
        ("entries[0][times]", TIMES),
    ];
    let page = world.at("/calendar/import");
    let (name, reason) = ("entries[0][name]", "entries[0][reason]");
    for (field, other) in [
        (Field::line(name, "Name", 80), reason),
        (Field::lines(reason, "Reason", 2000), name),
    ] {
        let fixed: Vec<_> = entry.into_iter().chain([(other, "The other one")]).collect();
        let form = Form {
            path: ImportCalendar::PATH,
            page: &page,
            fixed: &fixed,
        };
        desk.type_all(&form, field).await;
    }
    ledger.holds(&desk.kept, "feeds and imports").await;
    let text = Form {
        path: ImportCalendar::PATH,
        page: &page,
        fixed: &[("org", org)],
    };
    desk.types_rubbish(&text, &[exact("text", "Calendar or freeze periods")])
        .await;
    world.is_sound().await;
}

/// Dates, times of day and numbers, which take nothing of the list but numbers.
#[tokio::test]
async fn times_of_the_calendar_take_no_rubbish() {
    const TIMES: [Exact; 5] = [
        exact("starts", "Starts"),
        exact("ends", "Ends"),
        exact_or_none("until", "Until"),
        whole_number("interval", "Every n-th"),
        exact("zone", "Time zone"),
    ];
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let (_, before) = world.ledger(0).await;
    let org = world.house.slug.as_str();
    let owner = world.house.owner.to_string();
    for (path, page, step) in [
        (SetWindow::PATH, "/calendar/windows/new", "save"),
        (SetWindow::PATH, "/calendar/windows/new", "check"),
        (SetFreeze::PATH, "/calendar/freezes/new", "preview"),
        (SetAbsence::PATH, "/calendar/absences/new", "save"),
    ] {
        let form = Form {
            path,
            page: &world.at(page),
            fixed: &[
                ("org", org),
                ("repeats", "days"),
                ("name", "Plain"),
                ("person", &owner),
                ("step", step),
            ],
        };
        desk.types_rubbish(&form, &TIMES).await;
    }
    let environment = things.details.environment.to_string();
    let schedule = Form {
        path: ScheduleEnvironment::PATH,
        page: &world.at("/settings"),
        fixed: &[("org", org), ("id", &environment), ("hours_on[]", "monday")],
    };
    let hours = [
        exact("hours_from", "From"),
        exact("hours_to", "To"),
        exact("hours_zone", "Time zone"),
        whole_number("notice_hours", "Hours of notice"),
        Exact {
            name: "told",
            label: "Who is told",
            may: |text| {
                text.lines()
                    .all(|line| line.trim().is_empty() || Email::parse(line).is_ok())
            },
        },
    ];
    desk.types_rubbish(&schedule, &hours).await;
    let (_, after) = world.ledger(0).await;
    assert_eq!(before, after, "nothing of it is saved");
}

#[tokio::test]
async fn labels_and_addresses_take_every_text() {
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let settings = world.at("/settings");
    let org = world.house.slug.as_str();
    let (service, environment) = (
        things.details.service.to_string(),
        things.details.environment.to_string(),
    );
    let form = Form {
        path: RelateService::PATH,
        page: &settings,
        fixed: &[("org", org), ("id", &service)],
    };
    // Labels are told apart by commas: the field takes as many as it is given, or says what is wrong with one of them.
    let label = Field::line("labels", "Labels", 40).optional();
    let pieces = LIST.iter().flat_map(|text| text.split(','));
    let (good, bad): (Vec<&str>, Vec<&str>) = pieces.partition(|one| label.fits(one).is_ok());
    for text in bad {
        desk.type_in(&form, &[label], &[text.to_owned()]).await;
    }
    let all = good.join(",");
    let usual = world.read(&mut desk.client, &settings).await;
    let fields = [("org", org), ("id", &service), ("labels", &all)];
    assert_eq!(
        desk.client.call(RelateService::PATH, &fields).await.status,
        StatusCode::OK
    );
    let labels: BTreeSet<String> = all.split(',').filter_map(|one| label.fits(one).unwrap()).collect();
    let kept: Vec<String> = labels.into_iter().collect();
    ledger.holds(&kept, "labels").await;
    // A freeze that is about all of them says so.
    let named = [
        ("name", "Labelled"),
        ("reason", "Plain"),
        ("running", "finish"),
        ("org", org),
    ];
    let chosen = kept.iter().map(|label| ("labels[]", label.as_str()));
    let fields: Vec<_> = named.into_iter().chain(MORNING).chain(chosen).collect();
    assert_eq!(desk.client.call(SetFreeze::PATH, &fields).await.status, StatusCode::OK);
    let known = directory(&world).await;
    let id = known.calendar.freezes.keys().next().unwrap();
    for page in [settings.clone(), world.at(&format!("/calendar/freezes/{id}"))] {
        let shown = world.read(&mut desk.client, &page).await;
        for label in &kept {
            assert!(shown.holds(label), "{label:?} on {page}");
        }
        if page == settings {
            shown.is_as_usual(&usual, &page);
        }
    }

    let good: Vec<&str> = LIST
        .iter()
        .copied()
        .filter(|text| Email::parse(text).is_ok())
        .chain(["a&amp;b\"'@example.org"])
        .collect();
    let told = good.join("\n");
    let fields = [("org", org), ("id", environment.as_str()), ("told", &told)];
    let saved = desk.client.call(ScheduleEnvironment::PATH, &fields).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let kept: Vec<String> = good.iter().map(|email| email.to_lowercase()).collect();
    ledger.holds(&kept, "addresses").await;
    let shown = world.read(&mut desk.client, &settings).await;
    assert!(kept.iter().all(|email| shown.holds(email)), "{kept:?}");
    world.is_sound().await;
}

/// Asks for so many hours of notice where deployments made from these things go.
pub(super) async fn noticed(world: &World, things: &Things, notice_hours: u32) {
    let wanted = EnvironmentSchedule {
        notice_hours,
        ..EnvironmentSchedule::default()
    };
    let command = Command::Calendar {
        organization: world.house.organization,
        command: CalendarCommand::ScheduleEnvironment {
            environment: things.details.environment,
            seen: Box::default(),
            wanted: Box::new(wanted),
        },
    };
    let owner = world.app.actor(world.house.owner);
    world.app.send(owner, command, Vec::new()).await;
}

/// Somebody may override: by duty, whatever the role.
pub(super) async fn overriding(world: &World, person: PersonId, role: AccessRole) {
    holding(world, person, role, Duty::ReleaseManager).await;
}

/// Gives somebody a duty in the only team, and takes any other.
pub(super) async fn holding(world: &World, person: PersonId, role: AccessRole, duty: Duty) {
    let teams = BTreeMap::from([(world.house.team, BTreeSet::from([duty]))]);
    let command = OrganizationCommand::ChangeMember {
        person,
        seen: None,
        role,
        teams,
        reads: None,
    };
    let command = Command::Organization {
        organization: world.house.organization,
        command,
    };
    world
        .app
        .send(world.app.actor(world.house.owner), command, Vec::new())
        .await;
}

/// What the forms of a page of bookings carry.
pub(super) fn carried<'a>(
    world: &'a World,
    booked: &'a Named,
    number: &'a str,
    seen: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("org", world.house.slug.as_str()),
        ("deployment", &booked.text),
        ("number", number),
        ("seen", seen),
        ("zone", "UTC"),
    ]
}

const fn form<'a>(path: &'a str, page: &'a str, fixed: &'a [(&'a str, &'a str)]) -> Form<'a> {
    Form { path, page, fixed }
}

#[tokio::test]
async fn bookings_and_overrides_take_every_text() {
    let world = World::new().await;
    let things = world.publish("small", SMALL).await;
    noticed(&world, &things, EnvironmentSchedule::MOST_NOTICE).await;
    overriding(&world, world.house.owner, AccessRole::Owner).await;
    overriding(&world, world.house.lead, AccessRole::Member).await;
    let mut desk = Desk::of(world.app.sign_in("owner@northwind.example").await);
    let mut other = Desk::of(world.app.sign_in("lead@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let late = REASON;
    let finding = Field::lines("finding", "What was found", 8000);
    let mut usual = None;
    for (round, texts) in (0..).zip(rounds(&[late, REASON, finding])) {
        let booked = world.draft(&things).await;
        let (number, page) = (booked.number.to_string(), format!("{}/booking", booked.page));
        // Each has hours of its own.
        let (day, hour) = (6 + round / 8, 2 * (round % 8));
        let (from, until) = (
            format!("2026-01-{day:02}T{hour:02}:00"),
            format!("2026-01-{day:02}T{hour:02}:30"),
        );
        let slot = [("from", from.as_str()), ("until", &until)];
        let fields: Vec<_> = carried(&world, &booked, &number, "0").into_iter().chain(slot).collect();
        let saved = desk.client.call(Book::PATH, &fields).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        let seen = desk.client.get(&page).await.hidden("seen");
        // Without any it is refused by the rules, for which there is a test of its own.
        if !texts[0].trim().is_empty() {
            let fixed = carried(&world, &booked, &number, &seen);
            desk.type_in(&form(Announce::PATH, &page, &fixed), &[late], &texts[..1])
                .await;
        }
        let own = [("lifts", "windows"), ("expires_at", "2026-01-05T20:00")];
        let fixed: Vec<_> = carried(&world, &booked, &number, &seen)
            .into_iter()
            .chain(own)
            .collect();
        let given = desk
            .type_in(&form(OverrideSchedule::PATH, &page, &fixed), &[REASON], &texts[1..2])
            .await;
        if given.is_none() {
            let fields: Vec<_> = fixed.iter().copied().chain([("reason", "Plain")]).collect();
            assert_eq!(
                desk.client.call(OverrideSchedule::PATH, &fields).await.status,
                StatusCode::OK
            );
        }
        let overridden = other.client.get(&page).await.hidden("overridden");
        let own = [("overridden", overridden.as_str()), ("justified", "yes")];
        let fixed: Vec<_> = carried(&world, &booked, &number, &seen)
            .into_iter()
            .chain(own)
            .collect();
        other
            .type_in(&form(ReviewOverride::PATH, &page, &fixed), &[finding], &texts[2..])
            .await;
        desk.kept.append(&mut other.kept);
        let shown = world.read(&mut desk.client, &page).await;
        for text in desk.kept.drain(..).collect::<Vec<_>>() {
            assert!(shown.holds(&text), "{text:?} on {page}");
            ledger.next_holds(text);
        }
        match &usual {
            None => usual = Some(shown),
            Some(usual) => shown.is_as_usual(usual, &page),
        }
    }
    ledger.holds_all("bookings").await;

    let booked = world.draft(&things).await;
    let (number, page) = (booked.number.to_string(), format!("{}/booking", booked.page));
    let fixed = carried(&world, &booked, &number, "0");
    let form = Form {
        path: Book::PATH,
        page: &page,
        fixed: &fixed,
    };
    let slots = [
        exact("from", "From"),
        exact("until", "Until"),
        exact_or_none("backup_from", "Backup from"),
        exact_or_none("backup_until", "Backup until"),
    ];
    desk.types_rubbish(&form, &slots).await;
    let fixed: Vec<_> = fixed
        .iter()
        .copied()
        .chain([("lifts", "windows"), ("reason", "Plain")])
        .collect();
    let form = Form {
        path: OverrideSchedule::PATH,
        page: &page,
        fixed: &fixed,
    };
    desk.types_rubbish(&form, &[exact("expires_at", "Until")]).await;
    world.is_sound().await;
}

#[test]
fn nothing_is_left_out_of_what_is_put_together() {
    let list: Vec<&str> = LIST.clone();
    let packs = packed(list.clone(), "\n", 300);
    assert!(packs.len() < list.len() / 3);
    assert!(packs.iter().all(|pack| pack.chars().count() <= 300));
    assert!(list.iter().all(|text| packs.iter().any(|pack| pack.contains(text))));
}
