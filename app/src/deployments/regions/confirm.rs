//! The question before an action that voids sign-offs: it names them, and is asked once (S3).

use domain::refusal::{Refusal, VoidedSignOff};
use leptos::prelude::*;

use crate::context::current;
use crate::failure::Failure;
use crate::form::{FormState, Hidden, PAGE_FIELD, REQUEST_FIELD};
use crate::parts::Icon;
use crate::sentences::{Names, counted, voided};

/// Name of the field that says yes.
const CONFIRMED: &str = "confirmed";

/// The question, where the form that was just posted would void sign-offs. The form is sent again as it was, with a yes.
pub fn confirm(names: &Names<'_>) -> Option<AnyView> {
    let form = current().form.clone()?;
    let Failure::Refused(Refusal::VoidsSignOffs { signoffs }) = &form.failure else {
        return None;
    };
    Some(question(names, signoffs, &form))
}

/// Whether the form that was just posted waits for that answer.
pub fn asks() -> bool {
    let asks = |form: &FormState| matches!(form.failure, Failure::Refused(Refusal::VoidsSignOffs { .. }));
    current().form.as_ref().is_some_and(asks)
}

fn question(names: &Names<'_>, signoffs: &[VoidedSignOff], form: &FormState) -> AnyView {
    let count = counted(signoffs.len(), "sign-off");
    let lines = signoffs
        .iter()
        .map(|signoff| view! { <li>{voided(names, signoff)}</li> })
        .collect_view();
    let carried = form
        .fields
        .iter()
        .filter(|(name, _)| ![REQUEST_FIELD, PAGE_FIELD, CONFIRMED].contains(&name.as_str()));
    let carried = carried
        .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> })
        .collect_view();
    view! {
        <section class="notice" data-tone="block" role="alert" aria-labelledby="voids">
            <Icon name="alert" />
            <h2 class="notice__title" id="voids">{format!("Saving this voids {count}")}</h2>
            <p>"They cover what you are about to change, and their signers will be told."</p>
            <ul>{lines}</ul>
            <form method="post" action=form.action.clone()>
                <Hidden />
                {carried}
                <div class="notice__actions">
                    <button class="button" data-kind="danger" name=CONFIRMED value="yes">
                        {format!("Void {count} and save")}
                    </button>
                    <a class="button" data-kind="quiet" href=current().path.clone()>"Keep as it was"</a>
                </div>
            </form>
        </section>
    }
    .into_any()
}
