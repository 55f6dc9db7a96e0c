//! `/{org}/audit`: every entry as a sentence; verifying and exporting.

use std::time::Duration;

use domain::accounts::permission::Right;
use domain::audit::{AuditPage, KindGroup, TimelineEntry, Verification, sentence};
use domain::backend::Opened;
use domain::templates::Structure;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::audit::actions::ExportTrail;
use crate::audit::filter::{Typed, filter};
use crate::audit::pages::filters::{chosen, pager};
use crate::audit::pages::verification::{self, PATIENCE};
use crate::context::{backend, current, has_right, organization};
use crate::failure::Failure;
use crate::form::{Form, Hidden};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Field, Icon, PageHead, visible};

/// The audit trail.
#[component]
pub fn TrailPage() -> impl IntoView {
    let org = parameter("org");
    let query = query();
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let typed = Typed {
        search: text("search"),
        who: text("who"),
        what: text("what"),
        from: text("from"),
        to: text("to"),
    };
    let before = text("before").parse().ok();
    let verify = text("verify");
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let (entries, problem) = match filter(&opened, &typed, before) {
            Ok(filter) => (backend().audit(opened.directory.id, &filter).await?, None),
            Err(failure @ Failure::Invalid { .. }) => (AuditPage::default(), Some(failure)),
            Err(other) => return Err(other),
        };
        let standing = verification(&opened, &verify).await;
        let lead = format!(
            "{} entries. Nothing here can be changed or taken out, and anybody can check that.",
            opened.position
        );
        let body = view! {
            <PageHead title="Audit trail".to_owned() lead=lead actions=actions(&opened, &org, &typed) />
            {verification::region(opened.position, &org, &clock, standing)}
            <div class="stack">
                {filters(&opened, &typed, problem.as_ref())} {list(&opened, &org, &clock, &entries)}
                {pager(&format!("/{org}/audit"), &typed, before.is_some(), entries.next)}
            </div>
        };
        frame(Some(&opened), Page::new(Place::Audit, "Audit trail"), body).await
    })
}

/// Where verifying the trail stands. **Verify the trail** begins it, and waits a little for its result as does whoever looks
/// again; any other page says how far it is.
async fn verification(opened: &Opened, verify: &str) -> Option<Verification> {
    let backend = backend();
    let patience = match verify {
        "now" => {
            backend.begin_verification(opened.directory.id, &current().reference);
            PATIENCE
        }
        "wait" => PATIENCE,
        _ => Duration::ZERO,
    };
    backend.verification(opened.directory.id, patience).await
}

/// The access log, exporting and verifying.
fn actions(opened: &Opened, org: &str, typed: &Typed) -> AnyView {
    let fields = [
        ("search", typed.search.clone()),
        ("who", typed.who.clone()),
        ("what", typed.what.clone()),
        ("from", typed.from.clone()),
        ("to", typed.to.clone()),
    ];
    let hidden = fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let log = has_right(opened, Right::ReadAccessLog)
        .then(|| view! { <a class="button" href=format!("/{org}/audit/access")>"Access log"</a> });
    view! {
        {log}
        <form method="post" action=ExportTrail::url()>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            {hidden}
            <button class="button"><Icon name="download" />"Export CSV"</button>
        </form>
        <form method="get" action=format!("/{org}/audit")>
            <input type="hidden" name="verify" value="now" />
            <button class="button" data-kind="primary"><Icon name="shield" />"Verify the trail"</button>
        </form>
    }
    .into_any()
}

fn filters(opened: &Opened, typed: &Typed, problem: Option<&Failure>) -> impl IntoView + use<> {
    let kinds = KindGroup::ALL.map(|group| (group.value(), group.name()));
    let search = Field {
        name: "search",
        label: "Search",
        max: 200,
        ..Field::default()
    };
    let search = search.line(&Form::default(), "search", &typed.search);
    chosen(opened, typed, &kinds, Some(search), problem)
}

fn list(opened: &Opened, org: &str, clock: &Clock, entries: &AuditPage) -> AnyView {
    if entries.entries.is_empty() {
        return view! {
            <div class="empty">
                <h2>"No entry matches"</h2>
                <p>"Widen the dates or clear the search."</p>
                <a class="button" href=format!("/{org}/audit")>"Show everything"</a>
            </div>
        }
        .into_any();
    }
    let lines = entries
        .entries
        .iter()
        .map(|entry| line(opened, org, clock, entry, entries.structure(entry)))
        .collect_view();
    view! { <ul class="rows" data-of="entries">{lines}</ul> }.into_any()
}

fn line(
    opened: &Opened,
    org: &str,
    clock: &Clock,
    entry: &TimelineEntry,
    structure: Option<&Structure>,
) -> impl IntoView + use<> {
    let words = visible(&sentence(entry, &opened.directory, &opened.people, structure));
    let deployment = entry.deployment.map(|number| {
        view! { <a class="row__sub" href=format!("/{org}/deployments/{number}")>{number.to_string()}</a> }
    });
    let group = KindGroup::of(&entry.event).name();
    view! {
        <li class="row">
            <span class="row__number"><a href=format!("/{org}/audit/{}", entry.seq)>{entry.seq}</a></span>
            <span class="row__cell">
                <time class="nowrap" datetime=clock.machine(entry.at) title=clock.full(entry.at)>
                    {clock.seconds(entry.at)}
                </time>
            </span>
            <span class="row__main"><span>{words}</span>{deployment}</span>
            <span class="row__cell"><span class="tag">{group}</span></span>
        </li>
    }
}
