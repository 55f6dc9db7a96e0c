use std::collections::{BTreeMap, BTreeSet};

use crate::accounts::{
    AccessRole, Duty, InstanceCommand, InvitationStanding, Joiner, MemberFacts, Membership, OrganizationCommand,
    OrganizationEvent, PasswordCause, Scheme,
};
use crate::actor::Actor;
use crate::command::Command;
use crate::event::Event;
use crate::id::{InvitationId, PersonId};
use crate::refusal::{Refusal, Unique};
use crate::testing::{
    ADMIN, AUDITOR, ELSEWHERE, ENGINEER, OTHER_TEAM, OWNER, PAYMENTS, STRANGER, Scene, TEAM, TECH_LEAD, acting,
    new_person, person,
};
use crate::text::{DutyName, Email, PersonName, ZoneName};

fn invitation(number: u128) -> InvitationId {
    InvitationId::new(uuid::Uuid::from_u128(number))
}

fn invite(scene: &Scene, role: AccessRole, team: bool, duties: &[Duty]) -> OrganizationCommand {
    OrganizationCommand::Invite {
        invitation: invitation(1),
        name: PersonName::parse("Nia New").unwrap(),
        email: Email::parse("nia.new@example.com").unwrap(),
        role,
        team: team.then_some(TEAM),
        duties: duties.iter().cloned().collect(),
        reads: None,
        expires_at: scene.now.plus_seconds(3_600),
    }
}

fn accept(joiner: Joiner) -> Command {
    Command::Instance(InstanceCommand::AcceptInvitation {
        organization: PAYMENTS,
        invitation: invitation(1),
        joiner,
    })
}

fn member(person: PersonId, role: AccessRole, duties: &[Duty]) -> OrganizationCommand {
    let duties: BTreeSet<Duty> = duties.iter().cloned().collect();
    OrganizationCommand::ChangeMember {
        seen: None,
        person,
        role,
        teams: BTreeMap::from([(TEAM, duties)]),
        reads: None,
    }
}

#[test]
fn an_account_joins_by_itself_and_keeps_its_address() {
    let mut scene = Scene::default();
    scene.organize(ADMIN, invite(&scene.clone(), AccessRole::Member, true, &[]));
    let known = Joiner::Existing { person: ENGINEER };
    let by_another = scene.execute(acting(TECH_LEAD, scene.now), &accept(known.clone()));
    assert_eq!(by_another, Err(Refusal::NotFound));
    assert_eq!(
        scene.execute(acting(ENGINEER, scene.now), &accept(known)),
        Err(Refusal::AlreadyMember)
    );
    let mut taken = new_person(person(50), "Nia New");
    if let Joiner::New { email, .. } = &mut taken {
        *email = Email::parse("tara.lead@example.com").unwrap();
    }
    let taken = scene.execute(Actor::Nobody, &accept(taken));
    assert_eq!(taken, Err(Refusal::Taken { what: Unique::Email }));
}

#[test]
fn duties_need_a_team_and_have_to_be_declared() {
    let mut scene = Scene::default();
    let bare = invite(&scene, AccessRole::Member, false, &[Duty::TechLead]);
    assert_eq!(scene.organization(ADMIN, bare), Err(Refusal::DutiesNeedTeam));
    let name = DutyName::parse("Data Protection").unwrap();
    let own = invite(&scene, AccessRole::Member, true, &[Duty::Named(name.clone())]);
    let field = "duties".to_owned();
    assert_eq!(
        scene.organization(ADMIN, own.clone()),
        Err(Refusal::NoSuchChoice { field })
    );
    scene.organize(ADMIN, OrganizationCommand::DeclareDuty { name });
    scene.organize(ADMIN, own);
    let same = DutyName::parse("TECH LEAD").unwrap();
    let taken = scene.organization(ADMIN, OrganizationCommand::DeclareDuty { name: same });
    assert_eq!(taken, Err(Refusal::Taken { what: Unique::Duty }));
}

#[test]
fn changing_a_member_is_an_entry_for_each_thing_that_changes() {
    let mut scene = Scene::default();
    let same = member(TECH_LEAD, AccessRole::Member, &[Duty::TechLead]);
    assert_eq!(scene.organization(ADMIN, same), Ok(Vec::new()));
    let moved = OrganizationCommand::ChangeMember {
        seen: None,
        person: TECH_LEAD,
        role: AccessRole::Admin,
        teams: BTreeMap::from([(OTHER_TEAM, BTreeSet::from([Duty::Security]))]),
        reads: None,
    };
    let events = scene.organization(ADMIN, moved).unwrap();
    let kinds: Vec<String> = events.iter().map(|event| event.encode().unwrap().0).collect();
    assert_eq!(
        kinds,
        ["role.changed/1", "team.left/1", "team.joined/1", "duty.granted/1"]
    );
}

#[test]
fn a_removed_member_is_nobody_on_the_next_request_and_may_come_back() {
    let mut scene = Scene::default();
    scene.organize(ADMIN, OrganizationCommand::RemoveMember { person: TECH_LEAD });
    let gone = scene.directory().members[&TECH_LEAD].clone();
    assert!(matches!(gone.standing, Membership::Removed { .. }) && gone.teams.is_empty());
    let anything = OrganizationCommand::SetSmallTeamRule { on: true };
    assert_eq!(scene.organization(TECH_LEAD, anything), Err(Refusal::NotFound));
    scene.organize(ADMIN, invite(&scene.clone(), AccessRole::Member, true, &[]));
    let back = accept(Joiner::Existing { person: TECH_LEAD });
    scene.execute(acting(TECH_LEAD, scene.now), &back).unwrap();
    assert!(scene.directory().active(TECH_LEAD).is_some());
    assert_eq!(scene.refolded().unwrap(), scene.states);
}

/// Invites Nia to the team, under one more id.
fn invite_as(scene: &mut Scene, by: PersonId, number: u128, role: AccessRole) {
    let mut command = invite(scene, role, true, &[]);
    if let OrganizationCommand::Invite { invitation: id, .. } = &mut command {
        *id = invitation(number);
    }
    scene.organize(by, command);
}

fn nia(number: u128) -> Command {
    let joiner = Joiner::Existing { person: person(50) };
    Command::Instance(InstanceCommand::AcceptInvitation {
        organization: PAYMENTS,
        invitation: invitation(number),
        joiner,
    })
}

fn standing(scene: &Scene, number: u128) -> InvitationStanding {
    scene.directory().invitations[&invitation(number)].standing
}

#[test]
fn who_comes_in_or_goes_has_no_other_link_left() {
    let mut scene = Scene::default();
    for number in [1, 2] {
        invite_as(&mut scene, ADMIN, number, AccessRole::Member);
    }
    let newcomer = new_person(person(50), "Nia New");
    scene.execute(Actor::Nobody, &accept(newcomer)).unwrap();
    assert_eq!(standing(&scene, 1), InvitationStanding::Accepted { by: person(50) });
    assert_eq!(standing(&scene, 2), InvitationStanding::Withdrawn);

    scene.organize(ADMIN, OrganizationCommand::RemoveMember { person: person(50) });
    let back = scene.execute(acting(person(50), scene.now), &nia(2));
    assert_eq!(back, Err(Refusal::InvitationClosed), "removed is removed");

    // Invited anew, and appointed by the operator instead.
    invite_as(&mut scene, ADMIN, 3, AccessRole::Member);
    let appoint = Command::Instance(InstanceCommand::AppointOwner {
        organization: PAYMENTS,
        person: person(50),
    });
    scene.execute(Actor::Operator, &appoint).unwrap();
    assert_eq!(standing(&scene, 3), InvitationStanding::Withdrawn);
    assert_eq!(scene.refolded().unwrap(), scene.states);

    // A link that stayed open, as in ledgers of before.
    let directory = scene.states.directory.as_mut().unwrap();
    directory.invitations.get_mut(&invitation(2)).unwrap().standing = InvitationStanding::Open;
    scene.organize(OWNER, OrganizationCommand::RemoveMember { person: person(50) });
    assert_eq!(standing(&scene, 2), InvitationStanding::Withdrawn);
}

#[test]
fn an_invitation_does_not_outlive_the_right_to_give_it() {
    let mut scene = Scene::default();
    invite_as(&mut scene, ADMIN, 1, AccessRole::Member);
    let newcomer = accept(new_person(person(50), "Nia New"));
    scene.organize(OWNER, member(ADMIN, AccessRole::Member, &[]));
    let refused = scene.execute(Actor::Nobody, &newcomer);
    assert_eq!(refused, Err(Refusal::InvitationClosed), "no admin any more");
    scene.organize(OWNER, member(ADMIN, AccessRole::Owner, &[]));
    invite_as(&mut scene, ADMIN, 2, AccessRole::Owner);
    scene.organize(OWNER, member(ADMIN, AccessRole::Admin, &[]));
    let now = scene.now;
    assert!(scene.directory().working_invitation(invitation(1), now).is_ok());
    let owners = scene.directory().working_invitation(invitation(2), now);
    assert_eq!(
        owners.unwrap_err(),
        Refusal::InvitationClosed,
        "only owners make owners"
    );
    scene.organize(OWNER, OrganizationCommand::RemoveMember { person: ADMIN });
    assert_eq!(scene.execute(Actor::Nobody, &newcomer), Err(Refusal::InvitationClosed));
}

#[test]
fn a_duty_is_the_same_in_any_letter_case() {
    let mut scene = Scene::default();
    let declared = DutyName::parse("Systems engineer").unwrap();
    scene.organize(ADMIN, OrganizationCommand::DeclareDuty { name: declared.clone() });
    scene.organize(ADMIN, member(ENGINEER, AccessRole::Member, &[Duty::Named(declared)]));
    let asked = Duty::parse("Systems Engineer").unwrap();
    let holders: Vec<PersonId> = scene.directory().holders(TEAM, &asked).collect();
    assert_eq!(holders, [ENGINEER]);
    assert!(scene.directory().members[&ENGINEER].holds(TEAM, &asked));
    let other = Duty::parse("Systems Architect").unwrap();
    assert_eq!(scene.directory().holders(TEAM, &other).count(), 0);
}

#[test]
fn passwords_are_changed_by_their_owner_or_through_a_link() {
    let mut scene = Scene::default();
    let change = |by| Command::Instance(InstanceCommand::ChangePassword { person: ENGINEER, by });
    let now = scene.now;
    let mut answer = |actor, by| scene.execute(actor, &change(by)).map(|events| events.len());
    assert_eq!(answer(acting(ENGINEER, now), PasswordCause::Change), Ok(1));
    assert_eq!(
        answer(acting(OWNER, now), PasswordCause::Change),
        Err(Refusal::NotFound)
    );
    assert_eq!(answer(Actor::Nobody, PasswordCause::Change), Err(Refusal::NotFound));
    assert_eq!(answer(Actor::Nobody, PasswordCause::Reset), Ok(1));
    assert_eq!(answer(acting(OWNER, now), PasswordCause::Reset), Err(Refusal::NotFound));
}

#[test]
fn reset_links_come_from_the_command_line_only() {
    let mut scene = Scene::default();
    let issue = Command::Instance(InstanceCommand::IssueReset {
        person: ENGINEER,
        expires_at: scene.now.plus_seconds(60),
    });
    assert_eq!(scene.execute(acting(OWNER, scene.now), &issue), Err(Refusal::NotFound));
    assert_eq!(scene.execute(Actor::Operator, &issue).map(|events| events.len()), Ok(1));
}

#[test]
fn the_operator_alone_appoints_an_owner() {
    let mut scene = Scene::default();
    let appoint = |organization, person| Command::Instance(InstanceCommand::AppointOwner { organization, person });
    let owner = acting(OWNER, scene.now);
    for actor in [owner, Actor::Nobody] {
        assert_eq!(
            scene.execute(actor, &appoint(PAYMENTS, ENGINEER)),
            Err(Refusal::NotFound)
        );
    }
    scene.organize(OWNER, OrganizationCommand::RemoveMember { person: TECH_LEAD });
    let mut operator = |organization, person| scene.execute(Actor::Operator, &appoint(organization, person));
    let role = AccessRole::Owner;
    let changed = OrganizationEvent::RoleChanged {
        person: ENGINEER,
        role,
        reads: None,
    };
    assert_eq!(operator(PAYMENTS, ENGINEER), Ok(vec![Event::Organization(changed)]));
    assert_eq!(operator(PAYMENTS, ENGINEER), Ok(Vec::new()), "an owner already");
    let joined = OrganizationEvent::MemberJoined {
        person: TECH_LEAD,
        role,
        invitation: None,
        reads: None,
    };
    assert_eq!(operator(PAYMENTS, TECH_LEAD), Ok(vec![Event::Organization(joined)]));
    assert_eq!(operator(ELSEWHERE, ENGINEER), Err(Refusal::NotFound));
    assert_eq!(operator(PAYMENTS, STRANGER), Err(Refusal::NotFound));
}

#[test]
fn preferences_are_a_persons_own() {
    let mut scene = Scene::default();
    let prefer = |person| {
        Command::Instance(InstanceCommand::ChangePreferences {
            person,
            zone: Some(ZoneName::parse("Asia/Tokyo").unwrap()),
            scheme: Scheme::Dark,
        })
    };
    assert_eq!(
        scene.execute(acting(OWNER, scene.now), &prefer(ENGINEER)),
        Err(Refusal::NotFound)
    );
    assert_eq!(
        scene
            .execute(acting(ENGINEER, scene.now), &prefer(ENGINEER))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        scene.execute(acting(ENGINEER, scene.now), &prefer(ENGINEER)),
        Ok(Vec::new())
    );
    assert_eq!(
        scene.execute(acting(STRANGER, scene.now), &prefer(STRANGER)),
        Err(Refusal::NotFound)
    );
}

#[test]
fn names_stay_out_of_what_is_hashed() {
    let scene = Scene::default();
    for entry in &scene.entries {
        let (_, body) = entry.event.encode().unwrap();
        assert!(!body.to_string().contains("Tara"), "{body}");
    }
    let joined = scene.entries.iter().filter(|entry| {
        matches!(&entry.event, Event::Organization(OrganizationEvent::MemberJoined { person, .. }) if *person == AUDITOR)
    });
    assert_eq!(joined.count(), 1);
}

#[test]
fn D12_a_form_changes_what_its_reader_changed_and_nothing_else() {
    let mut scene = Scene::default();
    let teams = |duties: &[Duty]| BTreeMap::from([(TEAM, duties.iter().cloned().collect::<BTreeSet<Duty>>())]);
    let shown = Box::new(MemberFacts::of(scene.directory().active(ENGINEER).unwrap()));
    let before: Vec<Duty> = shown.teams[&TEAM].iter().cloned().collect();
    let send = |seen: &MemberFacts, more: Duty| OrganizationCommand::ChangeMember {
        person: ENGINEER,
        seen: Some(Box::new(seen.clone())),
        role: seen.role,
        teams: teams(&[before.clone(), vec![more]].concat()),
        reads: None,
    };
    // Two admins have the same page open; each ticks another duty.
    scene.organize(OWNER, send(&shown, Duty::Security));
    scene.organize(OWNER, send(&shown, Duty::QaLead));
    let held = &scene.directory().active(ENGINEER).unwrap().teams[&TEAM];
    assert!(
        held.contains(&Duty::Security) && held.contains(&Duty::QaLead),
        "{held:?}"
    );
    // A third one, on that page still, takes away what it showed.
    if let Some(gone) = before.first() {
        scene.organize(
            OWNER,
            OrganizationCommand::ChangeMember {
                person: ENGINEER,
                seen: Some(shown.clone()),
                role: shown.role,
                teams: teams(&before[1..]),
                reads: None,
            },
        );
        let held = &scene.directory().active(ENGINEER).unwrap().teams[&TEAM];
        assert!(!held.contains(gone) && held.contains(&Duty::Security), "{held:?}");
    }
}
