//! Paragraphs that dashes below them turned into headings; no other reading of a block is doubted here.

use std::ops::Range;

use crate::templates::markdown::readers::box_mark;

use super::Inline;

/// A paragraph that dashes below it turned into a heading by accident.
pub(super) struct Accident {
    /// The dashes, where they are a thematic break; fewer than three are the beginning of a bullet never filled in.
    pub(super) rule: Option<Range<usize>>,
}

/// Whether a heading is a paragraph by intention: several lines, an item, or fewer than three dashes below it.
pub(super) fn accident(markdown: &str, range: &Range<usize>, inline: &Inline) -> Option<Accident> {
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
