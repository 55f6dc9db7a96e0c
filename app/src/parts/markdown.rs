//! Markdown that people wrote, as HTML that is safe to insert.

use super::escaped;

/// Inline Markdown.
pub fn inline_html(markdown: &str) -> String {
    escaped(markdown)
}

/// A block of Markdown with the link definitions of its document.
pub fn block_html(markdown: &str, definitions: &str) -> String {
    let _ = definitions;
    format!("<p>{}</p>", escaped(markdown))
}
