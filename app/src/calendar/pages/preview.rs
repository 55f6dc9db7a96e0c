//! What a freeze would hit, by name, with the choice for each of them (W9).

use domain::backend::Opened;
use domain::id::FreezeId;
use leptos::prelude::*;

use crate::calendar::Typed;
use crate::calendar::choices::{Choice, chosen, offer, with_freeze};
use crate::calendar::hits::{Ahead, Hit};
use crate::context::{require_person, sources};
use crate::deployments::asks;
use crate::failure::{Checks, Failure};
use crate::form::Form;
use crate::sentences::{Names, counted};

/// Name of the field with what is chosen for a deployment.
const CHOICES: &str = "choices[]";

/// What the freeze that was typed would hit, with what was chosen so far and where bookings could move; nothing as long as
/// it cannot be.
pub(super) async fn found(opened: &Opened, form: &Form, typed: &Typed) -> Result<Option<Vec<Hit>>, Failure> {
    let mut checks = Checks::default();
    let times = typed.times(&mut checks);
    let scope = typed.scope(&mut checks);
    let (true, Some(times), Some(mut scope)) = (form.failed(), times, scope) else {
        return Ok(None);
    };
    chosen(&mut scope, &form.values(CHOICES))?;
    let ahead = Ahead::read(opened, [&times]).await?;
    let mut hits = ahead.hits(&opened.directory, &times, &scope);
    let id = typed.id.parse().unwrap_or_else(|_| FreezeId::new(sources().uuid()));
    let calendar = with_freeze(opened, require_person()?.actor.person, id, (&times, &scope))?;
    offer(opened, &calendar, &times, ahead.booked, &mut hits).await?;
    Ok(Some(hits))
}

/// The deployments that are hit, as a part of the form.
pub(super) fn preview(org: &str, form: &Form, hits: Option<&[Hit]>, names: &Names<'_>) -> Option<AnyView> {
    let hits = hits?;
    let words = format!("{} Nothing is saved yet.", how_many(hits));
    // What is wrong with fields, or asked before sign-offs are voided, is looked at first.
    let first = form.problems().is_empty() && !asks();
    let view = view! {
        <section class="stack" data-gap="small" id="hits" aria-labelledby="hits-title" tabindex="-1" autofocus=first>
            <h2 id="hits-title">"What it hits"</h2>
            <p role="status">{words}</p>
            {listed(org, ("", &form.values(CHOICES)), hits, names)}
        </section>
    };
    Some(view.into_any())
}

/// How many deployments are hit, in a sentence.
pub(super) fn how_many(hits: &[Hit]) -> String {
    match hits.len() {
        0 => "It hits no deployment that is booked or runs.".to_owned(),
        several => format!("It hits {}.", counted(several, "deployment")),
    }
}

/// The lines of deployments. `within` is what the names of their fields begin with: an entry of an import has its own.
/// `chosen` is what was chosen so far.
pub(super) fn listed(
    org: &str,
    (within, chosen): (&str, &[String]),
    hits: &[Hit],
    names: &Names<'_>,
) -> Option<AnyView> {
    if hits.is_empty() {
        return None;
    }
    let lines = hits
        .iter()
        .map(|hit| line(org, (within, chosen), hit, names))
        .collect_view();
    Some(view! { <ul class="rows" data-of="hits">{lines}</ul> }.into_any())
}

fn line(org: &str, (within, chosen): (&str, &[String]), hit: &Hit, names: &Names<'_>) -> impl IntoView + use<> {
    let field = |name: &str| {
        if within.is_empty() {
            format!("{name}[]")
        } else {
            format!("{within}[{name}][]")
        }
    };
    let (shown, choose) = (field("shown"), field("choices"));
    let name = format!("{} {}", hit.number, hit.title);
    let label = format!("What becomes of {}", hit.number);
    let booked: Vec<String> = hit.booked.iter().map(|stretch| names.stretch(*stretch)).collect();
    let when = if booked.is_empty() {
        hit.stage.name().to_owned()
    } else {
        format!("{}, booked {}", hit.stage.name(), booked.join(", backup "))
    };
    let again = if hit.announced { ", to be announced again" } else { "" };
    let held = if hit.runs() { "As running deployments" } else { "Hold" };
    let choices = [(Choice::Hold, held.to_owned()), (Choice::Exempt, "Exempt".to_owned())];
    let moves = hit.offered.iter().map(|to| {
        let slots: Vec<String> = to.all().map(|slot| names.stretch(slot)).collect();
        let words = format!("Move to {}{again}", slots.join(", backup "));
        let (seen, to) = (hit.seen, to.clone());
        (Choice::Move { seen, to }, words)
    });
    let options = choices
        .into_iter()
        .chain(moves)
        .map(|(choice, words)| {
            let value = choice.value(hit.deployment);
            let selected = chosen.contains(&value) || (choice == Choice::Exempt && hit.exempt);
            view! {
                <option value=value selected=selected>{words}</option>
            }
        })
        .collect_view();
    view! {
        <li class="row">
            <span class="row__main">
                <a href=format!("/{org}/deployments/{}", hit.number)>{name}</a>
                <span class="row__sub">{when}</span>
            </span>
            <span class="row__cell">
                <input type="hidden" name=shown value=hit.deployment.to_string() />
                <select class="input" name=choose aria-label=label>{options}</select>
            </span>
        </li>
    }
}
