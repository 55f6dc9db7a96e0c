//! The window policy in the preview of a checklist (T8).

use domain::templates::Structure;
use leptos::prelude::*;

use crate::calendar::hours::{ALLOWED, LOW_TRAFFIC};
use crate::calendar::pages::hours::{hours, notice, zones};
use crate::form::Form;
use crate::parts::Fold;
use crate::sentences::{counted, join};
use crate::templates::Typed;
use crate::templates::policy::Begun;

/// The fields, folded until something of it is proposed or chosen.
pub(super) fn policy(typed: &Typed, structure: &Structure, form: &Form, zone: &str) -> AnyView {
    let begun = Begun::of(structure, zone);
    // Before it was on the page, nothing of it was typed.
    let form = if typed.saw_policy() {
        form.clone()
    } else {
        Form::default()
    };
    let on = form.chosen("window", "yes", begun.on);
    let open = on || found(&begun).is_some();
    let backup = form.chosen("backup", "yes", begun.backup);
    let unknown = begun
        .proposed
        .abbreviation
        .filter(|zone| *zone != "UTC")
        .map(|_| "Choose a place");
    view! {
        <details class="more" open=open>
            <summary><Fold />"Window policy" <span class="muted">{summary(on)}</span></summary>
            <div class="form">
                <input type="hidden" name="window_shown" value="yes" />
                {found(&begun).map(|words| view! { <p>{words}</p> })}
                <label class="choice">
                    <input type="checkbox" role="switch" name="window" value="yes" checked=on />
                    <span>"Deployments keep to this"</span>
                    <span class="choice__hint">
                        "Beside the windows of the calendar and the schedule of the environment: the strictest counts."
                    </span>
                </label>
                {hours(&form, &ALLOWED, ("Allowed hours", "Without days, any hour."), &begun.hours)}
                {zones(&form, &ALLOWED, &begun.hours, unknown)}
                {notice(&form, begun.notice_hours)}
                <label class="choice">
                    <input type="checkbox" role="switch" name="backup" value="yes" checked=backup />
                    <span>"A booking needs a backup slot"</span>
                </label>
                {hours(&form, &LOW_TRAFFIC, ("Low traffic", "Free slots in these hours say so. Without days, none."), &begun.low_traffic)}
            </div>
        </details>
    }
    .into_any()
}

/// Beside the heading: whether anything is asked.
const fn summary(on: bool) -> &'static str {
    if on { "kept to" } else { "none" }
}

/// What the text says of one.
fn found(begun: &Begun) -> Option<String> {
    if begun.on {
        return None;
    }
    let proposed = &begun.proposed;
    let hours = proposed.hours.map(|(from, to)| {
        let zone = proposed
            .abbreviation
            .map_or_else(String::new, |zone| format!(" {zone}"));
        format!("{} to {}{zone}", from.format("%H:%M"), to.format("%H:%M"))
    });
    let notice =
        (proposed.notice_hours > 0).then(|| format!("{} of notice", counted(proposed.notice_hours as usize, "hour")));
    let backup = proposed.backup.then(|| "a backup window".to_owned());
    let low = proposed.low_traffic.then(|| "low traffic".to_owned());
    let parts: Vec<String> = [hours, notice, backup, low].into_iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let place = match proposed.abbreviation {
        Some(zone) if zone != "UTC" => format!(" {zone} names no place: choose one."),
        _ => String::new(),
    };
    Some(format!(
        "The text speaks of {}. It is filled in below, and asked of deployments once it is switched on.{place}",
        join(&parts, "and")
    ))
}
