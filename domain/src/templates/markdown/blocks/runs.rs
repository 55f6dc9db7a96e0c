//! Runs of inline text while they are built: their words, their bold beginning, their lines. No block is closed here
//! but the paragraph that a tight list leaves out.

use std::ops::Range;

use super::builder::Builder;
use super::{Block, Inline, Kind, Strong};

/// An inline run that is being built.
pub(super) struct OpenInline {
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

impl Builder<'_> {
    /// Adds a piece of inline text, opening a run where a tight list leaves the paragraph out.
    pub(super) fn piece(&mut self, text: &str, range: Range<usize>) {
        let at = range.start;
        self.touch(range);
        self.tree.pieces.push((at, self.tree.plain.len()));
        self.tree.plain.push_str(text);
    }

    /// Adds the space between two lines, and notes where the words of the next one begin.
    pub(super) fn line_break(&mut self, range: Range<usize>) {
        self.piece(" ", range);
        if let Some(inline) = &mut self.inline {
            inline.after_break = true;
        }
    }

    /// Opens emphasis, a link or an image. Only bold that stands in no other mark can be the run's bold beginning.
    pub(super) fn open_mark(&mut self, bold: bool, range: Range<usize>) {
        let plain = self.tree.plain.len();
        let open = self.touch(range.clone());
        open.depth += 1;
        if bold && open.strong.is_none() && open.depth == 1 {
            open.strong = Some(Strong {
                range,
                plain: plain..plain,
            });
            open.in_strong = true;
        }
    }

    pub(super) fn close_mark(&mut self) {
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

    pub(super) fn take_inline(&mut self, within: Option<Range<usize>>) -> Option<Inline> {
        let open = self.inline.take()?;
        let range = within.unwrap_or_else(|| {
            // An escape's range begins after its backslash.
            let escaped = self.markdown[..open.range.start].ends_with('\\');
            open.range.start - usize::from(escaped)..open.range.end
        });
        let range = trim(self.markdown, range);
        let breaks = open.breaks..self.tree.breaks.len();
        let folded = self.markdown[range.clone()].matches('\n').count() > breaks.len();
        if folded {
            self.folded.push(range.clone());
        }
        Some(Inline {
            range,
            plain: open.plain..self.tree.plain.len(),
            pieces: open.pieces..self.tree.pieces.len(),
            breaks,
            strong: open.strong,
            folded,
        })
    }

    /// Ends the run of a paragraph that a tight list left out.
    pub(super) fn end_inline(&mut self) {
        if let Some(inline) = self.take_inline(None) {
            self.block(Block {
                range: inline.range.clone(),
                kind: Kind::Paragraph(inline),
            });
        }
    }

    /// An inline run without content.
    pub(super) fn nothing(&self, range: &Range<usize>) -> Inline {
        let (plain, pieces) = (self.tree.plain.len(), self.tree.pieces.len());
        Inline {
            range: range.start..range.start,
            plain: plain..plain,
            pieces: pieces..pieces,
            breaks: 0..0,
            strong: None,
            folded: false,
        }
    }
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start_matches([' ', '\t', '\n']).len());
    let end = range.end - (slice.len() - slice.trim_end_matches([' ', '\t', '\n']).len());
    start..end.max(start)
}
