//! What the time that was typed would come to: judged by the rules that book it, and not saved (W15).

use domain::calendar::{Booked, Slots};
use domain::deployments::Foreseen;
use domain::time::Timestamp;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::free::{Wanted, next};
use crate::calendar;
use crate::deployments::actions::booking::{Book, wanted};
use crate::deployments::foreseen::{fields, judged};
use crate::deployments::view::View;
use crate::failure::Failure;
use crate::form::{Form, use_form};
use crate::parts::Icon;
use crate::sentences::{against, counted, notice_needed, refusal, voided};

/// A time that was checked.
pub(super) struct Checked {
    slots: Slots,
    foreseen: Foreseen,
}

/// What was typed, where it was sent to be checked.
fn typed(form: &Form) -> Option<Slots> {
    let text = |name| form.value(name, "");
    let asked = form.failure() == Some(Failure::Preview);
    let times = [text("from"), text("until"), text("backup_from"), text("backup_until")];
    asked.then(|| wanted(&text("zone"), &times).ok()).flatten()
}

/// Judges what was sent to be checked; nothing where nothing was.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn checked(view: &View) -> Result<Option<Checked>, Failure> {
    let Some(slots) = typed(&use_form(Book::url())) else {
        return Ok(None);
    };
    let foreseen = judged(view, &slots).await?;
    Ok(Some(Checked { slots, foreseen }))
}

/// The answer, above the form that it is about. `booked` is what is booked from now on, for the next slot that would do.
pub(super) fn answer(view: &View, checked: &Checked, booked: &[Booked]) -> AnyView {
    let Checked { slots, foreseen } = checked;
    let names = view.names();
    let (tone, icon, title, help) = match &foreseen.refusal {
        Some(no) => {
            let sentence = refusal(&names, no);
            let parts = sentence.parts.iter().map(ToString::to_string);
            let lines: Vec<String> = parts.chain(sentence.help.clone()).collect();
            ("block", "alert", format!("No. {}", sentence.words), lines)
        }
        None if view.deployment().slots() == Some(slots) => {
            ("signed", "check", "It is what is booked now".to_owned(), Vec::new())
        }
        None => {
            let lines = met(view, checked);
            let free = foreseen.beside.is_empty() && foreseen.voids.is_empty() && !short(view, slots);
            let (tone, icon) = if free { ("signed", "check") } else { ("wait", "info") };
            (
                tone,
                icon,
                format!("Yes. It can be booked for {}", names.slots(slots)),
                lines,
            )
        }
    };
    let lines = help.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let instead = foreseen
        .refusal
        .as_ref()
        .and_then(|_| next(view, &Wanted::like(view, slots.primary), booked));
    let instead = instead.map(|slot| {
        view! {
            <p>"The next free slot of that length:"</p>
            <ol class="openings">{slot}</ol>
        }
    });
    view! {
        <section class="notice" data-tone=tone aria-labelledby="checked" tabindex="-1" autofocus>
            <Icon name=icon />
            <h3 class="notice__title" id="checked">{title}</h3>
            <ul>{lines}</ul>
            {instead}
            <p>"Nothing is saved yet. " <a href=drawn(view, slots)>"Show it in the calendar"</a></p>
        </section>
    }
    .into_any()
}

/// The calendar with the time drawn in it.
fn drawn(view: &View, slots: &Slots) -> String {
    let zone = view.clock.zone();
    let number = view.number().to_string();
    calendar::elsewhere(view.slug(), &number, zone.name(), fields(zone, slots))
}

/// Everything that booking it would come to beside being booked.
fn met(view: &View, checked: &Checked) -> Vec<String> {
    let Checked { slots, foreseen } = checked;
    let names = view.names();
    let beside = foreseen
        .beside
        .iter()
        .map(|conflict| against(&names, conflict).to_string());
    let mut lines: Vec<String> = beside.collect();
    if !foreseen.voids.is_empty() {
        let who: Vec<String> = foreseen.voids.iter().map(|void| voided(&names, void)).collect();
        let count = counted(foreseen.voids.len(), "sign-off");
        lines.push(format!("It voids {count}: {}.", who.join("; ")));
    }
    lines.extend(notice(view, slots));
    lines
}

/// What the notice that is needed asks of it.
fn notice(view: &View, slots: &Slots) -> Option<String> {
    let hours = view.standing().notice_hours();
    let again = view.deployment().booking.as_ref();
    let again = again.is_some_and(|booking| booking.announced.is_some());
    match (hours, again) {
        (0, false) => None,
        (0, true) => Some("It has to be announced again.".to_owned()),
        _ if short(view, slots) => Some(format!(
            "{}, and less is left: announcing it takes a reason.",
            notice_needed(hours)
        )),
        (_, again) => {
            let again = if again { " again" } else { "" };
            let by = view.clock.short(due(view, slots));
            Some(format!(
                "Announced{again} before {by}, it keeps the {} of notice.",
                counted(hours as usize, "hour")
            ))
        }
    }
}

fn due(view: &View, slots: &Slots) -> Timestamp {
    let hours = i64::from(view.standing().notice_hours());
    slots.primary.from.plus_seconds(-hours * 3600)
}

fn short(view: &View, slots: &Slots) -> bool {
    view.standing().notice_hours() > 0 && due(view, slots) < view.clock.now()
}
