//! What a deployment's page shows that changed since it was rendered, as pieces of the same HTML.

use domain::audit::TimelineEntry;
use domain::deployments::{DeploymentEvent, ItemState};
use domain::event::Event;
use domain::refusal::Refusal;
use domain::templates::ItemKey;
use domain::templates::markdown::asked_by;
use domain::templates::structure::ItemRef;
use domain::text::ValueName;
use leptos::prelude::*;

use crate::context::backend;
use crate::deployments::fresh::{Fresh, FreshRow};
use crate::deployments::regions::{
    checklist, head, history, next, notes, notices, other_steps, reasons, signatures, values,
};
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::sentences::{self, Sentence};
use domain::deployments::Action;

/// Everything that changed since the ledger had `since` entries. `position` is what the answer is at least as new as,
/// where the caller knows better than the reading of the organization.
pub(in crate::deployments) async fn fresh(
    org: &str,
    number: &str,
    since: u64,
    position: Option<u64>,
) -> Result<Fresh, Failure> {
    let mut view = View::load(org, number).await?;
    view.stands_on = Some(view.base.clone());
    let new: Vec<&TimelineEntry> = view.timeline.iter().filter(|entry| entry.seq >= since).collect();
    let position = position.unwrap_or(view.opened.position);
    // More happened than was read: what exactly is not known.
    let flooded = !new.is_empty() && new.len() == view.timeline.len() && view.deployment().created_seq < since;
    if flooded || new.iter().any(|entry| moves(entry)) {
        return Ok(Fresh {
            position,
            moved: true,
            ..Fresh::default()
        });
    }
    let mut touched: Vec<&ItemKey> = new.iter().filter_map(|entry| item_of(entry)).collect();
    let filled: Vec<ValueName> = new.iter().filter_map(|entry| value_of(entry)).cloned().collect();
    let asks = |found: &ItemRef<'_>| !asked_by(found.item, &filled).is_empty();
    touched.extend(view.found.structure.items().filter(asks).map(|found| &found.item.key));
    let changed = |key: &ItemKey, state: Option<&ItemState>| {
        state.is_some_and(|state| state.seq() >= since) || touched.contains(&key)
    };
    let (rows, mut parts, next_key) = view.with_sheet(|sheet| {
        let (rows, counts) = sheet.since(&changed);
        let mut parts: Vec<(String, String)> = counts.into_iter().map(|part| (part.name, part.html)).collect();
        parts.push(("progress".to_owned(), checklist::progress(&view, sheet)));
        let rows: Vec<FreshRow> = rows
            .into_iter()
            .map(|row| {
                let change = view
                    .deployment()
                    .items
                    .get(&row.key)
                    .and_then(|state| state.change.as_ref());
                FreshRow {
                    foreign: change.is_some_and(|c| c.written.seq >= since && c.written.by != view.reader),
                    key: row.key.to_string(),
                    state: row.state.to_owned(),
                    seen: row.seen,
                    html: row.html,
                }
            })
            .collect();
        (rows, parts, sheet.next().map(|(key, _)| key.to_string()))
    });
    if !new.is_empty() {
        parts.extend(regions(&view, &new).await?);
    }
    Ok(Fresh {
        position,
        moved: false,
        rows,
        parts,
        next: next_key,
        heard: history::heard(&view, since),
    })
}

/// A refusal in the words of this deployment.
pub(in crate::deployments) async fn words(org: &str, number: &str, refusal: &Refusal) -> Result<Sentence, Failure> {
    let view = View::without_history(org, number).await?;
    Ok(sentences::refusal(&view.names(), refusal))
}

/// The regions beside the list.
async fn regions(view: &View, new: &[&TimelineEntry]) -> Result<Vec<(String, String)>, Failure> {
    let mut regions = vec![
        ("facts", head::facts(view)),
        ("notices", notices::notices(view)),
        ("next", next::next(view)),
        ("what-blocks-this", reasons::blocking(view)),
        ("warnings", reasons::warning(view)),
        ("sign-offs", signatures::signoffs(view)),
        ("schedule", history::schedule(view)),
        ("other-steps", other_steps::steps(view)),
        ("timeline", history::timeline(view)),
    ];
    let happened = |wanted: fn(&DeploymentEvent) -> bool| new.iter().any(|entry| event(entry).is_some_and(wanted));
    if happened(|event| matches!(event, DeploymentEvent::CommentAdded { .. })) {
        let comments = backend()
            .comments(view.opened.directory.id, view.number(), None)
            .await?;
        regions.push(("comments", notes::comments_panel(view, comments)));
    }
    if happened(|event| matches!(event, DeploymentEvent::LinkAdded { item: None, .. })) {
        let may = view.may(Action::Comment).is_ok();
        regions.push(("links", notes::links(view, None, &view.deployment().links, may)));
    }
    if happened(|event| matches!(event, DeploymentEvent::ValueFilled { .. })) {
        regions.push(("values", values::values(view)));
    }
    if happened(|event| matches!(event, DeploymentEvent::LogNoted { .. })) {
        regions.extend(notes::log(view).map(|log| ("log", log)));
    }
    Ok(regions
        .into_iter()
        .map(|(name, region)| (name.to_owned(), region.to_html()))
        .collect())
}

fn event(entry: &TimelineEntry) -> Option<&DeploymentEvent> {
    match &entry.event {
        Event::Deployment(event) => Some(event),
        Event::Instance(_) | Event::Organization(_) | Event::Template(_) => None,
    }
}

/// Whether an entry brought the deployment to another stage, or changed what its list may do.
fn moves(entry: &TimelineEntry) -> bool {
    event(entry).is_some_and(|event| match event {
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Submitted { .. }
        | DeploymentEvent::SignOffDeclined { .. }
        | DeploymentEvent::Started { .. }
        | DeploymentEvent::DeployingFinished { .. }
        | DeploymentEvent::Completed { .. }
        | DeploymentEvent::RollbackStarted { .. }
        | DeploymentEvent::RollbackCompleted { .. }
        | DeploymentEvent::Failed { .. }
        | DeploymentEvent::Cancelled { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::Edited { .. } => true,
        DeploymentEvent::ItemDone { .. }
        | DeploymentEvent::ItemReopened { .. }
        | DeploymentEvent::ItemLeftOut { .. }
        | DeploymentEvent::LinkAdded { .. }
        | DeploymentEvent::EvidenceGiven { .. }
        | DeploymentEvent::ValueFilled { .. }
        | DeploymentEvent::CommentAdded { .. }
        | DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::SignOffGiven { .. }
        | DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::ChangesRequested { .. }
        | DeploymentEvent::Held { .. }
        | DeploymentEvent::Released { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::Booking(_)
        | DeploymentEvent::LogNoted { .. } => false,
    })
}

/// The value that an entry fills in.
fn value_of(entry: &TimelineEntry) -> Option<&ValueName> {
    let DeploymentEvent::ValueFilled { name, .. } = event(entry)? else {
        return None;
    };
    Some(name)
}

/// The item that an entry is about.
fn item_of(entry: &TimelineEntry) -> Option<&ItemKey> {
    match event(entry)? {
        DeploymentEvent::ItemDone { item, .. }
        | DeploymentEvent::ItemReopened { item, .. }
        | DeploymentEvent::ItemLeftOut { item, .. }
        | DeploymentEvent::EvidenceGiven { item, .. } => Some(item),
        DeploymentEvent::LinkAdded { item, .. } | DeploymentEvent::CommentAdded { item, .. } => item.as_ref(),
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::Submitted { .. }
        | DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::SignOffGiven { .. }
        | DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::ChangesRequested { .. }
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
        | DeploymentEvent::LogNoted { .. } => None,
    }
}
