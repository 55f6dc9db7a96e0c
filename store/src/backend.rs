//! The store as pages and the interface see it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::accounts::{AuditPeriod, Person, PersonDetails};
use domain::audit::{AccessFilter, AccessPage, AuditFilter, AuditPage, EntryDetails, TimelineEntry, Verification};
use domain::backend::{
    Answer, Backend, Beside, Comment, DeploymentPage, Opened, OpenedDeployment, OrganizationLine, SessionLine,
};
use domain::calendar::{Booked, Desk, Stretch};
use domain::command::{Outcome, Request};
use domain::deployments::{ChangeNumber, DeploymentFilter, MyWork};
use domain::id::{EnvironmentId, FeedId, InvitationId, OrganizationId, PersonId, TemplateId};
use domain::templates::{ItemKey, Structure, Template, TemplateLine};
use domain::text::Slug;
use domain::time::Timestamp;
use ledger::Hash;

use crate::store::Store;

#[async_trait]
impl Backend for Store {
    async fn execute(&self, request: Request) -> Answer<Outcome> {
        Ok(self.writers().execute(request).await??)
    }

    fn writable(&self) -> bool {
        Self::writable(self)
    }

    async fn open(&self, slug: &Slug, person: PersonId) -> Answer<Option<Opened>> {
        Ok(self.open_organization(slug, person).await?)
    }

    async fn organizations(&self, person: PersonId) -> Answer<Vec<OrganizationLine>> {
        Ok(self.organizations_of(person).await?)
    }

    async fn invitees(&self, organization: OrganizationId) -> Answer<BTreeMap<InvitationId, PersonDetails>> {
        Ok(self.invitees_of(organization).await?)
    }

    async fn person(&self, person: PersonId) -> Answer<Option<Person>> {
        Ok(self.account(person).await?)
    }

    async fn sessions(&self, person: PersonId) -> Answer<Vec<SessionLine>> {
        Ok(self.list_sessions(person).await?)
    }

    async fn templates(&self, organization: OrganizationId) -> Answer<Vec<TemplateLine>> {
        Ok(self.list_templates(organization).await?)
    }

    async fn template(&self, organization: OrganizationId, slug: &Slug) -> Answer<Option<Template>> {
        Ok(self.template_at(organization, slug).await?)
    }

    async fn structure(&self, organization: OrganizationId, hash: Hash) -> Answer<Option<Arc<Structure>>> {
        Ok(self.structure_of(organization, hash).await?)
    }

    async fn source(&self, organization: OrganizationId, hash: Hash) -> Answer<Option<String>> {
        Ok(self.source_of(organization, hash).await?)
    }

    async fn deployments(&self, organization: OrganizationId, filter: &DeploymentFilter) -> Answer<DeploymentPage> {
        Ok(self.list_deployments(organization, filter).await?)
    }

    async fn deployment(&self, organization: OrganizationId, number: ChangeNumber) -> Answer<Option<OpenedDeployment>> {
        Ok(self.open_deployment(organization, number).await?)
    }

    async fn booked(&self, organization: OrganizationId, stretch: Stretch) -> Answer<Vec<Booked>> {
        Ok(self.booked_in(organization, stretch).await?)
    }

    async fn booked_of_period(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
        period: AuditPeriod,
    ) -> Answer<Vec<Booked>> {
        Ok(self.booked_in_of(organization, stretch, period).await?)
    }

    async fn watched(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
        period: Option<AuditPeriod>,
    ) -> Answer<Vec<Booked>> {
        Ok(self.watched_in(organization, stretch, period).await?)
    }

    async fn took(
        &self,
        organization: OrganizationId,
        template: TemplateId,
        environment: EnvironmentId,
        rollbacks: bool,
    ) -> Answer<Vec<Duration>> {
        Ok(self.took_in(organization, template, environment, rollbacks).await?)
    }

    async fn completed_beside(&self, organization: OrganizationId, number: ChangeNumber) -> Answer<Beside> {
        Ok(self.beside(organization, number).await?)
    }

    async fn desk(&self, organization: OrganizationId, stretch: Stretch) -> Answer<Desk> {
        Ok(self.desk_of(organization, stretch).await?)
    }

    async fn feeds_fetched(&self, organization: OrganizationId) -> Answer<BTreeMap<FeedId, Timestamp>> {
        Ok(self.feeds_fetched_of(organization).await?)
    }

    async fn comments(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
        item: Option<&ItemKey>,
    ) -> Answer<Vec<Comment>> {
        Ok(self.comments_of(organization, number, item).await?)
    }

    async fn timeline(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
        item: Option<&ItemKey>,
        before: Option<u64>,
        limit: u32,
    ) -> Answer<Vec<TimelineEntry>> {
        Ok(self.timeline_of(organization, number, item, before, limit).await?)
    }

    async fn my_work(&self, organization: OrganizationId, person: PersonId) -> Answer<MyWork> {
        Ok(self.work_of(organization, person).await?)
    }

    async fn audit(&self, organization: OrganizationId, filter: &AuditFilter) -> Answer<AuditPage> {
        Ok(self.trail(organization, filter).await?)
    }

    async fn access(&self, organization: OrganizationId, filter: &AccessFilter) -> Answer<AccessPage> {
        Ok(self.access_log(organization, filter).await?)
    }

    async fn entry(&self, organization: OrganizationId, seq: u64) -> Answer<Option<EntryDetails>> {
        Ok(self.entry_details(organization, seq).await?)
    }

    fn begin_verification(&self, organization: OrganizationId, reference: &str) {
        self.begin_verifying(organization, reference);
    }

    async fn verification(&self, organization: OrganizationId, patience: Duration) -> Option<Verification> {
        self.verifying(organization, patience).await
    }
}
