//! `/{org}/deployments/new`: a deployment from a published template.

use domain::accounts::permission::Right;
use domain::backend::Opened;
use domain::refusal::Refusal;
use domain::templates::{Structure, Template, TemplateLine};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use super::details::{ALL, Stored, fields, services};
use crate::context::{backend, has_right, organization, require_person};
use crate::deployments::actions::details::CreateDeployment;
use crate::failure::Failure;
use crate::form::{Form, Hidden, use_form};
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Crumb, Field, Icon, PageHead, Refused, errors, refused};
use crate::sentences::{self, Names};

const TEMPLATE: Field = Field {
    name: "template",
    label: "Template",
    hint: None,
    max: 0,
    mono: false,
    id: None,
    autocomplete: None,
};

/// The form for a new deployment. `?template={slug}` chooses one.
#[component]
pub fn NewDeploymentPage() -> impl IntoView {
    let slug = parameter("org");
    let wanted = use_query_map().with_untracked(|query| query.get("template"));
    page(async move {
        let opened = organization(&slug).await?;
        let clock = Clock::of(&opened)?;
        let person = require_person()?.actor.person;
        let mut templates = backend().templates(opened.directory.id).await?;
        templates.retain(|template| template.version.is_some());
        let form = use_form(CreateDeployment::url());
        let chosen = choose(&templates, &form, wanted.as_deref());
        let first_service = services(&opened, person).first().map(|(id, _)| *id);
        let unheld = match chosen {
            Some(template) => unheld(&opened, template, &form, first_service).await?,
            None => Vec::new(),
        };
        let names = Names {
            directory: &opened.directory,
            people: &opened.people,
            structure: None,
            team: first_service
                .and_then(|id| opened.directory.services.get(&id))
                .map(|service| service.team),
            reader: person,
            clock: &clock,
        };
        let base = format!("/{slug}/deployments");
        let choices = templates
            .iter()
            .map(|template| named(template, clock.now()))
            .collect::<Vec<_>>();
        let stored = chosen.map(|template| template.id.to_string()).unwrap_or_default();
        let summary: Vec<Field> = std::iter::once(TEMPLATE).chain(ALL).collect();
        let body = view! {
            <PageHead title="New deployment".to_owned() crumbs=vec![Crumb::new(base.clone(), "Deployments")] />
            {errors(&form, &summary)}
            {refused(&form, &names)}
            {if !has_right(&opened, Right::WorkDeployment) {
                let needed = Right::WorkDeployment.least();
                let sentence = sentences::refusal(&names, &Refusal::RoleMissing { needed });
                view! { <Refused sentence=sentence /> }.into_any()
            } else if templates.is_empty() {
                no_template(&slug).into_any()
            } else {
                view! {
                    <form class="form" method="post" action=CreateDeployment::url() novalidate>
                        <Hidden />
                        <input type="hidden" name="org" value=slug.clone() />
                        {TEMPLATE.select(&form, choices, &stored)}
                        {fields(&form, &Stored::fresh(person, first_service), &opened, person)}
                        {warning(&unheld)}
                        <div class="form__actions">
                            <button class="button" data-kind="primary" data-size="large">"Create deployment"</button>
                            <a class="button" data-kind="quiet" href=base>"Back to deployments"</a>
                        </div>
                    </form>
                }
                .into_any()
            }}
        };
        layout::frame(
            Some(&opened),
            Page::new(Place::Deployments, "New deployment").narrow(),
            body,
        )
        .await
    })
}

/// A template as it is chosen; one whose review is overdue says so wherever it is used (T11).
fn named(template: &TemplateLine, now: Timestamp) -> (String, String) {
    let version = template.version.unwrap_or_default();
    let overdue = template.review_by.as_ref().and_then(|due| due.overdue(now));
    let words = if overdue.is_some() { ", review overdue" } else { "" };
    (
        template.id.to_string(),
        format!("{}, version {version}{words}", template.name),
    )
}

/// The template that is chosen: as posted, as the address says, or the first one.
fn choose<'a>(templates: &'a [TemplateLine], form: &Form, wanted: Option<&str>) -> Option<&'a TemplateLine> {
    let posted = form.typed("template");
    let by_post = templates
        .iter()
        .find(|template| Some(template.id.to_string()) == posted);
    let by_address = templates.iter().find(|template| Some(template.slug.as_str()) == wanted);
    by_post.or(by_address).or_else(|| templates.first())
}

/// Duties of the chosen template's slots that nobody holds in the chosen service's team, in words (D4).
async fn unheld(
    opened: &Opened,
    chosen: &TemplateLine,
    form: &Form,
    first: Option<domain::id::ServiceId>,
) -> Result<Vec<String>, Failure> {
    let service = form.typed("service").and_then(|typed| typed.parse().ok()).or(first);
    let Some(service) = service.and_then(|id| opened.directory.services.get(&id)) else {
        return Ok(Vec::new());
    };
    let backend = backend();
    let Some(template) = backend.template(opened.directory.id, &chosen.slug).await? else {
        return Ok(Vec::new());
    };
    let Some(structure) = newest(&template) else {
        return Ok(Vec::new());
    };
    let Some(structure) = backend.structure(opened.directory.id, structure).await? else {
        return Ok(Vec::new());
    };
    let team = opened
        .directory
        .teams
        .get(&service.team)
        .map_or("the team", |team| team.name.as_str());
    let duties = empty_duties(&structure, opened, service.team);
    Ok(duties
        .into_iter()
        .map(|duty| format!("Nobody in {team} holds the duty {duty}."))
        .collect())
}

fn newest(template: &Template) -> Option<ledger::Hash> {
    template
        .versions
        .values()
        .next_back()
        .map(|version| version.content.structure)
}

fn empty_duties(structure: &Structure, opened: &Opened, team: domain::id::TeamId) -> Vec<String> {
    let mut duties: Vec<String> = Vec::new();
    for slot in &structure.slots {
        let name = slot.duty.to_string();
        if opened.directory.holders(team, &slot.duty).next().is_none() && !duties.contains(&name) {
            duties.push(name);
        }
    }
    duties
}

fn warning(unheld: &[String]) -> Option<impl IntoView + use<>> {
    let title = match unheld.len() {
        0 => return None,
        1 => "One duty of this template is held by nobody".to_owned(),
        count => format!("{count} duties of this template are held by nobody"),
    };
    let lines = unheld
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect_view();
    Some(view! {
        <section class="notice" data-tone="wait" aria-labelledby="unheld">
            <Icon name="alert" />
            <h2 class="notice__title" id="unheld">{title}</h2>
            <p>"Where sign-offs are needed, their slots cannot be filled. An admin can assign duties under People."</p>
            <ul>{lines}</ul>
        </section>
    })
}

fn no_template(slug: &str) -> impl IntoView + use<> {
    view! {
        <div class="empty">
            <h2>"No published template yet"</h2>
            <p>"A deployment is made from a template. Import the checklist you have and publish it, or begin with one of ours."</p>
            <div class="cluster">
                <a class="button" href=format!("/{slug}/templates/import")>"Import a checklist"</a>
                <a class="button" href=format!("/{slug}/templates")>"See the starters"</a>
            </div>
        </div>
    }
}
