//! Forms of windows and freezes read back as they were typed, and say what is wrong.

use super::*;
use crate::failure::Failure;

fn typed() -> Typed {
    Typed {
        starts: "2026-12-01T10:00".to_owned(),
        ends: "2026-12-01T16:00".to_owned(),
        ..Typed::fresh(&ZoneName::parse("Europe/Berlin").unwrap())
    }
}

/// The fields that are to blame, with what is wrong.
fn problems(typed: &Typed) -> Vec<(String, Problem)> {
    let mut checks = Checks::default();
    assert_eq!(typed.times(&mut checks), None, "{typed:?}");
    let Failure::Invalid { fields } = checks.failure() else {
        unreachable!()
    };
    fields.into_iter().map(|error| (error.field, error.problem)).collect()
}

fn times(typed: &Typed) -> Times {
    typed.times(&mut Checks::default()).unwrap()
}

fn stored(times: &Times, scope: &Scope) -> Typed {
    Typed::stored(&Stored {
        id: String::new(),
        seq: 0,
        name: "",
        times,
        scope,
    })
}

#[test]
fn every_choice_of_repeats_reads_back_as_it_was_typed() {
    for (value, _) in REPEATS {
        let typed = Typed {
            repeats: value.to_owned(),
            on: if value == "weeks" {
                vec!["tuesday".to_owned()]
            } else {
                Vec::new()
            },
            interval: if value == "never" { "1" } else { "2" }.to_owned(),
            until: if value == "never" { "" } else { "2027-06-30" }.to_owned(),
            nth: if value == "month-weekday" { "last" } else { "first" }.to_owned(),
            weekday: if value == "month-weekday" { "friday" } else { "monday" }.to_owned(),
            ..typed()
        };
        let shown = stored(&times(&typed), &Scope::default());
        assert_eq!(
            Typed {
                seen: String::new(),
                ..shown
            },
            typed,
            "{value}"
        );
    }
}

#[test]
fn a_scope_reads_back_as_it_was_chosen() {
    let team = "tem_0190a5f0000070008000000000000001";
    let typed = Typed {
        types: vec!["hotfix".to_owned()],
        labels: vec!["tier-1".to_owned()],
        except_types: vec!["standard".to_owned()],
        ..typed()
    };
    let mut checks = Checks::default();
    let scope = typed.scope(&mut checks).unwrap();
    assert_eq!(scope.of.types, [DeploymentType::Hotfix].into());
    let shown = stored(&times(&typed), &scope);
    assert_eq!((shown.types, shown.labels), (typed.types.clone(), typed.labels.clone()));
    assert_eq!(shown.except_types, typed.except_types);
    let wrong = Typed {
        services: vec![team.to_owned()],
        ..typed
    };
    assert_eq!(wrong.scope(&mut checks), None);
}

#[test]
fn W1_times_that_cannot_be_are_told_at_their_field() {
    let weekly = |on: &[&str]| Typed {
        repeats: "weeks".to_owned(),
        on: on.iter().map(|day| (*day).to_owned()).collect(),
        ..typed()
    };
    let with = |change: fn(&mut Typed)| {
        let mut typed = typed();
        "days".clone_into(&mut typed.repeats);
        change(&mut typed);
        typed
    };
    let wrong = |error| Problem::Times(error);
    for (typed, field, problem) in [
        (
            with(|t| "2026-12-01T09:00".clone_into(&mut t.ends)),
            "ends",
            wrong(TimesError::EndsFirst),
        ),
        (
            with(|t| "2026-12-01T10:00".clone_into(&mut t.ends)),
            "ends",
            wrong(TimesError::EndsFirst),
        ),
        (
            with(|t| "2028-12-01T10:00".clone_into(&mut t.ends)),
            "ends",
            wrong(TimesError::TooLong),
        ),
        (
            with(|t| "Mars/Olympus".clone_into(&mut t.zone)),
            "zone",
            wrong(TimesError::NoSuchZone),
        ),
        (with(|t| t.zone.clear()), "zone", wrong(TimesError::NoSuchZone)),
        (
            with(|t| "0001-01-01T00:00".clone_into(&mut t.starts)),
            "starts",
            years(),
        ),
        (with(|t| "9999-12-31T23:59".clone_into(&mut t.ends)), "ends", years()),
        (with(|t| t.starts.clear()), "starts", Problem::Moment),
        (
            with(|t| "2026-02-30T10:00".clone_into(&mut t.starts)),
            "starts",
            Problem::Moment,
        ),
        (
            with(|t| "0".clone_into(&mut t.interval)),
            "interval",
            wrong(TimesError::NoSuchRecurrence),
        ),
        (
            with(|t| "367".clone_into(&mut t.interval)),
            "interval",
            wrong(TimesError::NoSuchRecurrence),
        ),
        (with(|t| "-1".clone_into(&mut t.interval)), "interval", Problem::Number),
        (
            with(|t| "99999".clone_into(&mut t.interval)),
            "interval",
            Problem::Number,
        ),
        (
            with(|t| "2026-11-30".clone_into(&mut t.until)),
            "until",
            wrong(TimesError::UntilFirst),
        ),
        (with(|t| "9999-01-01".clone_into(&mut t.until)), "until", years()),
        (with(|t| "soon".clone_into(&mut t.until)), "until", Problem::Date),
        (
            with(|t| "hourly".clone_into(&mut t.repeats)),
            "repeats",
            Problem::Choice,
        ),
        (weekly(&[]), "on", Problem::NoneChosen),
        (weekly(&["someday"]), "on", Problem::Choice),
    ] {
        assert_eq!(problems(&typed), [(field.to_owned(), problem)], "{typed:?}");
    }
}

#[test]
fn W1_a_rule_that_comes_on_no_day_is_told_at_repeats() {
    // It starts and ends on a Monday, and comes on Tuesdays.
    let typed = Typed {
        starts: "2026-11-30T10:00".to_owned(),
        ends: "2026-11-30T16:00".to_owned(),
        repeats: "weeks".to_owned(),
        on: vec!["tuesday".to_owned()],
        until: "2026-11-30".to_owned(),
        ..typed()
    };
    let never = Problem::Times(TimesError::Never);
    assert_eq!(problems(&typed), [("repeats".to_owned(), never)]);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let typed = Typed {
        zone: "nowhere".to_owned(),
        starts: "x".to_owned(),
        ends: "y".to_owned(),
        ..typed()
    };
    let fields: Vec<String> = problems(&typed).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["zone", "starts", "ends"]);
}
