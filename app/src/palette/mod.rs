//! The palette (`Ctrl+K`) over pages, deployments, templates, people and actions, and the keys of a page (`?`).
#![allow(
    missing_docs,
    reason = "`#[island]` passes no comments on to the struct of its props"
)]

pub mod actions;
mod keys;
#[cfg(feature = "hydrate")]
mod press;

pub use keys::Keys;

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::live::dom::{organization, sprite};
#[cfg(feature = "ssr")]
use crate::parts::sprite;
use actions::{Hit, find};

/// Nothing is looked for while the server renders.
#[cfg(not(feature = "hydrate"))]
fn organization() -> String {
    String::new()
}

/// One field that leads anywhere. Opened by `Ctrl+K`, `Cmd+K` or the button in the header.
#[island]
pub fn Palette() -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let field = NodeRef::<leptos::html::Input>::new();
    let hits = RwSignal::new(Vec::<Hit>::new());
    let chosen = RwSignal::new(0_usize);
    let nothing = RwSignal::new(false);
    // Answers may overtake each other: only that to the last question counts.
    let asked = StoredValue::new(0_u32);
    let ask = move |words: String| {
        let question = asked.get_value() + 1;
        asked.set_value(question);
        leptos::task::spawn_local(async move {
            let found = find(organization(), words).await;
            if asked.get_value() == question {
                let found = found.unwrap_or_default();
                chosen.set(0);
                nothing.set(found.is_empty());
                hits.set(found);
            }
        });
    };
    #[cfg(feature = "hydrate")]
    {
        press::palette(move || {
            if let (Some(dialog), Some(field)) = (dialog.get_untracked(), field.get_untracked()) {
                // Fails only when it is open already.
                let _ = dialog.show_modal();
                field.set_value("");
                ask(String::new());
            }
        });
    }
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        let (at, last) = (chosen.get_untracked(), count.saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => chosen.set(if at >= last { 0 } else { at + 1 }),
            "ArrowUp" => chosen.set(at.checked_sub(1).unwrap_or(last)),
            "Enter" => {
                if let Some(hit) = hits.with_untracked(|hits| hits.get(at).cloned()) {
                    go(&hit.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <dialog class="dialog palette" node_ref=dialog aria-label="Go to">
            <input
                class="palette__input"
                node_ref=field
                role="combobox"
                aria-label="Go to"
                aria-expanded=move || hits.with(|hits| !hits.is_empty()).to_string()
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-activedescendant=move || {
                    hits.with(|hits| !hits.is_empty()).then(|| format!("palette-{}", chosen.get()))
                }
                autocomplete="off"
                on:input:target=move |event| ask(event.target().value())
                on:keydown=pressed
            />
            <ul class="palette__list" id="palette-list" role="listbox" aria-label="Results">
                {move || options(&hits.get(), chosen)}
            </ul>
            <p class="palette__none" role="status">
                {move || nothing.get().then_some("Nothing found.")}
            </p>
            <p class="palette__foot">
                <span>
                    <kbd>"↑"</kbd>
                    " "
                    <kbd>"↓"</kbd>
                    " move"
                </span>
                <span>
                    <kbd>"Enter"</kbd>
                    " go"
                </span>
                <span>
                    <kbd>"Esc"</kbd>
                    " close"
                </span>
            </p>
        </dialog>
    }
}

/// Goes to a page of this program.
fn go(href: &str) {
    // A page that cannot be left stays.
    let _ = location().set_href(href);
}

/// The options, each group under its name.
fn options(hits: &[Hit], chosen: RwSignal<usize>) -> Vec<AnyView> {
    let sprite = sprite();
    let mut options = Vec::with_capacity(hits.len() + 5);
    let mut group = "";
    for (at, hit) in hits.iter().enumerate() {
        if hit.group.name() != group {
            group = hit.group.name();
            options.push(view! { <li class="palette__group" role="presentation">{group}</li> }.into_any());
        }
        let Hit {
            words,
            hint,
            href,
            group: kind,
        } = hit.clone();
        let icon = format!("{sprite}#{}", kind.icon());
        let option = view! {
            <li
                class="palette__option"
                role="option"
                id=format!("palette-{at}")
                aria-selected=move || (chosen.get() == at).to_string()
                on:click=move |_| go(&href)
            >
                <svg class="icon" aria-hidden="true">
                    <use href=icon></use>
                </svg>
                <span>{words}</span>
                <span class="palette__hint">{hint}</span>
            </li>
        };
        options.push(option.into_any());
    }
    options
}
