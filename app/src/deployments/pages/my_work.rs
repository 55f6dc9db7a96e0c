//! `/{org}`: what waits for the reader, what came back, what is in flight, and what was announced to the reader's teams.

use domain::accounts::permission::Right;
use domain::backend::Opened;
use domain::calendar::{Booked, Stretch};
use domain::deployments::{DeploymentLine, MyWork, ReturnedLine, ReturnedWhy, StageName, WaitingSlot};
use domain::id::PersonId;
use leptos::prelude::*;

use crate::audit::filter::period;
use crate::calendar::pages::{DESK, plans};
use crate::context::{backend, has_right, organization, require_person};
use crate::deployments::regions::{HoldTag, StageTag, line};
use crate::failure::Failure;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Icon, PageHead, ShortTime};
use crate::sentences::{self, Names};

/// Days for which announcements are listed, today among them.
const ANNOUNCED_DAYS: i64 = 14;

/// My work.
#[component]
pub fn MyWorkPage() -> impl IntoView {
    let slug = parameter("org");
    page(async move {
        let opened = organization(&slug).await?;
        let clock = Clock::of(&opened)?;
        let person = require_person()?.actor.person;
        // An auditor reads one period (01 §6), and has no work here.
        let (work, announced) = match period(&opened)? {
            Some(_) => (MyWork::default(), Vec::new()),
            None => (
                backend().my_work(opened.directory.id, person).await?,
                announced(&opened, &clock, person).await?,
            ),
        };
        let names = Names::of(&opened, &clock)?;
        // Whoever plans the calendar begins there.
        let desk = plans(&opened).then(|| {
            view! { <a class="button" href=format!("/{slug}/calendar/desk")><Icon name="list" />{DESK}</a> }
        });
        let new = has_right(&opened, Right::WorkDeployment).then(|| {
            view! {
                <a class="button" data-kind="primary" href=format!("/{slug}/deployments/new")>
                    <Icon name="plus" />
                    "New deployment"
                </a>
            }
        });
        let waiting = work
            .waiting
            .iter()
            .map(|waiting| waits(&opened, &names, waiting))
            .collect();
        let returned = work
            .returned
            .iter()
            .map(|returned| came_back(&opened, &names, returned))
            .collect();
        let in_flight = work.in_flight.iter().map(|line| flies(&opened, clock, line)).collect();
        let nothing = work.waiting.is_empty() && work.returned.is_empty() && work.in_flight.is_empty();
        let first = nothing && backend().templates(opened.directory.id).await?.is_empty();
        let body = view! {
            <PageHead title="My work".to_owned() actions=view! { {desk} {new} }.into_any() />
            {first.then(|| first_template(&slug))}
            {list("waiting", "Waiting for my sign-off", waiting, NOTHING_WAITS)}
            {list("returned", "Returned to me", returned, NOTHING_RETURNED)}
            {list("in-flight", "In flight", in_flight, NOTHING_FLIES)}
            {told(&opened, &names, &announced)}
        };
        layout::frame(Some(&opened), Page::new(Place::MyWork, "My work"), body).await
    })
}

/// What was announced to the reader for the days ahead, by its beginning: announcing tells the team (W8).
async fn announced(opened: &Opened, clock: &Clock, person: PersonId) -> Result<Vec<Booked>, Failure> {
    let Some(member) = opened
        .directory
        .active(person)
        .filter(|member| !member.teams.is_empty())
    else {
        return Ok(Vec::new());
    };
    let ahead = Stretch {
        from: clock.now(),
        until: clock.now().plus_seconds(ANNOUNCED_DAYS * 24 * 60 * 60),
    };
    let mut booked = backend().booked(opened.directory.id, ahead).await?;
    booked.retain(|booked| {
        let waits = matches!(booked.stage, StageName::Draft | StageName::Preparing);
        let theirs = member.belongs(booked.team) || booked.deployer == person;
        waits && booked.announced && !booked.backup && theirs
    });
    Ok(booked)
}

/// The list of it; nothing where nothing was announced, because nobody waits for it.
fn told(opened: &Opened, names: &Names<'_>, announced: &[Booked]) -> Option<AnyView> {
    if announced.is_empty() {
        return None;
    }
    let directory = &opened.directory;
    let lines = announced
        .iter()
        .map(|booked| {
            let href = format!("/{}/deployments/{}", directory.slug, booked.number);
            let service = directory.services.get(&booked.service);
            let environment = directory.environments.get(&booked.environment);
            let place = format!(
                "{}, {}",
                service.map_or("", |known| known.name.as_str()),
                environment.map_or("", |known| known.name.as_str())
            );
            view! {
                <li class="row">
                    <span class="row__number">{booked.number.to_string()}</span>
                    <span class="row__main">
                        <a class="row__link" href=href>{booked.title.to_string()}</a>
                        <span class="row__sub">{place}</span>
                    </span>
                    <span class="row__cell">{format!("deployed by {}", names.person(booked.deployer))}</span>
                    <span class="row__cell">{names.stretch(booked.stretch)}</span>
                </li>
            }
        })
        .collect_view();
    let view = view! {
        <section class="page__section" aria-labelledby="announced">
            <h2>
                <span id="announced">"Announced"</span>
                " "
                <span class="count">{announced.len().to_string()}</span>
            </h2>
            <ul class="rows" data-of="desk">{lines}</ul>
        </section>
    };
    Some(view.into_any())
}

/// What to begin with in an organization that has no template yet.
fn first_template(slug: &str) -> impl IntoView + use<> {
    view! {
        <section class="notice" data-tone="run" aria-labelledby="begin">
            <Icon name="list" />
            <h2 class="notice__title" id="begin">"Begin with a template"</h2>
            <p>"A deployment is made from one. Import the checklist that you have, or start from one of ours and make it yours."</p>
            <div class="cluster">
                <a class="button" data-kind="primary" href=format!("/{slug}/templates/import")>"Import a checklist"</a>
                <a class="button" href=format!("/{slug}/templates")>"See the starters"</a>
            </div>
        </section>
    }
}

/// What an empty list says: heading and sentence.
type Empty = (&'static str, &'static str);

const NOTHING_WAITS: Empty = (
    "Nothing waits for you",
    "Slots that your duties fill are listed here once a deployment is submitted.",
);
const NOTHING_RETURNED: Empty = (
    "Nothing came back",
    "Voided sign-offs, and requests to change what you submitted, are listed here.",
);
const NOTHING_FLIES: Empty = (
    "Nothing is under way",
    "Deployments that you or your teams work on are listed here until they end.",
);

fn list(id: &'static str, title: &'static str, rows: Vec<AnyView>, empty: Empty) -> AnyView {
    let count = rows.len();
    view! {
        <section class="page__section" aria-labelledby=id>
            <h2>
                <span id=id>{title}</span>
                {(count > 0).then(|| view! { " " <span class="count">{count.to_string()}</span> })}
            </h2>
            {if rows.is_empty() {
                view! {
                    <div class="empty" data-size="small">
                        <h3>{empty.0}</h3>
                        <p>{empty.1}</p>
                    </div>
                }
                .into_any()
            } else {
                view! { <ul class="rows" data-of="work">{rows}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// Number, title and a line below; the columns after them.
fn row(opened: &Opened, line: &DeploymentLine, sub: String, columns: AnyView) -> AnyView {
    let href = format!("/{}/deployments/{}", opened.directory.slug, line.number);
    view! {
        <li class="row">
            <span class="row__number">{line.number.to_string()}</span>
            <span class="row__main">
                <a class="row__link" href=href>{line.title.to_string()}</a>
                <span class="row__sub">{sub}</span>
            </span>
            {columns}
        </li>
    }
    .into_any()
}

fn waits(opened: &Opened, names: &Names<'_>, waiting: &WaitingSlot) -> AnyView {
    let line = &waiting.line;
    let sub = format!("Sign as {} · {}", waiting.duty, line::place(opened, line));
    let asked = format!("asked by {}", names.person(line.requester));
    let href = format!(
        "/{}/deployments/{}/sign/{}",
        opened.directory.slug, line.number, waiting.slot
    );
    let act = if waiting.ready {
        view! {
            <a class="button" data-kind="sign" data-size="small" href=href>
                <Icon name="sign" />
                "Review and sign"
                <span class="visually-hidden">{format!(" {} as {}", line.number, waiting.duty)}</span>
            </a>
        }
        .into_any()
    } else {
        view! { <span class="row__sub">"after the open items"</span> }.into_any()
    };
    let columns = view! {
        <span class="row__cell">{asked}</span>
        <span class="row__cell">
            <ShortTime clock=*names.clock at=line.changed_at />
        </span>
        <span class="row__act">{act}</span>
    };
    row(opened, line, sub, columns.into_any())
}

fn came_back(opened: &Opened, names: &Names<'_>, returned: &ReturnedLine) -> AnyView {
    let (tone, icon, word) = match &returned.why {
        ReturnedWhy::Voided { .. } => ("block", "undo", "Voided"),
        ReturnedWhy::ChangesRequested { .. } => ("wait", "comment", "Changes requested"),
        ReturnedWhy::Declined { .. } => ("block", "cross", "Declined"),
    };
    let columns = view! {
        <span class="row__cell">
            <span class="tag" data-tone=tone>
                <Icon name=icon />
                {word}
            </span>
        </span>
        <span class="row__cell">
            <ShortTime clock=*names.clock at=returned.at />
        </span>
        <span></span>
    };
    row(opened, &returned.line, why(names, &returned.why), columns.into_any())
}

/// Why something came back, on one line.
fn why(names: &Names<'_>, why: &ReturnedWhy) -> String {
    match why {
        ReturnedWhy::Voided { by, changes, .. } => {
            let changes = changes
                .iter()
                .map(|change| sentences::change(names, change).to_string());
            let changes: Vec<String> = changes.collect();
            format!("{} voided your sign-off. {}", names.person(*by), changes.join(" "))
        }
        ReturnedWhy::ChangesRequested { by, reason, .. } => {
            format!("{} asks for changes: {reason}", names.person(*by))
        }
        ReturnedWhy::Declined { by, reason, .. } => format!("{} declined: {reason}", names.person(*by)),
    }
}

fn flies(opened: &Opened, clock: Clock, line: &DeploymentLine) -> AnyView {
    let columns = view! {
        <span class="row__cell cluster">
            <StageTag stage=line.stage />
            {line.on_hold.then(|| view! { <HoldTag /> })}
        </span>
        <span class="row__cell">
            <ShortTime clock=clock at=line.changed_at />
        </span>
        <span class="row__cell">{line::done(line.progress)}</span>
    };
    row(opened, line, line::place(opened, line), columns.into_any())
}
