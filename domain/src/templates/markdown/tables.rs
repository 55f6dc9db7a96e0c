//! Items from the rows of a table with a box or symbol cell.

use super::ReadError;
use super::account::LineUse;
use super::assemble::{Assembler, Place};
use super::blocks::Inline;
use super::draft::{DraftBullet, DraftItem, DraftKind, DraftNode};
use super::inline::{as_paragraph, plain_in, title_of};
use super::readers::{box_mark, cell_mark};

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
        let text = first.map(|(cell, _)| words(assembler, cell)).unwrap_or_default();
        let below: Vec<DraftNode> = said
            .map(|(cell, header)| {
                let text = format!("{}: {}", words(assembler, header), words(assembler, cell));
                DraftNode {
                    line,
                    last: line,
                    kind: bullet(assembler, text, Vec::new()),
                }
            })
            .collect();
        let kind = if let Some(checked) = checked {
            assembler.one_more()?;
            let depth = place.depth + 1;
            DraftKind::Item(Box::new(DraftItem {
                plain: plain_in(&text, &assembler.tree.definitions),
                title: title_of(&text, &assembler.tree.definitions),
                checked,
                text,
                depth,
                nodes: below,
                ..DraftItem::default()
            }))
        } else {
            bullet(assembler, text, below)
        };
        nodes.push(DraftNode { line, last, kind });
    }
    Ok(true)
}

/// What a cell says, outside of its table: what keeps a bar from ending the cell is needed there no more, and would stand
/// in code as it is.
fn words(assembler: &Assembler<'_>, cell: &Inline) -> String {
    assembler.raw(cell, cell.range.clone()).replace("\\|", "|")
}

/// A bullet of what a row without a box, or a cell beside one, says: never an item or another block, whatever it begins
/// with.
fn bullet(assembler: &Assembler<'_>, text: String, nodes: Vec<DraftNode>) -> DraftKind {
    let plain = plain_in(&text, &assembler.tree.definitions);
    let text = match box_mark(&text) {
        Some(_) => format!("\\{text}"),
        None => as_paragraph(text),
    };
    DraftKind::Bullet(DraftBullet {
        number: None,
        text,
        plain,
        nodes,
    })
}
