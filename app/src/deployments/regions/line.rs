//! A deployment as one line of a list.

use domain::backend::Opened;
use domain::deployments::{DeploymentLine, Progress};
use leptos::prelude::*;

use super::{HoldTag, StageTag};
use crate::parts::{Clock, ShortTime};

/// Where a deployment ships to: service and environment.
pub(in crate::deployments) fn place(opened: &Opened, line: &DeploymentLine) -> String {
    let service = opened
        .directory
        .services
        .get(&line.service)
        .map(|known| known.name.as_str());
    let environment = opened.directory.environments.get(&line.environment);
    let environment = environment.map(|known| known.name.as_str());
    let place: Vec<&str> = [service, environment].into_iter().flatten().collect();
    place.join(", ")
}

/// How much of the phase that is being worked is done.
pub(in crate::deployments) fn done(progress: Progress) -> String {
    if progress.total == 0 {
        String::new()
    } else {
        format!("{} of {} done", progress.resolved, progress.total)
    }
}

/// A line of the list of deployments: six columns, whatever is in them.
#[component]
pub fn DeploymentRow(
    /// The deployment.
    line: DeploymentLine,
    /// For names.
    opened: Opened,
    /// The reader's wall clock.
    clock: Clock,
) -> impl IntoView {
    let href = format!("/{}/deployments/{}", opened.directory.slug, line.number);
    let sub = format!("{} · {}", place(&opened, &line), line.version);
    let person = opened.people.get(&line.deployer).map(|person| person.name.to_string());
    view! {
        <li class="row">
            <span class="row__number">{line.number.to_string()}</span>
            <span class="row__main">
                <a class="row__link" href=href>{line.title.to_string()}</a>
                <span class="row__sub">{sub}</span>
            </span>
            <span class="row__cell cluster">
                <StageTag stage=line.stage />
                {line.on_hold.then(|| view! { <HoldTag /> })}
            </span>
            <span class="row__cell">{how_far(&line)}</span>
            <span class="row__cell">{person}</span>
            <span class="row__cell">
                <ShortTime clock=clock at=line.changed_at />
            </span>
        </li>
    }
}

/// Signatures where a roster is open, items otherwise.
fn how_far(line: &DeploymentLine) -> AnyView {
    let signed = line.signed as usize;
    let slots = signed + line.waiting.len();
    let items = line.progress;
    if line.stage.signs().is_none() || slots == 0 || items.resolved < items.total && signed == 0 {
        let shown = if line.stage.ended() { String::new() } else { done(items) };
        return view! { <span class="nowrap">{shown}</span> }.into_any();
    }
    let pips = (0..slots)
        .map(|at| view! { <i data-state=(at < signed).then_some("signed")></i> })
        .collect_view();
    view! {
        <span class="nowrap">
            <span class="pips" aria-hidden="true">{pips}</span>
            {format!("{signed} of {slots} signed")}
        </span>
    }
    .into_any()
}
