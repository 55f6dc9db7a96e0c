//! A number that goes up.

use leptos::prelude::*;

/// Counts its clicks from `start`.
#[island]
pub fn Counter(
    /// The number shown first.
    start: i32,
) -> impl IntoView {
    let count = RwSignal::new(start);
    view! { <button type="button" on:click=move |_| count.update(|n| *n += 1)>"Clicked " {count}</button> }
}
