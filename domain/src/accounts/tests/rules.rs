//! Given an organization, when somebody asks, then the rules of 01 §6 answer.

#![allow(clippy::unwrap_used, reason = "a test says what is there")]

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::accounts::*;
use crate::actor::{Actor, PersonActor, Proof, ProofKind};
use crate::command::Command;
use crate::decide::{NewEvent, World, decide};
use crate::deployments::ChangeNumber;
use crate::event::{Event, Meta, RecordedActor};
use crate::id::{EnvironmentId, InvitationId, OrganizationId, PersonId, ServiceId, SessionId, TeamId};
use crate::refusal::{Refusal, Unique};
use crate::text::{DutyName, Email, OrganizationName, PersonName, Slug, TeamName, ZoneName};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn person(n: u128) -> PersonId {
    PersonId::new(uuid(n))
}

fn acts(id: PersonId) -> Actor {
    let proof = Proof {
        how: ProofKind::Password,
        at: NOW,
    };
    Actor::Person(PersonActor {
        person: id,
        session: SessionId::new(uuid(900)),
        proof,
    })
}

/// An instance with one organization, folded from what the rules decide.
struct Given {
    instance: Instance,
    directory: Option<Directory>,
    seq: u64,
}

const OWNER: u128 = 1;

impl Given {
    fn nothing() -> Self {
        Self {
            instance: Instance::default(),
            directory: None,
            seq: 0,
        }
    }

    /// The organization Meridian, owned by person 1, with one team.
    fn organization() -> Self {
        let mut given = Self::nothing();
        given.when(&Actor::Nobody, &found("meridian", OWNER)).unwrap();
        given
    }

    fn id() -> OrganizationId {
        OrganizationId::new(uuid(100))
    }

    fn team() -> TeamId {
        TeamId::new(uuid(101))
    }

    fn directory(&self) -> &Directory {
        self.directory.as_ref().unwrap()
    }

    /// Decides, and folds what was decided.
    fn when(&mut self, actor: &Actor, command: &Command) -> Result<Vec<NewEvent>, Refusal> {
        let world = World {
            instance: &self.instance,
            directory: self.directory.as_ref(),
            template: None,
            structure: None,
            deployment: None,
            undone: None,
            next_number: ChangeNumber(1),
            slug_taken: false,
            occupants: &[],
            booked: &[],
            planned: &[],
        };
        let events = decide(&world, actor, NOW, command)?;
        for event in &events {
            let recorded = match actor {
                Actor::Person(actor) => RecordedActor::Person {
                    id: actor.person,
                    role: None,
                    duties: Vec::new(),
                    session: actor.session,
                    proved: actor.proof.how,
                    proof_age: 0,
                },
                Actor::Operator => RecordedActor::Operator,
                Actor::Nobody => RecordedActor::Nobody,
            };
            let meta = Meta {
                seq: self.seq,
                at: NOW,
                actor: recorded,
                private: event.private.clone(),
            };
            self.seq += 1;
            match &event.event {
                Event::Instance(event) => self.instance = self.instance.clone().evolve(&meta, event).unwrap(),
                Event::Organization(event) => {
                    self.directory = Some(Directory::evolve(self.directory.take(), Self::id(), &meta, event).unwrap());
                }
                Event::Template(_) | Event::Deployment(_) => panic!("accounts decide only about accounts"),
            }
        }
        Ok(events)
    }

    fn ask(&mut self, by: u128, command: OrganizationCommand) -> Result<usize, Refusal> {
        let command = Command::Organization {
            organization: Self::id(),
            command,
        };
        self.when(&acts(person(by)), &command).map(|events| events.len())
    }

    /// Person `n` joins by an invitation with a role and duties in the first team.
    fn joined(mut self, n: u128, role: AccessRole, duties: &[Duty]) -> Self {
        let period = AuditPeriod {
            from: NOW,
            until: NOW.plus_seconds(60),
        };
        let reads = (role == AccessRole::Auditor).then_some(period);
        let invite = invitation(n, role, duties, reads);
        self.ask(OWNER, invite).unwrap();
        self.accept(n).unwrap();
        self
    }

    fn accept(&mut self, n: u128) -> Result<Vec<NewEvent>, Refusal> {
        let joiner = Joiner::New {
            person: person(n),
            name: name(n),
            email: email(n),
        };
        let command = InstanceCommand::AcceptInvitation {
            organization: Self::id(),
            invitation: InvitationId::new(uuid(500 + n)),
            joiner,
        };
        self.when(&Actor::Nobody, &Command::Instance(command))
    }
}

fn name(n: u128) -> PersonName {
    PersonName::parse(&format!("Person {n}")).unwrap()
}

fn email(n: u128) -> Email {
    Email::parse(&format!("person{n}@example.org")).unwrap()
}

fn found(slug: &str, owner: u128) -> Command {
    Command::Instance(InstanceCommand::FoundOrganization(Box::new(FoundOrganization {
        organization: Given::id(),
        name: OrganizationName::parse("Meridian Freight").unwrap(),
        slug: Slug::parse(slug).unwrap(),
        zone: ZoneName::parse("UTC").unwrap(),
        owner: Joiner::New {
            person: person(owner),
            name: name(owner),
            email: email(owner),
        },
        team: Given::team(),
        service: ServiceId::new(uuid(102)),
        environments: [103, 104, 105].map(|n| EnvironmentId::new(uuid(n))),
    })))
}

fn invitation(n: u128, role: AccessRole, duties: &[Duty], reads: Option<AuditPeriod>) -> OrganizationCommand {
    OrganizationCommand::Invite {
        invitation: InvitationId::new(uuid(500 + n)),
        name: name(n),
        email: email(n),
        role,
        team: Some(Given::team()),
        duties: duties.iter().cloned().collect(),
        reads,
        expires_at: NOW.plus_seconds(60),
    }
}

fn change(n: u128, role: AccessRole, duties: &[Duty]) -> OrganizationCommand {
    let teams = BTreeMap::from([(Given::team(), duties.iter().cloned().collect::<BTreeSet<_>>())]);
    OrganizationCommand::ChangeMember {
        seen: None,
        person: person(n),
        role,
        teams,
        reads: None,
    }
}

#[test]
fn a_new_organization_is_ready_for_its_first_deployment() {
    let given = Given::organization();
    let directory = given.directory();
    assert_eq!(directory.teams[&Given::team()].name.as_str(), "Meridian Freight");
    assert_eq!(directory.services.values().next().unwrap().team, Given::team());
    let mut environments: Vec<_> = directory.environments.values().collect();
    environments.sort_by_key(|environment| environment.position);
    let seen: Vec<_> = environments
        .iter()
        .map(|e| (e.name.as_str(), e.signoffs_needed, e.fresh_proof))
        .collect();
    assert_eq!(
        seen,
        [
            ("Development", false, false),
            ("Staging", true, false),
            ("Production", true, true)
        ]
    );
    let owner = directory.active(person(OWNER)).unwrap();
    assert_eq!(owner.role, AccessRole::Owner);
    assert_eq!(owner.teams[&Given::team()], BTreeSet::new());
}

#[test]
fn an_address_is_taken_once() {
    let mut given = Given::organization();
    let again = given.when(&Actor::Operator, &found("meridian", 2));
    assert_eq!(
        again.unwrap_err(),
        Refusal::Taken {
            what: Unique::OrganizationSlug
        }
    );
}

#[test]
fn set_up_founds_the_first_organization_and_no_other() {
    let mut given = Given::organization();
    let second = given.when(&Actor::Nobody, &found("northern", 2));
    assert_eq!(second.unwrap_err(), Refusal::NotFound);
    let world = World {
        instance: &given.instance,
        directory: None,
        template: None,
        structure: None,
        deployment: None,
        undone: None,
        next_number: ChangeNumber(1),
        slug_taken: false,
        occupants: &[],
        booked: &[],
        planned: &[],
    };
    assert!(decide(&world, &Actor::Operator, NOW, &found("northern", 2)).is_ok());
}

#[test]
fn an_invitation_works_once_and_not_after_its_time() {
    let mut given = Given::organization();
    given
        .ask(OWNER, invitation(2, AccessRole::Member, &[Duty::TechLead], None))
        .unwrap();
    given.accept(2).unwrap();
    assert!(
        given
            .directory()
            .active(person(2))
            .unwrap()
            .holds(Given::team(), &Duty::TechLead)
    );
    assert_eq!(given.accept(2).unwrap_err(), Refusal::InvitationClosed);

    let mut late = invitation(3, AccessRole::Member, &[], None);
    if let OrganizationCommand::Invite { expires_at, .. } = &mut late {
        *expires_at = NOW;
    }
    given.ask(OWNER, late).unwrap();
    assert_eq!(given.accept(3).unwrap_err(), Refusal::InvitationClosed);
}

#[test]
fn a_withdrawn_invitation_is_closed() {
    let mut given = Given::organization();
    given.ask(OWNER, invitation(2, AccessRole::Member, &[], None)).unwrap();
    let invitation = InvitationId::new(uuid(502));
    given
        .ask(OWNER, OrganizationCommand::WithdrawInvitation { invitation })
        .unwrap();
    assert_eq!(given.accept(2).unwrap_err(), Refusal::InvitationClosed);
    assert_eq!(
        given
            .ask(OWNER, OrganizationCommand::WithdrawInvitation { invitation })
            .unwrap(),
        0
    );
}

#[test]
fn a_member_is_not_invited_again_and_an_address_has_one_account() {
    let mut given = Given::organization().joined(2, AccessRole::Member, &[]);
    let again = given.ask(OWNER, invitation(2, AccessRole::Admin, &[], None));
    assert_eq!(again.unwrap_err(), Refusal::AlreadyMember);
    let mut other = invitation(3, AccessRole::Member, &[], None);
    if let OrganizationCommand::Invite { email: address, .. } = &mut other {
        *address = Email::parse("fresh@example.org").unwrap();
    }
    given.ask(OWNER, other).unwrap();
    let command = InstanceCommand::AcceptInvitation {
        organization: Given::id(),
        invitation: InvitationId::new(uuid(503)),
        joiner: Joiner::New {
            person: person(3),
            name: name(3),
            email: email(2),
        },
    };
    let taken = given.when(&Actor::Nobody, &Command::Instance(command));
    assert_eq!(taken.unwrap_err(), Refusal::Taken { what: Unique::Email });
}

#[test]
fn the_last_owner_stays() {
    let mut given = Given::organization();
    assert_eq!(
        given.ask(OWNER, change(OWNER, AccessRole::Member, &[])).unwrap_err(),
        Refusal::LastOwner
    );
    let remove = OrganizationCommand::RemoveMember { person: person(OWNER) };
    assert_eq!(given.ask(OWNER, remove.clone()).unwrap_err(), Refusal::LastOwner);
    let mut two = given.joined(2, AccessRole::Owner, &[]);
    two.ask(2, remove).unwrap();
    assert!(two.directory().active(person(OWNER)).is_none());
}

#[test]
fn only_owners_make_or_unmake_owners() {
    let mut given = Given::organization()
        .joined(2, AccessRole::Admin, &[])
        .joined(3, AccessRole::Member, &[]);
    let missing = Refusal::RoleMissing {
        needed: AccessRole::Owner,
    };
    assert_eq!(given.ask(2, change(3, AccessRole::Owner, &[])).unwrap_err(), missing);
    assert_eq!(
        given.ask(2, change(OWNER, AccessRole::Member, &[])).unwrap_err(),
        missing
    );
    assert_eq!(
        given.ask(2, invitation(4, AccessRole::Owner, &[], None)).unwrap_err(),
        missing
    );
    given.ask(2, change(3, AccessRole::Admin, &[])).unwrap();
}

#[test]
fn a_removed_member_does_not_exist_any_more() {
    let mut given = Given::organization().joined(2, AccessRole::Admin, &[Duty::Security]);
    given
        .ask(OWNER, OrganizationCommand::RemoveMember { person: person(2) })
        .unwrap();
    let add = OrganizationCommand::AddTeam {
        team: TeamId::new(uuid(7)),
        name: TeamName::parse("Two").unwrap(),
    };
    assert_eq!(given.ask(2, add).unwrap_err(), Refusal::NotFound);
    assert_eq!(given.directory().holders(Given::team(), &Duty::Security).count(), 0);
}

#[test]
fn duties_are_per_team_known_and_not_for_auditors() {
    let mut given = Given::organization().joined(2, AccessRole::Member, &[Duty::TechLead, Duty::QaLead]);
    let before = given.directory().members[&person(2)].teams.clone();
    assert_eq!(
        given
            .ask(OWNER, change(2, AccessRole::Member, &[Duty::TechLead, Duty::QaLead]))
            .unwrap(),
        0
    );
    assert_eq!(given.directory().members[&person(2)].teams, before);
    assert_eq!(
        given
            .ask(OWNER, change(2, AccessRole::Member, &[Duty::TechLead, Duty::Cto]))
            .unwrap(),
        2
    );
    assert!(!given.directory().members[&person(2)].holds(Given::team(), &Duty::QaLead));

    let own = Duty::Named(DutyName::parse("Data Protection").unwrap());
    let unknown = given.ask(OWNER, change(2, AccessRole::Member, std::slice::from_ref(&own)));
    assert_eq!(
        unknown.unwrap_err(),
        Refusal::NoSuchChoice {
            field: "duties".to_owned()
        }
    );
    given
        .ask(
            OWNER,
            OrganizationCommand::DeclareDuty {
                name: DutyName::parse("Data Protection").unwrap(),
            },
        )
        .unwrap();
    given.ask(OWNER, change(2, AccessRole::Member, &[own])).unwrap();
    let again = OrganizationCommand::DeclareDuty {
        name: DutyName::parse("data protection").unwrap(),
    };
    assert_eq!(
        given.ask(OWNER, again).unwrap_err(),
        Refusal::Taken { what: Unique::Duty }
    );
}

#[test]
fn an_auditor_reads_between_two_dates_and_holds_nothing() {
    let mut given = Given::organization();
    let none = given.ask(OWNER, invitation(2, AccessRole::Auditor, &[Duty::TechLead], None));
    assert_eq!(none.unwrap_err(), Refusal::AuditPeriodMissing);
    let backwards = AuditPeriod { from: NOW, until: NOW };
    let backwards = given.ask(OWNER, invitation(2, AccessRole::Auditor, &[], Some(backwards)));
    assert_eq!(backwards.unwrap_err(), Refusal::AuditPeriodMissing);
    let given = given.joined(2, AccessRole::Auditor, &[Duty::TechLead]);
    let auditor = given.directory().active(person(2)).unwrap();
    assert!(auditor.reads.is_some());
    assert!(!auditor.holds(Given::team(), &Duty::TechLead));
}

#[test]
fn names_are_unique_but_for_letter_case() {
    let mut given = Given::organization();
    let add = |n, name: &str| OrganizationCommand::AddTeam {
        team: TeamId::new(uuid(n)),
        name: TeamName::parse(name).unwrap(),
    };
    given.ask(OWNER, add(700, "Payments")).unwrap();
    assert_eq!(
        given.ask(OWNER, add(701, "PAYMENTS")).unwrap_err(),
        Refusal::Taken { what: Unique::TeamName }
    );
    let rename = OrganizationCommand::RenameTeam {
        team: TeamId::new(uuid(700)),
        name: TeamName::parse("payments").unwrap(),
    };
    assert_eq!(given.ask(OWNER, rename).unwrap(), 1);
}

/// The organization's name may be longer than a team's.
#[test]
fn a_long_name_still_gives_a_team() {
    let mut given = Given::nothing();
    let mut command = found("long", OWNER);
    if let Command::Instance(InstanceCommand::FoundOrganization(found)) = &mut command {
        found.name = OrganizationName::parse(&"N".repeat(OrganizationName::MAX)).unwrap();
    }
    given.when(&Actor::Nobody, &command).unwrap();
    let team = &given.directory().teams[&Given::team()];
    assert_eq!(team.name.as_str().chars().count(), TeamName::MAX);
}
