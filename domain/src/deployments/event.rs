//! What happened to a deployment. Formats are for ever: a changed one is a new version of the kind.

use ledger::Hash;
use serde::{Deserialize, Serialize};

use super::{BookingEvent, Change, ChangeNumber, Details, EvidenceValue, Linked, LogNote, Meaning, VersionRef};
use crate::accounts::Duty;
use crate::id::{PersonId, TeamId};
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::{CommentText, Link, LinkLabel, Reason, ValueName, ValueText, VersionText};

/// Events on a deployment's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum DeploymentEvent {
    /// It was made.
    #[serde(rename = "deployment.created/1")]
    Created {
        /// Its number.
        number: ChangeNumber,
        /// The template version it is bound to.
        template: VersionRef,
        /// What was typed.
        details: Details,
        /// The team of the service.
        team: TeamId,
    },
    /// It was made to roll back another deployment that was over (D7). One turn with its making, right after that.
    #[serde(rename = "rollback.made/1")]
    RollbackMade {
        /// The other one.
        of: Linked,
    },
    /// Another deployment was made to roll this one back after it was over (D7). One turn with the making of the other.
    #[serde(rename = "rollback.linked/1")]
    RollbackLinked {
        /// The other one.
        by: Linked,
    },
    /// Fields were edited: what they all say now, and which of them changed.
    #[serde(rename = "deployment.edited/1")]
    Edited {
        /// All fields after the edit.
        details: Details,
        /// The team of the service after the edit.
        team: TeamId,
        /// What changed.
        changes: Vec<Change>,
    },
    /// An item was ticked.
    #[serde(rename = "item.done/1")]
    ItemDone {
        /// Which.
        item: ItemKey,
        /// Why, after the stage that works it was over.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Reason>,
    },
    /// An item was un-ticked, or reopened by a request for changes.
    #[serde(rename = "item.reopened/1")]
    ItemReopened {
        /// Which.
        item: ItemKey,
        /// Why, after the stage that works it was over.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reason: Option<Reason>,
    },
    /// An item was left out.
    #[serde(rename = "item.left_out/1")]
    ItemLeftOut {
        /// Which.
        item: ItemKey,
        /// Why.
        reason: Reason,
    },
    /// A link was added, to an item or to the deployment.
    #[serde(rename = "link.added/1")]
    LinkAdded {
        /// Which item.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        item: Option<ItemKey>,
        /// Where it leads.
        url: Link,
        /// What it shows.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        label: Option<LinkLabel>,
    },
    /// Evidence in words or figures was given for an item; it takes the place of what was given before.
    #[serde(rename = "evidence.given/1")]
    EvidenceGiven {
        /// Which item.
        item: ItemKey,
        /// What it says.
        #[serde(flatten)]
        value: EvidenceValue,
    },
    /// A value that the checklist leaves blank was filled in, or emptied again.
    #[serde(rename = "value.filled/1")]
    ValueFilled {
        /// Its name in the checklist.
        name: ValueName,
        /// What it says now.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<ValueText>,
    },
    /// A comment was written, on an item or on the deployment.
    #[serde(rename = "comment.added/1")]
    CommentAdded {
        /// Which item.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        item: Option<ItemKey>,
        /// What.
        text: CommentText,
        /// Members whom the text mentions by `@` and their whole name.
        mentions: Vec<PersonId>,
    },
    /// It was submitted for sign-off.
    #[serde(rename = "deployment.submitted/1")]
    Submitted {},
    /// A roster opened a round. Which slots it needs follows from the template version and the policy of the moment.
    #[serde(rename = "round.opened/1")]
    RoundOpened {
        /// Roster.
        roster: Roster,
        /// Round, from 1.
        round: u32,
    },
    /// A slot was signed. Private: the printed name.
    #[serde(rename = "signoff.given/1")]
    SignOffGiven {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Duty held at that time.
        duty: Duty,
        /// What the signature says.
        meaning: Meaning,
        /// Comment.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        comment: Option<CommentText>,
        /// Round.
        round: u32,
        /// Format of the document.
        format: u32,
        /// Hash of the document.
        document: Hash,
        /// The slot may be signed ahead of open items: the document leaves their states out (S2).
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        ahead: bool,
    },
    /// A sign-off was voided because what it covered changed (S3), or because its round ended (S8).
    #[serde(rename = "signoff.voided/1")]
    SignOffVoided {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Number of the sign-off's entry.
        signoff: u64,
        /// What changed.
        changes: Vec<Change>,
    },
    /// A signer took a sign-off back (S9).
    #[serde(rename = "signoff.withdrawn/1")]
    SignOffWithdrawn {
        /// Roster.
        roster: Roster,
        /// Slot.
        slot: SlotKey,
        /// Number of the sign-off's entry.
        signoff: u64,
        /// Why.
        reason: Reason,
    },
    /// A signer asked for changes (S8).
    #[serde(rename = "changes.requested/1")]
    ChangesRequested {
        /// Roster.
        roster: Roster,
        /// The slot whose duty the person holds.
        slot: SlotKey,
        /// Items at issue.
        items: Vec<ItemKey>,
        /// What is to be changed.
        reason: Reason,
    },
    /// A signer declined (S8).
    #[serde(rename = "signoff.declined/1")]
    SignOffDeclined {
        /// Roster.
        roster: Roster,
        /// The slot whose duty the person holds.
        slot: SlotKey,
        /// Why.
        reason: Reason,
    },
    /// Preparing → running.
    #[serde(rename = "deployment.started/1")]
    Started {
        /// Slots that the small-team rule had let fall away (S15), listed for the auditor.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        fell_away: Vec<SlotKey>,
    },
    /// Running → verifying.
    #[serde(rename = "deploying.finished/1")]
    DeployingFinished {},
    /// Verifying → completed.
    #[serde(rename = "deployment.completed/1")]
    Completed {
        /// Slots that the small-team rule had let fall away (S15), listed for the auditor.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        fell_away: Vec<SlotKey>,
    },
    /// Running or verifying → rolling back.
    #[serde(rename = "rollback.started/1")]
    RollbackStarted {
        /// Why.
        reason: Reason,
        /// To which version.
        to_version: VersionText,
    },
    /// Rolling back → rolled back.
    #[serde(rename = "rollback.completed/1")]
    RollbackCompleted {
        /// Slots that the small-team rule had let fall away (S15), listed for the auditor.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        fell_away: Vec<SlotKey>,
    },
    /// → failed.
    #[serde(rename = "deployment.failed/1")]
    Failed {
        /// Why.
        reason: Reason,
    },
    /// → cancelled.
    #[serde(rename = "deployment.cancelled/1")]
    Cancelled {
        /// Why.
        reason: Reason,
    },
    /// Put on hold.
    #[serde(rename = "deployment.held/1")]
    Held {
        /// Why.
        reason: Reason,
    },
    /// The hold was lifted.
    #[serde(rename = "deployment.released/1")]
    Released {},
    /// A field of the log was written (D8).
    #[serde(rename = "log.noted/1")]
    LogNoted {
        /// Which, and what it says now.
        #[serde(flatten)]
        note: LogNote,
    },
    /// Something about its booking, or an override for it.
    #[serde(untagged)]
    Booking(BookingEvent),
}
