//! Fields of hours of the week: of environments' schedules and templates' window policies.

use domain::calendar::{EnvironmentSchedule, Weekday};
use domain::zone::Zone;
use leptos::prelude::*;

use crate::calendar::hours::{Hours, HoursFields};
use crate::form::Form;
use crate::parts::Icon;
use crate::sentences;

/// Days, from and to. `none` says what it means that no day is chosen.
pub(crate) fn hours(
    form: &Form,
    fields: &HoursFields,
    (legend, none): (&'static str, &'static str),
    stored: &Hours,
) -> AnyView {
    let boxes = format!("{}[]", fields.on);
    let on = if form.failed() {
        form.values(&boxes)
    } else {
        stored.on.clone()
    };
    let days = Weekday::ALL
        .into_iter()
        .map(|day| {
            let checked = on.iter().any(|value| value == day.value());
            view! {
                <label class="choice">
                    <input type="checkbox" name=boxes.clone() value=day.value() checked=checked />
                    <span>{day.name()}</span>
                </label>
            }
        })
        .collect_view();
    let time = |name: &'static str, label: &'static str, stored: &str| {
        view! {
            <label class="field">
                <span class="field__label">{label}</span>
                {error(form, name)}
                <input
                    class="input"
                    name=name
                    type="time"
                    value=form.value(name, stored)
                    aria-invalid=form.problem(name).map(|_| "true")
                    aria-describedby=described(form, name)
                />
            </label>
        }
    };
    view! {
        <fieldset class="choices" data-columns aria-describedby=described(form, fields.on)>
            <legend class="choices__legend">{legend}</legend>
            {error(form, fields.on)}
            {days}
        </fieldset>
        <p class="field__hint">{none}" Until an hour that is not later means on the next day."</p>
        <div class="form__pair">
            {time(fields.from, "From", &stored.from)} {time(fields.to, "To", &stored.to)}
        </div>
    }
    .into_any()
}

/// Their zone. Where the place is not known yet, `unknown` asks for it.
pub(crate) fn zones(form: &Form, fields: &HoursFields, stored: &Hours, unknown: Option<&'static str>) -> AnyView {
    let chosen = form.value(fields.zone, &stored.zone);
    let unknown = unknown.map(|words| view! { <option value="" selected=chosen.is_empty()>{words}</option> });
    let zones = Zone::names()
        .map(|name| view! { <option value=name selected=name == chosen>{name.replace('_', " ")}</option> })
        .collect_view();
    view! {
        <label class="field">
            <span class="field__label">"Time zone"</span>
            {error(form, fields.zone)}
            <select class="input" name=fields.zone aria-invalid=form.problem(fields.zone).map(|_| "true") aria-describedby=described(form, fields.zone)>{unknown} {zones}</select>
        </label>
    }
    .into_any()
}

/// Hours of notice.
pub(crate) fn notice(form: &Form, stored: u32) -> AnyView {
    view! {
        <label class="field">
            <span class="field__label">"Hours of notice"</span>
            {error(form, "notice_hours")}
            <input
                class="input"
                name="notice_hours"
                type="number"
                min="0"
                max=EnvironmentSchedule::MOST_NOTICE.to_string()
                value=form.value("notice_hours", &stored.to_string())
                aria-invalid=form.problem("notice_hours").map(|_| "true")
                aria-describedby=described(form, "notice_hours")
            />
        </label>
    }
    .into_any()
}

/// What is wrong with a field.
pub(crate) fn error(form: &Form, name: &str) -> Option<AnyView> {
    let sentence = sentences::problem(&sentences::label(name), &form.problem(name)?);
    let id = described(form, name);
    Some(view! { <span class="field__error" id=id><Icon name="alert" />{sentence}</span> }.into_any())
}

/// The id of what is wrong with a field, where something is.
pub(crate) fn described(form: &Form, name: &str) -> Option<String> {
    form.problem(name).map(|_| format!("{name}-error"))
}
