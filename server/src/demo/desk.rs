//! Sends the demo's commands, each as the person who would.

use std::collections::BTreeMap;
use std::sync::Mutex;

use app::templates::starters;
use domain::accounts::{InstanceCommand, OrganizationCommand};
use domain::actor::{Actor, PersonActor, Proof, ProofKind};
use domain::backend::{BackendError, OpenedDeployment};
use domain::calendar::CalendarCommand;
use domain::command::{Command, Outcome, Request, Secret};
use domain::deployments::{ChangeNumber, DeploymentCommand};
use domain::id::{DeploymentId, PersonId, RequestId, SessionId, TemplateId};
use domain::templates::markdown::{ReadOptions, read};
use domain::templates::{Content, TemplateCommand};
use domain::text::{Slug, TemplateName};

use super::cast::Cast;
use crate::serve::Fault;
use crate::state::Shared;

/// A way to send commands.
pub(super) struct Desk {
    pub(super) shared: Shared,
    /// One session per person, as if everybody had signed in once.
    sessions: Mutex<BTreeMap<PersonId, SessionId>>,
}

impl Desk {
    pub(super) fn new(shared: &Shared) -> Self {
        Self {
            shared: shared.clone(),
            sessions: Mutex::new(BTreeMap::new()),
        }
    }

    /// The person, who proved it just now.
    fn actor(&self, person: PersonId) -> Actor {
        let mut sessions = self.sessions.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let session = *sessions
            .entry(person)
            .or_insert_with(|| SessionId::new(self.shared.sources.uuid()));
        Actor::Person(PersonActor {
            person,
            session,
            proof: Proof {
                how: ProofKind::Password,
                at: self.shared.sources.now(),
            },
        })
    }

    async fn send(
        &self,
        actor: Actor,
        command: Command,
        blobs: Vec<Vec<u8>>,
        secrets: Vec<Secret>,
    ) -> Result<Outcome, Fault> {
        let id = RequestId::new(self.shared.sources.uuid());
        let request = Request {
            id,
            digest: None,
            actor,
            command,
            blobs,
            secrets,
        };
        self.shared.backend.execute(request).await.map_err(|error| match error {
            BackendError::Refused(refusal) => format!("the demo is refused: {refusal:?}").into(),
            BackendError::Unavailable | BackendError::Internal => error.into(),
        })
    }

    /// A command of somebody without a session.
    pub(super) async fn nobody(&self, command: InstanceCommand, secrets: Vec<Secret>) -> Result<(), Fault> {
        let sent = self.send(Actor::Nobody, Command::Instance(command), Vec::new(), secrets);
        sent.await.map(|_| ())
    }

    /// A command of the owner on the organization.
    pub(super) async fn organize(
        &self,
        cast: &Cast,
        command: OrganizationCommand,
        secrets: Vec<Secret>,
    ) -> Result<(), Fault> {
        let sent = self.send(
            self.actor(cast.owner),
            cast.on_organization(command),
            Vec::new(),
            secrets,
        );
        sent.await.map(|_| ())
    }

    /// A command on the calendar.
    pub(super) async fn plan(&self, cast: &Cast, person: PersonId, command: CalendarCommand) -> Result<(), Fault> {
        let command = Command::Calendar {
            organization: cast.organization,
            command,
        };
        let sent = self.send(self.actor(person), command, Vec::new(), Vec::new());
        sent.await.map(|_| ())
    }

    /// A command on a deployment.
    pub(super) async fn deploy(
        &self,
        cast: &Cast,
        person: PersonId,
        deployment: DeploymentId,
        command: DeploymentCommand,
    ) -> Result<Outcome, Fault> {
        let command = Command::Deployment {
            organization: cast.organization,
            deployment,
            command,
        };
        self.send(self.actor(person), command, Vec::new(), Vec::new()).await
    }

    /// A deployment as it is now.
    pub(super) async fn look(&self, cast: &Cast, number: ChangeNumber) -> Result<OpenedDeployment, Fault> {
        let found = self.shared.backend.deployment(cast.organization, number).await?;
        found.ok_or_else(|| format!("{number} is not there").into())
    }

    /// Publishes the templates that come with the program. The owner is the only one who may, and publishes alone.
    pub(super) async fn publish_starters(&self, cast: &Cast) -> Result<Vec<TemplateId>, Fault> {
        let mut templates = Vec::new();
        for starter in starters::ALL {
            let template = TemplateId::new(self.shared.sources.uuid());
            let structure = read(starter.markdown, None, &ReadOptions::default())?.structure;
            let (content, bodies) = Content::of(&structure, starter.markdown)?;
            let published = TemplateCommand::Publish {
                structure: content.structure,
            };
            let made = TemplateCommand::Create {
                slug: Slug::parse(starter.code)?,
                name: TemplateName::parse(starter.name)?,
                team: None,
                content,
            };
            for (command, blobs) in [(made, bodies.into()), (published, Vec::new())] {
                let command = Command::Template {
                    organization: cast.organization,
                    template,
                    command,
                };
                self.send(self.actor(cast.owner), command, blobs, Vec::new()).await?;
            }
            templates.push(template);
        }
        Ok(templates)
    }
}
