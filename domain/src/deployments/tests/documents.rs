use super::{prepared, signed, standing, verifying};
use crate::deployments::{Change, DeploymentCommand, Document, ItemMove};
use crate::templates::Roster;
use crate::testing::{DEPLOYER, ENGINEER, PAYMENTS, Scene};

fn document(scene: &Scene, id: crate::id::DeploymentId, roster: Roster, ahead: bool) -> Document {
    Document::of(PAYMENTS, scene.deployment(id), &scene.structure, roster, ahead)
}

#[test]
fn S2_the_document_is_what_it_says_it_is() {
    let (scene, id) = prepared();
    insta::assert_snapshot!(document(&scene, id, Roster::Pre, false).canonical());
    insta::assert_snapshot!(document(&scene, id, Roster::Pre, true).canonical());
}

#[test]
fn S2_the_hash_in_the_entry_is_recomputed_from_the_ledger() {
    let (scene, id) = signed();
    let folded = scene.refolded().unwrap();
    let again = Document::of(PAYMENTS, &folded.deployments[&id], &scene.structure, Roster::Pre, false);
    for signoff in standing(&scene, id, Roster::Pre) {
        assert_eq!(signoff.document, again.hash());
    }
}

#[test]
fn S2_a_document_survives_being_written_and_read() {
    let (scene, id) = prepared();
    let whole = document(&scene, id, Roster::Pre, false);
    let read: Document = serde_json::from_str(&whole.canonical()).unwrap();
    assert_eq!(read, whole);
    assert_eq!(read.hash(), whole.hash());
}

#[test]
fn S2_the_post_document_covers_what_may_change_while_it_signs() {
    let (scene, id) = verifying();
    let items = document(&scene, id, Roster::Post, false).items.unwrap();
    let keys: Vec<&str> = items.iter().map(|item| item.item.as_str()).collect();
    let expected = [
        "drain-traffic",
        "deploy",
        "warm-caches",
        "smoke-tests",
        "error-rate",
        "announce",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn S3_the_difference_is_empty_exactly_when_the_hash_is_the_same() {
    let (mut scene, id) = prepared();
    let before = document(&scene, id, Roster::Pre, false);
    assert!(before.difference(&before).is_empty());
    let tick = scene.changes(id, &["changelog"], &ItemMove::Done);
    scene.does(ENGINEER, id, tick).unwrap();
    let after = document(&scene, id, Roster::Pre, false);
    assert_eq!(before.difference(&after).len(), 1);
    assert_ne!(before.hash(), after.hash());
}

#[test]
fn S2_a_rollback_signs_another_document() {
    let (mut scene, id) = verifying();
    scene.signs(DEPLOYER, id, Roster::Post).unwrap();
    let before = document(&scene, id, Roster::Post, false);
    let roll_back = DeploymentCommand::RollBack {
        reason: Scene::reason("errors"),
        to_version: crate::text::VersionText::parse("2.3.9").unwrap(),
        confirmed: crate::testing::every(),
    };
    scene.does(DEPLOYER, id, roll_back).unwrap();
    let after = document(&scene, id, Roster::Post, false);
    assert_eq!(after.rollback.as_ref().unwrap().to_version.as_str(), "2.3.9");
    assert_eq!(before.difference(&after), vec![Change::Round { before: 1, after: 2 }]);
}
