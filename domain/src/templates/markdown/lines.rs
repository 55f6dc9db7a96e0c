//! The lines of a paragraph, without the marks of the lists and quotes around them.

use std::ops::Range;

use memchr::memchr;

use super::ReadError;
use super::account::LineUse;
use super::assemble::Assembler;
use super::attributes::Attributes;
use super::blocks::{Inline, squeeze};
use super::draft::{DraftItem, DraftKind, DraftNode};
use super::inline::{as_paragraph, plain_in, title_of};

/// A text split off its mark and attribute list.
pub(super) struct Words {
    pub(super) text: String,
    pub(super) plain: String,
    pub(super) attributes: Attributes,
}

impl Assembler<'_> {
    /// A paragraph, its Markdown and plain text: text, or items where the reader takes its lines for items.
    pub(super) fn paragraph(
        &mut self,
        inline: &Inline,
        range: Range<usize>,
        (text, plain): (String, String),
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
        let mut made = Vec::new();
        let markdown = self.source.markdown();
        let places: Vec<_> = self.lines_in(inline, range).collect();
        for (line, place) in (first..).zip(places) {
            let text = &markdown[place];
            let mark = self.reader.line_mark(text);
            let text = &text[mark.map_or(0, |mark| mark.len)..];
            let kind = if let Some(mark) = mark {
                self.one_more()?;
                self.account.mark(line, line, LineUse::Item);
                let text = text.to_owned();
                let item = DraftItem {
                    checked: mark.checked,
                    text,
                    depth: 1,
                    ..DraftItem::default()
                };
                DraftKind::Item(Box::new(item))
            } else if let Some(above) = made.last_mut() {
                if go_on(above, line, text) {
                    self.account.mark(line, line, LineUse::Item);
                }
                continue;
            } else {
                DraftKind::Text {
                    text: as_paragraph(text.to_owned()),
                    plain: String::new(),
                }
            };
            made.push(DraftNode { line, last: line, kind });
        }
        // Code or bold that began in one item and ended in another is neither once they are parted, so the words are read
        // anew.
        let definitions = &self.tree.definitions;
        for node in &mut made {
            match &mut node.kind {
                DraftKind::Item(item) => {
                    item.plain = plain_in(&item.text, definitions);
                    item.title = title_of(&item.text, definitions);
                }
                DraftKind::Text { text, plain } => *plain = plain_in(text, definitions),
                DraftKind::Bullet(_)
                | DraftKind::Code { .. }
                | DraftKind::Table { .. }
                | DraftKind::Quote(_)
                | DraftKind::Html(_)
                | DraftKind::Heading { .. }
                | DraftKind::Rule => {}
            }
        }
        nodes.append(&mut made);
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
        let text = self.raw(inline, from..end);
        // White space inside code that goes on over lines depends on where the lines stand: the words are read where they
        // always stand the same.
        let plain = if inline.folded {
            plain_in(&text, &self.tree.definitions)
        } else {
            self.tree.plain_between(inline, from, end)
        };
        Words {
            text,
            plain,
            attributes,
        }
    }

    /// The words of a heading, on one line.
    pub(super) fn title(&self, inline: &Inline) -> Words {
        let mut words = self.words(inline, inline.range.start);
        if words.text.contains('\n') {
            words.text = squeeze(&words.text);
            // Code and escapes at the end of a line say something else within one.
            words.plain = plain_in(&words.text, &self.tree.definitions);
        }
        words
    }

    /// The Markdown of a range of an inline run, each line without the marks of the containers around it.
    pub(super) fn raw(&self, inline: &Inline, range: Range<usize>) -> String {
        let markdown = self.source.markdown();
        let one_line = markdown[range.clone()].trim_end();
        if memchr(b'\n', one_line.as_bytes()).is_none() {
            return one_line.to_owned();
        }
        let mut raw = String::with_capacity(range.len());
        for (index, place) in self.lines_in(inline, range).enumerate() {
            if index > 0 {
                raw.push('\n');
            }
            let line = &markdown[place.clone()];
            raw.push_str(line);
            let after = &markdown[place.end..];
            if after.trim_start_matches('\t').starts_with("  ") {
                raw.push_str("  ");
            } else if line.ends_with('\\') && after.starts_with([' ', '\t']) {
                // At the very end of a line a backslash would break it.
                raw.push(' ');
            }
        }
        raw.truncate(raw.trim_end().len());
        raw
    }

    /// The places in the Markdown of the lines of a range of an inline run, each without the marks of the containers around
    /// it and white space at its end.
    fn lines_in(&self, inline: &Inline, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let markdown = self.source.markdown();
        let mut start = range.start;
        markdown[range.clone()]
            .trim_end()
            .split_inclusive('\n')
            .map(move |line| {
                let place = start..start + line.len();
                let words = if start == range.start {
                    start
                } else {
                    let told = self.tree.line_start(inline, &place);
                    told.unwrap_or(place.end - line.trim_start().len())
                };
                start = place.end;
                words..words + markdown[words..place.end].trim_end().len()
            })
    }
}

/// Adds a line without a mark of its own to what stands above it; true when that is an item.
fn go_on(above: &mut DraftNode, line: u32, more: &str) -> bool {
    above.last = line;
    let (text, is_item) = match &mut above.kind {
        DraftKind::Item(item) => (&mut item.text, true),
        DraftKind::Text { text, .. } => (text, false),
        DraftKind::Bullet(_)
        | DraftKind::Code { .. }
        | DraftKind::Table { .. }
        | DraftKind::Quote(_)
        | DraftKind::Html(_)
        | DraftKind::Heading { .. }
        | DraftKind::Rule => return false,
    };
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
    is_item
}

/// A title on one line.
pub(super) fn one_line(text: &str) -> String {
    if text.contains('\n') {
        squeeze(text)
    } else {
        text.to_owned()
    }
}

/// A line without leading white space and quote marks.
pub(super) fn without_quotes(line: &str) -> &str {
    line.trim_start_matches(|c: char| c == '>' || c.is_whitespace())
}

/// The first line of a text: the only one of a paragraph that can be taken for the beginning of another block, because
/// the others are written so far indented that they cannot.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether a line would begin another block than a paragraph where it stands alone. Errs on the side of yes.
pub(super) fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['#', '>', '-', '+', '*', '_', '`', '~', '<', '=', '|', '[', ':'])
        || (number.len() < line.len() && number.starts_with(['.', ')']))
        || line.contains('|')
}
