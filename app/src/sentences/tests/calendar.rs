//! What the calendar says no with: blockers, refusals, what stands against a slot (05).

use std::fmt::Write as _;

use domain::accounts::Duty;
use domain::calendar::{
    Against, CalendarCommand, Closed, Conflict, ConflictWith, HoursOf, Reason as Why, RunningChoice, Scope, SetAbsence,
    SetFreeze, SetWindow, Slots, Stretch,
};
use domain::deployments::Blocker;
use domain::id::{AbsenceId, FreezeId, PersonId, WindowId};
use domain::refusal::{Refusal, SignBar, SlotFault};
use domain::testing::{ADMIN, DEVOPS_LEAD, ENGINEER, OWNER, PRODUCT_OWNER, Scene, TECH_LEAD, instant, times};
use domain::text::CalendarName;
use uuid::Uuid;

use super::{told_in, written};
use crate::sentences::{against, blocker, sign_bar};

const WINDOW: WindowId = WindowId::new(Uuid::from_u128(1));
const OTHER_WINDOW: WindowId = WindowId::new(Uuid::from_u128(2));
const FREEZE: FreezeId = FreezeId::new(Uuid::from_u128(3));
const MINE: AbsenceId = AbsenceId::new(Uuid::from_u128(4));
const THEIRS: AbsenceId = AbsenceId::new(Uuid::from_u128(5));

/// Two windows, a freeze, and two people who are away while the sentences are read.
fn scene() -> Scene {
    let mut scene = Scene::default();
    let day = || times("UTC", "2026-02-02T00:00", "2026-02-05T00:00", "");
    let window = |window, name| SetWindow {
        window,
        seen: None,
        name: CalendarName::parse(name).unwrap(),
        times: day(),
        scope: Scope::default(),
    };
    let absence = |absence, person: PersonId| SetAbsence {
        absence,
        seen: None,
        person,
        times: day(),
    };
    let freeze = SetFreeze {
        freeze: FREEZE,
        seen: None,
        name: CalendarName::parse("Year end").unwrap(),
        reason: Scene::reason("Books close."),
        times: day(),
        scope: Scope::default(),
        running: RunningChoice::Finish,
        moves: Vec::new(),
        confirmed: Vec::new(),
    };
    for command in [
        CalendarCommand::SetWindow(Box::new(window(WINDOW, "Release hours"))),
        CalendarCommand::SetWindow(Box::new(window(OTHER_WINDOW, "Weekends"))),
        CalendarCommand::SetFreeze(Box::new(freeze)),
        CalendarCommand::SetAbsence(Box::new(absence(MINE, ENGINEER))),
        CalendarCommand::SetAbsence(Box::new(absence(THEIRS, PRODUCT_OWNER))),
    ] {
        scene.calendar(OWNER, command).unwrap();
    }
    scene
}

fn stretch(from: &str, until: &str) -> Stretch {
    Stretch {
        from: instant(from),
        until: instant(until),
    }
}

fn morning() -> Stretch {
    stretch("2026-02-04T10:00", "2026-02-04T12:00")
}

fn slots() -> Slots {
    Slots {
        primary: morning(),
        backup: Some(stretch("2026-02-04T22:00", "2026-02-05T02:00")),
    }
}

fn conflict(with: Against, when: Stretch, why: ConflictWith) -> Conflict {
    Conflict { with, when, why }
}

fn of_bookings() -> Vec<Conflict> {
    let duty = Duty::TechLead;
    let reasons = [
        ConflictWith::ExclusiveEnvironment,
        ConflictWith::SameService,
        ConflictWith::Dependency,
        ConflictWith::SamePerson { person: TECH_LEAD },
        ConflictWith::Signers { duty: duty.clone() },
        ConflictWith::SignerThere { person: ENGINEER, duty },
    ];
    let other = || Against::Booking("CHG-7".parse().unwrap());
    let reasons = reasons.into_iter();
    reasons.map(|why| conflict(other(), morning(), why)).collect()
}

fn of_absences() -> Vec<Conflict> {
    let duty = || Duty::ProductOwner;
    let (days, gone) = (
        stretch("2026-02-02T00:00", "2026-02-05T00:00"),
        AbsenceId::new(Uuid::nil()),
    );
    vec![
        conflict(Against::Absence(MINE), days, ConflictWith::DeployerAway),
        conflict(
            Against::Absence(THEIRS),
            stretch("2026-02-04T00:00", "2026-02-05T00:00"),
            ConflictWith::Signers { duty: duty() },
        ),
        conflict(
            Against::Absence(THEIRS),
            morning(),
            ConflictWith::SignersBefore { duty: duty() },
        ),
        conflict(Against::Absence(gone), morning(), ConflictWith::DeployerAway),
    ]
}

#[test]
fn the_schedule_says_what_closes_a_start_and_when_it_would_do() {
    let opens_at = Some(instant("2026-02-05T10:00"));
    let until = instant("2026-02-05T00:00");
    let blockers = [
        Blocker::OutsideWindow {
            windows: vec![WINDOW],
            opens_at,
        },
        Blocker::OutsideWindow {
            windows: vec![WINDOW, OTHER_WINDOW],
            opens_at: None,
        },
        Blocker::OutsideHours {
            of: HoursOf::Environment,
            opens_at,
        },
        Blocker::OutsideHours {
            of: HoursOf::Template,
            opens_at,
        },
        Blocker::Frozen { freeze: FREEZE, until },
        Blocker::OutsideSlot { slots: slots() },
        Blocker::NoticeMissing {
            hours: 48,
            booked: true,
        },
        Blocker::NoticeMissing {
            hours: 1,
            booked: false,
        },
        Blocker::FrozenWhileRunning {
            freeze: FREEZE,
            until,
            stop: false,
        },
        Blocker::FrozenWhileRunning {
            freeze: FREEZE,
            until,
            stop: true,
        },
    ];
    let text = told_in(&scene(), |names, out| {
        for one in &blockers {
            writeln!(out, "{}", blocker(names, one, &[], false)).unwrap();
        }
        for bar in [SignBar::Booked, SignBar::BookedTimeClosed] {
            writeln!(out, "{}", sign_bar(names, &bar)).unwrap();
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn what_a_booking_is_refused_for_says_what_would_help() {
    let faults = [
        SlotFault::EndsFirst,
        SlotFault::TooLong,
        SlotFault::Past,
        SlotFault::BackupFirst,
        SlotFault::BackupMissing,
    ];
    let closed = Closed {
        reasons: vec![
            Why::Frozen {
                freeze: FREEZE,
                until: instant("2026-02-05T00:00"),
            },
            Why::OutsideWindow { windows: vec![WINDOW] },
            Why::OutsideHours { of: HoursOf::Template },
        ],
        opens_at: Some(instant("2026-02-05T10:00")),
    };
    let both: Vec<Conflict> = of_bookings().into_iter().take(1).chain(of_absences()).collect();
    let mut refusals: Vec<Refusal> = faults.map(|fault| Refusal::SlotUnsound { fault }).to_vec();
    refusals.extend([
        Refusal::Closed {
            closed: Box::new(closed),
        },
        Refusal::SlotTaken {
            conflicts: of_bookings(),
        },
        Refusal::BookedBeside {
            conflicts: of_bookings(),
        },
        Refusal::BookedBeside {
            conflicts: of_absences(),
        },
        Refusal::BookedBeside { conflicts: both },
        Refusal::NothingBooked,
        Refusal::NoticeTooShort { hours: 48 },
        Refusal::OwnOverride,
        Refusal::Reviewed { by: ADMIN },
    ]);
    let text = told_in(&scene(), |names, out| {
        for refusal in &refusals {
            written(out, &super::super::refusal(names, refusal));
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn who_could_sign_and_is_away_is_named_with_their_return() {
    let text = told_in(&scene(), |names, out| {
        let waits = Blocker::SlotEmpty {
            roster: domain::templates::Roster::Pre,
            slot: super::slot(),
            duty: Duty::ProductOwner,
        };
        // The reader is there, whatever the calendar says of them.
        for signers in [&[PRODUCT_OWNER][..], &[ENGINEER, PRODUCT_OWNER, DEVOPS_LEAD]] {
            writeln!(out, "{}", blocker(names, &waits, signers, false)).unwrap();
        }
        let conflict = conflict(Against::Absence(THEIRS), morning(), ConflictWith::DeployerAway);
        writeln!(out, "{}", against(names, &conflict)).unwrap();
    });
    insta::assert_snapshot!(text);
}
