//! From the parser's events to a tree of blocks with their places in the source.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};

use super::ReadError;
use super::inline::shown_html;
use super::limits::MAX_LEVELS;
use super::readers::box_mark;

/// A run of inline Markdown: a paragraph, a heading's title, a table cell.
#[derive(Debug, Clone)]
pub(super) struct Inline {
    /// Its bytes in the Markdown.
    pub(super) range: Range<usize>,
    /// Its text without marks, in [`Tree::plain`].
    plain: Range<usize>,
    /// Where its pieces of plain text came from, in [`Tree::pieces`].
    pieces: Range<usize>,
    /// Where its lines after the first begin, in [`Tree::breaks`].
    breaks: Range<usize>,
    /// The first bold run, when there is one.
    pub(super) strong: Option<Strong>,
    /// How many block quotes it stands in.
    pub(super) quotes: usize,
}

/// A bold run.
#[derive(Debug, Clone)]
pub(super) struct Strong {
    /// Its bytes in the Markdown, marks included.
    pub(super) range: Range<usize>,
    /// Its text without marks, in [`Tree::plain`].
    plain: Range<usize>,
}

/// A block with its place in the Markdown.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Heading(u8, Inline),
    Paragraph(Inline),
    List(Vec<Entry>),
    Quote(Vec<Block>),
    Code { info: String, text: String },
    Html(String),
    Table(Vec<Vec<Inline>>),
    Rule,
}

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) range: Range<usize>,
    /// Its number in an ordered list.
    pub(super) number: Option<u32>,
    pub(super) blocks: Vec<Block>,
}

/// The blocks of a source.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) blocks: Vec<Block>,
    /// The text of every inline run without marks, one after another.
    plain: String,
    /// Offset in the Markdown and offset in `plain` of each piece of text.
    pieces: Vec<(usize, usize)>,
    /// Where the words of a line begin, after the marks of the containers around it.
    breaks: Vec<usize>,
}

impl Tree {
    /// Where the words of a line of an inline run begin, when the parser told.
    pub(super) fn line_start(&self, inline: &Inline, line: &Range<usize>) -> Option<usize> {
        let breaks = &self.breaks[inline.breaks.clone()];
        let next = breaks.partition_point(|start| *start < line.start);
        breaks.get(next).copied().filter(|start| line.contains(start))
    }

    /// The text without marks of an inline run between two offsets of the Markdown.
    pub(super) fn plain_between(&self, inline: &Inline, from: usize, to: usize) -> String {
        let pieces = &self.pieces[inline.pieces.clone()];
        let at = |offset: usize| {
            let next = pieces.partition_point(|(start, _)| *start <= offset);
            let Some((start, plain)) = next.checked_sub(1).and_then(|index| pieces.get(index)) else {
                return inline.plain.start;
            };
            let end = pieces.get(next).map_or(inline.plain.end, |(_, plain)| *plain);
            // Inside a piece the text is the source's, unless an entity or an escape made it shorter.
            let inside = (plain + (offset - start)).min(end);
            (inside..=end)
                .find(|at| self.plain.is_char_boundary(*at))
                .unwrap_or(end)
        };
        let start = if from <= inline.range.start {
            inline.plain.start
        } else {
            at(from)
        };
        let end = if to >= inline.range.end {
            inline.plain.end
        } else {
            at(to)
        };
        squeeze(self.plain.get(start..end).unwrap_or_default())
    }

    /// The whole text of an inline run without marks.
    pub(super) fn plain(&self, inline: &Inline) -> String {
        squeeze(&self.plain[inline.plain.clone()])
    }

    /// The text of a bold run without marks.
    pub(super) fn strong_plain(&self, strong: &Strong) -> String {
        squeeze(&self.plain[strong.plain.clone()])
    }

    /// The text without marks before a bold run.
    pub(super) fn before_strong(&self, inline: &Inline, strong: &Strong) -> &str {
        &self.plain[inline.plain.start..strong.plain.start]
    }
}

/// Joins words by single spaces.
pub(super) fn squeeze(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut squeezed = String::with_capacity(text.len());
    if let Some(word) = words.next() {
        squeezed.push_str(word);
    }
    for word in words {
        squeezed.push(' ');
        squeezed.push_str(word);
    }
    squeezed
}

/// The extensions of GFM that a checklist is read with. Boxes are read by our own rule, which is the same for every
/// reader.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Parses Markdown into blocks.
pub(super) fn parse(markdown: &str) -> Result<Tree, ReadError> {
    let mut builder = Builder {
        markdown,
        tree: Tree::default(),
        open: vec![Open::Root(Vec::new())],
        inline: None,
    };
    builder.levels_ok(0)?;
    let events: OffsetIter<'_> = Parser::new_ext(markdown, options()).into_offset_iter();
    for (event, range) in events {
        builder.event(event, range)?;
    }
    builder.end_inline();
    let mut tree = builder.tree;
    if let Some(Open::Root(blocks)) = builder.open.pop() {
        tree.blocks = blocks;
    }
    Ok(tree)
}

/// A block that is being built.
enum Open {
    Root(Vec<Block>),
    List {
        range: Range<usize>,
        next: Option<u64>,
        entries: Vec<Entry>,
    },
    Entry {
        range: Range<usize>,
        blocks: Vec<Block>,
    },
    Quote {
        range: Range<usize>,
        blocks: Vec<Block>,
    },
    Heading {
        range: Range<usize>,
        level: u8,
    },
    Paragraph {
        range: Range<usize>,
    },
    Code {
        range: Range<usize>,
        info: String,
        text: String,
    },
    Html {
        range: Range<usize>,
        text: String,
    },
    Table {
        range: Range<usize>,
        rows: Vec<Vec<Inline>>,
    },
    Row,
    Cell {
        range: Range<usize>,
    },
}

/// An inline run that is being built.
struct OpenInline {
    range: Range<usize>,
    plain: usize,
    pieces: usize,
    strong: Option<Strong>,
    /// Whether the first bold run is still open.
    in_strong: bool,
    depth: usize,
    breaks: usize,
    /// Whether a line has just ended.
    after_break: bool,
}

struct Builder<'a> {
    markdown: &'a str,
    tree: Tree,
    open: Vec<Open>,
    inline: Option<OpenInline>,
}

impl Builder<'_> {
    fn levels_ok(&self, more: usize) -> Result<(), ReadError> {
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

    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), ReadError> {
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
                self.piece(" ", range);
                if let Some(inline) = &mut self.inline {
                    inline.after_break = true;
                }
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

    /// Adds a piece of inline text, opening a run where a tight list leaves the paragraph out.
    fn piece(&mut self, text: &str, range: Range<usize>) {
        let at = range.start;
        self.touch(range);
        self.tree.pieces.push((at, self.tree.plain.len()));
        self.tree.plain.push_str(text);
    }

    /// Opens or widens the inline run to a range.
    fn touch(&mut self, range: Range<usize>) -> &mut OpenInline {
        let plain = self.tree.plain.len();
        let pieces = self.tree.pieces.len();
        let breaks = self.tree.breaks.len();
        let escaped = self.markdown[..range.start].ends_with('\\');
        let inline = self.inline.get_or_insert_with(|| OpenInline {
            range: range.clone(),
            plain,
            pieces,
            strong: None,
            in_strong: false,
            depth: 0,
            breaks,
            after_break: false,
        });
        if std::mem::take(&mut inline.after_break) {
            // An escape's range begins after its backslash.
            self.tree.breaks.push(range.start - usize::from(escaped));
        }
        inline.range.start = inline.range.start.min(range.start);
        inline.range.end = inline.range.end.max(range.end);
        inline
    }

    fn take_inline(&mut self, within: Option<Range<usize>>) -> Option<Inline> {
        let open = self.inline.take()?;
        let range = within.unwrap_or_else(|| {
            // An escape's range begins after its backslash.
            let escaped = self.markdown[..open.range.start].ends_with('\\');
            open.range.start - usize::from(escaped)..open.range.end
        });
        Some(Inline {
            range: trim(self.markdown, range),
            plain: open.plain..self.tree.plain.len(),
            pieces: open.pieces..self.tree.pieces.len(),
            breaks: open.breaks..self.tree.breaks.len(),
            strong: open.strong,
            quotes: self
                .open
                .iter()
                .filter(|open| matches!(open, Open::Quote { .. }))
                .count(),
        })
    }

    /// Ends the run of a paragraph that a tight list left out.
    fn end_inline(&mut self) {
        if let Some(inline) = self.take_inline(None) {
            self.block(Block {
                range: inline.range.clone(),
                kind: Kind::Paragraph(inline),
            });
        }
    }

    fn block(&mut self, block: Block) {
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
            let plain = self.tree.plain.len();
            let open = self.touch(range.clone());
            open.depth += 1;
            if tag == Tag::Strong && open.strong.is_none() && open.depth == 1 {
                open.strong = Some(Strong {
                    range,
                    plain: plain..plain,
                });
                open.in_strong = true;
            }
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
                Open::Code {
                    range,
                    info,
                    text: String::new(),
                }
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
                Open::Entry {
                    range,
                    blocks: Vec::new(),
                }
            }
            Tag::Table(_) => Open::Table {
                range,
                rows: Vec::new(),
            },
            Tag::TableHead | Tag::TableRow => {
                if let Some(Open::Table { rows, .. }) = self.open.last_mut() {
                    rows.push(Vec::new());
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
            let plain = self.tree.plain.len();
            if let Some(open) = &mut self.inline {
                open.depth = open.depth.saturating_sub(1);
                if open.in_strong && open.depth == 0 {
                    open.in_strong = false;
                    if let Some(strong) = &mut open.strong {
                        strong.plain.end = plain;
                    }
                }
            }
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

    fn close(&mut self, open: Open) {
        match open {
            Open::Root(blocks) => self.open.push(Open::Root(blocks)),
            Open::List { range, entries, .. } => self.block(Block {
                range,
                kind: Kind::List(entries),
            }),
            Open::Entry { range, blocks } => {
                if let Some(Open::List { next, entries, .. }) = self.open.last_mut() {
                    let number = next.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                    *next = next.map(|number| number + 1);
                    entries.push(Entry { range, number, blocks });
                }
            }
            Open::Quote { range, blocks } => self.block(Block {
                range,
                kind: Kind::Quote(blocks),
            }),
            Open::Heading { range, level } => {
                let inline = self.take_inline(None).unwrap_or_else(|| self.nothing(&range));
                match accident(self.markdown, &range, &inline) {
                    None => self.block(Block {
                        range,
                        kind: Kind::Heading(level, inline),
                    }),
                    Some(Accident { rule: None }) => self.block(Block {
                        range,
                        kind: Kind::Paragraph(inline),
                    }),
                    Some(Accident { rule: Some(rule) }) => {
                        let paragraph = inline.range.clone();
                        self.block(Block {
                            range: paragraph,
                            kind: Kind::Paragraph(inline),
                        });
                        self.block(Block {
                            range: rule,
                            kind: Kind::Rule,
                        });
                    }
                }
            }
            Open::Paragraph { range } => {
                let inline = self
                    .take_inline(Some(range.clone()))
                    .unwrap_or_else(|| self.nothing(&range));
                self.block(Block {
                    range,
                    kind: Kind::Paragraph(inline),
                });
            }
            Open::Code { range, info, mut text } => {
                if text.ends_with('\n') {
                    text.pop();
                }
                self.block(Block {
                    range,
                    kind: Kind::Code { info, text },
                });
            }
            Open::Html { range, text } => {
                self.block(Block {
                    range,
                    kind: Kind::Html(text.trim_end().to_owned()),
                });
            }
            Open::Table { range, rows } => self.block(Block {
                range,
                kind: Kind::Table(rows),
            }),
            Open::Row => {}
            Open::Cell { range } => {
                let cell = self
                    .take_inline(Some(range.clone()))
                    .unwrap_or_else(|| self.nothing(&range));
                if let Some(Open::Table { rows, .. }) = self
                    .open
                    .iter_mut()
                    .rev()
                    .find(|open| matches!(open, Open::Table { .. }))
                    && let Some(row) = rows.last_mut()
                {
                    row.push(cell);
                }
            }
        }
    }

    /// An inline run without content.
    fn nothing(&self, range: &Range<usize>) -> Inline {
        let (plain, pieces) = (self.tree.plain.len(), self.tree.pieces.len());
        Inline {
            range: range.start..range.start,
            plain: plain..plain,
            pieces: pieces..pieces,
            breaks: 0..0,
            strong: None,
            quotes: 0,
        }
    }
}

/// A paragraph that dashes below it turned into a heading by accident.
struct Accident {
    /// The dashes, where they are a thematic break; fewer than three are the beginning of a bullet never filled in.
    rule: Option<Range<usize>>,
}

/// Whether a heading is a paragraph by intention: several lines, an item, or fewer than three dashes below it.
fn accident(markdown: &str, range: &Range<usize>, inline: &Inline) -> Option<Accident> {
    let text = &markdown[inline.range.clone()];
    let after = &markdown[inline.range.end..range.end.max(inline.range.end)];
    let dashes = after.trim_matches(|c: char| c.is_whitespace() || c == '>');
    if dashes.is_empty()
        || !dashes.bytes().all(|b| b == b'-')
        || !after.trim_start_matches([' ', '\t']).starts_with('\n')
    {
        return None;
    }
    let few = dashes.len() < 3;
    if !(few || text.contains('\n') || box_mark(text).is_some()) {
        return None;
    }
    let start = inline.range.end + after.find('-').unwrap_or_default();
    Some(Accident {
        rule: (!few).then(|| start..start + dashes.len()),
    })
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start_matches([' ', '\t', '\n']).len());
    let end = range.end - (slice.len() - slice.trim_end_matches([' ', '\t', '\n']).len());
    start..end.max(start)
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
