//! `/{org}/templates/import`: a checklist comes in, and is shown before anything is saved.

use domain::accounts::permission::{Right, check};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::entry::{Entry, entry};
use crate::context::{member, organization};
use crate::form::use_form;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Crumb};
use crate::sentences::Names;
use crate::templates::actions::SaveChecklist;

/// The page to import a checklist: the form, or the preview of what was sent.
#[component]
pub fn ImportPage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        check(member(&opened)?, Right::DraftTemplate, None)?;
        let clock = Clock::of(&opened)?;
        let templates = Crumb::new(format!("/{org}/templates"), "Templates");
        let entered = Entry {
            title: "Import a checklist".to_owned(),
            crumbs: vec![templates],
            lead: "Paste the file you already have. The next page shows what it becomes before anything is saved.",
            org: &org,
            template: None,
            base: None,
        };
        let shown = entry(&entered, &use_form(SaveChecklist::url()), &Names::of(&opened, &clock)?);
        let layout = Page::new(Place::Templates, "Import a checklist");
        let layout = if shown.preview { layout } else { layout.narrow() };
        frame(Some(&opened), layout, shown.body).await
    })
}
