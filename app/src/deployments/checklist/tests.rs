//! The checklist as HTML: names, states, counts, and nothing of what people typed unescaped.

use domain::deployments::StageName;
use domain::templates::PhaseKind;
use domain::templates::structure::{Bullet, Node};
use domain::testing::{ENGINEER, STAGING, Scene, checklist, item};
use domain::time::Timestamp;
use domain::zone::Zone;

use super::*;
use crate::parts::Clock;

/// The list of a fresh deployment after `ticks` of its first items, as somebody sees it who may work it.
fn written<T>(scene: &mut Scene, ticks: &[&str], look: impl FnOnce(&Sheet<'_>) -> T) -> T {
    let id = scene.draft(STAGING);
    if !ticks.is_empty() {
        let command = scene.changes(id, ticks, &domain::deployments::ItemMove::Done);
        scene.does(ENGINEER, id, command).unwrap();
    }
    let prepared = Prepared::new(&scene.structure, "/icons.svg");
    let clock = Clock::new(Zone::UTC, Timestamp::from_micros(1_770_000_100_000_000));
    look(&Sheet::new(SheetSource {
        prepared: &prepared,
        structure: &scene.structure,
        deployment: scene.deployment(id),
        people: &scene.states.instance.people,
        clock: &clock,
        base: "/payments/deployments/CHG-1",
        sprite: "/icons.svg",
        open: StageName::Draft.works(),
        worked: Some(PhaseKind::PreDeployment),
        signs: true,
        typed: &std::collections::BTreeMap::new(),
    }))
}

fn html(sheet: &Sheet<'_>) -> String {
    let mut out = String::new();
    sheet.write(&mut out);
    out
}

/// Keys of the items of a phase.
fn keys(scene: &Scene, kind: PhaseKind) -> Vec<String> {
    scene
        .structure
        .items_in(kind)
        .map(|found| found.item.key.to_string())
        .collect()
}

#[test]
fn every_item_is_a_checkbox_and_only_its_text_is_the_name() {
    let mut scene = Scene::default();
    let count = scene.structure.items().count();
    let html = written(&mut scene, &[], html);
    assert_eq!(html.matches(r#"<input type="checkbox" name="done[]""#).count(), count);
    for found in scene.structure.items() {
        let name = format!(
            r#"<span class="item__text">{}</span></label>"#,
            crate::parts::escaped(&found.item.name())
        );
        assert!(html.contains(&name), "{name}");
    }
}

#[test]
fn only_phases_of_the_stage_can_be_ticked() {
    let mut scene = Scene::default();
    let (pre, all) = (
        keys(&scene, PhaseKind::PreDeployment).len(),
        scene.structure.items().count(),
    );
    let (html, seen) = written(&mut scene, &[], |sheet| (html(sheet), sheet.seen()));
    assert_eq!(html.matches(" disabled>").count(), all - pre);
    assert_eq!(seen.split(' ').filter(|word| word.ends_with(":0:o")).count(), pre);
}

#[test]
fn counts_and_the_next_item_follow_the_ticks() {
    let mut scene = Scene::default();
    let pre = keys(&scene, PhaseKind::PreDeployment);
    let first = pre.first().unwrap().clone();
    let (html, total, next) = written(&mut scene, &[&first], |sheet| {
        (html(sheet), sheet.total(), sheet.next().map(|(key, _)| key.to_string()))
    });
    assert_eq!(total.resolved, 1);
    assert!(html.contains(&format!(">1 of {}</span>", pre.len())));
    assert!(html.contains(r#"data-state="done""#));
    assert_ne!(next, Some(first));
}

#[test]
fn what_changed_since_comes_with_everything_that_counts_it() {
    let mut scene = Scene::default();
    let first = keys(&scene, PhaseKind::PreDeployment).first().unwrap().clone();
    let (rows, parts) = written(&mut scene, &[&first], |sheet| {
        sheet.since(&|_, state| state.is_some_and(|state| state.seq() > 0))
    });
    assert_eq!(rows.iter().map(|row| row.key.to_string()).collect::<Vec<_>>(), [first]);
    assert!(
        rows.iter()
            .all(|row| row.state == "done" && row.html.starts_with(r#"<div class="item__row">"#))
    );
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert!(names.iter().any(|name| name.starts_with("section-")) && names.contains(&"phase-0-count"));
    for part in parts.iter().filter(|part| !part.html.is_empty()) {
        assert!(
            part.html.contains(&format!(r#"data-part="{}""#, part.name)),
            "{}",
            part.name
        );
    }
}

#[test]
fn nothing_that_people_typed_becomes_markup() {
    let mut structure = checklist();
    let attack = r#"<img src=x onerror="alert(1)"> "quoted" & 'single'"#;
    let mut bad = item("attack", attack);
    bad.owner = Some(attack.to_owned());
    bad.time_budget = Some(attack.to_owned());
    bad.control_tags = vec![attack.to_owned()];
    bad.command = Some(attack.to_owned());
    bad.verify = vec![attack.to_owned()];
    bad.nodes = vec![
        Node::Text(attack.to_owned()),
        Node::Html(attack.to_owned()),
        Node::Bullet(Bullet {
            number: None,
            text: attack.to_owned(),
            nodes: Vec::new(),
        }),
    ];
    structure.phases[0].sections[0].nodes.push(Node::Item(Box::new(bad)));
    let html = written(&mut Scene::with(structure), &[], html);
    assert!(!html.contains("<img"), "{html}");
    assert!(!html.contains(r#"label="Details of <"#));
}
