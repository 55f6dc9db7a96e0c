//! The next ten times that a window is open or a freeze in force, so that a rule in words is read back as dates (W1, W4).

use domain::calendar::{LocalTime, Occurrence, Times};
use domain::time::Timestamp;
use domain::zone::Zone;
use leptos::prelude::*;

use super::happenings::between;
use crate::context::current;
use crate::failure::Failure;
use crate::parts::Clock;
use crate::sentences::{capital, shifted};

/// How many are listed.
const LISTED: usize = 10;
/// How many of them where there are many of such lists.
const SOONEST: usize = 3;

/// Those that are not over, soonest first.
fn next(times: &Times, now: Timestamp) -> Vec<Occurrence> {
    // The calendar ends with its last year, and so does the list.
    let end = Zone::UTC.day(&format!("{}-12-31", LocalTime::LAST_YEAR));
    let end = end.map_or(now, |(_, end)| end);
    times.occurrences(now, end).take(LISTED).collect()
}

/// The button of a form that shows what was typed without saving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownBy {
    /// It asks for the times alone.
    Check,
    /// It asks for what a freeze hits too, which comes first.
    Preview,
}

impl ShownBy {
    const fn button(self) -> &'static str {
        match self {
            Self::Check => "Check",
            Self::Preview => "Preview",
        }
    }
}

/// The panel beside the form. `times` are absent as long as nothing can be listed. It takes the focus where it is all that was
/// just asked for.
pub(super) fn ahead(times: Option<&Times>, clock: &Clock, by: ShownBy) -> AnyView {
    let preview = current()
        .form
        .as_ref()
        .is_some_and(|form| form.failure == Failure::Preview);
    let checked = preview && times.is_some() && by == ShownBy::Check;
    let once = times.is_some_and(|times| times.repeats.is_none());
    let title = if once { "When it is" } else { "The next ten" };
    let body = match times {
        None => {
            let words = format!("Press {} to see when it comes. Nothing is saved by that.", by.button());
            view! { <p class="panel__note">{words}</p> }.into_any()
        }
        Some(times) => listed(times, clock),
    };
    view! {
        <section class="panel" aria-labelledby="ahead" tabindex="-1" autofocus=checked>
            <div class="panel__head"><h2 id="ahead">{title}</h2></div>
            <div class="panel__body">{body}</div>
        </section>
    }
    .into_any()
}

/// The next three, beside each other.
pub(super) fn soonest(times: &Times, clock: &Clock) -> AnyView {
    let own = Clock::new(times.zone(), clock.now());
    let lines = next(times, clock.now())
        .into_iter()
        .take(SOONEST)
        .map(|occurrence| {
            let words = between(&own, occurrence.stretch());
            let shift = shifted(occurrence.shift).map(|words| format!(" ({words})"));
            view! { <li><time datetime=own.machine(occurrence.from)>{words}</time> {shift}</li> }
        })
        .collect_view();
    view! { <ol class="brought-soonest">{lines}</ol> }.into_any()
}

fn listed(times: &Times, clock: &Clock) -> AnyView {
    let own = Clock::new(times.zone(), clock.now());
    let next = next(times, clock.now());
    let over = next.is_empty();
    let lines = next
        .into_iter()
        .map(|occurrence| {
            let shift = shifted(occurrence.shift);
            view! {
                <li>
                    <time datetime=own.machine(occurrence.from)>{between(&own, occurrence.stretch())}</time>
                    {shift.map(|words| view! { <span class="calendar-ahead__shift">{words}</span> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <p>{format!("{}.", capital(&times.in_words()))}</p>
        {over.then(|| view! { <p class="panel__note">"All of it is over."</p> })}
        <ol class="calendar-ahead">{lines}</ol>
    }
    .into_any()
}
