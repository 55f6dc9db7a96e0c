//! Notices: what a page says before anything else.

use leptos::prelude::*;

use super::Icon;
use crate::context::Current;
use crate::failure::Failure;
use crate::form::Form;
use crate::sentences::{self, Names, Sentence};

/// A sentence with its parts, as a notice that says why something was refused. An alert needs no name: one that says
/// "Email or password …" would be found in place of the field of that name.
#[component]
pub fn Refused(
    /// What is said.
    sentence: Sentence,
) -> impl IntoView {
    let parts = sentence.parts;
    view! {
        <section class="notice" data-tone="block" role="alert" tabindex="-1" autofocus>
            <Icon name="alert" />
            <h2 class="notice__title">{sentence.words}</h2>
            {sentence.help.map(|help| view! { <p>{help}</p> })}
            {(!parts.is_empty())
                .then(|| {
                    let lines = parts.into_iter().map(|part| view! { <li>{part.to_string()}</li> }).collect_view();
                    view! { <ul>{lines}</ul> }
                })}
        </section>
    }
}

/// Why the form failed, where no field of it is to blame.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other failure has one sentence")]
pub fn refused(form: &Form, names: &Names<'_>) -> Option<AnyView> {
    let sentence = match form.failure()? {
        Failure::Invalid { .. } | Failure::Preview => return None,
        Failure::Refused(refusal) => sentences::refusal(names, &refusal),
        other => sentences::failure(&other),
    };
    Some(view! { <Refused sentence=sentence /> }.into_any())
}

/// What a field is called: a value of a checklist by the name that was posted beside it.
fn named(posted: &[(String, String)], field: &str) -> String {
    let number = field.strip_prefix("value-").and_then(|number| number.parse().ok());
    let mut names = posted
        .iter()
        .filter(|(name, _)| name == "names[]")
        .map(|(_, name)| name);
    let name = number.and_then(|number| names.nth(number));
    name.cloned().unwrap_or_else(|| sentences::label(field))
}

/// Why any form of this page failed, where no field of it is to blame: for pages with many small forms.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other failure has one sentence")]
pub fn refused_here(names: &Names<'_>) -> Option<AnyView> {
    let failed = Current::get()?.form.clone()?;
    let sentence = match failed.failure {
        Failure::Invalid { fields } => {
            let lines = fields
                .iter()
                .map(|error| sentences::problem(&named(&failed.fields, &error.field), &error.problem))
                .collect::<Vec<_>>();
            Sentence {
                words: lines.join(" "),
                ..Sentence::default()
            }
        }
        Failure::Refused(refusal) => sentences::refusal(names, &refusal),
        other => sentences::failure(&other),
    };
    Some(view! { <Refused sentence=sentence /> }.into_any())
}
