//! Keys of items, sections and slots: made once, stored, and kept by an edit (T4).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key is 1 to {max} lower-case letters and digits, joined by single hyphens")]
pub struct KeyError {
    /// The longest key accepted, in bytes.
    pub max: usize,
}

/// The longest key, in bytes.
const MAX: usize = 80;

/// Where a slug made from a text is cut, in bytes: leaves room for a suffix.
const SLUG_MAX: usize = 60;

fn is_key(text: &str) -> bool {
    let mut after_hyphen = true;
    let fits = text.bytes().all(|b| {
        let before = std::mem::replace(&mut after_hyphen, b == b'-');
        b.is_ascii_lowercase() || b.is_ascii_digit() || (after_hyphen && !before)
    });
    fits && !after_hyphen && text.len() <= MAX
}

/// The key form of a text: ASCII letters and digits in lower case, everything else a single hyphen, cut at 60 bytes at
/// a hyphen where there is one. Empty where the text has no ASCII letter or digit.
pub fn slug_of(text: &str) -> String {
    let mut slug = String::with_capacity(text.len().min(SLUG_MAX + 1));
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c != '\'' && c != '’' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() > SLUG_MAX {
            let whole_words = slug.rfind('-').filter(|at| *at > SLUG_MAX / 2).unwrap_or(SLUG_MAX);
            slug.truncate(whole_words);
            break;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

// Shared texts: a deployment's items are copied with each change of one, and so are their keys.
macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The longest key, in bytes.
            pub const MAX: usize = MAX;

            /// Parses a key as it stands in an address, an entry or an attribute list.
            ///
            /// # Errors
            /// When the text is not of the form of a key.
            pub fn parse(text: &str) -> Result<Self, KeyError> {
                if is_key(text) { Ok(Self(text.into())) } else { Err(KeyError { max: MAX }) }
            }

            /// The key's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = KeyError;
            fn from_str(text: &str) -> Result<Self, KeyError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;
            fn try_from(text: String) -> Result<Self, KeyError> {
                if is_key(&text) { Ok(Self(text.into())) } else { Err(KeyError { max: MAX }) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
    )*};
}

keys! {
    /// The key of an item: unique in its template, the same over its versions (T4).
    ItemKey;
    /// The key of a section: unique in its template version.
    SectionKey;
    /// The key of a slot: the roster and the duty, with a number where a duty is needed from two people.
    SlotKey;
}
