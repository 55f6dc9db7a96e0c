//! Markdown as HTML that is safe to show: raw HTML never passes, links go to the web only.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use super::inline::shown_html;

/// What may stand in the HTML of a text. No images: a page fetches nothing from anywhere else.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let mut cleaner = Builder::default();
    cleaner
        .tags(HashSet::from(tags))
        .tag_attributes(
            [
                ("a", HashSet::from(["href", "title"])),
                ("ol", HashSet::from(["start"])),
            ]
            .into(),
        )
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow"));
    cleaner
});

/// Tags without attributes, which the cleaner would leave as they are.
const PLAIN_TAGS: [&str; 6] = ["<strong>", "</strong>", "<em>", "</em>", "<code>", "</code>"];

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// An event as it may be shown: no raw HTML, and of an image its description.
fn shown(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(_)
        | Event::Start(Tag::HtmlBlock | Tag::Image { .. })
        | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => None,
        Event::InlineHtml(html) => Some(Event::Text(shown_html(&html).to_owned().into())),
        Event::Start(_)
        | Event::End(_)
        | Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_) => Some(event),
    }
}

/// Cleans HTML that the parser wrote. What has no tag but plain ones is clean by itself, which spares a page of 231
/// items as many walks through an HTML parser.
fn clean(html: String) -> String {
    let plain = html
        .match_indices('<')
        .all(|(at, _)| PLAIN_TAGS.iter().any(|tag| html[at..].starts_with(tag)));
    if plain { html } else { CLEANER.clean(&html).to_string() }
}

/// Inline Markdown as HTML, without a paragraph around it.
pub fn render_inline(markdown: &str) -> String {
    // A word before the text keeps what begins like a block ("1. Build") from being read as one.
    let inline = format!("x {markdown}");
    let events = Parser::new_ext(&inline, options())
        .filter(|event| !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)))
        .filter_map(shown);
    let mut out = String::with_capacity(markdown.len() + 16);
    html::push_html(&mut out, events);
    let out = out.strip_prefix('x').unwrap_or(&out).trim();
    clean(out.to_owned())
}

/// A block of Markdown as HTML: paragraphs, lists, tables, code.
pub fn render_block(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, Parser::new_ext(markdown, options()).filter_map(shown));
    clean(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_markdown_is_shown() {
        assert_eq!(
            render_inline("**Bold** & `a < b`"),
            "<strong>Bold</strong> &amp; <code>a &lt; b</code>"
        );
        assert_eq!(render_inline("1. Build"), "1. Build");
        assert_eq!(
            render_inline("checkout <previous-tag>"),
            "checkout &lt;previous-tag&gt;"
        );
        assert_eq!(
            render_inline("[docs](https://example.org/a)"),
            "<a href=\"https://example.org/a\" rel=\"noopener nofollow\">docs</a>"
        );
        assert_eq!(render_block("a\n\n- b"), "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n");
    }

    #[test]
    fn nothing_unsafe_passes() {
        let attacks = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "![x](javascript:alert(1))",
            "<javascript:alert(1)>",
            "[x](\tjavascript:alert(1))",
            "<a href=\"javascript:alert(1)\">x</a>",
            "[x](https://e.org \"onclick=alert(1)\")",
            "<details open ontoggle=alert(1)>",
            "<svg onload=alert(1)>",
            "`<script>`",
            "[x]: javascript:alert(1)\n\n[x]",
        ];
        for attack in attacks {
            for html in [render_inline(attack), render_block(attack)] {
                let lower = html.to_lowercase();
                for bad in [
                    "<script",
                    "<img",
                    "<svg",
                    "<details",
                    "href=\"javascript",
                    "href=\"data",
                    " onerror",
                    " onload",
                ] {
                    assert!(!lower.contains(bad), "{attack}: {html}");
                }
            }
        }
    }
}
