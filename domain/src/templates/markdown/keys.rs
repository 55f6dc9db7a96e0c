//! Keys for items and sections: stated ones first, then slugs of the texts, with a number where one is taken (T4).

use std::collections::{HashMap, HashSet};

use crate::templates::structure::{ItemKey, SectionKey, slug_of};

use super::draft::{Draft, DraftKind, walk_mut};

/// Hands out keys.
#[derive(Default)]
pub(super) struct Keys {
    taken: HashSet<String>,
    /// The next number to try for a base, so that ten thousand equal texts stay linear.
    next: HashMap<String, usize>,
}

impl Keys {
    /// Takes a stated key; `None` when it is no key or taken.
    pub(super) fn take(&mut self, stated: &str) -> Option<String> {
        let key = slug_of(stated);
        (!key.is_empty() && self.taken.insert(key.clone())).then_some(key)
    }

    /// A free key for a text: its slug, or the letter and a number where it has no ASCII.
    pub(super) fn make(&mut self, text: &str, letter: char) -> String {
        let slug = slug_of(text);
        let bare = slug.is_empty();
        let base = if bare { letter.to_string() } else { slug };
        let next = self.next.entry(base.clone()).or_insert(1);
        loop {
            let key = match (*next, bare) {
                (1, false) => base.clone(),
                (number, true) => format!("{base}{number}"),
                (number, false) => format!("{base}-{number}"),
            };
            *next += 1;
            if self.taken.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// Gives every item and section of a draft its key.
pub(super) fn assign(draft: &mut Draft) {
    let mut items = Keys::default();
    let mut sections = Keys::default();
    for section in &mut draft.sections {
        section.key = section
            .attributes
            .id
            .as_deref()
            .and_then(|id| sections.take(id))
            .and_then(|key| SectionKey::parse(&key).ok());
        walk_mut(&mut section.nodes, &mut |node| {
            if let DraftKind::Item(item) = &mut node.kind
                && item.slot.is_none()
            {
                let stated = item.attributes.id.as_deref().and_then(|id| items.take(id));
                item.key = stated.and_then(|key| ItemKey::parse(&key).ok());
            }
        });
    }
    for section in &mut draft.sections {
        if section.key.is_none() && section.is_kept() {
            section.key = SectionKey::parse(&sections.make(&section.plain, 's')).ok();
        }
        walk_mut(&mut section.nodes, &mut |node| {
            if let DraftKind::Item(item) = &mut node.kind
                && item.slot.is_none()
                && item.key.is_none()
            {
                item.key = ItemKey::parse(&items.make(&item.plain, 'i')).ok();
            }
        });
    }
}
