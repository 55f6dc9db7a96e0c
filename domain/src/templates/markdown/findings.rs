//! What items and headings say beside their text: conditions, times, alternatives, control tags, other uses.

use crate::templates::structure::{Alternative, BlockUse, PhaseKind};

use super::draft::{Draft, DraftItem, DraftKind, DraftSection, Opens, walk_mut};
use super::proposals::{ProposalKind, Proposer};
use super::times::{Time, time_in};
use super::words::{has, normal};

/// Proposes what items and headings say.
pub(super) fn find(draft: &mut Draft, proposer: &mut Proposer<'_>) {
    for section in &mut draft.sections {
        if section.level > 0 {
            of_section(section, proposer);
        }
        walk_mut(&mut section.nodes, &mut |node| {
            let line = node.line;
            if let DraftKind::Item(item) = &mut node.kind
                && item.slot.is_none()
            {
                of_item(item, line, proposer);
            }
        });
    }
    alternatives(&mut draft.sections, proposer);
    block_uses(&mut draft.sections, proposer);
}

fn of_section(section: &mut DraftSection, proposer: &mut Proposer<'_>) {
    let line = Some(section.line);
    let stated = |key| section.attributes.get(key).map(str::to_owned);
    section.condition = stated("when");
    section.relative_time = stated("due");
    section.watch_minutes = stated("watch").and_then(|minutes| minutes.parse().ok());
    section.tags = stated("tags").map(|tags| words(&tags)).unwrap_or_default();
    section.block_use = stated("use").and_then(|code| BlockUse::from_code(&code));
    section.alternative = section.attributes.get("alternative").map(|group| Alternative {
        group: group.to_owned(),
        branch: section.attributes.get("branch").unwrap_or_default().to_owned(),
    });
    // A heading that names a phase has no condition of its own: its words stay in the heading.
    let names_phase = section.opens == Opens::Named;
    if !names_phase && section.condition.is_none() {
        section.condition = condition(&section.plain, line, proposer);
    }
    if section.tags.is_empty() && !names_phase {
        section.tags = tags(&section.plain, line, proposer);
    }
    if section.watch_minutes.is_none() && section.relative_time.is_none() {
        of_time(section, names_phase, proposer);
    }
}

/// A time in a heading is a watch period below the post phase, and a relative time elsewhere.
fn of_time(section: &mut DraftSection, names_phase: bool, proposer: &mut Proposer<'_>) {
    let line = Some(section.line);
    let Some(Time { minutes, words }) = time_in(&section.plain) else {
        return;
    };
    let before = has(&normal(&section.plain), &["before", "vor", "antes", "avant", "prima"]);
    if section.phase == Some(PhaseKind::PostDeployment) && !names_phase && !before {
        let becomes = format!("Watch period of {minutes} minutes");
        if proposer.offer(ProposalKind::Watch, line, &section.plain, becomes) {
            section.watch_minutes = Some(minutes);
        }
    } else if proposer.offer(
        ProposalKind::RelativeTime,
        line,
        &section.plain,
        format!("Time of the section: {words}"),
    ) {
        section.relative_time = Some(words);
    }
}

fn of_item(item: &mut DraftItem, line: u32, proposer: &mut Proposer<'_>) {
    item.condition = item.attributes.get("when").map(str::to_owned);
    item.tags = item.attributes.get("tags").map(words).unwrap_or_default();
    if item.condition.is_none() {
        item.condition = condition(&item.plain, Some(line), proposer);
    }
    if item.tags.is_empty() {
        item.tags = tags(&item.plain, Some(line), proposer);
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn condition(plain: &str, line: Option<u32>, proposer: &mut Proposer<'_>) -> Option<String> {
    let found = condition_in(plain)?;
    proposer
        .offer(ProposalKind::Condition, line, plain, format!("Applies: {found}"))
        .then_some(found)
}

fn tags(plain: &str, line: Option<u32>, proposer: &mut Proposer<'_>) -> Vec<String> {
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

/// Conditions that need no bracket.
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

fn condition_in(plain: &str) -> Option<String> {
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
    let lower = plain.to_lowercase();
    if lower.starts_with("optional:") {
        return Some("optional".to_owned());
    }
    PHRASES
        .iter()
        .find(|phrase| lower.contains(*phrase))
        .map(|phrase| (*phrase).to_owned())
}

/// Tags of controls: `CC8.1`, `A.8.32`, `T0.11`, and numbers such as `29.2` after a word that says so.
fn tags_in(plain: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
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

/// The branch that a heading names: `Option A`, `Alternative`, `Variante 2`.
fn branch_of(plain: &str) -> Option<String> {
    const WORDS: [&str; 12] = [
        "option",
        "alternative",
        "variant",
        "variante",
        "opción",
        "opção",
        "opzione",
        "вариант",
        "オプション",
        "方案",
        "选项",
        "옵션",
    ];
    let text = normal(plain);
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let word = WORDS.iter().find(|word| {
        first
            .strip_prefix(**word)
            .is_some_and(|rest| rest.is_empty() || (!word.is_ascii() && rest.chars().count() == 1))
    })?;
    let label = first
        .strip_prefix(word)
        .filter(|rest| !rest.is_empty())
        .or_else(|| words.next());
    let label = label.filter(|label| label.chars().count() <= 2);
    match label {
        Some(label) => Some(label.to_uppercase()),
        None => (*word == "alternative").then(|| "Alternative".to_owned()),
    }
}

/// Headings of one level side by side that name branches are an alternative group.
fn alternatives(sections: &mut [DraftSection], proposer: &mut Proposer<'_>) {
    let mut open: Vec<(u8, Vec<(usize, String)>)> = Vec::new();
    let mut groups = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        while open.last().is_some_and(|(level, _)| *level > section.level) {
            groups.extend(open.pop().map(|(_, group)| group));
        }
        let free = section.level > 0 && section.alternative.is_none() && section.opens != Opens::Named;
        match branch_of(&section.plain).filter(|_| free) {
            Some(branch) => match open.last_mut().filter(|(level, _)| *level == section.level) {
                Some((_, group)) => group.push((index, branch)),
                None => open.push((section.level, vec![(index, branch)])),
            },
            None if open.last().is_some_and(|(level, _)| *level == section.level) => {
                groups.extend(open.pop().map(|(_, group)| group));
            }
            None => {}
        }
    }
    groups.extend(open.into_iter().map(|(_, group)| group));
    groups.retain(|group| group.len() > 1);
    groups.sort();
    for (number, group) in (1..).zip(groups) {
        for (index, branch) in group {
            let Some(section) = sections.get_mut(index) else {
                continue;
            };
            let becomes = format!("Branch {branch} of alternative group {number}");
            if proposer.offer(ProposalKind::Alternative, Some(section.line), &section.plain, becomes) {
                section.alternative = Some(Alternative {
                    group: format!("option-{number}"),
                    branch,
                });
            }
        }
    }
}

/// Lists in a stretch whose phase the source does not tell are proposed for a type of deployment or as add-ons.
fn block_uses(sections: &mut [DraftSection], proposer: &mut Proposer<'_>) {
    // The titles around the present section, innermost last.
    let mut around: Vec<(u8, Option<BlockUse>)> = Vec::new();
    for section in sections.iter_mut().filter(|section| section.level > 0) {
        while around.last().is_some_and(|(level, _)| *level >= section.level) {
            around.pop();
        }
        let said = use_of(&section.plain).or_else(|| around.last().and_then(|(_, said)| *said));
        around.push((section.level, said));
        if !section.adrift || section.block_use.is_some() || !section.has_items() {
            continue;
        }
        let block_use = said.unwrap_or(BlockUse::AddOn);
        let becomes = match block_use {
            BlockUse::AddOn => "Add-on list".to_owned(),
            BlockUse::Standard
            | BlockUse::Hotfix
            | BlockUse::Emergency
            | BlockUse::Rollback
            | BlockUse::Maintenance => format!("List for the type {}", block_use.code()),
        };
        if proposer.offer(ProposalKind::BlockUse, Some(section.line), &section.plain, becomes) {
            section.block_use = Some(block_use);
        }
    }
}

fn use_of(plain: &str) -> Option<BlockUse> {
    let text = normal(plain);
    let uses: [(BlockUse, &[&str]); 5] = [
        (BlockUse::Hotfix, &["hotfix", "hot fix"]),
        (BlockUse::Rollback, &["rollback"]),
        (BlockUse::Emergency, &["emergency", "notfall", "emergencia", "urgence"]),
        (
            BlockUse::Maintenance,
            &["maintenance", "wartung", "mantenimiento", "manutenção"],
        ),
        (BlockUse::Standard, &["standard deployment", "default"]),
    ];
    uses.into_iter()
        .find(|(_, words)| has(&text, words))
        .map(|(block_use, _)| block_use)
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

    #[test]
    fn branches() {
        assert_eq!(branch_of("Option A: Docker Compose").as_deref(), Some("A"));
        assert_eq!(branch_of("Opción 2").as_deref(), Some("2"));
        assert_eq!(branch_of("Alternative").as_deref(), Some("Alternative"));
        assert_eq!(branch_of("Optional steps"), None);
        assert_eq!(branch_of("Options"), None);
    }
}
