use crate::accounts::{Directory, EnvironmentFacts, OrganizationCommand, OrganizationEvent};
use crate::command::Command;
use crate::event::{Meta, RecordedActor};
use crate::id::{EnvironmentId, ServiceId, TeamId};
use crate::refusal::{Refusal, Unique};
use crate::testing::{
    ADMIN, CHECKOUT, DEVELOPMENT, ELSEWHERE, ENGINEER, OTHER_TEAM, OWNER, PAYMENTS, STAGING, Scene, TEAM,
};
use crate::text::{EnvironmentName, OrganizationName, ServiceName, TeamName, ZoneName};

fn team(text: &str) -> TeamName {
    TeamName::parse(text).unwrap()
}

#[test]
fn another_organization_does_not_exist() {
    let mut scene = Scene::default();
    let elsewhere = Command::Organization {
        organization: ELSEWHERE,
        command: OrganizationCommand::SetSmallTeamRule { on: true },
    };
    let actor = scene.actor(OWNER);
    assert_eq!(scene.execute(actor, &elsewhere), Err(Refusal::NotFound));
}

#[test]
fn names_are_unique_whatever_the_letter_case() {
    let mut scene = Scene::default();
    let id = TeamId::new(uuid::Uuid::from_u128(1));
    let same = OrganizationCommand::AddTeam {
        team: id,
        name: team("PAYMENTS"),
    };
    let what = Unique::TeamName;
    assert_eq!(scene.organization(ADMIN, same), Err(Refusal::Taken { what }));
    let rename = OrganizationCommand::RenameTeam {
        team: OTHER_TEAM,
        name: team("payments"),
    };
    assert_eq!(scene.organization(ADMIN, rename), Err(Refusal::Taken { what }));
    let own_case = OrganizationCommand::RenameTeam {
        team: TEAM,
        name: team("PAYMENTS"),
    };
    scene.organize(ADMIN, own_case.clone());
    assert_eq!(scene.organization(ADMIN, own_case), Ok(Vec::new()));
    let service = OrganizationCommand::AddService {
        service: ServiceId::new(uuid::Uuid::from_u128(1)),
        name: ServiceName::parse("payments").unwrap(),
        team: TEAM,
    };
    let what = Unique::ServiceName;
    assert_eq!(scene.organization(ADMIN, service), Err(Refusal::Taken { what }));
}

#[test]
fn a_service_belongs_to_a_team_that_exists() {
    let mut scene = Scene::default();
    let nowhere = OrganizationCommand::ChangeService {
        service: CHECKOUT,
        name: ServiceName::parse("Checkout").unwrap(),
        team: TeamId::new(uuid::Uuid::from_u128(1)),
    };
    let field = "team".to_owned();
    assert_eq!(scene.organization(ADMIN, nowhere), Err(Refusal::NoSuchChoice { field }));
    let moved = OrganizationCommand::ChangeService {
        service: CHECKOUT,
        name: ServiceName::parse("Checkout").unwrap(),
        team: OTHER_TEAM,
    };
    scene.organize(ADMIN, moved);
    assert_eq!(scene.directory().services[&CHECKOUT].team, OTHER_TEAM);
}

#[test]
fn environments_say_what_deploying_to_them_takes() {
    let mut scene = Scene::default();
    let change = OrganizationCommand::ChangeEnvironment {
        seen: None,
        environment: DEVELOPMENT,
        name: EnvironmentName::parse("Development").unwrap(),
        signoffs_needed: true,
        fresh_proof: false,
    };
    scene.organize(ADMIN, change.clone());
    assert_eq!(scene.organization(ADMIN, change), Ok(Vec::new()));
    assert!(scene.directory().environments[&DEVELOPMENT].signoffs_needed);
    let another = OrganizationCommand::AddEnvironment {
        environment: EnvironmentId::new(uuid::Uuid::from_u128(1)),
        name: EnvironmentName::parse("production").unwrap(),
        signoffs_needed: false,
        fresh_proof: false,
    };
    let what = Unique::EnvironmentName;
    assert_eq!(scene.organization(ADMIN, another), Err(Refusal::Taken { what }));
}

#[test]
fn the_organization_is_renamed_by_an_entry_and_not_twice() {
    let mut scene = Scene::default();
    let rename = OrganizationCommand::ChangeOrganization {
        name: OrganizationName::parse("Payments & Co").unwrap(),
        zone: ZoneName::parse("UTC").unwrap(),
    };
    assert_eq!(scene.organization(ADMIN, rename.clone()).unwrap().len(), 1);
    assert_eq!(scene.organization(ADMIN, rename), Ok(Vec::new()));
}

#[test]
fn events_that_cannot_have_happened_are_found_by_the_fold() {
    let scene = Scene::default();
    let meta = Meta {
        seq: 999,
        at: scene.now,
        actor: RecordedActor::Operator,
        private: None,
    };
    let nobody = ENGINEER;
    for impossible in [
        OrganizationEvent::TeamAdded {
            team: TEAM,
            name: team("Again"),
        },
        OrganizationEvent::TeamRenamed {
            team: TeamId::new(uuid::Uuid::from_u128(1)),
            name: team("Nothing"),
        },
        OrganizationEvent::MemberJoined {
            person: nobody,
            role: crate::accounts::AccessRole::Owner,
            invitation: None,
            reads: None,
        },
        OrganizationEvent::DutyGranted {
            person: nobody,
            team: OTHER_TEAM,
            duty: crate::accounts::Duty::Cto,
        },
        OrganizationEvent::Founded {
            name: OrganizationName::parse("Again").unwrap(),
            slug: scene.directory().slug.clone(),
            zone: scene.directory().zone.clone(),
        },
    ] {
        let folded = Directory::evolve(Some(scene.directory().clone()), PAYMENTS, &meta, &impossible);
        assert!(folded.is_err(), "{impossible:?}");
    }
}

#[test]
fn D12_renaming_an_environment_keeps_a_rule_that_was_switched_meanwhile() {
    let mut scene = Scene::default();
    let shown = EnvironmentFacts::of(&scene.directory().environments[&STAGING]);
    let change = |name: &str, signoffs_needed| OrganizationCommand::ChangeEnvironment {
        environment: STAGING,
        seen: Some(shown.clone()),
        name: EnvironmentName::parse(name).unwrap(),
        signoffs_needed,
        fresh_proof: shown.fresh_proof,
    };
    scene.organize(OWNER, change(shown.name.as_str(), !shown.signoffs_needed));
    scene.organize(OWNER, change("Rehearsal", shown.signoffs_needed));
    let now = &scene.directory().environments[&STAGING];
    assert_eq!(now.name.as_str(), "Rehearsal");
    assert_eq!(now.signoffs_needed, !shown.signoffs_needed);
}
