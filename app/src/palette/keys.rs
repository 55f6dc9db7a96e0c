//! The keys of a page, and the sheet that lists them. Single keys can be switched off (WCAG 2.1.4).

use leptos::prelude::*;

const TICK: &str = "Tick the item";
const NOTES: &str = "Comments on the item";
const EVIDENCE: &str = "Evidence of the item";

/// Listens for keys and for the small buttons of a page (copy, print), and holds the list of keys.
#[island]
pub fn Keys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::press::start();
    let sprite = super::sprite();
    let lines = [
        ("Go to anything", "Ctrl K"),
        ("Next, previous item", "j k"),
        (TICK, "x"),
        (NOTES, "n"),
        (EVIDENCE, "e"),
        ("Search", "/"),
        ("Deployments", "g d"),
        ("Calendar", "g c"),
        ("Audit trail", "g a"),
        ("This list", "?"),
    ];
    let lines = lines
        .into_iter()
        .map(|(words, keys)| {
            let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect_view();
            // The style hides them where the page has no list to tick.
            let items = [TICK, NOTES, EVIDENCE].contains(&words).then_some("items");
            view! { <dt data-of=items>{words}</dt> <dd data-of=items>{keys}</dd> }
        })
        .collect_view();
    view! {
        <dialog class="dialog" id="keys-dialog" aria-labelledby="keys-title">
            <div class="dialog__head">
                <h2 id="keys-title">"Keys of this page"</h2>
                <form method="dialog">
                    <button class="button" data-kind="quiet" data-size="small" aria-label="Close">
                        <svg class="icon" aria-hidden="true">
                            <use href=format!("{sprite}#cross")></use>
                        </svg>
                    </button>
                </form>
            </div>
            <div class="dialog__body">
                <dl class="keys">{lines}</dl>
                <label class="choice">
                    <input type="checkbox" role="switch" id="single-keys" checked />
                    <span>"Single keys"</span>
                    <span class="choice__hint">"Off leaves only Ctrl K. Kept in this browser."</span>
                </label>
            </div>
        </dialog>
    }
}
