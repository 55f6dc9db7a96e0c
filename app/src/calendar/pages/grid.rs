//! The calendar as a table: weeks as rows, days as columns. Without a wide screen it reads as a list of the days on which
//! something happens.

use chrono::{Datelike, NaiveDate};
use domain::zone::Zone;
use leptos::prelude::*;

use super::asked::{Asked, View};
use super::happenings::{ALL_DAY, Day, Happening, What, on_day};
use crate::parts::Icon;

/// Most happenings in a day of a month; the agenda has the others.
const IN_CELL: usize = 6;

/// What a day is shown with.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// What is asked for.
    pub(super) asked: &'a Asked,
    /// Address of the calendar.
    pub(super) base: &'a str,
    /// The reader's zone.
    pub(super) zone: Zone,
    /// The present day there.
    pub(super) today: NaiveDate,
}

/// A month, or a week.
pub(super) fn grid(shown: Shown<'_>, days: &[Day]) -> AnyView {
    let names = days.iter().take(7).map(|day| {
        let (short, whole) = (day.date.format("%a").to_string(), day.date.format("%A").to_string());
        view! { <th scope="col"><abbr title=whole>{short}</abbr></th> }
    });
    let names = names.collect_view();
    let weeks = days
        .chunks(7)
        .map(|week| {
            let cells = week.iter().map(|day| cell(shown, day)).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="calendar" data-view=shown.asked.view.value()>
            <caption class="visually-hidden">
                {format!("{}, times in {}", shown.asked.title(), shown.zone.name().replace('_', " "))}
            </caption>
            <thead>
                <tr>{names}</tr>
            </thead>
            <tbody>{weeks}</tbody>
        </table>
    }
    .into_any()
}

fn cell(shown: Shown<'_>, day: &Day) -> impl IntoView + use<> {
    let month = shown.asked.view == View::Month;
    let outside = month && day.date.month() != shown.asked.day.month();
    let most = if month { IN_CELL } else { usize::MAX };
    let lines = day
        .happenings
        .iter()
        .take(most)
        .map(|happening| view! { <li>{entry(shown, day, happening, !month)}</li> })
        .collect_view();
    let more = day.happenings.len().saturating_sub(most);
    let more = (more > 0).then(|| {
        let href = shown.asked.address(shown.base, View::Agenda, day.date);
        view! { <li><a class="calendar__more" href=href>{format!("{more} more")}</a></li> }
    });
    let today = day.date == shown.today;
    view! {
        <td
            data-day=day.date.to_string()
            data-outside=outside.then_some("yes")
            data-empty=day.happenings.is_empty().then_some("yes")
            aria-current=today.then_some("date")
        >
            {heading(day.date)}
            <ul class="calendar__list">{lines}{more}</ul>
        </td>
    }
}

/// The date: its number in a table, the whole of it in a list.
fn heading(date: NaiveDate) -> impl IntoView + use<> {
    let (before, after) = (date.format("%A ").to_string(), date.format(" %B").to_string());
    view! {
        <p class="calendar__day">
            <time datetime=date.to_string()>
                <span class="calendar__word">{before}</span>
                {date.day()}
                <span class="calendar__word">{after}</span>
            </time>
        </p>
    }
}

/// One happening of a day. `whole` says also whom it is about.
pub(super) fn entry(shown: Shown<'_>, day: &Day, happening: &Happening, whole: bool) -> AnyView {
    let zone = shown.zone;
    let when = on_day(zone, day.span, happening.stretch);
    let second = shown.asked.second.filter(|_| whole);
    let second = second
        .map(|other| elsewhere(other, day, happening))
        .filter(|_| when != ALL_DAY);
    let (what, stage, word) = match happening.what {
        What::Freeze => ("freeze", None, "Freeze".to_owned()),
        What::Unsaved => ("unsaved", None, "Freeze, not saved".to_owned()),
        What::Window => ("window", None, "Window".to_owned()),
        What::Booking {
            stage,
            announced,
            backup,
            held,
        } => {
            let announced = if announced { "announced" } else { "not announced" };
            let backup = if backup { "backup, " } else { "" };
            let held = if held { ", would be held" } else { "" };
            let words = format!("{}, {backup}{announced}{held}", stage.name());
            ("booking", Some(stage.value().replace('_', "-")), words)
        }
    };
    let announced = matches!(happening.what, What::Booking { announced: true, .. });
    let icon = match happening.what {
        What::Freeze | What::Unsaved => "ban",
        What::Window => "clock",
        What::Booking { .. } if announced => "done",
        What::Booking { .. } => "circle",
    };
    let held = matches!(happening.what, What::Booking { held: true, .. });
    let shift = happening.shift.clone().filter(|_| whole);
    let backup = matches!(happening.what, What::Booking { backup: true, .. });
    // What is cut to its second day is moved where it begins.
    let number = happening
        .moves
        .clone()
        .filter(|_| day.span.contains(happening.stretch.from));
    let mover = number.clone().map(|number| {
        let label = format!("Move {number}, {when}");
        view! {
            <a
                class="calendar-entry__move"
                href=format!("{}/booking", happening.href)
                aria-label=label
                aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
            >
                "Move"
            </a>
        }
    });
    let draggable = (number.is_some() && shown.asked.view != View::Agenda).then_some("true");
    view! {
        <div
            class="calendar-entry"
            data-what=what
            data-stage=stage
            data-number=number
            data-backup=backup.then_some("yes")
            data-held=held.then_some("yes")
            draggable=draggable
        >
            <span class="calendar-entry__when"><Icon name=icon />{when}</span>
            {second.map(|second| view! { <span class="calendar-entry__second">{second}</span> })}
            <a class="calendar-entry__name" href=happening.href.clone()>{happening.name.clone()}</a>
            <span class="calendar-entry__word">{word}</span>
            {whole.then(|| view! { <span class="calendar-entry__about">{happening.about.clone()}</span> })}
            {shift.map(|shift| view! { <span class="calendar-entry__shift">{shift}</span> })}
            {mover}
        </div>
    }
    .into_any()
}

/// The same time in another zone, with the day of the week where that is another one there.
fn elsewhere(zone: Zone, day: &Day, happening: &Happening) -> String {
    let begins = zone.date(happening.stretch.from);
    let other_day = day.span.contains(happening.stretch.from) && begins != day.date;
    let weekday = if other_day {
        begins.format("%a ").to_string()
    } else {
        String::new()
    };
    let when = on_day(zone, day.span, happening.stretch);
    format!("{weekday}{when} {}", place(zone))
}

/// What a zone is called beside a time: its place.
pub(super) fn place(zone: Zone) -> String {
    let name = zone.name();
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}
