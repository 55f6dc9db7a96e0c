//! The permission table: access role × command, in one place (01 §6).
//!
//! `domain/permissions.txt` is this table printed for people; a test keeps the two equal.

use super::{AccessRole, Directory, Member};
use crate::actor::Actor;
use crate::id::{PersonId, TeamId};
use crate::refusal::Refusal;

/// What a member may ask for, by kind of right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Read the organization, trail included. Auditors: between two instants.
    Read,
    /// Create, edit, tick, comment, submit, start, finish, complete, cancel, roll back a deployment of a team.
    WorkDeployment,
    /// Sign, request changes, decline, withdraw: the duty decides, not the role; auditors never.
    Sign,
    /// Edit drafts of templates.
    DraftTemplate,
    /// Publish templates, send drafts back.
    PublishTemplate,
    /// Invite, change and remove members, declare duties.
    ManagePeople,
    /// Make or unmake owners.
    ManageOwners,
    /// Teams, services, environments, name and zone.
    ManageSettings,
    /// Windows and freezes: owners and admins, and members who hold the duty Release Manager (05).
    PlanCalendar,
    /// Switch the small-team rule.
    SetRules,
    /// Export.
    Export,
    /// Read the access log: who came in, what was read, what was refused. Auditors: between two instants.
    ReadAccessLog,
}

impl Right {
    /// All rights, in the order of the printed table.
    pub const ALL: [Self; 12] = [
        Self::Read,
        Self::WorkDeployment,
        Self::Sign,
        Self::DraftTemplate,
        Self::PublishTemplate,
        Self::ManagePeople,
        Self::ManageOwners,
        Self::ManageSettings,
        Self::PlanCalendar,
        Self::SetRules,
        Self::Export,
        Self::ReadAccessLog,
    ];

    /// The least role that has the right in the whole organization, for sentences; `Member` where belonging to a team is
    /// what is missing.
    pub const fn least(self) -> AccessRole {
        match self {
            Self::Read | Self::Export => AccessRole::Auditor,
            Self::WorkDeployment | Self::Sign | Self::DraftTemplate | Self::PlanCalendar => AccessRole::Member,
            Self::PublishTemplate | Self::ManagePeople | Self::ManageSettings | Self::ReadAccessLog => {
                AccessRole::Admin
            }
            Self::ManageOwners | Self::SetRules => AccessRole::Owner,
        }
    }
}

/// How far a role has a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere in the organization.
    Organization,
    /// Only in teams that the member belongs to.
    OwnTeams,
    /// Not at all.
    Nowhere,
}

/// The table itself. Owners and admins work on deployments *as members*: only in teams they belong to (01 §6).
pub const fn reach(role: AccessRole, right: Right) -> Reach {
    match (role, right) {
        (_, Right::Read | Right::Export) => Reach::Organization,
        // What people read is nobody's business but theirs who answer for the organization, and an auditor's.
        (AccessRole::Auditor, Right::ReadAccessLog) => Reach::Organization,
        (AccessRole::Auditor, _) => Reach::Nowhere,
        (_, Right::WorkDeployment) => Reach::OwnTeams,
        // The duty decides, not the role.
        (_, Right::Sign | Right::PlanCalendar) => Reach::Organization,
        (AccessRole::Owner, _) => Reach::Organization,
        (AccessRole::Admin, Right::ManageOwners | Right::SetRules) => Reach::Nowhere,
        (
            AccessRole::Admin,
            Right::DraftTemplate
            | Right::PublishTemplate
            | Right::ManagePeople
            | Right::ManageSettings
            | Right::ReadAccessLog,
        ) => Reach::Organization,
        (AccessRole::Member, Right::DraftTemplate) => Reach::OwnTeams,
        (
            AccessRole::Member,
            Right::PublishTemplate
            | Right::ManagePeople
            | Right::ManageOwners
            | Right::ManageSettings
            | Right::SetRules
            | Right::ReadAccessLog,
        ) => Reach::Nowhere,
    }
}

/// Whether a member has a right, in a team where the right is about one.
///
/// # Errors
/// [`Refusal::RoleMissing`] or [`Refusal::NotInTeam`].
pub fn check(member: &Member, right: Right, team: Option<TeamId>) -> Result<(), Refusal> {
    match reach(member.role, right) {
        Reach::Organization => Ok(()),
        Reach::OwnTeams => match team {
            None if !member.teams.is_empty() => Ok(()),
            Some(team) if member.belongs(team) => Ok(()),
            None | Some(_) => Err(Refusal::NotInTeam),
        },
        Reach::Nowhere => Err(Refusal::RoleMissing { needed: right.least() }),
    }
}

/// The acting member: for everybody who is not an active member the organization does not exist (404).
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn acting<'a>(directory: &'a Directory, actor: &Actor) -> Result<(PersonId, &'a Member), Refusal> {
    let person = actor.person().ok_or(Refusal::NotFound)?;
    directory
        .active(person)
        .map(|member| (person, member))
        .ok_or(Refusal::NotFound)
}
