//! The structure of a template version: what the reader made of a checklist, stored beside its source (T1, T3).
//!
//! Plain data without the Markdown parser, so that the browser build and the fold use it too. It is stored as canonical
//! JSON under its hash: snake_case names, whole numbers only, absent values left out. [`Structure::FORMAT`] changes when
//! the meaning of a stored structure does.

mod key;
mod query;

use serde::{Deserialize, Serialize};

pub use key::{ItemKey, KeyError, SectionKey, SlotKey, slug_of};
pub use query::{Counts, ItemRef};

use crate::accounts::Duty;

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

/// Who found the items: the task reader, or the first of the others that finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// GFM task list items.
    Tasks,
    /// Bullets that begin with a symbol (`- ☐`, `- ✅`).
    SymbolBullets,
    /// Lines that begin with a symbol.
    SymbolLines,
    /// Table rows with a box or symbol cell.
    TableRows,
    /// Numbered steps.
    NumberedSteps,
    /// Plain bullets under headings.
    PlainBullets,
    /// Headings with prose below them.
    Prose,
}

impl Reader {
    /// All readers, in the order in which they are tried.
    pub const ALL: [Self; 7] = [
        Self::Tasks,
        Self::SymbolBullets,
        Self::SymbolLines,
        Self::TableRows,
        Self::NumberedSteps,
        Self::PlainBullets,
        Self::Prose,
    ];

    /// What the preview calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tasks => "Task list items",
            Self::SymbolBullets => "Bullets with a symbol",
            Self::SymbolLines => "Lines with a symbol",
            Self::TableRows => "Table rows with a box",
            Self::NumberedSteps => "Numbered steps",
            Self::PlainBullets => "Plain bullets",
            Self::Prose => "Headings with prose",
        }
    }

    /// The name in forms, JSON and front matter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::SymbolBullets => "symbol_bullets",
            Self::SymbolLines => "symbol_lines",
            Self::TableRows => "table_rows",
            Self::NumberedSteps => "numbered_steps",
            Self::PlainBullets => "plain_bullets",
            Self::Prose => "prose",
        }
    }

    /// The reader of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reader| reader.code() == code)
    }
}

/// The kind of a phase (01 §2). The order is the order of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Before Start.
    PreDeployment,
    /// While running.
    Deployment,
    /// While verifying.
    PostDeployment,
    /// While rolling back.
    Rollback,
    /// Never blocks: procedures, contacts, links (D2).
    Reference,
}

impl PhaseKind {
    /// All kinds in their order.
    pub const ALL: [Self; 5] = [
        Self::PreDeployment,
        Self::Deployment,
        Self::PostDeployment,
        Self::Rollback,
        Self::Reference,
    ];

    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::PreDeployment => "Pre-deployment",
            Self::Deployment => "Deployment",
            Self::PostDeployment => "Post-deployment",
            Self::Rollback => "Rollback",
            Self::Reference => "Reference",
        }
    }

    /// The name in forms, attribute lists and `inspect`: `pre`, `deployment`, `post`, `rollback`, `reference`.
    pub fn code(self) -> &'static str {
        match self {
            Self::PreDeployment => "pre",
            Self::Deployment => "deployment",
            Self::PostDeployment => "post",
            Self::Rollback => "rollback",
            Self::Reference => "reference",
        }
    }

    /// The kind of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A stretch of the checklist that belongs to one phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Which phase it is.
    pub kind: PhaseKind,
    /// The heading that names the phase in the source; absent when the stretch begins without one (the text before the
    /// first phase word, or a heading without a phase word, which is then the first section).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<Heading>,
    /// The sections in source order, nested by their levels.
    pub sections: Vec<Section>,
}

/// A heading that names a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Inline Markdown.
    pub title: String,
    /// Without Markdown marks.
    pub plain: String,
    /// The source line, from 1; 0 when it did not come from a source.
    pub line: u32,
    /// When the phase is due relative to the deployment ("1-2 weeks before"), accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_time: Option<String>,
}

/// A heading, or a bold label, with what stands below it up to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Unique in the structure.
    pub key: SectionKey,
    /// Inline Markdown; empty for the text of a phase before its first heading.
    pub title: String,
    /// The title without Markdown marks.
    pub plain: String,
    /// 0 without a title, 1 to 6 for headings, [`Section::LABEL`] for a bold label.
    pub level: u8,
    /// The source line of the title, from 1; 0 when it did not come from a source.
    pub line: u32,
    /// A condition in the title ("if applicable"), accepted. Shown as text, not yet acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// How long after the deployment the section's items watch it, in minutes, accepted (T9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch_minutes: Option<u32>,
    /// When the section is due relative to the deployment ("1-2 weeks before"), accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_time: Option<String>,
    /// The alternative group and branch of the section ("do one of A, B"), accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Alternative>,
    /// Control tags in the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub control_tags: Vec<String>,
    /// What the section is proposed for beside the usual list, accepted (T12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_use: Option<BlockUse>,
    /// The content in source order.
    pub nodes: Vec<Node>,
}

impl Section {
    /// The level of a section that begins with a bold label instead of a heading.
    pub const LABEL: u8 = 7;
}

/// What a section is for when it is not part of every deployment (T12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockUse {
    /// A list added where it applies (an environment, a scenario, maintenance).
    AddOn,
    /// The list of standard deployments.
    Standard,
    /// The shorter list of a hotfix.
    Hotfix,
    /// The list of an emergency.
    Emergency,
    /// The list of a deployment that goes back.
    Rollback,
    /// The list of maintenance.
    Maintenance,
}

impl BlockUse {
    /// All uses.
    pub const ALL: [Self; 6] = [
        Self::AddOn,
        Self::Standard,
        Self::Hotfix,
        Self::Emergency,
        Self::Rollback,
        Self::Maintenance,
    ];

    /// The name in attribute lists and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::AddOn => "add-on",
            Self::Standard => "standard",
            Self::Hotfix => "hotfix",
            Self::Emergency => "emergency",
            Self::Rollback => "rollback",
            Self::Maintenance => "maintenance",
        }
    }

    /// The use of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|block_use| block_use.code() == code)
    }
}

/// One branch of "do one of these".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The group; branches with the same group exclude one another.
    pub group: String,
    /// The branch's name ("A").
    pub branch: String,
}

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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_false(value: &bool) -> bool {
    !*value
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

    /// The kind of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Which step a roster guards (T6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roster {
    /// Guards Start.
    Pre,
    /// Guards Complete and Complete rollback.
    Post,
}

impl Roster {
    /// Both rosters.
    pub const ALL: [Self; 2] = [Self::Pre, Self::Post];

    /// The name in slot keys, JSON and front matter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Post => "post",
        }
    }

    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pre => "Pre-deployment sign-off",
            Self::Post => "Post-deployment sign-off",
        }
    }
}

/// One duty in a roster, filled by one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Unique in the structure: roster and duty, with a number where a duty comes twice.
    pub key: SlotKey,
    /// Who signs.
    pub duty: Duty,
    /// Which step it guards.
    pub roster: Roster,
    /// Whether it may be signed while items are open (T6, S2).
    #[serde(default, skip_serializing_if = "is_false")]
    pub ahead: bool,
    /// The source line it came from, from 1; absent when it was proposed because none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// A limit on a metric (T7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// What is measured, as written.
    pub metric: String,
    /// The comparison that holds while healthy, or that calls for rolling back.
    pub comparison: Comparison,
    /// The limit as written, without unit ("0.1").
    pub limit: String,
    /// The unit as written ("%", "ms"); may be empty.
    pub unit: String,
    /// Whether crossing into it calls for rolling back, rather than describing health.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rollback: bool,
    /// The source line, from 1; 0 when it did not come from a source.
    pub line: u32,
}

/// How a measured value is compared with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Below the limit.
    Less,
    /// At most the limit.
    AtMost,
    /// Above the limit.
    More,
    /// At least the limit.
    AtLeast,
}

impl Comparison {
    /// The sign of arithmetic.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
        }
    }
}

/// Something found in the source and kept in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The words.
    pub text: String,
    /// The source line, from 1; 0 when it did not come from a source.
    pub line: u32,
}
