//! What lies on which day: windows, freezes and bookings, cut to the days of the reader's zone.

use chrono::{Days, NaiveDate};
use domain::accounts::{Directory, Duty};
use domain::backend::Opened;
use domain::calendar::{Booked, Occurrence, Shift, Stretch};
use domain::deployments::{Action, StageName};
use domain::id::PersonId;
use domain::zone::Zone;

use super::absence::sees_absences;
use super::asked::Asked;
use crate::calendar::whatif::WhatIf;
use crate::deployments::Elsewhere;
use crate::parts::Clock;
use crate::sentences::{Names, shifted};

/// What happens, in the order in which the same time is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A freeze is in force.
    Freeze,
    /// A freeze would be in force that is not saved (W15).
    Unsaved,
    /// A window is open.
    Window,
    /// A deployment is booked.
    Booking {
        /// Where it stands.
        stage: StageName,
        /// Whether it was announced.
        announced: bool,
        /// Whether it is the slot to fall back on.
        backup: bool,
        /// What would become of it if what is not saved were.
        would_be: Option<WouldBe>,
    },
    /// A deployment is watched (T9).
    Watch,
    /// Somebody is away.
    Away,
}

/// What would become of a booking (W15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WouldBe {
    /// The freeze that is not saved would hold it.
    Held,
    /// The move that is not made would take it away from here.
    Gone,
    /// The move that is not made would bring it here.
    Here,
}

impl WouldBe {
    /// The word on screen.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Held => "would be held",
            Self::Gone => "would move from here",
            Self::Here => "would move here",
        }
    }

    /// The value that the stylesheet knows.
    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Gone => "gone",
            Self::Here => "here",
        }
    }
}

/// What is drawn that is not saved.
#[derive(Clone, Copy, Default)]
pub(super) struct Unsaved<'a> {
    /// A freeze.
    pub(super) freeze: Option<&'a WhatIf>,
    /// A booking at another time.
    pub(super) elsewhere: Option<&'a Elsewhere>,
}

impl Unsaved<'_> {
    /// What would become of a booking that is there now.
    fn would_be(self, directory: &Directory, booked: &Booked) -> Option<WouldBe> {
        let moves = |elsewhere: &Elsewhere| {
            let theirs = elsewhere.booked.first();
            theirs.is_some_and(|there| there.deployment == booked.deployment)
                && !elsewhere.booked.iter().any(|there| same_slot(there, booked))
        };
        if self.elsewhere.is_some_and(moves) {
            return Some(WouldBe::Gone);
        }
        let held = self.freeze.is_some_and(|freeze| freeze.holds(directory, booked));
        held.then_some(WouldBe::Held)
    }
}

/// Something that happens.
#[derive(Debug, Clone)]
pub(super) struct Happening {
    /// What.
    pub(super) what: What,
    /// What it is called.
    pub(super) name: String,
    /// Its page.
    pub(super) href: String,
    /// When.
    pub(super) stretch: Stretch,
    /// Whom it is about, or what is shipped where.
    pub(super) about: String,
    /// What daylight saving does to it.
    pub(super) shift: Option<String>,
    /// Of a booking that can be moved: the deployment's number.
    pub(super) moves: Option<String>,
}

/// A day of the calendar.
pub(super) struct Day {
    /// Its date.
    pub(super) date: NaiveDate,
    /// Its time.
    pub(super) span: Stretch,
    /// What happens on it, by its beginning.
    pub(super) happenings: Vec<Happening>,
}

/// The days that are asked for, without what happens on them.
pub(super) fn days(zone: Zone, asked: &Asked) -> Vec<Day> {
    let (first, count) = asked.days();
    days_from(zone, first, count)
}

/// So many days from one on, without what happens on them.
pub(super) fn days_from(zone: Zone, first: NaiveDate, count: u64) -> Vec<Day> {
    let dates = (0..count).filter_map(|day| first.checked_add_days(Days::new(day)));
    dates
        .map(|date| Day {
            date,
            span: Stretch {
                from: zone.start_of(date),
                until: zone.start_of(date.succ_opt().unwrap_or(date)),
            },
            happenings: Vec::new(),
        })
        .collect()
}

/// All the time of some days.
pub(super) fn whole(days: &[Day]) -> Stretch {
    let first = days.first().map(|day| day.span.from).unwrap_or_default();
    Stretch {
        from: first,
        until: days.last().map_or(first, |day| day.span.until),
    }
}

/// What is read of deployments.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    /// What is booked on the days.
    pub(super) booked: &'a [Booked],
    /// What is watched on them.
    pub(super) watched: &'a [Booked],
}

/// Puts what happens onto the days on which it does.
pub(super) fn fill(
    days: &mut [Day],
    asked: &Asked,
    opened: &Opened,
    names: &Names<'_>,
    (Read { booked, watched }, unsaved): (Read<'_>, Unsaved<'_>),
) {
    let within = whole(days);
    let mut all: Vec<Happening> = Vec::new();
    if asked.layers.freezes {
        all.extend(freezes(within, asked, opened, names, unsaved.freeze));
    }
    // No filter hides what was asked for.
    let freeze = unsaved.freeze.into_iter();
    all.extend(freeze.flat_map(|freeze| sketched(within, freeze, names)));
    let here = unsaved.elsewhere.into_iter().flat_map(|elsewhere| &elsewhere.booked);
    let here = here.filter(|there| !booked.iter().any(|booked| same_slot(there, booked)));
    all.extend(here.map(|there| Happening {
        href: "#what-if-move".to_owned(),
        moves: None,
        ..booking(there, opened, Some(WouldBe::Here))
    }));
    if asked.layers.windows {
        all.extend(windows(within, asked, opened, names));
    }
    if asked.layers.bookings {
        let wanted = booked.iter().filter(|booked| wanted(asked, booked));
        all.extend(wanted.map(|booked| booking(booked, opened, unsaved.would_be(&opened.directory, booked))));
    }
    if asked.layers.watches {
        let wanted = watched.iter().filter(|booked| wanted(asked, booked));
        all.extend(wanted.filter_map(|booked| watch(booked, opened)));
    }
    if asked.layers.absences && sees_absences(opened) {
        all.extend(absences(within, asked, opened, names));
    }
    all.sort_by(|one, other| {
        let key = |happening: &Happening| (happening.stretch.from, happening.what);
        key(one).cmp(&key(other)).then_with(|| one.name.cmp(&other.name))
    });
    for happening in all {
        let on = days.iter_mut().filter(|day| day.span.overlaps(happening.stretch));
        on.for_each(|day| day.happenings.push(happening.clone()));
    }
    for day in days {
        // What began on an earlier day is there from the first instant on, whenever it began. What is watched and who is
        // away comes last: a day shows only so many things.
        let from = day.span.from;
        day.happenings.sort_by_key(|happening| {
            let last = matches!(happening.what, What::Watch | What::Away).then_some(happening.what);
            (last, happening.stretch.from.max(from), happening.what)
        });
    }
}

fn windows(within: Stretch, asked: &Asked, opened: &Opened, names: &Names<'_>) -> Vec<Happening> {
    let base = format!("/{}/calendar/windows", opened.directory.slug);
    let known = opened.directory.calendar.windows.iter();
    let known = known.filter(|(_, window)| asked.concerns(&opened.directory, &window.scope));
    known
        .flat_map(|(id, window)| {
            let about = names.scope(&window.scope);
            let href = format!("{base}/{id}");
            let times = window.times.occurrences(within.from, within.until);
            times.map(move |occurrence| Happening {
                what: What::Window,
                name: window.name.to_string(),
                href: href.clone(),
                about: about.clone(),
                ..at(&occurrence)
            })
        })
        .collect()
}

fn freezes(
    within: Stretch,
    asked: &Asked,
    opened: &Opened,
    names: &Names<'_>,
    what_if: Option<&WhatIf>,
) -> Vec<Happening> {
    let base = format!("/{}/calendar/freezes", opened.directory.slug);
    let replaced = what_if.and_then(|what_if| what_if.id);
    let known = opened.directory.calendar.freezes.iter();
    let known = known.filter(|(id, _)| Some(**id) != replaced);
    let known = known.filter(|(_, freeze)| asked.concerns(&opened.directory, &freeze.scope));
    known
        .flat_map(|(id, freeze)| {
            let about = names.scope(&freeze.scope);
            let href = format!("{base}/{id}");
            let times = freeze.times.occurrences(within.from, within.until);
            times.map(move |occurrence| Happening {
                what: What::Freeze,
                name: freeze.name.to_string(),
                href: href.clone(),
                about: about.clone(),
                ..at(&occurrence)
            })
        })
        .collect()
}

fn absences(within: Stretch, asked: &Asked, opened: &Opened, names: &Names<'_>) -> Vec<Happening> {
    let directory = &opened.directory;
    let members = directory.members.keys().copied();
    let who = members.filter(|person| asked.takes(directory, *person)).collect();
    let away = directory.calendar.away(&who, within).into_iter();
    away.map(|away| Happening {
        what: What::Away,
        name: format!("{} away", names.person(away.person)),
        href: format!("/{}/calendar/absences/{}", directory.slug, away.absence),
        stretch: away.stretch,
        about: duties(directory, away.person),
        shift: None,
        moves: None,
    })
    .collect()
}

/// The duties that somebody holds, in whichever team.
pub(super) fn duties(directory: &Directory, person: PersonId) -> String {
    let member = directory.active(person);
    let held = member.into_iter().flat_map(|member| member.teams.values().flatten());
    let mut names: Vec<&str> = held.map(Duty::name).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// The times of a freeze that is not saved; what they are is said above the calendar.
fn sketched(within: Stretch, what_if: &WhatIf, names: &Names<'_>) -> Vec<Happening> {
    let about = names.scope(&what_if.scope);
    let times = what_if.times.occurrences(within.from, within.until);
    times
        .map(|occurrence| Happening {
            what: What::Unsaved,
            name: what_if.name.clone(),
            href: "#what-if".to_owned(),
            about: about.clone(),
            ..at(&occurrence)
        })
        .collect()
}

/// An occurrence without a name.
fn at(occurrence: &Occurrence) -> Happening {
    Happening {
        what: What::Window,
        name: String::new(),
        href: String::new(),
        stretch: occurrence.stretch(),
        about: String::new(),
        moves: None,
        shift: match occurrence.shift {
            Shift::None => None,
            Shift::Shorter { .. } | Shift::Longer { .. } => shifted(occurrence.shift),
        },
    }
}

fn wanted(asked: &Asked, booked: &Booked) -> bool {
    asked.team.is_none_or(|team| team == booked.team)
        && asked.service.is_none_or(|service| service == booked.service)
        && asked
            .environment
            .is_none_or(|environment| environment == booked.environment)
}

/// Whether two are one slot of one deployment: what a move leaves where it is.
fn same_slot(one: &Booked, other: &Booked) -> bool {
    let slot = |booked: &Booked| (booked.deployment, booked.stretch, booked.backup);
    slot(one) == slot(other)
}

fn booking(booked: &Booked, opened: &Opened, would_be: Option<WouldBe>) -> Happening {
    let directory = &opened.directory;
    let service = directory
        .services
        .get(&booked.service)
        .map_or("", |known| known.name.as_str());
    let environment = directory.environments.get(&booked.environment);
    let environment = environment.map_or("", |known| known.name.as_str());
    Happening {
        what: What::Booking {
            stage: booked.stage,
            announced: booked.announced,
            backup: booked.backup,
            would_be,
        },
        name: format!("{} {}", booked.number, booked.title),
        href: format!("/{}/deployments/{}", directory.slug, booked.number),
        stretch: booked.stretch,
        about: format!("{service} to {environment}"),
        shift: None,
        moves: Action::Book.exists_in(booked.stage).then(|| booked.number.to_string()),
    }
}

/// How long a booked deployment is watched after the deploying.
fn watch(booked: &Booked, opened: &Opened) -> Option<Happening> {
    let stretch = booked.watch?;
    Some(Happening {
        what: What::Watch,
        name: format!("Watch {} {}", booked.number, booked.title),
        stretch,
        moves: None,
        ..booking(booked, opened, None)
    })
}

/// What lasts through a day.
pub(super) const ALL_DAY: &str = "all day";

/// When something happens, as a day tells it: "10:00 to 16:00", "from 22:00", "until 06:00", "all day".
pub(super) fn on_day(zone: Zone, day: Stretch, stretch: Stretch) -> String {
    let clock = |at| {
        let wall = zone.wall(at);
        format!("{:02}:{:02}", wall.hour, wall.minute)
    };
    match (stretch.from <= day.from, day.until <= stretch.until) {
        (true, true) => ALL_DAY.to_owned(),
        (true, false) => format!("until {}", clock(stretch.until)),
        (false, true) => format!("from {}", clock(stretch.from)),
        (false, false) => format!("{} to {}", clock(stretch.from), clock(stretch.until)),
    }
}

/// A stretch with the days of the week and the year: "Tue 1 Dec 2026, 10:00 to 16:00".
pub(super) fn between(clock: &Clock, stretch: Stretch) -> String {
    let zone = clock.zone();
    let (from, until) = (zone.local(stretch.from), zone.local(stretch.until));
    let last = zone.date(stretch.until.plus_seconds(-1));
    let begins = from.format("%a %-d %b %Y, %H:%M");
    if from.date() == last {
        format!("{begins} to {}", until.format("%H:%M"))
    } else {
        format!("{begins} to {}", until.format("%a %-d %b %Y, %H:%M"))
    }
}

#[cfg(test)]
mod tests {
    use domain::text::ZoneName;

    use super::*;

    fn stretch(from: &str, until: &str) -> Stretch {
        Stretch {
            from: format!("{from}:00.000000Z").parse().unwrap(),
            until: format!("{until}:00.000000Z").parse().unwrap(),
        }
    }

    #[test]
    fn a_day_tells_its_own_part_of_what_lasts_longer() {
        let berlin = Zone::find(&ZoneName::parse("Europe/Berlin").unwrap()).unwrap();
        let day = stretch("2026-11-30T23:00", "2026-12-01T23:00");
        for (from, until, words) in [
            ("2026-12-01T09:00", "2026-12-01T15:00", "10:00 to 16:00"),
            ("2026-11-30T09:00", "2026-12-01T15:00", "until 16:00"),
            ("2026-12-01T09:00", "2026-12-02T15:00", "from 10:00"),
            ("2026-12-01T09:00", "2026-12-01T23:00", "from 10:00"),
            ("2026-11-30T23:00", "2026-12-01T23:00", "all day"),
            ("2026-11-01T23:00", "2026-12-31T23:00", "all day"),
        ] {
            assert_eq!(on_day(berlin, day, stretch(from, until)), words, "{from} {until}");
        }
    }

    #[test]
    fn a_stretch_names_the_second_day_where_there_is_one() {
        let clock = Clock::new(Zone::UTC, "2026-11-20T00:00:00.000000Z".parse().unwrap());
        let one = stretch("2026-12-01T10:00", "2026-12-01T16:00");
        assert_eq!(between(&clock, one), "Tue 1 Dec 2026, 10:00 to 16:00");
        let two = stretch("2026-12-31T22:00", "2027-01-01T06:00");
        assert_eq!(between(&clock, two), "Thu 31 Dec 2026, 22:00 to Fri 1 Jan 2027, 06:00");
    }
}
