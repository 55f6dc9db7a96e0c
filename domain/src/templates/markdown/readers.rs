//! The readers: what each of them takes for an item.

use crate::templates::structure::Reader;

/// The mark at the beginning of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) checked: bool,
    /// How many bytes the mark has, white space after it included.
    pub(super) len: usize,
}

/// A GFM box, `[ ]`, `[x]` or `[X]`, with white space or nothing after it.
pub(super) fn box_mark(text: &str) -> Option<Mark> {
    let rest = ["[ ]", "[x]", "[X]"].iter().find_map(|mark| text.strip_prefix(mark))?;
    let after = rest.trim_start();
    let spaced = rest.is_empty() || after.len() < rest.len();
    spaced.then(|| Mark {
        checked: !text.starts_with("[ ]"),
        len: text.len() - after.len(),
    })
}

/// Symbols that stand for an open box.
const OPEN: [char; 14] = [
    '☐', '❌', '✗', '✘', '⬜', '🔲', '🔳', '□', '▢', '❏', '❑', '◻', '◽', '☒',
];
/// Symbols that stand for a checked box.
const DONE: [char; 5] = ['☑', '✅', '✔', '✓', '■'];

/// A symbol that stands for a box.
pub(super) fn symbol_mark(text: &str) -> Option<Mark> {
    let symbol = text.chars().next()?;
    let checked = DONE.contains(&symbol);
    if !checked && !OPEN.contains(&symbol) {
        return None;
    }
    let rest = text[symbol.len_utf8()..].trim_start_matches('\u{fe0f}').trim_start();
    Some(Mark {
        checked,
        len: text.len() - rest.len(),
    })
}

/// A table cell that holds nothing but boxes: the first one tells whether it is checked. A capital `[X]` stands for a
/// number in tables and is no box.
pub(super) fn cell_mark(cell: &str) -> Option<bool> {
    let cell = cell.trim();
    if let Some(mark) = symbol_mark(cell) {
        return (mark.len == cell.len()).then_some(mark.checked);
    }
    let first = box_mark(cell).filter(|_| !cell.starts_with("[X]"))?;
    let others = cell.match_indices('[').count();
    (first.len == cell.len() || others > 1).then_some(first.checked)
}

impl Reader {
    /// The mark of a list entry that this reader takes for an item. A box makes an item for every reader.
    pub(super) fn entry_mark(self, text: &str, ordered: bool, inside_item: bool) -> Option<Mark> {
        let bare = Mark { checked: false, len: 0 };
        let other = match self {
            Self::SymbolBullets => symbol_mark(text),
            Self::NumberedSteps => (ordered && !text.is_empty()).then_some(bare),
            Self::PlainBullets => (!inside_item && !text.is_empty()).then_some(bare),
            Self::Tasks | Self::SymbolLines | Self::TableRows | Self::Prose => None,
        };
        box_mark(text).or(other)
    }

    /// The mark of a line of a paragraph that this reader takes for an item.
    pub(super) fn line_mark(self, line: &str) -> Option<Mark> {
        match self {
            Self::SymbolLines => symbol_mark(line).or_else(|| box_mark(line)),
            Self::Tasks
            | Self::SymbolBullets
            | Self::TableRows
            | Self::NumberedSteps
            | Self::PlainBullets
            | Self::Prose => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes() {
        assert_eq!(box_mark("[ ] a"), Some(Mark { checked: false, len: 4 }));
        assert_eq!(box_mark("[X]\u{a0}a"), Some(Mark { checked: true, len: 5 }));
        assert_eq!(box_mark("[x]"), Some(Mark { checked: true, len: 3 }));
        for text in ["[ ]a", "[]", "[x](u)", "[  ] a", "\\[ ] a", "[-] a"] {
            assert_eq!(box_mark(text), None, "{text}");
        }
    }

    #[test]
    fn cells() {
        assert_eq!(cell_mark("☐"), Some(false));
        assert_eq!(cell_mark(" [x] "), Some(true));
        assert_eq!(cell_mark("[ ] Yes [ ] No"), Some(false));
        for cell in ["[X]", "[ ] only words", "", "✅ done"] {
            assert_eq!(cell_mark(cell), None, "{cell}");
        }
    }
}
