//! Evidence in words or figures that an item asks for (T4). Links stand in a region of their own.

use domain::deployments::GivenEvidence;
use domain::refusal::Refusal;
use domain::templates::ItemKey;
use domain::templates::structure::EvidenceKind;
use domain::text::{EvidenceNumber, EvidenceText};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::panel::panel;
use crate::deployments::actions::notes::GiveEvidence;
use crate::deployments::view::View;
use crate::form::use_form;
use crate::parts::{Field, visible};

/// The region *Evidence* of an item that asks for words or figures, and the form that gives them. Nothing for an item that
/// asks for something else.
pub(in crate::deployments) fn evidence(
    view: &View,
    item: &ItemKey,
    asked: Option<EvidenceKind>,
    given: Option<&GivenEvidence>,
    may: bool,
) -> Option<AnyView> {
    let asked = asked?;
    let field = field(asked)?;
    let form = use_form(GiveEvidence::url());
    let stored = given.map(|given| given.value.as_str()).unwrap_or_default();
    let seen = given.map_or(0, |given| given.written.seq).to_string();
    let told = matches!(form.refusal(), Some(Refusal::Stale { .. }));
    let seen = if told { seen } else { form.value("seen", &seen) };
    let line = asked == EvidenceKind::Number;
    let says = given.map(|given| {
        view! {
            <div>
                <p class="evidence">{visible(given.value.as_str())}</p>
                <p class="panel__note">{by(view, given)}</p>
            </div>
        }
    });
    let body = view! {
        {says}
        {(given.is_none() && !may).then(|| view! { <p class="muted">"None."</p> })}
        {may
            .then(|| {
                view! {
                    <form class="form" method="post" action=GiveEvidence::url()>
                        {view.hidden_in("given")}
                        <input type="hidden" name="item" value=item.to_string() />
                        <input type="hidden" name="asks" value=asked.code() />
                        <input type="hidden" name="seen" value=seen />
                        {if line { field.line(&form, "text", stored) } else { field.text(&form, 3, stored) }}
                        <div>
                            <button class="button">"Give evidence"</button>
                        </div>
                    </form>
                }
            })}
    };
    Some(panel("given", "verify", "Evidence", None, None, body.into_any()))
}

/// Whether evidence is typed into a field of its own.
pub(in crate::deployments) fn typed(asked: Option<EvidenceKind>) -> bool {
    asked.is_some_and(|kind| field(kind).is_some())
}

/// Who gave it, and when.
pub(in crate::deployments) fn by(view: &View, given: &GivenEvidence) -> String {
    format!(
        "{}, {}",
        view.person(given.written.by),
        view.clock.short(given.written.at)
    )
}

/// The field that asks for it; nothing for evidence that is not typed into a field.
const fn field(kind: EvidenceKind) -> Option<Field> {
    let (name, label, hint, max) = match kind {
        EvidenceKind::Text => (
            "evidence",
            "Evidence",
            "What is written stays in the record.",
            EvidenceText::MAX,
        ),
        EvidenceKind::Number => (
            "figure",
            "Figure",
            "A number, and its unit where it has one: 42, 0.4 %. What is written stays in the record.",
            EvidenceNumber::MAX,
        ),
        EvidenceKind::Link | EvidenceKind::File => return None,
    };
    Some(Field {
        name,
        label,
        hint: Some(hint),
        max,
        mono: false,
        // Where the key `e` leads (07).
        id: Some("evidence"),
        autocomplete: None,
    })
}
