//! `/{org}/deployments/new`: a deployment from a published template.

use domain::accounts::permission::Right;
use domain::backend::Opened;
use domain::deployments::{DeploymentType, Details, VersionRef, Warning, unfillable_ahead};
use domain::id::{EnvironmentId, PersonId, ServiceId};
use domain::refusal::Refusal;
use domain::templates::TemplateLine;
use domain::text::{Title, VersionText};
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
        let likely = Likely::of(&opened, person);
        let ahead = match chosen {
            Some(template) => ahead(&opened, template, &form, likely).await?,
            None => Vec::new(),
        };
        let service = form
            .typed("service")
            .and_then(|typed| typed.parse().ok())
            .or(likely.service);
        let names = Names {
            directory: &opened.directory,
            people: &opened.people,
            structure: None,
            team: service
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
                        {fields(&form, &Stored::fresh(person, likely.service), &opened, person)}
                        {warning(&names, &ahead)}
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

/// Slots of the chosen template that nobody may fill as things stand, for the service and environment that are chosen (D4).
async fn ahead(opened: &Opened, chosen: &TemplateLine, form: &Form, likely: Likely) -> Result<Vec<Warning>, Failure> {
    let backend = backend();
    let Some(template) = backend.template(opened.directory.id, &chosen.slug).await? else {
        return Ok(Vec::new());
    };
    let Some((number, version)) = template.versions.iter().next_back() else {
        return Ok(Vec::new());
    };
    let Some(structure) = backend
        .structure(opened.directory.id, version.content.structure)
        .await?
    else {
        return Ok(Vec::new());
    };
    let Likely {
        person,
        service: Some(service),
        environment: Some(environment),
    } = likely
    else {
        return Ok(Vec::new());
    };
    let typed = |name| form.typed(name);
    let template = VersionRef {
        template: template.id,
        version: *number,
        structure: version.content.structure,
        bars_deployer: version.content.bars_deployer,
    };
    let details = Details {
        // What is typed of these two decides nothing here.
        title: Title::parse("-").map_err(|_| Failure::Malformed)?,
        version: VersionText::parse("-").map_err(|_| Failure::Malformed)?,
        service: typed("service").and_then(|typed| typed.parse().ok()).unwrap_or(service),
        environment: typed("environment")
            .and_then(|typed| typed.parse().ok())
            .unwrap_or(environment),
        kind: DeploymentType::Standard,
        deployer: typed("deployer").and_then(|typed| typed.parse().ok()).unwrap_or(person),
        commit: None,
        ticket: None,
        release_notes: None,
    };
    Ok(unfillable_ahead(
        &opened.directory,
        &structure,
        template,
        details,
        person,
    ))
}

/// What is assumed of a form that nobody has typed into yet: the first service, and the first environment that needs sign-offs, so
/// that what it will ask for is said before it is chosen.
#[derive(Clone, Copy)]
struct Likely {
    person: PersonId,
    service: Option<ServiceId>,
    environment: Option<EnvironmentId>,
}

impl Likely {
    fn of(opened: &Opened, person: PersonId) -> Self {
        let environments = opened.directory.environments.iter();
        let signs = environments.filter(|(_, environment)| environment.signoffs_needed);
        Self {
            person,
            service: services(opened, person).first().map(|(id, _)| *id),
            environment: signs
                .min_by_key(|(id, environment)| (environment.position, **id))
                .map(|(id, _)| *id),
        }
    }
}

fn warning(names: &Names<'_>, ahead: &[Warning]) -> Option<impl IntoView + use<>> {
    let title = match ahead.len() {
        0 => return None,
        1 => "One sign-off of this template cannot be given".to_owned(),
        count => format!("{count} sign-offs of this template cannot be given"),
    };
    let lines = ahead
        .iter()
        .map(|warning| {
            let sentence = sentences::warning(names, warning);
            view! { <li>{sentence.words} " " {sentence.help}</li> }
        })
        .collect_view();
    Some(view! {
        <section class="notice" data-tone="wait" aria-labelledby="ahead">
            <Icon name="alert" />
            <h2 class="notice__title" id="ahead">{title}</h2>
            <p>"For an environment that needs sign-offs:"</p>
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
