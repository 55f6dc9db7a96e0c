//! The release manager's desk: what is to be done in the next seven days, and where (W3, W7-W9).
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use ::app::deployments::actions::booking::{Announce, Book};
use ::app::templates::starters;
use domain::calendar::{
    Against, CalendarCommand, EnvironmentSchedule, RunningChoice, Scope, SetFreeze, Slots, Stretch, Times,
};
use domain::command::Command;
use domain::deployments::{BookingCommand, ChangeNumber, DeploymentCommand};
use domain::id::{DeploymentId, EnvironmentId, FreezeId};
use domain::text::{CalendarName, Reason, Slug, ZoneName};
use domain::time::Timestamp;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{House, TestApp};
use crate::things::Things;

const DAY: i64 = 24 * 3600;

/// An organization in which something can be made, with its desk.
pub(crate) struct Planned {
    pub(crate) app: TestApp,
    pub(crate) house: House,
    pub(crate) things: Things,
}

impl Planned {
    pub(crate) async fn new() -> Self {
        let (app, house) = TestApp::with_house().await;
        let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
        Self { app, house, things }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.shared.sources.now()
    }

    async fn desk(&self, email: &str) -> String {
        let mut reader = self.app.sign_in(email).await;
        let answer = reader.get(&format!("/{}/calendar/desk", self.house.slug)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }

    pub(crate) async fn environment(&self, name: &str) -> EnvironmentId {
        let slug = Slug::parse(&self.house.slug).unwrap();
        let opened = self.app.shared.backend.open(&slug, self.house.owner).await.unwrap();
        let directory = opened.unwrap().directory;
        let mut known = directory.environments.iter();
        *known.find(|(_, known)| known.name.as_str() == name).unwrap().0
    }

    /// How many entries the organization's ledger has.
    pub(crate) async fn position(&self) -> u64 {
        let slug = Slug::parse(&self.house.slug).unwrap();
        let opened = self.app.shared.backend.open(&slug, self.house.owner).await.unwrap();
        opened.unwrap().position
    }

    pub(crate) async fn calendar(&self, command: CalendarCommand) {
        let command = Command::Calendar {
            organization: self.house.organization,
            command,
        };
        self.app
            .send(self.app.actor(self.house.owner), command, Vec::new())
            .await;
    }

    pub(crate) async fn notice(&self, environment: EnvironmentId, hours: u32) {
        let wanted = EnvironmentSchedule {
            notice_hours: hours,
            ..EnvironmentSchedule::default()
        };
        let command = CalendarCommand::ScheduleEnvironment {
            environment,
            seen: Box::default(),
            wanted: Box::new(wanted),
        };
        self.calendar(command).await;
    }

    pub(crate) async fn does(&self, deployment: DeploymentId, command: DeploymentCommand) {
        let command = Command::Deployment {
            organization: self.house.organization,
            deployment,
            command,
        };
        self.app
            .send(self.app.actor(self.house.engineer), command, Vec::new())
            .await;
    }

    /// A draft that is booked for two hours, so many seconds from now.
    pub(crate) async fn booked(&self, ahead: i64, accepted: &[ChangeNumber]) -> (DeploymentId, ChangeNumber) {
        let (deployment, number) = self.things.draft(&self.app, &self.house).await;
        let book = BookingCommand::Book {
            seen: 0,
            slots: Slots {
                primary: Stretch::lasting(self.now().plus_seconds(ahead), 120),
                backup: None,
            },
            accepted: accepted.iter().copied().map(Against::Booking).collect(),
            confirmed: Vec::new(),
        };
        self.does(deployment, DeploymentCommand::Booking(book)).await;
        (deployment, number)
    }

    fn local(&self, seconds: i64) -> String {
        self.now().plus_seconds(seconds).to_string()[..16].to_owned()
    }

    /// A freeze of everything, from so many seconds from now until so many.
    pub(crate) async fn freeze(&self, from: i64, until: i64) -> FreezeId {
        let freeze = FreezeId::new(self.app.shared.sources.uuid());
        let times = Times {
            zone: ZoneName::parse("UTC").unwrap(),
            starts: self.local(from).parse().unwrap(),
            ends: self.local(until).parse().unwrap(),
            repeats: None,
        };
        self.calendar(CalendarCommand::SetFreeze(Box::new(SetFreeze {
            freeze,
            seen: None,
            name: CalendarName::parse("Year end").unwrap(),
            reason: Reason::parse("Books close.").unwrap(),
            times,
            scope: Scope::default(),
            running: RunningChoice::Finish,
            moves: Vec::new(),
            confirmed: Vec::new(),
        })))
        .await;
        freeze
    }
}

#[tokio::test]
async fn a_desk_with_nothing_to_do_says_what_was_looked_for() {
    let planned = Planned::new().await;
    for (email, plans) in [
        ("owner@northwind.example", true),
        ("engineer@northwind.example", false),
        ("auditor@northwind.example", false),
    ] {
        let desk = planned.desk(email).await;
        assert!(
            desk.contains("Nothing to do") && desk.contains("Nothing booked"),
            "{desk}"
        );
        assert!(
            desk.contains(
                "Every booking that needs notice is announced, nobody is booked twice, nobody is away from what they \
                 deploy, no two bookings are in each other’s way, nothing that is ready waits for a slot, nothing was announced on short notice and no \
                 freeze is ahead."
            ),
            "{desk}"
        );
        assert!(
            desk.contains("Monday, 5 January to Sunday, 11 January 2026. Times in "),
            "{desk}"
        );
        assert_eq!(desk.contains("Set a freeze"), plans, "{email}");
    }
    let mut owner = planned.app.sign_in("owner@northwind.example").await;
    let desk = format!("href=\"/{}/calendar/desk\"", planned.house.slug);
    for page in ["", "/calendar"] {
        let body = owner.get(&format!("/{}{page}", planned.house.slug)).await.body;
        assert!(body.contains(&desk), "{page} leads there");
    }
}

#[tokio::test]
async fn what_is_to_be_done_is_named_with_where_it_is_done() {
    let mut planned = Planned::new().await;
    let (production, staging) = (planned.things.details.environment, planned.environment("Staging").await);
    planned.notice(production, 30).await;
    let (first, one) = planned.booked(DAY, &[]).await;
    let (_, later) = planned.booked(3 * DAY, &[]).await;
    planned.things.details.environment = staging;
    let (_, other) = planned.booked(DAY + 3600, &[one]).await;
    let (unplanned, ready) = planned.things.draft(&planned.app, &planned.house).await;
    planned.does(unplanned, DeploymentCommand::Submit).await;
    let freeze = planned.freeze(2 * DAY, 4 * DAY).await;

    let desk = planned.desk("engineer@northwind.example").await;
    let booking = |number: ChangeNumber| format!("href=\"/{}/deployments/{number}/booking\"", planned.house.slug);
    let section = |id: &str| {
        let start = desk
            .find(&format!("aria-labelledby=\"{id}\""))
            .unwrap_or_else(|| panic!("{id} in {desk}"));
        let end = desk[start..].find("</section>").unwrap();
        desk[start..start + end].to_owned()
    };
    let unannounced = section("unannounced");
    let late = unannounced.find("Too late: it takes a reason").unwrap();
    let left = unannounced
        .find("1 d 18 h left")
        .unwrap_or_else(|| panic!("{unannounced}"));
    assert!(late < left, "the most urgent first");
    assert!(unannounced.contains(&booking(one)) && unannounced.contains(&booking(later)));
    assert!(!unannounced.contains(&booking(other)), "no notice is needed there");
    let people = section("people");
    assert!(
        people.contains("deploys both") && people.contains("1 h overlap"),
        "{people}"
    );
    assert!(people.contains(&booking(one)) && people.contains(&booking(other)));
    let freezes = section("freezes");
    assert!(
        freezes.contains("Hits 1 booking") && freezes.contains(&later.to_string()),
        "{freezes}"
    );
    assert!(freezes.contains(&format!("href=\"/{}/calendar/freezes/{freeze}\"", planned.house.slug)));
    let days = &desk[desk.find("aria-labelledby=\"days\"").unwrap()..];
    assert!(
        [one, later, other]
            .iter()
            .all(|number| days.contains(&booking(*number))),
        "{days}"
    );
    assert!(
        desk.contains("Nobody is away from what they deploy, no two bookings are in each other’s way"),
        "{desk}"
    );
    assert!(!desk.contains("Nothing to do"));
    // Its sign-offs are missing.
    assert!(!desk.contains(&booking(ready)), "{desk}");

    // Announced too late, it stays a thing to know.
    let mut engineer = planned.app.sign_in("engineer@northwind.example").await;
    let page = format!("/{}/deployments/{one}/booking", planned.house.slug);
    let form = engineer.get(&page).await;
    let (seen, zone, id, number) = (
        form.hidden("seen"),
        form.hidden("zone"),
        first.to_string(),
        one.to_string(),
    );
    let fields = [
        ("page", page.as_str()),
        ("org", &planned.house.slug),
        ("deployment", &id),
        ("number", &number),
        ("seen", &seen),
        ("zone", &zone),
        ("reason", "The provider told us today."),
    ];
    let answer = engineer.post(Announce::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let desk = planned.desk("owner@northwind.example").await;
    assert!(
        !desk.contains("Too late") && desk.contains("Announced on short notice"),
        "{desk}"
    );
    assert!(
        desk.contains("The provider told us today.") && desk.contains("1 d before it begins"),
        "{desk}"
    );
}

#[tokio::test]
async fn what_is_ready_and_has_no_slot_leads_to_where_one_is_booked() {
    let mut planned = Planned::new().await;
    let development = planned.environment("Development").await;
    planned.things.details.environment = development;
    let (deployment, number) = planned.things.draft(&planned.app, &planned.house).await;
    planned.does(deployment, DeploymentCommand::Submit).await;
    let booking = format!("href=\"/{}/deployments/{number}/booking\"", planned.house.slug);
    let desk = planned.desk("owner@northwind.example").await;
    assert!(!desk.contains(&booking), "nobody plans there: {desk}");
    planned.notice(development, 2).await;
    let desk = planned.desk("owner@northwind.example").await;
    assert!(
        desk.contains("Ready, but not booked") && desk.contains(&booking),
        "{desk}"
    );
    assert!(desk.contains("Never booked"), "{desk}");
}

#[tokio::test]
async fn W15_a_move_is_judged_before_it_is_made() {
    let planned = Planned::new().await;
    planned.notice(planned.things.details.environment, 30).await;
    let (deployment, number) = planned.booked(3 * DAY, &[]).await;
    let (_, other) = planned.booked(5 * DAY, &[]).await;
    let mut engineer = planned.app.sign_in("engineer@northwind.example").await;
    let page = format!("/{}/deployments/{number}/booking", planned.house.slug);
    let form = engineer.get(&page).await;
    let (seen, zone, id) = (form.hidden("seen"), form.hidden("zone"), deployment.to_string());
    let number = number.to_string();
    let mut judged = async |from: i64, hours: i64| {
        let (from, until) = (planned.local(from), planned.local(from + hours * 3600));
        let fields = [
            ("page", page.as_str()),
            ("org", &planned.house.slug),
            ("deployment", &id),
            ("number", &number),
            ("seen", &seen),
            ("zone", "UTC"),
            ("from", &from),
            ("until", &until),
            ("step", "check"),
        ];
        let answer = engineer.post(Book::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.contains("Nothing is saved yet."), "{}", answer.body);
        answer.body
    };
    assert!(!zone.is_empty());
    assert!(judged(3 * DAY, 2).await.contains("It is what is booked now"));
    let yes = judged(4 * DAY, 2).await;
    assert!(yes.contains("Yes. It can be booked for 9 Jan"), "{yes}");
    assert!(yes.contains("it keeps the 30 hours of notice."), "{yes}");
    let short = judged(DAY, 2).await;
    assert!(
        short.contains("30 hours of notice are needed, and less is left"),
        "{short}"
    );
    let taken = judged(5 * DAY + 3600, 2).await;
    assert!(
        taken.contains("No. The slot is taken.") && taken.contains(&format!("{other} is booked")),
        "{taken}"
    );
    assert!(
        taken.contains("The next free slot of that length:") && taken.contains("data-tone=\"block\""),
        "{taken}"
    );
    let backwards = judged(4 * DAY, -2).await;
    assert!(backwards.contains("No. It ends before it begins."), "{backwards}");
    let frozen = {
        planned.freeze(6 * DAY, 7 * DAY).await;
        judged(6 * DAY + 3600, 2).await
    };
    assert!(frozen.contains("“Year end” is in force until"), "{frozen}");
    assert!(frozen.contains("A start is next allowed on"), "{frozen}");
    let known = engineer.get(&page).await.body;
    assert!(known.contains("8 Jan"), "nothing moved: {known}");
}
