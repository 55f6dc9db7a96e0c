//! A published template, and deployments made from it.

use domain::command::{Command, Request};
use domain::deployments::{
    ChangeNumber, DeploymentCommand, DeploymentType, Details, ItemChange, ItemMove, NewDeployment,
};
use domain::id::{DeploymentId, RequestId, TemplateId};
use domain::templates::markdown::{ReadOptions, read};
use domain::templates::{Content, ReviewBy, Structure, TemplateCommand};
use domain::text::{Slug, TemplateName, Title, VersionText};
use ledger::Hash;

use crate::app::{House, TestApp};

/// Every page of an organization, as ends of addresses; `web-service` is its template.
pub(crate) const PAGES: [&str; 35] = [
    "",
    "/deployments",
    "/deployments?search=change&stage=draft",
    "/deployments/new",
    "/deployments/{number}",
    "/deployments/{number}/edit",
    "/deployments/{number}/rollback",
    "/deployments/{number}/items/tests-green",
    "/deployments/{number}/sections/proof",
    "/deployments/{number}/booking",
    "/deployments/{number}/print",
    "/deployments/{number}/sign/{slot}",
    "/templates",
    "/templates/import",
    "/templates/web-service",
    "/templates/web-service/compare",
    "/templates/web-service/edit",
    "/calendar",
    "/calendar?view=week&zone=Asia%2FKolkata",
    "/calendar?view=agenda",
    "/calendar/desk",
    "/calendar?freeze-starts=2026-01-07T00:00&freeze-ends=2026-01-09T00:00&freeze-zone=UTC",
    "/calendar/windows/new",
    "/calendar/freezes/new",
    "/calendar?date=9999-12-31&layers=chosen",
    "/calendar/feeds",
    "/calendar/import",
    "/audit",
    "/audit?search=change",
    "/audit/3",
    "/audit/access",
    "/audit/access?what=read&from=2026-01-01",
    "/people",
    "/people/{person}",
    "/settings",
];

/// A published template, and what deployments to production are made with.
pub(crate) struct Things {
    pub(crate) template: TemplateId,
    pub(crate) structure: Hash,
    pub(crate) read: Structure,
    pub(crate) details: Details,
}

impl Things {
    /// Publishes a checklist under an address.
    pub(crate) async fn publish(app: &TestApp, house: &House, slug: &str, markdown: &str) -> Self {
        Self::publish_due(app, house, slug, markdown, None).await
    }

    /// The same, due for review on a day.
    pub(crate) async fn publish_due(
        app: &TestApp,
        house: &House,
        slug: &str,
        markdown: &str,
        review_by: Option<ReviewBy>,
    ) -> Self {
        let structure = read(markdown, None, &ReadOptions::default()).unwrap().structure;
        let (mut content, bodies) = Content::of(&structure, markdown).unwrap();
        content.review_by = review_by;
        let hash = content.structure;
        let template = TemplateId::new(app.shared.sources.uuid());
        let create = TemplateCommand::Create {
            slug: Slug::parse(slug).unwrap(),
            name: TemplateName::parse(slug).unwrap(),
            team: None,
            content,
        };
        let publish = TemplateCommand::Publish { structure: hash };
        for (command, blobs) in [(create, bodies.into()), (publish, Vec::new())] {
            let id = RequestId::new(app.shared.sources.uuid());
            let request = Request {
                id,
                digest: None,
                actor: app.actor(house.owner),
                command: Command::Template {
                    organization: house.organization,
                    template,
                    command,
                },
                blobs,
                secrets: Vec::new(),
            };
            app.shared.backend.execute(request).await.unwrap();
        }
        Self {
            template,
            structure: hash,
            read: structure,
            details: details(app, house).await,
        }
    }

    /// The address of one of [`PAGES`], for a deployment made from it.
    pub(crate) fn address(&self, house: &House, page: &str, number: ChangeNumber) -> String {
        let page = page
            .replace("{number}", &number.to_string())
            .replace("{slot}", self.read.slots[0].key.as_str())
            .replace("{person}", &house.lead.to_string());
        format!("/{}{page}", house.slug)
    }

    /// Marks everything in it as done, in a deployment that nobody has touched.
    pub(crate) fn tick_all(&self) -> DeploymentCommand {
        let items = self.read.items();
        let changes = items.map(|found| ItemChange {
            item: found.item.key.clone(),
            seen: 0,
            to: ItemMove::Done,
            reason: None,
        });
        DeploymentCommand::ChangeItems {
            changes: changes.collect(),
            confirmed: Vec::new(),
        }
    }

    /// A draft made from it by the engineer.
    pub(crate) async fn draft(&self, app: &TestApp, house: &House) -> (DeploymentId, ChangeNumber) {
        let deployment = DeploymentId::new(app.shared.sources.uuid());
        let command = DeploymentCommand::Create(Box::new(NewDeployment {
            deployment,
            template: self.template,
            version: None,
            details: self.details.clone(),
            rolls_back: None,
        }));
        let command = Command::Deployment {
            organization: house.organization,
            deployment,
            command,
        };
        let outcome = app.send(app.actor(house.engineer), command, Vec::new()).await;
        (deployment, outcome.number.unwrap())
    }
}

async fn details(app: &TestApp, house: &House) -> Details {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap();
    let directory = opened.unwrap().directory;
    let production = directory
        .environments
        .iter()
        .find(|(_, known)| known.name.as_str() == "Production");
    Details {
        title: Title::parse("A change").unwrap(),
        version: VersionText::parse("1.2.3").unwrap(),
        service: *directory.services.keys().next().unwrap(),
        environment: *production.unwrap().0,
        kind: DeploymentType::Standard,
        deployer: house.engineer,
        commit: None,
        ticket: None,
        release_notes: None,
    }
}
