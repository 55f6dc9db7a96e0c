//! `/{org}/deployments/CHG-n/rollback`: a deployment that rolls back one that is over (D7).

use domain::backend::Beside;
use domain::deployments::Action;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::ahead::{self, Choice};
use super::details::{ALL, Stored, fields};
use super::new::{TEMPLATE, named};
use crate::context::backend;
use crate::deployments::actions::details::{CHECK, CreateDeployment};
use crate::deployments::regions::StageTag;
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::form::{Form, Hidden, use_form};
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter, query};
use crate::parts::{Field, Icon, PageHead, Refused, errors, refused};
use crate::sentences::{self, Names};

/// The form for a deployment that rolls another one back.
#[component]
pub fn NewRollbackPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    let query = query();
    page(async move {
        let view = View::without_history(&slug, &number).await?;
        let title = format!("Roll back {}", view.number());
        let form = use_form(CreateDeployment::url());
        let asked = |name: &str| form.typed(name).or_else(|| query.get(name));
        let summary: Vec<Field> = std::iter::once(TEMPLATE).chain(ALL).collect();
        let names = names(&view);
        let body = view! {
            <PageHead title=title.clone() crumbs=view.crumbs() />
            {errors(&form, &summary)}
            {refused(&form, &names)}
            {match view.may(Action::MakeRollback) {
                Ok(()) => view! { {made_before(&view)} {rollback_form(&view, &names, &form, &asked).await?} }.into_any(),
                Err(refusal) => {
                    view! { <Refused sentence=sentences::refusal(&names, &refusal) /> }.into_any()
                }
            }}
        };
        layout::frame(Some(&view.opened), Page::new(Place::Deployments, title).narrow(), body).await
    })
}

/// Those of the deployment, but for the team: a rollback is made by the one that has the service now.
fn names(view: &View) -> Names<'_> {
    let service = view.opened.directory.services.get(&view.deployment().details.service);
    Names {
        team: service.map(|service| service.team),
        ..view.names()
    }
}

async fn rollback_form(
    view: &View,
    names: &Names<'_>,
    form: &Form,
    asked: &impl Fn(&str) -> Option<String>,
) -> Result<AnyView, Failure> {
    let undone = view.deployment();
    let organization = view.opened.directory.id;
    let mut templates = backend().templates(organization).await?;
    templates.retain(|template| template.version.is_some());
    // What is not chosen here is as it was there.
    let known = |name: &str| match name {
        "service" => Some(undone.details.service.to_string()),
        "environment" => Some(undone.details.environment.to_string()),
        "template" => asked(name).or_else(|| Some(undone.template.template.to_string())),
        _ => asked(name),
    };
    let choice = Choice::of(&view.opened, view.reader, &templates, &known);
    let known = Some(&view.found.template);
    let warned = ahead::warnings(&view.opened, &choice, known, view.clock.now()).await?;
    let Beside { before, after } = backend().completed_beside(organization, undone.number).await?;
    let stored = Stored::rollback(view.reader, undone, before.as_ref().map(|(_, version)| version));
    let chosen = choice.template.map(|template| template.id.to_string());
    let choices = templates
        .iter()
        .map(|template| named(template, view.clock.now()))
        .collect();
    let slug = view.slug().to_owned();
    let earlier = before.map(|(number, version)| {
        let href = format!("/{slug}/deployments/{number}");
        view! {
            <p class="muted">
                "The last one completed there with a lower number is " <a href=href>{number.to_string()}</a> ", version "
                <code>{version.to_string()}</code> "."
            </p>
        }
    });
    let later = after.map(|(number, version)| {
        let href = format!("/{slug}/deployments/{number}");
        view! {
            <section class="notice" data-tone="wait">
                <Icon name="alert" />
                <p>
                    <a href=href>{number.to_string()}</a> ", version " <code>{version.to_string()}</code>
                    ", was completed there too and has a higher number. Going back takes that away as well."
                </p>
            </section>
        }
    });
    let page = format!("{}/rollback", view.base);
    let checked = form.failure() == Some(Failure::Preview);
    let body = view! {
        <form class="form" method="post" action=CreateDeployment::url() novalidate>
            <Hidden />
            <input type="hidden" name="org" value=slug.clone() />
            <input type="hidden" name="rolls_back" value=undone.id.to_string() />
            <input type="hidden" name="rollbacks" value=undone.rolled_back_by.len().to_string() />
            <p>
                "It rolls back " <a href=view.base.clone()>{view.title()}</a> ", version "
                <code>{undone.details.version.to_string()}</code> ", and is prepared, signed and recorded like any deployment."
            </p>
            {earlier}
            {later}
            {TEMPLATE.select(form, choices, &chosen.unwrap_or_default())}
            {fields(form, &stored, &view.opened, view.reader)}
            {ahead::region(page, names, &choice, &warned, checked)}
            <div class="form__actions">
                <button class="button" data-kind="primary" data-size="large">"Create deployment"</button>
                <button class="button without-script" name="step" value=CHECK>"Check"</button>
                <a class="button" data-kind="quiet" href=view.base.clone()>"Leave it as it is"</a>
            </div>
        </form>
    };
    Ok(body.into_any())
}

/// Those that were made to roll it back already, so that nobody makes a second one unknowingly.
fn made_before(view: &View) -> Option<impl IntoView + use<>> {
    let made = &view.found.rollbacks;
    let lines = made.iter().map(|rollback| {
        let href = format!("/{}/deployments/{}", view.slug(), rollback.number);
        view! { <li><a href=href>{rollback.number.to_string()}</a> " " <StageTag stage=rollback.stage /></li> }
    });
    (!made.is_empty()).then(|| {
        view! {
            <section class="notice" data-tone="wait" aria-labelledby="made-before">
                <Icon name="alert" />
                <h2 class="notice__title" id="made-before">"A rollback of this was made before"</h2>
                <ul>{lines.collect_view()}</ul>
            </section>
        }
    })
}
