//! What the calendar asks while a booking is held over another place (W12): judged in words, and nothing saved.

use ::app::deployments::actions::weigh::{WeighMove, WeighTime};
use ::app::templates::starters;
use domain::calendar::{Slots, Stretch};
use domain::command::Command;
use domain::deployments::{BookingCommand, DeploymentCommand};
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{House, TestApp};
use crate::things::Things;

const HOUR: i64 = 3600;

/// A draft that is booked for an hour, so many hours from now; its number.
async fn booked(app: &TestApp, house: &House, things: &Things, hours: i64) -> String {
    let (deployment, number) = things.draft(app, house).await;
    let slots = Slots {
        primary: Stretch::lasting(app.shared.sources.now().plus_seconds(hours * HOUR), 60),
        backup: None,
    };
    let book = BookingCommand::Book {
        seen: 0,
        slots,
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    let command = Command::Deployment {
        organization: house.organization,
        deployment,
        command: DeploymentCommand::Booking(book),
    };
    app.send(app.actor(house.engineer), command, Vec::new()).await;
    number.to_string()
}

#[tokio::test]
async fn a_place_is_judged_in_words_and_nothing_is_saved() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let moved = booked(&app, &house, &things, 30).await;
    let other = booked(&app, &house, &things, 54).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let before = app.shared.store.verify_instance().await.unwrap();
    for (days, minutes, says) in [
        ("1", "0", format!("{other} is booked")),
        ("1", "60", "free.".to_owned()),
        ("-3", "0", "That time is over.".to_owned()),
    ] {
        let fields = [
            ("org", house.slug.as_str()),
            ("number", moved.as_str()),
            ("backup", "false"),
            ("days", days),
            ("minutes", minutes),
            ("longer", "0"),
        ];
        let answer = engineer.call(WeighMove::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains(&says), "{days} {minutes}: {}", answer.body);
        let leads = format!("/{}/deployments/{moved}/booking?from=", house.slug);
        assert!(answer.body.contains(&leads), "{}", answer.body);
    }
    let after = app.shared.store.verify_instance().await.unwrap();
    let entries =
        |reports: &[(_, domain::audit::VerifyReport)]| reports.iter().map(|(_, report)| report.entries).sum::<u64>();
    assert_eq!(entries(&after), entries(&before));
}

/// The time so many seconds from now, as a field has it on a clock of UTC.
fn field(app: &TestApp, seconds: i64) -> String {
    let at = app.shared.sources.now().plus_seconds(seconds).to_string();
    at[..16].to_owned()
}

#[tokio::test]
async fn a_time_that_is_typed_is_judged_in_words_too() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let moved = booked(&app, &house, &things, 30).await;
    let other = booked(&app, &house, &things, 54).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let (begins, ends) = (field(&app, 30 * HOUR), field(&app, 31 * HOUR));
    let fields = |from: &str, until: &str| {
        [
            ("org", house.slug.clone()),
            ("number", moved.clone()),
            ("backup", "false".to_owned()),
            ("from", from.to_owned()),
            ("until", until.to_owned()),
        ]
    };
    let mut says = async |from: &str, until: &str| {
        let fields = fields(from, until);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = engineer.call(WeighTime::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    };
    let now = says(&begins, &ends).await;
    assert!(now.contains("It is booked for this time."), "{now}");
    let none = says("", "").await;
    assert!(none.contains("Begins is empty. Ends is empty."), "{none}");
    let taken = says(&field(&app, 54 * HOUR), &field(&app, 55 * HOUR)).await;
    assert!(taken.contains(&format!("{other} is booked")), "{taken}");
    let longer = says(&begins, &field(&app, 33 * HOUR)).await;
    assert!(longer.contains("free."), "{longer}");
    assert!(longer.contains(&format!("/{}/deployments/{moved}/booking?from=", house.slug)));
    let before = says(&ends, &begins).await;
    assert!(before.contains("ends before it begins"), "{before}");
    let half = says(&begins, "").await;
    assert!(half.contains("Ends is empty."), "{half}");
    let early = says("1999-12-31T23:00", "9999-01-01T00:00").await;
    assert!(early.contains("Begins") && early.contains("Ends"), "{early}");

    app.found("Southwind", "southwind.example").await;
    let mut stranger = app.sign_in("engineer@southwind.example").await;
    let fields = fields(&begins, &ends);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let foreign = stranger.call(WeighTime::PATH, &fields).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_moved_is_refused_without_a_word_about_it() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let moved = booked(&app, &house, &things, 30).await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let mut stranger = app.sign_in("engineer@southwind.example").await;
    let fields = |org, days, backup| {
        [
            ("org", org),
            ("number", moved.as_str()),
            ("backup", backup),
            ("days", days),
            ("minutes", "0"),
            ("longer", "0"),
        ]
    };
    let northwind = house.slug.as_str();
    let far = engineer.call(WeighMove::PATH, &fields(northwind, "401", "false")).await;
    assert_eq!(far.status, StatusCode::BAD_REQUEST);
    let no_backup = engineer.call(WeighMove::PATH, &fields(northwind, "1", "true")).await;
    assert_eq!(no_backup.status, StatusCode::NOT_FOUND);
    for org in [northwind, other.slug.as_str()] {
        let foreign = stranger.call(WeighMove::PATH, &fields(org, "1", "false")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{org}");
    }
}
