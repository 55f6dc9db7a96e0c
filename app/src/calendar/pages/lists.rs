//! Every window and freeze, and the absences that are not over, by name, whether or not one is in sight.

use domain::backend::Opened;
use domain::calendar::Times;
use leptos::prelude::*;

use super::absence::sees_absences;
use super::asked::Asked;
use super::happenings::{between, duties};
use crate::parts::Clock;
use crate::sentences::{Names, capital, counted};

/// Most lines of each list.
const LINES: usize = 100;

/// What a line says.
struct Line {
    name: String,
    href: String,
    times: String,
    about: String,
    next: String,
}

/// The lists.
pub(super) fn lists(org: &str, opened: &Opened, asked: &Asked, names: &Names<'_>) -> AnyView {
    let directory = &opened.directory;
    let windows = directory.calendar.windows.iter();
    let windows = windows.filter(|(_, known)| asked.concerns(directory, &known.scope));
    let windows = windows.map(|(id, known)| Line {
        name: known.name.to_string(),
        href: format!("/{org}/calendar/windows/{id}"),
        times: capital(&known.times.in_words()),
        about: names.scope(&known.scope),
        next: coming(&known.times, names.clock, "Open"),
    });
    let freezes = directory.calendar.freezes.iter();
    let freezes = freezes.filter(|(_, known)| asked.concerns(directory, &known.scope));
    let freezes = freezes.map(|(id, known)| Line {
        name: known.name.to_string(),
        href: format!("/{org}/calendar/freezes/{id}"),
        times: capital(&known.times.in_words()),
        about: names.scope(&known.scope),
        next: coming(&known.times, names.clock, "In force"),
    });
    let absences = directory.calendar.absences.iter();
    let absences = absences.filter(|(_, known)| sees_absences(opened) && asked.takes(directory, known.person));
    let absences = absences.filter(|(_, known)| !over(&known.times, names.clock));
    let absences = absences.map(|(id, known)| Line {
        name: names.person(known.person).to_owned(),
        href: format!("/{org}/calendar/absences/{id}"),
        times: capital(&known.times.in_words()),
        about: duties(directory, known.person),
        next: coming(&known.times, names.clock, "Away"),
    });
    view! {
        <div class="stack" data-gap="large">
            {list("freezes", "Freezes", freezes.collect())} {list("windows", "Windows", windows.collect())}
            {list("absences", "Absences", absences.collect())}
        </div>
    }
    .into_any()
}

/// Whether it is over and does not come again.
pub(crate) fn over(times: &Times, clock: &Clock) -> bool {
    times.covering(clock.now()).is_none() && times.next_after(clock.now()).is_none()
}

/// When it comes next: "Open until …", "Next …", "Over".
pub(crate) fn coming(times: &Times, clock: &Clock, now: &str) -> String {
    if let Some(covering) = times.covering(clock.now()) {
        return format!("{now} until {}", clock.short(covering.until));
    }
    match times.next_after(clock.now()) {
        Some(next) => format!("Next {}", between(clock, next.stretch())),
        None => "Over".to_owned(),
    }
}

fn list(id: &'static str, title: &'static str, mut lines: Vec<Line>) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    lines.sort_by_key(|line| line.name.to_lowercase());
    let more = lines.len().saturating_sub(LINES);
    let lines = lines
        .into_iter()
        .take(LINES)
        .map(|line| {
            view! {
                <li class="row">
                    <span class="row__main">
                        <a class="row__link" href=line.href>{line.name}</a>
                        <span class="row__sub">{line.times}</span>
                    </span>
                    <span class="row__cell">{line.about}</span>
                    <span class="row__cell">{line.next}</span>
                </li>
            }
        })
        .collect_view();
    let more = (more > 0).then(|| {
        let words = format!(
            "{} not listed. Narrow the list with the filters above.",
            counted(more, "more")
        );
        view! { <p class="muted">{words}</p> }
    });
    let view = view! {
        <section class="page__section" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="rows" data-of="calendar">{lines}</ul>
            {more}
        </section>
    };
    Some(view.into_any())
}
