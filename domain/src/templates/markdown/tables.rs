//! Items from the rows of a table with a box or symbol cell.

use super::ReadError;
use super::account::LineUse;
use super::assemble::{Assembler, Place};
use super::blocks::Inline;
use super::draft::{DraftBullet, DraftItem, DraftKind, DraftNode};
use super::inline::title_of;
use super::readers::cell_mark;

/// Adds an item per row with a box cell; false when the table has none.
///
/// The first other cell that says something is the item's text; the rest become bullets `Header: value` below it.
pub(super) fn table_items(
    assembler: &mut Assembler<'_>,
    rows: &[Vec<Inline>],
    place: Place,
    nodes: &mut Vec<DraftNode>,
) -> Result<bool, ReadError> {
    let Some((head, body)) = rows.split_first() else {
        return Ok(false);
    };
    let boxed = |assembler: &Assembler<'_>, row: &[Inline]| {
        row.iter()
            .find_map(|cell| cell_mark(&assembler.source.markdown()[cell.range.clone()]))
    };
    if !body.iter().any(|row| boxed(assembler, row).is_some()) {
        return Ok(false);
    }
    for row in body {
        let Some(range) = row
            .first()
            .zip(row.last())
            .map(|(first, last)| first.range.start..last.range.end)
        else {
            continue;
        };
        let checked = boxed(assembler, row);
        let (line, last) = assembler.mark(&range, checked.map_or(LineUse::Bullet, |_| LineUse::Item));
        let mut said = row
            .iter()
            .zip(head)
            .filter(|(cell, _)| !cell.range.is_empty())
            .filter(|(cell, _)| cell_mark(&assembler.source.markdown()[cell.range.clone()]).is_none());
        let first = said.next();
        let text = first
            .map(|(cell, _)| assembler.raw(cell, cell.range.clone()))
            .unwrap_or_default();
        let plain = first.map(|(cell, _)| assembler.tree.plain(cell)).unwrap_or_default();
        let below: Vec<DraftNode> = said
            .map(|(cell, header)| {
                let value = assembler.raw(cell, cell.range.clone());
                let text = format!("{}: {value}", assembler.raw(header, header.range.clone()));
                let plain = format!("{}: {}", assembler.tree.plain(header), assembler.tree.plain(cell));
                let bullet = DraftBullet {
                    number: None,
                    text,
                    plain,
                    nodes: Vec::new(),
                };
                DraftNode {
                    line,
                    last: line,
                    kind: DraftKind::Bullet(bullet),
                }
            })
            .collect();
        let kind = if let Some(checked) = checked {
            assembler.one_more()?;
            let depth = place.depth + 1;
            DraftKind::Item(Box::new(DraftItem {
                title: title_of(&text),
                checked,
                text,
                plain,
                depth,
                nodes: below,
                ..DraftItem::default()
            }))
        } else {
            DraftKind::Bullet(DraftBullet {
                number: None,
                text,
                plain,
                nodes: below,
            })
        };
        nodes.push(DraftNode { line, last, kind });
    }
    Ok(true)
}
