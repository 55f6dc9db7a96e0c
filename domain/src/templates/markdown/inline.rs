//! Inline Markdown without its marks.

use std::collections::HashSet;

use memchr::memchr2;
use pulldown_cmark::{BrokenLink, Event, Parser, Tag, TagEnd};

use super::blocks::{options, squeeze};
use super::lines::begins_block;

/// The labels of a source's link definitions: whether `[a][b]` is a link is told by the whole source.
#[derive(Debug, Clone, Default)]
pub(super) struct Definitions(HashSet<String>);

impl Definitions {
    pub(super) fn of<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        Self(labels.map(folded).collect())
    }

    fn knows(&self, label: &str) -> bool {
        self.0.contains(&folded(label))
    }
}

/// A label as labels are compared: case and white space do not count.
fn folded(label: &str) -> String {
    squeeze(label).to_lowercase()
}

/// Inline Markdown after a word, as a paragraph: the word keeps a beginning like "1. Build" from being read as a block,
/// the indent keeps the beginnings of the other lines from it.
fn after_word(word: &str, markdown: &str) -> String {
    format!("{word} {}", markdown.replace('\n', "\n    "))
}

/// The events of inline Markdown in a source with such definitions.
fn events<'a>(markdown: &'a str, definitions: &'a Definitions) -> impl Iterator<Item = Event<'a>> {
    let link = |link: BrokenLink<'a>| {
        let known = definitions.knows(&link.reference);
        known.then(|| ("".into(), "".into()))
    };
    Parser::new_with_broken_link_callback(markdown, options(), Some(link))
}

/// The text of inline Markdown without marks: what a person reads, and the accessible name of a control.
pub fn plain_text(markdown: &str) -> String {
    plain_in(markdown, &Definitions::default())
}

/// Whether the text of inline Markdown without marks can have an ASCII sign: as it stands, or as an entity. Reading the
/// Markdown to find out costs much more.
pub(super) fn can_say(markdown: &str, sign: u8) -> bool {
    memchr2(sign, b'&', markdown.as_bytes()).is_some()
}

/// The text of inline Markdown without marks, in a source with such definitions.
pub(super) fn plain_in(markdown: &str, definitions: &Definitions) -> String {
    let marks = [
        '*', '_', '`', '[', ']', '<', '>', '&', '\\', '!', '~', '#', '|', '-', '+', '=',
    ];
    if !markdown.contains(marks) && !markdown.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace()) {
        return squeeze(markdown);
    }
    let mut plain = String::with_capacity(markdown.len());
    for event in events(&after_word("x", markdown), definitions) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                plain.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::InlineHtml(html) => plain.push_str(shown_html(&html)),
            Event::Start(_)
            | Event::End(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }
    squeeze(plain.strip_prefix('x').unwrap_or(&plain))
}

/// The bold beginning of inline Markdown, without marks.
pub(super) fn title_of(markdown: &str, definitions: &Definitions) -> Option<String> {
    if !markdown.contains("**") && !markdown.contains("__") {
        return None;
    }
    let mut title: Option<String> = None;
    for event in events(&after_word(".", markdown), definitions) {
        match (event, &mut title) {
            (Event::Start(Tag::Strong), None) => title = Some(String::new()),
            (Event::End(TagEnd::Strong), Some(_)) => break,
            (Event::Text(text) | Event::Code(text), Some(title)) => title.push_str(&text),
            (Event::SoftBreak | Event::HardBreak, Some(title)) => title.push(' '),
            (Event::Text(text) | Event::Code(text), None) if text.contains(char::is_alphanumeric) => return None,
            // Another mark around the bold text: it is no title.
            (Event::Start(Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. }), None) => return None,
            _ => {}
        }
    }
    title.map(|title| squeeze(&title)).filter(|title| !title.is_empty())
}

/// A paragraph's Markdown in a form that is a paragraph wherever it stands.
///
/// A line can be part of a paragraph only because of where it stood (far indented below a link definition); standing
/// alone it would be a heading or a list, so its first sign is escaped.
pub(super) fn as_paragraph(text: String) -> String {
    if !begins_block(&text) {
        return text;
    }
    let alone = |text: &str| {
        let written = text.replace('\n', "\n    ");
        let mut events = Parser::new_ext(&written, options()).into_offset_iter();
        let first = events.next();
        matches!(first, Some((Event::Start(Tag::Paragraph), range)) if range.start == 0 && range.len() >= written.len())
    };
    if alone(&text) {
        return text;
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    format!("{}\\{}", &text[..digits], &text[digits..])
}

/// Elements of HTML. A tag with any other name is a placeholder of the author (`<previous-tag>`) and is shown as text.
const ELEMENTS: [&str; 52] = [
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "blockquote",
    "br",
    "button",
    "center",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "link",
    "main",
    "nav",
    "object",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
];

/// Whether a name is that of an HTML element.
pub(super) fn is_element(name: &str) -> bool {
    ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name))
        || ["table", "td", "th", "tr", "u", "ul", "video"]
            .iter()
            .any(|element| element.eq_ignore_ascii_case(name))
}

/// What is shown of inline HTML: nothing of an element or a comment, a placeholder as it is.
pub(super) fn shown_html(html: &str) -> &str {
    let name = html.trim_start_matches(['<', '/']);
    let name = &name[..name.find(|c: char| !(c.is_ascii_alphanumeric())).unwrap_or(name.len())];
    let bare = html.starts_with('<') && !html.contains(['=', '"', '\'']);
    let whole = html[1..].trim_start_matches('/').starts_with(name) && !name.is_empty();
    let single = html.len() == name.len() + 2 || html.contains(['-', '_', ' ']);
    if bare && whole && single && !is_element(name) {
        html
    } else {
        ""
    }
}
