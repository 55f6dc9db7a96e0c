//! A tree of blocks with their places in the source; what a block means for a checklist is not decided here.

mod accidents;
mod builder;
mod folds;
mod open;
mod runs;

use std::ops::Range;

use pulldown_cmark::{Options, Parser};

use super::ReadError;
use super::inline::Definitions;
use builder::Builder;

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
    /// Whether code, a tag or a link goes on over the end of a line, of which the parser tells nothing.
    pub(super) folded: bool,
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
    /// The labels that link definitions of the source define.
    pub(super) definitions: Definitions,
    /// The text of every inline run without marks, one after another.
    plain: String,
    /// Offset in the Markdown and offset in `plain` of each piece of text.
    pieces: Vec<(usize, usize)>,
    /// Where the words of a line begin, after the marks of the containers around it.
    breaks: Vec<usize>,
    /// The same for all lines of runs that are folded.
    folds: Vec<usize>,
}

impl Tree {
    /// Where the words of a line of an inline run begin, after the marks of the containers around it.
    pub(super) fn line_start(&self, inline: &Inline, line: &Range<usize>) -> Option<usize> {
        let told = |starts: &[usize]| {
            let next = starts.partition_point(|start| *start < line.start);
            starts.get(next).copied().filter(|start| line.contains(start))
        };
        told(&self.breaks[inline.breaks.clone()]).or_else(|| told(&self.folds))
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
    if is_squeezed(text) {
        return text.to_owned();
    }
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

/// Whether a text is ASCII and has no white space but single spaces between words, as most have. All bytes are looked at,
/// without an early end, because the compiler makes vector code of that.
fn is_squeezed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = bytes.iter().fold(true, |plain, b| plain & matches!(b, b' '..=b'~'));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let single = pairs.fold(true, |single, (one, next)| single & !(*one == b' ' && *next == b' '));
    plain && single && !text.starts_with(' ') && !text.ends_with(' ')
}

/// The extensions of GFM that a checklist is read with. Boxes are read by our own rule, which is the same for every
/// reader.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Parses Markdown into blocks.
pub(super) fn parse(markdown: &str) -> Result<Tree, ReadError> {
    let mut builder = Builder::new(markdown);
    builder.levels_ok(0)?;
    let events = Parser::new_ext(markdown, options()).into_offset_iter();
    builder.tree.definitions = Definitions::of(events.reference_definitions().iter().map(|(label, _)| label));
    for (event, range) in events {
        builder.event(event, range)?;
    }
    Ok(builder.finish())
}
