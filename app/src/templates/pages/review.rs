//! Where a draft stands between its editor and whoever publishes it (T2).

use domain::id::PersonId;
use domain::refusal::Refusal;
use domain::templates::{Draft, may_publish, publishers};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::template::Rights;
use super::{Found, Shown};
use crate::context::require_person;
use crate::failure::Failure;
use crate::form::{Hidden, use_form};
use crate::parts::{Field, Fold, Icon, Time};
use crate::sentences::{Names, capital};
use crate::templates::actions::{AskForReview, SendBack};
use domain::text::Reason;

/// Id of the notice's heading: what the button **Publish version** is described by.
pub(super) const NOTICE: &str = "why";

/// Whether the reader may not publish the draft now.
pub(super) fn barred(found: &Found, rights: Rights) -> bool {
    let reader = require_person().map(|person| person.actor.person);
    !rights.publishes
        || reader.map_or(true, |reader| {
            may_publish(&found.opened.directory, &found.template, reader).is_err()
        })
}

/// What the draft waits for, and what the reader can do about it.
///
/// # Errors
/// When nobody is signed in.
pub(super) fn notice(
    found: &Found,
    shown: &Shown<'_>,
    names: &Names<'_>,
    rights: Rights,
) -> Result<Option<AnyView>, Failure> {
    let Shown::Draft(draft) = shown else { return Ok(None) };
    let reader = require_person()?.actor.person;
    let directory = &found.opened.directory;
    let (tone, icon, title, words) = match may_publish(directory, &found.template, reader) {
        _ if !rights.publishes => {
            let all: Vec<PersonId> = publishers(directory).collect();
            let who = capital(&names.either(&all));
            (
                "wait",
                "lock",
                "Owners and admins publish".to_owned(),
                format!("{who} can publish this draft."),
            )
        }
        Ok(true) => (
            "run",
            "info",
            "You publish this draft alone".to_owned(),
            "Nobody else may publish templates here, so no review is needed. The entry will say so.".to_owned(),
        ),
        Ok(false) => (
            "wait",
            "clock",
            "A review was asked for".to_owned(),
            "Read the draft, then publish it or send it back.".to_owned(),
        ),
        Err(Refusal::OwnDraft { others }) => {
            let who = capital(&names.either(&others));
            let words = match draft.review {
                Some(_) => format!("{who} can publish it or send it back."),
                None => format!("{who} can publish once you have asked for review."),
            };
            (
                "wait",
                "clock",
                "You edited this draft last, so somebody else must publish it".to_owned(),
                words,
            )
        }
        Err(_) => (
            "wait",
            "clock",
            "No review was asked for yet".to_owned(),
            format!(
                "{} edited the draft last. Once a review is asked for, you can publish it or send it back.",
                names.person(draft.edited_by)
            ),
        ),
    };
    let asked = asked(found, draft, names);
    let view = view! {
        <section class="notice" data-tone=tone aria-labelledby=NOTICE>
            <Icon name=icon />
            <h2 class="notice__title" id=NOTICE>{title}</h2>
            <p>{words}</p>
            {asked}
            {steps(found, draft, reader, rights)}
        </section>
    };
    Ok(Some(view.into_any()))
}

/// Who asked for the review, and when.
fn asked(found: &Found, draft: &Draft, names: &Names<'_>) -> Option<AnyView> {
    let review = draft.review?;
    let by = format!("{} asked for it, ", names.person(review.by));
    Some(view! { <p>{by}<Time clock=found.clock at=review.at />"."</p> }.into_any())
}

/// **Ask for review**, or sending back.
fn steps(found: &Found, draft: &Draft, reader: PersonId, rights: Rights) -> Option<AnyView> {
    let org = found.org.clone();
    let slug = found.template.slug.to_string();
    let alone = publishers(&found.opened.directory).all(|publisher| publisher == draft.edited_by);
    if draft.review.is_none() {
        if !rights.drafts || (alone && reader == draft.edited_by) {
            return None;
        }
        let view = view! {
            <div class="notice__actions">
                <form method="post" action=AskForReview::url()>
                    <Hidden />
                    <input type="hidden" name="org" value=org />
                    <input type="hidden" name="template" value=slug />
                    <button class="button" data-size="small">"Ask for review"</button>
                </form>
            </div>
        };
        return Some(view.into_any());
    }
    if !rights.publishes {
        return None;
    }
    let form = use_form(SendBack::url());
    let reason = Field {
        name: "reason",
        label: "Reason",
        hint: Some("What is written stays in the record."),
        max: Reason::MAX,
        ..Field::default()
    };
    let view = view! {
        <details class="more" open=form.failed()>
            <summary><Fold />"Send back"</summary>
            <form class="form" method="post" action=SendBack::url() novalidate>
                <Hidden />
                <input type="hidden" name="org" value=org />
                <input type="hidden" name="template" value=slug />
                {reason.text(&form, 3, "")}
                <div class="form__actions">
                    <button class="button">"Send back to the editor"</button>
                </div>
            </form>
        </details>
    };
    Some(view.into_any())
}
