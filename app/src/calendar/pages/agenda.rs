//! The calendar as a list, day after day.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::grid::{Shown, entry};
use super::happenings::Day;

/// The days on which something happens.
pub(super) fn agenda(shown: Shown<'_>, days: &[Day]) -> AnyView {
    let days = days
        .iter()
        .filter(|day| !day.happenings.is_empty())
        .map(|day| {
            let lines = day
                .happenings
                .iter()
                .map(|happening| view! { <li>{entry(shown, day, happening, true)}</li> })
                .collect_view();
            let id = format!("day-{}", day.date);
            let today = (day.date == shown.today).then_some("date");
            view! {
                <section class="calendar-agenda__day" aria-labelledby=id.clone()>
                    <h3 id=id.clone() aria-current=today>{heading(day.date, shown.today)}</h3>
                    <ul class="calendar-agenda__list">{lines}</ul>
                </section>
            }
        })
        .collect_view();
    view! { <div class="calendar-agenda">{days}</div> }.into_any()
}

fn heading(date: NaiveDate, today: NaiveDate) -> impl IntoView + use<> {
    let words = date.format("%A, %-d %B %Y").to_string();
    let today = (date == today).then_some(" (today)");
    view! { <time datetime=date.to_string()>{words}</time> {today} }
}
