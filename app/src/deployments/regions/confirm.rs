//! The question before an action that voids sign-offs: it names them, and is asked once (S3).

use domain::refusal::{Refusal, VoidedSignOff};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::calendar::actions::SetFreeze;
use crate::context::current;
use crate::deployments::actions::booking::{Book, ReleaseBooking};
use crate::deployments::actions::signing::{Decline, RequestChanges};
use crate::failure::Failure;
use crate::form::{FormState, Hidden, PAGE_FIELD, REQUEST_FIELD};
use crate::parts::Icon;
use crate::sentences::{Names, counted, voided};

/// Name of the field that says yes.
const CONFIRMED: &str = "confirmed";
/// Id of the form as it was sent.
pub(super) const AGAIN: &str = "sent-again";

/// The question, where the form that was just posted would void sign-offs. `live` is the id of that form where it is still
/// on the page: the yes sends what it says by then. Elsewhere the form is sent again as it was.
pub fn confirm(names: &Names<'_>, live: Option<&'static str>) -> Option<AnyView> {
    let form = current().form.clone()?;
    let Failure::Refused(Refusal::VoidsSignOffs { signoffs }) = &form.failure else {
        return None;
    };
    Some(question(names, signoffs, &form, live))
}

/// Whether the form that was just posted waits for that answer.
pub fn asks() -> bool {
    let asks = |form: &FormState| matches!(form.failure, Failure::Refused(Refusal::VoidsSignOffs { .. }));
    current().form.as_ref().is_some_and(asks)
}

/// What is about to be done, as the heading says it and as the button does.
fn act(action: &str) -> (&'static str, &'static str) {
    if action == Decline::url() {
        ("Declining", "decline")
    } else if action == RequestChanges::url() {
        ("Requesting changes", "request changes")
    } else if action == Book::url() {
        ("Booking this", "book")
    } else if action == ReleaseBooking::url() {
        ("Releasing the booking", "release")
    } else if action == SetFreeze::url() {
        ("Moving what this freeze hits", "save freeze")
    } else {
        ("Saving this", "save")
    }
}

fn question(names: &Names<'_>, signoffs: &[VoidedSignOff], form: &FormState, live: Option<&'static str>) -> AnyView {
    let count = counted(signoffs.len(), "sign-off");
    let (doing, go_on) = act(&form.action);
    let who = if signoffs.len() == 1 {
        "It covers what changes, and its signer will be told."
    } else {
        "They cover what changes, and their signers will be told."
    };
    let lines = signoffs
        .iter()
        .map(|signoff| view! { <li>{voided(names, signoff)}</li> })
        .collect_view();
    let again = live.is_none().then(|| again(form, CONFIRMED));
    view! {
        <section class="notice" data-tone="block" role="alert" aria-labelledby="voids" tabindex="-1" autofocus>
            <Icon name="alert" />
            <h2 class="notice__title" id="voids">{format!("{doing} voids {count}")}</h2>
            <p>{who}</p>
            <ul>{lines}</ul>
            {again}
            {live.map(implicit)}
            <div class="notice__actions">
                <button
                    class="button"
                    data-kind="danger"
                    form=live.unwrap_or(AGAIN)
                    formaction=form.action.clone()
                    name=CONFIRMED
                    value=numbers(signoffs)
                >
                    {format!("Void {count} and {go_on}")}
                </button>
                <a class="button" data-kind="quiet" href=current().path.clone()>"Keep as it was"</a>
            </div>
        </section>
    }
    .into_any()
}

/// The entries of sign-offs, as a yes to their voiding carries them.
pub(in crate::deployments) fn numbers(signoffs: &[VoidedSignOff]) -> String {
    let numbers: Vec<String> = signoffs.iter().map(|signoff| signoff.seq.to_string()).collect();
    numbers.join(",")
}

/// A form sends itself with its first button when somebody presses Enter in a field (HTML, implicit submission). Without
/// this one, that would be the yes.
fn implicit(form: &'static str) -> impl IntoView {
    view! { <button class="visually-hidden" form=form tabindex="-1" aria-hidden="true"></button> }
}

/// The form as it was sent, for one of many on its page, without the field that carries the answer.
pub(super) fn again(form: &FormState, answer: &'static str) -> impl IntoView + use<> {
    let carried = form
        .fields
        .iter()
        .filter(|(name, _)| ![REQUEST_FIELD, PAGE_FIELD, answer].contains(&name.as_str()));
    let page = form
        .fields
        .iter()
        .find(|(name, _)| name == PAGE_FIELD)
        .map(|(_, page)| page.clone());
    let carried = carried
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view();
    view! {
        <form method="post" id=AGAIN action=form.action.clone()>
            <Hidden page=page />
            {carried}
        </form>
    }
}
