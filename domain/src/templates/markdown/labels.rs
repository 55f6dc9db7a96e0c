//! Bold labels in place of headings.

use crate::templates::structure::{Reader, Section};

use super::ReadError;
use super::account::LineUse;
use super::assemble::Assembler;
use super::attributes::Attributes;
use super::blocks::{Block, Inline, Kind};
use super::draft::DraftSection;
use super::lines::{begins_block, first_line, one_line};
use super::words::Normal;

/// What a bold first line says.
struct Shape {
    title: String,
    plain: String,
    attributes: Attributes,
    /// Whether it ends in a colon.
    colon: bool,
    /// Whether it ends like a sentence, which names nothing.
    sentence: bool,
    /// Where the rest of the paragraph begins.
    rest: usize,
}

impl Assembler<'_> {
    /// A paragraph whose first line is bold throughout names a section when something follows that it can be the name
    /// of.
    pub(super) fn label(
        &mut self,
        index: usize,
        block: &Block,
        inline: &Inline,
    ) -> Result<Option<DraftSection>, ReadError> {
        let Some(shape) = self.shape(inline) else {
            return Ok(None);
        };
        let rest = self.raw(inline, shape.rest..inline.range.end);
        let has_rest = shape.rest < inline.range.end;
        let named = shape.attributes.id.is_some();
        let followed = has_rest || self.is_followed(index, shape.colon);
        let blocky = begins_block(first_line(&rest)) && self.reader.line_mark(&rest).is_none();
        let names = followed && !shape.sentence && !blocky;
        if !named && !names {
            return Ok(None);
        }
        let line = self.mark(&block.range, LineUse::Text).0;
        self.account.mark(line, line, LineUse::Section);
        let mut section = DraftSection {
            title: shape.title,
            words: Normal::of(&shape.plain),
            plain: shape.plain,
            level: Section::LABEL,
            line,
            attributes: shape.attributes,
            ..DraftSection::default()
        };
        if has_rest {
            let plain = self.tree.plain_between(inline, shape.rest, inline.range.end);
            self.paragraph(inline, shape.rest..inline.range.end, (rest, plain), &mut section.nodes)?;
        }
        Ok(Some(section))
    }

    /// The shape of a label: a bold first line, with a colon or an attribute list after it at most.
    fn shape(&self, inline: &Inline) -> Option<Shape> {
        let markdown = self.source.markdown();
        let strong = inline
            .strong
            .as_ref()
            .filter(|strong| strong.range.start == inline.range.start)?;
        let text = &markdown[inline.range.clone()];
        let first = text.lines().next().unwrap_or_default();
        let after = first.get(strong.range.len()..)?.trim();
        let (after, attributes) = Attributes::split(after).unwrap_or((after, Attributes::default()));
        if !matches!(after, "" | ":" | "：") {
            return None;
        }
        let inner = markdown[strong.range.start + 2..strong.range.end - 2].trim();
        Some(Shape {
            title: format!("{}{after}", one_line(inner)),
            plain: format!("{}{after}", self.tree.strong_plain(strong)),
            attributes,
            colon: inner.ends_with([':', '：']) || !after.is_empty(),
            sentence: inner.ends_with(['.', '!', '。']),
            rest: inline.range.start + text.len() - text[first.len()..].trim_start().len(),
        })
    }

    /// Whether what follows a block can have a label for its name.
    fn is_followed(&self, index: usize, colon: bool) -> bool {
        let markdown = self.source.markdown();
        match self.tree.blocks.get(index + 1).map(|next| &next.kind) {
            Some(Kind::List(_) | Kind::Code { .. } | Kind::Table(_) | Kind::Quote(_) | Kind::Html(_)) => true,
            // The reader of prose makes items of headings and labels.
            Some(Kind::Paragraph(next)) => {
                colon
                    || self.reader.line_mark(&markdown[next.range.clone()]).is_some()
                    || (self.reader == Reader::Prose && self.shape(next).is_some())
            }
            Some(Kind::Heading(..)) => self.reader == Reader::Prose,
            Some(Kind::Rule) | None => false,
        }
    }
}
