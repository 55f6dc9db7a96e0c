//! `/{org}/deployments/CHG-n`: the page.

use leptos::prelude::*;

use crate::context::backend;
use crate::deployments::regions::{asks, confirm};
use crate::deployments::regions::{
    checklist, head, history, next, notes, notices, other_steps, reasons, signatures, values,
};
use crate::deployments::view::View;
use crate::layout::{self, Page, Place};
use crate::live::{Live, Subject};
use crate::pages::{page, parameter};
use crate::parts::{block_html, refused_here};
use domain::deployments::Action;

/// A deployment: where it stands, its list, who signs, what happened.
#[component]
pub fn DeploymentPage() -> impl IntoView {
    let (slug, number) = (parameter("org"), parameter("number"));
    page(async move {
        let view = View::load(&slug, &number).await?;
        let organization = view.opened.directory.id;
        let comments = backend().comments(organization, view.number(), None).await?;
        let links = &view.deployment().links;
        let names = view.names();
        let body = view! {
            {head::head(&view)}
            {if asks() { confirm(&names, None) } else { refused_here(&names) }}
            {notices::notices(&view)}
            {next::next(&view)}
            <div class="record">
                {checklist::checklist(&view)}
                <div class="record__aside">
                    {reasons::blocking(&view)}
                    {reasons::warning(&view)}
                    {signatures::signoffs(&view)}
                    {values::values(&view)}
                    {history::schedule(&view)}
                    {other_steps::steps(&view)}
                    {notes::log(&view)}
                    {release_notes(&view)}
                    {notes::links(&view, None, links, view.may(Action::Comment).is_ok())}
                </div>
                <div class="record__below">
                    {notes::comments_panel(&view, comments)}
                    {history::timeline(&view)}
                </div>
            </div>
            <Subject
                deployment=view.deployment().id.to_string()
                number=number.clone()
                position=view.opened.position
            />
            <Live />
        };
        layout::frame(
            Some(&view.opened),
            Page::new(Place::Deployments, view.title()).wide(),
            body,
        )
        .await
    })
}

fn release_notes(view: &View) -> Option<AnyView> {
    let notes = view.deployment().details.release_notes.as_ref()?;
    let html = block_html(notes.as_str(), "");
    let region = view! {
        <section class="panel" aria-labelledby="release-notes">
            <div class="panel__head"><h2 id="release-notes">"Release notes"</h2></div>
            <div class="panel__body prose" inner_html=html></div>
        </section>
    };
    Some(region.into_any())
}
