//! The source text: one kind of line ending, its lines, its front matter.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memchr2};

/// How many bytes of a source are between two of which the line is noted.
const STRIDE: usize = 256;

/// A checklist's source, ready to be parsed.
pub(super) struct Source<'a> {
    /// The text without byte order mark, with line feeds only.
    pub(super) text: Cow<'a, str>,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
    /// How many lines have begun at every [`STRIDE`]th byte, so that the line of an offset is found among a few.
    strides: Vec<usize>,
    /// Front matter in its order; a key is empty for a line that is none.
    pub(super) front_matter: Vec<(String, String)>,
    /// Where the Markdown begins, after the front matter.
    pub(super) body: usize,
}

impl<'a> Source<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let text: Cow<'a, str> = if memchr2(b'\r', b'\0', source.as_bytes()).is_some() {
            Cow::Owned(
                source
                    .replace("\r\n", "\n")
                    .replace('\r', "\n")
                    .replace('\0', "\u{fffd}"),
            )
        } else {
            Cow::Borrowed(source)
        };
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        if starts.len() > 1 && starts.last() == Some(&text.len()) {
            starts.pop();
        }
        let strides = (0..=text.len() / STRIDE).scan(0, |line, stride| {
            let begun = starts[*line..].iter().take_while(|start| **start <= stride * STRIDE);
            *line += begun.count();
            Some(*line)
        });
        let strides = strides.collect();
        let (front_matter, body) = front_matter(&text);
        Self {
            text,
            starts,
            strides,
            front_matter,
            body,
        }
    }

    /// The Markdown after the front matter; its offsets are those of the text less [`Source::body`].
    pub(super) fn markdown(&self) -> &str {
        &self.text[self.body..]
    }

    /// How many lines the source has.
    pub(super) fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line of an offset, from 1.
    pub(super) fn line_at(&self, offset: usize) -> u32 {
        let stride = offset / STRIDE;
        let begun = |stride: usize| self.strides.get(stride).copied().unwrap_or(self.starts.len());
        let (from, to) = (begun(stride), begun(stride + 1));
        to_u32(from + self.starts[from..to].partition_point(|start| *start <= offset))
    }

    /// The text of a line, from 1, without its line feed.
    pub(super) fn line(&self, number: u32) -> &str {
        let index = number.saturating_sub(1) as usize;
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches('\n')
    }

    /// The first and the last line that the words of a range of the text touch.
    pub(super) fn lines_of(&self, range: &Range<usize>) -> (u32, u32) {
        let text = self.text[range.clone()].trim_end();
        // The parser begins an empty entry behind a tab on the line above it.
        let start = range.start + text.len() - text.trim_start().len();
        let last = range.start + text.len();
        (self.line_at(start), self.line_at(last.saturating_sub(1).max(start)))
    }
}

/// A count as the number type of stored structures; the limits keep it far below the border.
pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Splits the front matter from the Markdown: lines between `---` and `---` at the very start that look like YAML.
fn front_matter(text: &str) -> (Vec<(String, String)>, usize) {
    let none = (Vec::new(), 0);
    let Some(rest) = text
        .strip_prefix("---")
        .map(|rest| rest.trim_start_matches([' ', '\t']))
    else {
        return none;
    };
    let Some(rest) = rest.strip_prefix('\n') else {
        return none;
    };
    let mut at = text.len() - rest.len();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let bare = line.trim_end();
        if bare == "---" || bare == "..." {
            return (pairs, at);
        }
        let nested = bare.is_empty() || bare.starts_with([' ', '\t', '-', ']', '}']);
        match (nested, pairs.last_mut(), key_of(bare)) {
            (true, Some((_, value)), _) => {
                value.push('\n');
                value.push_str(bare);
            }
            (false, _, Some((key, value))) => pairs.push((key.to_owned(), value.to_owned())),
            _ if bare.starts_with('#') => pairs.push((String::new(), bare.to_owned())),
            _ => return none,
        }
    }
    none
}

/// `key: value` of front matter.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let plain = !key.is_empty() && !key.contains(['#', '[', '*', '`', '!', '<', '|']);
    let spaced = value.is_empty() || value.starts_with([' ', '\t']);
    (plain && spaced).then(|| (key.trim_end(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_without_a_last_empty_one() {
        assert_eq!(Source::new("").lines(), 1);
        assert_eq!(Source::new("a").lines(), 1);
        assert_eq!(Source::new("a\n").lines(), 1);
        assert_eq!(Source::new("a\r\nb\rc").lines(), 3);
        assert_eq!(Source::new("a\nb").line_at(2), 2);
    }

    #[test]
    fn the_line_of_every_offset() {
        let text = format!(
            "{}\n\n{}b\n{}",
            "a".repeat(2 * STRIDE - 1),
            "c\n".repeat(STRIDE),
            "d".repeat(STRIDE + 1)
        );
        let source = Source::new(&text);
        for offset in 0..=text.len() {
            let breaks = text[..offset].matches('\n').count();
            assert_eq!(source.line_at(offset), to_u32(breaks + 1), "{offset}");
        }
    }

    #[test]
    fn front_matter_is_kept_and_a_rule_is_none() {
        let source = Source::new("---\ntitle: A\nlabels:\n  - b\n---\n# T\n");
        assert_eq!(
            source.front_matter,
            [("title".into(), "A".into()), ("labels".into(), "\n  - b".into())]
        );
        assert_eq!(source.markdown(), "# T\n");
        assert!(Source::new("---\nSome words\n---\n").front_matter.is_empty());
        assert_eq!(Source::new("---\ntitle: A\n").body, 0);
    }
}
