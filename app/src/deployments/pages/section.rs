//! `/{org}/deployments/CHG-n/sections/{key}`: a section that does not apply, with everything open in it (D2).

use domain::deployments::Action;
use domain::templates::SectionKey;
use domain::templates::structure::ItemRef;
use domain::text::Reason;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::deployments::actions::items::LeaveOut;
use crate::deployments::regions::{asks, confirm};
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::form::use_form;
use crate::layout::{self, Page, Place};
use crate::pages::{page, parameter};
use crate::parts::{Field, PageHead, Refused, item_html, refused_here};
use crate::sentences::{self, counted};

/// Leaving a section out.
#[component]
pub fn SectionPage() -> impl IntoView {
    let (slug, number, key) = (parameter("org"), parameter("number"), parameter("key"));
    page(async move {
        let view = View::without_history(&slug, &number).await?;
        let key = SectionKey::parse(&key).map_err(|_| Failure::NotFound)?;
        let structure = std::sync::Arc::clone(&view.found.structure);
        let (_, section) = structure.section(&key).ok_or(Failure::NotFound)?;
        let covered = structure.items_below(&key).ok_or(Failure::NotFound)?;
        let open = |found: &ItemRef<'_>| !view.deployment().resolved(&found.item.key);
        let open: Vec<ItemRef<'_>> = covered.into_iter().filter(open).collect();
        let title = section.plain.clone();
        let names = view.names();
        let body = view! {
            <PageHead title=title.clone() crumbs=view.crumbs() />
            {if asks() { confirm(&names, None) } else { refused_here(&names) }}
            {match view.may(Action::WorkItems) {
                Ok(()) => leave_out(&view, &key, &open),
                Err(refusal) => view! { <Refused sentence=sentences::refusal(&names, &refusal) /> }.into_any(),
            }}
        };
        layout::frame(Some(&view.opened), Page::new(Place::Deployments, title).narrow(), body).await
    })
}

fn leave_out(view: &View, key: &SectionKey, open: &[ItemRef<'_>]) -> AnyView {
    if open.is_empty() {
        return view! { <p>"Nothing of it is open."</p> }.into_any();
    }
    let form = use_form(LeaveOut::url());
    let reason = Field {
        name: "reason",
        label: "Reason",
        hint: Some(
            "Why it does not apply here. One reason for all of them; each gets an entry. What is written stays in the record.",
        ),
        max: Reason::MAX,
        ..Field::default()
    };
    let lines = open
        .iter()
        .map(|found| view! { <li inner_html=item_html(found.item)></li> })
        .collect_view();
    view! {
        <section class="page__section" aria-labelledby="covered">
            <h2 id="covered">{format!("Not applicable: {}", counted(open.len(), "open item"))}</h2>
            <ul class="prose">{lines}</ul>
            <form class="form" method="post" action=LeaveOut::url()>
                {view.hidden()}
                <input type="hidden" name="number" value=view.number().to_string() />
                <input type="hidden" name="section" value=key.to_string() />
                {reason.line(&form, "text", "")}
                <div class="form__actions">
                    <button class="button" data-kind="primary">"Not applicable"</button>
                    <a class="button" data-kind="quiet" href=view.base.clone()>{format!("Back to {}", view.number())}</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}
