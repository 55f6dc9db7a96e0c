//! Keys for items and sections: stated ones first, then slugs of the texts, with a number where one is taken (T4).

use std::collections::HashMap;

use crate::templates::structure::{ItemKey, SectionKey, slug_of};

use super::draft::{Draft, DraftKind, DraftSection, walk_mut};

/// Hands out keys.
#[derive(Default)]
pub(super) struct Keys {
    known: HashMap<String, Known>,
}

/// What is known of a key, or of the base of keys.
#[derive(Default)]
struct Known {
    taken: bool,
    /// How many keys were tried for it as a base, so that ten thousand equal texts stay linear.
    tried: usize,
}

impl Keys {
    /// Keys for about so many texts.
    fn for_texts(texts: usize) -> Self {
        Self {
            known: HashMap::with_capacity(texts),
        }
    }

    /// Takes a stated key; `None` when it is no key or taken.
    pub(super) fn take(&mut self, stated: &str) -> Option<String> {
        let key = slug_of(stated);
        (!key.is_empty() && self.claim(&key)).then_some(key)
    }

    /// A free key for a text: its slug, or the letter and a number where it has no ASCII.
    pub(super) fn make(&mut self, text: &str, letter: char) -> String {
        let slug = slug_of(text);
        let bare = slug.is_empty();
        let base = if bare { letter.to_string() } else { slug };
        if !bare && !self.known.contains_key(&base) {
            self.known.insert(base.clone(), Known { taken: true, tried: 1 });
            return base;
        }
        loop {
            let known = match self.known.get_mut(&base) {
                Some(known) => known,
                None => self.known.entry(base.clone()).or_default(),
            };
            known.tried += 1;
            let key = match (known.tried, bare) {
                (1, false) => base.clone(),
                (number, true) => format!("{base}{number}"),
                (number, false) => format!("{base}-{number}"),
            };
            if self.claim(&key) {
                return key;
            }
        }
    }

    /// Takes a key; false when it is taken already.
    fn claim(&mut self, key: &str) -> bool {
        let known = self.known.entry(key.to_owned()).or_default();
        !std::mem::replace(&mut known.taken, true)
    }
}

/// The keys of a draft while they are given out: stated ones of all sections first.
pub(super) struct DraftKeys {
    items: Keys,
    sections: Keys,
}

impl DraftKeys {
    pub(super) fn new(draft: &Draft) -> Self {
        Self {
            items: Keys::for_texts(draft.items),
            sections: Keys::for_texts(draft.sections.len()),
        }
    }

    /// Gives a section and its items the keys that the source states.
    pub(super) fn stated(&mut self, section: &mut DraftSection) {
        let stated = section.attributes.id.as_deref().and_then(|id| self.sections.take(id));
        section.key = stated.and_then(|key| SectionKey::try_from(key).ok());
        walk_mut(&mut section.nodes, &mut |node| {
            if let DraftKind::Item(item) = &mut node.kind
                && item.slot.is_none()
            {
                let stated = item.attributes.id.as_deref().and_then(|id| self.items.take(id));
                item.key = stated.and_then(|key| ItemKey::try_from(key).ok());
            }
        });
    }

    /// Gives a section and its items keys made of their texts, where none are stated.
    pub(super) fn made(&mut self, section: &mut DraftSection) {
        if section.key.is_none() && section.is_kept() {
            section.key = SectionKey::try_from(self.sections.make(&section.plain, 's')).ok();
        }
        walk_mut(&mut section.nodes, &mut |node| {
            if let DraftKind::Item(item) = &mut node.kind
                && item.slot.is_none()
                && item.key.is_none()
            {
                item.key = ItemKey::try_from(self.items.make(&item.plain, 'i')).ok();
            }
        });
    }
}
