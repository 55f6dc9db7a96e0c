//! A deployment as one line of a list.

use domain::accounts::Duty;
use domain::backend::Opened;
use domain::deployments::{DeploymentLine, StageName};
use leptos::prelude::*;

use super::{HoldTag, StageTag};
use crate::parts::Clock;
use crate::sentences::join;

/// A deployment as one line: six columns, whatever is in them. `act` replaces the last one.
#[component]
pub fn DeploymentRow(
    /// The deployment.
    line: DeploymentLine,
    /// For names.
    opened: Opened,
    /// The reader's wall clock.
    clock: Clock,
    /// What stands in the column of sign-offs instead of how many are missing.
    #[prop(optional, into)]
    says: Option<String>,
    /// What stands in the last column instead of the time.
    #[prop(optional)]
    act: Option<AnyView>,
) -> impl IntoView {
    let directory = &opened.directory;
    let service = directory
        .services
        .get(&line.service)
        .map(|service| service.name.to_string());
    let environment = directory
        .environments
        .get(&line.environment)
        .map(|environment| environment.name.to_string());
    let place: Vec<String> = [service, environment, Some(line.version.to_string())]
        .into_iter()
        .flatten()
        .collect();
    let person = opened.people.get(&line.deployer).map(|person| person.name.to_string());
    let href = format!("/{}/deployments/{}", directory.slug, line.number);
    let at = line.changed_at;
    view! {
        <li class="row">
            <span class="row__number">{line.number.to_string()}</span>
            <span class="row__main">
                <a class="row__link" href=href>{line.title.to_string()}</a>
                <span class="row__sub">{place.join(" · ")}</span>
            </span>
            <span class="row__cell">
                <StageTag stage=line.stage />
                {line.on_hold.then(|| view! { <HoldTag /> })}
            </span>
            <span class="row__cell">{says.unwrap_or_else(|| where_it_is(&line))}</span>
            <span class="row__cell">{person}</span>
            {act
                .unwrap_or_else(|| {
                    view! {
                        <span class="row__cell">
                            <time datetime=clock.machine(at) title=clock.full(at)>{clock.ago(at)}</time>
                        </span>
                    }
                        .into_any()
                })}
        </li>
    }
}

/// How far it is: items while they are worked, sign-offs while they are asked for.
fn where_it_is(line: &DeploymentLine) -> String {
    let progress = line.progress;
    let items = format!("{} of {} items", progress.resolved, progress.total);
    match line.stage {
        StageName::Draft | StageName::Running if progress.total > 0 => items,
        StageName::Preparing | StageName::Verifying | StageName::RollingBack => {
            if progress.resolved < progress.total {
                return items;
            }
            let duties: Vec<&str> = line.waiting.iter().map(Duty::name).collect();
            if duties.is_empty() {
                String::new()
            } else {
                format!("Waits for {}", join(&duties, "and"))
            }
        }
        StageName::Draft
        | StageName::Running
        | StageName::Completed
        | StageName::RolledBack
        | StageName::Failed
        | StageName::Cancelled => String::new(),
    }
}
