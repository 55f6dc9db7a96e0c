//! Markdown that people wrote, as HTML that is safe to insert.

use domain::templates::markdown::{render_block, render_inline};
use domain::templates::structure::Item;

use super::escaped;

/// Inline Markdown.
pub fn inline_html(markdown: &str) -> String {
    render_inline(markdown)
}

/// An item's text; where it has none, what the item is called.
pub fn item_html(item: &Item) -> String {
    if item.plain.trim().is_empty() {
        format!(
            r#"<i class="muted">{}</i>{}"#,
            escaped(&item.name()),
            inline_html(&item.text)
        )
    } else {
        inline_html(&item.text)
    }
}

/// A block of Markdown; `definitions` are the link definitions of the document that it stands in.
pub fn block_html(markdown: &str, definitions: &str) -> String {
    if definitions.is_empty() {
        render_block(markdown)
    } else {
        render_block(&format!("{markdown}\n\n{definitions}"))
    }
}
