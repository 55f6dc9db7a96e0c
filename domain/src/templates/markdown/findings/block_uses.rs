//! What lists are for that are not part of every deployment (T12); nothing of lists whose phase the source tells.

use crate::templates::structure::BlockUse;

use crate::templates::markdown::draft::DraftSection;
use crate::templates::markdown::proposals::{ProposalKind, Proposer};
use crate::templates::markdown::words::Normal;

/// Lists in a stretch whose phase the source does not tell are proposed for a type of deployment or as add-ons.
pub(super) fn block_uses(sections: &mut [DraftSection], proposer: &mut Proposer<'_>) {
    if !sections.iter().any(|section| section.adrift) {
        return;
    }
    // The titles around the present section, innermost last.
    let mut around: Vec<(u8, Option<BlockUse>)> = Vec::new();
    for section in sections.iter_mut().filter(|section| section.level > 0) {
        while around.last().is_some_and(|(level, _)| *level >= section.level) {
            around.pop();
        }
        let said = use_of(&section.words).or_else(|| around.last().and_then(|(_, said)| *said));
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

fn use_of(heading: &Normal) -> Option<BlockUse> {
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
        .find(|(_, words)| heading.has(words))
        .map(|(block_use, _)| block_use)
}
