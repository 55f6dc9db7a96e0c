//! What stands in a section: items, bullets, text; nothing of a section itself.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::accounts::Duty;

use super::{Alternative, ItemKey, SlotKey, is_false};

/// A part of a section, an item or a bullet, in source order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// An item to resolve.
    Item(Box<Item>),
    /// A plain bullet: a group when items stand below it, an acceptance criterion below an item, a note elsewhere.
    Bullet(Bullet),
    /// A task item that became a slot: drawn as that slot, without a checkbox, resolved by the signature.
    Slot(SlotLine),
    /// A paragraph of Markdown.
    Text(String),
    /// A code block; a command block when it stands in an item.
    Code(Code),
    /// A table, its Markdown.
    Table(String),
    /// A block quote.
    Quote(Vec<Self>),
    /// Raw HTML (comments too): kept and exported, never shown.
    Html(String),
    /// A heading inside a list item or a quote; it opens no section.
    Heading(InnerHeading),
    /// A thematic break.
    Rule,
}

/// A heading that opens no section, because it stands inside a list item or a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InnerHeading {
    /// 1 to 6.
    pub level: u8,
    /// Inline Markdown.
    pub title: String,
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The info string of the fence ("bash"); empty when it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The code, without the fence.
    pub text: String,
    /// Verify notes found in the code's comments (`# Verify: …`), without the mark.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verify: Vec<String>,
}

/// A plain bullet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bullet {
    /// Its number in an ordered list; display text only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Inline Markdown; may be empty.
    pub text: String,
    /// What stands below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<Node>,
}

/// Where a task item became a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotLine {
    /// The slot.
    pub slot: SlotKey,
    /// Its number in an ordered list; display text only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The item's text in the source, inline Markdown.
    pub text: String,
    /// What stands below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<Node>,
}

/// An item of the checklist (T4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Unique in the structure; survives edits.
    pub key: ItemKey,
    /// Inline Markdown, without its box and attribute list.
    pub text: String,
    /// The text without Markdown marks: the item's name for people and assistive technology.
    pub plain: String,
    /// The bold beginning of the text, without marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether the box was checked in the source. A deployment starts with every item open all the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub checked: bool,
    /// Its number in an ordered list; display text only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The source line, from 1; 0 when it did not come from a source.
    pub line: u32,
    /// Whether it blocks the step it belongs to.
    pub required: bool,
    /// Whether it blocks everything after it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stop: bool,
    /// The duty that owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// The owner in words, where they are no duty ("Owner: Priya").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The evidence it asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceKind>,
    /// When it applies, accepted. Shown as text, not yet acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// How long it may take ("5 min"), as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_budget: Option<String>,
    /// The alternative group and branch it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Alternative>,
    /// Control tags ("29.2", "CC8.1").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub control_tags: Vec<String>,
    /// A command in words (`Command: …` below it); command blocks stand in `nodes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Verify notes that stand in the item's text blocks (`Verify:`, `Expected:`); those of code blocks stand there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verify: Vec<String>,
    /// What stands below it in source order: items, command blocks, acceptance bullets, text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<Node>,
}

impl Item {
    /// What people and assistive technology call it: its text without marks, or its place where it has none.
    pub fn name(&self) -> Cow<'_, str> {
        if self.plain.trim().is_empty() {
            Cow::Owned(format!("Item without text, line {}", self.line))
        } else {
            Cow::Borrowed(&self.plain)
        }
    }
}

/// The kind of evidence an item asks for (T4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A link.
    Link,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A file.
    File,
}

impl EvidenceKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Link, Self::Text, Self::Number, Self::File];

    /// The name in attribute lists and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Text => "text",
            Self::Number => "number",
            Self::File => "file",
        }
    }

    /// The words on screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Link => "a link",
            Self::Text => "in words",
            Self::Number => "a figure",
            Self::File => "a file",
        }
    }

    /// The kind of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl Item {
    /// Whether it has to be resolved before the step that its phase guards: a stop has to, required or not (T4).
    pub const fn blocks(&self) -> bool {
        self.required || self.stop
    }
}
