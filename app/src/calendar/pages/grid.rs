//! The calendar as a table: weeks as rows, days as columns. Without a wide screen it reads as a list of the days on which
//! something happens.

use chrono::{Datelike, NaiveDate};
use domain::zone::Zone;
use leptos::prelude::*;

use super::asked::{Asked, View};
use super::happenings::{ALL_DAY, Day, Happening, What, WouldBe, on_day, whole};
use super::week::{self, Column, Hours};
use crate::deployments::field;
use crate::parts::Icon;

/// Most happenings in a day of a month; the agenda has the others.
const IN_CELL: usize = 6;

/// Most of those who are away above the hours of a day; the agenda has the others.
const AWAY: usize = 3;

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
    let (axis, weeks) = if shown.asked.view == View::Week {
        (Some(axis_head(shown, days)), hours(shown, days))
    } else {
        let weeks = days.chunks(7).map(|week| {
            let cells = week.iter().map(|day| cell(shown, day)).collect_view();
            view! { <tr>{cells}</tr> }
        });
        (None, weeks.collect_view().into_any())
    };
    view! {
        <table class="calendar" data-view=shown.asked.view.value()>
            <caption class="visually-hidden">
                {format!("{}, times in {}", shown.asked.title(), shown.zone.name().replace('_', " "))}
            </caption>
            <thead>
                <tr>{axis} {names}</tr>
            </thead>
            <tbody>{weeks}</tbody>
        </table>
    }
    .into_any()
}

fn cell(shown: Shown<'_>, day: &Day) -> impl IntoView + use<> {
    let outside = day.date.month() != shown.asked.day.month();
    let lines = day
        .happenings
        .iter()
        .take(IN_CELL)
        .map(|happening| view! { <li>{entry(shown, day, happening, false)}</li> })
        .collect_view();
    let more = day.happenings.len().saturating_sub(IN_CELL);
    let more = (more > 0).then(|| more_of(shown, day, format!("{more} more")));
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

/// The way to what a day has no room for.
fn more_of(shown: Shown<'_>, day: &Day, words: String) -> impl IntoView + use<> {
    let href = shown.asked.address(shown.base, View::Agenda, day.date);
    view! { <li><a class="calendar__more" href=href>{words}</a></li> }
}

/// Above the hours: the places whose hours they are, where there are two.
fn axis_head(shown: Shown<'_>, days: &[Day]) -> AnyView {
    let second = second_ahead(shown, days).map(|(second, _)| second);
    let places = second.map(|second| {
        view! {
            <span>{place(shown.zone)}</span>
            <span>{place(second)}</span>
        }
    });
    view! { <td class="calendar-axis" aria-hidden="true"><p class="calendar-axis__hour">{places}</p></td> }.into_any()
}

/// The second zone and how many minutes it is ahead, where that is one number all week.
fn second_ahead(shown: Shown<'_>, days: &[Day]) -> Option<(Zone, i64)> {
    let second = shown.asked.second?;
    Some((second, week::ahead(shown.zone, second, whole(days))?))
}

/// The row of a week: its hours, and the days.
fn hours(shown: Shown<'_>, days: &[Day]) -> AnyView {
    let columns: Vec<Column<'_>> = days.iter().map(|day| week::column(shown.zone, day)).collect();
    let drawn = week::hours(&columns);
    let ahead = second_ahead(shown, days).map(|(_, ahead)| ahead);
    let axis = (drawn.first..drawn.end).map(|hour| {
        let there = ahead.map(|ahead| {
            let minutes = (i64::from(hour) * 60 + ahead).rem_euclid(24 * 60);
            view! { <span>{format!("{:02}:{:02}", minutes / 60, minutes % 60)}</span> }
        });
        view! { <li class="calendar-axis__hour"><span>{format!("{hour:02}:00")}</span> {there}</li> }
    });
    let axis = axis.collect_view();
    let days = days.iter().zip(&columns);
    let days = days
        .map(|(day, column)| day_with_hours(shown, day, column, drawn))
        .collect_view();
    view! {
        <tr>
            <td class="calendar-axis" aria-hidden="true"><ol>{axis}</ol></td>
            {days}
        </tr>
    }
    .into_any()
}

/// A day with what lasts through it above its hours.
fn day_with_hours(shown: Shown<'_>, day: &Day, column: &Column<'_>, drawn: Hours) -> impl IntoView + use<> {
    let (away, all_day): (Vec<&Happening>, Vec<&Happening>) =
        column.whole.iter().copied().partition(|one| one.what == What::Away);
    let more = away.len().saturating_sub(AWAY);
    let whole = all_day
        .into_iter()
        .chain(away.into_iter().take(AWAY))
        .map(|happening| view! { <li>{entry(shown, day, happening, true)}</li> })
        .collect_view();
    let more = (more > 0).then(|| more_of(shown, day, format!("{more} more away")));
    let placed = |(happening, place): &(&Happening, week::Place), band: bool| {
        let (from, until) = (place.from - drawn.first * 4, place.until - drawn.first * 4);
        view! {
            <li
                class="calendar-slot"
                data-band=band.then_some("yes")
                data-hour=from / 4
                data-quarter=from % 4
                data-until-hour=until / 4
                data-until-quarter=until % 4
                data-lasts=(happening.stretch.minutes() + 14) / 15
                data-lane=place.lane
                data-lanes=place.lanes
            >
                {entry(shown, day, happening, true)}
            </li>
        }
    };
    let bands = column.bands.iter().map(|one| placed(one, true)).collect_view();
    let slips = column.slips.iter().map(|one| placed(one, false)).collect_view();
    let today = day.date == shown.today;
    view! {
        <td
            data-day=day.date.to_string()
            data-empty=day.happenings.is_empty().then_some("yes")
            aria-current=today.then_some("date")
        >
            {heading(day.date)}
            <ul class="calendar__list">{whole} {more}</ul>
            <ul
                class="calendar__list calendar-hours"
                data-hours=drawn.end - drawn.first
                data-bands=column.band_lanes()
                data-frozen=column.frozen().then_some("yes")
            >
                {bands}
                {slips}
            </ul>
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
        What::Freeze => ("freeze", None, Some("Freeze".to_owned())),
        What::Unsaved => ("unsaved", None, Some("Freeze, not saved".to_owned())),
        What::Window => ("window", None, Some("Window".to_owned())),
        // Their names say it.
        What::Watch => ("watch", None, None),
        What::Away => ("away", None, None),
        What::Booking {
            stage,
            announced,
            backup,
            would_be,
        } => {
            let announced = if announced { "announced" } else { "not announced" };
            let backup = if backup { "backup, " } else { "" };
            let would_be = would_be.map(|would_be| format!(", {}", would_be.name()));
            let words = format!("{}, {backup}{announced}{}", stage.name(), would_be.unwrap_or_default());
            ("booking", Some(stage.value().replace('_', "-")), Some(words))
        }
    };
    let announced = matches!(happening.what, What::Booking { announced: true, .. });
    let icon = match happening.what {
        What::Freeze | What::Unsaved => "ban",
        What::Window => "clock",
        What::Watch => "verify",
        What::Away => "person",
        What::Booking { .. } if announced => "done",
        What::Booking { .. } => "circle",
    };
    let would_be = match happening.what {
        What::Booking { would_be, .. } => would_be,
        What::Freeze | What::Unsaved | What::Window | What::Watch | What::Away => None,
    };
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
    // Hours are drawn in the week alone, so a length has an edge only there, on the day that it ends; keys and the page of
    // the booking do it too.
    let ends = when != ALL_DAY && happening.stretch.until <= day.span.until;
    let edge = (number.is_some() && shown.asked.view == View::Week && ends)
        .then(|| view! { <span class="calendar-entry__edge" aria-hidden="true"></span> });
    view! {
        <div
            class="calendar-entry"
            data-what=what
            data-stage=stage
            data-begins=number.as_ref().map(|_| field(zone, happening.stretch.from))
            data-ends=number.as_ref().map(|_| field(zone, happening.stretch.until))
            data-number=number
            data-backup=backup.then_some("yes")
            data-would-be=would_be.map(WouldBe::value)
            draggable=draggable
        >
            <span class="calendar-entry__when"><Icon name=icon />{when}</span>
            {second.map(|second| view! { <span class="calendar-entry__second">{second}</span> })}
            <a class="calendar-entry__name" href=happening.href.clone()>{happening.name.clone()}</a>
            {word.map(|word| view! { <span class="calendar-entry__word">{word}</span> })}
            {whole.then(|| view! { <span class="calendar-entry__about">{happening.about.clone()}</span> })}
            {shift.map(|shift| view! { <span class="calendar-entry__shift">{shift}</span> })}
            {mover}
            {edge}
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
