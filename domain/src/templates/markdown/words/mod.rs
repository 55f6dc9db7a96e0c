//! What headings mean, in ten languages: how phrases match. The phrases stand in `languages`, and what follows from a
//! meaning stands with its readers.
//!
//! A phrase matches whole words of a heading; one that ends in `*` also matches the beginning of a longer word, one that
//! begins with `^` only the beginning of the heading, numbering left out. Phrases in scripts without spaces match
//! anywhere.

mod index;
mod languages;
mod normal;
mod phrases;

use index::{Entry, INDEX};
use languages::LANGUAGES;
pub(super) use normal::Normal;
pub(super) use phrases::{Phrases, any_of};

/// What a phrase speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Shipping,
    Course,
    Before,
    During,
    After,
    Rollback,
    SignOff,
    Late,
    Reference,
}

/// What a heading speaks of, per language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Topics([u16; LANGUAGES.len()]);

impl Topics {
    /// The topics of a heading.
    pub(super) fn of(text: &Normal) -> Self {
        let mut topics = Self::default();
        let numbered = text
            .as_str()
            .trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        for rest in text.tails() {
            let first = rest.split(' ').next().unwrap_or_default();
            let here = INDEX.by_word.get(first).map_or(&[][..], Vec::as_slice);
            for entry in here.iter().chain(&INDEX.prefixes) {
                if matches_at(rest, rest.len() == numbered.len(), entry.phrase) {
                    topics.add(entry);
                }
            }
        }
        if !spaced(text.as_str()) {
            for entry in &INDEX.unspaced {
                let found = match entry.phrase.strip_prefix('^') {
                    Some(phrase) => numbered.starts_with(phrase),
                    None => text.as_str().contains(entry.phrase),
                };
                if found {
                    topics.add(entry);
                }
            }
        }
        topics
    }

    fn add(&mut self, entry: &Entry) {
        if let Some(topics) = self.0.get_mut(entry.language) {
            *topics |= 1 << entry.topic as u16;
        }
    }

    /// Whether the heading speaks of a topic in any language.
    pub(super) fn has(self, topic: Topic) -> bool {
        self.0.iter().any(|topics| topics & (1 << topic as u16) != 0)
    }

    /// Whether the heading speaks of two topics in the same language.
    pub(super) fn has_both(self, one: Topic, other: Topic) -> bool {
        let both = (1 << one as u16) | (1 << other as u16);
        self.0.iter().any(|topics| topics & both == both)
    }
}

/// Whether the words at the beginning of a normal text are a phrase.
fn matches_at(text: &str, first: bool, phrase: &str) -> bool {
    let (phrase, bound) = phrase
        .strip_prefix('^')
        .map_or((phrase, false), |phrase| (phrase, true));
    let (phrase, open) = phrase
        .strip_suffix('*')
        .map_or((phrase, false), |phrase| (phrase, true));
    // Nearly all phrases differ in the first byte, which costs less than a comparison of both.
    (first || !bound)
        && text.bytes().next() == phrase.bytes().next()
        && text
            .strip_prefix(phrase)
            .is_some_and(|rest| open || rest.starts_with(' '))
}

/// Whether the script of a text parts words by spaces.
fn spaced(text: &str) -> bool {
    text.is_ascii()
        || !text
            .chars()
            .any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{f900}'..='\u{faff}').contains(&c))
}
