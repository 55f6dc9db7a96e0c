//! A checklist between the parser and the stored structure: nodes with their lines, not yet keyed.

use crate::templates::structure::{Alternative, BlockUse, ItemKey, PhaseKind, SectionKey, SlotKey};

use super::attributes::Attributes;
use super::phases::Meaning;
use super::words::Normal;

/// A checklist being made.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The heading that named the checklist and is no section.
    pub(super) title: Option<Title>,
    pub(super) sections: Vec<DraftSection>,
    /// How many items it has.
    pub(super) items: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) plain: String,
    pub(super) level: u8,
}

/// How a section stands to the phase it begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Opens {
    /// It continues the phase of the section before it.
    #[default]
    Nothing,
    /// Its heading names the phase.
    Named,
    /// A phase begins with it, under the kind's own name.
    Unnamed,
}

#[derive(Debug, Default)]
pub(super) struct DraftSection {
    pub(super) title: String,
    pub(super) plain: String,
    /// The title as it is matched, which many do.
    pub(super) words: Normal,
    pub(super) level: u8,
    pub(super) line: u32,
    pub(super) attributes: Attributes,
    pub(super) nodes: Vec<DraftNode>,
    /// What the heading's words mean.
    pub(super) meaning: Option<Meaning>,
    pub(super) phase: Option<PhaseKind>,
    pub(super) opens: Opens,
    /// The section is in a stretch whose phase the source does not tell.
    pub(super) adrift: bool,
    pub(super) key: Option<SectionKey>,
    pub(super) condition: Option<String>,
    pub(super) watch_minutes: Option<u32>,
    pub(super) relative_time: Option<String>,
    pub(super) alternative: Option<Alternative>,
    pub(super) tags: Vec<String>,
    pub(super) block_use: Option<BlockUse>,
}

/// A node with the first and last source line it stands in.
#[derive(Debug)]
pub(super) struct DraftNode {
    pub(super) line: u32,
    pub(super) last: u32,
    pub(super) kind: DraftKind,
}

#[derive(Debug)]
pub(super) enum DraftKind {
    Item(Box<DraftItem>),
    Bullet(DraftBullet),
    Text {
        text: String,
        plain: String,
    },
    Code {
        info: String,
        text: String,
    },
    /// A table; `roles` is its column of roles, when it has one.
    Table {
        text: String,
        roles: Option<RoleColumn>,
    },
    Quote(Vec<DraftNode>),
    Html(String),
    Heading {
        level: u8,
        title: String,
    },
    Rule,
}

/// The column of a table that names roles, and the heads of all its columns.
#[derive(Debug)]
pub(super) struct RoleColumn {
    pub(super) heads: Vec<Normal>,
    /// What stands below the head; absent in a row without that cell.
    pub(super) cells: Vec<Option<String>>,
}

#[derive(Debug)]
pub(super) struct DraftBullet {
    pub(super) number: Option<u32>,
    pub(super) text: String,
    pub(super) plain: String,
    pub(super) nodes: Vec<DraftNode>,
}

#[derive(Debug, Default)]
pub(super) struct DraftItem {
    pub(super) attributes: Attributes,
    pub(super) checked: bool,
    pub(super) number: Option<u32>,
    pub(super) text: String,
    pub(super) plain: String,
    pub(super) title: Option<String>,
    pub(super) depth: usize,
    pub(super) nodes: Vec<DraftNode>,
    pub(super) key: Option<ItemKey>,
    pub(super) slot: Option<SlotKey>,
    pub(super) condition: Option<String>,
    pub(super) tags: Vec<String>,
}

impl DraftNode {
    /// What stands below the node.
    pub(super) fn children(&self) -> &[Self] {
        match &self.kind {
            DraftKind::Item(item) => &item.nodes,
            DraftKind::Bullet(bullet) => &bullet.nodes,
            DraftKind::Quote(nodes) => nodes,
            DraftKind::Text { .. }
            | DraftKind::Code { .. }
            | DraftKind::Table { .. }
            | DraftKind::Html(_)
            | DraftKind::Heading { .. }
            | DraftKind::Rule => &[],
        }
    }

    fn children_mut(&mut self) -> &mut [Self] {
        match &mut self.kind {
            DraftKind::Item(item) => &mut item.nodes,
            DraftKind::Bullet(bullet) => &mut bullet.nodes,
            DraftKind::Quote(nodes) => nodes,
            DraftKind::Text { .. }
            | DraftKind::Code { .. }
            | DraftKind::Table { .. }
            | DraftKind::Html(_)
            | DraftKind::Heading { .. }
            | DraftKind::Rule => &mut [],
        }
    }
}

/// Calls a function for every node, parents before their children, in source order.
pub(super) fn walk<'a>(nodes: &'a [DraftNode], visit: &mut impl FnMut(&'a DraftNode)) {
    for node in nodes {
        visit(node);
        walk(node.children(), visit);
    }
}

/// Calls a function for every node, parents before their children, in source order.
pub(super) fn walk_mut(nodes: &mut [DraftNode], visit: &mut impl FnMut(&mut DraftNode)) {
    for node in nodes {
        visit(node);
        walk_mut(node.children_mut(), visit);
    }
}

impl DraftSection {
    /// Whether the section is one in the structure: it has a title that names no phase, or it has content.
    pub(super) fn is_kept(&self) -> bool {
        !self.nodes.is_empty() || (self.level > 0 && self.opens != Opens::Named)
    }

    /// Whether an item stands in the section.
    pub(super) fn has_items(&self) -> bool {
        let mut found = false;
        walk(&self.nodes, &mut |node| {
            found |= matches!(node.kind, DraftKind::Item(_))
        });
        found
    }
}
