//! From the form to what is saved, without a server.
#![allow(clippy::unwrap_used, reason = "a test says what is there")]
#![allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]

use domain::calendar::Times;
use domain::templates::markdown::export;
use domain::templates::markdown::limits::{MAX_BYTES, MAX_ITEMS, MAX_LEVELS};
use domain::templates::{PhaseKind, Structure};
use domain::text::{TemplateName, TextError, ZoneName};
use ledger::blob_hash;

use super::Typed;
use super::headings::{HeadingChoice, headings};
use super::policy::Begun;
use super::sheet::sheet;
use crate::deployments::checklist::Prepared;
use crate::failure::{Failure, Problem};

const CHECKLIST: &str = "\
# Release of the *queue*

## Before the deployment
### Data
- [ ] **Backup** restored & counted {#backup .stop}
  ```bash
  restore <latest>
  ```
- [ ] Room left
  - [ ] On the `primary`

## Deployment steps
1. [ ] Ship it

## Contacts
Call somebody.

## Sign-off
- [ ] Tech Lead
";

fn typed(markdown: &str) -> Typed {
    Typed {
        markdown: markdown.to_owned(),
        ..Typed::default()
    }
}

fn utc() -> ZoneName {
    ZoneName::parse("UTC").unwrap()
}

fn problem(typed: &Typed) -> (String, Problem) {
    match typed.read() {
        Err(Failure::Invalid { mut fields }) => {
            let error = fields.remove(0);
            (error.field, error.problem)
        }
        other => panic!("read: {other:?}"),
    }
}

#[test]
fn a_file_is_read_instead_of_the_field_and_blamed_instead_of_it() {
    let both = Typed {
        file: "- [ ] From the file".to_owned(),
        ..typed(CHECKLIST)
    };
    assert_eq!(both.read().unwrap().totals.items, 1);
    let bad = Typed {
        file: "\0".to_owned(),
        ..typed(CHECKLIST)
    };
    assert_eq!(problem(&bad), ("file".to_owned(), Problem::Text(TextError::Control)));
}

#[test]
fn line_ends_are_those_of_the_text_whatever_browsers_send() {
    let sent = CHECKLIST.replace('\n', "\r\n");
    assert_eq!(typed(&sent).source(), CHECKLIST);
    assert_eq!(typed(&CHECKLIST.replace('\n', "\r")).source(), CHECKLIST);
}

#[test]
fn what_cannot_be_read_is_said_at_the_field() {
    let at = |text: &str| problem(&typed(text)).1;
    assert_eq!(at(" \n\t"), Problem::Text(TextError::Empty));
    let limit = MAX_BYTES as u64;
    assert_eq!(at(&"x".repeat(MAX_BYTES + 1)), Problem::TooLarge { limit });
    let limit = MAX_ITEMS as u64;
    assert_eq!(at(&"- [ ] x\n".repeat(MAX_ITEMS + 1)), Problem::TooManyItems { limit });
    let deep: String = (0..=MAX_LEVELS)
        .map(|level| format!("{}- [ ] x\n", "  ".repeat(level)))
        .collect();
    let limit = MAX_LEVELS as u64;
    assert_eq!(at(&deep), Problem::TooDeep { limit });
    assert_eq!(at("---"), Problem::NoItems);
}

#[test]
fn the_deepest_list_that_is_read_can_be_saved() {
    let deep: String = (0..MAX_LEVELS)
        .map(|level| format!("{}- [ ] x\n", "  ".repeat(level)))
        .collect();
    let typed = typed(&deep);
    let structure = typed.read().unwrap().structure;
    let (_, drafted) = typed.settle(&structure, &utc()).unwrap();
    let again: Structure = serde_json::from_slice(&drafted.blobs[0]).unwrap();
    assert_eq!(again, structure);
}

#[test]
fn a_draft_names_its_bodies_by_hash() {
    let typed = Typed {
        review_by: "2026-01-30".to_owned(),
        bars_deployer: "yes".to_owned(),
        ..typed(CHECKLIST)
    };
    let structure = typed.read().unwrap().structure;
    let (name, drafted) = typed.settle(&structure, &utc()).unwrap();
    assert_eq!(name.as_str(), "Release of the queue");
    assert_eq!(drafted.content.structure, blob_hash(&drafted.blobs[0]));
    assert_eq!(drafted.content.source, blob_hash(CHECKLIST.as_bytes()));
    assert_eq!(drafted.content.source_len, CHECKLIST.len() as u64);
    assert_eq!(drafted.content.review_by.unwrap().date.to_string(), "2026-01-30");
    assert!(drafted.content.bars_deployer);
}

/// What the preview sends of a window policy.
fn with_policy(markdown: &str) -> Typed {
    Typed {
        window_shown: "yes".to_owned(),
        window: "yes".to_owned(),
        hours_on: vec!["monday".to_owned()],
        hours_from: "10:00".to_owned(),
        hours_to: "16:00".to_owned(),
        hours_zone: "America/Los_Angeles".to_owned(),
        notice_hours: "48".to_owned(),
        backup: "yes".to_owned(),
        low_on: vec!["sunday".to_owned()],
        low_from: "02:00".to_owned(),
        low_to: "05:00".to_owned(),
        ..typed(markdown)
    }
}

fn structure_of(typed: &Typed) -> Structure {
    let structure = typed.read().unwrap().structure;
    let (_, drafted) = typed.settle(&structure, &utc()).unwrap();
    serde_json::from_slice(&drafted.blobs[0]).unwrap()
}

#[test]
fn T8_the_policy_that_was_chosen_is_kept_exported_and_read_again() {
    let saved = structure_of(&with_policy(CHECKLIST));
    let policy = saved.window.clone().unwrap();
    let words = |times: Option<Times>| times.unwrap().in_words();
    assert_eq!(
        words(policy.hours),
        "every Monday, 10:00 to 16:00 (America/Los Angeles)"
    );
    assert_eq!(
        words(policy.low_traffic),
        "every Sunday, 02:00 to 05:00 (America/Los Angeles)"
    );
    assert!(policy.backup && policy.notice_hours == 48);
    // The next version begins with the export: it is not asked for again.
    let exported = export(&saved);
    assert_eq!(structure_of(&typed(&exported)).window, saved.window);
    let off = Typed {
        window: String::new(),
        ..with_policy(&exported)
    };
    assert_eq!(structure_of(&off).window, None);
    let torn = exported.replace("notice_hours\":48", "notice_hours\":48000");
    let reading = typed(&torn).read().unwrap();
    assert_eq!(reading.structure.window, None);
    assert!(
        reading
            .warnings
            .iter()
            .any(|warning| warning.text.contains("window policy"))
    );
}

#[test]
fn T8_hints_are_filled_in_and_not_switched_on() {
    let hints = "# Release\n\n- Business hours (10am-4pm PST)\n- Announced 48 hours in advance\n- Backup window found\n\n- [ ] Ship\n";
    let reading = typed(hints).read().unwrap();
    let begun = Begun::of(&reading.structure, "Europe/Berlin");
    assert!(!begun.on && begun.backup);
    assert_eq!(begun.notice_hours, 48);
    assert_eq!((begun.hours.from.as_str(), begun.hours.to.as_str()), ("10:00", "16:00"));
    assert_eq!(begun.hours.on.len(), 5, "Monday to Friday");
    assert_eq!(begun.hours.zone, "", "PST names no place");
    assert_eq!(structure_of(&typed(hints)).window, None);
}

#[test]
fn T8_every_field_of_a_policy_that_is_wrong_is_named() {
    let wrong = Typed {
        hours_from: "ten".to_owned(),
        hours_zone: String::new(),
        notice_hours: "673".to_owned(),
        low_on: vec!["someday".to_owned()],
        ..with_policy(CHECKLIST)
    };
    let structure = wrong.read().unwrap().structure;
    let Err(Failure::Invalid { fields }) = wrong.settle(&structure, &utc()) else {
        panic!("settled")
    };
    let names: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        names,
        ["hours_from", "hours_zone", "low_on", "hours_zone", "notice_hours"]
    );
}

#[test]
fn every_field_that_is_wrong_is_named_in_one_answer() {
    let typed = Typed {
        name: "x".repeat(TemplateName::MAX + 1),
        review_by: "30.1.2026".to_owned(),
        ..typed(CHECKLIST)
    };
    let structure = typed.read().unwrap().structure;
    let Err(Failure::Invalid { fields }) = typed.settle(&structure, &utc()) else {
        panic!("settled")
    };
    let names: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(names, ["name", "review_by"]);
}

#[test]
fn a_switch_that_was_shown_and_is_not_kept_is_off() {
    let slots = |typed: &Typed| typed.read().unwrap().structure.slots.len();
    let first = typed(CHECKLIST);
    let reading = first.read().unwrap();
    let signed = reading
        .proposals
        .iter()
        .find(|proposal| proposal.source.contains("Tech Lead"))
        .unwrap();
    let all = slots(&first);
    let off = Typed {
        shown: signed.id.to_string(),
        ..first.clone()
    };
    assert_eq!(slots(&off), all - 1);
    assert_eq!(
        off.read().unwrap().structure.items().count(),
        reading.structure.items().count() + 1
    );
    let on = Typed {
        keep: vec![signed.id.to_string()],
        ..off
    };
    assert_eq!(slots(&on), all);
}

fn row(choices: &[HeadingChoice], text: &str) -> HeadingChoice {
    choices.iter().find(|choice| choice.text == text).unwrap().clone()
}

#[test]
fn every_heading_that_may_begin_a_phase_is_offered_with_what_was_chosen() {
    let first = typed(CHECKLIST);
    let plain = first.read().unwrap();
    let offered = headings(&plain, &first.options());
    assert_eq!(
        row(&offered, "Before the deployment").proposed,
        Some(PhaseKind::PreDeployment)
    );
    assert_eq!(row(&offered, "Deployment steps").chosen, "");
    assert!(offered.iter().all(|choice| choice.text != "Data"));

    let line = row(&offered, "Deployment steps").line;
    let moved = Typed {
        phases: vec![format!("{line}:rollback")],
        ..first.clone()
    };
    assert_eq!(moved.read().unwrap().structure.items_in(PhaseKind::Rollback).count(), 1);
    assert_eq!(
        row(&headings(&plain, &moved.options()), "Deployment steps").chosen,
        "rollback"
    );

    let refused = Typed {
        phases: vec![format!("{line}:none")],
        ..first
    };
    assert_eq!(
        refused
            .read()
            .unwrap()
            .structure
            .items_in(PhaseKind::Deployment)
            .count(),
        0
    );
    assert_eq!(
        row(&headings(&plain, &refused.options()), "Deployment steps").chosen,
        "none"
    );
}

#[test]
fn what_the_preview_did_not_write_is_left_out() {
    let typed = Typed {
        shown: "../../etc UPPER".to_owned(),
        phases: vec!["x:pre".to_owned(), "3".to_owned(), "4:later".to_owned()],
        reader: "crystal_ball".to_owned(),
        ..typed(CHECKLIST)
    };
    assert_eq!(typed.options(), domain::templates::markdown::ReadOptions::default());
}

#[test]
fn the_list_reads_without_a_checkbox_and_passes_no_html() {
    let hostile = CHECKLIST.replace("Ship it", "<img src=x onerror=alert(1)> Ship \"it\"");
    let structure = typed(&hostile).read().unwrap().structure;
    let html = sheet(&Prepared::new(&structure, "/icons.svg"), &structure, "/icons.svg");
    assert!(html.contains(r#"id="item-backup" data-stop"#) || html.contains(r#"data-stop id="item-backup""#));
    assert!(html.contains("<strong>Backup</strong> restored &amp; counted"));
    assert!(html.contains("restore &lt;latest&gt;"));
    assert!(html.contains("Tech Lead signs here"));
    assert!(!html.contains("<input") && !html.contains("<img") && !html.contains("onerror=alert(1)>"));
}

/// What the preview sends about slots: those it showed, and those of them that were ticked.
fn ahead(markdown: &str, shown: &str, ticked: &[&str]) -> Typed {
    Typed {
        slots: shown.to_owned(),
        ahead: ticked.iter().map(ToString::to_string).collect(),
        ..typed(markdown)
    }
}

fn slots(typed: &Typed) -> Vec<(String, bool)> {
    let structure = typed.read().unwrap().structure;
    structure
        .slots
        .iter()
        .map(|slot| (slot.key.to_string(), slot.ahead))
        .collect()
}

#[test]
fn t6_what_may_be_signed_ahead_is_chosen_and_survives_the_export() {
    let plain = slots(&typed(CHECKLIST));
    assert!(plain.iter().all(|(_, ahead)| !ahead), "{plain:?}");
    let first = plain[0].0.as_str();
    let keys = plain.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(" ");
    let chosen = ahead(CHECKLIST, &keys, &[first]);
    let expected: Vec<(String, bool)> = plain.iter().map(|(key, _)| (key.clone(), key == first)).collect();
    assert_eq!(slots(&chosen), expected);
    let exported = domain::templates::markdown::export(&chosen.read().unwrap().structure);
    assert_eq!(
        slots(&typed(&exported)),
        expected,
        "nobody was asked, so the text decides"
    );
    assert!(slots(&ahead(&exported, &keys, &[])).iter().all(|(_, ahead)| !ahead));
    assert_eq!(
        slots(&ahead(CHECKLIST, "", &[first])),
        plain,
        "what was not on the page is left out"
    );
}

#[test]
fn only_what_was_chosen_against_the_text_goes_back_to_it() {
    let plain = slots(&typed(CHECKLIST));
    let first = plain[0].0.as_str();
    let overruled = |typed: &Typed| -> Vec<(String, bool)> {
        typed
            .overruled()
            .into_iter()
            .map(|(key, ahead)| (key.to_string(), ahead))
            .collect()
    };
    assert_eq!(overruled(&ahead(CHECKLIST, first, &[])), []);
    assert_eq!(
        overruled(&ahead(CHECKLIST, first, &[first])),
        [(first.to_owned(), true)]
    );
    let exported = domain::templates::markdown::export(&ahead(CHECKLIST, first, &[first]).read().unwrap().structure);
    assert_eq!(overruled(&ahead(&exported, first, &[first])), []);
    assert_eq!(overruled(&ahead(&exported, first, &[])), [(first.to_owned(), false)]);
}
