//! The state of an organization: members, teams, duties, services, environments and policy.
//!
//! Small enough to be held in memory whole; folded from the stream `organization` of the organization's ledger.
//! Names and e-mail addresses of people are not here: they are private and live in [`People`]. Only an open invitation's
//! address is known, so that no other one to it stays open.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{AccessRole, Duty};
use crate::calendar::{Calendar, EnvironmentSchedule};
use crate::id::{EnvironmentId, InvitationId, OrganizationId, PersonId, ServiceId, TeamId};
use crate::text::{
    DutyName, Email, EnvironmentName, Label, OrganizationName, PersonName, ServiceName, Slug, TeamName, ZoneName,
};
use crate::time::Timestamp;

/// An organization as its ledger says it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The organization.
    pub id: OrganizationId,
    /// Its address.
    pub slug: Slug,
    /// Its name.
    pub name: OrganizationName,
    /// The zone of dates without a time.
    pub zone: ZoneName,
    /// When it was founded.
    pub founded_at: Timestamp,
    /// Whether the small-team rule is on (S15).
    pub small_team_rule: bool,
    /// Everybody who is or was a member.
    pub members: BTreeMap<PersonId, Member>,
    /// Teams.
    pub teams: BTreeMap<TeamId, Team>,
    /// Services.
    pub services: BTreeMap<ServiceId, Service>,
    /// Environments.
    pub environments: BTreeMap<EnvironmentId, Environment>,
    /// Duties that the organization added to the built-in list.
    pub own_duties: BTreeSet<DutyName>,
    /// Invitations, open and closed.
    pub invitations: BTreeMap<InvitationId, Invitation>,
    /// Windows and freezes.
    pub calendar: Calendar,
}

/// A person in an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Access role.
    pub role: AccessRole,
    /// Whether the person is still a member.
    pub standing: Membership,
    /// When the person joined, the last time.
    pub joined_at: Timestamp,
    /// Teams the person belongs to, and the duties held in each.
    pub teams: BTreeMap<TeamId, BTreeSet<Duty>>,
    /// What an auditor may read: entries and deployments between two instants, the second one not included. Only for auditors.
    pub reads: Option<AuditPeriod>,
}

/// The period that an auditor may read (01 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPeriod {
    /// First instant.
    pub from: Timestamp,
    /// First instant that is outside again.
    pub until: Timestamp,
}

impl AuditPeriod {
    /// Whether an entry made at that instant lies in the period.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether any of a deployment's life lies in the period: it is read whole or not at all.
    pub fn meets(self, made: Timestamp, changed: Timestamp) -> bool {
        made < self.until && self.from <= changed
    }
}

/// Whether somebody still belongs to the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// Belongs to it.
    Active,
    /// Was removed.
    Removed {
        /// When.
        at: Timestamp,
    },
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: TeamName,
}

/// A service that a team ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: ServiceName,
    /// The team that ships it.
    pub team: TeamId,
    /// Labels by which scopes of windows and freezes find it (W1).
    pub labels: BTreeSet<Label>,
    /// Services that it depends on: their bookings at the same time are worth a warning (W7).
    pub depends_on: BTreeSet<ServiceId>,
}

/// An environment and what deploying to it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Its name.
    pub name: EnvironmentName,
    /// Position in lists.
    pub position: u32,
    /// Whether deployments to it need sign-offs (S15).
    pub signoffs_needed: bool,
    /// Whether signing for it asks for a proof of identity not older than five minutes (S11).
    pub fresh_proof: bool,
    /// How it is shared, when it may be deployed to, and what notice it needs (W7, W8).
    pub schedule: EnvironmentSchedule,
}

/// An invitation to the organization. The name and address of the invited person are private.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Address that was invited; `None` once erased.
    pub email: Option<Email>,
    /// Access role to be given.
    pub role: AccessRole,
    /// Team to be joined.
    pub team: Option<TeamId>,
    /// Duties to be given in that team.
    pub duties: BTreeSet<Duty>,
    /// The period of an auditor.
    pub reads: Option<AuditPeriod>,
    /// Who invited.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// What became of it.
    pub standing: InvitationStanding,
}

/// What became of an invitation. Expiry is a question of time and not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStanding {
    /// Not used yet.
    Open,
    /// Used by this person.
    Accepted {
        /// Who joined.
        by: PersonId,
    },
    /// Taken back.
    Withdrawn,
}

/// Everybody with an account on the instance, and every organization's address. Folded from the instance ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Instance {
    /// Organizations by address.
    pub organizations: BTreeMap<Slug, OrganizationId>,
    /// People.
    pub people: BTreeMap<PersonId, Person>,
}

/// A person with an account: the private part that the instance ledger commits to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: PersonName,
    /// Address, unique on the instance.
    pub email: Email,
    /// Zone in which pages show times; `None` follows the organization.
    pub zone: Option<ZoneName>,
    /// Colour scheme of pages.
    pub scheme: Scheme,
}

/// Colour scheme of a person's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Scheme {
    /// All schemes, in the order of the form.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The value in forms.
    pub const fn value(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.value() == value)
    }
}

/// Names and addresses of people, by id: what pages print beside ids.
pub type People = BTreeMap<PersonId, Person>;

impl Directory {
    /// The member, while active.
    pub fn active(&self, person: PersonId) -> Option<&Member> {
        self.members
            .get(&person)
            .filter(|member| member.standing == Membership::Active)
    }

    /// Active members who hold `duty` in `team`, in id order.
    pub fn holders<'a>(&'a self, team: TeamId, duty: &'a Duty) -> impl Iterator<Item = PersonId> + 'a {
        self.members.iter().filter_map(move |(person, member)| {
            (member.standing == Membership::Active && member.holds(team, duty)).then_some(*person)
        })
    }

    /// Active owners.
    pub fn owners(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.members.iter().filter_map(|(person, member)| {
            (member.standing == Membership::Active && member.role == AccessRole::Owner).then_some(*person)
        })
    }

    /// The built-in duties and the organization's own, in the order of forms.
    pub fn duties(&self) -> Vec<Duty> {
        Duty::BUILT_IN
            .into_iter()
            .chain(self.own_duties.iter().cloned().map(Duty::Named))
            .collect()
    }
}

impl Member {
    /// Whether the member holds `duty` in `team`, however either of them is spelled.
    pub fn holds(&self, team: TeamId, duty: &Duty) -> bool {
        let held = self.teams.get(&team);
        held.is_some_and(|duties| duties.contains(duty) || duties.iter().any(|held| held.is(duty)))
    }

    /// Whether it matters when the member is away: an auditor neither deploys nor signs.
    pub const fn may_be_away(&self) -> bool {
        match self.role {
            AccessRole::Owner | AccessRole::Admin | AccessRole::Member => true,
            AccessRole::Auditor => false,
        }
    }

    /// Whether the member belongs to `team`.
    pub fn belongs(&self, team: TeamId) -> bool {
        self.teams.contains_key(&team)
    }
}
