//! Values that the checklist leaves blank (04).

use super::{ENGINEER, TECH_LEAD, prepared, running, signed, standing, voided};
use crate::deployments::{Change, DeploymentCommand, DeploymentEvent, FillIn, Warning};
use crate::id::{DeploymentId, PersonId};
use crate::refusal::{Refusal, StaleThing};
use crate::templates::Roster;
use crate::testing::{PRODUCTION, Scene};
use crate::text::{ValueName, ValueText};

fn name(text: &str) -> ValueName {
    ValueName::parse(text).unwrap()
}

fn text(text: &str) -> Option<ValueText> {
    ValueText::parse_optional(text).unwrap()
}

fn fill(named: &str, seen: &str, wanted: &str, yes: bool) -> DeploymentCommand {
    DeploymentCommand::FillIn {
        values: vec![FillIn {
            name: name(named),
            seen: text(seen),
            wanted: text(wanted),
        }],
        confirmed: crate::testing::told(yes),
    }
}

fn said(scene: &Scene, id: DeploymentId) -> Option<&str> {
    scene.deployment(id).value(&name("previous-tag")).map(ValueText::as_str)
}

fn fills(scene: &mut Scene, person: PersonId, id: DeploymentId, seen: &str, wanted: &str) -> Vec<DeploymentEvent> {
    scene
        .does(person, id, fill("previous-tag", seen, wanted, true))
        .unwrap()
}

#[test]
fn values_are_filled_in_changed_and_emptied() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    assert_eq!(fills(&mut scene, ENGINEER, id, "", "v2.3.8").len(), 1);
    assert_eq!(fills(&mut scene, ENGINEER, id, "", "v2.3.8"), [], "it already says so");
    assert_eq!(said(&scene, id), Some("v2.3.8"));
    fills(&mut scene, ENGINEER, id, "v2.3.8", "v2.3.9");
    assert_eq!(said(&scene, id), Some("v2.3.9"));
    fills(&mut scene, ENGINEER, id, "v2.3.9", "");
    assert_eq!(said(&scene, id), None);
    assert_eq!(scene.refolded().unwrap(), scene.states);
}

#[test]
fn D4_blanks_are_warned_of_until_they_are_filled_in() {
    let mut scene = Scene::default();
    let template = scene.states.template.clone().unwrap();
    let id = scene.draft(PRODUCTION);
    let warned = |scene: &Scene| {
        let warnings = scene.standing(id).warnings(&template, None, scene.now);
        warnings.contains(&Warning::ValuesOpen { count: 1 })
    };
    assert!(warned(&scene));
    fills(&mut scene, ENGINEER, id, "", "v2.3.9");
    assert!(!warned(&scene));
}

#[test]
fn D12_a_value_is_checked_against_what_was_on_the_page() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    fills(&mut scene, TECH_LEAD, id, "", "v2.3.8");
    let late = scene.does(ENGINEER, id, fill("previous-tag", "", "v2.3.9", true));
    let Err(Refusal::Stale { by, what, .. }) = late else {
        panic!("{late:?}")
    };
    assert_eq!(by, TECH_LEAD);
    let now = text("v2.3.8");
    assert_eq!(
        what,
        StaleThing::Value {
            name: name("previous-tag"),
            now
        }
    );
}

#[test]
fn only_what_the_checklist_asks_for_is_filled_in_and_the_version_is_not_asked() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let asked: Vec<_> = scene.structure.asked_values().collect();
    assert_eq!(asked, [name("previous-tag")]);
    for other in ["Version", "next-tag"] {
        let refused = scene.does(ENGINEER, id, fill(other, "", "v2.3.9", true));
        assert_eq!(refused, Err(Refusal::NotFound), "{other}");
    }
}

#[test]
fn S3_a_value_voids_what_covered_it_and_asks_first() {
    let (mut scene, id) = signed();
    let asked = scene.does(ENGINEER, id, fill("previous-tag", "", "v2.3.9", false));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 3));
    let events = fills(&mut scene, ENGINEER, id, "", "v2.3.9");
    assert_eq!(voided(&events), 3);
    let change = Change::Value {
        name: name("previous-tag"),
        before: String::new(),
        after: "v2.3.9".to_owned(),
    };
    assert!(
        matches!(&events[1], DeploymentEvent::SignOffVoided { changes, .. } if changes == std::slice::from_ref(&change))
    );
    assert!(standing(&scene, id, Roster::Pre).is_empty());
}

#[test]
fn S2_a_signer_is_shown_the_value_that_changed_meanwhile() {
    let (mut scene, id) = prepared();
    let position = scene.entries.len() as u64;
    fills(&mut scene, ENGINEER, id, "", "v2.3.9");
    let slot = scene.structure.slots_in(Roster::Pre).next().unwrap();
    let changes = scene.standing(id).changed_since(slot, position);
    assert!(matches!(&changes[..], [Change::Value { after, .. }] if after == "v2.3.9"));
}

#[test]
fn what_the_start_rested_on_stays_and_what_was_blank_may_be_filled_in() {
    let (mut scene, id) = running();
    fills(&mut scene, ENGINEER, id, "", "v2.3.9");
    fills(&mut scene, ENGINEER, id, "v2.3.9", "v2.3.8");

    let (mut scene, id) = prepared();
    fills(&mut scene, ENGINEER, id, "", "v2.3.9");
    for person in [TECH_LEAD, super::DEVOPS_LEAD, super::PRODUCT_OWNER] {
        scene.signs(person, id, Roster::Pre).unwrap();
    }
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    let late = scene.does(ENGINEER, id, fill("previous-tag", "v2.3.9", "v2.3.8", true));
    assert_eq!(
        late,
        Err(Refusal::ValueFixed {
            name: name("previous-tag")
        })
    );
}
