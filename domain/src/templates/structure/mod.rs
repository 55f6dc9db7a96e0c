//! The structure of a template version: what the reader made of a checklist, stored beside its source (T1, T3).
//!
//! Plain data without the Markdown parser, so that the browser build and the fold use it too. It is stored as canonical
//! JSON under its hash: snake_case names, whole numbers only, absent values left out. [`Structure::FORMAT`] changes when
//! the meaning of a stored structure does.

mod key;
mod node;
mod phase;
mod query;
mod reader;
mod roster;
mod threshold;

use serde::{Deserialize, Serialize};

pub use key::{ItemKey, KeyError, SectionKey, SlotKey, slug_of};
pub use node::{Bullet, Code, EvidenceKind, InnerHeading, Item, Node, SlotLine};
pub use phase::{Alternative, BlockUse, Heading, Phase, PhaseKind, Section};
pub use query::{Counts, ItemRef};
pub use reader::Reader;
pub use roster::{Roster, Slot};
pub use threshold::{Comparison, Threshold};

use crate::calendar::WindowPolicy;

/// A checklist: phases of sections of items, the sign-offs it needs, and what else the reader found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// The format of this value; [`Structure::FORMAT`] when made by this program.
    pub format: u32,
    /// The name without Markdown marks.
    pub name: String,
    /// The name as inline Markdown.
    pub title: String,
    /// The level of the heading that the name came from; absent when it came from elsewhere (file name, front matter).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_level: Option<u8>,
    /// Which reader found the items.
    pub reader: Reader,
    /// Front matter that the program has no use for, kept as text in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<(String, String)>,
    /// The phases in source order; a kind may come again.
    pub phases: Vec<Phase>,
    /// The slots of both rosters in their order (T6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
    /// Thresholds that were accepted (T7). Shown as text, not yet acted on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<Threshold>,
    /// Rollback triggers in words that were accepted (T7). Shown as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Note>,
    /// What deployments of it ask of the schedule (T8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowPolicy>,
    /// Hints for a window policy that were accepted (T8). Shown as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Note>,
    /// Values that a person fills in per deployment, accepted ones. Shown as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fill_ins: Vec<Note>,
    /// Link reference definitions of the source, one text each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub definitions: Vec<String>,
}

/// Something found in the source and kept in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// The source line, from 1; 0 when it did not come from a source.
    pub line: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
