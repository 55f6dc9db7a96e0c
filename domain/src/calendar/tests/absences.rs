//! When somebody is away, who says so, and what of it is over or goes on: W5, W10, D12.

use uuid::Uuid;

use crate::accounts::{MemberFacts, OrganizationCommand};
use crate::calendar::{CalendarCommand, SetAbsence, Stretch, Times};
use crate::id::{AbsenceId, PersonId};
use crate::refusal::{Refusal, StaleThing};
use crate::testing::{ADMIN, AUDITOR, ENGINEER, OWNER, STRANGER, Scene, TECH_LEAD, instant, times};

fn absence(number: u128) -> AbsenceId {
    AbsenceId::new(Uuid::from_u128(number))
}

fn set(number: u128, seen: Option<u64>, person: PersonId, times: Times) -> CalendarCommand {
    CalendarCommand::SetAbsence(Box::new(SetAbsence {
        absence: absence(number),
        seen,
        person,
        times,
    }))
}

fn week() -> Times {
    times("UTC", "2026-03-02T00:00", "2026-03-09T00:00", "")
}

fn away_until(scene: &Scene, person: PersonId, at: &str) -> Option<(AbsenceId, String)> {
    let found = scene.directory().calendar.away_until(person, instant(at));
    found.map(|(absence, until)| (absence, until.to_string()))
}

#[test]
fn W5_everybody_says_when_they_are_away_themselves_and_who_plans_says_it_for_others() {
    let mut scene = Scene::default();
    scene.calendar(ENGINEER, set(1, None, ENGINEER, week())).unwrap();
    scene.calendar(ADMIN, set(2, None, TECH_LEAD, week())).unwrap();
    let others = scene.calendar(ENGINEER, set(3, None, TECH_LEAD, week()));
    assert!(matches!(others, Err(Refusal::DutyMissing { .. })), "{others:?}");
    let auditor = scene.calendar(AUDITOR, set(3, None, AUDITOR, week()));
    assert!(matches!(auditor, Err(Refusal::RoleMissing { .. })), "{auditor:?}");
    // An auditor neither deploys nor signs, and a stranger is nobody here.
    for person in [AUDITOR, STRANGER] {
        let nobody = scene.calendar(OWNER, set(3, None, person, week()));
        assert!(
            matches!(&nobody, Err(Refusal::NoSuchChoice { field }) if field == "person"),
            "{nobody:?}"
        );
    }
    assert_eq!(scene.directory().calendar.absences.len(), 2);
}

#[test]
fn D12_an_absence_changes_and_goes_only_as_it_was_seen() {
    let mut scene = Scene::default();
    scene.calendar(ENGINEER, set(1, None, ENGINEER, week())).unwrap();
    let seq = scene.directory().calendar.absences[&absence(1)].set.seq;
    assert_eq!(
        scene.calendar(ENGINEER, set(1, Some(seq), ENGINEER, week())),
        Ok(vec![])
    );
    let shorter = times("UTC", "2026-03-02T00:00", "2026-03-05T00:00", "");
    scene.calendar(ADMIN, set(1, Some(seq), ENGINEER, shorter)).unwrap();
    let remove = |seen| CalendarCommand::RemoveAbsence {
        absence: absence(1),
        seen,
    };
    for stale in [set(1, Some(seq), ENGINEER, week()), remove(seq)] {
        match scene.calendar(ENGINEER, stale) {
            Err(Refusal::Stale { by, what, .. }) => assert_eq!((by, what), (ADMIN, StaleThing::Calendar)),
            answer => panic!("not stale: {answer:?}"),
        }
    }
    let seq = scene.directory().calendar.absences[&absence(1)].set.seq;
    let given_away = scene.calendar(ADMIN, set(1, Some(seq), TECH_LEAD, week()));
    assert_eq!(given_away, Err(Refusal::NotFound), "an absence stays whose it is");
    let theirs = scene.calendar(TECH_LEAD, remove(seq));
    assert!(matches!(theirs, Err(Refusal::DutyMissing { .. })), "{theirs:?}");
    scene.calendar(ENGINEER, remove(seq)).unwrap();
    assert_eq!(scene.calendar(ENGINEER, remove(seq)), Err(Refusal::NotFound));
}

#[test]
fn W5_who_leaves_is_away_no_more() {
    let mut scene = Scene::default();
    scene.calendar(ENGINEER, set(1, None, ENGINEER, week())).unwrap();
    scene.calendar(TECH_LEAD, set(2, None, TECH_LEAD, week())).unwrap();
    let facts = MemberFacts::of(&scene.directory().members[&ENGINEER]);
    scene.organize(OWNER, OrganizationCommand::RemoveMember { person: ENGINEER });
    let left: Vec<_> = scene.directory().calendar.absences.keys().copied().collect();
    assert_eq!(left, [absence(2)]);
    assert!(!facts.teams.is_empty(), "they were there to leave");
}

#[test]
fn W5_times_are_whole_also_where_a_part_is_asked_about() {
    let mut scene = Scene::default();
    let fridays = times("UTC", "2026-03-06T12:00", "2026-03-06T18:00", "FREQ=WEEKLY;BYDAY=FR");
    scene.calendar(ENGINEER, set(1, None, ENGINEER, week())).unwrap();
    scene.calendar(ENGINEER, set(2, None, ENGINEER, fridays)).unwrap();
    let within = Stretch {
        from: instant("2026-03-08T00:00"),
        until: instant("2026-03-20T13:00"),
    };
    let found = scene.directory().calendar.away(&[ENGINEER].into(), within);
    let found: Vec<_> = found.iter().map(|away| (away.absence, away.stretch)).collect();
    let time = |from: &str, until: &str| Stretch {
        from: instant(from),
        until: instant(until),
    };
    assert_eq!(
        found,
        [
            (absence(1), time("2026-03-02T00:00", "2026-03-09T00:00")),
            (absence(2), time("2026-03-13T12:00", "2026-03-13T18:00")),
            (absence(2), time("2026-03-20T12:00", "2026-03-20T18:00")),
        ]
    );
    assert_eq!(scene.directory().calendar.away(&[TECH_LEAD].into(), within), []);
}

#[test]
fn W5_what_of_one_absence_overlaps_is_one_time() {
    let mut scene = Scene::default();
    // Two weeks of holidays, with "every day" chosen by mistake.
    let daily = times(
        "UTC",
        "2026-03-02T00:00",
        "2026-03-16T00:00",
        "FREQ=DAILY;UNTIL=20260304T000000Z",
    );
    scene.calendar(ENGINEER, set(1, None, ENGINEER, daily)).unwrap();
    let within = Stretch {
        from: instant("2026-03-10T00:00"),
        until: instant("2026-03-30T00:00"),
    };
    let found = scene.directory().calendar.away(&[ENGINEER].into(), within);
    let whole = Stretch {
        from: instant("2026-03-02T00:00"),
        until: instant("2026-03-18T00:00"),
    };
    assert_eq!(found.iter().map(|away| away.stretch).collect::<Vec<_>>(), [whole]);
}

#[test]
fn D12_who_loses_team_and_role_takes_back_what_was_said_of_them() {
    let mut scene = Scene::default();
    scene.calendar(ENGINEER, set(1, None, ENGINEER, week())).unwrap();
    scene.organize(
        OWNER,
        OrganizationCommand::ChangeMember {
            person: ENGINEER,
            seen: None,
            role: crate::accounts::AccessRole::Member,
            teams: [].into(),
            reads: None,
        },
    );
    let seq = scene.directory().calendar.absences[&absence(1)].set.seq;
    let more = scene.calendar(ENGINEER, set(2, None, ENGINEER, week()));
    assert_eq!(more, Err(Refusal::NotInTeam));
    let remove = CalendarCommand::RemoveAbsence {
        absence: absence(1),
        seen: seq,
    };
    scene.calendar(ENGINEER, remove).unwrap();
}

#[test]
fn W5_somebody_is_back_when_the_last_of_what_follows_at_once_is_over() {
    let mut scene = Scene::default();
    let next = times("UTC", "2026-03-09T00:00", "2026-03-11T00:00", "");
    let within = times("UTC", "2026-03-03T00:00", "2026-03-04T00:00", "");
    for (number, times) in [(1, week()), (2, next), (3, within)] {
        scene.calendar(ENGINEER, set(number, None, ENGINEER, times)).unwrap();
    }
    let back = Some((absence(2), "2026-03-11T00:00:00.000000Z".to_owned()));
    assert_eq!(away_until(&scene, ENGINEER, "2026-03-03T10:00"), back);
    assert_eq!(away_until(&scene, ENGINEER, "2026-03-11T00:00"), None);
    assert_eq!(away_until(&scene, TECH_LEAD, "2026-03-03T10:00"), None);
    // A year's leave after it ends beyond what is looked at, and is waited for until there.
    let leave = times("UTC", "2026-03-11T00:00", "2027-03-10T00:00", "");
    scene.calendar(ENGINEER, set(5, None, ENGINEER, leave)).unwrap();
    let back = away_until(&scene, ENGINEER, "2026-02-02T10:00");
    assert_eq!(back, None, "not away yet");
    let weeks = times("UTC", "2026-02-01T00:00", "2026-03-02T00:00", "");
    scene.calendar(ENGINEER, set(6, None, ENGINEER, weeks)).unwrap();
    let back = away_until(&scene, ENGINEER, "2026-02-02T10:00").unwrap();
    assert_eq!(back, (absence(5), "2027-03-09T10:00:00.000000Z".to_owned()));
    // Every day, all day: there is no end to wait for, so it ends where nobody looks any further.
    let always = times("UTC", "2026-01-01T00:00", "2026-01-02T00:00", "FREQ=DAILY");
    scene.calendar(TECH_LEAD, set(4, None, TECH_LEAD, always)).unwrap();
    let until = away_until(&scene, TECH_LEAD, "2026-03-03T10:00").unwrap().1;
    assert_eq!(until, "2027-04-07T10:00:00.000000Z");
}
