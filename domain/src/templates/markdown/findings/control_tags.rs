//! Control tags in the text of an item or a heading; those stated in an attribute list are read outside.

use memchr::memchr_iter;

use crate::templates::markdown::proposals::{ProposalKind, Proposer};

/// The control tags that a text has, where their proposal is accepted.
pub(super) fn tags(plain: &str, line: Option<u32>, proposer: &mut Proposer<'_>) -> Vec<String> {
    let found = tags_in(plain);
    let accepted = !found.is_empty()
        && proposer.offer(
            ProposalKind::ControlTags,
            line,
            plain,
            format!("Control tags: {}", found.join(", ")),
        );
    if accepted { found } else { Vec::new() }
}

/// Tags of controls: `CC8.1`, `A.8.32`, `T0.11`, and numbers such as `29.2` after a word that says so.
fn tags_in(plain: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    if !has_point_in_number(plain) {
        return tags;
    }
    let mut announced = false;
    for word in plain.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '（' | '）')) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let letters = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
        let digits = bare[letters..].trim_start_matches('.');
        let parts = digits.split('.').count();
        let numbered = parts >= 2
            && digits
                .split('.')
                .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
        let lettered = (1..=2).contains(&letters) && !bare.starts_with('V');
        if numbered && (lettered || (letters == 0 && announced)) && !tags.iter().any(|tag| tag == bare) {
            tags.push(bare.to_owned());
        }
        let lower = word.trim_end_matches([':', '.']).to_lowercase();
        announced = matches!(
            lower.as_str(),
            "requirement" | "requirements" | "req" | "control" | "controls" | "§" | "clause"
        );
    }
    tags
}

/// Whether a point stands between two digits, as it does in every tag.
fn has_point_in_number(plain: &str) -> bool {
    let digit = |text: Option<&u8>| text.is_some_and(u8::is_ascii_digit);
    memchr_iter(b'.', plain.as_bytes()).any(|at| {
        let (before, after) = plain.as_bytes().split_at(at);
        digit(before.last()) && digit(after.get(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_tags_and_what_only_looks_like_one() {
        assert_eq!(tags_in("All Tests Pass (Requirement 29.3)"), ["29.3"]);
        assert_eq!(tags_in("Review CC8.1, A.8.32 and T0.11."), ["CC8.1", "A.8.32", "T0.11"]);
        for text in [
            "Release v1.2.3",
            "Ratio 4.5:1",
            "TLS1.2 enabled",
            "KeenChase V4.0",
            "28.5 GB",
        ] {
            assert!(tags_in(text).is_empty(), "{text}");
        }
    }
}
