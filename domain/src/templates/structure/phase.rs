//! Phases and their sections; what stands in a section is in `node`.

use serde::{Deserialize, Serialize};

use super::{Node, SectionKey};

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
    /// When the phase is due relative to the deployment ("1-2 weeks before"), accepted; a length alone ("30 min") is how long
    /// it takes (W5).
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
    /// When the section is due relative to the deployment ("1-2 weeks before"), accepted; a length alone ("10 min") is how
    /// long it takes (W5).
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

    /// The words on screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AddOn => "Added where it applies",
            Self::Standard => "For standard deployments",
            Self::Hotfix => "For hotfixes",
            Self::Emergency => "For emergencies",
            Self::Rollback => "For going back",
            Self::Maintenance => "For maintenance",
        }
    }

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
