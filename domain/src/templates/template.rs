//! The state of a template over its versions, and the commands and events that change it.

use std::collections::BTreeMap;

use ledger::canonical::{CanonicalError, to_canonical};
use ledger::{Hash, blob_hash};
use serde::{Deserialize, Serialize};

use super::Structure;
use crate::id::{PersonId, TeamId, TemplateId};
use crate::text::{Reason, Slug, TemplateName, ZoneName};
use crate::time::Timestamp;

/// A template as its stream says it is. What a version contains lies in blobs named by hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Which.
    pub id: TemplateId,
    /// Address, unique in the organization.
    pub slug: Slug,
    /// Name.
    pub name: TemplateName,
    /// The team whose members may edit drafts; `None` is every team.
    pub team: Option<TeamId>,
    /// The draft, while there is one.
    pub draft: Option<Draft>,
    /// Published versions, from 1 without gaps.
    pub versions: BTreeMap<u32, Version>,
}

/// What a version or draft holds, by reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The [`Structure`](super::Structure) as canonical JSON.
    pub structure: Hash,
    /// Length of that JSON in bytes.
    pub structure_len: u64,
    /// The Markdown it was read from.
    pub source: Hash,
    /// Length of the Markdown in bytes.
    pub source_len: u64,
    /// The date from which the template is overdue for review (T11): the day as `YYYY-MM-DD` and its zone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review_by: Option<ReviewBy>,
    /// Whether the deployer is barred from the pre roster too (S4).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub bars_deployer: bool,
}

impl Content {
    /// A structure and the Markdown that it was read from, without settings; and the two bodies that are stored beside the
    /// event, which names them by hash: the structure's canonical JSON, then the Markdown.
    ///
    /// # Errors
    /// When the structure has no canonical form; one that the reader made always has.
    pub fn of(structure: &Structure, markdown: &str) -> Result<(Self, [Vec<u8>; 2]), CanonicalError> {
        let structure = to_canonical(structure)?.into_bytes();
        let source = markdown.as_bytes().to_vec();
        let content = Self {
            structure: blob_hash(&structure),
            structure_len: structure.len() as u64,
            source: blob_hash(&source),
            source_len: source.len() as u64,
            review_by: None,
            bars_deployer: false,
        };
        Ok((content, [structure, source]))
    }
}

/// A date without a time: the organization's day (02 §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewBy {
    /// `YYYY-MM-DD`.
    pub date: chrono::NaiveDate,
    /// IANA zone of that day.
    pub zone: ZoneName,
}

/// A draft that is not published yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it holds.
    pub content: Content,
    /// Who last edited it: that person may not publish it where another may (T2).
    pub edited_by: PersonId,
    /// When.
    pub edited_at: Timestamp,
    /// The request for a review, once made for this content.
    pub review: Option<ReviewAsked>,
}

/// A request for a review of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAsked {
    /// Who asked.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// A published version; immutable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it holds.
    pub content: Content,
    /// Who last edited it before it was published.
    pub edited_by: PersonId,
    /// Who published it.
    pub published_by: PersonId,
    /// When.
    pub published_at: Timestamp,
    /// Published by its own editor, because nobody else could have (T2).
    pub alone: bool,
}

/// Commands on one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateCommand {
    /// Makes a template with a first draft. The blobs travel beside the command.
    Create {
        /// Address.
        slug: Slug,
        /// Name.
        name: TemplateName,
        /// Team whose members may edit drafts.
        team: Option<TeamId>,
        /// The draft.
        content: Content,
    },
    /// Replaces the draft, or opens one for the next version.
    SaveDraft {
        /// Name.
        name: TemplateName,
        /// The draft.
        content: Content,
        /// When the draft that was on the page had been edited; `None` when there was none. Guards against lost edits.
        seen: Option<Timestamp>,
    },
    /// Throws the draft away; what it held stays in the ledger.
    DiscardDraft {
        /// Structure of the draft that was on the page.
        structure: Hash,
    },
    /// Asks another publisher to review and publish the draft (T2).
    AskForReview,
    /// Sends a draft back to its editor.
    SendBack {
        /// Why.
        reason: Reason,
    },
    /// Publishes the draft as the next version.
    Publish {
        /// The structure that was on the page; another one is refused.
        structure: Hash,
    },
}

/// Events on a template's stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum TemplateEvent {
    /// A template was made.
    #[serde(rename = "template.created/1")]
    Created {
        /// Address.
        slug: Slug,
        /// Name.
        name: TemplateName,
        /// Team whose members may edit drafts.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        team: Option<TeamId>,
    },
    /// A draft was saved.
    #[serde(rename = "draft.saved/1")]
    DraftSaved {
        /// Name.
        name: TemplateName,
        /// What it holds.
        content: Content,
    },
    /// The draft was thrown away.
    #[serde(rename = "draft.discarded/1")]
    DraftDiscarded {},
    /// A review was asked for.
    #[serde(rename = "review.asked/1")]
    ReviewAsked {},
    /// The draft was sent back to its editor.
    #[serde(rename = "review.sent_back/1")]
    SentBack {
        /// Why.
        reason: Reason,
    },
    /// A version was published.
    #[serde(rename = "version.published/1")]
    Published {
        /// Number, from 1.
        version: u32,
        /// What it holds.
        content: Content,
        /// Who last edited it.
        edited_by: PersonId,
        /// Published by its own editor, because nobody else could have (T2).
        alone: bool,
    },
}

/// A template is overdue for review (T11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewOverdue {
    /// The day on which the review was due.
    pub due: ReviewBy,
}

impl ReviewBy {
    /// Whether the day is over in its zone, so that the review is overdue (T11). A zone that this program does not know
    /// counts as UTC.
    pub fn overdue(&self, now: crate::time::Timestamp) -> Option<ReviewOverdue> {
        let zone: chrono_tz::Tz = self.zone.as_str().parse().unwrap_or(chrono_tz::Tz::UTC);
        let today = now.utc().with_timezone(&zone).date_naive();
        (today > self.date).then(|| ReviewOverdue { due: self.clone() })
    }
}
