//! The last reader: a heading with prose below it is a step.

use super::ReadError;
use super::account::{Account, LineUse};
use super::draft::{Draft, DraftItem, DraftKind, DraftNode, DraftSection};
use super::inline::{Definitions, title_of};
use super::limits::MAX_ITEMS;
use super::phases::Meaning;

/// Turns headings that hold text, and no deeper heading, into items of the section before them.
pub(super) fn items(draft: &mut Draft, definitions: &Definitions, account: &mut Account) -> Result<(), ReadError> {
    let sections = std::mem::take(&mut draft.sections);
    let deeper: Vec<bool> = sections
        .iter()
        .zip(sections.iter().skip(1).map(|next| next.level).chain([0]))
        .map(|(section, next)| next > section.level)
        .collect();
    for (section, has_deeper) in sections.into_iter().zip(deeper) {
        let says = section.nodes.iter().any(|node| match node.kind {
            DraftKind::Html(_) | DraftKind::Rule => false,
            DraftKind::Item(_)
            | DraftKind::Bullet(_)
            | DraftKind::Text { .. }
            | DraftKind::Code { .. }
            | DraftKind::Table { .. }
            | DraftKind::Quote(_)
            | DraftKind::Heading { .. } => true,
        });
        let step = section.level > 0 && says && !has_deeper && Meaning::of(&section.words).is_none();
        match draft.sections.last_mut() {
            Some(before) if step => {
                draft.items += 1;
                if draft.items > MAX_ITEMS {
                    return Err(ReadError::TooManyItems { limit: MAX_ITEMS });
                }
                account.mark(section.line, section.line, LineUse::Item);
                before.nodes.push(item(section, definitions));
            }
            Some(_) | None => draft.sections.push(section),
        }
    }
    Ok(())
}

fn item(section: DraftSection, definitions: &Definitions) -> DraftNode {
    let last = section.nodes.last().map_or(section.line, |node| node.last);
    let item = DraftItem {
        attributes: section.attributes,
        title: title_of(&section.title, definitions),
        text: section.title,
        plain: section.plain,
        depth: 1,
        nodes: section.nodes,
        ..DraftItem::default()
    };
    DraftNode {
        line: section.line,
        last,
        kind: DraftKind::Item(Box::new(item)),
    }
}
