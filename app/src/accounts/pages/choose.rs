//! `/`: to the organization, or to a choice of several.

use leptos::prelude::*;

use crate::context::{backend, redirect, require_person};
use crate::layout::{Page, Place, frame};
use crate::pages::page;
use crate::parts::PageHead;

/// Sends whoever belongs to one organization there, and asks whoever belongs to several.
#[component]
pub fn ChoosePage() -> impl IntoView {
    page(async {
        let person = require_person()?.actor.person;
        let organizations = backend().organizations(person).await?;
        if let [only] = organizations.as_slice() {
            redirect(&format!("/{}", only.slug));
            return Ok(().into_any());
        }
        let none = organizations.is_empty();
        let lines = organizations
            .into_iter()
            .map(|line| {
                view! {
                    <li class="row">
                        <span class="row__main">
                            <a class="row__link" href=format!("/{}", line.slug)>{line.name}</a>
                        </span>
                        <span></span>
                    </li>
                }
            })
            .collect_view();
        let body = view! {
            <PageHead title="Organizations".to_owned() />
            {if none {
                view! {
                    <div class="empty">
                        <h2>"You belong to no organization"</h2>
                        <p>"An owner or admin of one can send you an invitation."</p>
                    </div>
                }
                    .into_any()
            } else {
                view! { <ul class="rows" data-of="names">{lines}</ul> }.into_any()
            }}
        };
        frame(None, Page::new(Place::MyWork, "Organizations").narrow(), body).await
    })
}
