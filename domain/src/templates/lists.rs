//! What the list of templates shows.

use serde::{Deserialize, Serialize};

use super::ReviewBy;
use crate::id::TemplateId;
use crate::text::{Slug, TemplateName};
use crate::time::Timestamp;

/// A template as one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLine {
    /// Which.
    pub id: TemplateId,
    /// Address.
    pub slug: Slug,
    /// Name.
    pub name: TemplateName,
    /// The newest published version; `None` while there is only a draft.
    pub version: Option<u32>,
    /// Whether there is a draft.
    pub draft: bool,
    /// Whether a review of the draft was asked for.
    pub review_asked: bool,
    /// Items of the newest version, or of the draft while nothing is published.
    pub items: u32,
    /// Slots of both rosters, likewise.
    pub slots: u32,
    /// When a review of the newest version is due (T11).
    pub review_by: Option<ReviewBy>,
    /// Last entry about it.
    pub changed_at: Timestamp,
}
