//! The forms of the page to sign: sign, request changes, decline (S7, S8).

use domain::deployments::{Document, Meaning};
use domain::templates::structure::Slot;
use domain::text::Reason;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::deployments::actions::signing::{Decline, RequestChanges, Sign};
use crate::deployments::view::View;
use crate::form::{Form, use_form};
use crate::parts::{Field, Icon, inline_html, item_html};

/// The hidden fields that name the slot.
fn slot_fields(view: &View, slot: &Slot) -> impl IntoView + use<> {
    view! {
        {view.hidden()}
        <input type="hidden" name="number" value=view.number().to_string() />
        <input type="hidden" name="roster" value=slot.roster.code() />
        <input type="hidden" name="slot" value=slot.key.to_string() />
    }
}

/// Id of the form that all three answers belong to: one comment serves each of them.
pub(in crate::deployments) const FORM: &str = "answer";

/// Whichever of the three answers was just posted and failed.
pub(in crate::deployments) fn failed() -> Form {
    let forms = [Sign::url(), RequestChanges::url(), Decline::url()].map(use_form);
    forms.into_iter().find(Form::failed).unwrap_or_default()
}

/// The fields that an answer can be refused for.
pub(in crate::deployments) fn fields() -> [Field; 3] {
    let items = Field {
        name: "items[]",
        label: "Items at issue",
        id: Some("items-at-issue"),
        ..Field::default()
    };
    [comment(""), items, password()]
}

fn password() -> Field {
    Field {
        name: "password",
        label: "Password",
        hint: Some("This environment asks again, because your last proof of identity is older than five minutes."),
        autocomplete: Some("current-password"),
        ..Field::default()
    }
}

fn comment(hint: &'static str) -> Field {
    Field {
        name: "comment",
        label: "Comment",
        hint: Some(hint),
        // The two other answers take it as their reason, which is shorter.
        max: Reason::MAX,
        ..Field::default()
    }
}

/// **Sign**: carries the hash of the document on the page and the position of the ledger it was made at.
pub(in crate::deployments) fn form(view: &View, slot: &Slot, made: &Document, proven: bool) -> AnyView {
    let form = failed();
    let line = format!("{} signs here as {}", view.person(view.reader), slot.duty);
    view! {
        <div class="sheet__sign">
            <h2>"Your sign-off"</h2>
            <form class="form" method="post" id=FORM action=Sign::url()>
                {slot_fields(view, slot)}
                <input type="hidden" name="document" value=made.hash().to_string() />
                <input type="hidden" name="position" value=view.opened.position.to_string() />
                {meanings(&form)}
                {comment("Optional with a signature, needed for the other two answers. What is written stays in the record.").text(&form, 2, "")}
                {(!proven).then(|| password().password(&form))}
                <div class="signature" data-state="waiting">
                    <div class="signature__line">
                        <span class="signature__empty">{line}</span>
                        <button class="button" data-kind="sign" data-size="large">
                            <Icon name="sign" />
                            "Sign"
                        </button>
                    </div>
                </div>
            </form>
        </div>
    }
    .into_any()
}

/// The comment alone, for whoever may answer but not sign: own work may be declined.
pub(in crate::deployments) fn comment_form(view: &View, slot: &Slot) -> AnyView {
    view! {
        <form class="form" method="post" id=FORM action=Decline::url()>
            {slot_fields(view, slot)}
            {comment("You may still ask for changes or decline. What is written stays in the record.").text(&failed(), 2, "")}
        </form>
    }
    .into_any()
}

fn meanings(form: &Form) -> impl IntoView + use<> {
    let choices = Meaning::ALL
        .into_iter()
        .map(|meaning| {
            let chosen = form.chosen("meaning", meaning.value(), meaning == Meaning::Approved);
            view! {
                <label class="choice">
                    <input type="radio" name="meaning" value=meaning.value() checked=chosen />
                    <span>{meaning.name()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend class="choices__legend">"Meaning"</legend>
            {choices}
        </fieldset>
    }
}

/// **Request changes** and **Decline**: answers instead of a signature, with the comment above as their reason (S8).
pub(in crate::deployments) fn answers(view: &View, slot: &Slot) -> AnyView {
    view! { <div class="stack">{request_changes(view, slot)} {decline()}</div> }.into_any()
}

/// The items named reopen; stage and round stay.
fn request_changes(view: &View, slot: &Slot) -> impl IntoView + use<> {
    let form = use_form(RequestChanges::url());
    let wrong = form.problem("items[]").map(|_| "Name at least one item.");
    let covered = view.standing().covered(slot.roster);
    let items = view
        .found
        .structure
        .items()
        .filter(|found| covered.contains(&found.phase));
    let mut before = None;
    let choices = items
        .map(|found| {
            let key = found.item.key.to_string();
            let chosen = form.chosen("items[]", &key, false);
            let heads = before.replace(&found.section.key) != Some(&found.section.key);
            let group =
                heads.then(|| view! { <p class="choices__group" inner_html=inline_html(&found.section.title)></p> });
            view! {
                {group}
                <label class="choice">
                    <input type="checkbox" name="items[]" value=key form=FORM checked=chosen />
                    <span inner_html=item_html(found.item)></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="answer" aria-labelledby="not-ready">
            <h2 id="not-ready">"Not ready"</h2>
            <div class="form">
                <p class="muted">
                    "The items you name reopen, and the comment above says why. The stage stays, and this round goes on."
                </p>
                <fieldset class="choices" id="items-at-issue" aria-describedby=wrong.map(|_| "items-at-issue-error")>
                    <legend class="choices__legend">"Items at issue"</legend>
                    {wrong.map(|words| view! { <p class="field__error" id="items-at-issue-error"><Icon name="alert" />{words}</p> })}
                    <div class="choices__window">{choices}</div>
                </fieldset>
                <div class="form__actions">
                    <button class="button" form=FORM formaction=RequestChanges::url()>"Request changes"</button>
                </div>
            </div>
        </section>
    }
}

/// The round is over: back to draft, or another round while it is verified.
fn decline() -> impl IntoView {
    view! {
        <section class="answer" aria-labelledby="against-it">
            <h2 id="against-it">"Against it"</h2>
            <div class="form">
                <p class="muted">
                    "The comment above says why. Every sign-off of this round is void; before start, the deployment goes back to draft."
                </p>
                <div class="form__actions">
                    <button class="button" data-kind="danger" form=FORM formaction=Decline::url()>"Decline"</button>
                </div>
            </div>
        </section>
    }
}
