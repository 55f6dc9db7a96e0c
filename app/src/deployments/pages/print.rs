//! `/{org}/deployments/CHG-n/print`: the whole record on paper.

use domain::backend::Comment;
use domain::deployments::{DocumentItem, ItemState, ResolutionName, Stage};
use domain::templates::PhaseKind;
use domain::templates::structure::ItemRef;
use leptos::prelude::*;

use crate::context::backend;
use crate::deployments::regions::history::Ticks;
use crate::deployments::regions::{document, head, history, notes, notices, signatures, values};
use crate::deployments::view::View;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Icon, PageHead, block_html, inline_html};

/// The record as a sheet of paper.
#[component]
pub fn PrintPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    page(async move {
        let mut view = View::whole(&slug, &number).await?;
        view.clock = view.clock.on_record();
        let comments = backend()
            .comments(view.opened.directory.id, view.number(), None)
            .await?;
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
                {noted(&view, comments)}
                <section class="sheet__part">
                    <h2>"Timeline"</h2>
                    {history::entries(&view, &view.timeline, Ticks::Each)}
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
            {head::links(view)}
            <div><dt>"Requested by"</dt><dd>{view.person(view.deployment().requester)}</dd></div>
            <div><dt>"Deployer"</dt><dd>{view.person(details.deployer)}</dd></div>
            {view
                .deployment()
                .slots()
                .map(|slots| {
                    let booked = view.names().slots(slots);
                    view! { <div data-wide><dt>"Booked"</dt><dd>{booked}</dd></div> }
                })}
            {details
                .commit
                .as_ref()
                .map(|commit| view! { <div><dt>"Commit"</dt><dd class="mono">{commit.to_string()}</dd></div> })}
            {details
                .ticket
                .as_ref()
                .map(|ticket| view! { <div data-wide><dt>"Ticket"</dt><dd>{ticket.to_string()}</dd></div> })}
            <div data-wide>
                <dt>"Template"</dt>
                <dd>{template} " " <code class="hash">{view.deployment().template.structure.to_string()}</code></dd>
            </div>
        </dl>
    }
}

/// What was written beside the list: release notes, links, the log, comments.
fn noted(view: &View, comments: Vec<Comment>) -> AnyView {
    let deployment = view.deployment();
    let part =
        |title: &'static str, body: AnyView| view! { <section class="sheet__part"><h2>{title}</h2> {body}</section> };
    let release = deployment.details.release_notes.as_ref().map(|text| {
        let html = block_html(text.as_str(), "");
        part(
            "Release notes",
            view! { <div class="prose" inner_html=html></div> }.into_any(),
        )
    });
    view! {
        {release}
        {deployment.values.iter().any(|filled| filled.text.is_some()).then(|| part("Values", values::listed(view)))}
        {(!deployment.links.is_empty()).then(|| part("Links", notes::linked(view, &deployment.links)))}
        {(!notes::silent(&deployment.log)).then(|| part("Log", notes::noted(&deployment.log)))}
        {(!comments.is_empty()).then(|| part("Comments", notes::said(view, None, comments)))}
    }
    .into_any()
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
                .map(|found| document::state(view, &line(view, &found), &found, true))
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
