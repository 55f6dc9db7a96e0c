//! A panel of the record's side: a region named by its heading.

use leptos::prelude::*;

use crate::parts::Icon;

/// A region with a heading. `part` is the name under which the live island replaces it.
pub(super) fn panel(
    part: &'static str,
    icon: &'static str,
    title: &'static str,
    tone: Option<&'static str>,
    count: Option<usize>,
    body: AnyView,
) -> AnyView {
    view! {
        <section class="panel" data-part=part data-tone=tone aria-labelledby=part>
            <div class="panel__head">
                <Icon name=icon />
                <h2 id=part>{title}</h2>
                {count.map(|count| view! { <span class="count">{count.to_string()}</span> })}
            </div>
            <div class="panel__body">{body}</div>
        </section>
    }
    .into_any()
}

/// A region that has nothing to say now, and may have later.
pub(super) fn silent(part: &'static str) -> AnyView {
    view! { <section data-part=part hidden></section> }.into_any()
}
