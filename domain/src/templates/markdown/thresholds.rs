//! Thresholds in lines of text: "error rate < 1 %", "p95 < 500ms", "rollback if > 2 %" (T7).

use memchr::{memchr2, memchr2_iter};

use crate::templates::structure::Comparison;

/// A threshold found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) metric: String,
    pub(super) comparison: Comparison,
    pub(super) limit: String,
    pub(super) unit: String,
    /// Whether its own words say that it calls for rolling back.
    pub(super) rollback: bool,
}

/// Words of units; a percent sign is one by itself.
const UNITS: [&str; 25] = [
    "ms", "s", "sec", "secs", "seconds", "second", "min", "mins", "minutes", "minute", "h", "hours", "hour", "days",
    "kb", "mb", "gb", "tb", "kib", "mib", "gib", "rps", "qps", "stars", "mo",
];

/// The longest metric, in characters.
const MAX_METRIC: usize = 80;

/// The thresholds of a line without Markdown marks.
pub(super) fn thresholds_in(line: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if !may_compare(line) {
        return found;
    }
    let mut clause = 0;
    let mut at = 0;
    while let Some((start, comparison, after)) = next_comparison(line, at) {
        at = after;
        let number = line[after..].trim_start();
        let digits = number.len()
            - number
                .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))
                .len();
        let limit = number[..digits].trim_end_matches(['.', ',']);
        if !limit.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let rest = &number[limit.len()..];
        let (unit, used) = unit_at(rest);
        at = line.len() - rest.len() + used;
        let words = &line[clause.min(start)..start];
        let lower = words.to_lowercase();
        let rollback = lower.contains("rollback if") || lower.contains("roll back if");
        let own = metric_of(words);
        let metric = if own.is_empty() {
            found.last().map_or_else(
                || metric_around(line, start, if unit.is_empty() { line.len() } else { at }),
                |last| last.metric.clone(),
            )
        } else {
            own
        };
        clause = at;
        if metric.is_empty() || found.len() >= 8 {
            continue;
        }
        found.push(Found {
            metric,
            comparison,
            limit: limit.to_owned(),
            unit: unit.to_owned(),
            rollback,
        });
    }
    found
}

/// Whether a line may have a sign or word of comparison: the signs beyond ASCII begin with two bytes, and the words with
/// the same letters, the rarest of which is looked for.
fn may_compare(line: &str) -> bool {
    let line = line.as_bytes();
    let signs = memchr2(b'<', b'>', line).or_else(|| memchr2(0xe2, 0xef, line));
    let exceeds = |x: usize| {
        let begins = x.checked_sub(1).and_then(|start| line.get(start..start + 3));
        begins.is_some_and(|begins| begins.eq_ignore_ascii_case(b"exc"))
    };
    signs.is_some() || memchr2_iter(b'x', b'X', line).any(exceeds)
}

/// The next sign or word of comparison: where it begins, what it is, where it ends.
fn next_comparison(line: &str, from: usize) -> Option<(usize, Comparison, usize)> {
    for (offset, c) in line[from..].char_indices() {
        let start = from + offset;
        let after = start + c.len_utf8();
        let before = line[..start].chars().next_back();
        let followed = line[after..].starts_with('=');
        let plain = match c {
            '<' | '＜' => Comparison::Less,
            '>' | '＞' => Comparison::More,
            '≤' | '⩽' => return Some((start, Comparison::AtMost, after)),
            '≥' | '⩾' => return Some((start, Comparison::AtLeast, after)),
            'e' | 'E' if before.is_none_or(|c| !c.is_alphanumeric()) => {
                let word = ["exceeds ", "exceed "].iter().find(|word| {
                    line[start..]
                        .get(..word.len())
                        .is_some_and(|text| text.eq_ignore_ascii_case(word))
                });
                match word {
                    Some(word) => return Some((start, Comparison::More, start + word.len())),
                    None => continue,
                }
            }
            _ => continue,
        };
        // Arrows are no comparisons.
        if matches!(before, Some('-' | '=' | '<' | '>')) {
            continue;
        }
        return Some(match (plain, followed) {
            (Comparison::Less, true) => (start, Comparison::AtMost, after + 1),
            (Comparison::More, true) => (start, Comparison::AtLeast, after + 1),
            (comparison, _) => (start, comparison, after),
        });
    }
    None
}

/// The unit at the beginning of a text and how many bytes it takes.
fn unit_at(text: &str) -> (&str, usize) {
    let trimmed = text.trim_start_matches([' ', '\u{a0}']);
    let space = text.len() - trimmed.len();
    if let Some(sign) = trimmed.chars().next().filter(|c| matches!(c, '%' | '％')) {
        return (&trimmed[..sign.len_utf8()], space + sign.len_utf8());
    }
    let len = trimmed.len() - trimmed.trim_start_matches(char::is_alphabetic).len();
    let word = &trimmed[..len];
    if UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word)) {
        (word, space + len)
    } else {
        ("", 0)
    }
}

/// The metric that the words before a comparison name, or those after its limit ("< 1% error rate").
fn metric_around(line: &str, start: usize, end: usize) -> String {
    let before = metric_of(&line[..start]);
    if !before.is_empty() {
        return before;
    }
    let after = line[end..].trim_start();
    let clause = after.split([',', ';', '(', ')', '.']).next().unwrap_or_default();
    metric_of(&clause.split_whitespace().take(4).collect::<Vec<_>>().join(" "))
}

/// The metric that words before a comparison name.
fn metric_of(words: &str) -> String {
    let lower_ends = [
        "should be",
        "must be",
        "should stay",
        "rollback if",
        "roll back if",
        "within sla",
        "average",
        " is",
        " if",
        " of",
        " to",
        " be",
    ];
    let clause = words
        .rsplit([';', ',', '|', '(', ')', '（', '）'])
        .find(|part| part.chars().any(char::is_alphabetic));
    let mut metric = clause.unwrap_or_default().trim();
    metric = metric.trim_start_matches(|c: char| !c.is_alphanumeric());
    for label in ["Verify:", "Expected:", "Baseline:"] {
        metric = metric.strip_prefix(label).unwrap_or(metric).trim_start();
    }
    loop {
        let shorter = metric.trim_end_matches([':', '：', '=', '~', '-', '.', ' ']);
        let end = lower_ends.iter().find_map(|end| {
            let at = shorter.len().checked_sub(end.len())?;
            shorter
                .get(at..)
                .filter(|tail| tail.eq_ignore_ascii_case(end))
                .map(|_| at)
        });
        match end {
            Some(at) => metric = &shorter[..at],
            None => {
                metric = shorter;
                break;
            }
        }
    }
    let metric = metric.rsplit(". ").next().unwrap_or(metric).trim();
    if metric.eq_ignore_ascii_case("rollback") || metric.chars().count() > MAX_METRIC {
        return String::new();
    }
    metric.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Vec<String> {
        let one = |f: &Found| {
            let back = if f.rollback { " back" } else { "" };
            format!("{} {} {}{}{back}", f.metric, f.comparison.sign(), f.limit, f.unit)
        };
        thresholds_in(line).iter().map(one).collect()
    }

    #[test]
    fn thresholds_of_real_lines() {
        assert_eq!(
            said("Error Rate: Should be < 1% (rollback if > 2%)"),
            ["Error Rate < 1%", "Error Rate > 2% back"]
        );
        assert_eq!(said("p95 < 500ms"), ["p95 < 500ms"]);
        assert_eq!(said("Response times within SLA (<500ms)"), ["Response times < 500ms"]);
        assert_eq!(
            said("Code coverage meets minimum threshold (>80%)"),
            ["Code coverage meets minimum threshold > 80%"]
        );
        assert_eq!(said("# Verify: Total coverage >= 80%"), ["Total coverage ≥ 80%"]);
        assert_eq!(said("# Should be < 1% error rate"), ["error rate < 1%"]);
        assert_eq!(said("Execute rollback (< 5 min)"), ["Execute rollback < 5min"]);
        assert_eq!(said("Error rate exceeds 2%"), ["Error rate > 2%"]);
        assert_eq!(said("Performance degradation >50%"), ["Performance degradation > 50%"]);
    }

    #[test]
    fn arrows_tags_and_placeholders_are_none() {
        for line in [
            "10% -> 50% -> 100%",
            "a => 5",
            "git checkout <previous-tag>",
            "<1 tag",
            "x << 5",
            "p95 <",
        ] {
            assert!(said(line).is_empty(), "{line}");
        }
    }
}
