//! What the desk names as to be done: W3, W7, W8, W9.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::accounts::Directory;
use crate::accounts::Duty;
use crate::calendar::{
    Absence, Booked, ConflictWith, DESK_DAYS, FreezeAhead, Scope, Scoped, Stretch, Unbooked, deployers_away,
    desk_reach, freezes_ahead, overlaps, ready_to_book, unannounced,
};
use crate::deployments::{ChangeNumber, DeploymentLine, DeploymentType, Progress, StageName, Written};
use crate::id::{AbsenceId, FreezeId, PersonId};
use crate::testing::{
    CHECKOUT, DEPLOYER, DEVELOPMENT, ENGINEER, LEDGERS, PRODUCTION, STAGING, Scene, TEAM, deployment, freeze, instant,
    times,
};
use crate::text::{Title, VersionText};

/// The days that are looked at: Monday to Sunday.
fn ahead() -> Stretch {
    let from = instant("2026-03-02T08:00");
    Stretch {
        from,
        until: from.plus_seconds(i64::try_from(DESK_DAYS).unwrap() * 24 * 3600),
    }
}

fn directory() -> Directory {
    Scene::default().directory().clone()
}

/// A day's notice in production.
fn with_notice() -> Directory {
    let mut directory = directory();
    directory
        .environments
        .get_mut(&PRODUCTION)
        .unwrap()
        .schedule
        .notice_hours = 24;
    directory
}

/// Two hours of a deployment of its own, by a person of its own.
fn booked(number: u64, from: &str) -> Booked {
    Booked {
        deployment: deployment(number.into()),
        number: ChangeNumber(number),
        title: Title::parse("A change").unwrap(),
        service: CHECKOUT,
        environment: PRODUCTION,
        team: TEAM,
        kind: DeploymentType::Standard,
        deployer: PersonId::new(Uuid::from_u128(0xd000 + u128::from(number))),
        stage: StageName::Preparing,
        stretch: Stretch::lasting(instant(from), 120),
        backup: false,
        announced: false,
        requester: ENGINEER,
        to_sign: Vec::new(),
        watch: None,
    }
}

fn numbers(booked: &[Booked], directory: &Directory) -> Vec<(u64, bool)> {
    let found = unannounced(directory, booked, ahead());
    found
        .iter()
        .map(|one| (one.booked.number.0, one.late(ahead().from)))
        .collect()
}

#[test]
fn W8_what_needs_notice_and_was_not_announced_is_named_with_what_is_left() {
    let all = [
        booked(1, "2026-03-05T10:00"),
        booked(2, "2026-03-03T07:00"),
        booked(3, "2026-03-10T07:00"),
        booked(4, "2026-03-10T08:00"),
    ];
    let directory = with_notice();
    // The fourth one's notice has to be given after these days.
    assert_eq!(numbers(&all, &directory), [(2, true), (1, false), (3, false)]);
    let found = unannounced(&directory, &all, ahead());
    assert_eq!((found[1].due, found[1].hours), (instant("2026-03-04T10:00"), 24));
    assert_eq!(numbers(&all, &self::directory()), [], "no notice is needed");
}

#[test]
fn W8_nobody_is_told_of_a_backup_of_what_runs_or_twice() {
    let one = booked(1, "2026-03-05T10:00");
    let mut quiet = vec![
        Booked {
            announced: true,
            ..one.clone()
        },
        Booked {
            backup: true,
            ..one.clone()
        },
        Booked {
            environment: STAGING,
            ..one.clone()
        },
        booked(2, "2026-03-02T05:00"),
    ];
    quiet.extend(
        StageName::ALL
            .into_iter()
            .skip(2)
            .map(|stage| Booked { stage, ..one.clone() }),
    );
    assert_eq!(numbers(&quiet, &with_notice()), []);
}

fn pairs(booked: &[Booked], directory: &Directory) -> Vec<(u64, u64, Vec<ConflictWith>)> {
    let found = overlaps(directory, booked, ahead());
    found
        .into_iter()
        .map(|overlap| (overlap.one.number.0, overlap.other.number.0, overlap.why))
        .collect()
}

#[test]
fn W7_a_person_in_two_bookings_of_the_same_time_is_named_whatever_else_is_between_them() {
    let one = Booked {
        deployer: DEPLOYER,
        ..booked(1, "2026-03-03T10:00")
    };
    let elsewhere = Booked {
        environment: STAGING,
        deployer: DEPLOYER,
        ..booked(2, "2026-03-03T11:00")
    };
    let person = || ConflictWith::SamePerson { person: DEPLOYER };
    assert_eq!(
        pairs(&[one.clone(), elsewhere.clone()], &directory()),
        [(1, 2, vec![person()])]
    );
    let here = Booked {
        environment: PRODUCTION,
        ..elsewhere.clone()
    };
    assert_eq!(
        pairs(&[one.clone(), here], &directory()),
        [(1, 2, vec![ConflictWith::SameService, person()])]
    );
    let found = [one.clone(), elsewhere];
    let common = overlaps(&directory(), &found, ahead())[0].common;
    assert_eq!(common, Stretch::lasting(instant("2026-03-03T11:00"), 60));
    let touching = Booked {
        deployer: DEPLOYER,
        ..booked(3, "2026-03-03T12:00")
    };
    assert_eq!(pairs(&[one.clone(), touching], &directory()), []);
    // A deployment's own backup stands against nothing of it, and what has ended against nobody.
    let own = Booked {
        backup: true,
        ..one.clone()
    };
    let ended = Booked {
        stage: StageName::Completed,
        ..Booked {
            deployer: DEPLOYER,
            ..booked(4, "2026-03-03T10:00")
        }
    };
    assert_eq!(pairs(&[one, own, ended], &directory()), []);
}

#[test]
fn W7_a_dependency_is_one_whichever_of_the_two_begins_first() {
    let mut directory = directory();
    directory.services.get_mut(&CHECKOUT).unwrap().depends_on = BTreeSet::from([LEDGERS]);
    let checkout = |from| booked(1, from);
    let ledgers = |from| Booked {
        service: LEDGERS,
        ..booked(2, from)
    };
    for both in [
        [checkout("2026-03-03T10:00"), ledgers("2026-03-03T11:00")],
        [ledgers("2026-03-03T10:00"), checkout("2026-03-03T11:00")],
    ] {
        let found = pairs(&both, &directory);
        assert_eq!(found[0].2, [ConflictWith::Dependency]);
    }
    let later = [checkout("2026-03-10T10:00"), ledgers("2026-03-10T10:00")];
    assert_eq!(pairs(&later, &directory), [], "after these days");
}

fn unbooked(number: u64, environment: crate::id::EnvironmentId, waiting: Vec<Duty>) -> Unbooked {
    Unbooked {
        line: DeploymentLine {
            deployment: deployment(number.into()),
            team: TEAM,
            number: ChangeNumber(number),
            title: Title::parse("A change").unwrap(),
            version: VersionText::parse("1.2.3").unwrap(),
            service: CHECKOUT,
            environment,
            kind: DeploymentType::Standard,
            stage: StageName::Preparing,
            on_hold: false,
            requester: ENGINEER,
            deployer: DEPLOYER,
            changed_at: ahead().from,
            progress: Progress::default(),
            waiting,
            signed: 2,
        },
        over: None,
    }
}

#[test]
fn W3_what_is_signed_and_has_no_time_is_named_where_somebody_plans() {
    let all = [
        unbooked(1, PRODUCTION, Vec::new()),
        unbooked(2, PRODUCTION, vec![Duty::TechLead]),
        unbooked(3, DEVELOPMENT, Vec::new()),
    ];
    let named = |directory: &Directory| {
        let found = ready_to_book(directory, &all);
        found.iter().map(|one| one.line.number.0).collect::<Vec<_>>()
    };
    let mut directory = directory();
    assert_eq!(named(&directory), [1]);
    // Nothing starts there unannounced, so it has to be booked.
    directory
        .environments
        .get_mut(&DEVELOPMENT)
        .unwrap()
        .schedule
        .notice_hours = 1;
    assert_eq!(named(&directory), [1, 3]);
}

fn frozen(freezes: &[(&str, &str, &str)]) -> Directory {
    let mut directory = directory();
    for (number, (starts, ends, rule)) in (1..).zip(freezes) {
        let scope = Scope {
            of: Scoped {
                environments: [PRODUCTION].into(),
                ..Scoped::default()
            },
            exempt: [deployment(9)].into(),
            ..Scope::default()
        };
        let id = FreezeId::new(Uuid::from_u128(number));
        let known = freeze(times("UTC", starts, ends, rule), scope);
        directory.calendar.freezes.insert(id, known);
    }
    directory
}

fn hit(ahead: &FreezeAhead<'_>) -> Vec<u64> {
    ahead.hits.iter().map(|number| number.0).collect()
}

#[test]
fn W9_a_freeze_of_these_days_counts_what_it_hits_until_it_is_over() {
    let directory = frozen(&[
        ("2026-03-06T00:00", "2026-03-20T00:00", ""),
        ("2026-03-01T00:00", "2026-03-02T09:00", ""),
        ("2026-03-09T08:00", "2026-03-10T00:00", ""),
    ]);
    assert_eq!(desk_reach(&directory, ahead()).until, instant("2026-03-20T00:00"));
    let all = [
        booked(1, "2026-03-02T08:30"),
        booked(2, "2026-03-06T23:00"),
        Booked {
            environment: STAGING,
            ..booked(3, "2026-03-07T10:00")
        },
        Booked {
            stage: StageName::Failed,
            ..booked(4, "2026-03-07T10:00")
        },
        booked(9, "2026-03-07T12:00"),
        booked(5, "2026-03-19T23:00"),
        booked(6, "2026-03-20T00:00"),
    ];
    let found = freezes_ahead(&directory, &all, ahead());
    let named: Vec<Vec<u64>> = found.iter().map(hit).collect();
    // The one that begins as these days end is not among them.
    assert_eq!(named, [vec![1], vec![2, 5]]);
}

#[test]
fn W9_one_that_comes_again_counts_all_of_these_days() {
    let directory = frozen(&[("2026-02-01T00:00", "2026-02-01T06:00", "FREQ=DAILY")]);
    let all = [
        booked(1, "2026-03-03T05:00"),
        booked(2, "2026-03-08T05:00"),
        booked(3, "2026-03-08T06:00"),
        booked(4, "2026-03-12T05:00"),
    ];
    let found = freezes_ahead(&directory, &all, ahead());
    assert_eq!(found[0].when.from, instant("2026-03-03T00:00"));
    assert_eq!(hit(&found[0]), [1, 2]);
}

#[test]
fn W8_what_needs_notice_in_these_days_is_read_too() {
    let directory = with_notice();
    let until = ahead().until.plus_seconds(24 * 3600);
    assert_eq!(desk_reach(&directory, ahead()).until, until);
}

#[test]
fn W5_a_booking_whose_deployer_is_away_is_named() {
    let mut directory = directory();
    let mine = |number, from| Booked {
        deployer: ENGINEER,
        ..booked(number, from)
    };
    let ended = Booked {
        stage: StageName::Completed,
        ..mine(4, "2026-03-04T10:00")
    };
    let all = [
        mine(1, "2026-03-03T22:00"),
        mine(2, "2026-03-04T10:00"),
        booked(3, "2026-03-04T10:00"),
        ended,
        mine(5, "2026-03-05T00:00"),
        mine(6, "2026-03-18T10:00"),
    ];
    assert_eq!(deployers_away(&directory, &all, ahead()), []);
    let by = Written {
        by: ENGINEER,
        at: ahead().from,
        seq: 9,
    };
    let wednesdays = Absence {
        person: ENGINEER,
        times: times("UTC", "2026-03-04T00:00", "2026-03-05T00:00", "FREQ=WEEKLY;BYDAY=WE"),
        set: by,
    };
    directory
        .calendar
        .absences
        .insert(AbsenceId::new(Uuid::from_u128(1)), wednesdays);
    let found = deployers_away(&directory, &all, ahead());
    let found: Vec<_> = found.iter().map(|one| (one.booked.number.0, one.until)).collect();
    assert_eq!(found, [(2, instant("2026-03-05T00:00"))]);
    // Another absence follows at once.
    let thursday = Absence {
        person: ENGINEER,
        times: times("UTC", "2026-03-05T00:00", "2026-03-06T12:00", ""),
        set: by,
    };
    directory
        .calendar
        .absences
        .insert(AbsenceId::new(Uuid::from_u128(2)), thursday);
    let found = deployers_away(&directory, &all, ahead());
    let until: Vec<_> = found.iter().map(|one| (one.booked.number.0, one.until)).collect();
    let back = instant("2026-03-06T12:00");
    assert_eq!(until, [(2, back), (5, back)]);
}
