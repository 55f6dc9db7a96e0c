//! The title of a document.

use leptos::prelude::*;
use leptos_meta::Title;

use super::escaped;

/// What browsers call the page. Escaped here, because `leptos_meta` writes the text as it is: what a person typed would
/// otherwise end the element and begin others.
pub fn document_title(text: &str) -> AnyView {
    view! { <Title text=escaped(text) /> }.into_any()
}
