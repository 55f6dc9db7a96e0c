//! `/{org}/templates/{slug}/edit`: the next version of a template, beginning with the export of the last one (T13).

use domain::accounts::permission::{Right, check};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::entry::{Base, Entry, entry};
use super::{Found, Shown};
use crate::context::{backend, member};
use crate::failure::Failure;
use crate::form::use_form;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::Crumb;
use crate::sentences::Names;
use crate::templates::actions::SaveChecklist;

/// The page to edit the draft, or to begin the next version: the form, or the preview of what was sent.
#[component]
pub fn EditTemplatePage() -> impl IntoView {
    let org = parameter("org");
    let slug = parameter("template");
    page(async move {
        let found = Found::load(org, &slug).await?;
        check(member(&found.opened)?, Right::DraftTemplate, found.template.team)?;
        let newest = Shown::of(&found.template, None).ok_or(Failure::NotFound)?;
        let content = newest.content();
        let structure = backend()
            .structure(found.opened.directory.id, content.structure)
            .await?
            .ok_or(Failure::NotFound)?;
        let title = match newest {
            Shown::Draft(_) => format!("Edit the draft of {}", found.template.name),
            Shown::Version(..) => format!("New version of {}", found.template.name),
        };
        let entered = Entry {
            title: title.clone(),
            crumbs: vec![
                Crumb::new(format!("/{}/templates", found.org), "Templates"),
                Crumb::new(found.base(), found.template.name.to_string()),
            ],
            lead: "What is in braces at the end of a line is what Markdown cannot say. Items keep their keys, so that \
                   versions can be compared.",
            org: &found.org,
            template: Some(&found.template),
            base: Some(Base {
                shown: newest,
                structure: &structure,
            }),
        };
        let names = Names::of(&found.opened, &found.clock)?;
        let shown = entry(&entered, &use_form(SaveChecklist::url()), &names);
        let layout = Page::new(Place::Templates, title);
        let layout = if shown.preview { layout } else { layout.narrow() };
        frame(Some(&found.opened), layout, shown.body).await
    })
}
