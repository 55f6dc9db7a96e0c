//! The next free slots, each with why it is good; or the rule that leaves none (W5).

use std::cmp::Ordering;
use std::collections::BTreeSet;

use domain::calendar::{
    Basis, Booked, FreeSlot, GoodFor, HISTORY_LEAST, HORIZON_DAYS, History, HoursOf, NoSlot, Planned, Stretch,
};
use domain::deployments::Asked;
use domain::templates::Roster;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{hidden, local};
use crate::deployments::actions::booking::Book;
use crate::deployments::view::View;
use crate::sentences::{capital, counted, join};

/// How many slots are offered.
const OFFERED: usize = 10;
/// Lengths that the page offers, in minutes.
const LENGTHS: [u32; 7] = [30, 60, 90, 120, 180, 240, 480];

/// What is looked for.
pub(super) struct Wanted {
    within: Stretch,
    lasts: u32,
}

impl Wanted {
    /// A slot as long as asked for, or as planned; after the notice that is needed.
    pub(super) fn of(view: &View, asked: Option<u32>, planned: &Planned) -> Self {
        let asked = asked.filter(|lasts| (15..=24 * 60).contains(lasts));
        Self {
            within: horizon(view),
            lasts: asked.unwrap_or_else(|| planned.minutes()),
        }
    }

    /// A slot of the same length as one that cannot be had, and not before it.
    pub(super) fn like(view: &View, slot: Stretch) -> Self {
        let within = horizon(view);
        Self {
            within: Stretch {
                from: within.from.max(slot.from),
                ..within
            },
            lasts: u32::try_from(slot.minutes()).unwrap_or(u32::MAX).max(1),
        }
    }
}

/// The time that slots are looked for in: after the notice that is needed.
pub(super) fn horizon(view: &View) -> Stretch {
    let now = view.clock.now();
    Stretch {
        from: now.plus_seconds(i64::from(view.standing().notice_hours()) * 3600),
        until: now.plus_seconds(HORIZON_DAYS * 24 * 3600),
    }
}

/// The region *Next free slots*.
pub(super) fn slots(view: &View, wanted: &Wanted, planned: &Planned, booked: &[Booked]) -> AnyView {
    let found = found(view, wanted, booked);
    let body = match found {
        Ok(slots) => {
            let lines = with_backups(view, &slots)
                .take(OFFERED)
                .map(|(slot, backup)| line(view, slot, backup))
                .collect_view();
            view! { <ol class="openings">{lines}</ol> }.into_any()
        }
        Err(none) => view! { <p>{left_none(view, &none)}</p> }.into_any(),
    };
    let signed = view
        .standing()
        .roster(Roster::Pre)
        .map_or(0, |state| state.standing_all().count());
    let voids = (signed > 0).then(|| {
        let words = format!(
            "Booking any of them voids the {} given so far; it asks first.",
            counted(signed, "sign-off")
        );
        view! { <p class="muted">{words}</p> }
    });
    let lengths: BTreeSet<u32> = LENGTHS.into_iter().chain([wanted.lasts, planned.minutes()]).collect();
    let options = lengths
        .into_iter()
        .map(|minutes| {
            view! {
                <option value=minutes.to_string() selected=minutes == wanted.lasts>{length(minutes)}</option>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="free">
            <div class="panel__head"><h2 id="free">"Next free slots"</h2></div>
            <div class="panel__body stack">
                <form class="form__line" method="get">
                    <div class="field">
                        <label class="field__label" for="lasts">"Lasts"</label>
                        <select class="input" id="lasts" name="lasts">{options}</select>
                    </div>
                    <button class="button">"Look"</button>
                </form>
                <p class="muted">{rests_on(view, planned)}</p>
                {voids}
                {body}
            </div>
        </section>
    }
    .into_any()
}

fn found(view: &View, wanted: &Wanted, booked: &[Booked]) -> Result<Vec<FreeSlot>, NoSlot> {
    let calendar = &view.opened.directory.calendar;
    let asked = Asked {
        at: view.clock.now(),
        by: Some(view.reader),
        moves: true,
    };
    view.standing()
        .free_slots(calendar, booked, (wanted.within, asked), wanted.lasts, OFFERED + 1)
}

/// The next slot that is free, where there is one.
pub(super) fn next(view: &View, wanted: &Wanted, booked: &[Booked]) -> Option<AnyView> {
    let slots = found(view, wanted, booked).ok()?;
    let (slot, backup) = with_backups(view, &slots).next()?;
    Some(line(view, slot, backup).into_any())
}

/// Each slot, where a backup is needed with the one after it, which is its backup.
fn with_backups<'a>(
    view: &View,
    slots: &'a [FreeSlot],
) -> impl Iterator<Item = (&'a FreeSlot, Option<&'a FreeSlot>)> + use<'a> {
    let needed = view.standing().needs_backup();
    let pairs = slots.iter().zip(slots.iter().skip(1).map(Some).chain([None]));
    let pairs = pairs.map(move |(slot, next)| (slot, next.filter(|_| needed)));
    pairs.filter(move |(_, backup)| backup.is_some() || !needed)
}

/// One slot: when, with its backup where one is needed, why it is good, and the button that books it.
fn line(view: &View, slot: &FreeSlot, backup: Option<&FreeSlot>) -> impl IntoView + use<> {
    let zone = view.clock.zone();
    let names = view.names();
    let when = match backup {
        Some(backup) => format!(
            "{}, backup {}",
            names.stretch(slot.stretch),
            names.stretch(backup.stretch)
        ),
        None => names.stretch(slot.stretch),
    };
    let backup = backup.map(|backup| {
        view! {
            <input type="hidden" name="backup_from" value=local(zone, backup.stretch.from) />
            <input type="hidden" name="backup_until" value=local(zone, backup.stretch.until) />
        }
    });
    view! {
        <li class="openings__line">
            <span class="openings__when">{when.clone()}</span>
            <span class="openings__why">{why(view, slot)}</span>
            <form method="post" action=Book::url()>
                {hidden(view)}
                <input type="hidden" name="from" value=local(zone, slot.stretch.from) />
                <input type="hidden" name="until" value=local(zone, slot.stretch.until) />
                {backup}
                <button class="button" aria-label=format!("Book {when}")>
                    "Book"
                </button>
            </form>
        </li>
    }
}

/// Why a slot is good, in one line.
fn why(view: &View, slot: &FreeSlot) -> String {
    let calendar = &view.opened.directory.calendar;
    let words = slot.why.iter().map(|good| match good {
        GoodFor::Window { window } => {
            let known = calendar.windows.get(window);
            known.map_or_else(|| "in a window".to_owned(), |known| format!("in “{}”", known.name))
        }
        GoodFor::Hours {
            of: HoursOf::Environment,
        } => "in the environment’s hours".to_owned(),
        GoodFor::Hours { of: HoursOf::Template } => "in the template’s hours".to_owned(),
        GoodFor::NoWindows => "any hour will do".to_owned(),
        GoodFor::NoFreeze => "no freeze".to_owned(),
        GoodFor::Notice => match view.standing().notice_hours() {
            0 => "no notice needed".to_owned(),
            hours => format!("{} of notice kept", counted(hours as usize, "hour")),
        },
        GoodFor::NobodyBusy => "nobody busy or away".to_owned(),
        GoodFor::LowTraffic => "low traffic".to_owned(),
    });
    let words: Vec<String> = words.collect();
    capital(&words.join(", "))
}

/// Which rule left no slot.
fn left_none(view: &View, none: &NoSlot) -> String {
    match none {
        NoSlot::Horizon => "The notice that is needed lies beyond what is looked at.".to_owned(),
        NoSlot::NeverOpen => "No window opens within a year.".to_owned(),
        NoSlot::WindowsTooShort { longest } => format!(
            "No window is long enough: the longest one has {}.",
            length(u32::try_from(*longest).unwrap_or(u32::MAX))
        ),
        NoSlot::Frozen => "Freezes leave no time that is long enough.".to_owned(),
        NoSlot::Busy { with } => {
            let names = view.names();
            let mut taking: Vec<String> = Vec::new();
            for one in with {
                let words = names.taking(*one);
                if !taking.contains(&words) {
                    taking.push(words);
                }
            }
            let taking: Vec<&str> = taking.iter().map(String::as_str).collect();
            format!("Nothing that is long enough is left: {}.", join(&taking, "and"))
        }
    }
}

/// Why a slot is planned as long as it is.
fn rests_on(view: &View, planned: &Planned) -> String {
    let environment = &view.opened.directory.environments;
    let environment = environment.get(&view.deployment().details.environment);
    let place = environment.map_or("this environment", |environment| environment.name.as_str());
    let within = |history: History| {
        format!(
            "nine in ten of the last {} deployments of this checklist to {place} were done within {}",
            history.deployments,
            length(history.minutes)
        )
    };
    let deploy = length(planned.deploy);
    let budgets = "by the checklist’s time budgets";
    let roll_back = planned.roll_back.map(length);
    let because = |why: String| match &roll_back {
        Some(roll_back) => format!("{deploy} to deploy, because {why}; and {roll_back} to roll back, {budgets}"),
        None => format!("{deploy} to deploy, because {why}; and as long again to roll back"),
    };
    let parts = match planned.by {
        Basis::Budgets => match &roll_back {
            Some(roll_back) => format!("{deploy} to deploy and {roll_back} to roll back, {budgets}"),
            None => format!("{deploy} to deploy, {budgets}, and as long again to roll back"),
        },
        Basis::History(history) => because(within(history)),
        Basis::Usual => because(format!(
            "the checklist has no time budget for it, and fewer than {HISTORY_LEAST} of its deployments to {place} are done"
        )),
    };
    let rounded = match planned.minutes().cmp(&planned.in_all()) {
        Ordering::Equal => "",
        Ordering::Greater => ", in quarter hours",
        Ordering::Less => ", which is the most",
    };
    let longer = planned
        .history
        .filter(|history| planned.by == Basis::Budgets && history.minutes > planned.deploy)
        .map(|history| format!(" But {}.", within(history)));
    format!(
        "Planned for {}{rounded}: {parts}.{}",
        length(planned.minutes()),
        longer.unwrap_or_default()
    )
}

/// "45 min", "2 h", "1 h 30 min".
fn length(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
