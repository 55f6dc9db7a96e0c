//! `/{org}/deployments`: one line each, newest first, filters in the address.

use domain::accounts::permission::Right;
use domain::backend::{DeploymentPage, Opened};
use domain::deployments::{DeploymentFilter, StageName};
use leptos::prelude::*;

use super::query::{address, filter};
use crate::audit::filter::period;
use crate::context::{backend, has_right, organization};
use crate::deployments::regions::DeploymentRow;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Icon, PageHead};

/// The list of deployments.
#[component]
pub fn DeploymentsPage() -> impl IntoView {
    let slug = parameter("org");
    let mut filter = filter(|name| query().get(name));
    page(async move {
        let opened = organization(&slug).await?;
        let clock = Clock::of(&opened)?;
        filter.period = period(&opened)?;
        let found = backend().deployments(opened.directory.id, &filter).await?;
        let base = format!("/{slug}/deployments");
        let new = has_right(&opened, Right::WorkDeployment).then(|| {
            view! {
                <a class="button" data-kind="primary" href=format!("{base}/new")>
                    <Icon name="plus" />
                    "New deployment"
                </a>
            }
        });
        let body = view! {
            <PageHead title="Deployments".to_owned() actions=new.into_any() />
            {stages(&base, &filter)}
            {filters(&base, &filter, &opened)}
            {lines(&base, &filter, &opened, clock, found)}
        };
        layout::frame(Some(&opened), Page::new(Place::Deployments, "Deployments"), body).await
    })
}

fn stages(base: &str, filter: &DeploymentFilter) -> impl IntoView + use<> {
    let chosen = filter.stages.first().copied();
    let tab = |stage: Option<StageName>| {
        let href = address(base, filter, stage, None);
        let words = stage.map_or("All", StageName::name);
        view! {
            <li>
                <a class="tabs__link" href=href aria-current=(stage == chosen).then_some("page")>
                    {words}
                </a>
            </li>
        }
    };
    let tabs: Vec<_> = std::iter::once(None).chain(StageName::ALL.map(Some)).map(tab).collect();
    view! { <nav aria-label="Stage"><ul class="tabs">{tabs}</ul></nav> }
}

/// The filters; the stage stands in the tabs and is carried along.
fn filters(base: &str, filter: &DeploymentFilter, opened: &Opened) -> impl IntoView + use<> {
    let directory = &opened.directory;
    let services = directory
        .services
        .iter()
        .map(|(id, service)| (id.to_string(), service.name.to_string()));
    let environments = directory
        .environments
        .iter()
        .map(|(id, env)| (env.position, id.to_string(), env.name.to_string()));
    let mut environments: Vec<_> = environments.collect();
    environments.sort();
    let environments = environments.into_iter().map(|(_, id, name)| (id, name));
    let members = directory.members.keys();
    let people = members.filter_map(|id| {
        opened
            .people
            .get(id)
            .map(|known| (id.to_string(), known.name.to_string()))
    });
    let stage = filter.stages.first().map(|stage| stage.value());
    view! {
        <form class="filters" method="get" action=base.to_owned() role="search">
            {stage.map(|stage| view! { <input type="hidden" name="stage" value=stage /> })}
            <div class="field" data-grow>
                <label class="field__label" for="search">"Search"</label>
                <input class="input" id="search" name="search" type="search" maxlength="200" value=filter.search.clone() />
            </div>
            {choice("service", "Service", "All", by_name(services), filter.service.map(|id| id.to_string()))}
            {choice(
                "environment",
                "Environment",
                "All",
                environments.collect(),
                filter.environment.map(|id| id.to_string()),
            )}
            {choice("person", "Person", "Everybody", by_name(people), filter.person.map(|id| id.to_string()))}
            <button class="button">
                <Icon name="filter" />
                "Apply"
            </button>
        </form>
    }
}

/// Id and name, in the order of names.
fn by_name(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_key(|(_, name)| name.to_lowercase());
    pairs
}

fn choice(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    choices: Vec<(String, String)>,
    chosen: Option<String>,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .map(|(value, words)| {
            let selected = chosen.as_ref() == Some(&value);
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="input" id=name name=name>
                <option value="">{all}</option>
                {options}
            </select>
        </div>
    }
}

fn lines(base: &str, filter: &DeploymentFilter, opened: &Opened, clock: Clock, found: DeploymentPage) -> AnyView {
    if found.lines.is_empty() {
        return empty(base, filter, has_right(opened, Right::WorkDeployment)).into_any();
    }
    let older = found
        .next
        .map(|next| address(base, filter, filter.stages.first().copied(), Some(next)));
    let first = filter
        .before
        .map(|_| address(base, filter, filter.stages.first().copied(), None));
    let rows = found
        .lines
        .into_iter()
        .map(|line| view! { <DeploymentRow line=line opened=opened.clone() clock=clock /> })
        .collect_view();
    view! {
        <ul class="rows" data-of="deployments">{rows}</ul>
        {(older.is_some() || first.is_some())
            .then(|| {
                view! {
                    <nav class="pager" aria-label="Pages">
                        {first.map(|href| view! { <a class="button" href=href><Icon name="back" />"Newest"</a> })}
                        {older.map(|href| view! { <a class="button" href=href>"Older"<Icon name="arrow" /></a> })}
                    </nav>
                }
            })}
    }
    .into_any()
}

fn empty(base: &str, filter: &DeploymentFilter, makes: bool) -> impl IntoView + use<> {
    let unfiltered = DeploymentFilter {
        period: filter.period,
        limit: filter.limit,
        ..DeploymentFilter::default()
    };
    if *filter == unfiltered {
        view! {
            <div class="empty">
                <h2>"No deployments yet"</h2>
                <p>"A deployment is made from a template: its checklist, and the sign-offs it needs."</p>
                {makes.then(|| view! { <a class="button" href=format!("{base}/new")>"Make the first one"</a> })}
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="empty">
                <h2>"Nothing matches"</h2>
                <p>"No deployment fits all of these filters."</p>
                <a class="button" href=base.to_owned()>"Show all deployments"</a>
            </div>
        }
        .into_any()
    }
}
