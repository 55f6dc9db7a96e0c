//! Attribute lists at the end of an item or a heading, in the kramdown and Pandoc form:
//! `{#backup-verified .optional duty="DevOps Lead" evidence=link}`.

use std::fmt;

/// The keys that an attribute list may have. A list with any other key is text of somebody else and stays text.
const KEYS: [&str; 12] = [
    "alternative",
    "begins",
    "branch",
    "due",
    "duty",
    "evidence",
    "phase",
    "slot",
    "tags",
    "use",
    "watch",
    "when",
];

/// The classes that an attribute list may have.
const CLASSES: [&str; 2] = ["optional", "stop"];

/// An attribute list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) id: Option<String>,
    classes: Vec<String>,
    pairs: Vec<(String, String)>,
}

impl Attributes {
    /// Splits the list off the end of a text, when there is one.
    pub(super) fn split(text: &str) -> Option<(&str, Self)> {
        let inner = text.strip_suffix('}')?;
        let open = inner.rfind('{')?;
        let before = &text[..open];
        if !(before.is_empty() || before.ends_with(char::is_whitespace)) {
            return None;
        }
        let list = inner[open + 1..].trim_start_matches(':');
        Some((before.trim_end(), Self::parse(list)?))
    }

    fn parse(mut rest: &str) -> Option<Self> {
        let mut attributes = Self::default();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                return (attributes != Self::default()).then_some(attributes);
            }
            if let Some(id) = rest.strip_prefix('#') {
                let (id, left) = word(id);
                if id.is_empty() || attributes.id.replace(id.to_owned()).is_some() {
                    return None;
                }
                rest = left;
            } else if let Some(class) = rest.strip_prefix('.') {
                let (class, left) = word(class);
                if !CLASSES.contains(&class) {
                    return None;
                }
                attributes.classes.push(class.to_owned());
                rest = left;
            } else {
                let (key, value) = rest.split_once('=')?;
                if !KEYS.contains(&key) {
                    return None;
                }
                let (value, left) = value_of(value)?;
                attributes.pairs.push((key.to_owned(), value));
                rest = left;
            }
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the list has a class.
    pub(super) fn has(&self, class: &str) -> bool {
        self.classes.iter().any(|name| name == class)
    }

    /// Adds a key when there is a value.
    pub(super) fn set(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.pairs.push((key.to_owned(), value.to_owned()));
        }
    }

    /// Adds a class when a condition holds.
    pub(super) fn set_class(&mut self, class: &str, on: bool) {
        if on {
            self.classes.push(class.to_owned());
        }
    }
}

fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// A bare word, or a JSON string.
fn value_of(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = word(text);
        return (!value.is_empty() && !value.contains('"')).then(|| (value.to_owned(), rest));
    };
    let mut escaped = false;
    let end = quoted.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let value = serde_json::from_str(&text[..end + 2]).ok()?;
    Some((value, &quoted[end + 1..]))
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.id.iter().map(|id| format!("#{id}")));
        parts.extend(self.classes.iter().map(|class| format!(".{class}")));
        parts.extend(self.pairs.iter().map(|(key, value)| format!("{key}={}", Value(value))));
        if parts.is_empty() {
            Ok(())
        } else {
            write!(f, "{{{}}}", parts.join(" "))
        }
    }
}

/// A value as it is written: bare where it is a plain word, otherwise a JSON string in which nothing can be taken for
/// Markdown.
struct Value<'a>(&'a str);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = !self.0.is_empty()
            && self
                .0
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if bare {
            return f.write_str(self.0);
        }
        f.write_str("\"")?;
        for c in self.0.chars() {
            let plain =
                c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | '(' | ')' | '/' | '%' | '+' | '≤' | '≥');
            if plain {
                write!(f, "{c}")?;
            } else {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    write!(f, "\\u{unit:04x}")?;
                }
            }
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_off_and_written_back() {
        let (text, list) =
            Attributes::split("Backup verified {#backup .stop duty=\"DevOps Lead\" when=\"a \\u002a b\"}")
                .expect("a list");
        assert_eq!(text, "Backup verified");
        assert_eq!(list.id.as_deref(), Some("backup"));
        assert!(list.has("stop"));
        assert_eq!(list.get("when"), Some("a * b"));
        assert_eq!(
            list.to_string(),
            "{#backup .stop duty=\"DevOps Lead\" when=\"a \\u002a b\"}"
        );
        assert_eq!(
            Attributes::split("{: #a }").expect("kramdown's colon").1.id.as_deref(),
            Some("a")
        );
    }

    #[test]
    fn what_is_no_list_of_ours_stays_text() {
        for text in [
            "{{ x }}",
            "a {b}",
            "a{#b}",
            "a {.width}",
            "a {style=red}",
            "a {}",
            "a {#b #c}",
            "a {duty=\"x}",
        ] {
            assert_eq!(Attributes::split(text), None, "{text}");
        }
    }
}
