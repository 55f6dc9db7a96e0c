//! Windows and freezes from other calendars: looked at first, then saved all at once (W13).
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use ::app::calendar::actions::ImportCalendar;
use ::app::templates::starters;
use axum::body::Body;
use domain::accounts::Directory;
use domain::calendar::{RunningChoice, Slots, Stretch};
use domain::command::Command;
use domain::deployments::{BookingCommand, DeploymentCommand};
use domain::text::Slug;
use http::StatusCode;
use server_fn::ServerFn;
use std::sync::Arc;

use crate::app::{Answer, Client, House, TestApp};
use crate::things::Things;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Release hours\r\nDTSTART;TZID=Europe/Berlin:20260106T100000\r\n\
    DTEND;TZID=Europe/Berlin:20260106T160000\r\nRRULE:FREQ=WEEKLY;BYDAY=TU\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Year end freeze\r\nDESCRIPTION:Books close.\r\nDTSTART;VALUE=DATE:20261220\r\n\
    DTEND;VALUE=DATE:20270102\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Standup\r\nDTSTART:20260106T100000Z\r\nDTEND:20260106T101500Z\r\n\
    RRULE:FREQ=DAILY\r\nEXDATE:20260107T100000Z\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

const PERIODS: &str = r#"[
    {"id": 1, "freeze_start": "0 23 * * 5", "freeze_end": "0 7 * * 1", "cron_timezone": "Europe/Berlin"},
    {"id": 2, "freeze_start": "0 23 * * *", "freeze_end": "0 7 31 * *", "cron_timezone": "UTC"},
    {"id": 3, "freeze_start": "0 0 24 12 *", "freeze_end": "0 0 27 12 *", "cron_timezone": "Mars"}
]"#;

async fn directory(app: &TestApp, house: &House) -> (Arc<Directory>, u64) {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    (opened.directory, opened.position)
}

/// Sends a form of the page with these fields.
async fn send(client: &mut Client<'_>, house: &House, fields: &[(&str, &str)]) -> Answer {
    let page = format!("/{}/calendar/import", house.slug);
    let mut all = vec![("org", house.slug.as_str()), ("page", &page)];
    all.extend(fields);
    client.post(ImportCalendar::PATH, &all).await
}

/// The fields that a preview holds, as a browser would send them with nothing changed.
fn previewed(answer: &Answer) -> Vec<(String, String)> {
    let unescaped = |text: &str| {
        let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
        text.replace("&#x27;", "'").replace("&amp;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(unescaped(rest.split('"').next()?))
    };
    let mut fields = Vec::new();
    for rest in answer.body.split("name=\"entries[").skip(1) {
        let name = format!("entries[{}", rest.split('"').next().unwrap());
        let tag = format!(" {}", rest.split_once('"').unwrap().1);
        let value = if name.ends_with("[reason]") {
            unescaped(
                tag.split_once('>')
                    .unwrap()
                    .1
                    .split("</textarea>")
                    .next()
                    .unwrap()
                    .trim_start(),
            )
        } else if let Some(value) = attribute(tag.split('>').next().unwrap(), "value") {
            value
        } else {
            // The option of a select that is chosen, or its first one.
            let options = tag.split("</select>").next().unwrap();
            let chosen = options
                .split("<option")
                .skip(1)
                .find(|option| option.contains(" selected"));
            attribute(
                chosen.unwrap_or_else(|| options.split("<option").nth(1).unwrap()),
                "value",
            )
            .unwrap_or_default()
        };
        fields.push((name, value));
    }
    fields
}

/// The preview sent back, with some of its fields changed; `(off)` leaves one out.
fn back<'a>(fields: &'a [(String, String)], changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> = vec![("running", "hold"), ("step", "save")];
    for (name, value) in fields {
        if changed.iter().all(|(other, _)| name != other) {
            all.push((name, value));
        }
    }
    all.retain(|(name, _)| changed.iter().all(|(other, _)| name != other));
    all.extend(changed.iter().filter(|(_, value)| *value != "(off)"));
    all
}

#[tokio::test]
async fn W13_a_calendar_is_looked_at_and_then_saved_in_one_turn() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (known, before) = directory(&app, &house).await;
    let preview = send(&mut owner, &house, &[("text", CALENDAR)]).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    for words in [
        "2 entries found. Nothing is saved yet.",
        "It hits no deployment that is booked or runs.",
        "Every Tuesday, 10:00 to 16:00 (Europe/Berlin)",
        "Tue 6 Jan 2026, 10:00 to 16:00",
        "20 December 2026 00:00 to 2 January 2027 00:00 (UTC)",
        "Standup, line 17: EXDATE cannot be taken: the calendar has no words for it.",
    ] {
        assert!(preview.body.contains(words), "{words} in {}", preview.body);
    }
    assert_eq!(directory(&app, &house).await.1, before, "nothing is saved");
    let fields = previewed(&preview);
    let (production, _) = known
        .environments
        .iter()
        .find(|(_, known)| known.name.as_str() == "Production")
        .unwrap();
    let production = production.to_string();
    let changed = [
        ("entries[0][environment]", production.as_str()),
        ("entries[1][name]", "Books close"),
    ];
    // Looking again keeps what was chosen, and what was left out.
    let again: Vec<_> = back(&fields, &[&changed[..], &[("step", "preview")]].concat());
    let again = send(&mut owner, &house, &again).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert_eq!(directory(&app, &house).await.1, before, "nothing is saved");
    let kept = previewed(&again);
    assert!(
        kept.contains(&("entries[0][environment]".to_owned(), production.clone())),
        "{kept:?}"
    );
    let saved = send(&mut owner, &house, &back(&kept, &[])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert_eq!(
        saved.header("location"),
        format!("/{}/calendar?date=2026-01-06&saved=import", house.slug)
    );
    let (known, after) = directory(&app, &house).await;
    assert_eq!(after, before + 2);
    let window = known.calendar.windows.values().next().unwrap();
    assert_eq!(window.name.as_str(), "Release hours");
    assert_eq!(window.scope.of.environments, [production.parse().unwrap()].into());
    let freeze = known.calendar.freezes.values().next().unwrap();
    assert_eq!(
        (freeze.name.as_str(), freeze.reason.as_str()),
        ("Books close", "Books close.")
    );
    assert_eq!(freeze.running, RunningChoice::Hold);
    let reports = app.shared.store.verify_instance().await.unwrap();
    assert!(reports.iter().all(|(_, report)| report.faults.is_empty()));
}

#[tokio::test]
async fn W13_freeze_periods_of_gitlab_are_taken_and_can_be_switched_off() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let preview = send(&mut owner, &house, &[("text", PERIODS)]).await;
    assert!(
        preview
            .body
            .contains("Every Friday, 23:00 to 07:00 3 days later (Europe/Berlin)"),
        "{}",
        preview.body
    );
    assert!(preview.body.contains("GitLab freeze 2, period 2: "), "{}", preview.body);
    assert!(
        preview
            .body
            .contains("GitLab freeze 3, period 3: There is no time zone Mars.")
    );
    let fields = previewed(&preview);
    let none = send(&mut owner, &house, &back(&fields, &[("entries[0][take]", "(off)")])).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Entries: name at least one."), "{}", none.body);
    let nameless = [("entries[0][name]", ""), ("entries[0][reason]", " ")];
    let nameless = send(&mut owner, &house, &back(&fields, &nameless)).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.body.contains("Name is empty.") && nameless.body.contains("href=\"#entry-0-reason\""));
    assert!(directory(&app, &house).await.0.calendar.freezes.is_empty());
    let window = [("entries[0][kind]", "window")];
    let saved = send(&mut owner, &house, &back(&fields, &window)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let (known, _) = directory(&app, &house).await;
    assert_eq!((known.calendar.windows.len(), known.calendar.freezes.len()), (1, 0));
}

#[tokio::test]
async fn W9_an_imported_freeze_holds_nothing_that_nobody_was_told_of() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let periods = r#"[{"id": 7, "freeze_start": "0 0 * * 6", "freeze_end": "0 0 * * 1", "cron_timezone": "UTC"}]"#;
    let unbooked = previewed(&send(&mut owner, &house, &[("text", periods)]).await);
    assert!(unbooked.iter().all(|(name, _)| !name.contains("shown")), "{unbooked:?}");
    let (deployment, number) = things.draft(&app, &house).await;
    // The clock of the tests stands on Monday, 5 January 2026, 08:00; Saturday noon is in the freeze.
    let from = app.shared.sources.now().plus_seconds((5 * 24 + 4) * 3600);
    let primary = Stretch {
        from,
        until: from.plus_seconds(3600),
    };
    let command = BookingCommand::Book {
        seen: 0,
        slots: Slots { primary, backup: None },
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    let command = Command::Deployment {
        organization: house.organization,
        deployment,
        command: DeploymentCommand::Booking(command),
    };
    app.send(app.actor(house.engineer), command, Vec::new()).await;
    // Booked since the preview: it is shown, and nothing saved.
    let told = send(&mut owner, &house, &back(&unbooked, &[])).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(
        told.body.contains(&format!("What becomes of {number}")),
        "{}",
        told.body
    );
    assert!(directory(&app, &house).await.0.calendar.freezes.is_empty());
    let fields = previewed(&told);
    let exempt = format!("{deployment}:exempt");
    let exempted = [("entries[0][choices][]", exempt.as_str())];
    let saved = send(&mut owner, &house, &back(&fields, &exempted)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let (known, _) = directory(&app, &house).await;
    let freeze = known.calendar.freezes.values().next().unwrap();
    assert_eq!(freeze.scope.exempt, [deployment].into());
}

#[tokio::test]
async fn W13_what_is_no_calendar_is_refused_at_its_field() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (_, before) = directory(&app, &house).await;
    let large = format!("BEGIN:VCALENDAR\r\n{}", "X-A:1\r\n".repeat(5 * 1024 * 1024 / 7 + 1));
    let neither = "Calendar or freeze periods is neither a calendar file nor GitLab’s list of freeze periods.";
    for (text, words) in [
        ("", "Calendar or freeze periods is empty."),
        ("hello", neither),
        ("{\"message\": \"401 Unauthorized\"}", neither),
        ("[]", "Calendar or freeze periods has no event."),
        (large.as_str(), "Calendar or freeze periods is larger than 5 MiB."),
    ] {
        let answer = send(&mut owner, &house, &[("text", text)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text:.40}");
        assert!(answer.body.contains(words), "{words}: {:.3000}", answer.body);
    }
    let page = format!("/{}/calendar/import", house.slug);
    for (bytes, words) in [
        (&b"\xff\xfe\x00"[..], "Or choose a file is not text in UTF-8."),
        (&b"  "[..], "Or choose a file is empty."),
        (&b"GIF89a"[..], "Or choose a file is neither a calendar file"),
    ] {
        let mut body = Vec::new();
        for (name, value) in [("org", house.slug.as_str()), ("page", &page), ("text", "")] {
            body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.ics\"\r\n\r\n");
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let request = http::Request::post(ImportCalendar::PATH)
            .header("content-type", "multipart/form-data; boundary=b")
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin");
        let answer = owner.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert_eq!(directory(&app, &house).await.1, before, "nothing is saved");
}

#[tokio::test]
async fn W13_as_many_as_a_person_looks_at_are_saved_in_one_turn() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let one = r#"{"id": 1, "freeze_start": "0 23 * * 5", "freeze_end": "0 7 * * 1", "cron_timezone": "UTC"}"#;
    let periods = |count| format!("[{}]", vec![one; count].join(","));
    let many = send(&mut owner, &house, &[("text", &periods(201))]).await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        many.body
            .contains("has more than 200 events to come. Import it in parts."),
        "{:.3000}",
        many.body
    );
    let (_, before) = directory(&app, &house).await;
    let mut fields = previewed(&send(&mut owner, &house, &[("text", &periods(200))]).await);
    // The longest reasons, in characters that take nine bytes in a form.
    let reason = "\u{6f22}".repeat(2000);
    for (_, value) in fields.iter_mut().filter(|(name, _)| name.ends_with("[reason]")) {
        value.clone_from(&reason);
    }
    let saved = send(&mut owner, &house, &back(&fields, &[])).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{:.3000}", saved.body);
    let (known, after) = directory(&app, &house).await;
    assert_eq!((known.calendar.freezes.len(), after - before), (200, 200));
}

#[tokio::test]
async fn W13_only_whoever_plans_imports_and_nothing_of_another_organization_is_named() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let fields = previewed(&send(&mut owner, &house, &[("text", CALENDAR)]).await);
    for (email, status) in [
        ("engineer@northwind.example", StatusCode::FORBIDDEN),
        ("auditor@northwind.example", StatusCode::FORBIDDEN),
        ("owner@southwind.example", StatusCode::NOT_FOUND),
    ] {
        let mut client = app.sign_in(email).await;
        let page = format!("/{}/calendar/import", house.slug);
        assert_eq!(client.get(&page).await.status, status, "{email}");
        let mut all = back(&fields, &[]);
        all.push(("org", &house.slug));
        assert_eq!(client.call(ImportCalendar::PATH, &all).await.status, status, "{email}");
        let look = [("org", house.slug.as_str()), ("text", CALENDAR)];
        assert_eq!(client.call(ImportCalendar::PATH, &look).await.status, status, "{email}");
    }
    let theirs = directory(&app, &other)
        .await
        .0
        .environments
        .keys()
        .next()
        .unwrap()
        .to_string();
    let foreign = [("entries[1][environment]", theirs.as_str())];
    let answer = send(&mut owner, &house, &back(&fields, &foreign)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    let (known, _) = directory(&app, &house).await;
    assert!(
        known.calendar.windows.is_empty() && known.calendar.freezes.is_empty(),
        "all of it or nothing"
    );
    // What no form of ours sends is not understood.
    let never = r#"{"zone":"UTC","starts":"2030-02-30T00:00","ends":"2030-01-01T00:00"}"#;
    let answer = send(&mut owner, &house, &back(&fields, &[("entries[0][times]", never)])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
