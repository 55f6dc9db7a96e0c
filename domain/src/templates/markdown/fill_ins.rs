//! Values that a person fills in: `____`, `[Name]`, `<previous-tag>`, `{{ x }}`, `v1.2.3`.

use std::collections::HashSet;

use memchr::{memchr_iter, memchr3};

use super::blocks::squeeze;
use super::duties::blanks;
use super::inline::{can_say, is_element, plain_text};
use crate::templates::structure::{Item, Node};
use crate::text::ValueName;

/// The longest name of a value, in characters.
const MAX: usize = 60;

/// Whether a text can be the name of a value, as an export states it: what is longer, nobody could be asked for.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().count() <= MAX && ValueName::parse(text).is_ok()
}

/// The labels of blanks in a line without Markdown marks ("Date: ____").
pub(super) fn blank_labels(plain: &str) -> Vec<String> {
    if blanks(plain) == 0 {
        return Vec::new();
    }
    let mut labels = Vec::new();
    let mut rest = plain;
    while let Some(at) = rest.find("___") {
        let label = rest[..at].trim_end().trim_end_matches([':', '：']);
        let label = label.rsplit(['_', '|', ',', ';']).next().unwrap_or_default().trim();
        if !label.is_empty() && label.chars().count() <= MAX && !label.contains("//") {
            labels.push(squeeze(label));
        }
        rest = rest[at..].trim_start_matches('_');
    }
    labels
}

/// The values that an item's own text and commands leave blank, as far as the deployment is asked for them.
pub fn asked_by(item: &Item, asked: &[ValueName]) -> Vec<ValueName> {
    if asked.is_empty() {
        return Vec::new();
    }
    let mut names = blank_labels(&item.plain);
    names.extend(names_in(&item.text, false));
    let commands = item.command.iter().flat_map(|command| command.lines());
    names.extend(commands.flat_map(|line| names_in(line, true)));
    for node in &item.nodes {
        match node {
            Node::Code(code) => names.extend(code.text.lines().flat_map(|line| names_in(line, true))),
            Node::Bullet(bullet) if !bullet.is_group() => {
                names.extend(blank_labels(&plain_text(&bullet.text)));
                names.extend(names_in(&bullet.text, false));
            }
            Node::Text(text) => {
                for line in text.lines() {
                    names.extend(blank_labels(&plain_text(line)));
                    names.extend(names_in(line, false));
                }
            }
            Node::Bullet(_)
            | Node::Item(_)
            | Node::Slot(_)
            | Node::Table(_)
            | Node::Quote(_)
            | Node::Html(_)
            | Node::Heading(_)
            | Node::Rule => {}
        }
    }
    if names.is_empty() {
        return Vec::new();
    }
    let names: HashSet<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
    let wanted = |name: &&ValueName| names.contains(&name.as_str().to_lowercase());
    asked.iter().filter(wanted).cloned().collect()
}

/// Whether a line of Markdown may have blanks or placeholders, told before its text without marks is made. Blanks written
/// as entities alone are none.
pub(super) fn may_ask(line: &str) -> bool {
    let asks = can_say(line, b'_') || !names_in(line, false).is_empty();
    asks && line.contains(['_', '[', '{', '<', 'v'])
}

/// The placeholders with a name in a line.
pub(super) fn names_in(line: &str, code: bool) -> Vec<String> {
    let mut names = Vec::new();
    if memchr3(b'{', b'<', b'[', line.as_bytes()).is_some() {
        braces(line, &mut names);
        angles(line, code, &mut names);
        if !code {
            brackets(line, &mut names);
        }
    }
    if has_version(line) {
        names.push("Version".to_owned());
    }
    names
}

fn braces(line: &str, names: &mut Vec<String>) {
    let mut rest = line;
    while let Some((_, inner)) = rest.split_once("{{") {
        let Some((name, after)) = inner.split_once("}}") else {
            return;
        };
        push(name, names);
        rest = after;
    }
}

fn angles(line: &str, code: bool, names: &mut Vec<String>) {
    let mut rest = line;
    while let Some((_, inner)) = rest.split_once('<') {
        rest = inner;
        let Some((name, _)) = inner.split_once('>') else { return };
        let shape = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.'));
        let telling = code
            || name.contains(['-', '_', ' '])
            || name.chars().all(|c| !c.is_ascii_lowercase())
            || name == "version";
        if shape && telling && !is_element(name) {
            push(name, names);
        }
    }
}

fn brackets(line: &str, names: &mut Vec<String>) {
    let mut rest = line;
    while let Some((before, inner)) = rest.split_once('[') {
        rest = inner;
        let Some((name, after)) = inner.split_once(']') else {
            return;
        };
        let link = after.starts_with(['(', '[', ':']) || before.ends_with([']', '!', '\\', '`']) || name.contains('[');
        let shape = name.starts_with(char::is_uppercase)
            && name.chars().count() >= 2
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '/' | '\''));
        if shape && !link {
            push(name, names);
        }
    }
}

/// Whether a line has a version number (`v1.2.3`, `vX.Y.Z`), which stands for the one to be shipped.
fn has_version(line: &str) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '.';
    memchr_iter(b'v', line.as_bytes()).any(|at| {
        let rest = &line[at + 1..];
        if !rest.starts_with(|c: char| c == 'X' || c.is_ascii_digit()) || line[..at].ends_with(in_word) {
            return false;
        }
        let version = rest.split(|c| !in_word(c)).next().unwrap_or_default();
        let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        version == "X.Y.Z" || (version.split('.').count() == 3 && version.split('.').all(number))
    })
}

fn push(name: &str, names: &mut Vec<String>) {
    // However it is spaced: a tab in a name would not come back from an export.
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !name.is_empty() && name.chars().count() <= MAX {
        names.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_values() {
        assert_eq!(blank_labels("Deployment Date: _____________"), ["Deployment Date"]);
        assert_eq!(blank_labels("Time: ___ (outside business hours)"), ["Time"]);
        assert!(blank_labels("https://x.example/a___b").is_empty());
        assert_eq!(names_in("git checkout <previous-tag>", true), ["previous-tag"]);
        assert_eq!(
            names_in("Primary: [Name] - [Phone] of {{ region }}", false),
            ["region", "Name", "Phone"]
        );
        assert_eq!(names_in("{{ data\t center }}", false), ["data center"]);
        assert_eq!(names_in("git tag -a v1.2.3", true), ["Version"]);
        assert!(names_in("See [Guide](./g.md), [x] and <br>, a<b", false).is_empty());
    }
}
