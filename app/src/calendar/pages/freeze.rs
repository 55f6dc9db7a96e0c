//! `/{org}/calendar/freezes/new` and `/{org}/calendar/freezes/{id}`: when nothing may start, and why (W1, W9).

use domain::backend::Opened;
use domain::calendar::{Freeze, RunningChoice, may_plan};
use domain::id::FreezeId;
use domain::text::Reason;
use leptos::prelude::*;

use server_fn::ServerFn;

use super::fields::{NAME, TIMES, field, times};
use super::scope::scope;
use super::{above, ahead, facts, planners, plans, preview};
use crate::calendar::Typed;
use crate::calendar::actions::{CancelFreeze, SetFreeze};
use crate::calendar::hits::Hit;
use crate::calendar::read::Stored;
use crate::calendar::whatif;
use crate::context::{member, organization};
use crate::deployments::{asks, confirm};
use crate::failure::{Checks, Failure};
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Field, Fold, PageHead, errors, refused};
use crate::sentences::Names;

/// What the page calls a new one.
const NEW: &str = "Set a freeze";

const REASON: Field = Field {
    hint: Some("Everybody reads it while the freeze is in force. What is written here stays."),
    max: Reason::MAX,
    ..field("reason", "Reason")
};

const RUNNING: Field = field("running", "Running deployments");

/// A freeze: the form for whoever plans, what it says for everybody else.
#[component]
pub fn FreezePage() -> impl IntoView {
    let org = parameter("org");
    let id = parameter("id");
    let query = query();
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let known = if id.is_empty() {
            may_plan(member(&opened)?)?;
            None
        } else {
            let id: FreezeId = id.parse().map_err(|_| Failure::NotFound)?;
            let known = opened.directory.calendar.freezes.get(&id);
            Some((id, known.ok_or(Failure::NotFound)?))
        };
        let names = Names::of(&opened, &clock)?;
        let title = known.map_or_else(|| NEW.to_owned(), |(_, known)| known.name.to_string());
        let body = if plans(&opened) {
            let form = use_form(SetFreeze::url());
            let typed = Typed::begun(&form, &opened.directory.zone, known.map(stored)).or_carried(&form, &query);
            let hits = preview::found(&opened, &form, &typed).await?;
            edited(&org, &opened, known, &names, (&form, &typed, hits.as_deref()))
        } else {
            shown(&org, known, &names)
        };
        frame(Some(&opened), Page::new(Place::Calendar, title), body).await
    })
}

/// What it says, for whoever does not plan.
fn shown(org: &str, known: Option<(FreezeId, &Freeze)>, names: &Names<'_>) -> AnyView {
    let Some((_, known)) = known else { return ().into_any() };
    view! {
        <PageHead title=known.name.to_string() crumbs=above(org) lead=planners() />
        <div class="split">
            {facts(
                vec![
                    ("In force", known.times.in_words()),
                    ("Reason", known.reason.to_string()),
                    ("Applies to", names.scope(&known.scope)),
                    ("Running deployments", known.running.name().to_owned()),
                    ("Set by", format!("{}, {}", names.person(known.set.by), names.clock.long(known.set.at))),
                ],
            )}
            {ahead::ahead(Some(&known.times), names.clock, ahead::ShownBy::Preview)}
        </div>
    }
    .into_any()
}

/// What its form shows of one that is stored.
fn stored((id, known): (FreezeId, &Freeze)) -> Stored<'_> {
    Stored {
        id: id.to_string(),
        seq: known.set.seq,
        name: known.name.as_str(),
        times: &known.times,
        scope: &known.scope,
    }
}

/// The form, with what it would hit once it was sent.
fn edited(
    org: &str,
    opened: &Opened,
    known: Option<(FreezeId, &Freeze)>,
    names: &Names<'_>,
    (form, typed, hits): (&Form, &Typed, Option<&[Hit]>),
) -> AnyView {
    let listed = (known.is_some() || form.failed())
        .then(|| typed.times(&mut Checks::default()))
        .flatten();
    let title = known.map_or_else(|| NEW.to_owned(), |(_, known)| known.name.to_string());
    let lead = "While it is in force, no deployment in its scope starts. Whoever may override it says why.";
    let reason = known.map_or("", |(_, known)| known.reason.as_str());
    let running = known.map_or(RunningChoice::Finish, |(_, known)| known.running);
    let exempt = typed.exempt.iter();
    let exempt = exempt
        .map(|id| view! { <input type="hidden" name="exempt[]" value=id.clone() /> })
        .collect_view();
    let mut fields = TIMES.to_vec();
    fields.extend([REASON, RUNNING]);
    view! {
        <PageHead title=title crumbs=above(org) lead=lead.to_owned() />
        {errors(form, &fields)}
        {if asks() { confirm(names, None) } else { refused(form, names) }}
        <div class="split">
            <div class="stack" data-gap="large">
                <form class="form" method="post" action=SetFreeze::url() novalidate>
                    <Hidden />
                    <input type="hidden" name="org" value=org.to_owned() />
                    <input type="hidden" name="id" value=typed.id.clone() />
                    <input type="hidden" name="seen" value=typed.seen.clone() />
                    {exempt}
                    {NAME.line(form, "text", &typed.name)}
                    {REASON.text(form, 3, reason)}
                    {times(form, typed)}
                    {scope(form, &opened.directory, typed)}
                    {self::running(form, running)}
                    {preview::preview(org, form, hits, names)}
                    {whatif::link(org, typed, hits, names.clock)}
                    <div class="form__actions">
                        <button class="button" name="step" value="preview">"Preview"</button>
                        <button class="button" data-kind="primary" name="step" value=Typed::SAVE>"Save freeze"</button>
                    </div>
                </form>
                {known.map(|(id, known)| cancel(org, id, known, names))}
            </div>
            {ahead::ahead(listed.as_ref(), names.clock, ahead::ShownBy::Preview)}
        </div>
    }
    .into_any()
}

/// What becomes of deployments that run when it begins.
pub(super) fn running(form: &Form, stored: RunningChoice) -> AnyView {
    let chosen = form.value("running", stored.value());
    let choices = RunningChoice::ALL
        .into_iter()
        .map(|choice| {
            let hint = match choice {
                RunningChoice::Finish => "What has begun goes on.",
                RunningChoice::Hold => "The next step waits until the freeze ends.",
                RunningChoice::Stop => "They can only be rolled back or marked as failed.",
            };
            view! {
                <label class="choice">
                    <input type="radio" name="running" value=choice.value() checked=choice.value() == chosen />
                    <span>{choice.name()}</span>
                    <span class="choice__hint">{hint}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices" id="running">
            <legend class="choices__legend">{RUNNING.label}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

/// Cancelling, folded: it takes a reason of its own.
fn cancel(org: &str, id: FreezeId, known: &Freeze, names: &Names<'_>) -> AnyView {
    let form = use_form(CancelFreeze::url());
    let reason = Field {
        id: Some("cancel-reason"),
        hint: Some("What is written here stays."),
        max: Reason::MAX,
        ..field("reason", "Reason to cancel")
    };
    view! {
        {refused(&form, names)}
        <details class="more" open=form.failed()>
            <summary><Fold />"Cancel this freeze"</summary>
            <form class="form" method="post" action=CancelFreeze::url()>
                <Hidden />
                <input type="hidden" name="org" value=org.to_owned() />
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="seen" value=known.set.seq.to_string() />
                <p class="field__hint">"What it held goes on."</p>
                {reason.text(&form, 2, "")}
                <div class="form__actions">
                    <button class="button" data-kind="danger">"Cancel freeze"</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
