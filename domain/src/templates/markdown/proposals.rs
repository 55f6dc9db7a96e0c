//! What the reader proposes: each thing beside its source line, and each can be switched.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::limits::MAX_PROPOSALS;

/// What a proposal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// A heading begins a phase.
    Phase,
    /// A slot of a roster.
    Slot,
    /// A condition of an item or a section.
    Condition,
    /// A threshold.
    Threshold,
    /// A rollback trigger in words.
    Trigger,
    /// A watch period of a section.
    Watch,
    /// When a section or a phase is due.
    RelativeTime,
    /// A branch of an alternative group.
    Alternative,
    /// Control tags.
    ControlTags,
    /// A value filled in per deployment.
    FillIn,
    /// A hint for the window policy.
    Window,
    /// A section used for a type of deployment, or as an add-on.
    BlockUse,
}

impl ProposalKind {
    /// All kinds, in the order in which the preview lists them.
    pub const ALL: [Self; 12] = [
        Self::Phase,
        Self::Slot,
        Self::Condition,
        Self::Threshold,
        Self::Trigger,
        Self::Watch,
        Self::RelativeTime,
        Self::Alternative,
        Self::ControlTags,
        Self::FillIn,
        Self::Window,
        Self::BlockUse,
    ];

    /// The heading of its list in the preview.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phase => "Phases",
            Self::Slot => "Sign-off slots",
            Self::Condition => "Conditions",
            Self::Threshold => "Thresholds",
            Self::Trigger => "Rollback triggers",
            Self::Watch => "Watch periods",
            Self::RelativeTime => "Relative times",
            Self::Alternative => "Alternatives",
            Self::ControlTags => "Control tags",
            Self::FillIn => "Values to fill in",
            Self::Window => "Window policy",
            Self::BlockUse => "Types and add-ons",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Slot => "slot",
            Self::Condition => "condition",
            Self::Threshold => "threshold",
            Self::Trigger => "trigger",
            Self::Watch => "watch",
            Self::RelativeTime => "time",
            Self::Alternative => "alternative",
            Self::ControlTags => "tags",
            Self::FillIn => "fill-in",
            Self::Window => "window",
            Self::BlockUse => "use",
        }
    }
}

/// The id of a proposal: the same for the same source.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProposalId(String);

/// Why a text is no proposal id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a proposal")]
pub struct ProposalIdError;

impl ProposalId {
    /// Parses an id as a form carries it.
    ///
    /// # Errors
    /// When the text is not of the form of an id; whether the source has it is not checked.
    pub fn parse(text: &str) -> Result<Self, ProposalIdError> {
        let ok = (1..=80).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if ok {
            Ok(Self(text.to_owned()))
        } else {
            Err(ProposalIdError)
        }
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProposalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProposalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ProposalId {
    type Error = ProposalIdError;
    fn try_from(text: String) -> Result<Self, ProposalIdError> {
        Self::parse(&text)
    }
}

impl From<ProposalId> for String {
    fn from(id: ProposalId) -> Self {
        id.0
    }
}

/// Something the reader proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The same for the same source.
    pub id: ProposalId,
    /// What it is about.
    pub kind: ProposalKind,
    /// The source line it came from, from 1; absent for what is proposed because nothing was found.
    pub line: Option<u32>,
    /// The words of the source it came from.
    pub source: String,
    /// What it becomes, as a phrase.
    pub becomes: String,
    /// Whether it is part of the structure.
    pub accepted: bool,
}

/// Collects proposals and tells which are accepted.
pub(super) struct Proposer<'a> {
    choices: &'a BTreeMap<ProposalId, bool>,
    /// Whether a proposal nobody chose about is accepted.
    default: bool,
    on_line: HashMap<(ProposalKind, Option<u32>), u32>,
    made: Vec<Proposal>,
}

impl<'a> Proposer<'a> {
    pub(super) fn new(choices: &'a BTreeMap<ProposalId, bool>, default: bool) -> Self {
        Self {
            choices,
            default,
            on_line: HashMap::new(),
            made: Vec::new(),
        }
    }

    /// Proposes something found on a line; true when it is accepted.
    pub(super) fn offer(&mut self, kind: ProposalKind, line: Option<u32>, source: &str, becomes: String) -> bool {
        let count = self.on_line.entry((kind, line)).or_default();
        *count += 1;
        let mut id = format!("{}-{}", kind.code(), line.unwrap_or_default());
        if *count > 1 {
            id.push_str(&format!("-{count}"));
        }
        self.push(id, kind, line, source, becomes)
    }

    /// Proposes something that stands nowhere in the source, under a name of its own.
    pub(super) fn offer_named(&mut self, kind: ProposalKind, name: &str, becomes: String) -> bool {
        self.push(format!("{}-{name}", kind.code()), kind, None, "", becomes)
    }

    fn push(&mut self, id: String, kind: ProposalKind, line: Option<u32>, source: &str, becomes: String) -> bool {
        let structural = matches!(kind, ProposalKind::Phase | ProposalKind::Slot);
        if self.made.len() >= MAX_PROPOSALS && !structural {
            return false;
        }
        let id = ProposalId(id);
        let accepted = self.choices.get(&id).copied().unwrap_or(self.default);
        let source = excerpt(source);
        self.made.push(Proposal {
            id,
            kind,
            line,
            source,
            becomes,
            accepted,
        });
        accepted
    }

    /// All proposals by kind and line.
    pub(super) fn finish(mut self) -> Vec<Proposal> {
        self.made
            .sort_by_key(|proposal| (proposal.kind, proposal.line.is_none(), proposal.line));
        self.made
    }
}

/// At most 160 characters of a text.
pub(super) fn excerpt(text: &str) -> String {
    const MAX: usize = 160;
    match text.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
