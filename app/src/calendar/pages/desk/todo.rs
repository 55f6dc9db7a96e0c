//! What is to be done: each kind of thing as a list, each line with the page on which it is solved.

use domain::backend::Opened;
use domain::calendar::{
    Against, Booked, Conflict, ConflictWith, DeployerAway, Desk, FreezeAhead, LateAnnouncement, Overlap, Stretch,
    Unannounced, Unbooked, deployers_away, freezes_ahead, overlaps, ready_to_book, unannounced,
};
use domain::deployments::ChangeNumber;
use leptos::prelude::*;

use crate::parts::{Icon, duration};
use crate::sentences::{Names, against, counted, join};

/// Most lines of a list.
const LINES: usize = 50;
/// Most deployments that a line names.
const NAMED: usize = 5;

/// One kind of thing.
pub(super) struct Section {
    id: &'static str,
    title: &'static str,
    /// What is so where nothing of the kind was found, as part of a sentence.
    pub(super) none: &'static str,
    /// One for each that was found.
    pub(super) lines: Vec<AnyView>,
}

impl Section {
    /// The list; nothing where nothing was found.
    pub(super) fn shown(self) -> Option<AnyView> {
        let count = self.lines.len();
        if count == 0 {
            return None;
        }
        let more = count.saturating_sub(LINES);
        let lines = self.lines.into_iter().take(LINES).collect_view();
        let more = (more > 0).then(|| {
            let words = format!("{} not listed; those above come first.", counted(more, "more"));
            view! { <p class="muted">{words}</p> }
        });
        let view = view! {
            <section class="page__section" aria-labelledby=self.id>
                <h2>
                    <span id=self.id>{self.title}</span>
                    " "
                    <span class="count">{count.to_string()}</span>
                </h2>
                <ul class="rows" data-of="desk">{lines}</ul>
                {more}
            </section>
        };
        Some(view.into_any())
    }
}

/// What somebody has to do something about, the most urgent kind first.
pub(super) fn sections(opened: &Opened, names: &Names<'_>, desk: &Desk, ahead: Stretch) -> Vec<Section> {
    let directory = &opened.directory;
    let overlaps = overlaps(directory, &desk.booked, ahead);
    let unannounced = unannounced(directory, &desk.booked, ahead);
    let ready = ready_to_book(directory, &desk.unbooked);
    // What was announced late for days that are read only for the sake of notice and freezes is looked at when it is near.
    let late = desk.late.iter().filter(|late| late.slot.overlaps(ahead));
    vec![
        Section {
            id: "unannounced",
            title: "Not announced",
            none: "every booking that needs notice is announced",
            lines: unannounced
                .iter()
                .map(|one| not_announced(opened, names, one))
                .collect(),
        },
        Section {
            id: "people",
            title: "Double-booked people",
            none: "nobody is booked twice",
            lines: overlaps.iter().filter_map(|one| person(opened, names, one)).collect(),
        },
        Section {
            id: "away",
            title: "Away when they deploy",
            none: "nobody is away from what they deploy",
            lines: deployers_away(directory, &desk.booked, ahead)
                .iter()
                .map(|one| away(opened, names, one))
                .collect(),
        },
        Section {
            id: "places",
            title: "In each other’s way",
            none: "no two bookings are in each other’s way",
            lines: overlaps.iter().filter_map(|one| place(opened, names, one)).collect(),
        },
        Section {
            id: "ready",
            title: "Ready, but not booked",
            none: "nothing that is ready waits for a slot",
            lines: ready.into_iter().map(|one| not_booked(opened, names, one)).collect(),
        },
        Section {
            id: "late",
            title: "Announced on short notice",
            none: "nothing was announced on short notice",
            lines: late.map(|one| announced_late(opened, names, one)).collect(),
        },
    ]
}

/// The freezes of these days.
pub(super) fn freezes(opened: &Opened, names: &Names<'_>, desk: &Desk, ahead: Stretch) -> Section {
    let found = freezes_ahead(&opened.directory, &desk.booked, ahead);
    Section {
        id: "freezes",
        title: "Freezes",
        none: "no freeze is ahead",
        lines: found.iter().map(|one| freeze(opened, names, one)).collect(),
    }
}

/// Where a booking is moved, announced and released.
fn booking_page(opened: &Opened, number: ChangeNumber) -> String {
    format!("/{}/deployments/{number}/booking", opened.directory.slug)
}

/// A line about one deployment: its booking is a press away, wherever the line is pressed.
fn line(opened: &Opened, (number, title): (ChangeNumber, String), sub: String, cells: AnyView) -> AnyView {
    view! {
        <li class="row">
            <span class="row__number">{number.to_string()}</span>
            <span class="row__main">
                <a class="row__link" href=booking_page(opened, number)>{title}</a>
                <span class="row__sub">{sub}</span>
            </span>
            {cells}
        </li>
    }
    .into_any()
}

/// What is shipped where.
fn about(opened: &Opened, booked: &Booked) -> String {
    let directory = &opened.directory;
    let service = directory
        .services
        .get(&booked.service)
        .map_or("", |known| known.name.as_str());
    let environment = directory.environments.get(&booked.environment);
    format!("{service} to {}", environment.map_or("", |known| known.name.as_str()))
}

fn tag(tone: &'static str, icon: &'static str, words: String) -> AnyView {
    view! { <span class="tag" data-tone=tone><Icon name=icon />{words}</span> }.into_any()
}

fn not_announced(opened: &Opened, names: &Names<'_>, one: &Unannounced<'_>) -> AnyView {
    let (booked, now) = (one.booked, names.clock.now());
    let sub = format!("{}, booked {}", about(opened, booked), names.stretch(booked.stretch));
    let left = if one.late(now) {
        tag("block", "alert", "Too late: it takes a reason".to_owned())
    } else {
        tag("wait", "clock", format!("{} left", duration(now, one.due)))
    };
    let due = format!(
        "{} of notice: before {}",
        counted(one.hours as usize, "hour"),
        names.clock.short(one.due)
    );
    let cells = view! { <span class="row__cell">{due}</span> <span class="row__cell">{left}</span> };
    line(opened, (booked.number, booked.title.to_string()), sub, cells.into_any())
}

fn announced_late(opened: &Opened, names: &Names<'_>, one: &LateAnnouncement) -> AnyView {
    let given = format!("{} before it begins", duration(one.at, one.slot.from));
    let by = format!("By {} on {}", names.person(one.by), names.clock.short(one.at));
    let sub = format!("Booked {}. {}", names.stretch(one.slot), one.reason);
    let cells = view! {
        <span class="row__cell">{by}</span>
        <span class="row__cell">{tag("wait", "alert", given)}</span>
    };
    line(opened, (one.number, one.title.to_string()), sub, cells.into_any())
}

fn not_booked(opened: &Opened, names: &Names<'_>, one: &Unbooked) -> AnyView {
    let directory = &opened.directory;
    let service = directory
        .services
        .get(&one.line.service)
        .map_or("", |known| known.name.as_str());
    let environment = directory.environments.get(&one.line.environment);
    let environment = environment.map_or("", |known| known.name.as_str());
    let over = one.over.map_or_else(
        || "Never booked".to_owned(),
        |over| format!("Its slot was over on {}", names.clock.short(over)),
    );
    let hold = one.line.on_hold.then(|| tag("wait", "hold", "On hold".to_owned()));
    let signed = match one.line.signed {
        0 => "No sign-offs needed".to_owned(),
        signed => format!("{} given", counted(signed as usize, "sign-off")),
    };
    let cells = view! {
        <span class="row__cell">{over}</span>
        <span class="row__cell cluster">{signed} {hold}</span>
    };
    let sub = format!(
        "{service} to {environment}, deployed by {}",
        names.person(one.line.deployer)
    );
    line(
        opened,
        (one.line.number, one.line.title.to_string()),
        sub,
        cells.into_any(),
    )
}

fn away(opened: &Opened, names: &Names<'_>, one: &DeployerAway<'_>) -> AnyView {
    let DeployerAway { booked, until } = one;
    let sub = format!("{}, booked {}", about(opened, booked), names.stretch(booked.stretch));
    let who = format!("{} deploys it", names.person(booked.deployer));
    let until = format!("Away until {}", names.clock.short(*until));
    let cells = view! {
        <span class="row__cell">{who}</span>
        <span class="row__cell">{tag("block", "person", until)}</span>
    };
    line(opened, (booked.number, booked.title.to_string()), sub, cells.into_any())
}

/// Two bookings in one line: what is between them, both with a way to move them, and the time that both have.
fn pair(opened: &Opened, names: &Names<'_>, one: &Overlap<'_>, what: String) -> AnyView {
    let link = |booked: &Booked| {
        let words = format!("{} {}", booked.number, booked.title);
        view! { <a href=booking_page(opened, booked.number)>{words}</a> ", " {about(opened, booked)} }
    };
    view! {
        <li class="row" data-pair>
            <span class="row__main">
                <b>{what}</b>
                <span class="row__sub">{link(one.one)}</span>
                <span class="row__sub">{link(one.other)}</span>
            </span>
            <span class="row__cell">{names.stretch(one.common)}</span>
            <span class="row__cell">{tag("block", "alert", format!("{} overlap", duration(one.common.from, one.common.until)))}</span>
        </li>
    }
    .into_any()
}

fn person(opened: &Opened, names: &Names<'_>, one: &Overlap<'_>) -> Option<AnyView> {
    let person = one.why.iter().find_map(|why| match why {
        ConflictWith::SamePerson { person } => Some(*person),
        ConflictWith::ExclusiveEnvironment
        | ConflictWith::SameService
        | ConflictWith::Dependency
        | ConflictWith::DeployerAway
        | ConflictWith::Signers { .. }
        | ConflictWith::SignerThere { .. }
        | ConflictWith::SignersBefore { .. } => None,
    })?;
    let what = format!("{} deploys both", names.person(person));
    Some(pair(opened, names, one, what))
}

fn place(opened: &Opened, names: &Names<'_>, one: &Overlap<'_>) -> Option<AnyView> {
    let why = one.why.iter().find(|why| match why {
        ConflictWith::ExclusiveEnvironment | ConflictWith::SameService | ConflictWith::Dependency => true,
        ConflictWith::SamePerson { .. }
        | ConflictWith::DeployerAway
        | ConflictWith::Signers { .. }
        | ConflictWith::SignerThere { .. }
        | ConflictWith::SignersBefore { .. } => false,
    })?;
    let conflict = Conflict {
        with: Against::Booking(one.other.number),
        when: one.other.stretch,
        why: why.clone(),
    };
    let what = against(names, &conflict).help.unwrap_or_default();
    Some(pair(opened, names, one, what))
}

fn freeze(opened: &Opened, names: &Names<'_>, one: &FreezeAhead<'_>) -> AnyView {
    let now = names.clock.now();
    let when = if one.when.from <= now {
        format!("In force until {}", names.clock.short(one.when.until))
    } else {
        names.stretch(one.when.stretch())
    };
    let numbers: Vec<String> = one.hits.iter().take(NAMED).map(ToString::to_string).collect();
    let mut numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let more = format!("{} more", one.hits.len().saturating_sub(NAMED));
    if one.hits.len() > NAMED {
        numbers.push(&more);
    }
    let hits = if one.hits.is_empty() {
        view! { "Hits no booking" }.into_any()
    } else {
        let words = format!("Hits {}", counted(one.hits.len(), "booking"));
        view! { {tag("block", "ban", words)} <span class="row__sub">{join(&numbers, "and")}</span> }.into_any()
    };
    let href = format!("/{}/calendar/freezes/{}", opened.directory.slug, one.id);
    let by = format!(
        "Set by {}, {}",
        names.person(one.freeze.set.by),
        names.scope(&one.freeze.scope)
    );
    view! {
        <li class="row" data-pair>
            <span class="row__main">
                <a class="row__link" href=href>{one.freeze.name.to_string()}</a>
                <span class="row__sub">{by}</span>
            </span>
            <span class="row__cell">{when}</span>
            <span class="row__cell cluster">{hits}</span>
        </li>
    }
    .into_any()
}
