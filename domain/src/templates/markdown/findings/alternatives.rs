//! Alternative groups: headings side by side of which one is done; items are no branches.

use crate::templates::structure::Alternative;

use crate::templates::markdown::draft::{DraftSection, Opens};
use crate::templates::markdown::proposals::{ProposalKind, Proposer};
use crate::templates::markdown::words::Normal;

/// The branch that a heading names: `Option A`, `Alternative`, `Variante 2`.
fn branch_of(heading: &Normal) -> Option<String> {
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
    let mut words = heading.as_str().split_whitespace();
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
pub(super) fn alternatives(sections: &mut [DraftSection], proposer: &mut Proposer<'_>) {
    let mut open: Vec<(u8, Vec<(usize, String)>)> = Vec::new();
    let mut groups = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        while open.last().is_some_and(|(level, _)| *level > section.level) {
            groups.extend(open.pop().map(|(_, group)| group));
        }
        let free = section.level > 0 && section.alternative.is_none() && section.opens != Opens::Named;
        match branch_of(&section.words).filter(|_| free) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(heading: &str) -> Option<String> {
        branch_of(&Normal::of(heading))
    }

    #[test]
    fn branches() {
        assert_eq!(branch("Option A: Docker Compose").as_deref(), Some("A"));
        assert_eq!(branch("Opción 2").as_deref(), Some("2"));
        assert_eq!(branch("Alternative").as_deref(), Some("Alternative"));
        assert_eq!(branch("Optional steps"), None);
        assert_eq!(branch("Options"), None);
    }
}
