//! Windows and freezes through their forms: what is refused stands at its field, and nothing of it is saved.
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use ::app::calendar::actions::{CancelFreeze, RelateService, RemoveWindow, ScheduleEnvironment, SetFreeze, SetWindow};
use ::app::templates::starters;
use domain::accounts::Directory;
use domain::calendar::{Slots, Stretch};
use domain::command::Command;
use domain::deployments::{BookingCommand, ChangeNumber, DeploymentCommand};
use domain::id::DeploymentId;
use domain::text::Slug;
use http::StatusCode;
use server_fn::ServerFn;
use std::sync::Arc;

use crate::app::{Client, House, TestApp};
use crate::things::Things;
use crate::told;

const DAY: i64 = 24 * 3600;

async fn read(app: &TestApp, house: &House) -> (Arc<Directory>, u64) {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    (opened.directory, opened.position)
}

/// The form of a new window that is sound, and what is changed of it.
fn window<'a>(house: &'a House, page: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let sound = [
        ("org", house.slug.as_str()),
        ("page", page),
        ("name", "Release hours"),
        ("zone", "Europe/Berlin"),
        ("starts", "2026-12-01T10:00"),
        ("ends", "2026-12-01T16:00"),
        ("repeats", "weeks"),
        ("on[]", "tuesday"),
        ("interval", "1"),
        ("until", ""),
        ("step", "save"),
    ];
    let kept = sound
        .into_iter()
        .filter(|(name, _)| !changed.iter().any(|(other, _)| name == other));
    kept.chain(changed.iter().copied().filter(|(_, value)| *value != "(absent)"))
        .collect()
}

fn freeze<'a>(house: &'a House, page: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut more = vec![("name", "Year end"), ("reason", "Books close."), ("running", "finish")];
    more.retain(|(name, _)| !changed.iter().any(|(other, _)| name == other));
    more.extend(changed);
    window(house, page, &more)
}

async fn added(app: &TestApp, house: &House, owner: &mut Client<'_>) -> String {
    let answer = owner.post(SetWindow::PATH, &window(house, "/", &[])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    read(app, house)
        .await
        .0
        .calendar
        .windows
        .keys()
        .next()
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn a_window_is_checked_before_it_is_saved() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let new = format!("/{}/calendar/windows/new", house.slug);
    let (_, before) = read(&app, &house).await;
    let checked = owner
        .post(
            SetWindow::PATH,
            &window(&house, &new, &[("step", "check"), ("name", "")]),
        )
        .await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    assert!(checked.body.contains("Every Tuesday, 10:00 to 16:00 (Europe/Berlin)."));
    assert!(checked.body.contains("Tue 1 Dec 2026, 10:00 to 16:00"));
    assert_eq!(checked.body.matches("<li><time datetime=").count(), 10);
    assert_eq!(read(&app, &house).await.1, before, "nothing is saved");
    let saved = owner.post(SetWindow::PATH, &window(&house, &new, &[])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(
        saved.header("location"),
        format!("/{}/calendar?date=2026-12-01&saved=window", house.slug)
    );
    assert_eq!(read(&app, &house).await.0.calendar.windows.len(), 1);
    for view in ["month", "week", "agenda"] {
        let page = owner
            .get(&format!("/{}/calendar?date=2026-12-01&view={view}", house.slug))
            .await;
        assert!(
            page.body.contains("Release hours") && page.body.contains("10:00 to 16:00"),
            "{view}"
        );
    }
}

#[tokio::test]
async fn W4_daylight_saving_is_said_in_words() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let new = format!("/{}/calendar/windows/new", house.slug);
    let night = [
        ("step", "check"),
        ("starts", "2026-10-25T01:00"),
        ("ends", "2026-10-25T05:00"),
        ("repeats", "never"),
    ];
    let back = owner.post(SetWindow::PATH, &window(&house, &new, &night)).await;
    assert!(
        back.body.contains("60 minutes longer, because clocks go back"),
        "{}",
        back.body
    );
}

#[tokio::test]
async fn what_a_window_cannot_be_is_told_at_its_field_and_not_saved() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let new = format!("/{}/calendar/windows/new", house.slug);
    let (_, before) = read(&app, &house).await;
    for (changed, sentence) in [
        (vec![("ends", "2026-12-01T09:00")], "It ends before it starts."),
        (vec![("ends", "2028-12-01T09:00")], "It lasts longer than 366 days."),
        (
            vec![("starts", "0001-01-01T00:00")],
            "Starts lies outside the years 2000 to 2199.",
        ),
        (
            vec![("ends", "9999-12-31T23:59")],
            "Ends lies outside the years 2000 to 2199.",
        ),
        (
            vec![("starts", "2026-02-30T10:00")],
            "Starts is not a date with a time of day.",
        ),
        (vec![("zone", "Mars/Olympus")], "There is no such time zone."),
        (
            vec![("interval", "0")],
            "Every n-th is not a whole number from 1 to 366.",
        ),
        (vec![("interval", "1e9")], "Every n-th is not a whole number."),
        (vec![("on[]", "(absent)")], "On these days: name at least one."),
        (vec![("until", "2026-11-30")], "Until lies before the day it starts on."),
        (
            vec![("until", "9999-12-31")],
            "Until lies outside the years 2000 to 2199.",
        ),
        (
            vec![
                ("starts", "2026-11-30T10:00"),
                ("ends", "2026-11-30T11:00"),
                ("until", "2026-11-30"),
            ],
            "It never comes: no day is like that.",
        ),
        (vec![("name", "")], "Name is empty."),
    ] {
        // That it never comes is a matter of how it repeats.
        let blamed = sentence.starts_with("It never").then_some("repeats");
        for step in ["save", "check"] {
            let mut changed = changed.clone();
            if step == "check" && changed[0].0 == "name" {
                continue;
            }
            changed.push(("step", step));
            let answer = owner.post(SetWindow::PATH, &window(&house, &new, &changed)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{changed:?}");
            let field = changed[0].0.trim_end_matches("[]");
            let field = blamed.unwrap_or(field);
            assert_eq!(told::at(&answer.body, field).as_deref(), Some(sentence), "{changed:?}");
        }
    }
    assert_eq!(read(&app, &house).await.1, before);
}

#[tokio::test]
async fn whoever_does_not_plan_reads_and_is_refused() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let id = added(&app, &house, &mut owner).await;
    let (_, before) = read(&app, &house).await;
    for word in ["engineer", "auditor"] {
        let mut client = app.sign_in(&format!("{word}@northwind.example")).await;
        let page = client.get(&format!("/{}/calendar/windows/{id}", house.slug)).await;
        assert_eq!(page.status, StatusCode::OK, "{word}");
        assert!(
            page.body
                .contains("Owners, admins and whoever is Release Manager set windows and freezes.")
        );
        assert!(!page.body.contains(SetWindow::PATH), "{word}");
        let calendar = client.get(&format!("/{}/calendar", house.slug)).await.body;
        assert!(!calendar.contains("Add window"), "{word}");
        for new in ["windows/new", "freezes/new"] {
            let answer = client.get(&format!("/{}/calendar/{new}", house.slug)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{word} {new}");
        }
        let saved = client.call(SetWindow::PATH, &window(&house, "/", &[])).await;
        let checked = client
            .call(SetFreeze::PATH, &freeze(&house, "/", &[("step", "preview")]))
            .await;
        assert_eq!(
            (saved.status, checked.status),
            (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
            "{word}"
        );
    }
    assert_eq!(read(&app, &house).await.1, before);
}

#[tokio::test]
async fn windows_of_another_organization_do_not_exist() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let id = added(&app, &house, &mut owner).await;
    let mut stranger = app.sign_in("owner@southwind.example").await;
    let page = stranger.get(&format!("/{}/calendar/windows/{id}", other.slug)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let seen = read(&app, &house)
        .await
        .0
        .calendar
        .windows
        .values()
        .next()
        .unwrap()
        .set
        .seq
        .to_string();
    let fields = [("org", other.slug.as_str()), ("id", &id), ("seen", &seen)];
    assert_eq!(
        stranger.call(RemoveWindow::PATH, &fields).await.status,
        StatusCode::NOT_FOUND
    );
    let changed = window(&other, "/", &[("id", &id), ("seen", &seen)]);
    assert_eq!(
        stranger.call(SetWindow::PATH, &changed).await.status,
        StatusCode::NOT_FOUND
    );
    let foreign = house.team.to_string();
    let answer = stranger
        .call(SetWindow::PATH, &window(&other, "/", &[("teams[]", &foreign)]))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(read(&app, &house).await.0.calendar.windows.len(), 1);
    assert!(read(&app, &other).await.0.calendar.windows.is_empty());
}

#[tokio::test]
async fn a_window_that_changed_meanwhile_is_saved_only_knowingly() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let id = added(&app, &house, &mut owner).await;
    let address = format!("/{}/calendar/windows/{id}", house.slug);
    let seen = owner.get(&address).await.hidden("seen");
    let first = window(&house, &address, &[("id", &id), ("seen", &seen), ("name", "First")]);
    assert_eq!(owner.post(SetWindow::PATH, &first).await.status, StatusCode::SEE_OTHER);
    let second = window(&house, &address, &[("id", &id), ("seen", &seen), ("name", "Second")]);
    let stale = owner.post(SetWindow::PATH, &second).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    assert!(stale.body.contains("You changed it on") && stale.body.contains("value=\"Second\""));
    let seen = stale.hidden("seen");
    let again = window(&house, &address, &[("id", &id), ("seen", &seen), ("name", "Second")]);
    assert_eq!(owner.post(SetWindow::PATH, &again).await.status, StatusCode::SEE_OTHER);
    let seen = owner.get(&address).await.hidden("seen");
    let fields = [("org", house.slug.as_str()), ("id", &id), ("seen", &seen)];
    assert_eq!(
        owner.post(RemoveWindow::PATH, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(owner.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn W14_a_freeze_stands_on_every_page_until_it_is_cancelled() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let now = app.shared.sources.now();
    let local = |seconds: i64| now.plus_seconds(seconds).to_string()[..16].to_owned();
    let (starts, ends) = (local(3600), local(7200));
    let times = [
        ("zone", "UTC"),
        ("starts", starts.as_str()),
        ("ends", ends.as_str()),
        ("repeats", "never"),
    ];
    let new = format!("/{}/calendar/freezes/new", house.slug);
    let mut without = times.to_vec();
    without.push(("reason", ""));
    let refused = owner.post(SetFreeze::PATH, &freeze(&house, &new, &without)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told::at(&refused.body, "reason").as_deref(), Some("Reason is empty."));
    let saved = owner.post(SetFreeze::PATH, &freeze(&house, &new, &times)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    for page in ["", "/deployments", "/templates", "/calendar", "/people"] {
        let body = engineer.get(&format!("/{}{page}", house.slug)).await.body;
        assert!(
            body.contains("set by owner: Books close.") && body.contains("Year end"),
            "{page}"
        );
    }
    let id = read(&app, &house)
        .await
        .0
        .calendar
        .freezes
        .keys()
        .next()
        .unwrap()
        .to_string();
    let address = format!("/{}/calendar/freezes/{id}", house.slug);
    let seen = owner.get(&address).await.hidden("seen");
    let mut fields = vec![
        ("org", house.slug.as_str()),
        ("page", &address),
        ("id", &id),
        ("seen", &seen),
        ("reason", ""),
    ];
    assert_eq!(
        owner.post(CancelFreeze::PATH, &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    fields[4].1 = "The books are closed.";
    assert_eq!(
        owner.post(CancelFreeze::PATH, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        !engineer
            .get(&format!("/{}", house.slug))
            .await
            .body
            .contains("Books close.")
    );
}

#[tokio::test]
async fn an_environments_schedule_and_a_services_labels_are_set() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (directory, _) = read(&app, &house).await;
    let production = directory
        .environments
        .iter()
        .find(|(_, known)| known.name.as_str() == "Production");
    let (id, service) = (production.unwrap().0, directory.services.keys().next().unwrap());
    let settings = format!("/{}/settings", house.slug);
    let id_text = id.to_string();
    let mut fields = vec![
        ("org", house.slug.as_str()),
        ("page", settings.as_str()),
        ("id", id_text.as_str()),
        ("exclusive", "true"),
        ("hours_on[]", "tuesday"),
        ("hours_from", "22:00"),
        ("hours_to", "04:00"),
        ("hours_zone", "Europe/Berlin"),
        ("notice_hours", "48"),
        ("told", "ops@example.org\r\n\r\nnot an address"),
    ];
    let refused = owner.post(ScheduleEnvironment::PATH, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = "Line 3 of Who is told is not an address like name@example.org.";
    assert!(refused.body.contains(words), "{}", refused.body);
    fields.pop();
    fields.push(("told", "ops@example.org\r\ncab@example.org\r\n"));
    assert_eq!(
        owner.post(ScheduleEnvironment::PATH, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let (directory, _) = read(&app, &house).await;
    let schedule = &directory.environments[id].schedule;
    assert!(schedule.exclusive && schedule.notice_hours == 48 && schedule.told.len() == 2);
    let hours = schedule.hours.as_ref().unwrap().in_words();
    assert_eq!(hours, "every Tuesday, 22:00 to 04:00 on the next day (Europe/Berlin)");
    fields
        .iter_mut()
        .filter(|(name, _)| *name == "notice_hours")
        .for_each(|field| field.1 = "9999");
    assert_eq!(
        owner.post(ScheduleEnvironment::PATH, &fields).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let service_text = service.to_string();
    let related = [
        ("org", house.slug.as_str()),
        ("page", settings.as_str()),
        ("id", service_text.as_str()),
        ("labels", "tier-1, payments,"),
    ];
    assert_eq!(
        owner.post(RelateService::PATH, &related).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(read(&app, &house).await.0.services[service].labels.len(), 2);
    let own = service.to_string();
    let itself = [related[0], related[1], related[2], ("depends_on[]", own.as_str())];
    assert_eq!(
        owner.post(RelateService::PATH, &itself).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_calendar_address_that_says_nonsense_is_a_calendar() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    for query in [
        "",
        "?view=year&date=0001-01-01",
        "?date=9999-12-31&zone=x&team=y",
        "?layers=chosen",
        "?date=2199-01-01",
    ] {
        let page = owner.get(&format!("/{}/calendar{query}", house.slug)).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(page.body.contains("Nothing planned"), "{query}");
    }
}

/// A draft that is booked for an hour, so many days from now; with a backup slot on another day where one is given.
async fn booked(
    app: &TestApp,
    house: &House,
    things: &Things,
    days: i64,
    backup: Option<i64>,
) -> (DeploymentId, ChangeNumber) {
    let now = app.shared.sources.now();
    let (deployment, number) = things.draft(app, house).await;
    let slot = |days: i64| Stretch::lasting(now.plus_seconds(days * DAY), 60);
    let book = BookingCommand::Book {
        seen: 0,
        slots: Slots {
            primary: slot(days),
            backup: backup.map(slot),
        },
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    let command = Command::Deployment {
        organization: house.organization,
        deployment,
        command: DeploymentCommand::Booking(book),
    };
    app.send(app.actor(house.engineer), command, Vec::new()).await;
    (deployment, number)
}

#[tokio::test]
async fn T9_W12_what_is_booked_is_watched_afterwards() {
    let (app, house) = TestApp::with_house().await;
    let checklist = "# Service\n\n## Deployment\n\n- [ ] Deploy\n\n## Post-deployment\n\n\
        ### Monitoring (first 24 hours) {watch=1440}\n\n- [ ] Error rate\n";
    let things = Things::publish(&app, &house, "watched", checklist).await;
    let (_, number) = booked(&app, &house, &things, 8, None).await;
    let day = |days: i64| app.shared.sources.now().plus_seconds(days * DAY).to_string()[..10].to_owned();
    let shown = |body: &str| body.matches("data-what=\"watch\"").count();
    let mut lead = app.sign_in("lead@northwind.example").await;
    for view in ["month", "week", "agenda"] {
        let address = format!("/{}/calendar?date={}&view={view}", house.slug, day(8));
        let page = lead.get(&address).await.body;
        assert_eq!(shown(&page), 2, "on the day of the booking and the next: {view}");
        assert!(page.contains(&format!("Watch {number} ")), "{view}");
        let without = lead.get(&format!("{address}&layers=chosen&show=bookings")).await.body;
        assert_eq!(shown(&without), 0, "{view}");
        let alone = lead.get(&format!("{address}&layers=chosen&show=watches")).await.body;
        assert_eq!(shown(&alone), 2, "{view}");
        assert!(!alone.contains("data-what=\"booking\""), "{view}");
    }
    // It goes on where its booking is out of sight, and not for another team.
    let next = format!("/{}/calendar?view=agenda&date={}", house.slug, day(9));
    let page = lead.get(&next).await.body;
    assert_eq!((shown(&page), page.contains("data-what=\"booking\"")), (1, false));
    let elsewhere = lead
        .get(&format!("{next}&team=team_0190a5f0000070008000000000000001"))
        .await;
    assert_eq!(shown(&elsewhere.body), 0);
    let over = lead
        .get(&format!("/{}/calendar?view=agenda&date={}", house.slug, day(10)))
        .await;
    assert_eq!(shown(&over.body), 0);
    // An auditor reads it as they read the booking.
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    assert_eq!(shown(&auditor.get(&next).await.body), 1);
}

#[tokio::test]
async fn W9_a_freeze_shows_what_it_hits_before_it_is_saved() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let now = app.shared.sources.now();
    let local = |seconds: i64| now.plus_seconds(seconds).to_string()[..16].to_owned();
    let mut numbers = Vec::new();
    for days in [3, 9] {
        numbers.push(booked(&app, &house, &things, days, None).await);
    }
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (starts, ends) = (local(2 * DAY), local(5 * DAY));
    let times = [
        ("zone", "UTC"),
        ("starts", starts.as_str()),
        ("ends", ends.as_str()),
        ("repeats", "never"),
    ];
    let new = format!("/{}/calendar/freezes/new", house.slug);
    let (_, before) = read(&app, &house).await;
    let unseen = owner.post(SetFreeze::PATH, &freeze(&house, &new, &times)).await;
    assert_eq!(unseen.status, StatusCode::OK, "{}", unseen.body);
    assert!(unseen.body.contains("It hits 1 deployment. Nothing is saved yet."));
    let name = |number: ChangeNumber| format!(">{number} A change</a>");
    assert!(unseen.body.contains(&name(numbers[0].1)) && !unseen.body.contains(&name(numbers[1].1)));
    assert_eq!(read(&app, &house).await.1, before, "nothing is saved");

    let shown = unseen.hidden("shown[]");
    assert_eq!(shown, numbers[0].0.to_string());
    let exempt = format!("{shown}:exempt");
    let mut chosen = times.to_vec();
    chosen.extend([("shown[]", shown.as_str()), ("choices[]", exempt.as_str())]);
    let saved = owner.post(SetFreeze::PATH, &freeze(&house, &new, &chosen)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let (directory, _) = read(&app, &house).await;
    let freeze = directory.calendar.freezes.values().next().unwrap();
    assert_eq!(freeze.scope.exempt, [numbers[0].0].into());

    let calendar = owner.get(&format!("/{}/calendar?view=agenda", house.slug)).await.body;
    for (_, number) in numbers {
        assert!(calendar.contains(&name(number)), "{number}");
    }
}

#[tokio::test]
async fn W9_a_freeze_moves_what_is_chosen_to_slots_that_it_leaves() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let now = app.shared.sources.now();
    let local = |seconds: i64| now.plus_seconds(seconds).to_string()[..16].to_owned();
    let whole = booked(&app, &house, &things, 3, Some(4)).await;
    let primary = booked(&app, &house, &things, 2, Some(9)).await;
    let backup = booked(&app, &house, &things, 1, Some(5)).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (starts, ends) = (local(2 * DAY), local(6 * DAY));
    let times = [
        ("zone", "UTC"),
        ("starts", starts.as_str()),
        ("ends", ends.as_str()),
        ("repeats", "never"),
    ];
    let new = format!("/{}/calendar/freezes/new", house.slug);
    let preview = owner.post(SetFreeze::PATH, &freeze(&house, &new, &times)).await;
    assert!(preview.body.contains("It hits 3 deployments."), "{}", preview.body);
    // What each select offers first.
    let mut offers = Vec::new();
    for (deployment, _) in [whole, primary, backup] {
        let begins = format!("{deployment}:move:");
        let mut found = preview.body.split("value=\"").filter(|part| part.starts_with(&begins));
        let offer = found
            .next()
            .unwrap_or_else(|| panic!("nothing offered: {}", preview.body));
        assert_eq!(found.count(), 2, "three are offered");
        offers.push(offer.split('"').next().unwrap().to_owned());
    }
    let shown = [whole, primary, backup].map(|(deployment, _)| deployment.to_string());
    let mut chosen = times.to_vec();
    chosen.extend(shown.iter().map(|id| ("shown[]", id.as_str())));
    chosen.extend(offers.iter().map(|offer| ("choices[]", offer.as_str())));
    let saved = owner.post(SetFreeze::PATH, &freeze(&house, &new, &chosen)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let slots = async |number: ChangeNumber| {
        let found = app.shared.backend.deployment(house.organization, number).await;
        found.unwrap().unwrap().deployment.slots().cloned().unwrap()
    };
    let (freed, over) = (now.plus_seconds(2 * DAY), now.plus_seconds(6 * DAY));
    for (_, number) in [whole, primary, backup] {
        for slot in slots(number).await.all() {
            assert!(slot.until <= freed || over <= slot.from, "{number} is moved out of it");
            assert_eq!(slot.minutes(), 60);
        }
    }
    let at = |days: i64| Stretch::lasting(now.plus_seconds(days * DAY), 60);
    for (number, days) in [(whole.1, 3), (primary.1, 2)] {
        // What has to be done before it is not done sooner for a freeze.
        assert!(
            at(days).until <= slots(number).await.primary.from,
            "{number} goes later"
        );
    }
    assert_eq!(
        slots(primary.1).await.backup,
        Some(at(9)),
        "a backup that is not hit stays"
    );
    assert_eq!(
        slots(backup.1).await.primary,
        at(1),
        "a primary slot that is not hit stays"
    );
    assert!(slots(whole.1).await.backup.is_some(), "what had a backup has one");

    // Somebody else moved it meanwhile: the freeze is not half saved.
    let (_, before) = read(&app, &house).await;
    let again = owner.post(SetFreeze::PATH, &freeze(&house, &new, &chosen)).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    assert_eq!(read(&app, &house).await.1, before);
}
