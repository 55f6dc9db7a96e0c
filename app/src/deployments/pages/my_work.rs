//! `/{org}`: what waits for the reader, what came back, and what is in flight.

use domain::backend::Opened;
use domain::deployments::{DeploymentLine, ReturnedLine, ReturnedWhy, WaitingSlot};
use leptos::prelude::*;

use crate::context::{backend, organization, require_person};
use crate::deployments::regions::DeploymentRow;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Icon, PageHead};
use crate::sentences::{self, Names};

/// My work.
#[component]
pub fn MyWorkPage() -> impl IntoView {
    let slug = parameter("org");
    page(async move {
        let opened = organization(&slug).await?;
        let clock = Clock::of(&opened)?;
        let person = require_person()?.actor.person;
        let work = backend().my_work(opened.directory.id, person).await?;
        let names = Names {
            directory: &opened.directory,
            people: &opened.people,
            structure: None,
            team: None,
            reader: person,
            clock: &clock,
        };
        let body = view! {
            <PageHead title="My work".to_owned() />
            <section class="page__section" aria-labelledby="waiting">
                <h2 id="waiting">"Waiting for my sign-off"</h2>
                {waiting(&opened, clock, work.waiting)}
            </section>
            <section class="page__section" aria-labelledby="returned">
                <h2 id="returned">"Returned to me"</h2>
                {returned(&opened, &names, work.returned)}
            </section>
            <section class="page__section" aria-labelledby="in-flight">
                <h2 id="in-flight">"In flight"</h2>
                {in_flight(&opened, clock, work.in_flight)}
            </section>
        };
        layout::frame(Some(&opened), Page::new(Place::MyWork, "My work"), body).await
    })
}

fn waiting(opened: &Opened, clock: Clock, slots: Vec<WaitingSlot>) -> AnyView {
    if slots.is_empty() {
        return empty(
            "Nothing waits for you",
            "Slots that your duties fill are listed here once a deployment is submitted.",
        );
    }
    let rows = slots
        .into_iter()
        .map(|waiting| {
            let line = waiting.line;
            let href = format!(
                "/{}/deployments/{}/sign/{}",
                opened.directory.slug, line.number, waiting.slot
            );
            let says = if waiting.ready {
                format!("As {}", waiting.duty)
            } else {
                let open = line.progress.total.saturating_sub(line.progress.resolved);
                format!(
                    "As {}, after {} more",
                    waiting.duty,
                    sentences::counted(open as usize, "item")
                )
            };
            let act = waiting.ready.then(|| {
                view! {
                    <span class="row__act">
                        <a class="button" data-kind="sign" data-size="small" href=href>
                            <Icon name="sign" />
                            "Review and sign"
                            <span class="visually-hidden">{format!(" {} as {}", line.number, waiting.duty)}</span>
                        </a>
                    </span>
                }
                .into_any()
            });
            let act = act.unwrap_or_else(|| view! { <span class="row__act"></span> }.into_any());
            view! { <DeploymentRow line=line opened=opened.clone() clock=clock says=says act=act /> }
        })
        .collect_view();
    view! { <ul class="rows" data-of="deployments">{rows}</ul> }.into_any()
}

fn returned(opened: &Opened, names: &Names<'_>, lines: Vec<ReturnedLine>) -> AnyView {
    if lines.is_empty() {
        return empty(
            "Nothing came back",
            "Voided sign-offs, and requests to change what you submitted, are listed here.",
        );
    }
    let clock = *names.clock;
    let rows = lines
        .into_iter()
        .map(|returned| {
            let says = why(names, &returned.why);
            let at = returned.at;
            let when = view! {
                <span class="row__cell">
                    <time datetime=clock.machine(at) title=clock.full(at)>{clock.ago(at)}</time>
                </span>
            };
            view! {
                <DeploymentRow line=returned.line opened=opened.clone() clock=clock says=says act=when.into_any() />
            }
        })
        .collect_view();
    view! { <ul class="rows" data-of="deployments">{rows}</ul> }.into_any()
}

/// Why something came back, on one line.
fn why(names: &Names<'_>, why: &ReturnedWhy) -> String {
    match why {
        ReturnedWhy::Voided { by, changes, .. } => {
            let changes: Vec<String> = changes
                .iter()
                .map(|change| sentences::change(names, change).to_string())
                .collect();
            format!("{} voided your sign-off. {}", names.person(*by), changes.join(" "))
        }
        ReturnedWhy::ChangesRequested { by, reason, .. } => {
            format!("{} asks for changes: {reason}", names.person(*by))
        }
        ReturnedWhy::Declined { by, reason } => format!("{} declined: {reason}", names.person(*by)),
    }
}

fn in_flight(opened: &Opened, clock: Clock, lines: Vec<DeploymentLine>) -> AnyView {
    if lines.is_empty() {
        let slug = &opened.directory.slug;
        return view! {
            <div class="empty" data-size="small">
                <h3>"Nothing is under way"</h3>
                <p>"Deployments that you or your teams work on are listed here until they end."</p>
                <a class="button" href=format!("/{slug}/deployments/new")>"New deployment"</a>
            </div>
        }
        .into_any();
    }
    let rows = lines
        .into_iter()
        .map(|line| view! { <DeploymentRow line=line opened=opened.clone() clock=clock /> })
        .collect_view();
    view! { <ul class="rows" data-of="deployments">{rows}</ul> }.into_any()
}

fn empty(title: &'static str, words: &'static str) -> AnyView {
    view! {
        <div class="empty" data-size="small">
            <h3>{title}</h3>
            <p>{words}</p>
        </div>
    }
    .into_any()
}
