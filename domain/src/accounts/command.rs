//! What people ask for about accounts and organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::{AccessRole, AuditPeriod, Duty, EnvironmentFacts, MemberFacts, Scheme};
use crate::id::{EnvironmentId, InvitationId, OrganizationId, PersonId, ServiceId, TeamId};
use crate::text::{
    DutyName, Email, EnvironmentName, OrganizationName, PersonName, ServiceName, Slug, TeamName, ZoneName,
};
use crate::time::Timestamp;

/// Commands on the instance ledger; some also write the ledger of one organization in the same turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceCommand {
    /// Founds an organization with its first team, service and environments. The owner becomes a member of that team,
    /// without duties (01 §6).
    FoundOrganization(Box<FoundOrganization>),
    /// Joins an organization by invitation. A new account is made unless the invited address has one.
    AcceptInvitation {
        /// Organization of the invitation.
        organization: OrganizationId,
        /// The invitation whose secret the person holds.
        invitation: InvitationId,
        /// Who joins.
        joiner: Joiner,
    },
    /// Replaces a password; by the person, or through a reset link.
    ChangePassword {
        /// Whose.
        person: PersonId,
        /// Why it may be replaced.
        by: PasswordCause,
    },
    /// Makes a reset link; command line only.
    IssueReset {
        /// For whom.
        person: PersonId,
        /// When the link stops working.
        expires_at: Timestamp,
    },
    /// Makes somebody with an account an owner; command line only, for an organization whose owners have gone.
    AppointOwner {
        /// Of which organization.
        organization: OrganizationId,
        /// Who.
        person: PersonId,
    },
    /// Changes how a person's pages look.
    ChangePreferences {
        /// Whose.
        person: PersonId,
        /// Zone of times; `None` follows the organization.
        zone: Option<ZoneName>,
        /// Colour scheme.
        scheme: Scheme,
    },
}

/// What founding an organization takes. All ids are made by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOrganization {
    /// Id of the organization.
    pub organization: OrganizationId,
    /// Its name.
    pub name: OrganizationName,
    /// Its address.
    pub slug: Slug,
    /// Its zone.
    pub zone: ZoneName,
    /// The owner.
    pub owner: Joiner,
    /// Id of the first team, which bears the organization's name.
    pub team: TeamId,
    /// Id of the first service, which bears the organization's name.
    pub service: ServiceId,
    /// Ids of development, staging and production.
    pub environments: [EnvironmentId; 3],
}

/// Somebody who comes into an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joiner {
    /// Makes an account. The password's hash travels beside the command, as a secret.
    New {
        /// Id of the new person.
        person: PersonId,
        /// Name.
        name: PersonName,
        /// Address.
        email: Email,
    },
    /// Has an account and has proved it.
    Existing {
        /// The person.
        person: PersonId,
    },
}

impl Joiner {
    /// The person who comes in.
    pub const fn person(&self) -> PersonId {
        match self {
            Self::New { person, .. } | Self::Existing { person } => *person,
        }
    }
}

/// Why a password may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordCause {
    /// The person gave the present password.
    Change,
    /// The person held a reset link.
    Reset,
}

/// Commands on one organization's stream `organization`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationCommand {
    /// Invites somebody. The link's secret travels beside the command.
    Invite {
        /// Id of the invitation.
        invitation: InvitationId,
        /// Name of the invited person (private).
        name: PersonName,
        /// Address of the invited person (private).
        email: Email,
        /// Access role to be given.
        role: AccessRole,
        /// Team to be joined.
        team: Option<TeamId>,
        /// Duties to be given in that team.
        duties: BTreeSet<Duty>,
        /// For an auditor: what may be read.
        reads: Option<AuditPeriod>,
        /// When the link stops working.
        expires_at: Timestamp,
    },
    /// Takes an open invitation back.
    WithdrawInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Sets a member's access role, teams and duties to what the form says.
    ChangeMember {
        /// Who.
        person: PersonId,
        /// What the form showed: only what differs from it is changed, so that a colleague's change stays (D12). The whole
        /// is meant where it is absent.
        seen: Option<Box<MemberFacts>>,
        /// Access role.
        role: AccessRole,
        /// Teams and the duties in each.
        teams: BTreeMap<TeamId, BTreeSet<Duty>>,
        /// For an auditor: what may be read.
        reads: Option<AuditPeriod>,
    },
    /// Removes a member.
    RemoveMember {
        /// Who.
        person: PersonId,
    },
    /// Adds a duty to the built-in list.
    DeclareDuty {
        /// Its name.
        name: DutyName,
    },
    /// Adds a team.
    AddTeam {
        /// Id.
        team: TeamId,
        /// Name, unique in the organization.
        name: TeamName,
    },
    /// Renames a team.
    RenameTeam {
        /// Which.
        team: TeamId,
        /// New name.
        name: TeamName,
    },
    /// Adds a service.
    AddService {
        /// Id.
        service: ServiceId,
        /// Name, unique in the organization.
        name: ServiceName,
        /// The team that ships it.
        team: TeamId,
    },
    /// Renames a service or gives it to another team.
    ChangeService {
        /// Which.
        service: ServiceId,
        /// Name.
        name: ServiceName,
        /// The team that ships it.
        team: TeamId,
    },
    /// Adds an environment.
    AddEnvironment {
        /// Id.
        environment: EnvironmentId,
        /// Name, unique in the organization.
        name: EnvironmentName,
        /// See [`super::Environment::signoffs_needed`].
        signoffs_needed: bool,
        /// See [`super::Environment::fresh_proof`].
        fresh_proof: bool,
    },
    /// Changes an environment.
    ChangeEnvironment {
        /// Which.
        environment: EnvironmentId,
        /// What the form showed: only what differs from it is changed. The whole is meant where it is absent.
        seen: Option<EnvironmentFacts>,
        /// Name.
        name: EnvironmentName,
        /// See [`super::Environment::signoffs_needed`].
        signoffs_needed: bool,
        /// See [`super::Environment::fresh_proof`].
        fresh_proof: bool,
    },
    /// Changes the organization's name and zone.
    ChangeOrganization {
        /// Name.
        name: OrganizationName,
        /// Zone.
        zone: ZoneName,
    },
    /// Switches the small-team rule (S15); owners only.
    SetSmallTeamRule {
        /// On or off.
        on: bool,
    },
    /// Notes that somebody exported from the organization. Exports are entries (03).
    NoteExport {
        /// What was exported.
        what: Exported,
    },
}

/// What an export held.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Exported {
    /// The audit trail as CSV.
    Trail {
        /// The filter as its address says it; empty for everything.
        filter: String,
        /// Number of rows.
        rows: u64,
    },
    /// A template version as Markdown.
    Template {
        /// Address of the template.
        slug: Slug,
        /// Version, where a published one was exported.
        version: Option<u32>,
    },
}
