//! A freeze that is not saved, drawn in the calendar (W15).
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use ::app::calendar::actions::SetFreeze;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::Client;
use crate::desk::Planned;

const DAY: i64 = 24 * 3600;

/// The preview of a freeze in early January, and the link to the calendar that it gives.
async fn previewed(planned: &Planned, owner: &mut Client<'_>, id: &str, name: &str) -> String {
    let page = format!(
        "/{}/calendar/freezes/{}",
        planned.house.slug,
        if id.is_empty() { "new" } else { id }
    );
    let fields = [
        ("org", planned.house.slug.as_str()),
        ("page", &page),
        ("id", id),
        ("name", name),
        ("zone", "UTC"),
        ("starts", "2026-01-07T00:00"),
        ("ends", "2026-01-09T00:00"),
        ("repeats", "never"),
        ("running", "finish"),
        ("step", "preview"),
    ];
    let answer = owner.post(SetFreeze::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let start = answer.body.find(&format!("href=\"/{}/calendar?", planned.house.slug));
    let start = start.unwrap_or_else(|| panic!("no way to the calendar: {}", answer.body)) + "href=\"".len();
    let end = answer.body[start..].find('"').unwrap();
    answer.body[start..start + end].replace("&amp;", "&")
}

#[tokio::test]
async fn W15_an_unsaved_freeze_is_drawn_among_the_others_and_saves_nothing() {
    let planned = Planned::new().await;
    let (_, number) = planned.booked(3 * DAY, &[]).await;
    planned.booked(9 * DAY, &[]).await;
    let mut owner = planned.app.sign_in("owner@northwind.example").await;
    let link = previewed(&planned, &mut owner, "", "Year end").await;
    let before = planned.position().await;
    for view in ["month", "week", "agenda"] {
        let calendar = owner.get(&format!("{link}&view={view}")).await.body;
        assert!(calendar.contains("What if: Year end"), "{view}: {calendar}");
        assert!(
            calendar.contains("It would hold 1 booked deployment in sight."),
            "{view}: {calendar}"
        );
        assert!(calendar.matches("data-what=\"unsaved\"").count() >= 2, "{view}");
        assert_eq!(calendar.matches(", would be held").count(), 1, "{view}: {number}");
        assert!(
            calendar.contains("name=\"freeze-starts\" value=\"2026-01-07T00:00\""),
            "a filter keeps it"
        );
        assert!(
            calendar.contains("&amp;freeze-name=Year+end"),
            "so does another view: {calendar}"
        );
        assert!(calendar.contains("Open it in the form"));
    }
    let form = link.replace("/calendar?", "/calendar/freezes/new?");
    let form = owner.get(&form).await.body;
    assert!(
        form.contains("value=\"Year end\"") && form.contains("value=\"2026-01-09T00:00\""),
        "{form}"
    );
    // Whoever does not plan may look at what was sent to them.
    let mut engineer = planned.app.sign_in("engineer@northwind.example").await;
    let calendar = engineer.get(&link).await.body;
    assert!(calendar.contains("What if: Year end") && !calendar.contains("Open it in the form"));
    assert_eq!(planned.position().await, before, "nothing is saved");
    // What cannot be is left out, as everything in an address.
    let wrong = link.replace("2026-01-09", "2025-01-09");
    let calendar = owner.get(&wrong).await;
    assert_eq!(calendar.status, StatusCode::OK);
    assert!(!calendar.body.contains("What if"));
}

#[tokio::test]
async fn W15_a_changed_freeze_takes_the_place_of_the_one_that_is_stored() {
    let planned = Planned::new().await;
    let id = planned.freeze(2 * DAY, 4 * DAY).await.to_string();
    let mut owner = planned.app.sign_in("owner@northwind.example").await;
    let page = format!("/{}/calendar?view=agenda", planned.house.slug);
    assert!(owner.get(&page).await.body.contains("data-what=\"freeze\""));
    let link = previewed(&planned, &mut owner, &id, "Year end, longer").await;
    let calendar = owner.get(&format!("{link}&view=agenda")).await.body;
    assert!(!calendar.contains("data-what=\"freeze\"") && calendar.contains("data-what=\"unsaved\""));
    let form = link.replace("/calendar?", &format!("/calendar/freezes/{id}?"));
    let form = owner.get(&form).await;
    assert_eq!(form.hidden("id"), id);
    assert!(!form.hidden("seen").is_empty(), "it is saved over what is stored now");
    assert!(form.body.contains("value=\"Year end, longer\""));
}
