//! The question before a booking that something stands against: other bookings, people who are away. It names them, and is
//! asked once (W5, W7).

use domain::refusal::Refusal;
use leptos::prelude::*;

use super::confirm::{AGAIN, again};
use crate::context::current;
use crate::failure::Failure;
use crate::parts::Icon;
use crate::sentences::{Names, against, beside_them};

/// Name of the field that says yes.
const ACCEPTED: &str = "accepted";

/// The question, where something stands against the booking that was just posted.
pub fn beside(names: &Names<'_>) -> Option<AnyView> {
    let form = current().form.clone()?;
    let Failure::Refused(Refusal::BookedBeside { conflicts }) = &form.failure else {
        return None;
    };
    let accepted: Vec<String> = conflicts.iter().map(|conflict| conflict.with.to_string()).collect();
    let lines = conflicts
        .iter()
        .map(|conflict| view! { <li>{against(names, conflict).to_string()}</li> })
        .collect_view();
    let view = view! {
        <section class="notice" data-tone="wait" role="alert" aria-labelledby="beside" tabindex="-1" autofocus>
            <Icon name="alert" />
            <h2 class="notice__title" id="beside">{beside_them(conflicts)}</h2>
            <ul>{lines}</ul>
            {again(&form, ACCEPTED)}
            <div class="notice__actions">
                <button class="button" form=AGAIN formaction=form.action.clone() name=ACCEPTED value=accepted.join(",")>
                    "Book all the same"
                </button>
                <a class="button" data-kind="quiet" href=current().path.clone()>"Keep as it was"</a>
            </div>
        </section>
    };
    Some(view.into_any())
}
