//! One command, whole: what is asked for, by whom, with what travels beside it.

use ledger::Hash;

use crate::accounts::{InstanceCommand, OrganizationCommand};
use crate::actor::Actor;
use crate::calendar::CalendarCommand;
use crate::deployments::DeploymentCommand;
use crate::id::{DeploymentId, FeedId, InvitationId, OrganizationId, PersonId, RequestId, TemplateId};
use crate::templates::TemplateCommand;

/// What is asked for, and of which stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// On the instance ledger.
    Instance(InstanceCommand),
    /// On an organization itself.
    Organization {
        /// Which.
        organization: OrganizationId,
        /// What.
        command: OrganizationCommand,
    },
    /// On an organization's calendar; moves bookings of deployments where a freeze says so.
    Calendar {
        /// Of which organization.
        organization: OrganizationId,
        /// What.
        command: CalendarCommand,
    },
    /// On a template.
    Template {
        /// Of which organization.
        organization: OrganizationId,
        /// Which.
        template: TemplateId,
        /// What.
        command: TemplateCommand,
    },
    /// On a deployment.
    Deployment {
        /// Of which organization.
        organization: OrganizationId,
        /// Which.
        deployment: DeploymentId,
        /// What.
        command: DeploymentCommand,
    },
}

impl Command {
    /// The organization whose ledger it writes; `None` where it writes only the instance's.
    pub const fn organization(&self) -> Option<OrganizationId> {
        match self {
            Self::Instance(command) => match command {
                InstanceCommand::FoundOrganization(found) => Some(found.organization),
                InstanceCommand::AcceptInvitation { organization, .. }
                | InstanceCommand::AppointOwner { organization, .. } => Some(*organization),
                InstanceCommand::ChangePassword { .. }
                | InstanceCommand::IssueReset { .. }
                | InstanceCommand::ChangePreferences { .. } => None,
            },
            Self::Organization { organization, .. }
            | Self::Calendar { organization, .. }
            | Self::Template { organization, .. }
            | Self::Deployment { organization, .. } => Some(*organization),
        }
    }
}

/// A command on its way into a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Made when the form was rendered, by the caller, or on arrival.
    pub id: RequestId,
    /// SHA-256 over the fields as they came, where the sender named the request: when it comes again, (ledger, id, digest)
    /// repeats the first answer (D13). `None` where the id was made on arrival, so that nobody can send it again.
    pub digest: Option<Hash>,
    /// Who.
    pub actor: Actor,
    /// What.
    pub command: Command,
    /// Bodies that events name by hash; written in the same turn.
    pub blobs: Vec<Vec<u8>>,
    /// Secrets that are written in the same turn and never reach a ledger.
    pub secrets: Vec<Secret>,
}

/// A secret beside a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// A password, hashed (PHC string).
    Password {
        /// Whose.
        person: PersonId,
        /// Argon2id in PHC form.
        phc: String,
    },
    /// SHA-256 of the secret in an invitation's link.
    Invitation {
        /// Which invitation.
        invitation: InvitationId,
        /// SHA-256 of the secret.
        token: Hash,
    },
    /// SHA-256 of the secret in a feed's address.
    Feed {
        /// Which feed.
        feed: FeedId,
        /// SHA-256 of the secret.
        token: Hash,
    },
    /// SHA-256 of the secret in a reset link; used up by the password change.
    Reset {
        /// Whose password it may replace.
        person: PersonId,
        /// SHA-256 of the secret.
        token: Hash,
        /// When it stops working.
        expires_at: crate::time::Timestamp,
    },
    /// Uses a reset link up; the turn fails when it was used meanwhile.
    UseReset {
        /// SHA-256 of the secret.
        token: Hash,
    },
}

/// What an accepted command did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// Size of the ledger after it: the position that pages carry (S2). The organization's where it has one.
    pub position: u64,
    /// Numbers of the entries it added to that ledger; empty when everything already was as wanted.
    pub entries: Vec<u64>,
    /// The number of the deployment that was made.
    pub number: Option<crate::deployments::ChangeNumber>,
    /// Whether this repeats the answer to an earlier sending of the same request (D13, S12).
    pub repeated: bool,
}
