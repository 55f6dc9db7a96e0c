//! Markdown that people wrote, as HTML that is safe to insert.

use domain::templates::markdown::{render_block, render_inline};

/// Inline Markdown.
pub fn inline_html(markdown: &str) -> String {
    render_inline(markdown)
}

/// A block of Markdown; `definitions` are the link definitions of the document that it stands in.
pub fn block_html(markdown: &str, definitions: &str) -> String {
    if definitions.is_empty() {
        render_block(markdown)
    } else {
        render_block(&format!("{markdown}\n\n{definitions}"))
    }
}
