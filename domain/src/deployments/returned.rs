//! What came back to people: kept in the state, so that My work and the page's notice are one read.
//!
//! A voided sign-off comes back to its signer, a request for changes to the requester and to whoever had resolved the
//! items at issue, a decline to the requester; nothing comes back to the person who did it. It goes again when
//!
//! - a voided sign-off's slot is signed, by the same person or another, or the person signs another slot of that roster;
//! - every item at issue is resolved; where no item was named, the person edits, works an item or comments;
//! - after a decline, the person edits, works an item or comments, or the deployment is submitted again;
//! - the deployment starts, is completed, is rolled back, fails or is cancelled: then there is nothing left to do about it.

use serde::{Deserialize, Serialize};

use super::{Change, Deployment};
use crate::id::PersonId;
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::Reason;
use crate::time::Timestamp;

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
        /// The roster that was declined: before the start it is a draft again, afterwards the stage stays.
        roster: Roster,
        /// Who declined.
        by: PersonId,
        /// Why.
        reason: Reason,
    },
}

impl Deployment {
    /// Adds something that came back, unless it comes from the person it would go to.
    pub(super) fn returns(&mut self, returned: Returned, by: PersonId) {
        if returned.to != by {
            self.returned.push(returned);
        }
    }

    /// A slot was signed: nobody has to look at its voided sign-offs any more.
    pub(super) fn settle_signed(&mut self, signed_roster: Roster, signed_slot: &SlotKey, person: PersonId) {
        self.returned.retain(|returned| match &returned.why {
            ReturnedWhy::Voided { roster, slot, .. } => {
                *roster != signed_roster || (slot != signed_slot && returned.to != person)
            }
            ReturnedWhy::ChangesRequested { .. } | ReturnedWhy::Declined { .. } => true,
        });
    }

    /// The person edited, worked an item or commented: what waited for that goes.
    pub(super) fn settle_worked(&mut self, person: PersonId) {
        self.returned.retain(|returned| match &returned.why {
            ReturnedWhy::Declined { .. } => returned.to != person,
            ReturnedWhy::ChangesRequested { items, .. } => returned.to != person || !items.is_empty(),
            ReturnedWhy::Voided { .. } => true,
        });
    }

    /// An item was resolved: requests for changes whose items are all resolved go.
    pub(super) fn settle_resolved(&mut self) {
        let items = &self.items;
        self.returned.retain(|returned| match &returned.why {
            ReturnedWhy::ChangesRequested { items: at_issue, .. } => {
                let resolved = |key| items.get(key).is_some_and(|state| state.resolution.resolved());
                at_issue.is_empty() || !at_issue.iter().all(resolved)
            }
            ReturnedWhy::Voided { .. } | ReturnedWhy::Declined { .. } => true,
        });
    }

    /// It was submitted again: declines and requests for changes are answered.
    pub(super) fn settle_submitted(&mut self) {
        self.returned.retain(|returned| match &returned.why {
            ReturnedWhy::Voided { .. } => true,
            ReturnedWhy::ChangesRequested { .. } | ReturnedWhy::Declined { .. } => false,
        });
    }
}
