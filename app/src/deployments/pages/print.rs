//! `/{org}/deployments/CHG-n/print`: the whole record on paper.

use domain::deployments::{DocumentItem, ItemState, ResolutionName, Stage};
use domain::templates::PhaseKind;
use domain::templates::structure::ItemRef;
use leptos::prelude::*;

use crate::deployments::regions::{document, history, notices, signatures};
use crate::deployments::view::View;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Icon, PageHead, inline_html};

/// The record as a sheet of paper.
#[component]
pub fn PrintPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    page(async move {
        let view = View::whole(&slug, &number).await?;
        let clock = view.clock;
        let printed = format!(
            "{} · {} · printed {}",
            view.number(),
            view.standing().stage().name(),
            clock.full(clock.now())
        );
        let print = view! {
            <button class="button needs-script" type="button" data-prints>
                <Icon name="print" />
                "Print"
            </button>
        };
        let body = view! {
            <PageHead title=view.title() crumbs=view.crumbs() actions=print.into_any() />
            <article class="sheet" aria-label=format!("Record of {}", view.number())>
                <header class="sheet__head">
                    <p>{view.opened.directory.name.to_string()}</p>
                    <p>{printed}</p>
                </header>
                {facts(&view)}
                {notices::notices(&view)}
                <section class="sheet__part">
                    <h2>"Sign-offs"</h2>
                    {signatures::rosters(&view, false)}
                </section>
                {items(&view)}
                <section class="sheet__part">
                    <h2>"Timeline"</h2>
                    {history::entries(&view, &view.timeline)}
                </section>
            </article>
        };
        layout::frame(
            Some(&view.opened),
            Page::new(Place::Deployments, view.title()).narrow(),
            body,
        )
        .await
    })
}

fn facts(view: &View) -> impl IntoView + use<> {
    let details = &view.deployment().details;
    let directory = &view.opened.directory;
    let service = directory
        .services
        .get(&details.service)
        .map(|known| known.name.to_string());
    let environment = directory
        .environments
        .get(&details.environment)
        .map(|known| known.name.to_string());
    let template = format!(
        "{}, version {}",
        view.found.template.name,
        view.deployment().template.version
    );
    view! {
        <dl class="facts" data-shape="boxes">
            <div data-wide><dt>"Title"</dt><dd>{details.title.to_string()}</dd></div>
            <div><dt>"Version"</dt><dd class="mono">{details.version.to_string()}</dd></div>
            <div><dt>"Service"</dt><dd>{service}</dd></div>
            <div><dt>"Environment"</dt><dd>{environment}</dd></div>
            <div><dt>"Type"</dt><dd>{details.kind.name()}</dd></div>
            <div><dt>"Requested by"</dt><dd>{view.person(view.deployment().requester)}</dd></div>
            <div><dt>"Deployer"</dt><dd>{view.person(details.deployer)}</dd></div>
            <div data-wide><dt>"Template"</dt><dd>{template}</dd></div>
        </dl>
    }
}

/// Every item that could block, by phase and section. The rollback's list is only there where somebody went back.
fn items(view: &View) -> AnyView {
    let structure = &view.found.structure;
    let back = matches!(
        view.deployment().stage,
        Stage::RollingBack { .. } | Stage::RolledBack { .. }
    );
    let sections = structure.sections().filter(|(phase, section)| match phase.kind {
        PhaseKind::Reference => false,
        PhaseKind::Rollback => back && section.has_items(),
        PhaseKind::PreDeployment | PhaseKind::Deployment | PhaseKind::PostDeployment => section.has_items(),
    });
    let mut before = None;
    let parts = sections
        .map(|(phase, section)| {
            let heads = before.replace(phase.kind) != Some(phase.kind) && !section.title.is_empty();
            let phase_title =
                heads.then(|| view! { <h2 class="sheet__phase" inner_html=inline_html(phase.name())></h2> });
            let items = structure
                .items_in(phase.kind)
                .filter(|found| found.section.key == section.key);
            let lines = items
                .map(|found| document::state(view, &line(view, &found), &found))
                .collect_view();
            let title = if section.title.is_empty() {
                phase.name()
            } else {
                &section.title
            };
            view! {
                {phase_title}
                <section class="sheet__part">
                    <h3 inner_html=inline_html(title)></h3>
                    <ul class="states">{lines}</ul>
                </section>
            }
        })
        .collect_view();
    parts.into_any()
}

/// An item as documents carry it.
fn line(view: &View, found: &ItemRef<'_>) -> DocumentItem {
    let state = view.deployment().items.get(&found.item.key);
    DocumentItem {
        item: found.item.key.clone(),
        state: state.map_or(ResolutionName::Open, |state: &ItemState| state.resolution.name()),
        reason: state.and_then(|state| state.resolution.reason().cloned()),
        evidence: None,
    }
}
