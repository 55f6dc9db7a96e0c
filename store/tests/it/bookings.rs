//! Bookings: one slot has one owner, however many ask for it at once (W11); and a turn reads what it wrote itself (W7, W9).

use std::sync::Arc;
use std::time::Duration;

use domain::accounts::AuditPeriod;
use domain::backend::{Backend as _, BackendError};
use domain::calendar::{
    CalendarCommand, Desk, EnvironmentSchedule, FreezeMove, RunningChoice, Scope, SetFreeze, Slots, Stretch,
};
use domain::command::Command;
use domain::deployments::{BookingCommand, DeploymentCommand};
use domain::id::{DeploymentId, FreezeId};
use domain::refusal::Refusal;
use domain::templates::Roster;
use domain::testing::{
    DEPLOYER, DEVOPS_LEAD, ENGINEER, OWNER, PAYMENTS, PRODUCTION, STAGING, Scene, TECH_LEAD, TEMPLATE, times,
};
use domain::text::{CalendarName, Reason, VersionText};
use domain::time::Timestamp;

use crate::support::raw::Raw;
use crate::support::{TestStore, on_both};

/// Rounds in which two ask for one slot (W11).
const ROUNDS: i64 = 1_000;

fn slots(test: &TestStore, hours: i64) -> Slots {
    let from = test.now().plus_seconds((hours + 1) * 3600);
    Slots {
        primary: Stretch {
            from,
            until: from.plus_seconds(3600),
        },
        backup: None,
    }
}

fn book(seen: u64, slots: Slots) -> DeploymentCommand {
    DeploymentCommand::Booking(BookingCommand::Book {
        seen,
        slots,
        accepted: Vec::new(),
        confirmed: Vec::new(),
    })
}

/// Two deployments of one service ask for the same slot at once, again and again; each time one of them gets it.
async fn race(one: &TestStore, two: &TestStore) {
    let ids: [DeploymentId; 2] = [one.draft(PRODUCTION).await.0, one.draft(PRODUCTION).await.0];
    let mut seen = [0, 0];
    for round in 0..ROUNDS {
        let wanted = slots(one, 24 + round * 2);
        let [first, second] = [0, 1].map(|which| book(seen[which], wanted.clone()));
        let (first, second) = tokio::join!(one.does(ENGINEER, ids[0], first), two.does(DEPLOYER, ids[1], second));
        let mut won = 0;
        for (which, answer) in [first, second].into_iter().enumerate() {
            match answer {
                Ok(outcome) => {
                    won += 1;
                    seen[which] = outcome.entries[0];
                }
                Err(BackendError::Refused(refusal)) => {
                    assert!(
                        matches!(*refusal, Refusal::SlotTaken { .. }),
                        "round {round}: {refusal:?}"
                    );
                }
                Err(error) => panic!("round {round}: {error}"),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
}

on_both! {
    async fn one_slot_has_one_owner(test) {
        test.organization().await;
        race(&test, &test).await;
        test.verifies().await;
    }

    async fn bookings_are_read_by_time(test) {
        test.organization().await;
        let (id, number) = test.draft(PRODUCTION).await;
        let mut wanted = slots(&test, 24);
        wanted.backup = Some(slots(&test, 48).primary);
        test.does(ENGINEER, id, book(0, wanted.clone())).await.expect("the slot is free");
        let (primary, backup) = (wanted.primary, wanted.backup.expect("it has one"));
        let read = async |from, until| {
            let found = test.store.booked(PAYMENTS, Stretch { from, until }).await.expect("it reads");
            found.into_iter().map(|found| (found.number, found.stretch, found.backup)).collect::<Vec<_>>()
        };
        assert_eq!(
            read(primary.from, backup.until).await,
            [(number, primary, false), (number, backup, true)]
        );
        // What ends where the time begins, or begins where it ends, is not in it.
        assert_eq!(read(primary.until, backup.from).await, []);
        assert_eq!(read(primary.until.plus_seconds(-1), backup.from).await, [(number, primary, false)]);
    }

    async fn bookings_of_a_period_are_those_of_deployments_that_were_there_in_it(test) {
        test.organization().await;
        let (id, number) = test.draft(PRODUCTION).await;
        let wanted = slots(&test, 24);
        test.does(ENGINEER, id, book(0, wanted.clone())).await.expect("the slot is free");
        let found = test.opened(number).await;
        let (made, changed) = (found.deployment.created_at, found.changed_at);
        let within = async |from: Timestamp, until: Timestamp| {
            let period = AuditPeriod { from, until };
            let booked = test.store.booked_of_period(PAYMENTS, wanted.primary, period).await.expect("it reads");
            booked.iter().map(|booked| booked.number).collect::<Vec<_>>()
        };
        let (before, after) = (made.plus_seconds(-10), changed.plus_seconds(10));
        assert_eq!(within(before, made.plus_seconds(1)).await, [number], "made in it");
        assert_eq!(within(changed, after).await, [number], "changed in it");
        assert_eq!(within(before, made).await, [], "over when it was made");
        assert_eq!(within(changed.plus_seconds(1), after).await, [], "begun after the last change");
    }

    async fn how_long_deploying_took_is_read_by_template_and_environment(test) {
        test.organization().await;
        let took = async |environment| {
            let took = test.store.took(PAYMENTS, TEMPLATE, environment, false).await.expect("it reads");
            // Between two commands of the tests pass some thousandths of a second.
            took.iter().map(Duration::as_secs).collect::<Vec<u64>>()
        };
        let rolled_back = async |id, number| {
            let decided = DeploymentCommand::RollBack {
                reason: Scene::reason("errors"),
                to_version: VersionText::parse("1.0").expect("a version"),
                confirmed: domain::testing::every(),
            };
            test.does(DEVOPS_LEAD, id, decided).await.expect("it was started");
            test.tick_all(ENGINEER, number).await;
            for person in [DEPLOYER, TECH_LEAD] {
                test.sign(person, number, Roster::Post).await.expect("the slot is theirs");
            }
            let complete = DeploymentCommand::CompleteRollback;
            test.does(ENGINEER, id, complete).await.expect("all of the list is done");
        };
        let (id, number) = test.started().await;
        assert!(took(PRODUCTION).await.is_empty(), "it runs");
        test.finishes(id, number, 600).await;
        assert_eq!(took(PRODUCTION).await, [600]);
        rolled_back(id, number).await;
        assert_eq!(took(PRODUCTION).await, [600], "deploying had ended");
        let (id, number) = test.started().await;
        rolled_back(id, number).await;
        assert_eq!(took(PRODUCTION).await, [600], "deploying the second never ended");
        let (id, number) = test.started().await;
        test.finishes(id, number, 60).await;
        assert_eq!(took(PRODUCTION).await, [60, 600], "the newest first");
        assert!(took(STAGING).await.is_empty(), "another environment");
        let rollbacks = test.store.took(PAYMENTS, TEMPLATE, PRODUCTION, true).await.expect("it reads");
        assert!(rollbacks.is_empty(), "none of these was of type rollback");
        test.verifies().await;
    }

    async fn what_is_watched_is_read_by_when_it_is(test) {
        test.organization().await;
        let (id, number) = test.draft(PRODUCTION).await;
        let wanted = slots(&test, 24);
        test.does(ENGINEER, id, book(0, wanted.clone())).await.expect("the slot is free");
        let found = test.opened(number).await;
        let watch = Stretch::lasting(wanted.primary.until, 30 * 24 * 60);
        let mut raw = Raw::to(&test).await;
        let (from, until) = (watch.from.micros(), watch.until.micros());
        let set = format!("UPDATE booking SET watch_from = {from}, watch_until = {until}");
        raw.run(&set).await.expect("as a template with a watch period of a month has it");
        let read = async |from: Timestamp, until: Timestamp, period| {
            let watched = test.store.watched(PAYMENTS, Stretch { from, until }, period).await.expect("it reads");
            watched.iter().map(|booked| (booked.number, booked.watch)).collect::<Vec<_>>()
        };
        let (there, later) = (vec![(number, Some(watch))], watch.until.plus_seconds(3600));
        assert_eq!(read(watch.from, later, None).await, there);
        assert_eq!(read(watch.until.plus_seconds(-1), later, None).await, there, "weeks after the booking");
        assert_eq!(read(watch.until, later, None).await, []);
        assert_eq!(read(wanted.primary.from, watch.from, None).await, []);
        let period = |from: Timestamp| Some(AuditPeriod { from, until: from.plus_seconds(10) });
        let changed = found.changed_at;
        assert_eq!(read(watch.from, later, period(changed)).await, there);
        assert_eq!(read(watch.from, later, period(changed.plus_seconds(1))).await, []);
    }

    async fn the_desk_knows_what_was_announced_late_and_what_has_no_slot(test) {
        test.organization().await;
        let schedule = EnvironmentSchedule { notice_hours: 30, ..EnvironmentSchedule::default() };
        let command = Command::Calendar {
            organization: PAYMENTS,
            command: CalendarCommand::ScheduleEnvironment {
                environment: PRODUCTION,
                seen: Box::default(),
                wanted: Box::new(schedule),
            },
        };
        test.send(test.actor(OWNER), command).await.expect("an owner may");
        let ids = [test.draft(PRODUCTION).await, test.draft(PRODUCTION).await, test.draft(PRODUCTION).await];
        let reason = Reason::parse("Told \"late\": today.").expect("a reason");
        let times = [slots(&test, 24), slots(&test, 48)];
        for ((id, _), slots) in ids.iter().zip(&times) {
            let booked = test.does(ENGINEER, *id, book(0, slots.clone())).await.expect("the slot is free");
            let announce = BookingCommand::Announce { seen: booked.entries[0], late: Some(reason.clone()) };
            test.does(ENGINEER, *id, DeploymentCommand::Booking(announce)).await.expect("it is booked");
        }
        for (id, _) in &ids {
            test.does(ENGINEER, *id, DeploymentCommand::Submit).await.expect("a draft can be submitted");
        }
        let desk = async |from: i64, until: i64| {
            let at = |hours: i64| test.now().plus_seconds(hours * 3600);
            test.store.desk(PAYMENTS, Stretch { from: at(from), until: at(until) }).await.expect("it reads")
        };
        let found = desk(0, 72).await;
        assert_eq!(found.booked.len(), 2);
        // The second one was announced in time, and its reason left out.
        let late: Vec<_> = found.late.iter().map(|late| (late.number, late.reason.clone())).collect();
        assert_eq!(late, [(ids[0].1, reason)]);
        let numbers = |desk: &Desk| desk.unbooked.iter().map(|one| (one.line.number, one.over)).collect::<Vec<_>>();
        assert_eq!(numbers(&found), [(ids[2].1, None)]);
        // A slot that is over is none.
        let over = times[0].primary.until;
        let later = desk(40, 72).await;
        assert_eq!(later.late, []);
        assert_eq!(numbers(&later), [(ids[0].1, Some(over)), (ids[2].1, None)]);
    }

    async fn a_freeze_moves_a_booking_in_its_own_turn(test) {
        test.organization().await;
        let (id, number) = test.draft(PRODUCTION).await;
        let booked = test.does(ENGINEER, id, book(0, slots(&test, 24))).await.expect("the slot is free");
        let to = slots(&test, 24 * 40);
        // The clock of the tests stands in early 2026; the freeze takes the day after and the one behind it.
        let day = |at: domain::time::Timestamp| domain::zone::Zone::UTC.date(at).to_string();
        let (from, until) = (day(test.now()), day(test.now().plus_seconds(3 * 86_400)));
        let set = SetFreeze {
            freeze: FreezeId::new(uuid::Uuid::from_u128(7)),
            seen: None,
            name: CalendarName::parse("Year end").expect("a name"),
            reason: Reason::parse("Nobody is there").expect("a reason"),
            times: times("UTC", &format!("{from}T00:00"), &format!("{until}T00:00"), ""),
            scope: Scope::default(),
            running: RunningChoice::Finish,
            moves: vec![FreezeMove { deployment: id, seen: booked.entries[0], to: to.clone() }],
            confirmed: Vec::new(),
        };
        let command = Command::Calendar { organization: PAYMENTS, command: CalendarCommand::SetFreeze(Box::new(set)) };
        let outcome = test.send(test.actor(OWNER), command).await.expect("an owner may");
        assert_eq!(outcome.entries.len(), 2, "the freeze and the move");
        assert_eq!(test.opened(number).await.deployment.slots(), Some(&to));
        test.verifies().await;
    }
}

/// Two programs on one database ask at once: the head that a turn holds decides.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_slot_has_one_owner_with_two_programs() {
    let test = TestStore::empty(store::Engine::Postgres).await;
    test.organization().await;
    let other = TestStore {
        store: Arc::new(test.reopened().await),
        url: test.url.clone(),
        engine: test.engine,
        sources: Arc::clone(&test.sources),
        _folder: None,
    };
    race(&test, &other).await;
    test.verifies().await;
    other.store.shutdown().await;
}
