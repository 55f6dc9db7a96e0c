//! The page of bookings, through HTTP: free slots, conflicts, notice, overrides (W3, W5-W8, W10).

use ::app::deployments::actions::booking::{Announce, Book, OverrideSchedule, ReleaseBooking};
use ::app::templates::starters;
use domain::accounts::{AccessRole, AuditPeriod, Duty, OrganizationCommand};
use domain::calendar::{CalendarCommand, EnvironmentSchedule};
use domain::command::Command;
use domain::deployments::{ChangeNumber, DeploymentCommand};
use domain::id::DeploymentId;
use domain::text::Email;
use domain::time::Timestamp;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{Client, House, TestApp};
use crate::desk::Planned;
use crate::things::Things;

/// One deployment with the forms of its page.
pub(crate) struct Case<'a> {
    house: &'a House,
    deployment: DeploymentId,
    pub(crate) number: ChangeNumber,
}

impl<'a> Case<'a> {
    /// A draft of its own.
    pub(crate) async fn draft(app: &TestApp, house: &'a House, things: &Things) -> Self {
        let (deployment, number) = things.draft(app, house).await;
        Self {
            house,
            deployment,
            number,
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("/{}/deployments/{}/booking", self.house.slug, self.number)
    }

    /// Posts one of the page's forms as it stands on the page, with more fields.
    pub(crate) async fn post(
        &self,
        client: &mut Client<'_>,
        action: &str,
        more: &[(&str, &str)],
    ) -> (StatusCode, String) {
        let address = self.address();
        let page = client.get(&address).await;
        let (seen, zone) = (page.hidden("seen"), page.hidden("zone"));
        let (deployment, number) = (self.deployment.to_string(), self.number.to_string());
        let mut fields = vec![
            ("page", address.as_str()),
            ("org", &self.house.slug),
            ("deployment", &deployment),
            ("number", &number),
            ("seen", &seen),
            ("zone", &zone),
        ];
        fields.extend(more);
        let answer = client.post(action, &fields).await;
        (answer.status, answer.body)
    }
}

async fn page(client: &mut Client<'_>, case: &Case<'_>) -> String {
    client.get(&case.address()).await.body
}

/// A morning a week after the clock of the tests.
const MORNING: [(&str, &str); 2] = [("from", "2026-01-12T10:00"), ("until", "2026-01-12T12:00")];

#[tokio::test]
async fn a_free_slot_is_booked_announced_and_released() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let case = Case::draft(&app, &house, &things).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let empty = page(&mut engineer, &case).await;
    assert!(empty.contains("Nothing is booked."), "{empty}");
    assert_eq!(empty.matches("aria-label=\"Book ").count(), 10, "ten slots");
    let (status, body) = case.post(&mut engineer, Book::PATH, &MORNING).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let booked = page(&mut engineer, &case).await;
    assert!(booked.contains("12 Jan 10:00 to 12:00"), "{booked}");
    let mut lead = app.sign_in("lead@northwind.example").await;
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    let work = format!("/{}", house.slug);
    assert!(!lead.get(&work).await.body.contains("id=\"announced\""));
    let (status, body) = case.post(&mut engineer, Announce::PATH, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    // The team is told where it begins its day (W8).
    let told = lead.get(&work).await.body;
    let told = told.split_once("id=\"announced\"").unwrap().1;
    assert!(told.contains("12 Jan 10:00 to 12:00"), "{told}");
    // Somebody who works in the team and is made its auditor reads one period, and no announcement.
    let change = OrganizationCommand::ChangeMember {
        seen: None,
        person: house.auditor,
        role: AccessRole::Auditor,
        teams: [(house.team, [].into())].into(),
        reads: Some(AuditPeriod {
            from: Timestamp::from_micros(0),
            until: Timestamp::from_micros(1),
        }),
    };
    let command = Command::Organization {
        organization: house.organization,
        command: change,
    };
    app.send(app.actor(house.owner), command, Vec::new()).await;
    assert!(!auditor.get(&work).await.body.contains("id=\"announced\""));
    let announced = engineer
        .get(&format!("/{}/deployments/{}", house.slug, case.number))
        .await
        .body;
    assert!(
        announced.contains("Move or announce"),
        "the page of the deployment leads here"
    );
    let (status, body) = case.post(&mut engineer, ReleaseBooking::PATH, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    assert!(page(&mut engineer, &case).await.contains("Nothing is booked."));
    assert!(!lead.get(&work).await.body.contains("id=\"announced\""));
}

#[tokio::test]
async fn a_slot_that_is_none_gets_a_sentence_and_saves_nothing() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let case = Case::draft(&app, &house, &things).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    for (from, until, words) in [
        ("2026-01-12T12:00", "2026-01-12T10:00", "It ends before it begins."),
        ("2026-01-12T12:00", "2026-01-29T10:00", "It is longer than a week."),
        ("2025-01-12T10:00", "2025-01-12T12:00", "That time is over."),
        ("0001-01-01T10:00", "2026-01-12T12:00", "From"),
        ("9999-12-31T10:00", "9999-12-31T12:00", "From"),
        ("yesterday", "2026-01-12T12:00", "From"),
        ("", "", "From"),
    ] {
        let (status, body) = case
            .post(&mut engineer, Book::PATH, &[("from", from), ("until", until)])
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{from}: {body}");
        assert!(body.contains(words), "{from}: {body}");
    }
    assert!(page(&mut engineer, &case).await.contains("Nothing is booked."));
}

#[tokio::test]
async fn a_taken_slot_names_the_other_booking() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let cases = [
        Case::draft(&app, &house, &things).await,
        Case::draft(&app, &house, &things).await,
    ];
    let (status, _) = cases[0].post(&mut engineer, Book::PATH, &MORNING).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, body) = cases[1].post(&mut engineer, Book::PATH, &MORNING).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        body.contains("The slot is taken.") && body.contains("CHG-1 is booked"),
        "{body}"
    );
    // What was typed is still there.
    assert!(body.contains("value=\"2026-01-12T10:00\""), "{body}");
}

#[tokio::test]
async fn a_late_announcement_asks_for_its_reason() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let case = Case::draft(&app, &house, &things).await;
    let wanted = EnvironmentSchedule {
        notice_hours: 300,
        told: vec![Email::parse("desk+night@example.com").unwrap()],
        ..EnvironmentSchedule::default()
    };
    let command = Command::Calendar {
        organization: house.organization,
        command: CalendarCommand::ScheduleEnvironment {
            environment: things.details.environment,
            seen: Box::default(),
            wanted: Box::new(wanted),
        },
    };
    app.send(app.actor(house.owner), command, Vec::new()).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    case.post(&mut engineer, Book::PATH, &MORNING).await;
    let (status, body) = case.post(&mut engineer, Announce::PATH, &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("300 hours of notice are needed"), "{body}");
    let late = [("reason", "The provider told us today.")];
    let (status, body) = case.post(&mut engineer, Announce::PATH, &late).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let announced = page(&mut engineer, &case).await;
    assert!(
        announced.contains("later than needed: The provider told us today."),
        "{announced}"
    );
    // Those outside are written to by whoever announced (W8): no address and no blank of it is lost on the way.
    let letter = announced
        .split_once("href=\"mailto:")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap();
    assert!(
        letter.starts_with("desk%2Bnight@example.com?subject=CHG-1%20"),
        "{letter}"
    );
    assert!(letter.contains("12%20Jan%2010%3A00%20to%2012%3A00"), "{letter}");
    assert!(letter.contains("deployments%2FCHG-1"), "{letter}");
}

#[tokio::test]
async fn nobody_overrides_without_the_duty() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let case = Case::draft(&app, &house, &things).await;
    let fields = [
        ("lifts", "windows"),
        ("expires_at", "2026-01-05T20:00"),
        ("reason", "A customer cannot pay."),
    ];
    let mut owner = app.sign_in("owner@northwind.example").await;
    let (status, body) = case.post(&mut owner, OverrideSchedule::PATH, &fields).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{body}");
    assert!(body.contains("Release Manager or CTO"), "{body}");
}

#[tokio::test]
async fn w10_what_is_mostly_meant_is_chosen_the_freeze_over_the_planned_time_until_that_is_over() {
    const DAY: i64 = 24 * 3600;
    let planned = Planned::new().await;
    let change = OrganizationCommand::ChangeMember {
        seen: None,
        person: planned.house.owner,
        role: AccessRole::Owner,
        teams: [(planned.house.team, [Duty::ReleaseManager].into())].into(),
        reads: None,
    };
    let command = Command::Organization {
        organization: planned.house.organization,
        command: change,
    };
    planned
        .app
        .send(planned.app.actor(planned.house.owner), command, Vec::new())
        .await;
    let (_, number) = planned.booked(2 * DAY, &[]).await;
    let address = format!("/{}/deployments/{number}/booking", planned.house.slug);
    let mut owner = planned.app.sign_in("owner@northwind.example").await;
    // Nothing lies over it: what is lifted is windows, and no freeze of another time.
    let later = planned.freeze(20 * DAY, 21 * DAY).await;
    let page = owner.get(&address).await.body;
    assert!(page.contains("value=\"windows\" selected"), "{page}");
    let over = planned.freeze(DAY, 3 * DAY).await;
    let page = owner.get(&address).await.body;
    assert!(page.contains(&format!("value=\"{over}\" selected")), "{page}");
    assert!(!page.contains(&format!("value=\"{later}\" selected")), "{page}");
    let until = planned.now().plus_seconds(2 * DAY + 2 * 3600).to_string();
    assert!(page.contains(&format!("value=\"{}\"", &until[..16])), "{page}");
}

/// A checklist of one thing to do, with what is said of it. Development needs no signatures.
async fn short(planned: &Planned, slug: &str, said: &str) -> Things {
    let markdown = format!("# Release\n\n## Deployment phase\n\n- [ ] Deploy it\n{said}");
    let mut things = Things::publish(&planned.app, &planned.house, slug, &markdown).await;
    things.details.environment = planned.environment("Development").await;
    things
}

#[tokio::test]
async fn w5_a_slot_is_as_long_as_the_checklist_says_or_as_nine_in_ten_took() {
    let planned = Planned::new().await;
    for (slug, said, before, after) in [
        (
            "silent",
            "",
            "Planned for 2 h: 1 h to deploy, because the checklist has no time budget for it, and fewer than 10 of its \
             deployments to Development are done; and as long again to roll back.",
            "Planned for 45 min, in quarter hours: 20 min to deploy, because nine in ten of the last 10 deployments of this \
             checklist to Development were done within 20 min; and as long again to roll back.",
        ),
        (
            "budgeted",
            "  - Time: 5 min\n",
            "Planned for 15 min, in quarter hours: 5 min to deploy, by the checklist’s time budgets, and as long again to roll \
             back.<",
            "Planned for 15 min, in quarter hours: 5 min to deploy, by the checklist’s time budgets, and as long again to roll \
             back. But nine in ten of the last 10 deployments of this checklist to Development were done within 20 min.",
        ),
    ] {
        let things = short(&planned, slug, said).await;
        let case = Case::draft(&planned.app, &planned.house, &things).await;
        // Signed in for each look: a session ends while nobody uses it for as long as all this takes.
        let looks = async || page(&mut planned.app.sign_in("engineer@northwind.example").await, &case).await;
        let text = looks().await;
        assert!(text.contains(before), "{text}");
        for minutes in [5, 20, 10, 300, 15, 10, 5, 5, 20, 10] {
            let (deployment, _) = things.draft(&planned.app, &planned.house).await;
            planned.does(deployment, DeploymentCommand::Submit).await;
            planned.does(deployment, DeploymentCommand::Start).await;
            planned.does(deployment, things.tick_all()).await;
            planned.app.clock.pass(minutes * 60);
            planned.does(deployment, DeploymentCommand::FinishDeploying).await;
            planned.does(deployment, DeploymentCommand::Complete).await;
        }
        let text = looks().await;
        assert!(text.contains(after), "{text}");
    }
}
