use super::{running, signed, standing, voided};
use crate::deployments::{Change, DeploymentCommand, DeploymentEvent, Details, Field};
use crate::id::PersonId;
use crate::refusal::{Refusal, StaleThing};
use crate::templates::Roster;
use crate::testing::{
    DEVELOPMENT, ENGINEER, LEDGERS, OTHER_TEAM, OUTSIDER, OWNER, PRODUCTION, STAGING, Scene, TEAM, TECH_LEAD, details,
};
use crate::text::{Link, ReleaseNotes, Title, VersionText};

/// An edit from the present values.
fn edit(scene: &Scene, id: crate::id::DeploymentId, confirmed: bool, set: impl Fn(&mut Details)) -> DeploymentCommand {
    let seen = scene.deployment(id).details.clone();
    let mut wanted = seen.clone();
    set(&mut wanted);
    DeploymentCommand::Edit {
        seen: Box::new(seen),
        wanted: Box::new(wanted),
        confirmed: crate::testing::told(confirmed),
    }
}

fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

#[test]
fn S3_a_material_edit_voids_with_what_changed_after_asking() {
    let (mut scene, id) = signed();
    let set = |wanted: &mut Details| wanted.version = VersionText::parse("2.4.1").unwrap();
    let asked = scene.does(ENGINEER, id, edit(&scene.clone(), id, false, set));
    assert!(matches!(asked, Err(Refusal::VoidsSignOffs { signoffs }) if signoffs.len() == 3));
    let events = scene.does(ENGINEER, id, edit(&scene.clone(), id, true, set)).unwrap();
    assert_eq!(voided(&events), 3);
    let change = Change::Field {
        field: Field::Version,
        before: "2.4.0".to_owned(),
        after: "2.4.1".to_owned(),
    };
    for event in &events[1..] {
        assert!(matches!(event, DeploymentEvent::SignOffVoided { changes, .. } if *changes == [change.clone()]));
    }
}

#[test]
fn S3_ticket_and_release_notes_are_immaterial() {
    let (mut scene, id) = signed();
    let set = |wanted: &mut Details| {
        wanted.ticket = Some(Link::parse("https://tickets.example.com/7").unwrap());
        wanted.release_notes = Some(ReleaseNotes::parse("Cards are kept.").unwrap());
    };
    let events = scene.does(ENGINEER, id, edit(&scene.clone(), id, false, set)).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(standing(&scene, id, Roster::Pre).len(), 3);
    scene.does(ENGINEER, id, DeploymentCommand::Start).unwrap();
    let later = |wanted: &mut Details| wanted.ticket = None;
    scene
        .does(ENGINEER, id, edit(&scene.clone(), id, false, later))
        .unwrap();
}

#[test]
fn S3_what_runs_is_not_edited() {
    let (mut scene, id) = running();
    let set = |wanted: &mut Details| wanted.title = title("Something else");
    let refused = scene.does(ENGINEER, id, edit(&scene.clone(), id, true, set));
    assert!(matches!(refused, Err(Refusal::WrongStage { .. })));
}

#[test]
fn S15_an_edit_to_production_makes_sign_offs_needed() {
    let mut scene = Scene::default();
    let id = scene.draft(DEVELOPMENT);
    scene.tick_all(ENGINEER, id).unwrap();
    scene.does(ENGINEER, id, DeploymentCommand::Submit).unwrap();
    scene
        .does(
            ENGINEER,
            id,
            edit(&scene.clone(), id, false, |wanted| wanted.environment = PRODUCTION),
        )
        .unwrap();
    assert_eq!(
        super::blockers(scene.does(ENGINEER, id, DeploymentCommand::Start)).len(),
        3
    );
    scene.signs(TECH_LEAD, id, Roster::Pre).unwrap();
}

#[test]
fn D12_edits_of_different_fields_do_not_conflict() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let mine = edit(&scene, id, false, |wanted| wanted.title = title("Mine"));
    let theirs = edit(&scene, id, false, |wanted| wanted.environment = STAGING);
    scene.does(ENGINEER, id, theirs).unwrap();
    scene.does(OWNER, id, mine).unwrap();
    let both = &scene.deployment(id).details;
    assert_eq!((both.title.as_str(), both.environment), ("Mine", STAGING));
    assert_eq!(scene.deployment(id).author(Field::Title).by, OWNER);
    assert_eq!(scene.deployment(id).author(Field::Version).by, ENGINEER);
}

#[test]
fn D12_an_edit_of_a_field_that_changed_meanwhile_is_stale() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let mine = edit(&scene, id, false, |wanted| wanted.title = title("Mine"));
    let theirs = edit(&scene, id, false, |wanted| wanted.title = title("Theirs"));
    scene.does(OWNER, id, theirs).unwrap();
    match scene.does(ENGINEER, id, mine) {
        Err(Refusal::Stale { by, since, what, .. }) => {
            assert_eq!((by, since), (OWNER, scene.entries.last().unwrap().meta.seq));
            let now = "Theirs".to_owned();
            assert_eq!(
                what,
                StaleThing::Field {
                    field: Field::Title,
                    now
                }
            );
        }
        other => panic!("not stale: {other:?}"),
    }
    let same = edit(&scene, id, false, |wanted| wanted.title = title("Theirs"));
    assert_eq!(scene.does(ENGINEER, id, same), Ok(Vec::new()));
}

#[test]
fn D1_the_team_follows_the_service() {
    let mut scene = Scene::default();
    let id = scene.draft(PRODUCTION);
    let moved = |wanted: &mut Details| wanted.service = LEDGERS;
    let foreign = scene.does(ENGINEER, id, edit(&scene.clone(), id, false, moved));
    assert_eq!(foreign, Err(Refusal::NotInTeam));
    let both: PersonId = ENGINEER;
    scene.organize(
        OWNER,
        crate::accounts::OrganizationCommand::ChangeMember {
            seen: None,
            person: both,
            role: crate::accounts::AccessRole::Member,
            teams: [(TEAM, [].into()), (OTHER_TEAM, [].into())].into(),
            reads: None,
        },
    );
    scene.does(both, id, edit(&scene.clone(), id, false, moved)).unwrap();
    assert_eq!(scene.deployment(id).team, OTHER_TEAM);
    scene.does(OUTSIDER, id, DeploymentCommand::Submit).unwrap();
    assert_ne!(scene.deployment(id).details, details(PRODUCTION));
}
