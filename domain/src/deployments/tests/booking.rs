//! Bookings, notice, freezes and overrides of one deployment: W2, W3, W6-W10, with S3 and S4 where they touch them.

use uuid::Uuid;

use super::{blockers, prepared, signed, signed_in, signers, stage, voided};
use crate::accounts::{Duty, MemberFacts, OrganizationCommand};
use crate::calendar::{
    Against, Booked, CalendarCommand, ConflictWith, EnvironmentSchedule, FreezeMove, GoodFor, HoursOf, Lifts,
    RunningChoice, Scope, Scoped, SetFreeze, SetWindow, Slots, Stretch, Times, WindowPolicy,
};
use crate::deployments::{
    Asked, Blocker, BookingCommand, BookingEvent, DeploymentCommand, DeploymentEvent, Foreseen, NewDeployment,
    StageName, Step, foresee,
};
use crate::event::Event;
use crate::id::{DeploymentId, EnvironmentId, FreezeId, PersonId, WindowId};
use crate::refusal::{Refusal, SignBar, SlotFault, StaleThing};
use crate::templates::Roster;
use crate::testing::{
    ADMIN, CHECKOUT, DEPLOYER, DEVOPS_LEAD, ENGINEER, OUTSIDER, OWNER, PRODUCT_OWNER, PRODUCTION, STAGING, Scene, TEAM,
    TECH_LEAD, TEMPLATE, deployment, details, every, times,
};
use crate::text::{CalendarName, CommentText, Reason};

const WINDOW: WindowId = WindowId::new(Uuid::from_u128(0xa000));
const FREEZE: FreezeId = FreezeId::new(Uuid::from_u128(0xb000));

const HOUR: i64 = 3600;

fn reason() -> Reason {
    Reason::parse("Nobody is there").unwrap()
}

fn name() -> CalendarName {
    CalendarName::parse("Year end").unwrap()
}

/// From so many hours after now, for two hours.
fn in_hours(scene: &Scene, hours: i64) -> Slots {
    let from = scene.now.plus_seconds(hours * HOUR);
    Slots {
        primary: Stretch {
            from,
            until: from.plus_seconds(2 * HOUR),
        },
        backup: None,
    }
}

fn book(scene: &Scene, id: DeploymentId, slots: Slots) -> DeploymentCommand {
    DeploymentCommand::Booking(BookingCommand::Book {
        seen: scene.deployment(id).booking_seq(),
        slots,
        accepted: Vec::new(),
        confirmed: Vec::new(),
    })
}

fn announce(scene: &Scene, id: DeploymentId, late: Option<Reason>) -> DeploymentCommand {
    DeploymentCommand::Booking(BookingCommand::Announce {
        seen: scene.deployment(id).booking_seq(),
        late,
    })
}

fn lift(scene: &Scene, lifts: Lifts) -> DeploymentCommand {
    DeploymentCommand::Booking(BookingCommand::Override {
        lifts,
        reason: reason(),
        expires_at: scene.now.plus_seconds(HOUR),
    })
}

/// The clocks in Berlin show one hour more than these.
fn winter(starts: &str, ends: &str) -> Times {
    times("UTC", starts, ends, "")
}

fn scoped_to_team() -> Scope {
    Scope {
        of: Scoped {
            teams: [TEAM].into(),
            ..Scoped::default()
        },
        ..Scope::default()
    }
}

fn set_window(scene: &mut Scene, times: Times) {
    let command = CalendarCommand::SetWindow(Box::new(SetWindow {
        window: WINDOW,
        seen: None,
        name: name(),
        times,
        scope: Scope::default(),
    }));
    scene.calendar(OWNER, command).unwrap();
}

fn freeze(times: Times, scope: Scope, running: RunningChoice) -> SetFreeze {
    SetFreeze {
        freeze: FREEZE,
        seen: None,
        name: name(),
        reason: reason(),
        times,
        scope,
        running,
        moves: Vec::new(),
        confirmed: Vec::new(),
    }
}

fn set_freeze(scene: &mut Scene, set: SetFreeze) -> Result<Vec<Event>, Refusal> {
    scene.calendar(OWNER, CalendarCommand::SetFreeze(Box::new(set)))
}

/// The day of the scene, whole.
fn today() -> Times {
    winter("2026-02-02T00:00", "2026-02-03T00:00")
}

fn schedule(scene: &mut Scene, wanted: EnvironmentSchedule) {
    let command = CalendarCommand::ScheduleEnvironment {
        environment: PRODUCTION,
        seen: Box::default(),
        wanted: Box::new(wanted),
    };
    scene.calendar(ADMIN, command).unwrap();
}

/// Gives somebody a duty in [`TEAM`].
pub(super) fn appoint(scene: &mut Scene, person: PersonId, duty: Duty) {
    let mut facts = MemberFacts::of(&scene.directory().members[&person]);
    facts.teams.entry(TEAM).or_default().insert(duty);
    scene.organize(
        OWNER,
        OrganizationCommand::ChangeMember {
            person,
            seen: None,
            role: facts.role,
            teams: facts.teams,
            reads: facts.reads,
        },
    );
}

fn start(scene: &mut Scene, id: DeploymentId) -> Result<Vec<DeploymentEvent>, Refusal> {
    scene.does(ENGINEER, id, DeploymentCommand::Start)
}

/// Another deployment of the same service.
fn second(scene: &mut Scene, deployer: PersonId, environment: EnvironmentId) -> DeploymentId {
    let id = deployment(100);
    let mut details = details(environment);
    details.deployer = deployer;
    let new = NewDeployment {
        deployment: id,
        template: TEMPLATE,
        version: None,
        details,
        rolls_back: None,
    };
    scene
        .does(ENGINEER, id, DeploymentCommand::Create(Box::new(new)))
        .unwrap();
    id
}

#[test]
fn W2_a_start_outside_every_window_of_a_scope_is_blocked_until_one_opens() {
    let (mut scene, id) = signed();
    set_window(&mut scene, winter("2026-02-02T10:00", "2026-02-02T12:00"));
    let opens_at = crate::testing::instant("2026-02-02T10:00");
    let closed = Blocker::OutsideWindow {
        windows: vec![WINDOW],
        opens_at: Some(opens_at),
    };
    assert_eq!(blockers(start(&mut scene, id)), [closed]);
    scene.now = opens_at;
    start(&mut scene, id).unwrap();
}

#[test]
fn T8_a_start_outside_the_hours_of_the_template_is_blocked_beside_open_windows() {
    let (mut scene, id) = signed();
    set_window(&mut scene, today());
    scene.structure.window = Some(WindowPolicy {
        hours: Some(winter("2026-02-02T10:00", "2026-02-02T12:00")),
        ..WindowPolicy::default()
    });
    let opens_at = crate::testing::instant("2026-02-02T10:00");
    let closed = Blocker::OutsideHours {
        of: HoursOf::Template,
        opens_at: Some(opens_at),
    };
    assert_eq!(blockers(start(&mut scene, id)), [closed]);
    scene.now = opens_at;
    start(&mut scene, id).unwrap();
}

#[test]
fn T8_W8_the_longer_notice_of_template_and_environment_counts() {
    let (mut scene, id) = prepared();
    for (environment, template, needed) in [(0, 4, 4), (6, 4, 6), (6, 0, 6)] {
        let asked = EnvironmentSchedule {
            notice_hours: environment,
            ..EnvironmentSchedule::default()
        };
        schedule(&mut scene, asked);
        scene.structure.window = Some(WindowPolicy {
            notice_hours: template,
            ..WindowPolicy::default()
        });
        assert_eq!(scene.standing(id).notice_hours(), needed);
    }
}

#[test]
fn T8_W6_where_the_template_asks_for_a_backup_nothing_is_booked_without_one() {
    let (mut scene, id) = prepared();
    scene.structure.window = Some(WindowPolicy {
        backup: true,
        ..WindowPolicy::default()
    });
    let alone = in_hours(&scene, 3);
    let fault = SlotFault::BackupMissing;
    let command = book(&scene, id, alone.clone());
    assert_eq!(scene.does(ENGINEER, id, command), Err(Refusal::SlotUnsound { fault }));
    let both = Slots {
        backup: Some(in_hours(&scene, 30).primary),
        ..alone
    };
    let command = book(&scene, id, both);
    scene.does(ENGINEER, id, command).unwrap();
}

#[test]
fn T8_W5_slots_in_hours_of_low_traffic_say_so() {
    let (mut scene, id) = prepared();
    let calm = winter("2026-02-02T20:00", "2026-02-02T23:00");
    scene.structure.window = Some(WindowPolicy {
        low_traffic: Some(calm),
        ..WindowPolicy::default()
    });
    let looked = Stretch {
        from: crate::testing::instant("2026-02-02T18:00"),
        until: crate::testing::instant("2026-02-02T21:00"),
    };
    let calendar = &scene.directory().calendar;
    let slots = scene
        .standing(id)
        .free_slots(
            calendar,
            &[],
            (
                looked,
                Asked {
                    at: scene.now,
                    by: Some(ENGINEER),
                    moves: true,
                },
            ),
            60,
            9,
        )
        .unwrap();
    let calm: Vec<bool> = slots
        .iter()
        .map(|slot| slot.why.contains(&GoodFor::LowTraffic))
        .collect();
    assert_eq!(calm, [false, false, true, true]);
}

#[test]
fn W2_a_freeze_beats_a_window_and_hits_only_its_scope() {
    let (mut scene, id) = signed();
    set_window(&mut scene, today());
    set_freeze(&mut scene, freeze(today(), scoped_to_team(), RunningChoice::Finish)).unwrap();
    let until = crate::testing::instant("2026-02-03T00:00");
    assert_eq!(
        blockers(start(&mut scene, id)),
        [Blocker::Frozen { freeze: FREEZE, until }]
    );
    let seen = scene.directory().calendar.freezes[&FREEZE].set.seq;
    let mut elsewhere = freeze(today(), Scope::default(), RunningChoice::Finish);
    elsewhere.seen = Some(seen);
    elsewhere.scope.except.services.insert(CHECKOUT);
    set_freeze(&mut scene, elsewhere).unwrap();
    start(&mut scene, id).unwrap();
}

#[test]
fn W9_cancelling_a_freeze_releases_what_it_held() {
    let (mut scene, id) = signed();
    set_freeze(&mut scene, freeze(today(), Scope::default(), RunningChoice::Finish)).unwrap();
    assert_eq!(blockers(start(&mut scene, id)).len(), 1);
    let seen = scene.directory().calendar.freezes[&FREEZE].set.seq;
    let cancel = CalendarCommand::CancelFreeze {
        freeze: FREEZE,
        seen,
        reason: reason(),
    };
    scene.calendar(OWNER, cancel).unwrap();
    start(&mut scene, id).unwrap();
}

#[test]
fn W9_an_exempt_deployment_is_not_held() {
    let (mut scene, id) = signed();
    let mut set = freeze(today(), Scope::default(), RunningChoice::Finish);
    set.scope.exempt.insert(id);
    set_freeze(&mut scene, set).unwrap();
    start(&mut scene, id).unwrap();
}

#[test]
fn W9_what_runs_finishes_waits_or_stops_as_the_freeze_says() {
    for (running, held) in [
        (RunningChoice::Finish, None),
        (RunningChoice::Hold, Some(false)),
        (RunningChoice::Stop, Some(true)),
    ] {
        let (mut scene, id) = signed();
        start(&mut scene, id).unwrap();
        scene.tick_all(ENGINEER, id).unwrap();
        set_freeze(&mut scene, freeze(today(), Scope::default(), running)).unwrap();
        let until = crate::testing::instant("2026-02-03T00:00");
        let expected: Vec<Blocker> = held
            .map(|stop| Blocker::FrozenWhileRunning {
                freeze: FREEZE,
                until,
                stop,
            })
            .into_iter()
            .collect();
        assert_eq!(
            scene.standing(id).blockers(Step::FinishDeploying, scene.now),
            expected,
            "{running:?}"
        );
    }
}

#[test]
fn W3_what_is_booked_starts_in_one_of_its_slots() {
    let (mut scene, id) = prepared();
    let mut slots = in_hours(&scene, 5);
    slots.backup = Some(in_hours(&scene, 30).primary);
    let command = book(&scene, id, slots.clone());
    scene.does(ENGINEER, id, command).unwrap();
    for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
        scene.signs(person, id, Roster::Pre).unwrap();
    }
    let outside = || Blocker::OutsideSlot { slots: slots.clone() };
    assert_eq!(blockers(start(&mut scene, id)), [outside()]);
    scene.now = slots.primary.until;
    assert_eq!(blockers(start(&mut scene, id)), [outside()]);
    scene.now = slots.backup.unwrap().from;
    start(&mut scene, id).unwrap();
}

#[test]
fn W2_a_booking_lies_whole_in_window_time_and_touches_no_freeze() {
    let (mut scene, id) = prepared();
    set_window(&mut scene, winter("2026-02-02T10:00", "2026-02-02T12:00"));
    let at = |time: &str| crate::testing::instant(&format!("2026-02-02T{time}"));
    let slots = |from: &str, until: &str| Slots {
        primary: Stretch {
            from: at(from),
            until: at(until),
        },
        backup: None,
    };
    for (from, until) in [("09:45", "11:00"), ("11:00", "12:15")] {
        let command = book(&scene, id, slots(from, until));
        assert!(
            matches!(scene.does(ENGINEER, id, command), Err(Refusal::Closed { .. })),
            "{from}"
        );
    }
    set_freeze(
        &mut scene,
        freeze(
            winter("2026-02-02T11:00", "2026-02-02T11:30"),
            Scope::default(),
            RunningChoice::Finish,
        ),
    )
    .unwrap();
    let command = book(&scene, id, slots("10:30", "11:15"));
    assert!(matches!(scene.does(ENGINEER, id, command), Err(Refusal::Closed { .. })));
    // Where the freeze begins, the booking may end.
    let command = book(&scene, id, slots("10:00", "11:00"));
    scene.does(ENGINEER, id, command).unwrap();
}

#[test]
fn W6_slots_that_are_none_are_refused() {
    let (mut scene, id) = prepared();
    let soon = in_hours(&scene, 3);
    let mut backward = soon.clone();
    backward.primary.until = backward.primary.from;
    let mut long = soon.clone();
    long.primary.until = long.primary.from.plus_seconds(Slots::LONGEST_SECONDS + 1);
    let mut over = soon.clone();
    over.primary = Stretch {
        from: scene.now.plus_seconds(-3 * HOUR),
        until: scene.now.plus_seconds(-HOUR),
    };
    let mut early = soon.clone();
    early.backup = Some(soon.primary);
    for (slots, fault) in [
        (backward, SlotFault::EndsFirst),
        (long, SlotFault::TooLong),
        (over, SlotFault::Past),
        (early, SlotFault::BackupFirst),
    ] {
        let command = book(&scene, id, slots);
        assert_eq!(scene.does(ENGINEER, id, command), Err(Refusal::SlotUnsound { fault }));
    }
}

#[test]
fn W6_S3_a_move_is_material_and_voids_the_sign_offs_that_covered_the_booking() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(ENGINEER, id, command).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let moved = |confirmed| BookingCommand::Book {
        seen: scene.deployment(id).booking_seq(),
        slots: in_hours(&scene, 9),
        accepted: Vec::new(),
        confirmed,
    };
    let (unasked, told) = (moved(Vec::new()), moved(every()));
    let asked = scene.does(ENGINEER, id, DeploymentCommand::Booking(unasked));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 1));
    let events = scene.does(ENGINEER, id, DeploymentCommand::Booking(told)).unwrap();
    assert_eq!(voided(&events), 1);
    assert!(signers(&scene, id, Roster::Pre).is_empty());
    assert_eq!(scene.deployment(id).returned[0].to, TECH_LEAD);
}

#[test]
fn S4_whoever_set_the_present_booking_does_not_sign_it_before_the_start() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(TECH_LEAD, id, command).unwrap();
    assert_eq!(super::bars(scene.signs(TECH_LEAD, id, Roster::Pre)), [SignBar::Booked]);
    let command = book(&scene, id, in_hours(&scene, 9));
    scene.does(DEVOPS_LEAD, id, command).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn W7_W11_a_taken_slot_is_refused_and_names_who_has_it() {
    let (mut scene, id) = prepared();
    let other = second(&mut scene, DEPLOYER, PRODUCTION);
    let slots = in_hours(&scene, 5);
    let command = book(&scene, other, slots.clone());
    scene.does(ENGINEER, other, command).unwrap();
    let command = book(&scene, id, slots.clone());
    match scene.does(ENGINEER, id, command) {
        Err(Refusal::SlotTaken { conflicts }) => {
            assert_eq!(conflicts[0].with, Against::Booking(scene.deployment(other).number));
            assert_eq!(conflicts[0].why, ConflictWith::SameService);
        }
        answer => panic!("not taken: {answer:?}"),
    }
    let release = DeploymentCommand::Booking(BookingCommand::Release {
        seen: scene.deployment(other).booking_seq(),
        confirmed: Vec::new(),
    });
    scene.does(ENGINEER, other, release).unwrap();
    let command = book(&scene, id, slots);
    scene.does(ENGINEER, id, command).unwrap();
}

#[test]
fn W7_one_person_twice_is_told_once_and_may_be_meant() {
    let (mut scene, id) = prepared();
    let staged = scene.draft(STAGING);
    let slots = in_hours(&scene, 5);
    let command = book(&scene, staged, slots.clone());
    scene.does(ENGINEER, staged, command).unwrap();
    let number = Against::Booking(scene.deployment(staged).number);
    let command = book(&scene, id, slots.clone());
    let told = scene.does(ENGINEER, id, command);
    assert!(matches!(told, Err(Refusal::BookedBeside { conflicts }) if conflicts[0].with == number));
    let all_the_same = DeploymentCommand::Booking(BookingCommand::Book {
        seen: 0,
        slots,
        accepted: vec![number],
        confirmed: Vec::new(),
    });
    scene.does(ENGINEER, id, all_the_same).unwrap();
}

#[test]
fn W5_no_slot_is_free_while_whoever_could_sign_the_result_deploys_something_else() {
    let (mut scene, id) = prepared();
    let elsewhere = second(&mut scene, TECH_LEAD, STAGING);
    let slots = in_hours(&scene, 5);
    let command = book(&scene, elsewhere, slots.clone());
    scene.does(ENGINEER, elsewhere, command).unwrap();
    let booked: Vec<Booked> = scene.booked_of(elsewhere);
    let looked = Stretch {
        from: slots.primary.from,
        until: slots.primary.until.plus_seconds(HOUR),
    };
    let first = |scene: &Scene| {
        let calendar = &scene.directory().calendar;
        let free = scene.standing(id).free_slots(
            calendar,
            &booked,
            (
                looked,
                Asked {
                    at: scene.now,
                    by: Some(ENGINEER),
                    moves: true,
                },
            ),
            60,
            1,
        );
        free.unwrap()[0].stretch.from
    };
    assert!(first(&scene) >= slots.primary.until);
    let why = foreseen(&scene, id, &slots).beside.remove(0).why;
    let duty = Duty::TechLead;
    assert_eq!(why, ConflictWith::Signers { duty });

    appoint(&mut scene, DEVOPS_LEAD, Duty::TechLead);
    assert!(first(&scene) < slots.primary.until, "somebody else could sign");
    assert_eq!(foreseen(&scene, id, &slots).beside, []);
}

#[test]
fn W8_where_no_notice_is_needed_none_is_too_short() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 1));
    scene.does(ENGINEER, id, command).unwrap();
    // Its slot has begun.
    scene.now = scene.now.plus_seconds(HOUR + 60);
    let command = announce(&scene, id, Some(reason()));
    scene.does(ENGINEER, id, command).unwrap();
    let announced = scene.deployment(id).booking.as_ref().unwrap().announced.clone();
    assert_eq!(announced.unwrap().late, None, "it is no exception");
}

#[test]
fn W8_where_notice_is_needed_a_start_waits_for_the_announcement() {
    let (mut scene, id) = prepared();
    schedule(
        &mut scene,
        EnvironmentSchedule {
            notice_hours: 48,
            ..EnvironmentSchedule::default()
        },
    );
    let missing = |booked| Blocker::NoticeMissing { hours: 48, booked };
    let blocked = |scene: &Scene| scene.standing(id).blockers(Step::Start, scene.now);
    assert!(blocked(&scene).contains(&missing(false)));
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(ENGINEER, id, command).unwrap();
    assert!(blocked(&scene).contains(&missing(true)));
    let command = announce(&scene, id, None);
    assert_eq!(
        scene.does(ENGINEER, id, command),
        Err(Refusal::NoticeTooShort { hours: 48 })
    );
    let command = announce(&scene, id, Some(reason()));
    let events = scene.does(ENGINEER, id, command).unwrap();
    assert!(matches!(
        &events[..],
        [DeploymentEvent::Booking(BookingEvent::Announced { late: Some(_), .. })]
    ));
    assert!(
        !blocked(&scene)
            .iter()
            .any(|blocker| matches!(blocker, Blocker::NoticeMissing { .. }))
    );
    // It was another time that people were told of.
    let command = book(&scene, id, in_hours(&scene, 60));
    scene.does(ENGINEER, id, command).unwrap();
    assert!(blocked(&scene).contains(&missing(true)));
    let command = announce(&scene, id, Some(reason()));
    let events = scene.does(ENGINEER, id, command).unwrap();
    assert!(matches!(
        &events[..],
        [DeploymentEvent::Booking(BookingEvent::Announced { late: None, .. })]
    ));
}

#[test]
fn W10_a_duty_overrides_with_a_reason_until_it_expires_and_somebody_else_reviews() {
    let mut scene = Scene::default();
    appoint(&mut scene, DEPLOYER, Duty::ReleaseManager);
    appoint(&mut scene, DEVOPS_LEAD, Duty::Cto);
    let (mut scene, id) = signed_in(scene);
    set_freeze(&mut scene, freeze(today(), Scope::default(), RunningChoice::Hold)).unwrap();
    let lifts = Lifts::Freeze { freeze: FREEZE };
    for person in [ENGINEER, OWNER] {
        let command = lift(&scene, lifts);
        assert!(
            matches!(scene.does(person, id, command), Err(Refusal::DutyMissing { .. })),
            "nobody overrides by role"
        );
    }
    let command = lift(&scene, lifts);
    scene.does(DEPLOYER, id, command).unwrap();
    let given = scene.deployment(id).overrides[0].clone();
    assert_eq!(given.duty, Duty::ReleaseManager);
    scene.now = given.expires_at;
    assert_eq!(blockers(start(&mut scene, id)).len(), 1);
    scene.now = given.expires_at.plus_seconds(-60);
    start(&mut scene, id).unwrap();
    let review = |justified| {
        DeploymentCommand::Booking(BookingCommand::Review {
            overridden: given.written.seq,
            justified,
            finding: CommentText::parse("A customer could not pay.").unwrap(),
        })
    };
    assert_eq!(scene.does(DEPLOYER, id, review(true)), Err(Refusal::OwnOverride));
    scene.does(DEVOPS_LEAD, id, review(true)).unwrap();
    assert_eq!(
        scene.does(DEVOPS_LEAD, id, review(false)),
        Err(Refusal::Reviewed { by: DEVOPS_LEAD })
    );
}

#[test]
fn W10_an_override_of_a_freeze_over_several_environments_is_for_one_deployment_only() {
    let mut scene = Scene::default();
    appoint(&mut scene, DEPLOYER, Duty::ReleaseManager);
    let (mut scene, id) = signed_in(scene);
    let other = second(&mut scene, OUTSIDER, PRODUCTION);
    let scope = Scope {
        of: Scoped {
            environments: [PRODUCTION, STAGING].into(),
            ..Scoped::default()
        },
        ..Scope::default()
    };
    set_freeze(&mut scene, freeze(today(), scope, RunningChoice::Finish)).unwrap();
    assert!(scene.standing(id).may_start(scene.now).is_err());
    let command = lift(&scene, Lifts::Freeze { freeze: FREEZE });
    scene.does(DEPLOYER, id, command).unwrap();
    assert_eq!(scene.standing(id).may_start(scene.now), Ok(()));
    assert!(
        scene.standing(other).may_start(scene.now).is_err(),
        "the freeze is in force for everybody else"
    );
    start(&mut scene, id).unwrap();
}

#[test]
fn W7_an_exclusive_environment_is_busy_with_any_service() {
    let (mut scene, id) = signed();
    let other = {
        let id = deployment(101);
        let mut details = details(PRODUCTION);
        details.service = crate::testing::LEDGERS;
        details.deployer = OUTSIDER;
        let new = NewDeployment {
            deployment: id,
            template: TEMPLATE,
            version: None,
            details,
            rolls_back: None,
        };
        scene
            .does(OUTSIDER, id, DeploymentCommand::Create(Box::new(new)))
            .unwrap();
        id
    };
    start(&mut scene, id).unwrap();
    let busy = |scene: &Scene| {
        let found = scene.standing(other).blockers(Step::Start, scene.now);
        found
            .iter()
            .any(|blocker| matches!(blocker, Blocker::EnvironmentBusy { .. }))
    };
    assert!(!busy(&scene));
    schedule(
        &mut scene,
        EnvironmentSchedule {
            exclusive: true,
            ..EnvironmentSchedule::default()
        },
    );
    assert!(busy(&scene));
}

#[test]
fn W3_a_booked_time_that_was_closed_since_is_neither_announced_nor_signed() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(ENGINEER, id, command).unwrap();
    set_freeze(&mut scene, freeze(today(), Scope::default(), RunningChoice::Finish)).unwrap();
    let command = announce(&scene, id, None);
    assert!(matches!(scene.does(ENGINEER, id, command), Err(Refusal::Closed { .. })));
    assert_eq!(
        super::bars(scene.signs(TECH_LEAD, id, Roster::Pre)),
        [SignBar::BookedTimeClosed]
    );
    let command = book(&scene, id, in_hours(&scene, 30));
    scene.does(ENGINEER, id, command).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn W9_a_freeze_moves_bookings_and_the_move_is_nobodys_work() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(ENGINEER, id, command).unwrap();
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    let to = in_hours(&scene, 30);
    let mut set = freeze(today(), Scope::default(), RunningChoice::Finish);
    set.moves.push(FreezeMove {
        deployment: id,
        seen: scene.deployment(id).booking_seq(),
        to: to.clone(),
    });
    assert!(matches!(
        set_freeze(&mut scene, set.clone()),
        Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 1
    ));
    assert!(scene.directory().calendar.freezes.is_empty());
    set.confirmed = every();
    set_freeze(&mut scene, set).unwrap();
    assert_eq!(scene.deployment(id).slots(), Some(&to));
    assert_eq!(scene.deployment(id).booking.as_ref().unwrap().author(), None);
    // Nobody is barred for it: the owner who set the freeze made no choice about this deployment's content.
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
    assert_eq!(scene.refolded().unwrap(), scene.states);
}

#[test]
fn W9_a_freeze_moves_nothing_into_itself() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(ENGINEER, id, command).unwrap();
    let mut set = freeze(today(), Scope::default(), RunningChoice::Finish);
    set.moves.push(FreezeMove {
        deployment: id,
        seen: scene.deployment(id).booking_seq(),
        to: in_hours(&scene, 8),
    });
    assert!(matches!(set_freeze(&mut scene, set), Err(Refusal::Closed { .. })));
}

#[test]
fn W9_W7_a_freeze_moves_two_bookings_into_each_others_slot_but_not_into_one() {
    let (mut scene, id) = prepared();
    let other = second(&mut scene, DEPLOYER, PRODUCTION);
    for (moved, hours) in [(id, 5), (other, 30)] {
        let command = book(&scene, moved, in_hours(&scene, hours));
        scene.does(ENGINEER, moved, command).unwrap();
    }
    let (today_slot, tomorrow) = (scene.deployment(id).slots().cloned().unwrap(), in_hours(&scene, 54));
    let moves = |scene: &Scene, to: [Slots; 2]| {
        let one = |(deployment, to)| FreezeMove {
            deployment,
            seen: scene.deployment(deployment).booking_seq(),
            to,
        };
        [id, other].into_iter().zip(to).map(one).collect::<Vec<_>>()
    };
    let mut set = freeze(
        winter("2026-02-05T00:00", "2026-02-06T00:00"),
        Scope::default(),
        RunningChoice::Finish,
    );
    set.moves = moves(&scene, [tomorrow.clone(), tomorrow.clone()]);
    match set_freeze(&mut scene, set.clone()) {
        Err(Refusal::SlotTaken { conflicts }) => {
            assert_eq!(conflicts[0].with, Against::Booking(scene.deployment(id).number))
        }
        answer => panic!("not taken: {answer:?}"),
    }
    let others_slot = scene.deployment(other).slots().cloned().unwrap();
    set.moves = moves(&scene, [others_slot.clone(), today_slot.clone()]);
    set_freeze(&mut scene, set).unwrap();
    assert_eq!(scene.deployment(id).slots(), Some(&others_slot));
    assert_eq!(scene.deployment(other).slots(), Some(&today_slot));
}

#[test]
fn D12_a_stale_booking_and_a_stale_freeze_are_told() {
    let (mut scene, id) = prepared();
    let command = book(&scene, id, in_hours(&scene, 5));
    scene.does(TECH_LEAD, id, command).unwrap();
    let stale = DeploymentCommand::Booking(BookingCommand::Book {
        seen: 0,
        slots: in_hours(&scene, 9),
        accepted: Vec::new(),
        confirmed: Vec::new(),
    });
    match scene.does(ENGINEER, id, stale) {
        Err(Refusal::Stale { by, what, .. }) => assert_eq!((by, what), (TECH_LEAD, StaleThing::Booking)),
        answer => panic!("not stale: {answer:?}"),
    }
    set_freeze(&mut scene, freeze(today(), Scope::default(), RunningChoice::Finish)).unwrap();
    let again = set_freeze(&mut scene, freeze(today(), scoped_to_team(), RunningChoice::Finish));
    assert!(matches!(
        again,
        Err(Refusal::Stale {
            what: StaleThing::Calendar,
            ..
        })
    ));
}

#[test]
fn windows_and_freezes_are_set_by_owners_admins_and_release_managers() {
    let mut scene = Scene::default();
    let command = || {
        CalendarCommand::SetWindow(Box::new(SetWindow {
            window: WINDOW,
            seen: None,
            name: name(),
            times: today(),
            scope: Scope::default(),
        }))
    };
    for person in [ENGINEER, TECH_LEAD] {
        assert!(matches!(
            scene.calendar(person, command()),
            Err(Refusal::DutyMissing { any_of }) if any_of == [Duty::ReleaseManager]
        ));
    }
    assert!(matches!(
        scene.calendar(crate::testing::AUDITOR, command()),
        Err(Refusal::RoleMissing { .. })
    ));
    appoint(&mut scene, ENGINEER, Duty::ReleaseManager);
    scene.calendar(ENGINEER, command()).unwrap();
    assert_eq!(scene.calendar(ENGINEER, command()).unwrap_err(), stale(&scene));
}

fn stale(scene: &Scene) -> Refusal {
    let set = scene.directory().calendar.windows[&WINDOW].set;
    Refusal::Stale {
        since: set.seq,
        by: set.by,
        at: set.at,
        what: StaleThing::Calendar,
    }
}

#[test]
fn a_booking_ends_with_the_start_and_the_backup_is_free_after_the_end() {
    let (mut scene, id) = prepared();
    let mut slots = in_hours(&scene, 0);
    slots.backup = Some(in_hours(&scene, 30).primary);
    let command = book(&scene, id, slots);
    scene.does(ENGINEER, id, command).unwrap();
    assert_eq!(scene.booked_of(id).len(), 2);
    for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
        scene.signs(person, id, Roster::Pre).unwrap();
    }
    start(&mut scene, id).unwrap();
    let command = book(&scene, id, in_hours(&scene, 40));
    assert_eq!(
        scene.does(ENGINEER, id, command),
        Err(Refusal::WrongStage {
            stage: StageName::Running
        })
    );
    scene
        .does(ENGINEER, id, DeploymentCommand::MarkFailed { reason: reason() })
        .unwrap();
    assert_eq!(stage(&scene, id), StageName::Failed);
    assert_eq!(scene.booked_of(id).len(), 1);
}

fn foreseen(scene: &Scene, id: DeploymentId, slots: &Slots) -> Foreseen {
    let booked = scene.booked();
    foresee(scene.standing(id), &booked, (&scene.actor(ENGINEER), scene.now), slots).unwrap()
}

#[test]
fn W15_what_a_booking_would_meet_is_named_at_once_and_nothing_is_decided() {
    let (mut scene, id) = signed();
    let other = scene.draft(STAGING);
    let slots = in_hours(&scene, 5);
    assert_eq!(foreseen(&scene, other, &slots), Foreseen::default());
    scene.does(ENGINEER, other, book(&scene, other, slots.clone())).unwrap();
    let before = scene.entries.len();
    let met = foreseen(&scene, id, &slots);
    assert_eq!(met.refusal, None);
    assert_eq!(
        met.beside[0].why,
        ConflictWith::SamePerson { person: ENGINEER },
        "the same person deploys both"
    );
    let signers: Vec<PersonId> = met.voids.iter().map(|void| void.person).collect();
    assert_eq!(signers, [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER]);
    assert_eq!(scene.entries.len(), before);
}

#[test]
fn W15_the_rule_that_says_no_is_the_one_that_would_refuse_the_booking() {
    let (mut scene, id) = signed();
    set_window(&mut scene, winter("2026-02-10T10:00", "2026-02-10T16:00"));
    let past = in_hours(&scene, -5);
    for slots in [past, in_hours(&scene, 5)] {
        let refusal = scene.does(ENGINEER, id, book(&scene, id, slots.clone())).unwrap_err();
        let met = foreseen(&scene, id, &slots);
        assert_eq!(met.refusal, Some(refusal));
        assert!(met.beside.is_empty() && met.voids.is_empty());
    }
}
