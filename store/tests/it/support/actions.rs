//! What people of the small organization do, as pages would send it.

use domain::accounts::{AccessRole, AuditPeriod, InstanceCommand, Joiner, OrganizationCommand};
use domain::actor::Actor;
use domain::backend::{Backend as _, BackendError, OpenedDeployment};
use domain::command::{Command, Outcome, Secret};
use domain::deployments::{
    ChangeNumber, DeploymentCommand, ItemChange, ItemMove, Meaning, NewDeployment, Sign, Standing,
};
use domain::id::{DeploymentId, EnvironmentId, InvitationId, PersonId};
use domain::templates::{ItemKey, Roster, TemplateCommand};
use domain::testing::{
    ADMIN, DEPLOYER, DEVOPS_LEAD, ENGINEER, LEDGERS, OTHER_TEAM, OWNER, PAYMENTS, PEOPLE, PRODUCT_OWNER, PRODUCTION,
    TECH_LEAD, TEMPLATE, checklist, content, details, found, new_person,
};
use domain::text::{ServiceName, Slug, TeamName, TemplateName};
use domain::time::Timestamp;

use super::TestStore;

/// The address of the organization.
pub(crate) fn payments() -> Slug {
    Slug::parse("payments").expect("an address")
}

impl TestStore {
    /// Founds the organization, lets everybody join, and publishes the template.
    pub(crate) async fn organization(&self) {
        let secrets = vec![Secret::Password {
            person: OWNER,
            phc: "$argon2id$owner".to_owned(),
        }];
        self.send_with(Actor::Nobody, found(), Vec::new(), secrets)
            .await
            .expect("set-up is open");
        let name = TeamName::parse("Ledgers").expect("a name");
        self.organize(OrganizationCommand::AddTeam { team: OTHER_TEAM, name })
            .await;
        let name = ServiceName::parse("Ledgers").expect("a name");
        let (service, team) = (LEDGERS, OTHER_TEAM);
        self.organize(OrganizationCommand::AddService { service, name, team })
            .await;
        for (person, name, role, place) in PEOPLE {
            let (Some(role), Joiner::New { name, email, .. }) = (role, new_person(person, name)) else {
                continue;
            };
            if person == OWNER {
                continue;
            }
            let invitation = InvitationId::new(self.sources.next_uuid());
            let reads = (role == AccessRole::Auditor).then_some(AuditPeriod {
                from: Timestamp::from_micros(0),
                until: Timestamp::from_micros(4_000_000_000_000_000),
            });
            let (team, duty) = place.map_or((None, None), |(team, duty)| (Some(team), duty));
            let expires_at = self.now().plus_seconds(86_400);
            let duties = duty.into_iter().collect();
            self.organize(OrganizationCommand::Invite {
                invitation,
                name: name.clone(),
                email: email.clone(),
                role,
                team,
                duties,
                reads,
                expires_at,
            })
            .await;
            let joiner = Joiner::New { person, name, email };
            self.accept(invitation, joiner).await.expect("the invitation is open");
        }
        self.publish().await;
    }

    /// Joins by an invitation.
    pub(crate) async fn accept(&self, invitation: InvitationId, joiner: Joiner) -> Result<Outcome, BackendError> {
        let secret = Secret::Password {
            person: joiner.person(),
            phc: "$argon2id$joined".to_owned(),
        };
        let command = InstanceCommand::AcceptInvitation {
            organization: PAYMENTS,
            invitation,
            joiner,
        };
        self.send_with(Actor::Nobody, Command::Instance(command), Vec::new(), vec![secret])
            .await
    }

    /// The owner changes the organization.
    pub(crate) async fn organize(&self, command: OrganizationCommand) -> Outcome {
        let command = Command::Organization {
            organization: PAYMENTS,
            command,
        };
        self.send(self.actor(OWNER), command).await.expect("an owner may")
    }

    async fn publish(&self) {
        let (content, blobs) = content(&checklist());
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
            let command = Command::Template {
                organization: PAYMENTS,
                template: TEMPLATE,
                command,
            };
            self.send_with(self.actor(person), command, blobs.to_vec(), Vec::new())
                .await
                .expect("the rules allow it");
        }
    }

    /// Sends a command about a deployment.
    pub(crate) async fn does(
        &self,
        person: PersonId,
        deployment: DeploymentId,
        command: DeploymentCommand,
    ) -> Result<Outcome, BackendError> {
        let command = Command::Deployment {
            organization: PAYMENTS,
            deployment,
            command,
        };
        self.send(self.actor(person), command).await
    }

    /// A new draft by the engineer.
    pub(crate) async fn draft(&self, environment: EnvironmentId) -> (DeploymentId, ChangeNumber) {
        let deployment = DeploymentId::new(self.sources.next_uuid());
        let new = NewDeployment {
            deployment,
            template: TEMPLATE,
            version: None,
            details: details(environment),
            rolls_back: None,
        };
        let outcome = self
            .does(ENGINEER, deployment, DeploymentCommand::Create(Box::new(new)))
            .await;
        let number = outcome.expect("a member of the team may").number;
        (deployment, number.expect("it was given a number"))
    }

    /// A deployment to production that was submitted, worked, signed and started.
    pub(crate) async fn started(&self) -> (DeploymentId, ChangeNumber) {
        let (id, number) = self.draft(PRODUCTION).await;
        self.does(ENGINEER, id, DeploymentCommand::Submit)
            .await
            .expect("a draft");
        self.tick_all(ENGINEER, number).await;
        for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
            self.sign(person, number, Roster::Pre)
                .await
                .expect("the slot is theirs");
        }
        self.does(ENGINEER, id, DeploymentCommand::Start)
            .await
            .expect("nothing blocks");
        (id, number)
    }

    /// Finishes deploying after some seconds.
    pub(crate) async fn finishes(&self, id: DeploymentId, number: ChangeNumber, seconds: i64) {
        self.tick_all(ENGINEER, number).await;
        self.sources.pass(seconds);
        self.does(ENGINEER, id, DeploymentCommand::FinishDeploying)
            .await
            .expect("nothing blocks");
    }

    /// Completes a deployment that was started, with some seconds of deploying.
    pub(crate) async fn completes(&self, id: DeploymentId, number: ChangeNumber, seconds: i64) {
        self.finishes(id, number, seconds).await;
        self.tick_all(ENGINEER, number).await;
        for person in [DEPLOYER, TECH_LEAD] {
            self.sign(person, number, Roster::Post)
                .await
                .expect("the slot is theirs");
        }
        self.does(ENGINEER, id, DeploymentCommand::Complete)
            .await
            .expect("nothing blocks");
    }

    /// A deployment as its page reads it.
    pub(crate) async fn opened(&self, number: ChangeNumber) -> OpenedDeployment {
        let opened = self.store.deployment(PAYMENTS, number).await.expect("it answers");
        opened.expect("it is there")
    }

    /// Ticks an item as a page would.
    pub(crate) async fn tick(
        &self,
        person: PersonId,
        number: ChangeNumber,
        item: &ItemKey,
        to: ItemMove,
    ) -> Result<Outcome, BackendError> {
        let opened = self.opened(number).await;
        let seen = opened.deployment.items.get(item).map_or(0, |state| state.seq());
        let change = ItemChange {
            item: item.clone(),
            seen,
            to,
            reason: None,
        };
        let command = DeploymentCommand::ChangeItems {
            changes: vec![change],
            confirmed: domain::testing::every(),
        };
        self.does(person, opened.deployment.id, command).await
    }

    /// Ticks every required item of the phases being worked.
    pub(crate) async fn tick_all(&self, person: PersonId, number: ChangeNumber) {
        let opened = self.opened(number).await;
        let directory = self.directory().await;
        let standing = Standing {
            directory: &directory,
            structure: &opened.structure,
            deployment: &opened.deployment,
            occupants: &opened.occupants,
        };
        let open = standing.open_required(standing.stage().works());
        let changes = open.iter().map(|found| ItemChange {
            item: found.item.key.clone(),
            seen: opened
                .deployment
                .items
                .get(&found.item.key)
                .map_or(0, |state| state.seq()),
            to: ItemMove::Done,
            reason: None,
        });
        let command = DeploymentCommand::ChangeItems {
            changes: changes.collect(),
            confirmed: domain::testing::every(),
        };
        self.does(person, opened.deployment.id, command)
            .await
            .expect("the team may tick");
    }

    /// The organization as its owner sees it.
    pub(crate) async fn directory(&self) -> std::sync::Arc<domain::accounts::Directory> {
        let opened = self.store.open(&payments(), OWNER).await.expect("it answers");
        opened.expect("the owner is a member").directory
    }

    /// Signs the first slot of a roster that the person may sign.
    pub(crate) async fn sign(
        &self,
        person: PersonId,
        number: ChangeNumber,
        roster: Roster,
    ) -> Result<Outcome, BackendError> {
        let opened = self.opened(number).await;
        let directory = self.directory().await;
        let standing = Standing {
            directory: &directory,
            structure: &opened.structure,
            deployment: &opened.deployment,
            occupants: &opened.occupants,
        };
        let mut slots = opened.structure.slots_in(roster);
        let slot = slots
            .find(|slot| standing.may_sign(slot, person).is_ok())
            .expect("a slot is open");
        let sign = Sign {
            roster,
            slot: slot.key.clone(),
            meaning: Meaning::Approved,
            comment: None,
            document: standing.document(slot).hash(),
            position: 0,
        };
        self.does(person, opened.deployment.id, DeploymentCommand::Sign(Box::new(sign)))
            .await
    }
}
