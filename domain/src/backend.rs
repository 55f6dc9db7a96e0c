//! The one trait at which `app` and `store` meet: one `execute`, and the reads that pages make.
//!
//! Implemented by `store`, put into the context by `server`, used by `app`. It names nothing of SQL and nothing of pages.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ledger::Hash;
use serde::{Deserialize, Serialize};

use crate::accounts::{AuditPeriod, Directory, People, Person, PersonDetails};
use crate::audit::{AccessFilter, AccessPage, AuditFilter, AuditPage, EntryDetails, TimelineEntry, Verification};
use crate::calendar::{Booked, Desk, Stretch};
use crate::command::{Outcome, Request};
use crate::deployments::{ChangeNumber, Deployment, DeploymentFilter, DeploymentLine, MyWork, Occupant, StageName};
use crate::id::{EnvironmentId, FeedId, InvitationId, OrganizationId, PersonId, SessionId, TemplateId};
use crate::refusal::Refusal;
use crate::templates::{ItemKey, Structure, Template, TemplateLine};
use crate::text::{CommentText, Slug, VersionText};
use crate::time::Timestamp;

/// Why the backend could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// A rule says no; nothing was saved.
    #[error("refused")]
    Refused(Box<Refusal>),
    /// The database does not answer, or takes no writes (read-only, disk full). Retrying later may help.
    #[error("the database is not available")]
    Unavailable,
    /// A defect or damage; the cause is in the log under the request's id.
    #[error("internal error")]
    Internal,
}

impl From<Refusal> for BackendError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// The most bookings that one read gives: a busy year.
pub const BOOKED_MOST: u32 = 5000;

/// Short for what every read returns.
pub type Answer<T> = Result<T, BackendError>;

/// An organization as one person sees it now. Roles and duties are read on each request (01 §6).
#[derive(Debug, Clone)]
pub struct Opened {
    /// The organization.
    pub directory: Arc<Directory>,
    /// Names and addresses of everybody who is or was a member.
    pub people: Arc<People>,
    /// Size of the organization's ledger: the position that pages carry.
    pub position: u64,
    /// Every organization that the person is an active member of, this one included, by name.
    pub organizations: Vec<OrganizationLine>,
}

/// A deployment with what its page needs.
#[derive(Debug, Clone)]
pub struct OpenedDeployment {
    /// The deployment, items included.
    pub deployment: Deployment,
    /// Time of its last entry.
    pub changed_at: Timestamp,
    /// The structure of its template version.
    pub structure: Arc<Structure>,
    /// The template it was made from.
    pub template: Template,
    /// Other deployments that run or roll back in the same environment, by number.
    pub occupants: Vec<Occupant>,
    /// The newest deployments that were made to roll it back, oldest first, and where each stands now (D7); at most
    /// [`Rollback::MOST`].
    pub rollbacks: Vec<Rollback>,
}

/// A deployment that was made to roll another one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rollback {
    /// Its number.
    pub number: ChangeNumber,
    /// Where it stands.
    pub stage: StageName,
    /// When it was made.
    pub created_at: Timestamp,
    /// Time of its last entry.
    pub changed_at: Timestamp,
}

impl Rollback {
    /// The most that are read for one deployment. More than one are rare: the others were cancelled.
    pub const MOST: usize = 8;
}

/// Deployments that were completed for the same service in the same environment as another one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// The one with the next lower number, and its version.
    pub before: Option<(ChangeNumber, VersionText)>,
    /// The one with the highest number, where that is higher, and its version.
    pub after: Option<(ChangeNumber, VersionText)>,
}

/// A comment as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Number of its entry.
    pub seq: u64,
    /// On which item; on the deployment itself when absent.
    pub item: Option<ItemKey>,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: CommentText,
}

/// A session, as its owner sees it on the account page. The public id is not the cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Public id.
    pub id: SessionId,
    /// The browser's own words about itself, cut to 300 characters.
    pub device: String,
    /// Network address.
    pub address: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}

/// An organization that a person belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationLine {
    /// Id.
    pub id: OrganizationId,
    /// Address.
    pub slug: Slug,
    /// Name.
    pub name: String,
}

/// Everything that pages ask of the store.
#[async_trait]
pub trait Backend: Send + Sync {
    /// Decides and saves one command, in a turn with others that wait.
    async fn execute(&self, request: Request) -> Answer<Outcome>;
    /// Whether the last write was taken. `false` while the database is read-only, full or away; pages say so.
    fn writable(&self) -> bool;

    /// Opens the organization at an address for an active member. `None` for everybody else: it does not exist (404).
    async fn open(&self, slug: &Slug, person: PersonId) -> Answer<Option<Opened>>;
    /// Organizations that a person is an active member of, by name.
    async fn organizations(&self, person: PersonId) -> Answer<Vec<OrganizationLine>>;
    /// Whom the organization's invitations are for, as long as their links are kept.
    async fn invitees(&self, organization: OrganizationId) -> Answer<BTreeMap<InvitationId, PersonDetails>>;
    /// A person's account.
    async fn person(&self, person: PersonId) -> Answer<Option<Person>>;
    /// Sessions of a person that still live, newest use first.
    async fn sessions(&self, person: PersonId) -> Answer<Vec<SessionLine>>;

    /// Templates, by name.
    async fn templates(&self, organization: OrganizationId) -> Answer<Vec<TemplateLine>>;
    /// A template by its address.
    async fn template(&self, organization: OrganizationId, slug: &Slug) -> Answer<Option<Template>>;
    /// The structure of a template version or draft of the organization, by its hash.
    async fn structure(&self, organization: OrganizationId, hash: Hash) -> Answer<Option<Arc<Structure>>>;
    /// The Markdown a template version or draft was read from, by its hash.
    async fn source(&self, organization: OrganizationId, hash: Hash) -> Answer<Option<String>>;

    /// One page of deployments, newest number first.
    async fn deployments(&self, organization: OrganizationId, filter: &DeploymentFilter) -> Answer<DeploymentPage>;
    /// One deployment by number.
    async fn deployment(&self, organization: OrganizationId, number: ChangeNumber) -> Answer<Option<OpenedDeployment>>;
    /// Comments of a deployment in order; of one item where `item` is given.
    async fn comments(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
        item: Option<&ItemKey>,
    ) -> Answer<Vec<Comment>>;
    /// The newest entries of a deployment's stream, newest first, at most `limit`; those before `before` where given, and
    /// those that name `item` where given.
    async fn timeline(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
        item: Option<&ItemKey>,
        before: Option<u64>,
        limit: u32,
    ) -> Answer<Vec<TimelineEntry>>;
    /// What deployments have booked in any of a stretch of time, by their beginning; at most [`BOOKED_MOST`].
    async fn booked(&self, organization: OrganizationId, stretch: Stretch) -> Answer<Vec<Booked>>;
    /// The same of deployments that were there at any time of a period: made before it ended, and changed since it began.
    async fn booked_of_period(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
        period: AuditPeriod,
    ) -> Answer<Vec<Booked>>;
    /// What is booked by deployments that are watched in any of a stretch of time (T9), by when that begins; at most
    /// [`BOOKED_MOST`]. Of deployments that were there in a period, where one is named.
    async fn watched(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
        period: Option<AuditPeriod>,
    ) -> Answer<Vec<Booked>>;
    /// How long deployments from a template took in an environment, from their start to the end of deploying (W5): rollbacks, or
    /// all others; the newest first, at most [`HISTORY_MOST`](crate::calendar::HISTORY_MOST).
    async fn took(
        &self,
        organization: OrganizationId,
        template: TemplateId,
        environment: EnvironmentId,
        rollbacks: bool,
    ) -> Answer<Vec<Duration>>;
    /// What was completed beside a deployment: where rolling it back may lead to, and what that would also take away
    /// (D7).
    async fn completed_beside(&self, organization: OrganizationId, number: ChangeNumber) -> Answer<Beside>;
    /// What the desk of the release manager is made of: what is booked in a stretch of time, and what should be.
    async fn desk(&self, organization: OrganizationId, stretch: Stretch) -> Answer<Desk>;
    /// When each feed was last fetched, to the day; those that never were are left out.
    async fn feeds_fetched(&self, organization: OrganizationId) -> Answer<BTreeMap<FeedId, Timestamp>>;
    /// What waits for a person.
    async fn my_work(&self, organization: OrganizationId, person: PersonId) -> Answer<MyWork>;

    /// One page of the audit trail, newest first.
    async fn audit(&self, organization: OrganizationId, filter: &AuditFilter) -> Answer<AuditPage>;
    /// One page of the access log, newest first.
    async fn access(&self, organization: OrganizationId, filter: &AccessFilter) -> Answer<AccessPage>;
    /// One entry with its exact bytes and its inclusion proof.
    async fn entry(&self, organization: OrganizationId, seq: u64) -> Answer<Option<EntryDetails>>;
    /// Begins to verify the organization's ledger, and every table folded from it (03 §Verification), unless that goes on
    /// already. `reference` is the id under which the log has the cause where it fails.
    fn begin_verification(&self, organization: OrganizationId, reference: &str);
    /// Where the verification that was begun last stands, once it does not go on any more or after `patience`. `None` when
    /// none was begun since the program started.
    async fn verification(&self, organization: OrganizationId, patience: Duration) -> Option<Verification>;
}

/// One page of a list of deployments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentPage {
    /// Lines, newest number first.
    pub lines: Vec<DeploymentLine>,
    /// The number to ask for the next page with; `None` at the end.
    pub next: Option<ChangeNumber>,
}
