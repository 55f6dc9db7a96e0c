//! `/{org}/deployments/CHG-n/items/{key}`: one item, what was said about it, and its history.

use domain::audit::TimelineEntry;
use domain::deployments::{Action, DeploymentEvent, ItemState, Resolution};
use domain::event::Event;
use domain::templates::ItemKey;
use domain::templates::structure::ItemRef;
use domain::text::Reason;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::context::backend;
use crate::deployments::actions::items::{LeaveOut, SetItem};
use crate::deployments::regions::{asks, confirm, evidence, history, notes};
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::form::use_form;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Field, Icon, PageHead, refused_here};

/// One item.
#[component]
pub fn ItemPage() -> impl IntoView {
    let (slug, number, key) = (parameter("org"), parameter("number"), parameter("key"));
    page(async move {
        let key = ItemKey::parse(&key).map_err(|_| Failure::NotFound)?;
        let view = View::of_item(&slug, &number, &key).await?;
        let structure = std::sync::Arc::clone(&view.found.structure);
        let found = structure.item(&key).ok_or(Failure::NotFound)?;
        let comments = backend()
            .comments(view.opened.directory.id, view.number(), Some(&key))
            .await?;
        let state = view.deployment().items.get(&key);
        let links = state.map(|state| state.links.as_slice()).unwrap_or_default();
        let given = state.and_then(|state| state.given.as_ref());
        let may_add = view.may(Action::WorkItems).is_ok() && view.standing().item_changes(found.phase).is_some();
        let title = found.item.name().into_owned();
        let count = comments.len();
        let entries: Vec<TimelineEntry> = view
            .timeline
            .iter()
            .filter(|entry| is_about(entry, &key))
            .cloned()
            .collect();
        let body = view! {
            <PageHead title=title.clone() crumbs=view.crumbs() />
            {if asks() { confirm(&view.names(), None) } else { refused_here(&view.names()) }}
            <div class="split">
                <div class="stack" data-gap="large">
                    {state_panel(&view, &found, state)}
                    {evidence::evidence(&view, &key, found.item.evidence, given, may_add)}
                    <section class="page__section" aria-labelledby="comments">
                        <h2>
                            <span id="comments">"Comments"</span>
                            {(count > 0).then(|| view! { " " <span class="count">{count.to_string()}</span> })}
                        </h2>
                        {notes::comments(&view, Some(&key), comments)}
                    </section>
                </div>
                <div class="stack">
                    {notes::links(&view, Some(&key), links, may_add)}
                    <section class="panel" aria-labelledby="history">
                        <div class="panel__head">
                            <Icon name="ledger" />
                            <h2 id="history">"History"</h2>
                        </div>
                        <div class="panel__body">{past(&view, &entries)}</div>
                    </section>
                </div>
            </div>
        };
        layout::frame(Some(&view.opened), Page::new(Place::Deployments, title), body).await
    })
}

fn past(view: &View, entries: &[TimelineEntry]) -> AnyView {
    if entries.is_empty() {
        return view! { <p class="muted">"Nothing yet."</p> }.into_any();
    }
    history::entries(view, entries, history::Ticks::Each)
}

/// Whether an entry is about an item.
fn is_about(entry: &TimelineEntry, key: &ItemKey) -> bool {
    let Event::Deployment(event) = &entry.event else {
        return false;
    };
    match event {
        DeploymentEvent::ItemDone { item, .. }
        | DeploymentEvent::ItemReopened { item, .. }
        | DeploymentEvent::ItemLeftOut { item, .. }
        | DeploymentEvent::EvidenceGiven { item, .. } => item == key,
        DeploymentEvent::LinkAdded { item, .. } | DeploymentEvent::CommentAdded { item, .. } => {
            item.as_ref() == Some(key)
        }
        DeploymentEvent::ChangesRequested { items, .. } => items.contains(key),
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::Submitted { .. }
        | DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::SignOffGiven { .. }
        | DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::SignOffDeclined { .. }
        | DeploymentEvent::Started { .. }
        | DeploymentEvent::DeployingFinished { .. }
        | DeploymentEvent::Completed { .. }
        | DeploymentEvent::RollbackStarted { .. }
        | DeploymentEvent::RollbackCompleted { .. }
        | DeploymentEvent::Failed { .. }
        | DeploymentEvent::Cancelled { .. }
        | DeploymentEvent::Held { .. }
        | DeploymentEvent::Released { .. }
        | DeploymentEvent::ValueFilled { .. }
        | DeploymentEvent::Booking(_)
        | DeploymentEvent::LogNoted { .. } => false,
    }
}

/// Its state, what it says, and what can be done with it.
fn state_panel(view: &View, found: &ItemRef<'_>, state: Option<&ItemState>) -> AnyView {
    let (tone, icon, word) = match state.map(|state| &state.resolution) {
        None | Some(Resolution::Open) => ("wait", "circle", "Open"),
        Some(Resolution::Done) => ("plain", "check", "Done"),
        Some(Resolution::NotApplicable { .. }) => ("plain", "dash", "Not applicable"),
    };
    let reason = state
        .and_then(|state| state.resolution.reason())
        .map(|reason| format!("“{reason}”"));
    let by = state.and_then(|state| state.change.as_ref()).map(|change| {
        format!(
            "{}, {}",
            view.person(change.written.by),
            view.clock.long(change.written.at)
        )
    });
    let (tags, body) = view.with_sheet(|sheet| sheet.described(&found.item.key));
    view! {
        <section class="panel" aria-labelledby="state">
            <div class="panel__head">
                <h2 id="state">"State"</h2>
                <span class="tag" data-tone=tone>
                    <Icon name=icon />
                    {word}
                </span>
                <span class="item__tags" inner_html=tags></span>
            </div>
            <div class="panel__body">
                {reason.map(|reason| view! { <p>{reason}</p> })}
                {by.map(|by| view! { <p class="panel__note">{by}</p> })}
                <div class="stack" data-gap="small" inner_html=body></div>
                {forms(view, found, state)}
            </div>
        </section>
    }
    .into_any()
}

/// Tick or reopen, and **Not applicable**; with a reason where the stage that works the item is over.
fn forms(view: &View, found: &ItemRef<'_>, state: Option<&ItemState>) -> Option<AnyView> {
    let late = view
        .standing()
        .item_changes(found.phase)
        .filter(|_| view.may(Action::WorkItems).is_ok())?;
    let open = state.is_none_or(|state| state.resolution == Resolution::Open);
    let (to, icon, words) = if open {
        ("done", "check", "Tick")
    } else {
        ("open", "undo", "Reopen")
    };
    let seen = state.map_or(0, ItemState::seq).to_string();
    let set = use_form(SetItem::url());
    let why_late = Field {
        name: "reason",
        label: "Reason for the late change",
        hint: Some("Deploying is over, so the trail says why this changes now. What is written stays in the record."),
        max: Reason::MAX,
        id: Some("reason-late"),
        ..Field::default()
    };
    let forms = view! {
        <form class="form" method="post" action=SetItem::url()>
            {view.hidden()}
            <input type="hidden" name="item" value=found.item.key.to_string() />
            <input type="hidden" name="seen" value=seen />
            <input type="hidden" name="to" value=to />
            {late.then(|| why_late.line(&set, "text", ""))}
            <div class="form__actions">
                <button class="button" data-kind=open.then_some("primary")>
                    <Icon name=icon />
                    {words}
                </button>
            </div>
        </form>
        {open.then(|| leave_out(view, found))}
    };
    Some(forms.into_any())
}

fn leave_out(view: &View, found: &ItemRef<'_>) -> AnyView {
    let form = use_form(LeaveOut::url());
    let hint = if found.item.is_parent() {
        "Why it does not apply here. Covers the open items inside. What is written stays in the record."
    } else {
        "Why it does not apply here. What is written stays in the record."
    };
    let reason = Field {
        name: "reason",
        label: "Reason",
        hint: Some(hint),
        max: Reason::MAX,
        ..Field::default()
    };
    view! {
        <form class="form__line" method="post" action=LeaveOut::url()>
            {view.hidden()}
            <input type="hidden" name="item" value=found.item.key.to_string() />
            {reason.line(&form, "text", "")}
            <button class="button">"Not applicable"</button>
        </form>
    }
    .into_any()
}
