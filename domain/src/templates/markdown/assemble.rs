//! From blocks to a draft: sections by headings and bold labels, items by what the reader takes for one.

use std::ops::Range;

use crate::templates::structure::Reader;

use super::ReadError;
use super::account::{Account, LineUse};
use super::blocks::{Block, Entry, Inline, Kind, Tree};
use super::draft::{Draft, DraftBullet, DraftItem, DraftKind, DraftNode, DraftSection, RoleColumn, Title};
use super::duties;
use super::inline::{as_paragraph, title_of};
use super::limits::MAX_ITEMS;
use super::lines::{begins_block, one_line, without_quotes};
use super::readers::Mark;
use super::source::Source;
use super::tables::table_items;
use super::words::Normal;

/// Makes draft sections from blocks.
pub(super) struct Assembler<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) tree: &'a Tree,
    pub(super) reader: Reader,
    pub(super) account: &'a mut Account,
    pub(super) items: usize,
}

/// Where a node stands in lists.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// List entries around it.
    pub(super) depth: usize,
    /// Whether one of them is an item.
    in_item: bool,
}

impl Assembler<'_> {
    /// Assembles the whole tree. `title` is the index of the block that names the checklist.
    pub(super) fn draft(mut self, title: Option<usize>) -> Result<Draft, ReadError> {
        let tree = self.tree;
        let mut draft = Draft {
            sections: vec![DraftSection::default()],
            ..Draft::default()
        };
        let mut previous_end = 0;
        for (index, block) in tree.blocks.iter().enumerate() {
            if title == Some(index)
                && let Kind::Heading(level, inline) = &block.kind
            {
                let plain = self.title(inline).plain;
                let text = one_line(&self.raw(inline, inline.range.clone()));
                self.mark(&block.range, LineUse::Title);
                draft.title = Some(Title {
                    text,
                    plain,
                    level: *level,
                });
                continue;
            }
            if let Some(section) = self.section_of(index, block)? {
                draft.sections.push(section);
            } else if let Some(section) = draft.sections.last_mut() {
                let adjacent = index > 0 && self.touches(previous_end, block.range.start);
                self.place(block, Place::default(), adjacent, &mut section.nodes)?;
            }
            previous_end = block.range.end;
        }
        draft.items = self.items;
        Ok(draft)
    }

    /// A section when the block opens one: a heading, or a paragraph that is a bold label.
    fn section_of(&mut self, index: usize, block: &Block) -> Result<Option<DraftSection>, ReadError> {
        match &block.kind {
            Kind::Heading(level, inline) => {
                let words = self.title(inline);
                let line = self.mark(&block.range, LineUse::Section).0;
                Ok(Some(DraftSection {
                    title: words.text,
                    words: Normal::of(&words.plain),
                    plain: words.plain,
                    level: *level,
                    line,
                    attributes: words.attributes,
                    ..DraftSection::default()
                }))
            }
            Kind::Paragraph(inline) => self.label(index, block, inline),
            Kind::List(_) | Kind::Quote(_) | Kind::Code { .. } | Kind::Html(_) | Kind::Table(_) | Kind::Rule => {
                Ok(None)
            }
        }
    }

    /// Adds the nodes of a block.
    fn place(
        &mut self,
        block: &Block,
        place: Place,
        adjacent: bool,
        nodes: &mut Vec<DraftNode>,
    ) -> Result<(), ReadError> {
        let kind = match &block.kind {
            Kind::Heading(level, inline) => {
                self.mark(&block.range, LineUse::Section);
                DraftKind::Heading {
                    level: *level,
                    title: one_line(&self.raw(inline, inline.range.clone())),
                }
            }
            Kind::Paragraph(inline) => {
                self.mark(&block.range, LineUse::Text);
                let text = as_paragraph(self.raw(inline, inline.range.clone()));
                let plain = self.tree.plain(inline);
                return self.paragraph(inline, inline.range.clone(), (text, plain), nodes);
            }
            Kind::List(entries) => {
                for entry in entries {
                    nodes.push(self.entry(entry, place)?);
                }
                return Ok(());
            }
            Kind::Quote(blocks) => {
                let mut inner = Vec::new();
                for block in blocks {
                    self.place(block, place, false, &mut inner)?;
                }
                DraftKind::Quote(inner)
            }
            Kind::Code { info, text } => {
                let (line, last) = self.mark(&block.range, LineUse::Code);
                let kind = DraftKind::Code {
                    info: info.clone(),
                    text: text.clone(),
                };
                let node = DraftNode { line, last, kind };
                // A fence directly after an item is the item's command block.
                match nodes.last_mut() {
                    Some(DraftNode {
                        kind: DraftKind::Item(item),
                        ..
                    }) if adjacent && takes_code(item) => item.nodes.push(node),
                    _ => nodes.push(node),
                }
                return Ok(());
            }
            Kind::Html(text) => {
                self.mark(&block.range, LineUse::Html);
                DraftKind::Html(text.trim_start().to_owned())
            }
            Kind::Table(rows) => {
                self.mark(&block.range, LineUse::Table);
                if self.reader == Reader::TableRows && table_items(self, rows, place, nodes)? {
                    return Ok(());
                }
                DraftKind::Table {
                    text: self.table_text(&block.range),
                    roles: self.role_column(rows),
                }
            }
            Kind::Rule => {
                self.mark(&block.range, LineUse::Rule);
                DraftKind::Rule
            }
        };
        let (line, last) = self.source.lines_of(&self.shifted(&block.range));
        nodes.push(DraftNode { line, last, kind });
        Ok(())
    }

    /// A list entry: an item when the reader takes it for one, a bullet otherwise.
    fn entry(&mut self, entry: &Entry, place: Place) -> Result<DraftNode, ReadError> {
        let first = entry.blocks.first().and_then(|block| match &block.kind {
            Kind::Paragraph(inline) => Some(inline),
            Kind::Heading(..)
            | Kind::List(_)
            | Kind::Quote(_)
            | Kind::Code { .. }
            | Kind::Html(_)
            | Kind::Table(_)
            | Kind::Rule => None,
        });
        let markdown = self.source.markdown();
        let marked = first.and_then(|inline| {
            let text = markdown.get(inline.range.clone())?;
            Some((
                inline,
                self.reader.entry_mark(text, entry.number.is_some(), place.in_item)?,
            ))
        });
        let line_use = if marked.is_some() {
            LineUse::Item
        } else {
            LineUse::Bullet
        };
        let (line, last) = self.source.lines_of(&self.shifted(&entry.range));
        self.account.mark(line, line, line_use);
        if let Some(block) = first.and(entry.blocks.first()) {
            self.mark(&block.range, line_use);
        }
        let below = Place {
            depth: place.depth + 1,
            in_item: place.in_item || marked.is_some(),
        };
        let (mut text, mut plain) = (String::new(), String::new());
        let kind = if let Some((inline, mark)) = marked {
            let mut item = self.item(inline, mark, place)?;
            item.number = entry.number;
            item.nodes = self.below(&entry.blocks[1..], below)?;
            DraftKind::Item(Box::new(item))
        } else {
            let mut rest = &entry.blocks[..];
            if let Some(inline) = first {
                text = as_paragraph(self.raw(inline, inline.range.clone()));
                plain = self.tree.plain(inline);
                rest = &entry.blocks[1..];
            }
            DraftKind::Bullet(DraftBullet {
                number: entry.number,
                text,
                plain,
                nodes: self.below(rest, below)?,
            })
        };
        Ok(DraftNode { line, last, kind })
    }

    fn below(&mut self, blocks: &[Block], place: Place) -> Result<Vec<DraftNode>, ReadError> {
        let mut nodes = Vec::with_capacity(blocks.len());
        let mut previous_end = usize::MAX;
        for block in blocks {
            let adjacent = previous_end < block.range.start && self.touches(previous_end, block.range.start);
            self.place(block, place, adjacent, &mut nodes)?;
            previous_end = block.range.end;
        }
        Ok(nodes)
    }

    /// An item from a run of text with its mark.
    pub(super) fn item(&mut self, inline: &Inline, mark: Mark, place: Place) -> Result<DraftItem, ReadError> {
        self.one_more()?;
        let start = (inline.range.start + mark.len).min(inline.range.end);
        let words = self.words(inline, start);
        let strong = inline.strong.as_ref().filter(|strong| {
            let before = self.tree.before_strong(inline, strong);
            !before
                .trim_start_matches(['[', ']', 'x', 'X', ' '])
                .contains(char::is_alphanumeric)
        });
        let title = match strong {
            Some(_) if inline.folded => title_of(&words.text, &self.tree.definitions),
            Some(strong) => Some(self.tree.strong_plain(strong)),
            None => None,
        };
        Ok(DraftItem {
            attributes: words.attributes,
            checked: mark.checked,
            text: words.text,
            plain: words.plain,
            title: title.filter(|title| !title.is_empty()),
            depth: place.depth + 1,
            ..DraftItem::default()
        })
    }

    /// Counts an item against the limit.
    pub(super) fn one_more(&mut self) -> Result<(), ReadError> {
        self.items += 1;
        if self.items > MAX_ITEMS {
            Err(ReadError::TooManyItems { limit: MAX_ITEMS })
        } else {
            Ok(())
        }
    }

    fn table_text(&self, range: &Range<usize>) -> String {
        let text = &self.source.markdown()[range.clone()];
        let mut written = String::with_capacity(text.len());
        for (index, line) in text.trim_end().lines().enumerate() {
            if index > 0 {
                written.push('\n');
            }
            let row = without_quotes(line).trim_end();
            // A row can begin like another block where it stands far indented; a bar before it keeps it a row.
            let cell = row.split('|').next().unwrap_or_default();
            if index != 1 && begins_block(cell) {
                written.push_str("| ");
            }
            written.push_str(row);
        }
        written
    }

    /// The column of roles of a table that has one. The words of other tables say nothing that is looked for.
    fn role_column(&self, rows: &[Vec<Inline>]) -> Option<RoleColumn> {
        let (head, body) = rows.split_first()?;
        let heads: Vec<Normal> = head.iter().map(|cell| Normal::of(&self.tree.plain(cell))).collect();
        let column = heads.iter().position(duties::names_roles)?;
        let cells = body.iter().map(|row| row.get(column).map(|cell| self.tree.plain(cell)));
        Some(RoleColumn {
            cells: cells.collect(),
            heads,
        })
    }

    /// A range of the Markdown as a range of the source.
    pub(super) fn shifted(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.source.body..range.end + self.source.body
    }

    /// Notes what the lines of a range became; gives the first and the last.
    pub(super) fn mark(&mut self, range: &Range<usize>, line_use: LineUse) -> (u32, u32) {
        let (first, last) = self.source.lines_of(&self.shifted(range));
        self.account.mark(first, last, line_use);
        (first, last)
    }

    /// Whether there is no blank line between two offsets.
    fn touches(&self, end: usize, start: usize) -> bool {
        let Some(between) = self.source.markdown().get(end..start) else {
            return false;
        };
        let last = self.source.markdown()[..end].trim_end();
        let breaks = self.source.markdown()[last.len()..start].matches('\n').count();
        breaks <= 1 && between.trim().is_empty()
    }
}

/// Whether a fence can follow an item's nodes: an unclosed comment would swallow it.
fn takes_code(item: &DraftItem) -> bool {
    !matches!(
        item.nodes.last(),
        Some(DraftNode {
            kind: DraftKind::Html(_),
            ..
        })
    )
}
