//! What the settings say about the calendar: how an environment is shared and what notice it needs; what a service is
//! called by and depends on (W1, W7, W8). Folded under the name that each is about.

use domain::accounts::{Directory, Environment, Service};
use domain::calendar::EnvironmentSchedule;
use domain::id::{EnvironmentId, ServiceId};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::by_name;
use super::hours::{described, error, hours, notice, zones};
use crate::calendar::actions::{RelateService, ScheduleEnvironment};
use crate::calendar::hours::{ALLOWED, Hours};
use crate::form::{Hidden, use_form};
use crate::parts::{Fold, text_area};
use crate::sentences;

/// The schedule of an environment.
pub(crate) fn schedule(
    org: &str,
    directory: &Directory,
    id: &EnvironmentId,
    known: &Environment,
    manages: bool,
) -> AnyView {
    let form = use_form(ScheduleEnvironment::url()).with("id", &id.to_string());
    let schedule = &known.schedule;
    let title = format!("Schedule of {}", known.name);
    let stored = Hours::of(schedule.hours.as_ref(), directory.zone.as_str());
    let seen = form.value("seen", &serde_json::to_string(schedule).unwrap_or_default());
    let exclusive = form.chosen("exclusive", "true", schedule.exclusive);
    let told: Vec<String> = schedule.told.iter().map(ToString::to_string).collect();
    let told = form.value("told", &told.join("\n"));
    view! {
        <details class="more" open=form.failed()>
            <summary><Fold />{title.clone()} <span class="muted">{summary(schedule)}</span></summary>
            <form class="form" method="post" action=ScheduleEnvironment::url()>
                <Hidden />
                <input type="hidden" name="org" value=org.to_owned() />
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="seen" value=seen />
                <fieldset class="form" disabled=!manages>
                    <legend class="visually-hidden">{title}</legend>
                    <label class="choice">
                        <input type="checkbox" role="switch" name="exclusive" value="true" checked=exclusive />
                        <span>"One deployment at a time"</span>
                        <span class="choice__hint">"Whatever the service. Otherwise one of each service."</span>
                    </label>
                    {hours(&form, &ALLOWED, ("Allowed hours", "Without days, any hour."), &stored)}
                    {zones(&form, &ALLOWED, &stored, None)}
                    {notice(&form, schedule.notice_hours)}
                    <label class="field">
                        <span class="field__label">"Who is told"</span>
                        <span class="field__hint">"Addresses, one a line, beside the team."</span>
                        {error(&form, "told")}
                        <textarea
                            class="input"
                            name="told"
                            rows="2"
                            aria-invalid=form.problem("told").map(|_| "true")
                            aria-describedby=described(&form, "told")
                            inner_html=text_area(&told)
                        ></textarea>
                    </label>
                    {manages
                        .then(|| {
                            view! { <div class="form__actions"><button class="button">"Save schedule"</button></div> }
                        })}
                </fieldset>
            </form>
        </details>
    }
    .into_any()
}

/// Beside the name: what is asked at all.
fn summary(schedule: &EnvironmentSchedule) -> String {
    let hours = schedule.hours.as_ref().map(domain::calendar::Times::in_words);
    let parts = [
        schedule.exclusive.then(|| "one at a time".to_owned()),
        hours,
        (schedule.notice_hours > 0).then(|| format!("{} h notice", schedule.notice_hours)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        "any time".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Labels of a service, and the services that it depends on.
pub(crate) fn relations(org: &str, directory: &Directory, id: &ServiceId, known: &Service) -> AnyView {
    let form = use_form(RelateService::url()).with("id", &id.to_string());
    let labels: Vec<&str> = known.labels.iter().map(|label| label.as_str()).collect();
    let labels = form.value("labels", &labels.join(", "));
    let others = directory.services.iter().filter(|(other, _)| *other != id);
    let others = by_name(
        others
            .map(|(other, service)| (other.to_string(), service.name.to_string()))
            .collect(),
    );
    let stored: Vec<String> = known.depends_on.iter().map(ToString::to_string).collect();
    let boxes = others
        .into_iter()
        .map(|(value, words)| {
            let on = form.chosen("depends_on[]", &value, stored.contains(&value));
            view! {
                <label class="choice">
                    <input type="checkbox" name="depends_on[]" value=value checked=on />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <form class="form" method="post" action=RelateService::url()>
            <Hidden />
            <input type="hidden" name="org" value=org.to_owned() />
            <input type="hidden" name="id" value=id.to_string() />
            <label class="field">
                <span class="field__label">"Labels"</span>
                <span class="field__hint">"Separated by commas. Windows and freezes can be about a label."</span>
                {error(&form, "labels")}
                <input
                    class="input"
                    name="labels"
                    value=labels
                    aria-label=format!("Labels of {}", known.name)
                    aria-invalid=form.problem("labels").map(|_| "true")
                    aria-describedby=described(&form, "labels")
                />
            </label>
            {(directory.services.len() > 1)
                .then(|| {
                    view! {
                        <fieldset class="choices" data-columns aria-describedby=described(&form, "depends_on")>
                            <legend class="choices__legend">{format!("{} depends on", known.name)}</legend>
                            {error(&form, "depends_on")}
                            {boxes}
                        </fieldset>
                    }
                })}
            <div class="form__actions">
                <button class="button">"Save labels"</button>
            </div>
        </form>
    }
    .into_any()
}

/// What a service is called by and depends on, beside its name.
pub(crate) fn related(directory: &Directory, known: &Service) -> String {
    let mut words: Vec<String> = known.labels.iter().map(ToString::to_string).collect();
    let others = known.depends_on.iter().filter_map(|id| directory.services.get(id));
    let others: Vec<&str> = others.map(|service| service.name.as_str()).collect();
    if !others.is_empty() {
        words.push(format!("depends on {}", sentences::join(&others, "and")));
    }
    words.join(" · ")
}
