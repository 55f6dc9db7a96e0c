//! Feeds: who makes and revokes them, and what their files say (W13).

use uuid::Uuid;

use crate::calendar::{
    Booked, CalendarCommand, FedBooking, FeedFile, FeedLists, RunningChoice, Scope, Scoped, SetFreeze, SetWindow,
    Stretch,
};
use crate::deployments::{ChangeNumber, DeploymentType, StageName};
use crate::id::{DeploymentId, FeedId, FreezeId, WindowId};
use crate::refusal::Refusal;
use crate::testing::{
    CHECKOUT, DEPLOYER, ENGINEER, OTHER_TEAM, OWNER, PRODUCTION, STAGING, Scene, TEAM, instant, times,
};
use crate::text::{CalendarName, Title};

fn name(text: &str) -> CalendarName {
    CalendarName::parse(text).unwrap()
}

fn window(id: u128, called: &str, of: Scoped) -> SetWindow {
    SetWindow {
        window: WindowId::new(Uuid::from_u128(id)),
        seen: None,
        name: name(called),
        times: times("UTC", "2026-03-03T10:00", "2026-03-03T16:00", "FREQ=WEEKLY;BYDAY=TU"),
        scope: Scope { of, ..Scope::default() },
    }
}

fn freeze(id: u128, called: &str, of: Scoped) -> SetFreeze {
    SetFreeze {
        freeze: FreezeId::new(Uuid::from_u128(id)),
        seen: None,
        name: name(called),
        reason: Scene::reason("Books close."),
        times: times("UTC", "2026-03-30T00:00", "2026-04-02T00:00", ""),
        scope: Scope { of, ..Scope::default() },
        running: RunningChoice::Hold,
        moves: Vec::new(),
        confirmed: Vec::new(),
    }
}

fn booked(number: u64, backup: bool) -> FedBooking {
    FedBooking {
        booked: Booked {
            deployment: DeploymentId::new(Uuid::from_u128(1)),
            number: ChangeNumber(number),
            title: Title::parse("Checkout 2.4").unwrap(),
            service: CHECKOUT,
            environment: PRODUCTION,
            team: TEAM,
            kind: DeploymentType::Standard,
            deployer: DEPLOYER,
            stage: StageName::Preparing,
            stretch: Stretch {
                from: instant("2026-03-04T09:00"),
                until: instant("2026-03-04T10:00"),
            },
            backup,
            announced: true,
            requester: ENGINEER,
            to_sign: Vec::new(),
            watch: None,
        },
        changed_at: instant("2026-03-01T00:00"),
        version: 4,
    }
}

/// A calendar with a window of everything, one of staging and one of another team, and a freeze of production.
fn planned() -> Scene {
    let mut scene = Scene::default();
    let windows = vec![
        window(1, "Everything", Scoped::default()),
        window(
            2,
            "Only staging",
            Scoped {
                environments: [STAGING].into(),
                ..Scoped::default()
            },
        ),
        window(
            3,
            "Another team",
            Scoped {
                teams: [OTHER_TEAM].into(),
                ..Scoped::default()
            },
        ),
        window(
            4,
            "A service of ours",
            Scoped {
                services: [CHECKOUT].into(),
                ..Scoped::default()
            },
        ),
    ];
    let production = Scoped {
        environments: [PRODUCTION].into(),
        ..Scoped::default()
    };
    let freezes = vec![freeze(5, "Year end", production)];
    scene
        .calendar(OWNER, CalendarCommand::Import { windows, freezes })
        .unwrap();
    scene
}

fn file(scene: &Scene, lists: FeedLists) -> String {
    let file = FeedFile {
        directory: scene.states.directory.as_ref().unwrap(),
        lists,
        booked: &[booked(12, false), booked(12, true)],
        public_url: "https://countersign.example:8443",
        now: instant("2026-03-01T12:00"),
    };
    file.write()
}

/// The titles of a file's events, each once.
fn titles(file: &str) -> Vec<&str> {
    let mut titles: Vec<&str> = file.lines().filter_map(|line| line.strip_prefix("SUMMARY:")).collect();
    titles.sort_unstable();
    titles.dedup();
    titles
}

#[test]
fn W13_a_feed_lists_what_is_about_its_team_or_environment() {
    let scene = planned();
    assert_eq!(
        titles(&file(&scene, FeedLists::Everything)),
        [
            "CHG-12 Checkout 2.4",
            "CHG-12 Checkout 2.4 (backup)",
            "Freeze: Year end",
            "Window: A service of ours",
            "Window: Another team",
            "Window: Everything",
            "Window: Only staging",
        ]
    );
    assert_eq!(
        titles(&file(&scene, FeedLists::Environment { environment: STAGING })),
        [
            "Window: A service of ours",
            "Window: Another team",
            "Window: Everything",
            "Window: Only staging"
        ]
    );
    let other = file(&scene, FeedLists::Team { team: OTHER_TEAM });
    assert_eq!(
        titles(&other),
        [
            "Freeze: Year end",
            "Window: Another team",
            "Window: Everything",
            "Window: Only staging"
        ],
        "a window of services that are all another team's is not about this one"
    );
    let own = file(&scene, FeedLists::Team { team: TEAM });
    assert!(titles(&own).contains(&"Window: A service of ours") && titles(&own).contains(&"CHG-12 Checkout 2.4"));
}

#[test]
fn W13_a_feed_says_what_a_calendar_needs() {
    let scene = planned();
    let file = file(
        &scene,
        FeedLists::Environment {
            environment: PRODUCTION,
        },
    )
    .replace("\r\n ", "");
    for line in [
        "NAME:Payments deployments: Production",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "UID:dep_00000000000000000000000000000001-primary@countersign.example",
        "UID:frz_00000000000000000000000000000005-20260330T000000Z@countersign.example",
        "SEQUENCE:4",
        "DESCRIPTION:Books close.\\nNo deployment starts\\, for environment Production. What runs: hold.",
        "DESCRIPTION:Payments to Production\\, team Payments.\\nPreparing\\, announced.",
        "URL:https://countersign.example:8443/payments/deployments/CHG-12",
    ] {
        assert!(file.contains(line), "{line} in {file}");
    }
}

#[test]
fn W13_two_readings_of_one_day_are_the_same_bytes() {
    let scene = planned();
    let at = |now: &str| {
        let file = FeedFile {
            directory: scene.states.directory.as_ref().unwrap(),
            lists: FeedLists::Everything,
            booked: &[],
            public_url: "http://127.0.0.1:3000",
            now: instant(now),
        };
        file.write()
    };
    assert_eq!(at("2026-03-01T12:00"), at("2026-03-01T13:00"));
    assert_ne!(at("2026-03-01T12:00"), at("2026-03-09T12:00"));
}

#[test]
fn W13_whoever_plans_makes_and_revokes_feeds() {
    let mut scene = Scene::default();
    let feed = FeedId::new(Uuid::from_u128(7));
    let make = |lists| CalendarCommand::MakeFeed {
        feed,
        name: name("The office screen"),
        lists,
    };
    let refused = scene.calendar(ENGINEER, make(FeedLists::Everything));
    assert!(matches!(refused, Err(Refusal::DutyMissing { .. })), "{refused:?}");
    let nowhere = FeedLists::Team {
        team: crate::id::TeamId::new(Uuid::from_u128(99)),
    };
    let refused = scene.calendar(OWNER, make(nowhere));
    assert!(matches!(refused, Err(Refusal::NoSuchChoice { .. })), "{refused:?}");
    scene.calendar(OWNER, make(FeedLists::Team { team: TEAM })).unwrap();
    let known = &scene.states.directory.as_ref().unwrap().calendar.feeds[&feed];
    assert_eq!((known.lists, known.made.by), (FeedLists::Team { team: TEAM }, OWNER));
    let revoke = CalendarCommand::RevokeFeed { feed };
    assert!(scene.calendar(ENGINEER, revoke.clone()).is_err());
    scene.calendar(OWNER, revoke.clone()).unwrap();
    assert!(scene.states.directory.as_ref().unwrap().calendar.feeds.is_empty());
    assert_eq!(scene.calendar(OWNER, revoke), Err(Refusal::NotFound));
}

#[test]
fn W13_an_import_sets_all_or_nothing() {
    let mut scene = Scene::default();
    let gone = Scoped {
        teams: [crate::id::TeamId::new(Uuid::from_u128(99))].into(),
        ..Scoped::default()
    };
    let import = |of| CalendarCommand::Import {
        windows: vec![window(1, "Sound", Scoped::default())],
        freezes: vec![freeze(2, "Of a team that is gone", of)],
    };
    let refused = scene.calendar(OWNER, import(gone));
    assert!(matches!(refused, Err(Refusal::NoSuchChoice { .. })), "{refused:?}");
    assert!(scene.states.directory.as_ref().unwrap().calendar.windows.is_empty());
    assert_eq!(scene.calendar(OWNER, import(Scoped::default())).unwrap().len(), 2);
    let again = scene.calendar(OWNER, import(Scoped::default()));
    assert!(
        matches!(again, Err(Refusal::Stale { .. })),
        "an id is set once: {again:?}"
    );
}
