//! What events change about accounts and organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Directory, Environment, Instance, InstanceEvent, Invitation, InvitationStanding, Member, Membership,
    OrganizationEvent, Person, PersonDetails, Scheme, Service, Team,
};
use crate::calendar::{Calendar, EnvironmentSchedule};
use crate::decide::Misfit;
use crate::event::Meta;
use crate::id::{InvitationId, OrganizationId, PersonId, TeamId};

impl Instance {
    /// The instance after one more event.
    ///
    /// # Errors
    /// [`Misfit`] when the event cannot have happened in this state.
    pub fn evolve(mut self, meta: &Meta, event: &InstanceEvent) -> Result<Self, Misfit> {
        match event {
            InstanceEvent::OrganizationRegistered { organization, slug } => {
                if self.organizations.insert(slug.clone(), *organization).is_some() {
                    return Err(Misfit("an organization's address came twice"));
                }
            }
            InstanceEvent::PersonRegistered { person } => {
                // An erased person stays known by id; name and address are gone with the private row.
                if let Some(details) = details(meta)? {
                    let person_state = Person {
                        name: details.name,
                        email: details.email,
                        zone: None,
                        scheme: Scheme::default(),
                    };
                    if self.people.insert(*person, person_state).is_some() {
                        return Err(Misfit("a person was registered twice"));
                    }
                }
            }
            InstanceEvent::PasswordChanged { .. } | InstanceEvent::ResetIssued { .. } => {}
            InstanceEvent::PreferencesChanged { person, zone, scheme } => {
                if let Some(known) = self.people.get_mut(person) {
                    known.zone.clone_from(zone);
                    known.scheme = *scheme;
                }
            }
        }
        Ok(self)
    }
}

fn details(meta: &Meta) -> Result<Option<PersonDetails>, Misfit> {
    let Some(private) = &meta.private else { return Ok(None) };
    serde_json::from_value(private.clone())
        .map(Some)
        .map_err(|_| Misfit("the private part is not a person's"))
}

impl Directory {
    /// The organization after one more event; `None` before the first one.
    ///
    /// # Errors
    /// [`Misfit`] when the event cannot have happened in this state.
    pub fn evolve(
        state: Option<Self>,
        id: OrganizationId,
        meta: &Meta,
        event: &OrganizationEvent,
    ) -> Result<Self, Misfit> {
        match (state, event) {
            (None, OrganizationEvent::Founded { name, slug, zone }) => Ok(Self {
                id,
                slug: slug.clone(),
                name: name.clone(),
                zone: zone.clone(),
                founded_at: meta.at,
                small_team_rule: false,
                members: BTreeMap::new(),
                teams: BTreeMap::new(),
                services: BTreeMap::new(),
                environments: BTreeMap::new(),
                own_duties: BTreeSet::new(),
                invitations: BTreeMap::new(),
                calendar: Calendar::default(),
            }),
            (Some(mut directory), event) => {
                directory.apply(meta, event)?;
                Ok(directory)
            }
            (None, _) => Err(Misfit("an organization begins with its founding")),
        }
    }

    fn apply(&mut self, meta: &Meta, event: &OrganizationEvent) -> Result<(), Misfit> {
        match event {
            OrganizationEvent::Founded { .. } => return Err(Misfit("an organization is founded once")),
            OrganizationEvent::Changed { name, zone } => {
                self.name = name.clone();
                self.zone = zone.clone();
            }
            OrganizationEvent::SmallTeamRuleSet { on } => self.small_team_rule = *on,
            OrganizationEvent::MemberInvited {
                invitation,
                role,
                team,
                duties,
                reads,
                expires_at,
            } => {
                let by = meta
                    .actor
                    .person()
                    .ok_or(Misfit("an invitation needs somebody who invites"))?;
                self.invitations.insert(
                    *invitation,
                    Invitation {
                        email: details(meta)?.map(|details| details.email),
                        role: *role,
                        team: *team,
                        duties: duties.clone(),
                        reads: *reads,
                        by,
                        at: meta.at,
                        expires_at: *expires_at,
                        standing: InvitationStanding::Open,
                    },
                );
            }
            OrganizationEvent::InvitationWithdrawn { invitation } => {
                self.open_invitation(*invitation)?.standing = InvitationStanding::Withdrawn;
            }
            OrganizationEvent::MemberJoined {
                person,
                role,
                invitation,
                reads,
            } => {
                if let Some(invitation) = invitation {
                    self.open_invitation(*invitation)?.standing = InvitationStanding::Accepted { by: *person };
                }
                if self.active(*person).is_some() {
                    return Err(Misfit("a member joined twice"));
                }
                self.members.insert(
                    *person,
                    Member {
                        role: *role,
                        standing: Membership::Active,
                        joined_at: meta.at,
                        teams: BTreeMap::new(),
                        reads: *reads,
                    },
                );
            }
            OrganizationEvent::RoleChanged { person, role, reads } => {
                let member = self.member_mut(*person)?;
                member.role = *role;
                member.reads = *reads;
            }
            OrganizationEvent::MemberRemoved { person } => {
                let member = self.member_mut(*person)?;
                member.standing = Membership::Removed { at: meta.at };
                member.teams.clear();
                self.calendar.absences.retain(|_, absence| absence.person != *person);
            }
            OrganizationEvent::TeamJoined { person, team } => {
                self.member_mut(*person)?.teams.entry(*team).or_default();
            }
            OrganizationEvent::TeamLeft { person, team } => {
                self.member_mut(*person)?.teams.remove(team);
            }
            OrganizationEvent::DutyGranted { person, team, duty } => {
                self.duties_mut(*person, *team)?.insert(duty.clone());
            }
            OrganizationEvent::DutyRevoked { person, team, duty } => {
                self.duties_mut(*person, *team)?.remove(duty);
            }
            OrganizationEvent::DutyDeclared { name } => {
                self.own_duties.insert(name.clone());
            }
            OrganizationEvent::TeamAdded { team, name } => {
                if self.teams.insert(*team, Team { name: name.clone() }).is_some() {
                    return Err(Misfit("a team was added twice"));
                }
            }
            OrganizationEvent::TeamRenamed { team, name } => {
                let known = self.teams.get_mut(team).ok_or(Misfit("no such team"))?;
                known.name = name.clone();
            }
            OrganizationEvent::ServiceAdded { service, name, team } => {
                let added = Service {
                    name: name.clone(),
                    team: *team,
                    labels: BTreeSet::new(),
                    depends_on: BTreeSet::new(),
                };
                if !self.teams.contains_key(team) || self.services.insert(*service, added).is_some() {
                    return Err(Misfit("a service was added twice, or to no team"));
                }
            }
            OrganizationEvent::ServiceChanged { service, name, team } => {
                let known = self.services.get_mut(service).ok_or(Misfit("no such service"))?;
                known.name = name.clone();
                known.team = *team;
            }
            OrganizationEvent::EnvironmentAdded {
                environment,
                name,
                signoffs_needed,
                fresh_proof,
            } => {
                let position = u32::try_from(self.environments.len()).unwrap_or(u32::MAX);
                if self.environments.contains_key(environment) {
                    return Err(Misfit("an environment was added twice"));
                }
                self.environments.insert(
                    *environment,
                    Environment {
                        name: name.clone(),
                        position,
                        signoffs_needed: *signoffs_needed,
                        fresh_proof: *fresh_proof,
                        schedule: EnvironmentSchedule::default(),
                    },
                );
            }
            OrganizationEvent::EnvironmentChanged {
                environment,
                name,
                signoffs_needed,
                fresh_proof,
            } => {
                let known = self
                    .environments
                    .get_mut(environment)
                    .ok_or(Misfit("no such environment"))?;
                known.name = name.clone();
                known.signoffs_needed = *signoffs_needed;
                known.fresh_proof = *fresh_proof;
            }
            OrganizationEvent::ExportMade { .. } => {}
            OrganizationEvent::Calendar(event) => self.apply_calendar(meta, event)?,
        }
        Ok(())
    }

    fn member_mut(&mut self, person: PersonId) -> Result<&mut Member, Misfit> {
        let member = self.members.get_mut(&person);
        member
            .filter(|member| member.standing == Membership::Active)
            .ok_or(Misfit("not a member"))
    }

    fn open_invitation(&mut self, invitation: InvitationId) -> Result<&mut Invitation, Misfit> {
        let known = self.invitations.get_mut(&invitation);
        known
            .filter(|known| known.standing == InvitationStanding::Open)
            .ok_or(Misfit("no such invitation is open"))
    }

    fn duties_mut(&mut self, person: PersonId, team: TeamId) -> Result<&mut BTreeSet<super::Duty>, Misfit> {
        self.member_mut(person)?
            .teams
            .get_mut(&team)
            .ok_or(Misfit("not in that team"))
    }
}
