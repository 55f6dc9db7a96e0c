//! What people ask for about one deployment.

use ledger::Hash;

use super::{BookingCommand, DeploymentLog, Details, EvidenceValue, Meaning};
use crate::id::{DeploymentId, TemplateId};
use crate::templates::{ItemKey, Roster, SectionKey, SlotKey};
use crate::text::{CommentText, Link, LinkLabel, Reason, ValueName, ValueText, VersionText};

/// Commands on one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeploymentCommand {
    /// Makes a deployment from a published template version.
    Create(Box<NewDeployment>),
    /// Edits fields. Only the fields that differ from `seen` are commands; each is checked against the stored value (D12).
    Edit {
        /// What was on the page when the form was rendered.
        seen: Box<Details>,
        /// What the form says.
        wanted: Box<Details>,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Ticks, un-ticks and leaves out items: one entry per item, all or nothing (D2).
    ChangeItems {
        /// The changes.
        changes: Vec<ItemChange>,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Leaves out an item or a whole section with everything open below it, for one reason (D2).
    LeaveOut {
        /// An item's key, or a section's.
        item: LeaveOut,
        /// Why.
        reason: Reason,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Writes a comment (D11).
    Comment {
        /// On an item; on the deployment itself when absent.
        item: Option<ItemKey>,
        /// What.
        text: CommentText,
    },
    /// Adds a link (D11).
    AddLink {
        /// On an item as evidence; on the deployment itself when absent.
        item: Option<ItemKey>,
        /// Where it leads.
        url: Link,
        /// What it shows.
        label: Option<LinkLabel>,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Gives the evidence in words or figures that an item asks for; takes the place of what was given before (T4).
    GiveEvidence {
        /// The item; it asks for evidence of that kind.
        item: ItemKey,
        /// What it says.
        value: EvidenceValue,
        /// Number of the entry of the evidence that was on the page; 0 where there was none. A different one is stale (D12).
        seen: u64,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Fills in values that the checklist leaves blank, or empties them (04). Only those that differ from what was seen are
    /// commands; each is checked against the stored value (D12).
    FillIn {
        /// The values.
        values: Vec<FillIn>,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Submits for sign-off: draft → preparing; opens a round.
    Submit,
    /// Fills a slot.
    Sign(Box<Sign>),
    /// Takes an own sign-off back (S9).
    Withdraw {
        /// Number of the sign-off's entry.
        signoff: u64,
        /// Why.
        reason: Reason,
    },
    /// Asks for changes instead of signing (S8).
    RequestChanges {
        /// Roster of the slot.
        roster: Roster,
        /// The slot whose duty the person holds.
        slot: SlotKey,
        /// Items at issue; they reopen. At most [`DeploymentCommand::MAX_AT_ISSUE`].
        items: Vec<ItemKey>,
        /// What is to be changed.
        reason: Reason,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Declines to sign (S8).
    Decline {
        /// Roster of the slot.
        roster: Roster,
        /// The slot whose duty the person holds.
        slot: SlotKey,
        /// Why.
        reason: Reason,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Preparing → running.
    Start,
    /// Running → verifying.
    FinishDeploying,
    /// Verifying → completed.
    Complete,
    /// Running or verifying → rolling back.
    RollBack {
        /// Why.
        reason: Reason,
        /// To which version.
        to_version: VersionText,
        /// Entries of the sign-offs that the person was told this voids; none before the question (S3).
        confirmed: Vec<u64>,
    },
    /// Rolling back → rolled back.
    CompleteRollback,
    /// Running, verifying or rolling back → failed.
    MarkFailed {
        /// Why.
        reason: Reason,
    },
    /// Draft or preparing → cancelled.
    Cancel {
        /// Why.
        reason: Reason,
    },
    /// Puts on hold.
    Hold {
        /// Why.
        reason: Reason,
    },
    /// Lifts the hold.
    Release,
    /// Writes the deployment's log (D8). Only the fields that differ from `seen` are commands, as with [`Self::Edit`].
    NoteLog {
        /// What was on the page when the form was rendered.
        seen: Box<DeploymentLog>,
        /// What the form says.
        wanted: Box<DeploymentLog>,
    },
    /// Something about its booking, or an override for it (05).
    Booking(BookingCommand),
}

impl DeploymentCommand {
    /// Most items that one request for changes names: its entry has to stay within the ledger's limit.
    pub const MAX_AT_ISSUE: usize = 400;
}

/// What making a deployment takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeployment {
    /// Id, made by the caller.
    pub deployment: DeploymentId,
    /// Template.
    pub template: TemplateId,
    /// Version; the newest published one when absent.
    pub version: Option<u32>,
    /// What was typed.
    pub details: Details,
    /// For the type rollback: what it rolls back (D7).
    pub rolls_back: Option<RollsBack>,
}

/// What a new deployment of type rollback rolls back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollsBack {
    /// The deployment.
    pub deployment: DeploymentId,
    /// How many rollbacks of it the form showed. When there are more, somebody else was first (D12).
    pub seen: usize,
}

/// One value that the checklist leaves blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillIn {
    /// Its name in the checklist.
    pub name: ValueName,
    /// What was on the page when the form was rendered.
    pub seen: Option<ValueText>,
    /// What the form says.
    pub wanted: Option<ValueText>,
}

/// One change of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// Which item.
    pub item: ItemKey,
    /// Number of the item's last entry on the page that the person saw; 0 when it was untouched. A different one is
    /// [`Refusal::Stale`](crate::refusal::Refusal::Stale), unless the item already is as wanted.
    pub seen: u64,
    /// What is wanted.
    pub to: ItemMove,
    /// Why; needed where the stage that works the item is over (01 §4).
    pub reason: Option<Reason>,
}

/// What is wanted of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemMove {
    /// Tick.
    Done,
    /// Un-tick, or take back that it was left out.
    Reopen,
    /// Leave out.
    NotApplicable {
        /// Why.
        reason: Reason,
    },
}

/// What is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaveOut {
    /// An item and everything open below it.
    Item(ItemKey),
    /// A section and everything open in it.
    Section(SectionKey),
}

/// What signing takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Roster.
    pub roster: Roster,
    /// Slot.
    pub slot: SlotKey,
    /// What the signature says.
    pub meaning: Meaning,
    /// Comment.
    pub comment: Option<CommentText>,
    /// Hash of the document on the page (S2). Another one now is `DocumentChanged`, with the difference.
    pub document: Hash,
    /// Position in the ledger when the page was rendered: what changed is told since then.
    pub position: u64,
}
