//! `/{org}/deployments/CHG-n/edit`: only fields that differ become commands; what would be voided is named first (S3).

use domain::deployments::{Action, Details, Field as Part};
use domain::refusal::Refusal;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::details::{ALL, Stored, fields};
use crate::deployments::actions::details::EditDeployment;
use crate::deployments::regions::{asks, confirm};
use crate::deployments::view::View;
use crate::form::{Form, use_form};
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Icon, PageHead, Refused, errors, refused};
use crate::sentences;

/// Id of the form.
const FORM: &str = "edit";

/// The form that edits what was typed about a deployment.
#[component]
pub fn EditDeploymentPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    page(async move {
        let view = View::without_history(&slug, &number).await?;
        let title = format!("Edit {}", view.number());
        let (form, seen) = rebased(use_form(EditDeployment::url()), &view.deployment().details);
        let names = view.names();
        let body = view! {
            <PageHead title=title.clone() crumbs=view.crumbs() />
            {errors(&form, &ALL)}
            {if asks() { confirm(&names, Some(FORM)) } else { refused(&form, &names) }}
            {match view.may(Action::EditImmaterial) {
                Ok(()) => view! { {only_immaterial(&view)} {edit_form(&view, &form, seen)} }.into_any(),
                Err(refusal) => view! { <Refused sentence=sentences::refusal(&names, &refusal) /> }.into_any(),
            }}
        };
        layout::frame(Some(&view.opened), Page::new(Place::Deployments, title).narrow(), body).await
    })
}

fn edit_form(view: &View, form: &Form, seen: String) -> impl IntoView + use<> {
    let stored = Stored::of(&view.deployment().details);
    view! {
        <form class="form" method="post" id=FORM action=EditDeployment::url() novalidate>
            {view.hidden()}
            <input type="hidden" name="number" value=view.number().to_string() />
            <input type="hidden" name="seen" value=seen />
            {fields(form, &stored, &view.opened, view.reader)}
            <div class="form__actions">
                <button class="button" data-kind="primary" data-size="large">
                    "Save changes"
                </button>
                <a class="button" data-kind="quiet" href=view.base.clone()>
                    "Keep as it was"
                </a>
            </div>
        </form>
    }
}

/// Said where the fields that sign-offs cover cannot change any more.
fn only_immaterial(view: &View) -> Option<impl IntoView + use<>> {
    view.may(Action::Edit).err().map(|_| {
        view! {
            <section class="notice" data-tone="wait" aria-labelledby="only">
                <Icon name="info" />
                <h2 class="notice__title" id="only">
                    "Only Ticket and Release notes can still change"
                </h2>
                <p>"Everything else was signed, and the deployment was started with it."</p>
            </section>
        }
    })
}

/// The form on top of what is stored now, and what it was rendered from.
///
/// After a stale answer the page shows what others changed: fields that the person had not touched follow the stored
/// ones, so that saving again does not undo a colleague's edit (D12).
fn rebased(form: Form, stored: &Details) -> (Form, String) {
    let now = serde_json::to_string(stored).unwrap_or_default();
    let before = form
        .typed("seen")
        .and_then(|seen| serde_json::from_str::<Details>(&seen).ok());
    let (Some(before), Some(Refusal::Stale { .. })) = (before, form.refusal()) else {
        // Refused for anything else, the form still stands on what it showed: what others changed is told when it is sent.
        let seen = form.value("seen", &now);
        return (form, seen);
    };
    let untouched: Vec<(&'static str, String)> = Part::ALL
        .into_iter()
        .filter(|part| {
            form.typed(name(*part))
                .is_some_and(|typed| typed.trim() == before.text(*part))
        })
        .map(|part| (name(part), stored.text(part)))
        .collect();
    (form.replacing(&untouched), now)
}

/// The name of a field in the form.
const fn name(part: Part) -> &'static str {
    match part {
        Part::Title => "title",
        Part::Version => "version",
        Part::Service => "service",
        Part::Environment => "environment",
        Part::Type => "kind",
        Part::Deployer => "deployer",
        Part::Commit => "commit",
        Part::Ticket => "ticket",
        Part::ReleaseNotes => "release_notes",
    }
}
