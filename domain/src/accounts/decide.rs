//! Rules of accounts and organizations (01 §6).

use std::collections::BTreeSet;

use serde_json::Value;

use super::invitations;
use super::permission::{Right, acting, check};
use super::{
    AccessRole, AuditPeriod, Directory, Duty, FoundOrganization, Instance, InstanceCommand, InstanceEvent,
    InvitationStanding, Joiner, Member, MemberFacts, OrganizationCommand, OrganizationEvent, PasswordCause,
    PersonDetails,
};
use crate::actor::Actor;
use crate::decide::{LedgerName, NewEvent, World};
use crate::event::{Event, Stream};
use crate::id::{OrganizationId, PersonId, TeamId};
use crate::refusal::{Refusal, Unique};
use crate::text::{EnvironmentName, ServiceName, TeamName, TextError};
use crate::time::Timestamp;

/// An event of the stream `organization` with its private part.
type Decided = (OrganizationEvent, Option<Value>);

/// Decides a command on the instance.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide_instance(
    world: &World<'_>,
    actor: &Actor,
    now: Timestamp,
    command: &InstanceCommand,
) -> Result<Vec<NewEvent>, Refusal> {
    match command {
        InstanceCommand::FoundOrganization(found) => {
            may_found(world.instance, actor)?;
            found_organization(world.instance, found)
        }
        InstanceCommand::AcceptInvitation {
            organization,
            invitation,
            joiner,
        } => {
            let directory = world
                .directory
                .filter(|d| d.id == *organization)
                .ok_or(Refusal::InvitationClosed)?;
            comes_in(actor, joiner)?;
            invitations::accept(world.instance, directory, now, *invitation, joiner)
        }
        InstanceCommand::ChangePassword { person, by } => {
            known(world.instance, *person)?;
            let may = match by {
                PasswordCause::Change => actor.person() == Some(*person),
                // Whoever holds the link; that it was not used before is the turn's business, where its secret is.
                PasswordCause::Reset => *actor == Actor::Nobody,
            };
            if !may {
                return Err(Refusal::NotFound);
            }
            Ok(vec![on_instance(
                InstanceEvent::PasswordChanged {
                    person: *person,
                    by: *by,
                },
                None,
            )])
        }
        InstanceCommand::IssueReset { person, expires_at } => {
            if *actor != Actor::Operator {
                return Err(Refusal::NotFound);
            }
            known(world.instance, *person)?;
            Ok(vec![on_instance(
                InstanceEvent::ResetIssued {
                    person: *person,
                    expires_at: *expires_at,
                },
                None,
            )])
        }
        InstanceCommand::AppointOwner { organization, person } => {
            if *actor != Actor::Operator {
                return Err(Refusal::NotFound);
            }
            known(world.instance, *person)?;
            let directory = world.directory.filter(|d| d.id == *organization);
            Ok(appoint_owner(
                world.instance,
                directory.ok_or(Refusal::NotFound)?,
                *person,
            ))
        }
        InstanceCommand::ChangePreferences { person, zone, scheme } => {
            let known = world.instance.people.get(person).ok_or(Refusal::NotFound)?;
            if actor.person() != Some(*person) {
                return Err(Refusal::NotFound);
            }
            if known.zone == *zone && known.scheme == *scheme {
                return Ok(Vec::new());
            }
            let event = InstanceEvent::PreferencesChanged {
                person: *person,
                zone: zone.clone(),
                scheme: *scheme,
            };
            Ok(vec![on_instance(event, None)])
        }
    }
}

/// Nobody brings another person in: a session joins for its own account.
fn comes_in(actor: &Actor, joiner: &Joiner) -> Result<(), Refusal> {
    match (actor.person(), joiner) {
        (None, Joiner::New { .. } | Joiner::Existing { .. }) | (Some(_), Joiner::New { .. }) => Ok(()),
        (Some(person), Joiner::Existing { person: joins }) if person == *joins => Ok(()),
        (Some(_), Joiner::Existing { .. }) => Err(Refusal::NotFound),
    }
}

fn known(instance: &Instance, person: PersonId) -> Result<(), Refusal> {
    instance.people.get(&person).map(|_| ()).ok_or(Refusal::NotFound)
}

fn on_instance(event: InstanceEvent, private: Option<Value>) -> NewEvent {
    NewEvent {
        ledger: LedgerName::Instance,
        stream: Stream::Instance,
        event: Event::Instance(event),
        private,
    }
}

pub(super) fn on_organization(organization: OrganizationId, event: OrganizationEvent) -> NewEvent {
    NewEvent {
        ledger: LedgerName::Organization(organization),
        stream: Stream::Organization,
        event: Event::Organization(event),
        private: None,
    }
}

/// The account that a joiner gets; nothing for somebody who has one.
pub(super) fn register(instance: &Instance, joiner: &Joiner) -> Result<Option<NewEvent>, Refusal> {
    match joiner {
        Joiner::Existing { person } => known(instance, *person).map(|()| None),
        Joiner::New { person, name, email } => {
            if instance.people.values().any(|known| known.email == *email) {
                return Err(Refusal::Taken { what: Unique::Email });
            }
            let event = InstanceEvent::PersonRegistered { person: *person };
            Ok(Some(on_instance(
                event,
                Some(private(PersonDetails {
                    name: name.clone(),
                    email: email.clone(),
                })),
            )))
        }
    }
}

fn private(details: PersonDetails) -> Value {
    let PersonDetails { email, name } = details;
    serde_json::json!({ "email": email.as_str(), "name": name.as_str() })
}

/// Whoever holds the set-up code founds the first organization; further ones are the operator's to found (01 §6).
fn may_found(instance: &Instance, actor: &Actor) -> Result<(), Refusal> {
    match actor {
        Actor::Nobody if !instance.organizations.is_empty() => Err(Refusal::NotFound),
        Actor::Nobody | Actor::Operator | Actor::Person(_) => Ok(()),
    }
}

fn found_organization(instance: &Instance, found: &FoundOrganization) -> Result<Vec<NewEvent>, Refusal> {
    if instance.organizations.contains_key(&found.slug) {
        return Err(Refusal::Taken {
            what: Unique::OrganizationSlug,
        });
    }
    let owner = found.owner.person();
    let organization = found.organization;
    let name = found.name.as_str();
    let mut events: Vec<NewEvent> = register(instance, &found.owner)?.into_iter().collect();
    let registered = InstanceEvent::OrganizationRegistered {
        organization,
        slug: found.slug.clone(),
    };
    events.push(on_instance(registered, None));
    let first = [
        OrganizationEvent::Founded {
            name: found.name.clone(),
            slug: found.slug.clone(),
            zone: found.zone.clone(),
        },
        OrganizationEvent::MemberJoined {
            person: owner,
            role: AccessRole::Owner,
            invitation: None,
            reads: None,
        },
        OrganizationEvent::TeamAdded {
            team: found.team,
            name: shortened(name, TeamName::MAX, TeamName::parse)?,
        },
        OrganizationEvent::TeamJoined {
            person: owner,
            team: found.team,
        },
        OrganizationEvent::ServiceAdded {
            service: found.service,
            name: shortened(name, ServiceName::MAX, ServiceName::parse)?,
            team: found.team,
        },
    ];
    events.extend(first.into_iter().map(|event| on_organization(organization, event)));
    // Development needs no sign-offs, production asks for a fresh proof (S11, S15).
    let defaults = [
        ("Development", false, false),
        ("Staging", true, false),
        ("Production", true, true),
    ];
    for (environment, (name, signoffs_needed, fresh_proof)) in found.environments.iter().zip(defaults) {
        let name = shortened(name, EnvironmentName::MAX, EnvironmentName::parse)?;
        let event = OrganizationEvent::EnvironmentAdded {
            environment: *environment,
            name,
            signoffs_needed,
            fresh_proof,
        };
        events.push(on_organization(organization, event));
    }
    Ok(events)
}

/// A name cut to the limit of another kind of name: the first team and service bear the organization's.
fn shortened<T>(name: &str, max: usize, parse: impl Fn(&str) -> Result<T, TextError>) -> Result<T, Refusal> {
    let short: String = name.chars().take(max).collect();
    parse(&short).map_err(|error| Refusal::Invalid {
        field: "name".to_owned(),
        error,
    })
}

/// Nothing for somebody who is an owner already. Duties stay as they are: an owner without one signs nothing (S5).
fn appoint_owner(instance: &Instance, directory: &Directory, person: PersonId) -> Vec<NewEvent> {
    let events = match directory.active(person).map(|member| member.role) {
        Some(AccessRole::Owner) => Vec::new(),
        Some(_) => vec![OrganizationEvent::RoleChanged {
            person,
            role: AccessRole::Owner,
            reads: None,
        }],
        None => {
            let joined = OrganizationEvent::MemberJoined {
                person,
                role: AccessRole::Owner,
                invitation: None,
                reads: None,
            };
            let email = instance.people.get(&person).map(|known| &known.email);
            let others = invitations::others(directory, email, None);
            std::iter::once(joined).chain(others).collect()
        }
    };
    let events = events.into_iter();
    events.map(|event| on_organization(directory.id, event)).collect()
}

/// Decides a command on an organization.
///
/// # Errors
/// The refusal of the first rule that says no.
pub fn decide_organization(
    instance: &Instance,
    directory: &Directory,
    actor: &Actor,
    now: Timestamp,
    command: &OrganizationCommand,
) -> Result<Vec<Decided>, Refusal> {
    let (_, member) = acting(directory, actor)?;
    match command {
        OrganizationCommand::Invite {
            invitation,
            name,
            email,
            role,
            team,
            duties,
            reads,
            expires_at,
        } => {
            check(member, Right::ManagePeople, None)?;
            may_give(member, *role)?;
            invitations::invitable(instance, directory, email)?;
            let reads = audit_period(*role, *reads)?;
            let duties = known_duties(directory, *role, *team, duties)?;
            if *expires_at < now {
                return Err(Refusal::InvitationClosed);
            }
            let event = OrganizationEvent::MemberInvited {
                invitation: *invitation,
                role: *role,
                team: *team,
                duties,
                reads,
                expires_at: *expires_at,
            };
            Ok(vec![(
                event,
                Some(private(PersonDetails {
                    name: name.clone(),
                    email: email.clone(),
                })),
            )])
        }
        OrganizationCommand::WithdrawInvitation { invitation } => {
            check(member, Right::ManagePeople, None)?;
            let known = directory.invitations.get(invitation).ok_or(Refusal::NotFound)?;
            match known.standing {
                InvitationStanding::Open => plain(OrganizationEvent::InvitationWithdrawn {
                    invitation: *invitation,
                }),
                InvitationStanding::Withdrawn => Ok(Vec::new()),
                InvitationStanding::Accepted { .. } => Err(Refusal::InvitationClosed),
            }
        }
        OrganizationCommand::ChangeMember {
            person,
            seen,
            role,
            teams,
            reads,
        } => {
            check(member, Right::ManagePeople, None)?;
            let wanted = MemberFacts {
                role: *role,
                teams: teams.clone(),
                reads: *reads,
            };
            change_member(directory, member, *person, wanted, seen.as_deref())
        }
        OrganizationCommand::RemoveMember { person } => {
            let target = directory.active(*person).ok_or(Refusal::NotFound)?;
            check(member, Right::ManagePeople, None)?;
            if target.role == AccessRole::Owner {
                check(member, Right::ManageOwners, None)?;
                not_last_owner(directory, *person)?;
            }
            let removed = OrganizationEvent::MemberRemoved { person: *person };
            let email = instance.people.get(person).map(|known| &known.email);
            let others = invitations::others(directory, email, None);
            Ok(std::iter::once(removed)
                .chain(others)
                .map(|event| (event, None))
                .collect())
        }
        OrganizationCommand::DeclareDuty { name } => {
            check(member, Right::ManagePeople, None)?;
            let named = Duty::Named(name.clone());
            if directory.duties().iter().any(|known| known.is(&named)) {
                return Err(Refusal::Taken { what: Unique::Duty });
            }
            plain(OrganizationEvent::DutyDeclared { name: name.clone() })
        }
        OrganizationCommand::AddTeam { .. }
        | OrganizationCommand::RenameTeam { .. }
        | OrganizationCommand::AddService { .. }
        | OrganizationCommand::ChangeService { .. }
        | OrganizationCommand::AddEnvironment { .. }
        | OrganizationCommand::ChangeEnvironment { .. }
        | OrganizationCommand::ChangeOrganization { .. } => {
            check(member, Right::ManageSettings, None)?;
            super::settings::decide(directory, command)
        }
        OrganizationCommand::SetSmallTeamRule { on } => {
            check(member, Right::SetRules, None)?;
            if directory.small_team_rule == *on {
                return Ok(Vec::new());
            }
            plain(OrganizationEvent::SmallTeamRuleSet { on: *on })
        }
        OrganizationCommand::NoteExport { what } => {
            check(member, Right::Export, None)?;
            plain(OrganizationEvent::ExportMade { what: what.clone() })
        }
    }
}

/// One event without a private part.
pub(super) fn plain(event: OrganizationEvent) -> Result<Vec<Decided>, Refusal> {
    Ok(vec![(event, None)])
}

/// Only owners make owners.
pub(super) fn may_give(member: &Member, role: AccessRole) -> Result<(), Refusal> {
    match role {
        AccessRole::Owner => check(member, Right::ManageOwners, None),
        AccessRole::Admin | AccessRole::Member | AccessRole::Auditor => Ok(()),
    }
}

/// An auditor reads between two dates; nobody else has a period (01 §6).
fn audit_period(role: AccessRole, reads: Option<AuditPeriod>) -> Result<Option<AuditPeriod>, Refusal> {
    match (role, reads) {
        (AccessRole::Auditor, Some(period)) if period.from < period.until => Ok(Some(period)),
        (AccessRole::Auditor, _) => Err(Refusal::AuditPeriodMissing),
        (AccessRole::Owner | AccessRole::Admin | AccessRole::Member, _) => Ok(None),
    }
}

fn known_duties(
    directory: &Directory,
    role: AccessRole,
    team: Option<TeamId>,
    duties: &BTreeSet<Duty>,
) -> Result<BTreeSet<Duty>, Refusal> {
    if team.is_some_and(|team| !directory.teams.contains_key(&team)) {
        return Err(Refusal::NoSuchChoice {
            field: "team".to_owned(),
        });
    }
    if role == AccessRole::Auditor {
        return Ok(BTreeSet::new());
    }
    if team.is_none() && !duties.is_empty() {
        return Err(Refusal::DutiesNeedTeam);
    }
    let known = directory.duties();
    if duties.iter().all(|duty| known.contains(duty)) {
        Ok(duties.clone())
    } else {
        Err(Refusal::NoSuchChoice {
            field: "duties".to_owned(),
        })
    }
}

fn not_last_owner(directory: &Directory, person: PersonId) -> Result<(), Refusal> {
    if directory.owners().any(|owner| owner != person) {
        Ok(())
    } else {
        Err(Refusal::LastOwner)
    }
}

fn change_member(
    directory: &Directory,
    actor: &Member,
    person: PersonId,
    wanted: MemberFacts,
    seen: Option<&MemberFacts>,
) -> Result<Vec<Decided>, Refusal> {
    let target = directory.active(person).ok_or(Refusal::NotFound)?;
    let MemberFacts { role, teams, reads } = match seen {
        Some(seen) => wanted.upon(seen, &MemberFacts::of(target)),
        None => wanted,
    };
    let reads = audit_period(role, reads)?;
    let mut events = Vec::new();
    if target.role != role {
        may_give(actor, role)?;
        if target.role == AccessRole::Owner {
            check(actor, Right::ManageOwners, None)?;
            not_last_owner(directory, person)?;
        }
    }
    if target.role != role || target.reads != reads {
        events.push(OrganizationEvent::RoleChanged { person, role, reads });
    }
    for team in target.teams.keys().filter(|team| !teams.contains_key(team)) {
        events.push(OrganizationEvent::TeamLeft { person, team: *team });
    }
    for (team, duties) in &teams {
        let duties = known_duties(directory, role, Some(*team), duties)?;
        let held = target.teams.get(team);
        if held.is_none() {
            events.push(OrganizationEvent::TeamJoined { person, team: *team });
        }
        let none = BTreeSet::new();
        let held = held.unwrap_or(&none);
        let revoked = held.difference(&duties);
        events.extend(revoked.map(|duty| OrganizationEvent::DutyRevoked {
            person,
            team: *team,
            duty: duty.clone(),
        }));
        let granted = duties.difference(held);
        events.extend(granted.map(|duty| OrganizationEvent::DutyGranted {
            person,
            team: *team,
            duty: duty.clone(),
        }));
    }
    Ok(events.into_iter().map(|event| (event, None)).collect())
}
