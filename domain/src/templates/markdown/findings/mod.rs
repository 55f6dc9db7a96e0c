//! What items and headings say beside their text, part by part; what each part looks for stands in its own file.

mod alternatives;
mod block_uses;
mod conditions;
mod control_tags;

use crate::templates::structure::{Alternative, BlockUse, PhaseKind};

use super::draft::{DraftItem, DraftKind, DraftSection, Opens, walk_mut};
use super::proposals::{ProposalKind, Proposer};
use super::times::{Time, time_in};
use alternatives::alternatives;
use block_uses::block_uses;
use conditions::condition;
use control_tags::tags;

/// Proposes what a heading and the items below it say.
pub(super) fn of_section(section: &mut DraftSection, proposer: &mut Proposer<'_>) {
    if section.level > 0 {
        of_heading(section, proposer);
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

/// Proposes what headings say beside one another.
pub(super) fn of_all(sections: &mut [DraftSection], proposer: &mut Proposer<'_>) {
    alternatives(sections, proposer);
    block_uses(sections, proposer);
}

fn of_heading(section: &mut DraftSection, proposer: &mut Proposer<'_>) {
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
    let Some(Time { minutes, words }) = time_in(&section.plain, &section.words) else {
        return;
    };
    let before = section.words.has(&["before", "vor", "antes", "avant", "prima"]);
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
