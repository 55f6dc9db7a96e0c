//! Conditions in the text of an item or a heading ("if applicable"); attribute lists that state one are read outside.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memchr2;

use crate::templates::markdown::proposals::{ProposalKind, Proposer};
use crate::templates::markdown::words::any_of;

/// The condition that a text has, where its proposal is accepted.
pub(super) fn condition(plain: &str, line: Option<u32>, proposer: &mut Proposer<'_>) -> Option<String> {
    let found = condition_in(plain)?;
    proposer
        .offer(ProposalKind::Condition, line, plain, format!("Applies: {found}"))
        .then_some(found)
}

/// How a bracket begins that holds a condition.
const CONDITIONS: [&str; 30] = [
    "if ",
    "when ",
    "unless ",
    "only if ",
    "only for ",
    "where applicable",
    "where needed",
    "optional",
    "as needed",
    "as applicable",
    "falls ",
    "wenn ",
    "bei bedarf",
    "si ",
    "en caso ",
    "opcional",
    "facultatif",
    "le cas échéant",
    "se ",
    "caso ",
    "opzionale",
    "任意",
    "必要に応じて",
    "若",
    "如果",
    "可选",
    "해당",
    "선택",
    "если ",
    "при необходимости",
];

/// Conditions that need no bracket; of several in one text the first of this list counts.
const PHRASES: [&str; 27] = [
    "if applicable",
    "if needed",
    "if necessary",
    "if required",
    "if any",
    "where applicable",
    "as needed",
    "when applicable",
    "falls nötig",
    "falls zutreffend",
    "bei bedarf",
    "si aplica",
    "si es necesario",
    "si nécessaire",
    "si applicable",
    "le cas échéant",
    "se aplicável",
    "se necessário",
    "se applicabile",
    "se necessario",
    "該当する場合",
    "必要に応じて",
    "如适用",
    "如有需要",
    "필요 시",
    "если применимо",
    "при необходимости",
];

static ANY_PHRASE: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(PHRASES.into_iter()));

fn condition_in(plain: &str) -> Option<String> {
    bracketed(plain).or_else(|| without_brackets(plain))
}

fn bracketed(plain: &str) -> Option<String> {
    memchr2(b'(', 0xef, plain.as_bytes())?;
    let mut rest = plain;
    while let Some(open) = rest.find(['(', '（']) {
        let inner = rest[open..].trim_start_matches(['(', '（']);
        let close = inner.find([')', '）']).unwrap_or(inner.len());
        let inside = inner[..close].trim();
        let lower = inside.to_lowercase();
        if CONDITIONS.iter().any(|begin| lower.starts_with(begin)) {
            return Some(inside.to_owned());
        }
        rest = &inner[close..];
    }
    None
}

fn without_brackets(plain: &str) -> Option<String> {
    let lower = plain.to_lowercase();
    if lower.starts_with("optional:") {
        return Some("optional".to_owned());
    }
    if !ANY_PHRASE.is_match(&lower) {
        return None;
    }
    PHRASES
        .iter()
        .find(|phrase| lower.contains(*phrase))
        .map(|phrase| (*phrase).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_in_brackets_and_without() {
        for (text, found) in [
            ("Read replicas configured (if applicable)", "if applicable"),
            ("Kubernetes cluster created (if using K8s)", "if using K8s"),
            ("Adjust cache TTL if needed", "if needed"),
            ("Seed data (optional)", "optional"),
            ("Daten migrieren (falls nötig)", "falls nötig"),
        ] {
            assert_eq!(condition_in(text).as_deref(), Some(found), "{text}");
        }
        assert_eq!(condition_in("Check (see runbook) and verify"), None);
    }
}
