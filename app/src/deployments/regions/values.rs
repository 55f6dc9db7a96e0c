//! Values that the checklist leaves blank, filled in for this deployment (04).

use domain::deployments::Action;
use domain::refusal::Refusal;
use domain::text::{ValueName, ValueText};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::panel::{panel, silent};
use crate::deployments::actions::notes::FillIn;
use crate::deployments::view::View;
use crate::form::{Form, use_form};
use crate::parts::{Fold, Icon, visible};
use crate::sentences;

/// The region *Values*: what is filled in, and the form that asks for the rest. Nothing where the checklist leaves nothing
/// blank.
pub(in crate::deployments) fn values(view: &View) -> AnyView {
    let asked: Vec<ValueName> = view.found.structure.asked_values().collect();
    if asked.is_empty() {
        return silent("values");
    }
    let deployment = view.deployment();
    let (filled, open): (Vec<_>, Vec<_>) = asked.iter().partition(|name| deployment.value(name).is_some());
    let may = view.may(Action::WorkItems).is_ok();
    let asks: Vec<ValueName> = asked
        .iter()
        .filter(|name| !deployment.value_fixed(name))
        .cloned()
        .collect();
    let says = format!("{} of {} filled in.", filled.len(), asked.len());
    let body = view! {
        {(!filled.is_empty()).then(|| listed(view))}
        {(!open.is_empty()).then(|| view! { <p class="panel__note">{says}</p> })}
        {(may && !asks.is_empty()).then(|| form(view, &asks, !open.is_empty()))}
    };
    panel("values", "pen", "Values", None, None, body.into_any())
}

/// What is filled in, a line each.
pub(in crate::deployments) fn listed(view: &View) -> AnyView {
    let asked = view.found.structure.asked_values();
    let lines = asked
        .filter_map(|name| {
            Some((
                visible(name.as_str()),
                visible(view.deployment().value(&name)?.as_str()),
            ))
        })
        .map(|(name, text)| view! { <dt>{name}</dt> <dd class="evidence">{text}</dd> })
        .collect_view();
    view! { <dl class="facts">{lines}</dl> }.into_any()
}

fn form(view: &View, asks: &[ValueName], open: bool) -> AnyView {
    let form = use_form(FillIn::url());
    let fields = asks
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let stored = view
                .deployment()
                .value(name)
                .map(ToString::to_string)
                .unwrap_or_default();
            let place = view
                .found
                .structure
                .place_of(name)
                .map(|title| format!("In “{title}”."));
            field(&form, index, name, &stored, place)
        })
        .collect_view();
    let words = if open { "Fill in" } else { "Change" };
    view! {
        <details class="more" open=form.failed()>
            <summary>
                <Fold />
                {words}
            </summary>
            <p class="panel__note">"The checklist leaves these blank. What is written stays in the record."</p>
            <form class="form" method="post" action=FillIn::url()>
                {view.hidden_in("values")}
                {fields}
                <div class="form__actions">
                    <button class="button">"Save values"</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// What a refused form said of one value.
struct Posted {
    /// Its place in that form, by which its problem is named.
    at: usize,
    /// What the field shows; nothing where what is stored now shows.
    typed: Option<String>,
    /// What was on the page before it; nothing where what is stored now is.
    before: Option<String>,
}

fn posted(form: &Form, name: &ValueName) -> Option<Posted> {
    let at = form
        .values("names[]")
        .iter()
        .position(|posted| posted == name.as_str())?;
    let (values, before) = (form.values("values[]"), form.values("before[]"));
    let (value, before) = (values.get(at)?.clone(), before.get(at)?.clone());
    // Told what changed meanwhile, the person goes on from there, and a field that nobody typed into does not undo it.
    let told = matches!(form.refusal(), Some(Refusal::Stale { .. }));
    Some(Posted {
        at,
        typed: (!told || value.trim() != before).then_some(value),
        before: (!told).then_some(before),
    })
}

/// A value's field, with its name and what was on the page (D12).
fn field(form: &Form, index: usize, name: &ValueName, stored: &str, hint: Option<String>) -> AnyView {
    let (id, label) = (format!("value-{index}"), visible(name.as_str()));
    let posted = posted(form, name);
    let problem = posted
        .as_ref()
        .and_then(|posted| form.problem(&format!("value-{}", posted.at)));
    let error = problem.map(|problem| sentences::problem(&label, &problem));
    let described = [
        error.is_some().then(|| format!("{id}-error")),
        hint.is_some().then(|| format!("{id}-hint")),
    ];
    let described: Vec<String> = described.into_iter().flatten().collect();
    let invalid = error.is_some();
    let (typed, before) = posted.map_or((None, None), |posted| (posted.typed, posted.before));
    let before = before.unwrap_or_else(|| stored.to_owned());
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            {error
                .map(|error| {
                    view! { <p class="field__error" id=format!("{id}-error")><Icon name="alert" />{error}</p> }
                })}
            {hint.map(|hint| view! { <p class="field__hint" id=format!("{id}-hint")>{hint}</p> })}
            <input type="hidden" name="names[]" value=name.to_string() />
            <input type="hidden" name="before[]" value=before />
            <input
                class="input"
                id=id.clone()
                name="values[]"
                maxlength=ValueText::MAX.to_string()
                aria-invalid=invalid.then_some("true")
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                value=typed.unwrap_or_else(|| stored.to_owned())
            />
        </div>
    }
    .into_any()
}
