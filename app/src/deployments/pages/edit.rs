//! `/{org}/deployments/CHG-n/edit`: only fields that differ become commands; what would be voided is named first (S3).

use domain::deployments::{Details, Field as Part};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::details::{ALL, Stored, fields};
use crate::context::{backend, organization, require_person};
use crate::deployments::actions::details::EditDeployment;
use crate::deployments::regions::{asks, confirm};
use crate::failure::Failure;
use crate::form::{Form, Hidden, use_form};
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Crumb, PageHead, errors, refused};
use crate::sentences::Names;

/// The form that edits what was typed about a deployment.
#[component]
pub fn EditDeploymentPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    page(async move {
        let opened = organization(&slug).await?;
        let number = number.parse().map_err(|_| Failure::NotFound)?;
        let found = backend()
            .deployment(opened.directory.id, number)
            .await?
            .ok_or(Failure::NotFound)?;
        let clock = Clock::of(&opened)?;
        let person = require_person()?.actor.person;
        let names = Names {
            directory: &opened.directory,
            people: &opened.people,
            structure: Some(&found.structure),
            team: Some(found.deployment.team),
            reader: person,
            clock: &clock,
        };
        let details = &found.deployment.details;
        let form = use_form(EditDeployment::url());
        let (form, seen) = rebased(form, details);
        let title = format!("Edit {number}");
        let home = format!("/{slug}/deployments/{number}");
        let crumbs = vec![
            Crumb::new(format!("/{slug}/deployments"), "Deployments"),
            Crumb::new(home.clone(), format!("{number} {}", details.title)),
        ];
        let body = view! {
            <PageHead title=title.clone() crumbs=crumbs />
            {errors(&form, &ALL)}
            {if asks() { confirm(&names) } else { refused(&form, &names) }}
            <form class="form" method="post" action=EditDeployment::url() novalidate>
                <Hidden />
                <input type="hidden" name="org" value=slug.clone() />
                <input type="hidden" name="deployment" value=found.deployment.id.to_string() />
                <input type="hidden" name="number" value=number.to_string() />
                <input type="hidden" name="seen" value=seen />
                {fields(&form, &Stored::of(details), &opened, person)}
                <div class="form__actions">
                    <button class="button" data-kind="primary" data-size="large">"Save changes"</button>
                    <a class="button" data-kind="quiet" href=home>"Keep as it was"</a>
                </div>
            </form>
        };
        layout::frame(Some(&opened), Page::new(Place::Deployments, title).narrow(), body).await
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
    let Some(before) = before else { return (form, now) };
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
