//! A document as a sheet of paper: every field of it, and nothing that is not in it (S2).

use std::collections::BTreeMap;

use domain::deployments::{Document, DocumentItem, ResolutionName};
use domain::templates::structure::ItemRef;
use domain::templates::{ItemKey, SectionKey};
use leptos::prelude::*;

use crate::deployments::view::View;
use crate::parts::{FullHash, Icon, inline_html, item_html, visible};
use crate::sentences::{self, counted};

/// Head, fields, items and hash of a document.
pub(in crate::deployments) fn sheet(view: &View, made: &Document) -> AnyView {
    view! {
        <header class="sheet__head">
            <p>{view.opened.directory.name.to_string()}</p>
            <p>
                {format!(
                    "Document format {} · {} · round {}, {}",
                    made.format,
                    made.number,
                    made.round,
                    sentences::roster(made.roster, view.standing().stage()).to_lowercase(),
                )}
            </p>
        </header>
        {fields(view, made)}
        {values(made)}
        {items(view, made)}
        <div class="sheet__hash">
            <p>
                <b>"Hash of this document"</b>
                " (SHA-256). The entry in the audit trail will bear the same."
            </p>
            <FullHash hash=made.hash() />
        </div>
    }
    .into_any()
}

fn fields(view: &View, made: &Document) -> impl IntoView + use<> {
    let directory = &view.opened.directory;
    let service = directory
        .services
        .get(&made.service)
        .map(|known| known.name.to_string());
    let environment = directory
        .environments
        .get(&made.environment)
        .map(|known| known.name.to_string());
    let template = format!("{}, version {} ", view.found.template.name, made.template.version);
    let structure: String = made.template.structure.to_string();
    view! {
        <dl class="facts" data-shape="boxes">
            <div data-wide><dt>"Title"</dt><dd>{visible(&made.title.to_string())}</dd></div>
            <div><dt>"Version"</dt><dd class="mono">{visible(&made.version.to_string())}</dd></div>
            <div><dt>"Service"</dt><dd>{service}</dd></div>
            <div><dt>"Environment"</dt><dd>{environment}</dd></div>
            <div><dt>"Type"</dt><dd>{made.kind.name()}</dd></div>
            {made
                .rolls_back
                .map(|undone| {
                    let href = format!("/{}/deployments/{}", view.slug(), undone.number);
                    view! { <div><dt>"Rolls back"</dt><dd><a href=href>{undone.number.to_string()}</a></dd></div> }
                })}
            <div><dt>"Deployer"</dt><dd>{view.person(made.deployer)}</dd></div>
            {made
                .commit
                .as_ref()
                .map(|commit| view! { <div><dt>"Commit"</dt><dd class="mono">{visible(&commit.to_string())}</dd></div> })}
            {made
                .booking
                .as_ref()
                .map(|slots| {
                    let names = view.names();
                    view! {
                        <div data-wide><dt>"Booked"</dt><dd>{names.stretch(slots.primary)}</dd></div>
                        {slots
                            .backup
                            .map(|backup| {
                                view! { <div data-wide><dt>"Backup"</dt><dd>{names.stretch(backup)}</dd></div> }
                            })}
                    }
                })}
            {made
                .rollback
                .as_ref()
                .map(|rollback| {
                    view! {
                        <div><dt>"Rolled back to"</dt><dd class="mono">{visible(&rollback.to_version.to_string())}</dd></div>
                        <div data-wide><dt>"Why it is rolled back"</dt><dd>{visible(&rollback.reason.to_string())}</dd></div>
                    }
                })}
            <div data-wide>
                <dt>"Template"</dt>
                <dd>{template} <code class="hash" title=structure.clone()>{structure.chars().take(8).collect::<String>()}</code></dd>
            </div>
        </dl>
    }
}

/// What was filled in for the blanks of the checklist.
fn values(made: &Document) -> Option<AnyView> {
    if made.values.is_empty() {
        return None;
    }
    let lines = made
        .values
        .iter()
        .map(|value| {
            let (name, text) = (visible(value.name.as_str()), visible(value.text.as_str()));
            view! { <div><dt>{name}</dt><dd>{text}</dd></div> }
        })
        .collect_view();
    let part = view! {
        <section class="sheet__part">
            <h2>"Values"</h2>
            <dl class="facts" data-shape="boxes">{lines}</dl>
        </section>
    };
    Some(part.into_any())
}

/// The items by section, in the order of the document. A slot that may be signed ahead covers none.
fn items(view: &View, made: &Document) -> AnyView {
    let Some(items) = &made.items else {
        return view! {
            <p class="muted">"This sign-off may be given ahead of the checklist: it covers everything above, and no item."</p>
        }
        .into_any();
    };
    let known: BTreeMap<&ItemKey, ItemRef<'_>> = view
        .found
        .structure
        .items()
        .map(|found| (&found.item.key, found))
        .collect();
    let mut sections: Vec<(&SectionKey, String, Vec<AnyView>)> = Vec::new();
    for item in items {
        let Some(found) = known.get(&item.item) else { continue };
        let line = state(view, item, found, item.evidence.is_some());
        match sections.last_mut() {
            Some((key, _, lines)) if **key == found.section.key => lines.push(line),
            Some(_) | None => sections.push((&found.section.key, inline_html(&found.section.title), vec![line])),
        }
    }
    let parts = sections
        .into_iter()
        .map(|(_, title, lines)| {
            let count = counted(lines.len(), "item");
            view! {
                <section class="sheet__part">
                    <h2><span inner_html=title></span> " " <span class="count">{count}</span></h2>
                    <ul class="states">{lines}</ul>
                </section>
            }
        })
        .collect_view();
    parts.into_any()
}

/// One item as the document has it, with its evidence where it is wanted; who did it stands beside, for orientation.
pub(in crate::deployments) fn state(view: &View, item: &DocumentItem, found: &ItemRef<'_>, evidence: bool) -> AnyView {
    let (word, icon, says) = match item.state {
        ResolutionName::Open => ("open", "circle", "Open"),
        ResolutionName::Done => ("done", "check", "Done"),
        ResolutionName::NotApplicable => ("not-applicable", "dash", "Not applicable"),
    };
    let state = view.deployment().items.get(&item.item);
    let by = state
        .and_then(|state| state.change.as_ref())
        .filter(|_| item.state != ResolutionName::Open);
    let by = by.map(|change| {
        format!(
            "{}, {}",
            view.person(change.written.by),
            view.clock.day(change.written.at)
        )
    });
    let shown = state.filter(|_| evidence);
    let given = shown
        .and_then(|state| state.given.as_ref())
        .map(|given| view! { <span class="states__reason evidence">{visible(given.value.as_str())}</span> });
    let links = shown
        .into_iter()
        .flat_map(|state| &state.links)
        .map(|link| {
            let url = link.url.to_string();
            let words = link.label.as_ref().map_or_else(|| url.clone(), ToString::to_string);
            view! { <a class="states__reason" href=url rel="noopener nofollow">{words}</a> }
        })
        .collect_view();
    view! {
        <li class="states__item" data-state=word data-depth=found.depth.min(4).to_string()>
            <span class="states__state">
                <Icon name=icon />
                <span>{says}</span>
            </span>
            <span class="states__text">
                <span inner_html=item_html(found.item)></span>
                {item.reason.as_ref().map(|reason| view! { <span class="states__reason">{reason.to_string()}</span> })}
                {given}
                {links}
            </span>
            <span class="states__by">{by}</span>
        </li>
    }
    .into_any()
}
