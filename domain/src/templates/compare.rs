//! Two versions of a template, item by item (T4, T13).

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::structure::{ItemKey, ItemRef, Node, PhaseKind, Slot, Structure};

/// How an item of a new source was found to be one of an older version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// By its key.
    Key,
    /// By its section and text.
    SectionAndText,
    /// By its text.
    Text,
}

impl MatchedBy {
    /// What two items have in common that are matched this way.
    fn name<'a>(self, found: &ItemRef<'a>) -> (&'a str, &'a str) {
        match self {
            Self::Key => ("", found.item.key.as_str()),
            Self::SectionAndText => (&found.section.plain, &found.item.plain),
            Self::Text => ("", &found.item.plain),
        }
    }
}

/// An item of an older version and the item of a new source that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemMatch {
    /// The key in the older version.
    pub old: ItemKey,
    /// The key that the new source gave it.
    pub new: ItemKey,
    /// How they were matched.
    pub by: MatchedBy,
}

/// Matches the items of a new source with those of an older version: by key, then by section and text, then by text
/// (T4). Of equal candidates the first in source order is taken; nothing is matched twice.
pub fn match_items(old: &Structure, new: &Structure) -> Vec<ItemMatch> {
    let olds: Vec<ItemRef<'_>> = old.items().collect();
    let news: Vec<ItemRef<'_>> = new.items().collect();
    let mut old_left: Vec<bool> = vec![true; olds.len()];
    let mut new_left: Vec<bool> = vec![true; news.len()];
    let mut matches = Vec::new();
    for by in [MatchedBy::Key, MatchedBy::SectionAndText, MatchedBy::Text] {
        let mut waiting: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        // Backwards, so that the first in source order is popped first.
        for index in (0..olds.len()).rev().filter(|index| old_left[*index]) {
            waiting.entry(by.name(&olds[index])).or_default().push(index);
        }
        for (index, found) in news.iter().enumerate() {
            if !new_left[index] {
                continue;
            }
            if let Some(old_index) = waiting.get_mut(&by.name(found)).and_then(Vec::pop) {
                old_left[old_index] = false;
                new_left[index] = false;
                matches.push(ItemMatch {
                    old: olds[old_index].item.key.clone(),
                    new: found.item.key.clone(),
                    by,
                });
            }
        }
    }
    matches
}

/// Gives the items of a new source the keys that they have in an older version (T4).
pub fn keep_keys(old: &Structure, new: &mut Structure) -> Vec<ItemMatch> {
    fn rename(nodes: &mut [Node], keys: &BTreeMap<ItemKey, ItemKey>) {
        for node in nodes {
            if let Node::Item(item) = node
                && let Some(key) = keys.get(&item.key)
            {
                item.key = key.clone();
            }
            if let Some(children) = node.children_mut() {
                rename(children, keys);
            }
        }
    }
    let matches = match_items(old, new);
    // A key of the older version that another item of the source has would have matched that one.
    let keys = matches
        .iter()
        .map(|found| (found.new.clone(), found.old.clone()))
        .collect();
    for phase in &mut new.phases {
        for section in &mut phase.sections {
            rename(&mut section.nodes, &keys);
        }
    }
    matches
}

/// What happened to an item from one version to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemChange {
    /// Only in the newer version.
    Added,
    /// Only in the older version.
    Removed,
    /// In both, with another text, attribute or content of its own.
    Changed,
    /// In both, in another phase, section or place.
    Moved,
    /// In both, changed and moved.
    ChangedAndMoved,
}

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The item.
    pub key: ItemKey,
    /// What happened to it.
    pub change: ItemChange,
    /// Its text in the older version, without marks.
    pub before: Option<String>,
    /// Its text in the newer version, without marks.
    pub after: Option<String>,
    /// Its phase in the newer version, or in the older one when it was removed.
    pub phase: PhaseKind,
    /// The title of its section there, without marks.
    pub section: String,
}

/// Two versions compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Items that differ, in the order of the newer version, removed ones at the end.
    pub items: Vec<Difference>,
    /// Slots only in the newer version.
    pub slots_added: Vec<Slot>,
    /// Slots only in the older version.
    pub slots_removed: Vec<Slot>,
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.slots_added.is_empty() && self.slots_removed.is_empty()
    }
}

/// Compares two versions item by item, by key (T13).
pub fn compare(old: &Structure, new: &Structure) -> Comparison {
    let before: HashMap<&ItemKey, (usize, ItemRef<'_>)> = old
        .items()
        .enumerate()
        .map(|(at, found)| (&found.item.key, (at, found)))
        .collect();
    let news: Vec<ItemRef<'_>> = new.items().collect();
    let common: Vec<(usize, &ItemKey)> = news
        .iter()
        .filter_map(|found| Some((before.get(&found.item.key)?.0, &found.item.key)))
        .collect();
    let in_order = longest_in_order(&common);
    let mut items = Vec::new();
    for found in &news {
        let key = &found.item.key;
        let old = before.get(key).map(|(_, old)| old);
        let change = match old {
            None => Some(ItemChange::Added),
            Some(old) => {
                let same_place = old.phase == found.phase
                    && old.section.plain == found.section.plain
                    && old.parent == found.parent
                    && in_order.contains(key);
                match (same_self(old, found), same_place) {
                    (true, true) => None,
                    (false, true) => Some(ItemChange::Changed),
                    (true, false) => Some(ItemChange::Moved),
                    (false, false) => Some(ItemChange::ChangedAndMoved),
                }
            }
        };
        if let Some(change) = change {
            items.push(difference(
                found,
                change,
                old.map(|old| old.item.plain.clone()),
                Some(found.item.plain.clone()),
            ));
        }
    }
    let kept: HashSet<&ItemKey> = news.iter().map(|found| &found.item.key).collect();
    for found in old.items().filter(|found| !kept.contains(&found.item.key)) {
        items.push(difference(
            &found,
            ItemChange::Removed,
            Some(found.item.plain.clone()),
            None,
        ));
    }
    let only_in = |one: &Structure, other: &Structure| {
        let missing = |slot: &&Slot| other.slot(&slot.key).is_none_or(|same| same.ahead != slot.ahead);
        one.slots.iter().filter(missing).cloned().collect()
    };
    Comparison {
        items,
        slots_added: only_in(new, old),
        slots_removed: only_in(old, new),
    }
}

fn difference(found: &ItemRef<'_>, change: ItemChange, before: Option<String>, after: Option<String>) -> Difference {
    Difference {
        key: found.item.key.clone(),
        change,
        before,
        after,
        phase: found.phase,
        section: found.section.plain.clone(),
    }
}

/// Whether two items say the same, their places and the items below them apart.
fn same_self(one: &ItemRef<'_>, other: &ItemRef<'_>) -> bool {
    fn own(nodes: &[Node]) -> Vec<Node> {
        let others = nodes.iter().filter(|node| !matches!(node, Node::Item(_))).cloned();
        let strip = |mut node: Node| {
            if let Some(children) = node.children_mut() {
                *children = own(children);
            }
            node
        };
        others.map(strip).collect()
    }
    let bare = |found: &ItemRef<'_>| {
        let mut item = found.item.clone();
        // Numbers and lines are display only.
        (item.line, item.number) = (0, None);
        item.nodes = own(&item.nodes);
        item
    };
    bare(one) == bare(other)
}

/// The keys of a longest run that kept its order: everything else was moved.
fn longest_in_order<'a>(common: &[(usize, &'a ItemKey)]) -> HashSet<&'a ItemKey> {
    // Patience sorting: the index of the last entry of the best run of each length, and who came before whom.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(common.len());
    for (index, (at, _)) in common.iter().enumerate() {
        let length = ends.partition_point(|end| common[*end].0 < *at);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut kept = HashSet::new();
    let mut next = ends.last().copied();
    while let Some(index) = next {
        kept.insert(common[index].1);
        next = before[index];
    }
    kept
}
