//! Hashes as people compare them: in groups of four.

use leptos::prelude::*;

/// The groups of four hexadecimal digits of a hash.
fn groups(hash: &ledger::Hash) -> Vec<String> {
    let hex: Vec<char> = hash.to_string().chars().collect();
    hex.chunks(4).map(|group| group.iter().collect()).collect()
}

/// A hash, short: its first eight digits; the whole of it on hover.
#[component]
pub fn Hash(
    /// The hash.
    hash: ledger::Hash,
) -> impl IntoView {
    let groups = groups(&hash);
    let short: Vec<String> = groups.iter().take(2).cloned().collect();
    view! { <code class="hash" title=hash.to_string()>{short.join(" ")}</code> }
}

/// A hash, whole.
#[component]
pub fn FullHash(
    /// The hash.
    hash: ledger::Hash,
) -> impl IntoView {
    let groups = groups(&hash)
        .into_iter()
        .map(|group| view! { <span>{group}</span> " " })
        .collect_view();
    view! { <code class="hash" data-size="full">{groups}</code> }
}
