//! Lines inside code spans, tags and links, of which the parser tells nothing: a second reading, in which no such mark is
//! left, tells where their words begin. What the words say is not its business.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::options;

/// Where the words of the lines after the first begin in runs of inline Markdown, in source order.
///
/// Only the marks of the containers around a run are left standing. A line of a paragraph stays one when its signs become
/// letters, so both readings have the same blocks.
pub(super) fn line_starts(markdown: &str, runs: &[Range<usize>]) -> Vec<usize> {
    if runs.is_empty() {
        return Vec::new();
    }
    let mut blank = String::with_capacity(markdown.len());
    let mut at = 0;
    for run in runs {
        blank.push_str(&markdown[at..run.start]);
        let signs = |c: char| c.is_ascii_punctuation() && c != '>';
        blank.extend(markdown[run.clone()].chars().map(|c| if signs(c) { 'x' } else { c }));
        at = run.end;
    }
    blank.push_str(&markdown[at..]);
    let mut starts = Vec::new();
    let mut after_break = false;
    for (event, range) in Parser::new_ext(&blank, options()).into_offset_iter() {
        if std::mem::take(&mut after_break) {
            starts.push(range.start);
        }
        after_break = matches!(event, Event::SoftBreak | Event::HardBreak);
    }
    starts
}
