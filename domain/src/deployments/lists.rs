//! What lists of deployments show, and how they are filtered.

use serde::{Deserialize, Serialize};

use super::{ChangeNumber, DeploymentType, ReturnedWhy, StageName};
use crate::accounts::{AuditPeriod, Duty};
use crate::id::{DeploymentId, EnvironmentId, PersonId, ServiceId, TeamId};
use crate::templates::{Roster, SlotKey};
use crate::text::{Title, VersionText};
use crate::time::Timestamp;

/// A deployment as one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentLine {
    /// Which.
    pub deployment: DeploymentId,
    /// The team that ships it.
    pub team: TeamId,
    /// Number.
    pub number: ChangeNumber,
    /// Title.
    pub title: Title,
    /// Version.
    pub version: VersionText,
    /// Service.
    pub service: ServiceId,
    /// Environment.
    pub environment: EnvironmentId,
    /// Type.
    pub kind: DeploymentType,
    /// Stage.
    pub stage: StageName,
    /// On hold.
    pub on_hold: bool,
    /// Requester.
    pub requester: PersonId,
    /// Deployer.
    pub deployer: PersonId,
    /// Last entry about it.
    pub changed_at: Timestamp,
    /// Counts of the phase that is being worked (the pre phase in draft).
    pub progress: Progress,
    /// Duties of the open roster's slots that are empty.
    pub waiting: Vec<Duty>,
    /// Slots of the open roster that are signed.
    pub signed: u32,
}

/// Counts of items of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Items done or left out.
    pub resolved: u32,
    /// All items.
    pub total: u32,
}

/// What a list of deployments is filtered by; all of it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DeploymentFilter {
    /// Words in title, version or number. Empty: everything.
    pub search: String,
    /// Stages; empty: all.
    pub stages: Vec<StageName>,
    /// Service.
    pub service: Option<ServiceId>,
    /// Environment.
    pub environment: Option<EnvironmentId>,
    /// Requester or deployer.
    pub person: Option<PersonId>,
    /// Only what any of its life lies in this period of: what an auditor may read (01 §6).
    pub period: Option<AuditPeriod>,
    /// Only numbers below this one: the next page.
    pub before: Option<ChangeNumber>,
    /// Lines on a page; the store caps it at 200.
    pub limit: u32,
}

/// What waits for one person (`/{org}`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MyWork {
    /// Slots that the person may fill now, or once items are resolved.
    pub waiting: Vec<WaitingSlot>,
    /// What came back.
    pub returned: Vec<ReturnedLine>,
    /// Not ended, and requested, deployed by, or shipped by a team of the person. At most 50.
    pub in_flight: Vec<DeploymentLine>,
}

/// A slot that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingSlot {
    /// The deployment.
    pub line: DeploymentLine,
    /// Roster.
    pub roster: Roster,
    /// Slot.
    pub slot: SlotKey,
    /// Its duty.
    pub duty: Duty,
    /// Whether it can be signed now: the required items of its phase are resolved, or it may be signed ahead.
    pub ready: bool,
}

/// Something that came back to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedLine {
    /// The deployment.
    pub line: DeploymentLine,
    /// When.
    pub at: Timestamp,
    /// Number of the entry.
    pub seq: u64,
    /// Why.
    pub why: ReturnedWhy,
}
