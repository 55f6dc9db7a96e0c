use super::{key, prepared, signed};
use crate::deployments::{DeploymentCommand, ItemMove, ReturnedWhy};
use crate::id::{DeploymentId, PersonId};
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::testing::{DEVOPS_LEAD, ENGINEER, OWNER, PRODUCT_OWNER, PRODUCTION, Scene, TECH_LEAD};

fn to(scene: &Scene, id: DeploymentId) -> Vec<PersonId> {
    scene
        .deployment(id)
        .returned
        .iter()
        .map(|returned| returned.to)
        .collect()
}

fn request(items: Vec<ItemKey>) -> DeploymentCommand {
    DeploymentCommand::RequestChanges {
        roster: Roster::Pre,
        slot: SlotKey::parse("pre-product-owner").unwrap(),
        items,
        reason: Scene::reason("look again"),
        confirmed: crate::testing::every(),
    }
}

fn confirmed(command: DeploymentCommand) -> DeploymentCommand {
    let DeploymentCommand::ChangeItems { changes, .. } = command else {
        return command;
    };
    DeploymentCommand::ChangeItems {
        changes,
        confirmed: crate::testing::every(),
    }
}

#[test]
fn S3_a_voided_sign_off_comes_back_to_its_signer_until_the_slot_is_signed() {
    let (mut scene, id) = signed();
    let tick = confirmed(scene.changes(id, &["changelog"], &ItemMove::Done));
    scene.does(TECH_LEAD, id, tick).unwrap();
    assert_eq!(
        to(&scene, id),
        vec![DEVOPS_LEAD, PRODUCT_OWNER],
        "not to the one who did it"
    );
    scene.signs(DEVOPS_LEAD, id, Roster::Pre).unwrap();
    assert_eq!(to(&scene, id), vec![PRODUCT_OWNER]);
    let why = &scene.deployment(id).returned[0].why;
    assert!(matches!(why, ReturnedWhy::Voided { by, changes, .. } if *by == TECH_LEAD && changes.len() == 1));
}

#[test]
fn S8_requested_changes_come_back_until_the_items_are_resolved() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let backup = scene.changes(id, &["backup-taken"], &ItemMove::Done);
    scene.does(OWNER, id, backup.clone()).unwrap();
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene
        .does(PRODUCT_OWNER, id, request(vec![key("backup-taken")]))
        .unwrap();
    assert_eq!(
        to(&scene, id),
        vec![OWNER, ENGINEER],
        "who had resolved it, and who asked for the deployment"
    );
    let again = scene.changes(id, &["backup-taken"], &ItemMove::Done);
    scene.does(OWNER, id, again).unwrap();
    assert!(to(&scene, id).is_empty());
}

#[test]
fn S8_changes_without_items_come_back_until_the_person_works() {
    let (mut scene, id) = prepared();
    scene.does(PRODUCT_OWNER, id, request(Vec::new())).unwrap();
    assert_eq!(to(&scene, id), vec![ENGINEER]);
    let tick = scene.changes(id, &["changelog"], &ItemMove::Done);
    scene.does(ENGINEER, id, tick).unwrap();
    assert!(to(&scene, id).is_empty());
}

#[test]
fn S8_a_decline_comes_back_until_it_is_submitted_again() {
    let (mut scene, id) = prepared();
    let decline = DeploymentCommand::Decline {
        roster: Roster::Pre,
        slot: SlotKey::parse("pre-product-owner").unwrap(),
        reason: Scene::reason("no"),
        confirmed: Vec::new(),
    };
    scene.does(PRODUCT_OWNER, id, decline).unwrap();
    assert_eq!(to(&scene, id), vec![ENGINEER]);
    scene.does(OWNER, id, DeploymentCommand::Submit).unwrap();
    assert!(to(&scene, id).is_empty());
}

#[test]
fn nothing_waits_for_anybody_after_the_end() {
    let (mut scene, id) = signed();
    let tick = confirmed(scene.changes(id, &["changelog"], &ItemMove::Done));
    scene.does(ENGINEER, id, tick).unwrap();
    assert_eq!(to(&scene, id).len(), 3);
    let cancel = DeploymentCommand::Cancel {
        reason: Scene::reason("not needed"),
    };
    scene.does(ENGINEER, id, cancel).unwrap();
    assert!(to(&scene, id).is_empty());
}
