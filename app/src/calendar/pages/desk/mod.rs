//! `/{org}/calendar/desk`: the next seven days as a release manager looks at them; what is to be done comes first.

mod todo;

use chrono::{Days, NaiveDate};
use domain::backend::Opened;
use domain::calendar::{DESK_DAYS, Desk, Stretch, desk_reach};
use domain::zone::Zone;
use leptos::prelude::*;

use super::asked::Asked;
use super::grid::Shown;
use super::happenings::{Day, Read, Unsaved, days_from, fill};
use super::{above, agenda, plans};
use crate::audit::filter::period;
use crate::calendar::bookings::readable;
use crate::context::{backend, organization};
use crate::failure::Failure;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter};
use crate::parts::{Clock, Icon, PageHead};
use crate::sentences::{Names, capital, join};
use todo::Section;

/// What the page is called.
pub(crate) const TITLE: &str = "Release desk";

/// The desk.
#[component]
pub fn DeskPage() -> impl IntoView {
    let org = parameter("org");
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let names = Names::of(&opened, &clock)?;
        let zone = clock.zone();
        let today = zone.date(clock.now());
        let mut days = days_from(zone, today, DESK_DAYS);
        let ahead = Stretch {
            from: clock.now(),
            until: days.last().map_or(clock.now(), |day| day.span.until),
        };
        let desk = read(&opened, ahead).await?;
        let todo = todo::sections(&opened, &names, &desk, ahead);
        let freezes = todo::freezes(&opened, &names, &desk, ahead);
        fill_with_bookings(&mut days, &opened, &names, &desk, today);
        let base = format!("/{org}/calendar");
        let asked = Asked::read(|_| Vec::new(), today);
        let shown = Shown {
            asked: &asked,
            base: &base,
            zone,
            today,
        };
        let actions = plans(&opened).then(|| {
            view! { <a class="button" href=format!("{base}/freezes/new")><Icon name="ban" />"Set a freeze"</a> }
        });
        let body = view! {
            <PageHead title=TITLE.to_owned() crumbs=above(&org) lead=lead(zone, today) actions=actions.into_any() />
            {found(todo, freezes)}
            {booked(shown, &days)}
        };
        frame(Some(&opened), Page::new(Place::Calendar, TITLE), body).await
    })
}

/// What the desk is made of. An auditor reads what was booked in one period (01 §6), and has nothing to do here.
async fn read(opened: &Opened, ahead: Stretch) -> Result<Desk, Failure> {
    let reach = desk_reach(&opened.directory, ahead);
    if period(opened)?.is_some() {
        return Ok(Desk {
            booked: readable(opened, reach).await?,
            ..Desk::default()
        });
    }
    Ok(backend().desk(opened.directory.id, reach).await?)
}

/// The days that are looked at, and on whose clock.
fn lead(zone: Zone, today: NaiveDate) -> String {
    let last = today.checked_add_days(Days::new(DESK_DAYS - 1)).unwrap_or(today);
    format!(
        "{} to {}. Times in {}.",
        today.format("%A, %-d %B"),
        last.format("%A, %-d %B %Y"),
        zone.name().replace('_', " ")
    )
}

/// Bookings on their days; a press leads to where they are moved and announced.
fn fill_with_bookings(days: &mut [Day], opened: &Opened, names: &Names<'_>, desk: &Desk, today: NaiveDate) {
    let asked = Asked::read(
        |name| match name {
            "layers" => vec!["chosen".to_owned()],
            "show" => vec!["bookings".to_owned()],
            _ => Vec::new(),
        },
        today,
    );
    // What was over before the page was opened is not ahead.
    let booked = desk.booked.iter();
    let coming: Vec<_> = booked
        .filter(|booked| names.clock.now() < booked.stretch.until)
        .cloned()
        .collect();
    let read = Read {
        booked: &coming,
        watched: &[],
    };
    fill(days, &asked, opened, names, (read, Unsaved::default()));
    for happening in days.iter_mut().flat_map(|day| &mut day.happenings) {
        happening.href.push_str("/booking");
        // There is no table here to move it in.
        happening.moves = None;
    }
}

/// What was found, and in one sentence what was looked for and not found.
fn found(todo: Vec<Section>, freezes: Section) -> AnyView {
    let calm = todo.iter().all(|section| section.lines.is_empty());
    let all: Vec<Section> = todo.into_iter().chain([freezes]).collect();
    let quiet: Vec<&str> = all
        .iter()
        .filter(|section| section.lines.is_empty())
        .map(|section| section.none)
        .collect();
    let words = (!quiet.is_empty()).then(|| format!("{}.", capital(&join(&quiet, "and"))));
    let (notice, rest) = if calm { (words, None) } else { (None, words) };
    let notice = notice.map(|words| {
        view! {
            <section class="notice" data-tone="signed" aria-labelledby="calm">
                <Icon name="check" />
                <h2 class="notice__title" id="calm">"Nothing to do"</h2>
                <p>{words}</p>
            </section>
        }
    });
    let sections = all.into_iter().map(Section::shown).collect_view();
    view! {
        {notice}
        {sections}
        {rest.map(|words| view! { <p class="muted">{words}</p> })}
    }
    .into_any()
}

fn booked(shown: Shown<'_>, days: &[Day]) -> AnyView {
    let none = days.iter().all(|day| day.happenings.is_empty());
    let body = if none {
        view! {
            <div class="empty" data-size="small">
                <h3>"Nothing booked"</h3>
                <p>"No deployment has a slot in these days. Slots are booked on the page of a deployment."</p>
            </div>
        }
        .into_any()
    } else {
        agenda::agenda(shown, days)
    };
    view! {
        <section class="page__section" aria-labelledby="days">
            <h2 id="days">"Booked in these days"</h2>
            {body}
        </section>
    }
    .into_any()
}
