//! Deployments: their state, and the questions that pages and rules ask of it.
//!
//! What is stored here are facts. Everything that follows from facts and time ("ready", "waiting for product") is
//! derived by functions of this module and never stored (01 §4).

mod blocker;
mod command;
mod decide;
mod event;
mod evolve;
mod lists;
mod signoff;
mod stage;

use std::collections::BTreeMap;
use std::fmt;

use ledger::Hash;
use serde::{Deserialize, Serialize};

pub use blocker::{Blocker, Warning};
pub use command::{DeploymentCommand, ItemChange, ItemMove, LeaveOut, NewDeployment, Sign};
pub use decide::decide;
pub use event::DeploymentEvent;
pub use lists::{DeploymentFilter, DeploymentLine, MyWork, Progress, ReturnedLine, WaitingSlot};
pub use signoff::{Change, Meaning, RosterState, SignOff, SignOffStanding};
pub use stage::{Act, Hold, Stage, StageName};

use crate::id::{DeploymentId, EnvironmentId, PersonId, ServiceId, TeamId, TemplateId};
use crate::templates::{ItemKey, Roster};
use crate::text::{CommitText, Link, LinkLabel, LogText, Reason, ReleaseNotes, Title, VersionText};
use crate::time::Timestamp;

/// The number of a deployment in its organization, from 1 without gaps; printed `CHG-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeNumber(pub u64);

/// Why a text is not a change number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a change number")]
pub struct ChangeNumberError;

impl fmt::Display for ChangeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CHG-{}", self.0)
    }
}

impl std::str::FromStr for ChangeNumber {
    type Err = ChangeNumberError;
    fn from_str(text: &str) -> Result<Self, ChangeNumberError> {
        let number = text
            .strip_prefix("CHG-")
            .and_then(|digits| digits.parse().ok())
            .map(Self);
        number
            .filter(|n| n.0 > 0 && n.to_string() == text)
            .ok_or(ChangeNumberError)
    }
}

/// The type of a deployment (T12). The types of later stages are not here yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentType {
    /// Standard.
    Standard,
    /// Hotfix.
    Hotfix,
}

impl DeploymentType {
    /// All types, in the order of forms.
    pub const ALL: [Self; 2] = [Self::Standard, Self::Hotfix];

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Hotfix => "Hotfix",
        }
    }

    /// The value in forms, addresses and entries.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Hotfix => "hotfix",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }
}

/// The template version that a deployment is bound to (T1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRef {
    /// Template.
    pub template: TemplateId,
    /// Version, from 1.
    pub version: u32,
    /// Hash of its structure.
    pub structure: Hash,
    /// Whether the template bars the deployer from the pre roster (S4).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub bars_deployer: bool,
}

/// What people typed about a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Title.
    pub title: Title,
    /// Version that is shipped.
    pub version: VersionText,
    /// Service.
    pub service: ServiceId,
    /// Environment.
    pub environment: EnvironmentId,
    /// Type. In entries the word is `type`, as on screen.
    #[serde(rename = "type")]
    pub kind: DeploymentType,
    /// Who deploys.
    pub deployer: PersonId,
    /// Commit or artefact digest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub commit: Option<CommitText>,
    /// Link to a ticket. Immaterial (S3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ticket: Option<Link>,
    /// Release notes. Immaterial (S3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub release_notes: Option<ReleaseNotes>,
}

/// A field of [`Details`], as blockers, edits and authorship name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Title.
    Title,
    /// Version.
    Version,
    /// Service.
    Service,
    /// Environment.
    Environment,
    /// Type.
    Type,
    /// Deployer.
    Deployer,
    /// Commit or digest.
    Commit,
    /// Ticket link.
    Ticket,
    /// Release notes.
    ReleaseNotes,
}

impl Field {
    /// All fields, in the order of forms.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Version,
        Self::Service,
        Self::Environment,
        Self::Type,
        Self::Deployer,
        Self::Commit,
        Self::Ticket,
        Self::ReleaseNotes,
    ];

    /// Whether a change of it voids sign-offs and makes its author (S3, S4).
    pub const fn material(self) -> bool {
        match self {
            Self::Ticket | Self::ReleaseNotes => false,
            Self::Title
            | Self::Version
            | Self::Service
            | Self::Environment
            | Self::Type
            | Self::Deployer
            | Self::Commit => true,
        }
    }

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Version => "Version",
            Self::Service => "Service",
            Self::Environment => "Environment",
            Self::Type => "Type",
            Self::Deployer => "Deployer",
            Self::Commit => "Commit",
            Self::Ticket => "Ticket",
            Self::ReleaseNotes => "Release notes",
        }
    }
}

/// A deployment as its stream says it is.
///
/// `items` is apart from the rest in storage: a tick rewrites one small row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Which.
    pub id: DeploymentId,
    /// Its number.
    pub number: ChangeNumber,
    /// The template version it is bound to.
    pub template: VersionRef,
    /// What people typed.
    pub details: Details,
    /// The team of the service at the time that the service was set: duties are looked up in it.
    pub team: TeamId,
    /// Who asked for it.
    pub requester: PersonId,
    /// When.
    pub created_at: Timestamp,
    /// Who set the present value of each field; a field nobody changed was set by the requester (S4).
    pub set_by: BTreeMap<Field, PersonId>,
    /// Where it stands.
    pub stage: Stage,
    /// On hold, beside preparing and running.
    pub hold: Option<Hold>,
    /// Sign-offs by roster.
    pub rosters: BTreeMap<Roster, RosterState>,
    /// Items that were touched; every other item of the template version is open and untouched.
    #[serde(skip)]
    pub items: BTreeMap<ItemKey, ItemState>,
    /// Links added to the deployment itself.
    pub links: Vec<AddedLink>,
    /// What was noted for the log (D8).
    pub log: DeploymentLog,
    /// What somebody who signed, asked or ticked should look at again: newest last.
    pub returned: Vec<Returned>,
}

/// What was done with one item (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemState {
    /// Its state.
    pub resolution: Resolution,
    /// Number of the entry that last changed the state: what a stale tick is checked against (D12). Comments do not count.
    pub seq: u64,
    /// Who changed the state last.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Links added as evidence.
    pub links: Vec<AddedLink>,
    /// Number of comments.
    pub comments: u32,
}

/// The state of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Resolution {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Left out, and why.
    NotApplicable {
        /// Why.
        reason: Reason,
    },
}

impl Resolution {
    /// Whether nothing is left to do.
    pub const fn resolved(&self) -> bool {
        match self {
            Self::Open => false,
            Self::Done | Self::NotApplicable { .. } => true,
        }
    }
}

/// A link that somebody added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedLink {
    /// Where it leads.
    pub url: Link,
    /// What it shows; the address itself when absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<LinkLabel>,
    /// Who added it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What the actors wrote down about the run (D8). Times come from the stages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeploymentLog {
    /// Downtime in minutes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub downtime_minutes: Option<u32>,
    /// Issues met.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issues: Option<LogText>,
    /// How they were resolved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resolutions: Option<LogText>,
    /// Notes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notes: Option<LogText>,
    /// What was done otherwise than planned.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deviations: Option<LogText>,
}

/// Something that came back to a person: shown on My work and heading the deployment's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// To whom.
    pub to: PersonId,
    /// Number of the entry that made it so.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: ReturnedWhy,
}

/// Why something came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum ReturnedWhy {
    /// A sign-off that the person had given was voided (S3).
    Voided {
        /// Roster of the sign-off.
        roster: Roster,
        /// Who made the change.
        by: PersonId,
        /// What changed.
        changes: Vec<Change>,
    },
    /// A signer asked for changes of the person's deployment (S8).
    ChangesRequested {
        /// Who asked.
        by: PersonId,
        /// Items that reopened.
        items: Vec<ItemKey>,
        /// What is to be changed.
        reason: Reason,
    },
    /// A signer declined the person's deployment (S8).
    Declined {
        /// Who declined.
        by: PersonId,
        /// Why.
        reason: Reason,
    },
}
