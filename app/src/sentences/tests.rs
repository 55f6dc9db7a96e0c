//! Every sentence, written down: a change of words is seen in review.

mod calendar;

use std::fmt::Write as _;

use domain::accounts::{AccessRole, GateRefusal};
use domain::deployments::{Act, Blocker, ChangeNumber, Field, Hold, LogField, ResolutionName, Warning};
use domain::refusal::{SignBar, VoidedSignOff};
use domain::templates::{ItemKey, ReviewBy, ReviewOverdue, SlotKey};
use domain::testing::{DEVOPS_LEAD, ENGINEER, PRODUCT_OWNER, Scene, TEAM, TECH_LEAD};
use domain::text::{Reason, ZoneName};
use domain::time::Timestamp;
use domain::zone::Zone;

use super::*;
use crate::failure::FieldError;
use crate::parts::Clock;

/// What sentences take names from: read by the engineer, at a fixed time.
fn told(write: impl FnOnce(&Names<'_>, &mut String)) -> String {
    told_in(&Scene::default(), write)
}

fn told_in(scene: &Scene, write: impl FnOnce(&Names<'_>, &mut String)) -> String {
    let clock = Clock::new(Zone::UTC, at("2026-02-03T12:00:00.000000Z"));
    let names = Names {
        directory: scene.directory(),
        people: &scene.states.instance.people,
        structure: Some(&scene.structure),
        team: Some(TEAM),
        reader: ENGINEER,
        clock: &clock,
    };
    let mut out = String::new();
    write(&names, &mut out);
    out
}

/// A sentence with what would help and its parts below it.
fn written(out: &mut String, sentence: &Sentence) {
    writeln!(out, "{}", sentence.words).unwrap();
    let parts = sentence.parts.iter().map(ToString::to_string);
    for line in sentence.help.iter().cloned().chain(parts) {
        writeln!(out, "    {line}").unwrap();
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn key() -> ItemKey {
    let scene = Scene::default();
    let first = scene.structure.items().next().unwrap();
    first.item.key.clone()
}

fn slot() -> SlotKey {
    SlotKey::parse("pre-tech-lead").unwrap()
}

fn moment() -> Timestamp {
    at("2026-02-03T09:14:00.000000Z")
}

fn field_change() -> Change {
    Change::Field {
        field: Field::Version,
        before: "4.11.0".to_owned(),
        after: "4.12.0".to_owned(),
    }
}

fn blockers() -> Vec<Blocker> {
    let (roster, slot, duty) = (Roster::Pre, slot(), Duty::TechLead);
    vec![
        Blocker::ItemsOpen {
            count: 1,
            first: vec![key()],
        },
        Blocker::ItemsOpen {
            count: 21,
            first: vec![key()],
        },
        Blocker::EvidenceMissing {
            count: 1,
            first: vec![key()],
        },
        Blocker::EvidenceMissing {
            count: 2,
            first: vec![key()],
        },
        Blocker::SlotEmpty {
            roster,
            slot: slot.clone(),
            duty: duty.clone(),
        },
        Blocker::DutyUnheld {
            roster,
            slot: slot.clone(),
            duty: Duty::Security,
        },
        Blocker::NobodyMaySign { roster, slot, duty },
        Blocker::EnvironmentBusy {
            other: "CHG-7".parse().unwrap(),
        },
        Blocker::OnHold {
            hold: Hold {
                held: Act {
                    by: TECH_LEAD,
                    at: moment(),
                },
                reason: Reason::parse("The supplier has not answered.").unwrap(),
            },
        },
    ]
}

fn bars() -> Vec<SignBar> {
    vec![
        SignBar::DutyNotHeld { duty: Duty::TechLead },
        SignBar::DutyUnheld { duty: Duty::Security },
        SignBar::Requester,
        SignBar::SetFields {
            fields: vec![Field::Title, Field::Version, Field::Commit],
        },
        SignBar::Deployer,
        SignBar::OtherSlot { duty: Duty::DevOpsLead },
        SignBar::ItemsOpen { count: 1 },
        SignBar::ItemsOpen { count: 3 },
        SignBar::EvidenceMissing { count: 3 },
        SignBar::NotOpen {
            stage: StageName::Draft,
        },
        SignBar::Filled { by: TECH_LEAD },
        SignBar::Filled { by: ENGINEER },
        SignBar::NotNeeded,
    ]
}

#[test]
fn blockers_say_what_is_missing_and_who_can_help() {
    let text = told(|names, out| {
        for blocker in blockers() {
            let signers = [DEVOPS_LEAD, PRODUCT_OWNER];
            writeln!(out, "{}", super::blocker(names, &blocker, &signers, false)).unwrap();
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn warnings_say_what_is_worth_knowing() {
    let (slot, duty) = (slot(), Duty::TechLead);
    let warnings = [
        Warning::ReviewOverdue(ReviewOverdue {
            due: ReviewBy {
                date: "2025-11-01".parse().unwrap(),
                zone: ZoneName::parse("UTC").unwrap(),
            },
        }),
        Warning::NewerVersion { version: 4 },
        Warning::DutyLostSince {
            roster: Roster::Pre,
            slot: slot.clone(),
            duty: duty.clone(),
        },
        Warning::SlotAhead {
            roster: Roster::Post,
            slot: slot.clone(),
            duty: Duty::Security,
        },
        Warning::SlotAhead {
            roster: Roster::Pre,
            slot: slot.clone(),
            duty: duty.clone(),
        },
        Warning::SmallTeam {
            roster: Roster::Pre,
            slot,
            duty,
        },
        Warning::ValuesOpen { count: 1 },
        Warning::ValuesOpen { count: 2 },
        Warning::OptionalOpen { count: 1 },
        Warning::OptionalOpen { count: 2 },
    ];
    let text = told(|names, out| {
        for warning in &warnings {
            writeln!(out, "{}", super::warning(names, warning)).unwrap();
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_signer_is_told_why_not_before_trying() {
    let text = told(|names, out| {
        for bar in bars() {
            writeln!(out, "{}", sign_bar(names, &bar)).unwrap();
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn changes_name_values_by_their_names() {
    let item = key();
    let changes = [
        field_change(),
        Change::Field {
            field: Field::Commit,
            before: String::new(),
            after: "3b9ac01f".to_owned(),
        },
        Change::Field {
            field: Field::Deployer,
            before: ENGINEER.to_string(),
            after: TECH_LEAD.to_string(),
        },
        Change::Field {
            field: Field::Type,
            before: "standard".to_owned(),
            after: "hotfix".to_owned(),
        },
        Change::Item {
            item: item.clone(),
            before: ResolutionName::Done,
            after: ResolutionName::Open,
        },
        Change::Item {
            item: item.clone(),
            before: ResolutionName::NotApplicable,
            after: ResolutionName::NotApplicable,
        },
        Change::Evidence { item },
        Change::Value {
            name: domain::text::ValueName::parse("previous-tag").unwrap(),
            before: String::new(),
            after: "v2.3.9".to_owned(),
        },
        Change::Immaterial { field: Field::Ticket },
        Change::Round { before: 1, after: 2 },
        Change::Declined,
        Change::RolledBack,
        Change::More { count: 1 },
        Change::More { count: 12 },
    ];
    let text = told(|names, out| {
        for change in &changes {
            writeln!(out, "{}", super::change(names, change)).unwrap();
        }
    });
    insta::assert_snapshot!(text);
}

fn refusals() -> Vec<Refusal> {
    let stale = |what| Refusal::Stale {
        since: 9,
        by: TECH_LEAD,
        at: moment(),
        what,
    };
    let signoffs = [TECH_LEAD, DEVOPS_LEAD].map(|person| VoidedSignOff {
        seq: 1,
        roster: Roster::Pre,
        slot: slot(),
        duty: Duty::TechLead,
        person,
    });
    let mut refusals = vec![
        Refusal::NotFound,
        Refusal::RoleMissing {
            needed: AccessRole::Admin,
        },
        Refusal::NotInTeam,
        Refusal::LastOwner,
        Refusal::NoSuchChoice {
            field: "service".to_owned(),
        },
        Refusal::InvitationClosed,
        Refusal::AlreadyMember,
        Refusal::DutiesNeedTeam,
        Refusal::AuditPeriodMissing,
        Refusal::NoDraft,
        Refusal::OwnDraft {
            others: vec![TECH_LEAD, DEVOPS_LEAD],
        },
        Refusal::ReviewNotAsked,
        Refusal::NotPublished,
        stale(StaleThing::Item {
            item: key(),
            now: ResolutionName::Done,
        }),
        stale(StaleThing::Field {
            field: Field::Version,
            now: "4.12.0".to_owned(),
        }),
        stale(StaleThing::Log {
            field: LogField::Issues,
        }),
        stale(StaleThing::Draft),
        Refusal::ItemNotInStage {
            item: key(),
            stage: StageName::Running,
        },
        Refusal::AfterStop {
            item: key(),
            stop: key(),
        },
        Refusal::Blocked { blockers: blockers() },
        Refusal::VoidsSignOffs {
            signoffs: signoffs.to_vec(),
        },
        Refusal::ReasonNeeded,
        Refusal::DutyMissing {
            any_of: vec![Duty::TechLead, Duty::ReleaseManager],
        },
        Refusal::DutyMissing {
            any_of: vec![Duty::Security],
        },
        Refusal::MayNotSign { reasons: bars() },
        Refusal::DocumentChanged {
            changes: vec![field_change()],
        },
        Refusal::ProofTooOld,
        Refusal::SlotFilled { by: TECH_LEAD },
        Refusal::NothingToWithdraw,
        Refusal::HoldUnchanged,
        Refusal::RequestReused,
        Refusal::Invalid {
            field: "release_notes".to_owned(),
            error: TextError::TooLong { limit: 20_000 },
        },
    ];
    refusals.extend(StageName::ALL.map(|stage| Refusal::WrongStage { stage }));
    refusals.push(Refusal::RollbackOfNothing);
    refusals.push(Refusal::RolledBackMeanwhile { by: ChangeNumber(9) });
    let fixed = Field::ALL.into_iter().filter(|field| field.fixed_by_rollback());
    refusals.extend(fixed.map(|field| Refusal::FixedByRollback { field }));
    let unique = [
        Unique::OrganizationSlug,
        Unique::Email,
        Unique::TeamName,
        Unique::ServiceName,
        Unique::EnvironmentName,
        Unique::TemplateSlug,
        Unique::Duty,
    ];
    refusals.extend(unique.map(|what| Refusal::Taken { what }));
    refusals
}

#[test]
fn refusals_say_what_would_help() {
    let text = told(|names, out| {
        for refusal in refusals() {
            written(out, &super::refusal(names, &refusal));
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn fields_say_how_they_are_wrong() {
    let errors = [
        TextError::Empty,
        TextError::TooLong { limit: 80 },
        TextError::TooShort { limit: 15 },
        TextError::Control,
        TextError::Form,
        TextError::Reserved,
    ];
    let mut out = String::new();
    for label in ["Version", "Ticket", "Email"] {
        for error in &errors {
            writeln!(out, "{}", problem(label, &Problem::Text(error.clone()))).unwrap();
        }
    }
    let others = [
        Problem::Choice,
        Problem::NoneChosen,
        Problem::Number,
        Problem::Date,
        Problem::Before,
        Problem::NotText,
        Problem::EmptyFile,
        Problem::TooLarge { limit: 1_048_576 },
        Problem::NoItems,
        Problem::NotACalendar,
        Problem::NoEvents,
        Problem::TooManyEvents { limit: 5000 },
    ];
    for other in &others {
        writeln!(out, "{}", problem("Markdown", other)).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn failures_say_that_nothing_was_saved() {
    let gate = [
        GateRefusal::WrongPassword,
        GateRefusal::WrongCode,
        GateRefusal::TooManyAttempts { retry_after: 61 },
        GateRefusal::Busy,
        GateRefusal::SetUpOver,
        GateRefusal::LinkDead,
        GateRefusal::PasswordTooShort,
        GateRefusal::PasswordTooLong,
        GateRefusal::PasswordCommon,
        GateRefusal::SlugTaken,
    ];
    let mut failures = vec![
        Failure::NotSignedIn,
        Failure::NotFound,
        Failure::ForeignOrigin,
        Failure::TooLarge { limit: 65_536 },
        Failure::Malformed,
        Failure::Unavailable,
        Failure::Busy { retry_after: 2 },
        Failure::Internal {
            reference: "req_1".to_owned(),
        },
        Failure::Invalid {
            fields: vec![FieldError {
                field: "title".to_owned(),
                problem: Problem::Choice,
            }],
        },
    ];
    failures.extend(gate.map(Failure::Gate));
    let mut out = String::new();
    for failure in &failures {
        writeln!(out, "{}", super::failure(failure)).unwrap();
    }
    insta::assert_snapshot!(out);
}
