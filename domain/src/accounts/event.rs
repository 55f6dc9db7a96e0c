//! What happened to accounts and organizations. Formats are for ever: a changed one is a new version of the kind.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::command::{Exported, PasswordCause};
use super::{AccessRole, AuditPeriod, Duty, Scheme};
use crate::calendar::CalendarEvent;
use crate::id::{EnvironmentId, InvitationId, OrganizationId, PersonId, ServiceId, TeamId};
use crate::text::{
    DutyName, Email, EnvironmentName, OrganizationName, PersonName, ServiceName, Slug, TeamName, ZoneName,
};
use crate::time::Timestamp;

/// Events on the stream `instance` of the instance ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum InstanceEvent {
    /// An organization came into being.
    #[serde(rename = "organization.registered/1")]
    OrganizationRegistered {
        /// Which.
        organization: OrganizationId,
        /// Its address.
        slug: Slug,
    },
    /// A person got an account. Private: [`PersonDetails`].
    #[serde(rename = "person.registered/1")]
    PersonRegistered {
        /// Who.
        person: PersonId,
    },
    /// A password was replaced.
    #[serde(rename = "password.changed/1")]
    PasswordChanged {
        /// Whose.
        person: PersonId,
        /// Why it could be.
        by: PasswordCause,
    },
    /// A one-time reset link was made on the command line.
    #[serde(rename = "reset.issued/1")]
    ResetIssued {
        /// For whom.
        person: PersonId,
        /// When it stops working.
        expires_at: Timestamp,
    },
    /// A person chose how pages look.
    #[serde(rename = "preferences.changed/1")]
    PreferencesChanged {
        /// Who.
        person: PersonId,
        /// Zone of times.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        zone: Option<ZoneName>,
        /// Colour scheme.
        scheme: Scheme,
    },
}

/// The private part of `person.registered` and `member.invited`: kept beside the ledger, committed to by the entry (03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDetails {
    /// Address.
    pub email: Email,
    /// Name.
    pub name: PersonName,
}

/// Events on the stream `organization` of an organization's ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum OrganizationEvent {
    /// The first entry of every organization's ledger.
    #[serde(rename = "organization.founded/1")]
    Founded {
        /// Name.
        name: OrganizationName,
        /// Address.
        slug: Slug,
        /// Zone.
        zone: ZoneName,
    },
    /// Name or zone changed.
    #[serde(rename = "organization.changed/1")]
    Changed {
        /// Name.
        name: OrganizationName,
        /// Zone.
        zone: ZoneName,
    },
    /// The small-team rule was switched (S15).
    #[serde(rename = "small_team_rule.set/1")]
    SmallTeamRuleSet {
        /// On or off.
        on: bool,
    },
    /// Somebody was invited. Private: [`PersonDetails`].
    #[serde(rename = "member.invited/1")]
    MemberInvited {
        /// Which invitation.
        invitation: InvitationId,
        /// Access role to be given.
        role: AccessRole,
        /// Team to be joined.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        team: Option<TeamId>,
        /// Duties to be given in that team.
        duties: BTreeSet<Duty>,
        /// For an auditor: what may be read.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reads: Option<AuditPeriod>,
        /// When the link stops working.
        expires_at: Timestamp,
    },
    /// An invitation was taken back.
    #[serde(rename = "invitation.withdrawn/1")]
    InvitationWithdrawn {
        /// Which.
        invitation: InvitationId,
    },
    /// Somebody became a member.
    #[serde(rename = "member.joined/1")]
    MemberJoined {
        /// Who.
        person: PersonId,
        /// Access role.
        role: AccessRole,
        /// The invitation that was used; the founder has none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        invitation: Option<InvitationId>,
        /// For an auditor: what may be read.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reads: Option<AuditPeriod>,
    },
    /// A member's access role changed.
    #[serde(rename = "role.changed/1")]
    RoleChanged {
        /// Whose.
        person: PersonId,
        /// New role.
        role: AccessRole,
        /// For an auditor: what may be read.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reads: Option<AuditPeriod>,
    },
    /// A member was removed.
    #[serde(rename = "member.removed/1")]
    MemberRemoved {
        /// Who.
        person: PersonId,
    },
    /// A member joined a team.
    #[serde(rename = "team.joined/1")]
    TeamJoined {
        /// Who.
        person: PersonId,
        /// Which team.
        team: TeamId,
    },
    /// A member left a team, and with it the duties held there.
    #[serde(rename = "team.left/1")]
    TeamLeft {
        /// Who.
        person: PersonId,
        /// Which team.
        team: TeamId,
    },
    /// A member got a duty in a team.
    #[serde(rename = "duty.granted/1")]
    DutyGranted {
        /// Who.
        person: PersonId,
        /// Team.
        team: TeamId,
        /// Duty.
        duty: Duty,
    },
    /// A member lost a duty in a team.
    #[serde(rename = "duty.revoked/1")]
    DutyRevoked {
        /// Who.
        person: PersonId,
        /// Team.
        team: TeamId,
        /// Duty.
        duty: Duty,
    },
    /// The organization added a duty to the built-in list.
    #[serde(rename = "duty.declared/1")]
    DutyDeclared {
        /// Its name.
        name: DutyName,
    },
    /// A team was added.
    #[serde(rename = "team.added/1")]
    TeamAdded {
        /// Which.
        team: TeamId,
        /// Name.
        name: TeamName,
    },
    /// A team was renamed.
    #[serde(rename = "team.renamed/1")]
    TeamRenamed {
        /// Which.
        team: TeamId,
        /// Name.
        name: TeamName,
    },
    /// A service was added.
    #[serde(rename = "service.added/1")]
    ServiceAdded {
        /// Which.
        service: ServiceId,
        /// Name.
        name: ServiceName,
        /// Team.
        team: TeamId,
    },
    /// A service was renamed or given to another team.
    #[serde(rename = "service.changed/1")]
    ServiceChanged {
        /// Which.
        service: ServiceId,
        /// Name.
        name: ServiceName,
        /// Team.
        team: TeamId,
    },
    /// An environment was added, after those that exist.
    #[serde(rename = "environment.added/1")]
    EnvironmentAdded {
        /// Which.
        environment: EnvironmentId,
        /// Name.
        name: EnvironmentName,
        /// Whether deployments to it need sign-offs.
        signoffs_needed: bool,
        /// Whether signing for it needs a fresh proof.
        fresh_proof: bool,
    },
    /// An environment changed.
    #[serde(rename = "environment.changed/1")]
    EnvironmentChanged {
        /// Which.
        environment: EnvironmentId,
        /// Name.
        name: EnvironmentName,
        /// Whether deployments to it need sign-offs.
        signoffs_needed: bool,
        /// Whether signing for it needs a fresh proof.
        fresh_proof: bool,
    },
    /// Somebody exported something.
    #[serde(rename = "export.made/1")]
    ExportMade {
        /// What.
        #[serde(flatten)]
        what: Exported,
    },
    /// Something about the calendar (05).
    #[serde(untagged)]
    Calendar(Box<CalendarEvent>),
}
