//! The versions of a template, newest first.

use leptos::prelude::*;

use super::{DRAFT, Found, Shown};
use crate::parts::Icon;
use crate::sentences::Names;

/// The panel *Versions*: each can be looked at, and compared with the one shown.
pub(super) fn panel(found: &Found, shown: &Shown<'_>, names: &Names<'_>) -> impl IntoView + use<> {
    let base = found.base();
    let here = shown.version();
    let link = |name: String, wanted: &str, current: bool| {
        view! {
            <a class="row__link" href=format!("{base}?version={wanted}") aria-current=current.then_some("page")>
                {name}
            </a>
        }
    };
    let draft = found.template.draft.as_ref().map(|draft| {
        let number = found.template.versions.last_key_value().map_or(1, |(last, _)| last + 1);
        let sub = format!(
            "{}, {}",
            found.clock.day(draft.edited_at),
            names.person(draft.edited_by)
        );
        view! {
            <li class="row">
                <span class="row__main">
                    {link(format!("Version {number}"), DRAFT, here.is_none())} <span class="row__sub">{sub}</span>
                </span>
                <span class="row__cell"><span class="tag"><Icon name="pen" />"Draft"</span></span>
            </li>
        }
    });
    let versions = found
        .template
        .versions
        .iter()
        .rev()
        .map(|(number, version)| {
            let sub = format!(
                "{}, {}",
                found.clock.day(version.published_at),
                names.person(version.published_by)
            );
            let cell = if here == Some(*number) {
                view! { <span class="tag" data-tone="signed"><Icon name="check" />"Published"</span> }.into_any()
            } else {
                compare(&base, *number, shown)
            };
            view! {
                <li class="row">
                    <span class="row__main">
                        {link(format!("Version {number}"), &number.to_string(), here == Some(*number))}
                        <span class="row__sub">{sub}</span>
                    </span>
                    <span class="row__act">{cell}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="versions">
            <div class="panel__head">
                <Icon name="list" />
                <h2 id="versions">"Versions"</h2>
            </div>
            <div class="panel__body" data-flush>
                <ul class="rows" data-of="names">{draft} {versions}</ul>
            </div>
        </section>
    }
}

/// The way to a comparison with what is shown, the older of the two first.
fn compare(base: &str, number: u32, shown: &Shown<'_>) -> AnyView {
    let (from, to) = match shown.version() {
        Some(here) if here < number => (here.to_string(), number.to_string()),
        Some(_) | None => (number.to_string(), shown.value()),
    };
    view! {
        <a href=format!("{base}/compare?from={from}&to={to}")>
            "Compare" <span class="visually-hidden">{format!(" version {number} with {}", shown.name().to_lowercase())}</span>
        </a>
    }
    .into_any()
}
