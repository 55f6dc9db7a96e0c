//! The organization of [`super`] with a ledger in memory: commands in, entries out, states folded from nothing else.

use std::collections::BTreeMap;

use super::{
    ADMIN, LEDGERS, OTHER_TEAM, OWNER, PAYMENTS, PEOPLE, TEAM, TEMPLATE, acting, checklist, content, found, new_person,
};
use crate::accounts::{AccessRole, AuditPeriod, Directory, Instance, InstanceCommand, OrganizationCommand};
use crate::actor::Actor;
use crate::calendar::{Booked, CalendarCommand, Slots};
use crate::command::Command;
use crate::decide::{LedgerName, Misfit, NewEvent, Planned, World, decide};
use crate::deployments::{ChangeNumber, Deployment, DeploymentCommand, Occupant, Standing};
use crate::event::{Event, Meta, RecordedActor, Stream};
use crate::id::{DeploymentId, InvitationId, PersonId};
use crate::refusal::Refusal;
use crate::templates::{Structure, Template, TemplateCommand};
use crate::text::{ServiceName, Slug, TeamName, TemplateName};
use crate::time::Timestamp;

/// An entry of the ledger in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which ledger.
    pub ledger: LedgerName,
    /// Which stream.
    pub stream: Stream,
    /// What the entry says beside the event.
    pub meta: Meta,
    /// What happened.
    pub event: Event,
}

/// Everything that is folded from entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct States {
    /// The instance.
    pub instance: Instance,
    /// [`PAYMENTS`].
    pub directory: Option<Directory>,
    /// [`TEMPLATE`].
    pub template: Option<Template>,
    /// Deployments.
    pub deployments: BTreeMap<DeploymentId, Deployment>,
}

/// The organization, its ledger and the time.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The time of the next command; every command takes a second.
    pub now: Timestamp,
    /// Everything that happened.
    pub entries: Vec<Entry>,
    /// What it comes to.
    pub states: States,
    /// The structure of every version of [`TEMPLATE`].
    pub structure: Structure,
    /// Others that occupy the environment of a deployment, by deployment; kept with every entry.
    occupants: BTreeMap<DeploymentId, Vec<Occupant>>,
    /// How old the proof of identity of everybody who acts is, in seconds.
    pub proof_age: i64,
}

impl States {
    /// Of every deployment, the others that occupy its environment.
    fn occupants(&self) -> BTreeMap<DeploymentId, Vec<Occupant>> {
        let all = || self.deployments.values();
        let others = |named: &Deployment| {
            let others = all().filter(|other| other.id != named.id);
            let there = others.filter_map(|other| other.occupies(named.details.environment));
            (named.id, there.collect())
        };
        all().map(others).collect()
    }

    /// The states after one more entry.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn evolve(&mut self, entry: &Entry) -> Result<(), Misfit> {
        match (&entry.event, entry.stream) {
            (Event::Instance(event), _) => {
                self.instance = std::mem::take(&mut self.instance).evolve(&entry.meta, event)?;
            }
            (Event::Organization(event), _) => {
                self.directory = Some(Directory::evolve(self.directory.take(), PAYMENTS, &entry.meta, event)?);
            }
            (Event::Template(event), _) => {
                self.template = Some(Template::evolve(self.template.take(), TEMPLATE, &entry.meta, event)?);
            }
            (Event::Deployment(event), Stream::Deployment(id)) => {
                let state = Deployment::evolve(self.deployments.remove(&id), id, &entry.meta, event)?;
                self.deployments.insert(id, state);
            }
            (Event::Deployment(_), Stream::Instance | Stream::Organization | Stream::Template(_)) => {
                return Err(Misfit("a deployment's event on another stream"));
            }
        }
        Ok(())
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::with(checklist())
    }
}

impl Scene {
    /// The organization with everybody in place and `structure` published as version 1.
    ///
    /// # Panics
    /// When a rule refuses what the scene is made of.
    pub fn with(structure: Structure) -> Self {
        let mut scene = Self {
            now: Timestamp::from_micros(1_770_000_000_000_000),
            entries: Vec::new(),
            states: States::default(),
            structure,
            occupants: BTreeMap::new(),
            proof_age: 0,
        };
        scene.must(Actor::Nobody, &found());
        let name = TeamName::parse("Ledgers").expect("a name");
        scene.organize(OWNER, OrganizationCommand::AddTeam { team: OTHER_TEAM, name });
        let name = ServiceName::parse("Ledgers").expect("a name");
        scene.organize(
            OWNER,
            OrganizationCommand::AddService {
                service: LEDGERS,
                name,
                team: OTHER_TEAM,
            },
        );
        for (number, (person, name, role, place)) in PEOPLE.into_iter().enumerate() {
            let Some(role) = role.filter(|_| person != OWNER) else {
                continue;
            };
            let Joined { invitation, accept } = scene.joined(number, person, name);
            let reads = (role == AccessRole::Auditor).then_some(AuditPeriod {
                from: Timestamp::from_micros(0),
                until: Timestamp::from_micros(i64::MAX),
            });
            let (team, duty) = place.map_or((None, None), |(team, duty)| (Some(team), duty));
            let super::Joiner::New { name, email, .. } = new_person(person, name) else {
                continue;
            };
            scene.organize(
                OWNER,
                OrganizationCommand::Invite {
                    invitation,
                    name,
                    email,
                    role,
                    team,
                    duties: duty.into_iter().collect(),
                    reads,
                    expires_at: scene.now.plus_seconds(86_400),
                },
            );
            scene.must(Actor::Nobody, &accept);
        }
        scene.publish();
        scene
    }

    fn joined(&self, number: usize, person: PersonId, name: &str) -> Joined {
        let invitation = InvitationId::new(uuid::Uuid::from_u128(0x9000 + number as u128));
        let accept = Command::Instance(InstanceCommand::AcceptInvitation {
            organization: PAYMENTS,
            invitation,
            joiner: new_person(person, name),
        });
        Joined { invitation, accept }
    }

    fn publish(&mut self) {
        let (content, _) = content(&self.structure);
        let structure = content.structure;
        let create = TemplateCommand::Create {
            slug: Slug::parse("web-service").expect("an address"),
            name: TemplateName::parse("Web service").expect("a name"),
            team: None,
            content,
        };
        for (person, command) in [
            (ADMIN, create),
            (ADMIN, TemplateCommand::AskForReview),
            (OWNER, TemplateCommand::Publish { structure }),
        ] {
            self.template(person, command).expect("the rules allow it");
        }
    }

    /// A command about [`TEMPLATE`].
    ///
    /// # Errors
    /// The refusal.
    pub fn template(&mut self, person: PersonId, command: TemplateCommand) -> Result<Vec<Event>, Refusal> {
        let actor = self.actor(person);
        self.execute(
            actor,
            &Command::Template {
                organization: PAYMENTS,
                template: TEMPLATE,
                command,
            },
        )
    }

    /// A command about the organization that has to be accepted.
    ///
    /// # Panics
    /// When it is refused.
    pub fn organize(&mut self, person: PersonId, command: OrganizationCommand) {
        self.organization(person, command).expect("the rules allow it");
    }

    /// A command about the organization.
    ///
    /// # Errors
    /// The refusal.
    pub fn organization(&mut self, person: PersonId, command: OrganizationCommand) -> Result<Vec<Event>, Refusal> {
        let actor = self.actor(person);
        self.execute(
            actor,
            &Command::Organization {
                organization: PAYMENTS,
                command,
            },
        )
    }

    /// A command about the calendar.
    ///
    /// # Errors
    /// The refusal.
    pub fn calendar(&mut self, person: PersonId, command: CalendarCommand) -> Result<Vec<Event>, Refusal> {
        let actor = self.actor(person);
        self.execute(
            actor,
            &Command::Calendar {
                organization: PAYMENTS,
                command,
            },
        )
    }

    fn must(&mut self, actor: Actor, command: &Command) {
        self.execute(actor, command).expect("the rules allow it");
    }

    /// A person who proved who they are `proof_age` seconds before the next command.
    pub const fn actor(&self, person: PersonId) -> Actor {
        acting(person, self.now.plus_seconds(1 - self.proof_age))
    }

    /// Decides a command on the present states, folds what was decided and gives the events back.
    ///
    /// # Errors
    /// The refusal; nothing changed then.
    ///
    /// # Panics
    /// When an event that was decided does not fit, or cannot be written and read again.
    pub fn execute(&mut self, actor: Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.now = self.now.plus_seconds(1);
        let decided = self.decide(&actor, command)?;
        let mut events = Vec::new();
        for NewEvent {
            ledger,
            stream,
            event,
            private,
        } in decided
        {
            let directory = self.states.directory.as_ref();
            let member = actor
                .person()
                .zip(directory)
                .and_then(|(person, known)| known.active(person));
            let entry = Entry {
                ledger,
                stream,
                meta: Meta {
                    seq: self.entries.len() as u64,
                    at: self.now,
                    actor: RecordedActor::of(&actor, member, Some(TEAM), self.now),
                    private,
                },
                event: event.clone(),
            };
            self.states.evolve(&entry).expect("what was decided fits");
            self.entries.push(entry);
            events.push(event);
        }
        self.occupants = self.states.occupants();
        Ok(events)
    }

    /// Everything that is booked.
    pub fn booked(&self) -> Vec<Booked> {
        let all = self.states.deployments.values();
        all.flat_map(|deployment| Booked::of(deployment, &self.structure))
            .collect()
    }

    /// What a deployment has booked.
    pub fn booked_of(&self, id: DeploymentId) -> Vec<Booked> {
        Booked::of(self.deployment(id), &self.structure)
    }

    /// What a deployment would have booked in a primary slot.
    ///
    /// # Panics
    /// Never: there is one for each slot.
    pub fn booked_at(&self, id: DeploymentId, slots: &Slots) -> Booked {
        let moved = Booked::moved(self.deployment(id), &self.structure, slots);
        moved.into_iter().next().expect("the primary slot")
    }

    /// What a command would come to, without doing it.
    ///
    /// # Errors
    /// The refusal.
    pub fn decide(&self, actor: &Actor, command: &Command) -> Result<Vec<NewEvent>, Refusal> {
        let named = match command {
            Command::Deployment { deployment, .. } => self.states.deployments.get(deployment),
            Command::Instance(_)
            | Command::Organization { .. }
            | Command::Calendar { .. }
            | Command::Template { .. } => None,
        };
        let undone = if let Command::Deployment { command, .. } = command
            && let DeploymentCommand::Create(new) = command
        {
            new.rolls_back
                .and_then(|rolls_back| self.states.deployments.get(&rolls_back.deployment))
        } else {
            None
        };
        let booked = self.booked();
        let all = self.states.deployments.values();
        let planned: Vec<Planned<'_>> = all
            .map(|deployment| Planned {
                deployment,
                structure: &self.structure,
            })
            .collect();
        let world = World {
            instance: &self.states.instance,
            directory: self.states.directory.as_ref(),
            template: self.states.template.as_ref(),
            structure: Some(&self.structure),
            deployment: named,
            undone,
            next_number: ChangeNumber(self.states.deployments.len() as u64 + 1),
            slug_taken: false,
            occupants: named.map(|named| self.occupants(named.id)).unwrap_or_default(),
            booked: &booked,
            planned: &planned,
        };
        decide(&world, actor, self.now, command)
    }

    fn occupants(&self, id: DeploymentId) -> &[Occupant] {
        self.occupants.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The organization.
    ///
    /// # Panics
    /// Never after [`Scene::with`].
    pub fn directory(&self) -> &Directory {
        self.states.directory.as_ref().expect("it was founded")
    }

    /// A deployment.
    ///
    /// # Panics
    /// When there is none of that id.
    pub fn deployment(&self, id: DeploymentId) -> &Deployment {
        &self.states.deployments[&id]
    }

    /// A deployment with what its standing follows from.
    pub fn standing(&self, id: DeploymentId) -> Standing<'_> {
        Standing {
            directory: self.directory(),
            structure: &self.structure,
            deployment: self.deployment(id),
            occupants: self.occupants(id),
        }
    }

    /// States folded again from the entries alone.
    ///
    /// # Errors
    /// When an entry does not fit.
    pub fn refolded(&self) -> Result<States, Misfit> {
        let mut states = States::default();
        for entry in &self.entries {
            states.evolve(entry)?;
        }
        Ok(states)
    }
}

/// An invitation on its way, and the command that uses it.
struct Joined {
    invitation: InvitationId,
    accept: Command,
}
