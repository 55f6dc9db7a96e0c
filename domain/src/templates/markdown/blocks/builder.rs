//! From the parser's events to the tree: what each event opens, adds to or ends; the text of a run is left to `runs`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use crate::templates::markdown::ReadError;
use crate::templates::markdown::inline::shown_html;
use crate::templates::markdown::limits::MAX_LEVELS;

use super::folds::line_starts;
use super::open::Open;
use super::runs::OpenInline;
use super::{Block, Kind, Tree};

/// A tree that is being built.
pub(super) struct Builder<'a> {
    pub(super) markdown: &'a str,
    pub(super) tree: Tree,
    /// The blocks around the present event, innermost last.
    pub(super) open: Vec<Open>,
    pub(super) inline: Option<OpenInline>,
    /// The runs that are folded.
    pub(super) folded: Vec<Range<usize>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(markdown: &'a str) -> Self {
        Self {
            markdown,
            tree: Tree::default(),
            open: vec![Open::Root(Vec::new())],
            inline: None,
            folded: Vec::new(),
        }
    }

    /// The tree, when there are no more events.
    pub(super) fn finish(mut self) -> Tree {
        self.end_inline();
        let mut tree = self.tree;
        tree.folds = line_starts(self.markdown, &self.folded);
        if let Some(Open::Root(blocks)) = self.open.pop() {
            tree.blocks = blocks;
        }
        tree
    }

    pub(super) fn levels_ok(&self, more: usize) -> Result<(), ReadError> {
        let levels = self
            .open
            .iter()
            .filter(|open| matches!(open, Open::Entry { .. } | Open::Quote { .. }))
            .count();
        if levels + more > MAX_LEVELS {
            Err(ReadError::TooDeep { limit: MAX_LEVELS })
        } else {
            Ok(())
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), ReadError> {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => {
                self.end(tag);
                Ok(())
            }
            Event::Text(text) => {
                match self.open.last_mut() {
                    Some(Open::Code { text: code, .. }) => code.push_str(&text),
                    Some(Open::Html { text: html, .. }) => html.push_str(&text),
                    _ => self.piece(&text, range),
                }
                Ok(())
            }
            Event::Html(text) => {
                if let Some(Open::Html { text: html, .. }) = self.open.last_mut() {
                    html.push_str(&text);
                }
                Ok(())
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.piece(&text, range);
                Ok(())
            }
            Event::SoftBreak | Event::HardBreak => {
                self.line_break(range);
                Ok(())
            }
            Event::InlineHtml(html) => {
                self.piece(shown_html(&html), range);
                Ok(())
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                self.piece("", range);
                Ok(())
            }
            Event::Rule => {
                self.end_inline();
                self.block(Block {
                    range,
                    kind: Kind::Rule,
                });
                Ok(())
            }
        }
    }

    pub(super) fn block(&mut self, block: Block) {
        for open in self.open.iter_mut().rev() {
            if let Open::Root(blocks) | Open::Entry { blocks, .. } | Open::Quote { blocks, .. } = open {
                blocks.push(block);
                return;
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) -> Result<(), ReadError> {
        let inline = matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::Superscript
                | Tag::Subscript
        );
        if inline {
            self.open_mark(tag == Tag::Strong, range);
            return Ok(());
        }
        self.end_inline();
        let open = match tag {
            Tag::Paragraph => Open::Paragraph { range },
            Tag::Heading { level, .. } => Open::Heading {
                range,
                level: level_of(level),
            },
            Tag::BlockQuote(_) => {
                self.levels_ok(1)?;
                Open::Quote {
                    range,
                    blocks: Vec::new(),
                }
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.trim().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                let text = String::with_capacity(range.len());
                Open::Code { range, info, text }
            }
            Tag::HtmlBlock => Open::Html {
                range,
                text: String::new(),
            },
            Tag::List(next) => Open::List {
                range,
                next,
                entries: Vec::new(),
            },
            Tag::Item => {
                self.levels_ok(1)?;
                // Most entries are one paragraph, and a checklist has thousands.
                Open::Entry {
                    range,
                    blocks: Vec::with_capacity(1),
                }
            }
            Tag::Table(columns) => Open::Table {
                range,
                columns: columns.len(),
                rows: Vec::new(),
            },
            Tag::TableHead | Tag::TableRow => {
                if let Some(Open::Table { columns, rows, .. }) = self.open.last_mut() {
                    rows.push(Vec::with_capacity(*columns));
                }
                Open::Row
            }
            Tag::TableCell => Open::Cell { range },
            // Extensions that are off, and inline tags handled above.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. } => return Ok(()),
        };
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) {
        let inline = matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::Superscript
                | TagEnd::Subscript
        );
        if inline {
            self.close_mark();
            return;
        }
        if matches!(tag, TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::List(_)) {
            self.end_inline();
        }
        match self.open.pop() {
            Some(open) => self.close(open),
            None => self.open.push(Open::Root(Vec::new())),
        }
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
