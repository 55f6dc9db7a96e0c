//! All phrases by their first word, so that a heading costs its own words and not the word list; no phrase itself.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::languages::LANGUAGES;
use super::{Topic, spaced};

/// A phrase with the language and the topic it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) language: usize,
    pub(super) topic: Topic,
    pub(super) phrase: &'static str,
}

/// All phrases, parted by how their first word is found.
pub(super) struct Index {
    pub(super) by_word: HashMap<&'static str, Vec<Entry>>,
    pub(super) prefixes: Vec<Entry>,
    pub(super) unspaced: Vec<Entry>,
}

pub(super) static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index {
        by_word: HashMap::new(),
        prefixes: Vec::new(),
        unspaced: Vec::new(),
    };
    for (language, words) in LANGUAGES.iter().enumerate() {
        for (topic, phrases) in words.phrases() {
            for phrase in phrases {
                let entry = Entry {
                    language,
                    topic,
                    phrase,
                };
                let bare = phrase.trim_start_matches('^');
                let first = bare.split(' ').next().unwrap_or(bare);
                if !spaced(bare) {
                    index.unspaced.push(entry);
                } else if first.ends_with('*') {
                    index.prefixes.push(entry);
                } else {
                    index.by_word.entry(first).or_default().push(entry);
                }
            }
        }
    }
    index
});
