//! What a command is decided on, loaded into the turn, and how its events change it.

use std::sync::Arc;

use domain::accounts::{Directory, Instance};
use domain::cache::Folded;
use domain::calendar::{Booked, CalendarCommand, Stretch};
use domain::command::Command;
use domain::decide::{LedgerName, Misfit, Planned, World};
use domain::deployments::{
    BookingCommand, ChangeNumber, Deployment, DeploymentCommand, DeploymentEvent, NewDeployment, Occupant,
};
use domain::event::{Event, Stream};
use domain::id::{DeploymentId, OrganizationId, TemplateId};
use domain::templates::{Structure, Template, TemplateCommand};
use domain::text::Slug;
use ledger::Hash;

use super::entry::Prepared;
use super::memory::{Working, state_of};
use super::turn::{Turn, WorkingOrganization};
use crate::error::StoreError;
use crate::read::{bookings, deployments, templates};
use crate::sql::args;

/// What a command needs beside the states of the turn.
#[derive(Default)]
pub(super) struct Beside {
    template: Option<TemplateId>,
    structure: Option<Arc<Structure>>,
    undone: Option<DeploymentId>,
    slug_taken: bool,
    occupants: Vec<Occupant>,
    booked: Vec<Booked>,
    planned: Vec<(DeploymentId, Arc<Structure>)>,
}

/// The states that a command is decided on.
pub(super) struct Facts<'t> {
    instance: &'t Instance,
    directory: Option<&'t Directory>,
    template: Option<&'t Template>,
    deployment: Option<&'t Deployment>,
    undone: Option<&'t Deployment>,
    next_number: ChangeNumber,
    planned: Vec<Planned<'t>>,
    beside: &'t Beside,
}

impl Facts<'_> {
    /// As the rules take them.
    pub(super) fn view(&self) -> World<'_> {
        World {
            instance: self.instance,
            directory: self.directory,
            template: self.template,
            structure: self.beside.structure.as_deref(),
            deployment: self.deployment,
            undone: self.undone,
            next_number: self.next_number,
            slug_taken: self.beside.slug_taken,
            occupants: &self.beside.occupants,
            booked: &self.beside.booked,
            planned: &self.planned,
        }
    }
}

impl Turn<'_> {
    /// Loads what the command names and is not loaded yet.
    pub(super) async fn load(&mut self, command: &Command) -> Result<Beside, StoreError> {
        match command {
            Command::Instance(_) | Command::Organization { .. } => Ok(Beside::default()),
            Command::Template {
                organization,
                template,
                command,
            } => {
                self.load_template(*organization, *template).await?;
                let slug_taken = match command {
                    TemplateCommand::Create { slug, .. } => self.slug_taken(*organization, slug).await?,
                    TemplateCommand::SaveDraft { .. }
                    | TemplateCommand::DiscardDraft { .. }
                    | TemplateCommand::AskForReview
                    | TemplateCommand::SendBack { .. }
                    | TemplateCommand::Publish { .. } => false,
                };
                Ok(Beside {
                    template: Some(*template),
                    slug_taken,
                    ..Beside::default()
                })
            }
            Command::Deployment {
                organization,
                deployment,
                command,
            } => self.load_for_deployment(*organization, *deployment, command).await,
            Command::Calendar { organization, command } => self.load_for_calendar(*organization, command).await,
        }
    }

    async fn load_for_deployment(
        &mut self,
        organization: OrganizationId,
        id: DeploymentId,
        command: &DeploymentCommand,
    ) -> Result<Beside, StoreError> {
        self.load_deployment(organization, id).await?;
        let bound = self
            .deployment(organization, id)
            .map(|deployment| (deployment.template.template, Some(deployment.template.structure)));
        let new = if let DeploymentCommand::Create(new) = command {
            Some(new)
        } else {
            None
        };
        let Some((template, hash)) = bound.or_else(|| new.map(|new| (new.template, None))) else {
            return Ok(Beside::default());
        };
        self.load_template(organization, template).await?;
        let hash = hash.or_else(|| new.and_then(|new| self.wanted_structure(organization, new)));
        let structure = match hash {
            Some(hash) => self.store.snapshots.structure(&mut self.db, organization, hash).await?,
            None => None,
        };
        if new.is_some() {
            self.load_last_number(organization).await?;
        }
        let undone = new.and_then(|new| new.rolls_back.map(|rolls_back| rolls_back.deployment));
        if let Some(id) = undone {
            self.load_deployment(organization, id).await?;
        }
        let occupants = if matches!(command, DeploymentCommand::Start) {
            self.occupants(organization, id).await?
        } else {
            Vec::new()
        };
        let booked = if let DeploymentCommand::Booking(BookingCommand::Book { slots, .. }) = command {
            self.booked(organization, slots.all().collect()).await?
        } else {
            Vec::new()
        };
        Ok(Beside {
            template: Some(template),
            structure,
            undone,
            occupants,
            booked,
            ..Beside::default()
        })
    }

    /// The states a command is decided on.
    pub(super) fn world<'t>(&'t self, command: &Command, beside: &'t Beside) -> Facts<'t> {
        let organization = command.organization().and_then(|id| self.organizations.get(&id));
        let deployment = match command {
            Command::Deployment { deployment, .. } => organization.and_then(|o| state_of(&o.deployments, deployment)),
            Command::Instance(_)
            | Command::Organization { .. }
            | Command::Calendar { .. }
            | Command::Template { .. } => None,
        };
        Facts {
            instance: &self
                .instance
                .now()
                .expect("the instance is loaded when the turn begins, empty or not")
                .state,
            directory: organization.and_then(|o| o.directory.state()),
            template: organization
                .zip(beside.template)
                .and_then(|(o, id)| state_of(&o.templates, &id)),
            deployment,
            undone: organization
                .zip(beside.undone)
                .and_then(|(o, id)| state_of(&o.deployments, &id)),
            next_number: ChangeNumber(organization.and_then(|o| o.last_number).unwrap_or(0) + 1),
            planned: organization.map(|o| planned(o, &beside.planned)).unwrap_or_default(),
            beside,
        }
    }

    fn deployment(&self, organization: OrganizationId, id: DeploymentId) -> Option<&Deployment> {
        state_of(&self.organizations.get(&organization)?.deployments, &id)
    }

    fn wanted_structure(&self, organization: OrganizationId, new: &NewDeployment) -> Option<Hash> {
        let template = state_of(&self.organizations.get(&organization)?.templates, &new.template)?;
        let version = match new.version {
            Some(version) => template.versions.get(&version),
            None => template.versions.last_key_value().map(|(_, version)| version),
        };
        version.map(|version| version.content.structure)
    }

    /// What the turn holds of an organization; every command's is there from the beginning.
    fn organization(&mut self, id: OrganizationId) -> Result<&mut WorkingOrganization, StoreError> {
        self.organizations
            .get_mut(&id)
            .ok_or_else(|| StoreError::damaged("an organization that the turn does not hold"))
    }

    async fn load_template(&mut self, organization: OrganizationId, id: TemplateId) -> Result<(), StoreError> {
        if self.organization(organization)?.templates.contains_key(&id) {
            return Ok(());
        }
        let began = self.began(organization);
        let kept = self.memory.of(organization, began).templates.get(&id).cloned();
        let before = match kept {
            Some(kept) => Some(kept),
            None => templates::folded(&mut self.db, organization, id).await?.map(Arc::new),
        };
        self.organization(organization)?
            .templates
            .insert(id, Working::new(before));
        Ok(())
    }

    async fn load_deployment(&mut self, organization: OrganizationId, id: DeploymentId) -> Result<(), StoreError> {
        if self.organization(organization)?.deployments.contains_key(&id) {
            return Ok(());
        }
        let began = self.began(organization);
        let kept = self.memory.deployment(organization, began, id);
        let before = match kept {
            Some(kept) => Some(kept),
            None => deployments::folded(&mut self.db, organization, id).await?.map(Arc::new),
        };
        self.organization(organization)?
            .deployments
            .insert(id, Working::new(before));
        Ok(())
    }

    fn began(&self, organization: OrganizationId) -> u64 {
        let held = self.heads.get(&LedgerName::Organization(organization));
        held.map_or(0, |held| held.began)
    }

    async fn load_last_number(&mut self, organization: OrganizationId) -> Result<(), StoreError> {
        if self.organization(organization)?.last_number.is_none() {
            let last = deployments::last_number(&mut self.db, organization).await?;
            self.organization(organization)?.last_number = Some(last);
        }
        Ok(())
    }

    async fn slug_taken(&mut self, organization: OrganizationId, slug: &Slug) -> Result<bool, StoreError> {
        let here = &self.organization(organization)?.templates;
        if here
            .values()
            .any(|t| t.state().is_some_and(|template| template.slug == *slug))
        {
            return Ok(true);
        }
        let row: Option<(String,)> = self
            .db
            .one(templates::BY_SLUG, &args![&organization.to_string(), slug.as_str()])
            .await?;
        Ok(row.is_some())
    }

    /// Other deployments that run or roll back in the environment of one, as the turn has them.
    async fn occupants(&mut self, organization: OrganizationId, id: DeploymentId) -> Result<Vec<Occupant>, StoreError> {
        let known = self.deployment(organization, id);
        let Some(environment) = known.map(|deployment| deployment.details.environment) else {
            return Ok(Vec::new());
        };
        let mut occupants = deployments::occupants(&mut self.db, organization, id, environment).await?;
        let here = &self.organization(organization)?.deployments;
        let now: Vec<&Deployment> = here.values().filter_map(Working::state).collect();
        occupants.retain(|other| now.iter().all(|deployment| deployment.number != other.number));
        let others = now.into_iter().filter(|other| other.id != id);
        occupants.extend(others.filter_map(|other| other.occupies(environment)));
        occupants.sort_unstable_by_key(|other| other.number);
        Ok(occupants)
    }

    /// What a freeze's command is decided on: the deployments that it moves, and what is booked where it moves them to.
    async fn load_for_calendar(
        &mut self,
        organization: OrganizationId,
        command: &CalendarCommand,
    ) -> Result<Beside, StoreError> {
        let CalendarCommand::SetFreeze(set) = command else {
            return Ok(Beside::default());
        };
        let mut planned = Vec::new();
        for moved in &set.moves {
            self.load_deployment(organization, moved.deployment).await?;
            let known = self.deployment(organization, moved.deployment);
            let Some(hash) = known.map(|deployment| deployment.template.structure) else {
                continue;
            };
            let structure = self.store.snapshots.structure(&mut self.db, organization, hash).await?;
            planned.extend(structure.map(|structure| (moved.deployment, structure)));
        }
        let slots = set.moves.iter().flat_map(|moved| moved.to.all()).collect();
        let booked = self.booked(organization, slots).await?;
        Ok(Beside {
            booked,
            planned,
            ..Beside::default()
        })
    }

    /// What is booked in any of these slots, as the turn has it.
    async fn booked(&mut self, organization: OrganizationId, slots: Vec<Stretch>) -> Result<Vec<Booked>, StoreError> {
        let mut booked: Vec<Booked> = Vec::new();
        for stretch in slots {
            let stored = bookings::booked(&mut self.db, organization, stretch).await?;
            for found in stored {
                if !booked.contains(&found) {
                    booked.push(found);
                }
            }
        }
        let here = &self.organization(organization)?.deployments;
        // What this turn has loaded may have been moved in it: its state counts, not the row of the last commit.
        let now = || here.values().filter_map(Working::state);
        booked.retain(|found| now().all(|deployment| deployment.id != found.deployment));
        let now: Vec<Deployment> = now()
            .filter(|deployment| deployment.slots().is_some())
            .cloned()
            .collect();
        for deployment in &now {
            let hash = deployment.template.structure;
            let structure = self.store.snapshots.structure(&mut self.db, organization, hash).await?;
            let structure = structure.ok_or_else(|| StoreError::damaged("a deployment without its structure"))?;
            booked.extend(Booked::of(deployment, &structure));
        }
        Ok(booked)
    }

    /// Evolves the stream of an entry.
    pub(super) fn evolve(&mut self, entry: &Prepared, number: &mut Option<ChangeNumber>) -> Result<(), StoreError> {
        let (version, at) = (entry.version, entry.meta.at);
        match (&entry.event, entry.stream, entry.ledger) {
            (Event::Instance(event), Stream::Instance, LedgerName::Instance) => {
                let before = self.instance.take().unwrap_or_default();
                let state = before.evolve(&entry.meta, event)?;
                self.instance.put(Folded { state, version, at });
            }
            (Event::Organization(event), Stream::Organization, LedgerName::Organization(id)) => {
                let directory = &mut self.organization(id)?.directory;
                let state = Directory::evolve(directory.take(), id, &entry.meta, event)?;
                directory.put(Folded { state, version, at });
            }
            (Event::Template(event), Stream::Template(id), LedgerName::Organization(organization)) => {
                let templates = &mut self.organization(organization)?.templates;
                let template = templates.entry(id).or_insert_with(|| Working::new(None));
                let state = Template::evolve(template.take(), id, &entry.meta, event)?;
                template.put(Folded { state, version, at });
            }
            (Event::Deployment(event), Stream::Deployment(id), LedgerName::Organization(organization)) => {
                let working = self.organization(organization)?;
                if let DeploymentEvent::Created { number: given, .. } = event {
                    working.last_number = Some(given.0);
                    *number = Some(*given);
                }
                let deployment = working.deployments.entry(id).or_insert_with(|| Working::new(None));
                let state = Deployment::evolve(deployment.take(), id, &entry.meta, event)?;
                deployment.put(Folded { state, version, at });
            }
            (Event::Instance(_) | Event::Organization(_) | Event::Template(_) | Event::Deployment(_), _, _) => {
                return Err(Misfit("an event on a stream or ledger of another kind").into());
            }
        }
        Ok(())
    }
}

/// The deployments whose bookings a freeze moves, as the turn has them.
fn planned<'t>(organization: &'t WorkingOrganization, named: &'t [(DeploymentId, Arc<Structure>)]) -> Vec<Planned<'t>> {
    let known = named.iter().filter_map(|(id, structure)| {
        Some(Planned {
            deployment: state_of(&organization.deployments, id)?,
            structure,
        })
    });
    known.collect()
}
