//! The question before a booking that something stands against: other bookings, people who are away. It names them, and is
//! asked once (W5, W7).

use std::collections::BTreeSet;

use domain::refusal::Refusal;
use leptos::prelude::*;

use super::confirm::{AGAIN, again};
use crate::context::current;
use crate::deployments::actions::booking::wanted;
use crate::failure::Failure;
use crate::parts::Icon;
use crate::sentences::{Names, against, beside_them};

/// Name of the field that says yes.
const ACCEPTED: &str = "accepted";

/// The question, where something stands against the booking that was just posted.
pub fn beside(names: &Names<'_>) -> Option<AnyView> {
    let form = current().form.clone()?;
    let field = |name: &str| {
        form.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    };
    let text = |name: &str| field(name).unwrap_or_default();
    let typed = ["from", "until", "backup_from", "backup_until"].map(|name| (name, text(name)));
    let wanted = wanted(&text("zone"), &typed.clone().map(|(_, value)| value)).ok();
    let wanted = wanted.map(|slots| view! { <p>{format!("For {}:", names.slots(&slots))}</p> });
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(typed.iter().filter(|(_, value)| !value.is_empty()));
    let path = current().path.clone();
    let page = path.split(['?', '#']).next().unwrap_or_default();
    let other = format!("{page}?{}#other-time", query.finish());
    let Failure::Refused(Refusal::BookedBeside { conflicts }) = &form.failure else {
        return None;
    };
    let accepted: BTreeSet<String> = conflicts.iter().map(|conflict| conflict.with.to_string()).collect();
    let accepted: Vec<String> = accepted.into_iter().collect();
    let lines = conflicts
        .iter()
        .map(|conflict| view! { <li>{against(names, conflict).to_string()}</li> })
        .collect_view();
    let view = view! {
        <section class="notice" data-tone="wait" role="alert" aria-labelledby="beside" tabindex="-1" autofocus>
            <Icon name="alert" />
            <h2 class="notice__title" id="beside">{beside_them(conflicts)}</h2>
            {wanted}
            <ul>{lines}</ul>
            {again(&form, ACCEPTED)}
            <div class="notice__actions">
                <button class="button" form=AGAIN formaction=form.action.clone() name=ACCEPTED value=accepted.join(",")>
                    "Book all the same"
                </button>
                <a class="button" data-kind="quiet" href=other>"Choose another time"</a>
                <a class="button" data-kind="quiet" href=path.clone()>"Keep as it was"</a>
            </div>
        </section>
    };
    Some(view.into_any())
}
