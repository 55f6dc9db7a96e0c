//! What became of every source line: nothing in a source may vanish.

use serde::{Deserialize, Serialize};

use super::source::{Source, to_u32};

/// What a source line became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineUse {
    /// Front matter: settings, or kept as text.
    FrontMatter,
    /// The name of the checklist.
    Title,
    /// A heading that names a phase.
    Phase,
    /// A heading or a bold label.
    Section,
    /// An item's text.
    Item,
    /// A slot.
    Slot,
    /// A plain bullet: group, acceptance criterion or note.
    Bullet,
    /// A code block.
    Code,
    /// A paragraph.
    Text,
    /// A table.
    Table,
    /// Raw HTML, kept and never shown.
    Html,
    /// A thematic break.
    Rule,
    /// A link definition or another line without a place in the tree, kept at the end.
    Definition,
    /// Nothing but white space.
    Blank,
}

impl LineUse {
    /// All uses, in the order in which the preview lists them.
    pub const ALL: [Self; 14] = [
        Self::FrontMatter,
        Self::Title,
        Self::Phase,
        Self::Section,
        Self::Item,
        Self::Slot,
        Self::Bullet,
        Self::Code,
        Self::Text,
        Self::Table,
        Self::Html,
        Self::Rule,
        Self::Definition,
        Self::Blank,
    ];

    /// The words of the preview's last line, for one and for several lines.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::FrontMatter => ("line of front matter", "lines of front matter"),
            Self::Title => ("line of title", "lines of title"),
            Self::Phase => ("phase heading", "phase headings"),
            Self::Section => ("section heading", "section headings"),
            Self::Item => ("line of items", "lines of items"),
            Self::Slot => ("line of sign-off slots", "lines of sign-off slots"),
            Self::Bullet => ("line of bullets", "lines of bullets"),
            Self::Code => ("line of code", "lines of code"),
            Self::Text => ("line of text", "lines of text"),
            Self::Table => ("line of tables", "lines of tables"),
            Self::Html => ("line of HTML", "lines of HTML"),
            Self::Rule => ("separator", "separators"),
            Self::Definition => ("link definition", "link definitions"),
            Self::Blank => ("blank line", "blank lines"),
        }
    }
}

/// The use of every line while a source is read.
#[derive(Debug)]
pub(super) struct Account {
    uses: Vec<Option<LineUse>>,
}

impl Account {
    pub(super) fn new(lines: usize) -> Self {
        Self {
            uses: vec![None; lines],
        }
    }

    /// Notes what the lines from `first` to `last` became; a later note wins.
    pub(super) fn mark(&mut self, first: u32, last: u32, line_use: LineUse) {
        let (first, last) = (first.saturating_sub(1) as usize, (last as usize).min(self.uses.len()));
        if let Some(lines) = self.uses.get_mut(first..last) {
            lines.fill(Some(line_use));
        }
    }

    /// Notes the lines above the Markdown.
    pub(super) fn mark_front_matter(&mut self, source: &Source<'_>) {
        if source.body == 0 {
            return;
        }
        let last = if source.body >= source.text.len() {
            to_u32(source.lines())
        } else {
            source.line_at(source.body) - 1
        };
        self.mark(1, last, LineUse::FrontMatter);
    }

    /// Lines that the tree has no place for, which are link definitions, in source order; adjacent ones joined.
    pub(super) fn left_over(&mut self, source: &Source<'_>) -> Vec<String> {
        let mut left: Vec<String> = Vec::new();
        let mut adjacent = false;
        for (number, line_use) in (1..).zip(&mut self.uses) {
            let text = source.line(number).trim_start_matches(['>', ' ', '\t']);
            if text.trim().is_empty() {
                let kept = line_use.filter(|line_use| matches!(line_use, LineUse::Code | LineUse::FrontMatter));
                *line_use = kept.or(Some(LineUse::Blank));
            }
            let open = line_use.is_none();
            if open {
                *line_use = Some(LineUse::Definition);
                match left.last_mut().filter(|_| adjacent) {
                    Some(last) => {
                        last.push('\n');
                        last.push_str(text.trim());
                    }
                    None => left.push(text.trim().to_owned()),
                }
            }
            adjacent = open;
        }
        left
    }

    /// How many lines became what; the figures add up to the number of lines.
    pub(super) fn totals(&self) -> Vec<(LineUse, usize)> {
        let count = |wanted| self.uses.iter().filter(|line_use| **line_use == Some(wanted)).count();
        LineUse::ALL
            .into_iter()
            .map(|wanted| (wanted, count(wanted)))
            .filter(|(_, lines)| *lines > 0)
            .collect()
    }
}
