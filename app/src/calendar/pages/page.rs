//! `/{org}/calendar`: windows, freezes, bookings and absences by month, week and day (W12).

use std::collections::BTreeSet;

use domain::accounts::Person;
use domain::backend::Opened;
use domain::calendar::{Booked, may_tell_absence};
use domain::zone::Zone;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::absence::sees_absences;
use super::asked::{Asked, Layers, View};
use super::grid::{Shown, grid, place};
use super::happenings::{Day, Happening, Read, Unsaved, What, WouldBe, days, fill, whole};
use super::lists::lists;
use super::{ADD_ABSENCE, DESK, agenda, by_name, plans};
use crate::accounts::actions::SavePreferences;
use crate::accounts::own_zone;
use crate::calendar::Typed;
use crate::calendar::bookings::{readable, watched};
use crate::calendar::moving::Moves;
use crate::calendar::placing;
use crate::calendar::whatif::WhatIf;
use crate::context::{organization, require_person};
use crate::deployments::Elsewhere;
use crate::failure::Failure;
use crate::form::use_form;
use crate::layout::{Page, Place, frame};
use crate::pages::{page, parameter, query};
use crate::parts::{Clock, Icon, PageHead, refused_here};
use crate::sentences::{Names, capital, counted};

/// The calendar.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let org = parameter("org");
    let query = query();
    page(async move {
        let opened = organization(&org).await?;
        let clock = Clock::of(&opened)?;
        let today = clock.zone().date(clock.now());
        let asked = Asked::read(|name| query.all(name), today);
        let names = Names::of(&opened, &clock)?;
        let mut days = days(clock.zone(), &asked);
        let booked = readable(&opened, whole(&days)).await?;
        let watched = if asked.layers.watches {
            watched(&opened, whole(&days)).await?
        } else {
            Vec::new()
        };
        let read = Read {
            booked: &booked,
            watched: &watched,
        };
        let what_if = asked.what_if.as_ref().and_then(WhatIf::of);
        let elsewhere = match &asked.elsewhere {
            // An address is typed and shared: a move in it that cannot be judged is left out, as the rest is.
            Some(there) => match Elsewhere::of(&org, &there.number, &there.zone, &there.times).await {
                Ok(elsewhere) => Some(elsewhere),
                Err(failure @ (Failure::Unavailable | Failure::Busy { .. } | Failure::Internal { .. })) => {
                    return Err(failure);
                }
                Err(_) => None,
            },
            None => None,
        };
        let unsaved = Unsaved {
            freeze: what_if.as_ref(),
            elsewhere: elsewhere.as_ref(),
        };
        fill(&mut days, &asked, &opened, &names, (read, unsaved));
        let base = format!("/{org}/calendar");
        let shown = Shown {
            asked: &asked,
            base: &base,
            zone: clock.zone(),
            today,
        };
        let plans = plans(&opened);
        let reader = require_person()?;
        let me = reader.actor.person;
        let tells = may_tell_absence(&opened.directory, me, me).is_ok();
        let saved = query.get("saved").and_then(|what| saved(&what));
        let body = view! {
            <PageHead title="Calendar".to_owned() actions=actions(&base, plans, tells) />
            {refused_here(&names)}
            {saved.map(|words| view! { <section class="notice" data-tone="run" role="status"><Icon name="check" /><p>{words}</p></section> })}
            {what_if.map(|what_if| sketched(shown, &what_if, held(&opened, &what_if, &booked), plans))}
            {elsewhere.map(|elsewhere| moved(shown, &elsewhere, &days))}
            <div class="stack">
                {views(&base, &asked)} {filters(&base, &asked, &opened)} {bar(shown, &reader.person)} {moves(shown, &days)} {laid_out(shown, &days, plans, &opened)}
            </div>
            {lists(&org, &opened, &asked, &names)}
            {plans.then(|| elsewhere_too(&base))}
        };
        frame(Some(&opened), Page::new(Place::Calendar, "Calendar").wide(), body).await
    })
}

/// How bookings are moved here, where there is one that can be.
fn moves(shown: Shown<'_>, days: &[Day]) -> Option<AnyView> {
    let some = days
        .iter()
        .flat_map(|day| &day.happenings)
        .any(|known| known.moves.is_some());
    let pointer = match shown.asked.view {
        View::Week => {
            "Drag a booking to another day; where hours are drawn, to another hour too, or its lower edge to make it longer or shorter."
        }
        View::Month => "Drag a booking to another day.",
        View::Agenda => "",
    };
    some.then(|| {
        view! {
            <div class="calendar-hint">
                <p class="needs-script">
                    <b>"Move"</b> " asks for the time. With it focused, arrow keys push the booking by days and weeks,
                    with Shift by quarter hours and length; Enter goes on to book it there, Esc leaves it."
                </p>
                <p class="calendar-hint__pointer needs-script">{pointer}</p>
                <Moves />
                {placing::dialog(shown.zone)}
            </div>
        }
        .into_any()
    })
}

/// What was just saved, in words.
fn saved(what: &str) -> Option<&'static str> {
    match what {
        "window" => Some("The window is saved."),
        "freeze" => Some("The freeze is saved. It holds what it covers."),
        "import" => Some("The import is saved."),
        "absence" => Some("The absence is saved. Free slots and new bookings take it into account."),
        "back" => Some("The absence is removed."),
        "removed" => Some("The window is removed."),
        "cancelled" => Some("The freeze is cancelled. What it held goes on."),
        _ => None,
    }
}

/// How many deployments of what is in sight a freeze that is not saved would hold.
fn held(opened: &Opened, what_if: &WhatIf, booked: &[Booked]) -> usize {
    let held = booked.iter().filter(|booked| what_if.holds(&opened.directory, booked));
    held.map(|booked| booked.number).collect::<BTreeSet<_>>().len()
}

/// What is drawn that is not saved, and the ways on: to the form that saves it, and back to what is so (W15).
fn sketched(shown: Shown<'_>, what_if: &WhatIf, held: usize, plans: bool) -> impl IntoView + use<> {
    let asked = shown.asked;
    let without = Asked {
        what_if: None,
        ..asked.clone()
    };
    let without = without.address(shown.base, asked.view, asked.day);
    let form = plans.then(|| {
        let freeze = what_if.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(asked.what_if.iter().flat_map(Typed::pairs));
        let href = format!("{}/freezes/{freeze}?{}", shown.base, query.finish());
        view! { <a class="button" href=href>"Open it in the form"</a> }
    });
    let holds = match held {
        0 => "It would hold nothing that is booked in sight.".to_owned(),
        held => format!("It would hold {} in sight.", counted(held, "booked deployment")),
    };
    view! {
        <section class="notice" data-tone="wait" id="what-if" aria-labelledby="what-if-title" tabindex="-1">
            <Icon name="ban" />
            <h2 class="notice__title" id="what-if-title">{format!("What if: {}", what_if.name)}</h2>
            <p>{format!("{}. This freeze is not saved; it is drawn with a dashed edge. {holds}", capital(&what_if.times.in_words()))}</p>
            <div class="notice__actions">
                {form}
                <a class="button" data-kind="quiet" href=without>"Calendar without it"</a>
            </div>
        </section>
    }
}

/// A booking that is drawn where nobody moved it, and the ways on (W15).
fn moved(shown: Shown<'_>, elsewhere: &Elsewhere, days: &[Day]) -> impl IntoView + use<> {
    let here = |known: &Happening| {
        matches!(
            known.what,
            What::Booking {
                would_be: Some(WouldBe::Here),
                ..
            }
        )
    };
    let drawn = if days.iter().flat_map(|day| &day.happenings).any(here) {
        " It is not booked there; it is drawn with a dashed edge."
    } else {
        " It is not booked there, and not in sight here."
    };
    let asked = shown.asked;
    let without = Asked {
        elsewhere: None,
        ..asked.clone()
    };
    let without = without.address(shown.base, asked.view, asked.day);
    let (tone, icon) = if elsewhere.fits {
        ("wait", "info")
    } else {
        ("block", "alert")
    };
    let form = elsewhere
        .fits
        .then(|| view! { <a class="button" href=elsewhere.form.clone()>"Book it there"</a> });
    view! {
        <section class="notice" data-tone=tone id="what-if-move" aria-labelledby="what-if-move-title" tabindex="-1">
            <Icon name=icon />
            <h2 class="notice__title" id="what-if-move-title">{format!("What if: {}", elsewhere.name)}</h2>
            <p>
                {format!("{}: {}", elsewhere.when, elsewhere.words)}
                {drawn}
            </p>
            <div class="notice__actions">
                {form}
                <a class="button" data-kind="quiet" href=without>"Calendar without it"</a>
            </div>
        </section>
    }
}

/// The ways to and from other calendars, for whoever plans this one; they are seldom gone, so they stand last.
fn elsewhere_too(base: &str) -> impl IntoView + use<> {
    view! {
        <section class="page__section" aria-labelledby="other-calendars">
            <h2 id="other-calendars">"Other calendars"</h2>
            <p class="muted">"They read this one at the address of a feed. Windows and freezes that stand in a file are imported."</p>
            <div class="form__actions">
                <a class="button" href=format!("{base}/feeds")><Icon name="link" />"Feeds"</a>
                <a class="button" href=format!("{base}/import")><Icon name="upload" />"Import"</a>
            </div>
        </section>
    }
}

fn actions(base: &str, plans: bool, tells: bool) -> AnyView {
    let absence = tells.then(|| {
        view! { <a class="button" href=format!("{base}/absences/new")><Icon name="person" />{ADD_ABSENCE}</a> }
    });
    let planned = plans.then(|| {
        view! {
            <a class="button" href=format!("{base}/freezes/new")><Icon name="ban" />"Set a freeze"</a>
            <a class="button" data-kind="primary" href=format!("{base}/windows/new")><Icon name="plus" />"Add window"</a>
        }
    });
    view! {
        <a class="button" href=format!("{base}/desk")><Icon name="list" />{DESK}</a>
        {absence}
        {planned}
    }
    .into_any()
}

fn views(base: &str, asked: &Asked) -> impl IntoView + use<> {
    let tabs = View::ALL
        .into_iter()
        .map(|view| {
            let href = asked.address(base, view, asked.day);
            view! {
                <li>
                    <a class="tabs__link" href=href aria-current=(view == asked.view).then_some("page")>{view.name()}</a>
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label="View"><ul class="tabs">{tabs}</ul></nav> }
}

/// Where one is in time and in which zone, and the way on.
fn bar(shown: Shown<'_>, reader: &Person) -> impl IntoView + use<> {
    let asked = shown.asked;
    let (before, after) = asked.around();
    let link = |day| asked.address(shown.base, asked.view, day);
    let zone = shown.zone.name().replace('_', " ");
    let second = asked.second.map(|zone| format!(", and in {}", place(zone)));
    view! {
        <div class="calendar-bar">
            <h2 class="calendar-bar__title">{asked.title()}</h2>
            <div class="calendar-bar__zone">
                <details class="menu" open=use_form(SavePreferences::url()).failure().is_some()>
                    <summary class="menu__toggle">
                        <span>{format!("Times in {zone}{}", second.unwrap_or_default())}</span>
                        <Icon name="down" />
                    </summary>
                    <div class="menu__panel">{own_zone(asked.address(shown.base, asked.view, asked.day), reader)}</div>
                </details>
            </div>
            <nav class="calendar-bar__ways" aria-label="Time">
                <a class="button" href=link(before)><Icon name="back" />"Previous"</a>
                <a class="button" href=link(shown.today)>"Today"</a>
                <a class="button" href=link(after)>"Next"<Icon name="arrow" /></a>
            </nav>
        </div>
    }
}

fn filters(base: &str, asked: &Asked, opened: &Opened) -> impl IntoView + use<> {
    let directory = &opened.directory;
    let teams = directory
        .teams
        .iter()
        .map(|(id, known)| (id.to_string(), known.name.to_string()));
    let services = directory
        .services
        .iter()
        .map(|(id, known)| (id.to_string(), known.name.to_string()));
    let mut environments: Vec<_> = directory.environments.iter().collect();
    environments.sort_by_key(|(_, known)| known.position);
    let environments = environments
        .into_iter()
        .map(|(id, known)| (id.to_string(), known.name.to_string()));
    let zones = Zone::names().map(|name| (name.to_owned(), name.replace('_', " ")));
    let layers = asked
        .layers
        .each()
        .into_iter()
        .filter(|(value, _, _)| *value != Layers::ABSENCES || sees_absences(opened))
        .map(|(value, words, on)| {
            view! {
                <label class="choice">
                    <input type="checkbox" name="show" value=value checked=on />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    let text = |id: Option<String>| id.unwrap_or_default();
    let carried = asked
        .carried()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form class="filters" method="get" action=base.to_owned() role="search">
            <input type="hidden" name="view" value=asked.view.value() />
            <input type="hidden" name="date" value=asked.day.to_string() />
            <input type="hidden" name="layers" value="chosen" />
            {carried}
            <fieldset class="choices calendar-layers">
                <legend class="choices__legend">"Show"</legend>
                {layers}
            </fieldset>
            {choice("environment", "Environment", "All", environments.collect(), &text(asked.environment.map(|id| id.to_string())))}
            {choice("service", "Service", "All", by_name(services.collect()), &text(asked.service.map(|id| id.to_string())))}
            {choice("team", "Team", "All", by_name(teams.collect()), &text(asked.team.map(|id| id.to_string())))}
            {choice("zone", "Second time zone", "None", zones.collect(), asked.second.map_or("", Zone::name))}
            <button class="button"><Icon name="filter" />"Apply"</button>
        </form>
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    choices: Vec<(String, String)>,
    chosen: &str,
) -> impl IntoView + use<> {
    let options = std::iter::once((String::new(), all.to_owned())).chain(choices);
    let options = options
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <select class="input" id=name name=name>{options}</select>
        </div>
    }
}

/// The view that is asked for, or what to do where nothing is in it.
fn laid_out(shown: Shown<'_>, days: &[Day], plans: bool, opened: &Opened) -> AnyView {
    if days.iter().all(|day| day.happenings.is_empty()) {
        return view! { {nothing(shown, plans, opened)} {(shown.asked.view != View::Agenda).then(|| grid(shown, days))} }
            .into_any();
    }
    match shown.asked.view {
        View::Month | View::Week => grid(shown, days),
        View::Agenda => agenda::agenda(shown, days),
    }
}

fn nothing(shown: Shown<'_>, plans: bool, opened: &Opened) -> AnyView {
    let calendar = &opened.directory.calendar;
    let empty = calendar.windows.is_empty() && calendar.freezes.is_empty();
    let words = if shown.asked.filters() {
        "Nothing that the filters let through. Choose others, or go on in time."
    } else if empty && plans {
        "Deployments start at any time. Add a window to say when they may, or set a freeze for when they may not."
    } else if empty {
        "Deployments start at any time, and none is booked here."
    } else {
        "No window, no freeze and no booking. Go on in time."
    };
    view! {
        <div class="empty" data-size="small">
            <h3>"Nothing planned"</h3>
            <p>{words}</p>
        </div>
    }
    .into_any()
}
