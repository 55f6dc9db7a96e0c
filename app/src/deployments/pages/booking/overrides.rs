//! Overrides of windows and freezes for one deployment, and their reviews (W10).

use domain::calendar::{Override, Slots, Stretch};
use domain::deployments::{Action, OVERRIDES};
use domain::refusal::Refusal;
use domain::text::CommentText;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{REASON, hidden, local};
use crate::deployments::actions::booking::{OverrideSchedule, ReviewOverride};
use crate::deployments::view::View;
use crate::form::use_form;
use crate::parts::{Field, Time};
use crate::sentences;

/// How long an override holds where the person says nothing else and nothing is booked, in seconds.
const USUAL_SECONDS: i64 = 4 * 3600;

/// The region *Overrides*: those that were given, and the form that gives one. Nothing where there is neither.
pub(super) fn overrides(view: &View) -> Option<AnyView> {
    let given = &view.deployment().overrides;
    let form = match view.may(Action::Override) {
        Ok(()) => Some(give(view).into_any()),
        Err(refusal @ Refusal::DutyMissing { .. }) => {
            let words = sentences::refusal(&view.names(), &refusal).to_string();
            Some(view! { <p class="muted">{words}</p> }.into_any())
        }
        Err(_) => None,
    };
    if given.is_empty() && form.is_none() {
        return None;
    }
    let lines = given.iter().map(|known| line(view, known)).collect_view();
    let region = view! {
        <section class="panel" aria-labelledby="overrides">
            <div class="panel__head"><h2 id="overrides">"Overrides"</h2></div>
            <div class="panel__body stack">
                {(!given.is_empty()).then(|| view! { <ul class="openings">{lines}</ul> })} {form}
            </div>
        </section>
    };
    Some(region.into_any())
}

fn line(view: &View, known: &Override) -> impl IntoView + use<> {
    let clock = view.clock;
    let by = view.person(known.written.by);
    let what = view.names().lifted(known.lifts);
    let words = format!("{what}, by {by} as {}: {}", known.duty, known.reason);
    let review = match &known.review {
        Some(review) => {
            let found = if review.justified { "justified" } else { "not justified" };
            let who = view.person(review.by);
            view! { <p>{format!("{who} found it {found}: {}", review.finding)}</p> }.into_any()
        }
        None if reviews(view, known) => review_form(view, known).into_any(),
        None => view! { <p class="muted">"Waits for its review."</p> }.into_any(),
    };
    view! {
        <li class="openings__line" data-wide>
            <span class="openings__when">"Until " <Time clock=clock at=known.expires_at /></span>
            <span class="openings__why">{words}</span>
            {review}
        </li>
    }
}

/// Whether the reader may review an override: by duty, and not an own one.
fn reviews(view: &View, known: &Override) -> bool {
    let team = view.deployment().team;
    let holds = |member: &domain::accounts::Member| OVERRIDES.iter().any(|duty| member.holds(team, duty));
    known.written.by != view.reader && view.member().is_some_and(holds)
}

fn review_form(view: &View, known: &Override) -> impl IntoView + use<> {
    let number = known.written.seq.to_string();
    let form = use_form(ReviewOverride::url()).with("overridden", &number);
    let finding = Field {
        name: "finding",
        label: "What was found",
        hint: Some("What is written stays in the record."),
        max: CommentText::MAX,
        ..Field::default()
    };
    let choice = |value: &'static str, words: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="justified"
                    value=value
                    required
                    checked=form.chosen("justified", value, false)
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <form class="form" method="post" action=ReviewOverride::url()>
            {hidden(view)}
            <input type="hidden" name="overridden" value=number.clone() />
            <fieldset class="choices">
                <legend class="choices__legend">"Was it right to override?"</legend>
                {choice("yes", "Justified")}
                {choice("no", "Not justified")}
            </fieldset>
            {finding.text(&form, 2, "")}
            <div class="form__actions">
                <button class="button">"Save review"</button>
            </div>
        </form>
    }
}

fn give(view: &View) -> impl IntoView + use<> {
    let form = use_form(OverrideSchedule::url());
    let subject = view.standing().subject();
    let freezes = view.opened.directory.calendar.freezes.iter();
    let in_scope: Vec<_> = freezes.filter(|(_, freeze)| freeze.scope.covers(&subject)).collect();
    let choices = std::iter::once(("windows".to_owned(), "Windows and allowed hours".to_owned()));
    let choices = choices.chain(
        in_scope
            .iter()
            .map(|(id, freeze)| (id.to_string(), format!("The freeze “{}”", freeze.name))),
    );
    let choices: Vec<(String, String)> = choices.collect();
    // What is mostly meant: the freeze that lies over the planned time, until that is over.
    let now = view.clock.now();
    let week = now.plus_seconds(Slots::LONGEST_SECONDS);
    let planned = view.deployment().slots().map(|slots| slots.primary);
    let planned = planned.filter(|slot| now < slot.until && slot.until <= week);
    let planned = planned.unwrap_or(Stretch {
        from: now,
        until: now.plus_seconds(USUAL_SECONDS),
    });
    let mut over = in_scope
        .iter()
        .filter(|(_, freeze)| freeze.times.stretches(planned.from, planned.until).next().is_some());
    let first = over
        .next()
        .map_or_else(|| "windows".to_owned(), |(id, _)| id.to_string());
    let lifts = Field {
        name: "lifts",
        label: "What is lifted",
        ..Field::default()
    };
    let expires = Field {
        name: "expires_at",
        label: "Until",
        id: Some("expires"),
        ..Field::default()
    };
    let reason = Field {
        id: Some("reason-override"),
        ..REASON
    };
    let stored = local(view.clock.zone(), planned.until);
    view! {
        <form class="form" method="post" action=OverrideSchedule::url()>
            {hidden(view)}
            {lifts.select(&form, choices, &first)}
            {expires.line(&form, "datetime-local", &stored)}
            {reason.text(&form, 2, "")}
            <p class="muted">"Somebody else with the duty reviews it afterwards."</p>
            <div class="form__actions">
                <button class="button" data-kind="danger">"Override"</button>
            </div>
        </form>
    }
}
