//! The fields of a window or freeze: its name and its times, which both say alike (W1).

use domain::calendar::{Nth, Weekday};
use domain::text::CalendarName;
use domain::zone::Zone;
use leptos::prelude::*;

use crate::calendar::Typed;
use crate::calendar::read::REPEATS;
use crate::form::Form;
use crate::parts::{Field, Icon};
use crate::sentences;

pub(super) const NAME: Field = Field {
    max: CalendarName::MAX,
    ..field("name", "Name")
};
const ZONE: Field = Field {
    hint: Some("Its hours stay on the wall of this zone through daylight saving."),
    ..field("zone", "Time zone")
};
const STARTS: Field = field("starts", "Starts");
const ENDS: Field = field("ends", "Ends");
const REPEATED: Field = field("repeats", "Repeats");
const NTH: Field = field("nth", "Which one");
const WEEKDAY: Field = field("weekday", "Day of the week");
const INTERVAL: Field = Field {
    hint: Some("1 for each, 2 for every second one."),
    ..field("interval", "Every n-th")
};
const UNTIL: Field = Field {
    hint: Some("Empty: it goes on."),
    ..field("until", "Until")
};

/// The fields of times, for the list of what is wrong.
pub(super) const TIMES: [Field; 9] = [NAME, ZONE, STARTS, ENDS, REPEATED, NTH, WEEKDAY, INTERVAL, UNTIL];

pub(super) const fn field(name: &'static str, label: &'static str) -> Field {
    Field {
        name,
        label,
        hint: None,
        max: 0,
        mono: false,
        id: None,
        autocomplete: None,
    }
}

/// When it is, and how often it comes again. Which fields of a recurrence are shown follows from the choice in *Repeats*,
/// by the style alone.
pub(super) fn times(form: &Form, typed: &Typed) -> AnyView {
    let zones = Zone::names()
        .map(|name| (name.to_owned(), name.replace('_', " ")))
        .collect();
    let repeats = REPEATS.map(|(value, words)| (value.to_owned(), words.to_owned()));
    let nth = Nth::ALL.map(|nth| (nth.value().to_owned(), sentences::capital(nth.name())));
    let weekdays = Weekday::ALL.map(|day| (day.value().to_owned(), day.name().to_owned()));
    let days = Weekday::ALL.map(|day| (day.value().to_owned(), day.name().to_owned()));
    view! {
        <div class="form__pair">
            {STARTS.line(form, "datetime-local", &typed.starts)} {ENDS.line(form, "datetime-local", &typed.ends)}
        </div>
        {ZONE.select(form, zones, &typed.zone)}
        <div class="calendar-recurrence">
            {REPEATED.select(form, repeats.into(), &typed.repeats)}
            <div data-of="weeks">{boxes(form, "on", "On these days", days.into(), &typed.on)}</div>
            <div class="form__pair" data-of="month-weekday">
                {NTH.select(form, nth.into(), &typed.nth)} {WEEKDAY.select(form, weekdays.into(), &typed.weekday)}
            </div>
            <div class="form__pair" data-of="again">
                {INTERVAL.line(form, "number", &typed.interval)} {UNTIL.line(form, "date", &typed.until)}
            </div>
        </div>
    }
    .into_any()
}

/// A group of boxes. `name` is that of the field and the id of the group; the boxes carry it with `[]`.
pub(super) fn boxes(
    form: &Form,
    name: &'static str,
    legend: &'static str,
    choices: Vec<(String, String)>,
    chosen: &[String],
) -> AnyView {
    let error = form.problem(name).map(|problem| sentences::problem(legend, &problem));
    let described = error.is_some().then(|| format!("{name}-error"));
    let boxes = choices
        .into_iter()
        .map(|(value, words)| {
            let on = chosen.contains(&value);
            view! {
                <label class="choice">
                    <input type="checkbox" name=format!("{name}[]") value=value checked=on />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices" id=name data-columns aria-describedby=described>
            <legend class="choices__legend">{legend}</legend>
            {error
                .map(|error| {
                    view! { <p class="field__error" id=format!("{name}-error")><Icon name="alert" />{error}</p> }
                })}
            {boxes}
        </fieldset>
    }
    .into_any()
}
