//! Many phrases looked for at once, in texts that are too many to look for one after another; no phrase itself.

use aho_corasick::{AhoCorasick, MatchKind};

use super::Normal;

/// An automaton that tells whether a text has any of a few phrases; it is at its fastest where it may stop at the first.
pub(in crate::templates::markdown) fn any_of<'a>(phrases: impl Iterator<Item = &'a str>) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(phrases)
        .expect("a few short phrases fit an automaton")
}

/// Lists of phrases, each with what it stands for.
pub(in crate::templates::markdown) struct Phrases<T: 'static> {
    lists: &'static [(T, &'static [&'static str])],
    any: AhoCorasick,
}

impl<T: Copy> Phrases<T> {
    /// Lists of phrases of the form that [`Normal::has`] takes.
    pub(in crate::templates::markdown) fn new(lists: &'static [(T, &'static [&'static str])]) -> Self {
        let phrases = lists.iter().flat_map(|(_, list)| list.iter());
        Self {
            lists,
            any: any_of(phrases.map(|phrase| phrase.trim_end_matches('*'))),
        }
    }

    /// What the phrases in a text stand for, in the order of the lists.
    pub(in crate::templates::markdown) fn found_in(&self, text: &Normal) -> impl Iterator<Item = T> {
        let lists = if self.any.is_match(text.as_str()) {
            self.lists
        } else {
            &[]
        };
        lists
            .iter()
            .filter(|(_, list)| text.has(list))
            .map(|(meaning, _)| *meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_what_one_phrase_after_another_finds() {
        const LISTS: [(usize, &[&str]); 5] = [
            (0, &["low traffic"]),
            (1, &["off peak", "peak"]),
            (2, &["deploy*"]),
            (3, &["部署"]),
            (4, &["traffic off"]),
        ];
        let phrases = Phrases::new(&LISTS);
        for (text, found) in [
            ("Low-traffic, off-peak", &[0, 1, 4][..]),
            ("deployment at its peak", &[1, 2]),
            ("预部署", &[3]),
            ("slow traffic", &[]),
            ("redeploy, peaks", &[]),
            ("", &[]),
        ] {
            assert_eq!(phrases.found_in(&Normal::of(text)).collect::<Vec<_>>(), found, "{text}");
        }
    }
}
