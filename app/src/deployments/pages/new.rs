//! `/{org}/deployments/new`: a deployment from a published template.

use domain::accounts::permission::Right;
use domain::refusal::Refusal;
use domain::templates::TemplateLine;
use domain::time::Timestamp;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::ahead::{self, Choice};
use super::details::{ALL, fields};
use crate::context::{backend, has_right, organization, require_person};
use crate::deployments::actions::details::{CHECK, CreateDeployment};
use crate::failure::Failure;
use crate::form::{Hidden, use_form};
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Crumb, Field, PageHead, Refused, errors, refused};
use crate::sentences::{self, Names};

pub(super) const TEMPLATE: Field = Field {
    name: "template",
    label: "Template",
    hint: None,
    max: 0,
    mono: false,
    id: None,
    autocomplete: None,
};

/// The form for a new deployment. The address may choose what the form chooses: `?template={slug}` or any of its lists by
/// name and value, which is how an island asks what there is to warn of.
#[component]
pub fn NewDeploymentPage() -> impl IntoView {
    let slug = parameter("org");
    let query = query();
    page(async move {
        let opened = organization(&slug).await?;
        let clock = Clock::of(&opened)?;
        let person = require_person()?.actor.person;
        let mut templates = backend().templates(opened.directory.id).await?;
        templates.retain(|template| template.version.is_some());
        let form = use_form(CreateDeployment::url());
        let asked = |name: &str| form.typed(name).or_else(|| query.get(name));
        let choice = Choice::of(&opened, person, &templates, &asked);
        let warned = ahead::warnings(&opened, &choice, None, clock.now()).await?;
        let names = Names {
            team: choice
                .service
                .and_then(|id| opened.directory.services.get(&id))
                .map(|service| service.team),
            ..Names::of(&opened, &clock)?
        };
        let base = format!("/{slug}/deployments");
        let choices = templates
            .iter()
            .map(|template| named(template, clock.now()))
            .collect::<Vec<_>>();
        let stored = choice.template.map(|template| template.id.to_string());
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
                        {TEMPLATE.select(&form, choices, &stored.unwrap_or_default())}
                        {fields(&form, &choice.stored(), &opened, person)}
                        {ahead::region(format!("{base}/new"), &names, &choice, &warned, form.failure() == Some(Failure::Preview))}
                        <div class="form__actions">
                            <button class="button" data-kind="primary" data-size="large">"Create deployment"</button>
                            <button class="button without-script" name="step" value=CHECK>"Check"</button>
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
pub(super) fn named(template: &TemplateLine, now: Timestamp) -> (String, String) {
    let version = template.version.unwrap_or_default();
    let overdue = template.review_by.as_ref().and_then(|due| due.overdue(now));
    let words = if overdue.is_some() { ", review overdue" } else { "" };
    (
        template.id.to_string(),
        format!("{}, version {version}{words}", template.name),
    )
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
