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
mod log;
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
pub use log::{DeploymentLog, LogField, LogNote};
pub use signoff::{Change, Meaning, RosterState, SignOff, SignOffStanding};
pub use stage::{Act, Hold, Stage, StageName};

use crate::id::{DeploymentId, EnvironmentId, PersonId, ServiceId, TeamId, TemplateId};
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::{CommitText, Link, LinkLabel, Reason, ReleaseNotes, Title, VersionText};
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
    /// Number of the entry that made it.
    pub created_seq: u64,
    /// Every edit of a field, oldest first; a field without one has the value that the requester gave it (S4).
    pub edits: Vec<FieldEdit>,
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
    /// Who last wrote each field of the log: what a stale note is checked against (D12).
    pub log_written: BTreeMap<LogField, Written>,
    /// What somebody who signed, asked or ticked should look at again: newest last.
    pub returned: Vec<Returned>,
}

/// An edit of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// Which.
    pub field: Field,
    /// What it said before, as [`Details::text`] writes it; absent for fields that no sign-off covers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<String>,
    /// Who edited it, when, in which entry.
    #[serde(flatten)]
    pub written: Written,
}

/// Who wrote something, when, and in which entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Number of the entry.
    pub seq: u64,
}

/// What was done with one item (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemState {
    /// Its state.
    pub resolution: Resolution,
    /// The last change of the state; absent while only comments and links were added.
    pub change: Option<ItemChanged>,
    /// Links added as evidence.
    pub links: Vec<AddedLink>,
    /// Number of comments.
    pub comments: u32,
}

/// The last change of an item's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChanged {
    /// Who, when and in which entry: what a stale tick is checked against (D12). Comments and links do not count.
    #[serde(flatten)]
    pub written: Written,
    /// The state before it.
    pub was: ResolutionName,
    /// Why, where it was changed after the stage that works it was over.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
}

impl ItemState {
    /// Number of the entry that last changed the state; 0 when it never changed (D12).
    pub fn seq(&self) -> u64 {
        self.change.as_ref().map_or(0, |change| change.written.seq)
    }
}

/// The bare name of an item's state: for documents, changes, attributes and cache columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolutionName {
    /// See [`Resolution::Open`].
    Open,
    /// See [`Resolution::Done`].
    Done,
    /// See [`Resolution::NotApplicable`].
    NotApplicable,
}

impl ResolutionName {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::NotApplicable];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::NotApplicable => "not applicable",
        }
    }

    /// The value in addresses, attributes, entries and cache columns.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.value() == value)
    }
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

    /// The bare name.
    pub const fn name(&self) -> ResolutionName {
        match self {
            Self::Open => ResolutionName::Open,
            Self::Done => ResolutionName::Done,
            Self::NotApplicable { .. } => ResolutionName::NotApplicable,
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
    /// Number of the entry.
    pub seq: u64,
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
        /// Its slot.
        slot: SlotKey,
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
