//! Blocks that are being built, and what each becomes when it ends; which event ends it is the builder's to know.

use std::ops::Range;

use super::accidents::{Accident, accident};
use super::builder::Builder;
use super::{Block, Entry, Inline, Kind};

/// A block that is being built.
pub(super) enum Open {
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
        columns: usize,
        rows: Vec<Vec<Inline>>,
    },
    Row,
    Cell {
        range: Range<usize>,
    },
}

impl Builder<'_> {
    pub(super) fn close(&mut self, open: Open) {
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
            Open::Table { range, rows, .. } => self.block(Block {
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
}
