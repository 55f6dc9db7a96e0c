//! Questions that pages and rules ask of a structure.

use serde::{Deserialize, Serialize};

use super::{Code, Item, ItemKey, Node, Phase, PhaseKind, Roster, Section, SectionKey, Slot, SlotKey, Structure};

/// An item with its place in the checklist.
#[derive(Debug, Clone, Copy)]
pub struct ItemRef<'a> {
    /// The item.
    pub item: &'a Item,
    /// The kind of its phase.
    pub phase: PhaseKind,
    /// Its section.
    pub section: &'a Section,
    /// 1 for an item at the top of a section, one more for each item or bullet around it.
    pub depth: usize,
    /// The nearest item around it.
    pub parent: Option<&'a ItemKey>,
}

/// How much of what a structure holds; the totals of a preview.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Items to resolve, slots not among them.
    pub items: usize,
    /// Of these, items inside another item or bullet.
    pub nested: usize,
    /// The greatest depth of an item.
    pub max_depth: usize,
    /// Headings and labels with a title, and bullets with items below them.
    pub groups: usize,
    /// Command blocks: code blocks inside items.
    pub commands: usize,
    /// Slots of both rosters.
    pub slots: usize,
    /// Thresholds.
    pub thresholds: usize,
}

impl Structure {
    /// The format that this program writes.
    pub const FORMAT: u32 = 1;

    /// Every item, in source order, parents before their children.
    pub fn items(&self) -> impl Iterator<Item = ItemRef<'_>> {
        self.phases.iter().flat_map(Phase::items)
    }

    /// The items of all phases of a kind, in source order.
    pub fn items_in(&self, kind: PhaseKind) -> impl Iterator<Item = ItemRef<'_>> {
        self.phases
            .iter()
            .filter(move |phase| phase.kind == kind)
            .flat_map(Phase::items)
    }

    /// The item of that key. Linear: rules that ask for many build a map first.
    pub fn item(&self, key: &ItemKey) -> Option<ItemRef<'_>> {
        self.items().find(|found| found.item.key == *key)
    }

    /// Every section with its phase, in source order.
    pub fn sections(&self) -> impl Iterator<Item = (&Phase, &Section)> {
        self.phases
            .iter()
            .flat_map(|phase| phase.sections.iter().map(move |section| (phase, section)))
    }

    /// The section of that key with its phase.
    pub fn section(&self, key: &SectionKey) -> Option<(&Phase, &Section)> {
        self.sections().find(|(_, section)| section.key == *key)
    }

    /// The items of a section and of the deeper sections below it, up to the next one of its level in the phase (D2).
    pub fn items_below(&self, key: &SectionKey) -> Option<Vec<ItemRef<'_>>> {
        let (phase, section) = self.section(key)?;
        let from = phase.sections.iter().skip_while(|other| other.key != *key);
        let deeper = |other: &&Section| section.level > 0 && other.level > section.level;
        let below: Vec<&SectionKey> = from.skip(1).take_while(deeper).map(|other| &other.key).collect();
        let covered = |found: &ItemRef<'_>| found.section.key == *key || below.contains(&&found.section.key);
        Some(phase.items().filter(covered).collect())
    }

    /// The slots of a roster, in their order.
    pub fn slots_in(&self, roster: Roster) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(move |slot| slot.roster == roster)
    }

    /// Minutes of the longest watch period after a deployment (T9); `None` where no section is one.
    pub fn watch_minutes(&self) -> Option<u32> {
        let sections = self.phases.iter().flat_map(|phase| &phase.sections);
        sections.filter_map(|section| section.watch_minutes).max()
    }

    /// The slot of that key.
    pub fn slot(&self, key: &SlotKey) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.key == *key)
    }

    /// How much the structure holds.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            slots: self.slots.len(),
            thresholds: self.thresholds.len(),
            ..Counts::default()
        };
        for phase in &self.phases {
            counts.groups += usize::from(phase.heading.is_some());
            for section in &phase.sections {
                counts.groups += usize::from(section.level > 0);
                count(&section.nodes, 0, false, &mut counts);
            }
        }
        counts
    }

    /// The structure without source lines: two structures that differ in these alone are the same checklist.
    #[must_use]
    pub fn without_lines(mut self) -> Self {
        for slot in &mut self.slots {
            slot.line = None;
        }
        for threshold in &mut self.thresholds {
            threshold.line = 0;
        }
        for note in self
            .triggers
            .iter_mut()
            .chain(&mut self.windows)
            .chain(&mut self.fill_ins)
        {
            note.line = 0;
        }
        for phase in &mut self.phases {
            if let Some(heading) = &mut phase.heading {
                heading.line = 0;
            }
            for section in &mut phase.sections {
                section.line = 0;
                forget_lines(&mut section.nodes);
            }
        }
        self
    }
}

fn count(nodes: &[Node], depth: usize, in_item: bool, counts: &mut Counts) {
    for node in nodes {
        match node {
            Node::Item(item) => {
                counts.items += 1;
                counts.nested += usize::from(depth > 0);
                counts.max_depth = counts.max_depth.max(depth + 1);
                count(&item.nodes, depth + 1, true, counts);
            }
            Node::Bullet(bullet) => {
                counts.groups += usize::from(has_items(&bullet.nodes));
                count(&bullet.nodes, depth + 1, in_item, counts);
            }
            Node::Slot(slot) => count(&slot.nodes, depth + 1, in_item, counts),
            Node::Quote(nodes) => count(nodes, depth, in_item, counts),
            Node::Code(_) => counts.commands += usize::from(in_item),
            Node::Text(_) | Node::Table(_) | Node::Html(_) | Node::Heading(_) | Node::Rule => {}
        }
    }
}

fn forget_lines(nodes: &mut [Node]) {
    for node in nodes {
        if let Node::Item(item) = node {
            item.line = 0;
        }
        if let Some(children) = node.children_mut() {
            forget_lines(children);
        }
    }
}

/// Whether an item stands anywhere in the nodes.
fn has_items(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Item(_) => true,
        Node::Bullet(_)
        | Node::Slot(_)
        | Node::Text(_)
        | Node::Code(_)
        | Node::Table(_)
        | Node::Quote(_)
        | Node::Html(_)
        | Node::Heading(_)
        | Node::Rule => has_items(node.children()),
    })
}

impl Phase {
    /// The items of this phase, in source order, parents before their children.
    pub fn items(&self) -> impl Iterator<Item = ItemRef<'_>> {
        Items {
            phase: self.kind,
            sections: self.sections.iter(),
            section: None,
            inside: Vec::new(),
        }
    }

    /// The name on screen: the heading's where the source has one, otherwise the kind's.
    pub fn name(&self) -> &str {
        self.heading.as_ref().map_or(self.kind.name(), |heading| &heading.plain)
    }
}

/// Walks through the items of sections. Lists are walked with every tick and every page, so nothing is collected.
struct Items<'a> {
    phase: PhaseKind,
    sections: std::slice::Iter<'a, Section>,
    section: Option<&'a Section>,
    /// The lists that the walk is inside of, the innermost last.
    inside: Vec<Level<'a>>,
}

/// A list of nodes that is being walked through.
struct Level<'a> {
    nodes: std::slice::Iter<'a, Node>,
    depth: usize,
    parent: Option<&'a ItemKey>,
}

impl<'a> Iterator for Items<'a> {
    type Item = ItemRef<'a>;

    fn next(&mut self) -> Option<ItemRef<'a>> {
        loop {
            let (Some(section), Some(level)) = (self.section, self.inside.last_mut()) else {
                let section = self.sections.next()?;
                self.section = Some(section);
                self.inside.push(Level {
                    nodes: section.nodes.iter(),
                    depth: 1,
                    parent: None,
                });
                continue;
            };
            let (depth, parent) = (level.depth, level.parent);
            match level.nodes.next() {
                Some(Node::Item(item)) => {
                    self.inside.push(Level {
                        nodes: item.nodes.iter(),
                        depth: depth + 1,
                        parent: Some(&item.key),
                    });
                    return Some(ItemRef {
                        item,
                        phase: self.phase,
                        section,
                        depth,
                        parent,
                    });
                }
                Some(node) => self.inside.push(Level {
                    nodes: node.children().iter(),
                    depth: depth + usize::from(!matches!(node, Node::Quote(_))),
                    parent,
                }),
                None => {
                    self.inside.pop();
                }
            }
        }
    }
}

impl Section {
    /// The keys of the section's items, in source order, parents before their children.
    pub fn item_keys(&self) -> Vec<&ItemKey> {
        fn walk<'a>(nodes: &'a [Node], keys: &mut Vec<&'a ItemKey>) {
            for node in nodes {
                if let Node::Item(item) = node {
                    keys.push(&item.key);
                }
                walk(node.children(), keys);
            }
        }
        let mut keys = Vec::new();
        walk(&self.nodes, &mut keys);
        keys
    }

    /// Whether the section has an item; one without is a reference block in place.
    pub fn has_items(&self) -> bool {
        has_items(&self.nodes)
    }
}

impl Node {
    /// What stands below this node; empty for nodes without a list entry.
    pub fn children(&self) -> &[Self] {
        match self {
            Self::Item(item) => &item.nodes,
            Self::Bullet(bullet) => &bullet.nodes,
            Self::Slot(slot) => &slot.nodes,
            Self::Quote(nodes) => nodes,
            Self::Text(_) | Self::Code(_) | Self::Table(_) | Self::Html(_) | Self::Heading(_) | Self::Rule => &[],
        }
    }

    /// What stands below this node, to be changed; absent for nodes that have nothing below.
    pub fn children_mut(&mut self) -> Option<&mut Vec<Self>> {
        match self {
            Self::Item(item) => Some(&mut item.nodes),
            Self::Bullet(bullet) => Some(&mut bullet.nodes),
            Self::Slot(slot) => Some(&mut slot.nodes),
            Self::Quote(nodes) => Some(nodes),
            Self::Text(_) | Self::Code(_) | Self::Table(_) | Self::Html(_) | Self::Heading(_) | Self::Rule => None,
        }
    }
}

impl Item {
    /// The item's command blocks, those of its children not among them.
    pub fn commands(&self) -> impl Iterator<Item = &Code> {
        self.nodes
            .iter()
            .filter_map(|node| if let Node::Code(code) = node { Some(code) } else { None })
    }

    /// The keys of all items below this one, in source order.
    pub fn descendants(&self) -> Vec<&ItemKey> {
        fn walk<'a>(nodes: &'a [Node], keys: &mut Vec<&'a ItemKey>) {
            for node in nodes {
                if let Node::Item(item) = node {
                    keys.push(&item.key);
                }
                walk(node.children(), keys);
            }
        }
        let mut keys = Vec::new();
        walk(&self.nodes, &mut keys);
        keys
    }

    /// Whether items stand below this one.
    pub fn is_parent(&self) -> bool {
        has_items(&self.nodes)
    }
}

impl super::Bullet {
    /// Whether items stand below this bullet, so that it is a group.
    pub fn is_group(&self) -> bool {
        has_items(&self.nodes)
    }
}
