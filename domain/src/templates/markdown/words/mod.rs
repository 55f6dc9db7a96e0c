//! What headings mean, in ten languages: how phrases match. The phrases stand in `languages`, and what follows from a
//! meaning stands with its readers.
//!
//! A phrase matches whole words of a heading; one that ends in `*` also matches the beginning of a longer word, one that
//! begins with `^` only the beginning of the heading, numbering left out. Phrases in scripts without spaces match
//! anywhere.

mod index;
mod languages;

use index::{Entry, INDEX};
use languages::LANGUAGES;

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
    /// The topics of a heading's text.
    pub(super) fn of(heading: &str) -> Self {
        let text = normal(heading);
        let mut topics = Self::default();
        let numbered = text.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let begins = text.len() - numbered.len();
        for (at, _) in text.match_indices(' ') {
            let rest = &text[at + 1..];
            let first = rest.split(' ').next().unwrap_or_default();
            if first.is_empty() {
                continue;
            }
            let here = INDEX.by_word.get(first).map_or(&[][..], Vec::as_slice);
            for entry in here.iter().chain(&INDEX.prefixes) {
                if matches_at(rest, at + 1 == begins, entry.phrase) {
                    topics.add(entry);
                }
            }
        }
        if !spaced(&text) {
            for entry in &INDEX.unspaced {
                let found = match entry.phrase.strip_prefix('^') {
                    Some(phrase) => numbered.starts_with(phrase),
                    None => text.contains(entry.phrase),
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
    (first || !bound)
        && text
            .strip_prefix(phrase)
            .is_some_and(|rest| open || rest.starts_with(' '))
}

/// A text as it is matched: lower case, words parted by single spaces, a space at both ends.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len() + 2);
    normal.push(' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            normal.push(c);
        } else if c != '\'' && c != '’' && !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    if !normal.ends_with(' ') {
        normal.push(' ');
    }
    normal
}

/// Whether a normal text has one of a few phrases.
pub(super) fn has(normal: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let found = normal.match_indices(phrase.trim_end_matches('*'));
        found
            .into_iter()
            .any(|(at, _)| normal[..at].ends_with(' ') && matches_at(&normal[at..], false, phrase))
            || (!spaced(phrase) && normal.contains(phrase))
    })
}

/// Whether the script of a text parts words by spaces.
fn spaced(text: &str) -> bool {
    !text
        .chars()
        .any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{f900}'..='\u{faff}').contains(&c))
}
