//! Values that a person fills in: `____`, `[Name]`, `<previous-tag>`, `{{ x }}`, `v1.2.3`.

use super::blocks::squeeze;
use super::duties::blanks;
use super::inline::is_element;

/// The longest name of a value, in characters.
const MAX: usize = 60;

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

/// The placeholders with a name in a line.
pub(super) fn names_in(line: &str, code: bool) -> Vec<String> {
    let mut names = Vec::new();
    braces(line, &mut names);
    angles(line, code, &mut names);
    if !code {
        brackets(line, &mut names);
    }
    if let Some(version) = version_in(line) {
        names.push(version);
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

/// A version number that stands for the one to be shipped.
fn version_in(line: &str) -> Option<String> {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .find_map(|word| {
            let parts: Vec<&str> = word.strip_prefix('v')?.split('.').collect();
            let numbers = parts
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
            let letters = parts == ["X", "Y", "Z"];
            (parts.len() == 3 && (numbers || letters)).then(|| "Version".to_owned())
        })
}

fn push(name: &str, names: &mut Vec<String>) {
    let name = name.trim();
    if !name.is_empty() && name.chars().count() <= MAX {
        names.push(name.to_owned());
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
        assert_eq!(names_in("git tag -a v1.2.3", true), ["Version"]);
        assert!(names_in("See [Guide](./g.md), [x] and <br>, a<b", false).is_empty());
    }
}
