//! Absences through their form, and where they are seen: the calendar, a person's page, free slots, a booking, the desk (W5).
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use ::app::calendar::actions::{RemoveAbsence, SetAbsence};
use ::app::deployments::actions::booking::Book;
use ::app::templates::starters;
use domain::calendar::Absence;
use domain::id::{AbsenceId, PersonId};
use domain::text::Slug;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{Client, House, TestApp};
use crate::booking::Case;
use crate::things::Things;

async fn read(app: &TestApp, house: &House) -> (Vec<(AbsenceId, Absence)>, u64) {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    let absences = opened.directory.calendar.absences.clone();
    (absences.into_iter().collect(), opened.position)
}

/// The form of a week that somebody is away, as it is sound, and what is changed of it.
async fn send(
    client: &mut Client<'_>,
    house: &House,
    person: PersonId,
    changed: &[(&str, &str)],
) -> (StatusCode, String) {
    let (page, person) = (format!("/{}/calendar/absences/new", house.slug), person.to_string());
    let sound = [
        ("org", house.slug.as_str()),
        ("page", &page),
        ("person", &person),
        ("zone", "UTC"),
        ("starts", "2026-01-12T00:00"),
        ("ends", "2026-01-19T00:00"),
        ("repeats", "never"),
        ("step", "save"),
    ];
    let kept = sound
        .into_iter()
        .filter(|(name, _)| !changed.iter().any(|(other, _)| name == other));
    let fields: Vec<_> = kept.chain(changed.iter().copied()).collect();
    let answer = client.post(SetAbsence::PATH, &fields).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn W5_somebody_says_that_they_are_away_and_everybody_sees_it() {
    let (app, house) = TestApp::with_house().await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let (_, before) = read(&app, &house).await;
    let page = engineer.get(&format!("/{}/calendar/absences/new", house.slug)).await;
    assert!(page.body.contains("value=\"2026-01-06T00:00\""), "tomorrow, whole");
    assert!(!page.body.contains("Who is away"), "they say it only of themselves");
    let (status, checked) = send(&mut engineer, &house, house.engineer, &[("step", "check")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        checked.contains("Mon 12 Jan 2026, 00:00 to Mon 19 Jan 2026, 00:00"),
        "{checked}"
    );
    assert_eq!(read(&app, &house).await.1, before, "nothing is saved");
    let (status, body) = send(&mut engineer, &house, house.engineer, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");

    let mut lead = app.sign_in("lead@northwind.example").await;
    for view in ["month", "week", "agenda"] {
        let page = lead
            .get(&format!("/{}/calendar?date=2026-01-12&view={view}", house.slug))
            .await;
        assert!(page.body.contains("data-what=\"away\""), "{view}");
        let without = format!(
            "/{}/calendar?date=2026-01-12&view={view}&layers=chosen&show=bookings",
            house.slug
        );
        let page = lead.get(&without).await;
        assert!(!page.body.contains("data-what=\"away\""), "{view}");
    }
    let person = lead.get(&format!("/{}/people/{}", house.slug, house.engineer)).await;
    assert!(person.body.contains("Next Mon 12 Jan 2026, 00:00"), "{}", person.body);
    let (absences, _) = read(&app, &house).await;
    let (id, absence) = &absences[0];
    let page = lead.get(&format!("/{}/calendar/absences/{id}", house.slug)).await;
    assert!(!page.body.contains(SetAbsence::PATH), "they do not change it");

    // An auditor reads what happened, and not who is there.
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    let calendar = format!("/{}/calendar?date=2026-01-12", house.slug);
    let page = auditor.get(&calendar).await.body;
    assert!(
        !page.contains("data-what=\"away\"") && !page.contains("value=\"absences\""),
        "{page}"
    );
    let person = auditor.get(&format!("/{}/people/{}", house.slug, house.engineer)).await;
    assert!(!person.body.contains("Absences"), "{}", person.body);
    let page = auditor.get(&format!("/{}/calendar/absences/{id}", house.slug)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);

    let seen = absence.set.seq.to_string();
    let id = id.to_string();
    let fields = [("org", house.slug.as_str()), ("id", &id), ("seen", &seen)];
    assert_eq!(
        lead.call(RemoveAbsence::PATH, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let gone = engineer.post(RemoveAbsence::PATH, &fields).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    assert!(read(&app, &house).await.0.is_empty());
}

#[tokio::test]
async fn W5_who_plans_says_it_for_others_and_nobody_else_does() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    // Who neither deploys nor signs is not among the choices, and nobody else is chosen in their place.
    let auditor = format!("/{}/calendar/absences/new?person={}", house.slug, house.auditor);
    let page = owner.get(&auditor).await.body;
    assert!(page.contains(&format!("value=\"{}\" selected", house.owner)), "{page}");
    let page = owner
        .get(&format!(
            "/{}/calendar/absences/new?person={}",
            house.slug, house.engineer
        ))
        .await;
    let chosen = format!("value=\"{}\" selected", house.engineer);
    assert!(page.body.contains(&chosen), "{}", page.body);
    let (status, body) = send(&mut owner, &house, house.engineer, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let (_, before) = read(&app, &house).await;
    let mut lead = app.sign_in("lead@northwind.example").await;
    let (status, _) = send(&mut lead, &house, house.engineer, &[]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let theirs = lead
        .get(&format!(
            "/{}/calendar/absences/new?person={}",
            house.slug, house.engineer
        ))
        .await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
    assert_eq!(read(&app, &house).await.1, before);
}

#[tokio::test]
async fn what_an_absence_cannot_be_is_told_at_its_field_and_not_saved() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (_, before) = read(&app, &house).await;
    let stranger = "usr_00000000000070008000000000000000";
    for (changed, field) in [
        (("ends", "2026-01-11T00:00"), "ends"),
        (("ends", "2027-06-01T00:00"), "ends"),
        (("starts", ""), "starts"),
        (("starts", "0001-01-01T00:00"), "starts"),
        (("ends", "9999-12-31T00:00"), "ends"),
        (("zone", "Mars/Olympus"), "zone"),
        (("person", stranger), "person"),
        (("person", "nobody"), "person"),
        (("repeats", "sometimes"), "repeats"),
    ] {
        let (status, body) = send(&mut owner, &house, house.engineer, &[changed]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{changed:?}: {body}");
        assert!(body.contains(&format!("id=\"{field}-error\"")), "{changed:?}: {body}");
    }
    assert_eq!(read(&app, &house).await.1, before);
}

#[tokio::test]
async fn D12_an_absence_that_changed_meanwhile_is_not_changed_again_unseen() {
    let (app, house) = TestApp::with_house().await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    send(&mut engineer, &house, house.engineer, &[]).await;
    let (absences, _) = read(&app, &house).await;
    let (id, seen) = (absences[0].0.to_string(), absences[0].1.set.seq.to_string());
    let same = [("id", id.as_str()), ("seen", &seen)];
    let with = |ends| [same[0], same[1], ("ends", ends)];
    let (status, _) = send(&mut engineer, &house, house.engineer, &with("2026-01-20T00:00")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, body) = send(&mut engineer, &house, house.engineer, &with("2026-01-21T00:00")).await;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
}

#[tokio::test]
async fn W5_free_slots_leave_an_absence_out_and_a_booking_in_it_asks_once() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let case = Case::draft(&app, &house, &things).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    send(
        &mut engineer,
        &house,
        house.engineer,
        &[("starts", "2026-01-05T00:00"), ("ends", "2026-01-19T00:00")],
    )
    .await;
    let free = engineer.get(&case.address()).await.body;
    assert!(free.contains("aria-label=\"Book 19 Jan 00:00"), "{free}");
    let when = [("from", "2026-01-12T10:00"), ("until", "2026-01-12T12:00")];
    let (status, asked) = case.post(&mut engineer, Book::PATH, &when).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
    assert!(asked.contains("You are away 5 Jan to 18 Jan, all day."), "{asked}");
    let absence = read(&app, &house).await.0[0].0.to_string();
    assert!(asked.contains(&format!("value=\"{absence}\"")), "{asked}");
    assert!(asked.contains("For 12 Jan 10:00 to 12:00:"), "{asked}");
    assert!(
        asked.contains("from=2026-01-12T10%3A00&amp;until=2026-01-12T12%3A00#other-time"),
        "{asked}"
    );
    // The form of the absence names what it hits that is booked already.
    let all_the_same = [when[0], when[1], ("accepted", absence.as_str())];
    let (status, body) = case.post(&mut engineer, Book::PATH, &all_the_same).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let page = engineer
        .get(&format!("/{}/calendar/absences/{absence}", house.slug))
        .await
        .body;
    assert!(page.contains("1 booking in that time"), "{page}");
    let deployment = engineer
        .get(&format!("/{}/deployments/{}", house.slug, case.number))
        .await;
    assert!(
        deployment.body.contains("Somebody is away whom the booked time takes."),
        "{}",
        deployment.body
    );
    // It is a week ahead: seen today, the desk does not reach there.
    app.clock.pass(3 * 24 * 3600);
    let mut owner = app.sign_in("owner@northwind.example").await;
    let desk = owner.get(&format!("/{}/calendar/desk", house.slug)).await.body;
    assert!(desk.contains("Away when they deploy"), "{desk}");
    assert!(desk.contains("Away until 19 Jan 00:00"), "{desk}");
}
