//! Icons: one sprite, one reference each.

use leptos::prelude::*;

use crate::Assets;

/// The address of the sprite.
pub fn sprite() -> String {
    with_context::<Assets, _>(|assets| assets.icons.clone()).unwrap_or_default()
}

fn address(name: &str) -> String {
    with_context::<Assets, _>(|assets| format!("{}#{name}", assets.icons)).unwrap_or_default()
}

/// An icon of the sprite; decoration, so that the words beside it say it too.
#[component]
pub fn Icon(
    /// Its name in the sprite.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=address(name)></use>
        </svg>
    }
}

/// The mark of something that folds, inside its `summary`.
#[component]
pub fn Fold() -> impl IntoView {
    view! {
        <svg class="fold" aria-hidden="true">
            <use href=address("chevron")></use>
        </svg>
    }
}

/// Appends an icon to HTML written by hand; `sprite` is [`sprite`]'s answer, asked for once.
pub fn write_icon(out: &mut String, sprite: &str, name: &str) {
    for part in [
        r#"<svg class="icon" aria-hidden="true"><use href=""#,
        sprite,
        "#",
        name,
        r#""></use></svg>"#,
    ] {
        out.push_str(part);
    }
}

/// Appends the mark of something that folds.
pub fn write_fold(out: &mut String, sprite: &str) {
    for part in [
        r#"<svg class="fold" aria-hidden="true"><use href=""#,
        sprite,
        r#"#chevron"></use></svg>"#,
    ] {
        out.push_str(part);
    }
}
