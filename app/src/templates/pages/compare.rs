//! `/{org}/templates/{slug}/compare`: two versions item by item (T13).

use domain::templates::compare::{Comparison, Difference, ItemChange, compare};
use domain::templates::structure::Slot;
use domain::templates::{Roster, Template};
use leptos::prelude::*;

use super::{DRAFT, Found, Shown};
use crate::context::backend;
use crate::failure::Failure;
use crate::form::Form;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Crumb, Field, Icon, PageHead};

/// Two versions of a template compared: `?from=2&to=3`, either of them `draft`.
#[component]
pub fn ComparePage() -> impl IntoView {
    let org = parameter("org");
    let slug = parameter("template");
    let query = query();
    let asked = |name: &str| query.get(name).filter(|value| !value.is_empty());
    let (from, to) = (asked("from"), asked("to"));
    page(async move {
        let found = Found::load(org, &slug).await?;
        let to = Shown::of(&found.template, to.as_deref()).ok_or(Failure::NotFound)?;
        let from = from.unwrap_or_else(|| before(&found.template, &to));
        let from = Shown::of(&found.template, Some(&from)).ok_or(Failure::NotFound)?;
        let organization = found.opened.directory.id;
        let backend = backend();
        let old = backend
            .structure(organization, from.content().structure)
            .await?
            .ok_or(Failure::NotFound)?;
        let new = backend
            .structure(organization, to.content().structure)
            .await?
            .ok_or(Failure::NotFound)?;
        let comparison = compare(&old, &new);
        let title = format!("{} compared with {}", from.name(), to.name().to_lowercase());
        let crumbs = vec![
            Crumb::new(format!("/{}/templates", found.org), "Templates"),
            Crumb::new(found.base(), found.template.name.to_string()),
        ];
        let lead = match comparison.items.len() {
            0 => "Every item is the same.".to_owned(),
            1 => "1 item differs.".to_owned(),
            count => format!("{count} items differ."),
        };
        let body = view! {
            <PageHead title=title.clone() crumbs=crumbs lead=lead />
            {choices(&found.template, &from, &to)}
            {slots(&comparison)}
            <section class="page__section" aria-labelledby="items">
                <h2 id="items">"Items"</h2>
                {table(&comparison, "items")}
            </section>
        };
        frame(Some(&found.opened), Page::new(Place::Templates, title), body).await
    })
}

/// The version before the one that is looked at; itself where there is none.
fn before(template: &Template, to: &Shown<'_>) -> String {
    let last = match to {
        Shown::Draft(_) => template.versions.last_key_value(),
        Shown::Version(number, _) => template.versions.range(..*number).next_back(),
    };
    last.map_or_else(|| to.value(), |(number, _)| number.to_string())
}

fn choices(template: &Template, from: &Shown<'_>, to: &Shown<'_>) -> impl IntoView + use<> {
    let mut all: Vec<(String, String)> = template
        .versions
        .keys()
        .rev()
        .map(|number| (number.to_string(), format!("Version {number}")))
        .collect();
    if template.draft.is_some() {
        all.insert(0, (DRAFT.to_owned(), "Draft".to_owned()));
    }
    let form = Form::default();
    let older = Field {
        name: "from",
        label: "From",
        ..Field::default()
    };
    let newer = Field {
        name: "to",
        label: "To",
        ..Field::default()
    };
    view! {
        <form class="filters" method="get">
            {older.select(&form, all.clone(), &from.value())} {newer.select(&form, all, &to.value())}
            <button class="button">"Compare"</button>
        </form>
    }
}

/// Slots that came and went.
fn slots(comparison: &Comparison) -> Option<AnyView> {
    let line = |slot: &Slot, added: bool| {
        let place = match slot.roster {
            Roster::Pre => "before start",
            Roster::Post => "before completion",
        };
        let ahead = if slot.ahead { ", ahead of open items" } else { "" };
        let words = format!("{}, {place}{ahead}", slot.duty);
        let (icon, word) = if added { ("plus", "Added") } else { ("cross", "Removed") };
        view! {
            <li class="row">
                <span class="row__main"><span>{words}</span></span>
                <span class="row__cell"><span class="tag"><Icon name=icon />{word}</span></span>
            </li>
        }
    };
    let added = comparison.slots_added.iter().map(|slot| line(slot, true));
    let removed = comparison.slots_removed.iter().map(|slot| line(slot, false));
    let lines: Vec<_> = removed.chain(added).collect();
    if lines.is_empty() {
        return None;
    }
    let view = view! {
        <section class="page__section" aria-labelledby="slots">
            <h2 id="slots">"Sign-offs"</h2>
            <ul class="rows" data-of="names">{lines}</ul>
        </section>
    };
    Some(view.into_any())
}

/// Items that differ. `label` is the id of the heading above.
pub(super) fn table(comparison: &Comparison, label: &'static str) -> AnyView {
    if comparison.items.is_empty() {
        return view! { <p class="muted">"No item differs."</p> }.into_any();
    }
    let rows = comparison.items.iter().map(row).collect_view();
    view! {
        <div class="table-frame" tabindex="0" role="group" aria-labelledby=label>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col">"Item"</th>
                        <th scope="col">"Where"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(difference: &Difference) -> impl IntoView + use<> {
    let (icon, word) = match difference.change {
        ItemChange::Added => ("plus", "Added"),
        ItemChange::Removed => ("cross", "Removed"),
        ItemChange::Changed => ("pen", "Changed"),
        ItemChange::Moved => ("arrow", "Moved"),
        ItemChange::ChangedAndMoved => ("pen", "Changed and moved"),
    };
    let place = if difference.section.is_empty() {
        difference.phase.name().to_owned()
    } else {
        format!("{} › {}", difference.phase.name(), difference.section)
    };
    view! {
        <tr>
            <td><span class="tag"><Icon name=icon />{word}</span></td>
            <td>{texts(difference)}</td>
            <td>{place}</td>
        </tr>
    }
}

/// The text before and after, where it changed; what else changed has no text to show.
fn texts(difference: &Difference) -> AnyView {
    match (&difference.before, &difference.after) {
        (Some(before), Some(after)) if before != after => {
            view! { <del>{before.clone()}</del>" "<ins>{after.clone()}</ins> }.into_any()
        }
        (_, Some(after)) => {
            let attributes = matches!(difference.change, ItemChange::Changed | ItemChange::ChangedAndMoved);
            view! {
                {after.clone()}
                {attributes.then(|| view! { <span class="muted">" (text is the same; what stands below it, or an attribute, is not)"</span> })}
            }
            .into_any()
        }
        (Some(before), None) => view! { <del>{before.clone()}</del> }.into_any(),
        (None, None) => ().into_any(),
    }
}
