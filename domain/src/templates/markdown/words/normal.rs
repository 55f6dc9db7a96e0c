//! Texts as they are matched; which phrases are looked for in them stands outside.

use memchr::memchr;

use super::{matches_at, spaced};

/// A text in lower case, its words parted by single spaces, with a space at both ends. Apostrophes are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::templates::markdown) struct Normal(String);

impl Normal {
    /// The normal form of a text.
    pub(in crate::templates::markdown) fn of(text: &str) -> Self {
        let bare = text.is_ascii() && memchr(b'\'', text.as_bytes()).is_none();
        Self(if bare { of_bare_ascii(text) } else { of_any(text) })
    }

    /// The normal form itself.
    pub(in crate::templates::markdown) fn as_str(&self) -> &str {
        &self.0
    }

    /// The words, with single spaces between them alone.
    pub(in crate::templates::markdown) fn words(&self) -> &str {
        self.0.trim()
    }

    /// What stands from the beginning of each word on, to the end of the text.
    pub(super) fn tails(&self) -> impl Iterator<Item = &str> {
        let starts = self.0.match_indices(' ').map(|(at, _)| &self.0[at + 1..]);
        starts.filter(|rest| !rest.is_empty())
    }

    /// Whether the text has one of a few phrases.
    pub(in crate::templates::markdown) fn has(&self, phrases: &[&str]) -> bool {
        let begins = |rest: &str| phrases.iter().any(|phrase| matches_at(rest, false, phrase));
        let unspaced = |phrase: &str| !spaced(phrase) && self.0.contains(phrase);
        self.tails().any(begins) || (!spaced(&self.0) && phrases.iter().any(|phrase| unspaced(phrase)))
    }
}

impl Default for Normal {
    fn default() -> Self {
        Self::of("")
    }
}

/// Most texts are ASCII without apostrophes, which needs no tables of Unicode.
fn of_bare_ascii(text: &str) -> String {
    let mut normal = Vec::with_capacity(text.len() + 2);
    normal.push(b' ');
    normal.extend_from_slice(text.as_bytes());
    normal.push(b' ');
    for b in &mut normal {
        *b = if b.is_ascii_alphanumeric() {
            b.to_ascii_lowercase()
        } else {
            b' '
        };
    }
    normal.dedup_by(|next, one| *next == b' ' && *one == b' ');
    String::from_utf8(normal).expect("ASCII is UTF-8")
}

fn of_any(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_parted_by_single_spaces() {
        for (text, normal) in [
            ("", " "),
            ("Pre-Deployment: don't (yet)!", " pre deployment dont yet "),
            ("  '--' ", " "),
            ("Après  l’ÉTÉ", " après lété "),
        ] {
            assert_eq!(Normal::of(text).as_str(), normal, "{text}");
        }
    }

    #[test]
    fn ascii_has_one_normal_form() {
        let ascii: String = (0..128_u8).map(char::from).filter(|c| *c != '\'').collect();
        for text in [ascii.as_str(), "A--B, c", "--a", "b -", "-", ""] {
            assert_eq!(of_bare_ascii(text), of_any(text));
        }
    }
}
