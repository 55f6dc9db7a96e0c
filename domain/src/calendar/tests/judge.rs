//! May it start: W2 and W3, and the failures that other tools had.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::calendar::{
    Calendar, Closed, Freeze, Hours, HoursOf, Lifted, Lifts, Reason, Schedule, Scope, Scoped, Subject, Window,
    may_book, may_start,
};
use crate::id::{FreezeId, WindowId};
use crate::testing::{OTHER_TEAM, TEAM, deployment, freeze, instant, shipping, times, window};
use crate::text::Label;
use crate::time::Timestamp;

const fn win(number: u128) -> WindowId {
    WindowId::new(Uuid::from_u128(number))
}

const fn frz(number: u128) -> FreezeId {
    FreezeId::new(Uuid::from_u128(number))
}

fn calendar(windows: Vec<Window>, freezes: Vec<Freeze>) -> Calendar {
    Calendar {
        windows: (1..).map(win).zip(windows).collect(),
        freezes: (1..).map(frz).zip(freezes).collect(),
        ..Calendar::default()
    }
}

fn everything() -> Scope {
    Scope::default()
}

fn team(id: crate::id::TeamId) -> Scope {
    let teams = BTreeSet::from([id]);
    let of = Scoped {
        teams,
        ..Scoped::default()
    };
    Scope { of, ..Scope::default() }
}

/// Asks for a deployment of the first team, without hours of its own and without overrides.
fn ask(calendar: &Calendar, at: &str) -> Result<(), Closed> {
    may_start(&schedule(calendar, shipping(&BTreeSet::new())), instant(at))
}

fn schedule<'a>(calendar: &'a Calendar, subject: Subject<'a>) -> Schedule<'a> {
    Schedule {
        calendar,
        subject,
        hours: &[],
        lifted: &[],
    }
}

fn frozen(number: u128, until: &str, opens_at: Option<&str>) -> Result<(), Closed> {
    let reasons = vec![Reason::Frozen {
        freeze: frz(number),
        until: instant(until),
    }];
    Err(Closed {
        reasons,
        opens_at: opens_at.map(instant),
    })
}

fn outside(windows: &[u128], opens_at: Option<&str>) -> Result<(), Closed> {
    let windows = windows.iter().copied().map(win).collect();
    Err(Closed {
        reasons: vec![Reason::OutsideWindow { windows }],
        opens_at: opens_at.map(instant),
    })
}

#[test]
fn W2_without_windows_in_scope_it_is_always_open() {
    assert_eq!(ask(&Calendar::default(), "2026-03-02T03:00"), Ok(()));
    let others = window(
        times("UTC", "2026-03-02T09:00", "2026-03-02T10:00", ""),
        team(OTHER_TEAM),
    );
    assert_eq!(ask(&calendar(vec![others], vec![]), "2026-03-02T03:00"), Ok(()));
}

#[test]
fn W2_an_edge_belongs_to_what_begins_there() {
    let open = window(
        times("UTC", "2026-03-02T09:00", "2026-03-02T10:00", "FREQ=WEEKLY"),
        everything(),
    );
    let shut = freeze(times("UTC", "2026-03-09T09:30", "2026-03-09T09:45", ""), everything());
    let calendar = calendar(vec![open], vec![shut]);
    assert_eq!(
        ask(&calendar, "2026-03-02T08:59"),
        outside(&[1], Some("2026-03-02T09:00"))
    );
    assert_eq!(ask(&calendar, "2026-03-02T09:00"), Ok(()));
    assert_eq!(
        ask(&calendar, "2026-03-02T10:00"),
        outside(&[1], Some("2026-03-09T09:00"))
    );
    assert_eq!(ask(&calendar, "2026-03-09T09:29"), Ok(()));
    assert_eq!(
        ask(&calendar, "2026-03-09T09:30"),
        frozen(1, "2026-03-09T09:45", Some("2026-03-09T09:45"))
    );
    assert_eq!(ask(&calendar, "2026-03-09T09:45"), Ok(()));
}

#[test]
fn W2_windows_of_one_scope_add_and_those_of_different_scopes_all_count() {
    let morning = || times("UTC", "2026-03-02T08:00", "2026-03-02T12:00", "FREQ=DAILY");
    let afternoon = || times("UTC", "2026-03-02T11:00", "2026-03-02T17:00", "FREQ=DAILY");
    let one = calendar(
        vec![window(morning(), everything()), window(afternoon(), everything())],
        vec![],
    );
    assert_eq!(ask(&one, "2026-03-02T09:00"), Ok(()));
    assert_eq!(ask(&one, "2026-03-02T16:00"), Ok(()));
    let two = calendar(
        vec![window(morning(), everything()), window(afternoon(), team(TEAM))],
        vec![],
    );
    assert_eq!(ask(&two, "2026-03-02T09:00"), outside(&[2], Some("2026-03-02T11:00")));
    assert_eq!(ask(&two, "2026-03-02T11:30"), Ok(()));
    assert_eq!(ask(&two, "2026-03-02T16:00"), outside(&[1], Some("2026-03-03T11:00")));
}

#[test]
fn W2_a_window_that_is_exempted_by_name_is_of_the_same_scope() {
    let hours = |from: &str, until: &str| times("UTC", from, until, "FREQ=DAILY");
    let mut exempting = everything();
    exempting.exempt.insert(deployment(9));
    let morning = window(hours("2026-03-02T08:00", "2026-03-02T12:00"), everything());
    let afternoon = window(hours("2026-03-02T12:00", "2026-03-02T17:00"), exempting);
    assert_eq!(
        ask(&calendar(vec![morning, afternoon], vec![]), "2026-03-02T16:00"),
        Ok(())
    );
}

#[test]
fn W2_a_freeze_beats_a_window_however_they_overlap() {
    let open = window(
        times("Europe/Berlin", "2026-12-01T09:00", "2026-12-01T17:00", "FREQ=DAILY"),
        everything(),
    );
    let shut = freeze(
        times("Europe/Berlin", "2026-12-18T12:00", "2027-01-04T00:00", ""),
        everything(),
    );
    let calendar = calendar(vec![open], vec![shut]);
    assert_eq!(ask(&calendar, "2026-12-18T10:59"), Ok(()));
    assert_eq!(
        ask(&calendar, "2026-12-18T11:00"),
        frozen(1, "2027-01-03T23:00", Some("2027-01-04T08:00"))
    );
    let both = ask(&calendar, "2026-12-20T03:00").unwrap_err();
    assert_eq!(both.reasons.len(), 2, "{both:?}");
    assert!(matches!(both.reasons[0], Reason::Frozen { .. }), "freezes come first");
}

#[test]
fn W3_a_recurring_freeze_is_judged_at_the_planned_time() {
    // Every weekend from January on: a plan for a Wednesday in June is not frozen, whenever it is asked about.
    let weekends = freeze(
        times("UTC", "2026-01-02T18:00", "2026-01-05T06:00", "FREQ=WEEKLY;BYDAY=FR"),
        everything(),
    );
    let calendar = calendar(vec![], vec![weekends]);
    assert_eq!(ask(&calendar, "2026-06-10T12:00"), Ok(()));
    assert_eq!(
        ask(&calendar, "2026-06-13T12:00"),
        frozen(1, "2026-06-15T06:00", Some("2026-06-15T06:00"))
    );
}

#[test]
fn W2_a_freeze_hits_the_one_team_that_it_names() {
    let shut = freeze(
        times("UTC", "2026-03-02T00:00", "2026-03-09T00:00", ""),
        team(OTHER_TEAM),
    );
    let calendar = calendar(vec![], vec![shut]);
    assert_eq!(ask(&calendar, "2026-03-03T12:00"), Ok(()));
    let labels = BTreeSet::new();
    let theirs = Subject {
        team: OTHER_TEAM,
        ..shipping(&labels)
    };
    let answer = may_start(&schedule(&calendar, theirs), instant("2026-03-03T12:00"));
    assert_eq!(answer, frozen(1, "2026-03-09T00:00", Some("2026-03-09T00:00")));
}

#[test]
fn W1_exceptions_are_not_in_a_scope() {
    let label = Label::parse("internal").unwrap();
    let mut scope = everything();
    scope.except.labels.insert(label.clone());
    scope.exempt.insert(deployment(4));
    let shut = freeze(times("UTC", "2026-03-02T00:00", "2026-03-09T00:00", ""), scope);
    let calendar = calendar(vec![], vec![shut]);
    let (none, internal) = (BTreeSet::new(), BTreeSet::from([label]));
    let at = instant("2026-03-03T12:00");
    assert!(may_start(&schedule(&calendar, shipping(&none)), at).is_err());
    assert_eq!(may_start(&schedule(&calendar, shipping(&internal)), at), Ok(()));
    let exempt = Subject {
        deployment: Some(deployment(4)),
        ..shipping(&none)
    };
    assert_eq!(may_start(&schedule(&calendar, exempt), at), Ok(()));
    let another = Subject {
        deployment: Some(deployment(5)),
        ..shipping(&none)
    };
    assert!(may_start(&schedule(&calendar, another), at).is_err());
}

#[test]
fn W2_hours_of_environment_and_template_are_scopes_of_their_own() {
    let environment = times("UTC", "2026-03-02T08:00", "2026-03-02T12:00", "FREQ=DAILY");
    let template = times("UTC", "2026-03-02T10:00", "2026-03-02T16:00", "FREQ=DAILY");
    let hours = [
        Hours {
            of: HoursOf::Environment,
            times: &environment,
        },
        Hours {
            of: HoursOf::Template,
            times: &template,
        },
    ];
    let (calendar, labels) = (Calendar::default(), BTreeSet::new());
    let schedule = Schedule {
        hours: &hours,
        ..schedule(&calendar, shipping(&labels))
    };
    assert_eq!(may_start(&schedule, instant("2026-03-02T11:00")), Ok(()));
    let closed = may_start(&schedule, instant("2026-03-02T14:00")).unwrap_err();
    assert_eq!(
        closed.reasons,
        [Reason::OutsideHours {
            of: HoursOf::Environment
        }]
    );
    assert_eq!(closed.opens_at, Some(instant("2026-03-03T10:00")));
    let closed = may_start(&schedule, instant("2026-03-02T09:00")).unwrap_err();
    assert_eq!(closed.reasons, [Reason::OutsideHours { of: HoursOf::Template }]);
}

#[test]
fn W10_an_override_lifts_what_it_names_until_it_expires() {
    let open = window(
        times("UTC", "2026-03-02T09:00", "2026-03-02T17:00", "FREQ=DAILY"),
        everything(),
    );
    let shut = |from, until| freeze(times("UTC", from, until, ""), everything());
    let calendar = calendar(
        vec![open],
        vec![
            shut("2026-03-03T00:00", "2026-03-06T00:00"),
            shut("2026-03-04T12:00", "2026-03-05T00:00"),
        ],
    );
    let labels = BTreeSet::new();
    let expiry = instant("2026-03-04T10:00");
    let ask = |what, at: &str| {
        let lifted = [Lifted { what, until: expiry }];
        may_start(
            &Schedule {
                lifted: &lifted,
                ..schedule(&calendar, shipping(&labels))
            },
            instant(at),
        )
    };
    assert_eq!(ask(Lifts::Freeze { freeze: frz(1) }, "2026-03-04T09:59"), Ok(()));
    assert!(ask(Lifts::Freeze { freeze: frz(1) }, "2026-03-04T10:00").is_err());
    assert!(ask(Lifts::Freeze { freeze: frz(2) }, "2026-03-04T09:59").is_err());
    // A freeze is not a window: outside the hours it still is closed, and a lifted window leaves the freeze in force.
    let closed = ask(Lifts::Freeze { freeze: frz(1) }, "2026-03-04T03:00").unwrap_err();
    assert_eq!(closed.reasons, [Reason::OutsideWindow { windows: vec![win(1)] }]);
    assert_eq!(ask(Lifts::Windows, "2026-03-02T03:00"), Ok(()));
    let closed = ask(Lifts::Windows, "2026-03-03T03:00").unwrap_err();
    assert_eq!(
        closed.reasons,
        [Reason::Frozen {
            freeze: frz(1),
            until: instant("2026-03-06T00:00")
        }]
    );
}

#[test]
fn W2_a_booking_lies_whole_in_windows_and_touches_no_freeze() {
    let hours = |from: &str, until: &str| window(times("UTC", from, until, ""), everything());
    let calendar = calendar(
        // The first two touch: together they are one time.
        vec![
            hours("2026-03-02T08:00", "2026-03-02T12:00"),
            hours("2026-03-02T12:00", "2026-03-02T17:00"),
            hours("2026-03-03T08:00", "2026-03-03T12:00"),
        ],
        vec![freeze(
            times("UTC", "2026-03-02T16:00", "2026-03-02T20:00", ""),
            everything(),
        )],
    );
    let labels = BTreeSet::new();
    let book =
        |from: &str, until: &str| may_book(&schedule(&calendar, shipping(&labels)), instant(from), instant(until));
    assert_eq!(book("2026-03-02T11:00", "2026-03-02T13:00"), Ok(()));
    assert_eq!(book("2026-03-02T15:00", "2026-03-02T16:00"), Ok(()));
    assert_eq!(
        book("2026-03-02T15:00", "2026-03-02T16:01"),
        frozen(1, "2026-03-02T20:00", Some("2026-03-03T08:00"))
    );
    assert_eq!(
        book("2026-03-02T07:00", "2026-03-02T08:30"),
        outside(&[1, 2, 3], Some("2026-03-02T08:00"))
    );
    assert_eq!(book("2026-03-03T11:00", "2026-03-03T12:30"), outside(&[1, 2, 3], None));
}

#[test]
fn W3_the_next_time_is_looked_for_as_far_as_the_horizon() {
    let yearly = window(
        times("UTC", "2026-03-02T09:00", "2026-03-02T10:00", "FREQ=YEARLY"),
        everything(),
    );
    let yearly = calendar(vec![yearly], vec![]);
    assert_eq!(
        ask(&yearly, "2026-03-02T10:00"),
        outside(&[1], Some("2027-03-02T09:00"))
    );
    let leap = window(
        times("UTC", "2028-02-29T09:00", "2028-02-29T10:00", "FREQ=YEARLY"),
        everything(),
    );
    assert_eq!(
        ask(&calendar(vec![leap], vec![]), "2028-02-29T10:00"),
        outside(&[1], None)
    );
    let always = freeze(
        times("UTC", "2026-03-02T00:00", "2026-03-03T00:00", "FREQ=DAILY"),
        everything(),
    );
    let closed = ask(&calendar(vec![], vec![always]), "2026-03-02T10:00").unwrap_err();
    let horizon: Timestamp = instant("2026-03-02T10:00").plus_seconds(crate::calendar::HORIZON_DAYS * 86_400);
    assert_eq!(
        closed.reasons,
        [Reason::Frozen {
            freeze: frz(1),
            until: horizon
        }]
    );
    assert_eq!(closed.opens_at, None);
}
