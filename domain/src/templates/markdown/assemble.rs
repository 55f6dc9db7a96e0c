//! From blocks to a draft: sections by headings and bold labels, items by what the reader takes for one.

use std::ops::Range;

use crate::templates::structure::{Reader, Section};

use super::ReadError;
use super::account::{Account, LineUse};
use super::attributes::Attributes;
use super::blocks::{Block, Entry, Inline, Kind, Tree};
use super::draft::{Draft, DraftBullet, DraftItem, DraftKind, DraftNode, DraftSection, Title};
use super::limits::MAX_ITEMS;
use super::readers::Mark;
use super::source::Source;
use super::tables::table_items;

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

/// A text split off its mark and attribute list.
pub(super) struct Words {
    pub(super) text: String,
    pub(super) plain: String,
    pub(super) attributes: Attributes,
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
                let plain = self.words(inline, inline.range.start).plain;
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
                let words = self.words(inline, inline.range.start);
                let line = self.mark(&block.range, LineUse::Section).0;
                Ok(Some(DraftSection {
                    title: one_line(&words.text),
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

    /// A paragraph whose first line is bold throughout names a section when something follows that it can be the name
    /// of.
    fn label(&mut self, index: usize, block: &Block, inline: &Inline) -> Result<Option<DraftSection>, ReadError> {
        let markdown = self.source.markdown();
        let Some(strong) = inline
            .strong
            .as_ref()
            .filter(|strong| strong.range.start == inline.range.start)
        else {
            return Ok(None);
        };
        let text = &markdown[inline.range.clone()];
        let first = text.lines().next().unwrap_or_default();
        let Some(after) = first.get(strong.range.len()..) else {
            return Ok(None);
        };
        let (after, attributes) =
            Attributes::split(after.trim()).map_or((after.trim(), None), |(left, list)| (left, Some(list)));
        if !matches!(after, "" | ":" | "：") {
            return Ok(None);
        }
        let inner = &markdown[strong.range.start + 2..strong.range.end - 2];
        let colon = inner.trim_end().ends_with([':', '：']) || !after.is_empty();
        let rest_at = inline.range.start + text.len() - text[first.len()..].trim_start().len();
        let has_rest = rest_at < inline.range.end;
        let followed = has_rest
            || match self.tree.blocks.get(index + 1).map(|next| &next.kind) {
                Some(Kind::List(_) | Kind::Code { .. } | Kind::Table(_) | Kind::Quote(_) | Kind::Html(_)) => true,
                Some(Kind::Paragraph(_)) => colon,
                Some(Kind::Heading(..) | Kind::Rule) | None => false,
            };
        let rest = self.raw(inline, rest_at..inline.range.end);
        let named = attributes.as_ref().is_some_and(|list| list.id.is_some());
        let sentence = inner.trim_end().ends_with(['.', '!', '。']) || begins_block(&rest);
        if !(named || (followed && !sentence)) {
            return Ok(None);
        }
        let line = self.mark(&block.range, LineUse::Text).0;
        self.account.mark(line, line, LineUse::Section);
        let mut section = DraftSection {
            title: format!("{}{after}", one_line(inner.trim())),
            plain: format!("{}{after}", self.tree.strong_plain(strong)),
            level: Section::LABEL,
            line,
            attributes: attributes.unwrap_or_default(),
            ..DraftSection::default()
        };
        if has_rest {
            let plain = self.tree.plain_between(inline, rest_at, inline.range.end);
            self.text_lines(rest_at..inline.range.end, rest, plain, &mut section.nodes)?;
        }
        Ok(Some(section))
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
                let text = self.raw(inline, inline.range.clone());
                let plain = self.tree.plain(inline);
                return self.text_lines(inline.range.clone(), text, plain, nodes);
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
                    }) if adjacent => item.nodes.push(node),
                    _ => nodes.push(node),
                }
                return Ok(());
            }
            Kind::Html(text) => {
                self.mark(&block.range, LineUse::Html);
                DraftKind::Html(text.clone())
            }
            Kind::Table(rows) => {
                self.mark(&block.range, LineUse::Table);
                if self.reader == Reader::TableRows && table_items(self, rows, place, nodes)? {
                    return Ok(());
                }
                let rows = rows
                    .iter()
                    .map(|row| row.iter().map(|cell| self.tree.plain(cell)).collect())
                    .collect();
                DraftKind::Table {
                    text: self.table_text(&block.range),
                    rows,
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
                text = self.raw(inline, inline.range.clone());
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
        let mut nodes = Vec::new();
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
        let title = inline.strong.as_ref().filter(|strong| {
            let before = self.tree.before_strong(inline, strong);
            !before
                .trim_start_matches(['[', ']', 'x', 'X', ' '])
                .contains(char::is_alphanumeric)
        });
        Ok(DraftItem {
            attributes: words.attributes,
            checked: mark.checked,
            text: words.text,
            plain: words.plain,
            title: title
                .map(|strong| self.tree.strong_plain(strong))
                .filter(|title| !title.is_empty()),
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

    /// A paragraph: text, or items where the reader takes its lines for items.
    fn text_lines(
        &mut self,
        range: Range<usize>,
        text: String,
        plain: String,
        nodes: &mut Vec<DraftNode>,
    ) -> Result<(), ReadError> {
        let (first, last) = self.source.lines_of(&self.shifted(&range));
        if !text
            .lines()
            .any(|line| self.reader.line_mark(line.trim_start()).is_some())
        {
            nodes.push(DraftNode {
                line: first,
                last,
                kind: DraftKind::Text { text, plain },
            });
            return Ok(());
        }
        for (line, text) in (first..).zip(text.lines().map(str::trim)) {
            let mark = self.reader.line_mark(text);
            let text = text[mark.map_or(0, |mark| mark.len)..].to_owned();
            let plain = super::inline::plain_text(&text);
            if let Some(mark) = mark {
                self.one_more()?;
                self.account.mark(line, line, LineUse::Item);
                let item = DraftItem {
                    checked: mark.checked,
                    text,
                    plain,
                    depth: 1,
                    ..DraftItem::default()
                };
                nodes.push(DraftNode {
                    line,
                    last: line,
                    kind: DraftKind::Item(Box::new(item)),
                });
                continue;
            }
            // A line without a mark of its own goes on with what stands above it.
            match nodes.last_mut().filter(|_| line > first) {
                Some(DraftNode {
                    kind: DraftKind::Item(item),
                    last,
                    ..
                }) => {
                    item.text = format!("{}\n{text}", item.text);
                    item.plain = format!("{} {plain}", item.plain);
                    self.account.mark(line, line, LineUse::Item);
                    *last = line;
                }
                Some(DraftNode {
                    kind:
                        DraftKind::Text {
                            text: before,
                            plain: plain_before,
                        },
                    last,
                    ..
                }) => {
                    *before = format!("{before}\n{text}");
                    *plain_before = format!("{plain_before} {plain}");
                    *last = line;
                }
                Some(_) | None => nodes.push(DraftNode {
                    line,
                    last: line,
                    kind: DraftKind::Text { text, plain },
                }),
            }
        }
        Ok(())
    }

    /// The words of an inline run from an offset on, without the attribute list at their end.
    pub(super) fn words(&self, inline: &Inline, from: usize) -> Words {
        let markdown = self.source.markdown();
        let slice = &markdown[from..inline.range.end];
        let (end, attributes) = match Attributes::split(slice) {
            Some((left, attributes)) => (from + left.len(), attributes),
            None => (inline.range.end, Attributes::default()),
        };
        Words {
            text: self.raw(inline, from..end),
            plain: self.tree.plain_between(inline, from, end),
            attributes,
        }
    }

    /// The Markdown of a range of an inline run, each line without the marks of the containers around it.
    pub(super) fn raw(&self, inline: &Inline, range: Range<usize>) -> String {
        let slice = self.source.markdown()[range].trim_end();
        if !slice.contains('\n') {
            return slice.to_owned();
        }
        let mut raw = String::with_capacity(slice.len());
        for (index, line) in slice.split('\n').enumerate() {
            if index > 0 {
                raw.push('\n');
            }
            let bare = if index > 0 {
                without_quotes(line, inline.quotes)
            } else {
                line
            };
            raw.push_str(bare.trim_end());
            if bare.ends_with("  ") {
                raw.push_str("  ");
            }
        }
        raw.truncate(raw.trim_end().len());
        raw
    }

    fn table_text(&self, range: &Range<usize>) -> String {
        let text = &self.source.markdown()[range.clone()];
        let lines: Vec<&str> = text
            .trim_end()
            .lines()
            .map(|line| without_quotes(line, usize::MAX).trim())
            .collect();
        lines.join("\n")
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

/// A title on one line.
fn one_line(text: &str) -> String {
    if text.contains('\n') {
        super::blocks::squeeze(text)
    } else {
        text.to_owned()
    }
}

/// A line without leading white space and up to so many quote marks.
fn without_quotes(line: &str, quotes: usize) -> &str {
    let mut line = line.trim_start();
    let mut left = quotes;
    while left > 0 && line.starts_with('>') {
        line = line[1..].trim_start();
        left -= 1;
    }
    line
}

/// Whether a line would begin another block than a paragraph where it stands alone. Errs on the side of yes.
pub(super) fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['#', '>', '-', '+', '*', '_', '`', '~', '<', '=', '|', '[', ':'])
        || (number.len() < line.len() && number.starts_with(['.', ')']))
        || line.contains('|')
}
