//! Why the calendar says no: windows, freezes, bookings, overrides (05). Times are the reader's; the zone stands at the foot
//! of every page.

use domain::calendar::{Against, Closed, Conflict, ConflictWith, HoursOf, Lifts, Slots, Stretch};
use domain::deployments::{Blocker, OVERRIDES};
use domain::id::{FreezeId, PersonId, WindowId};
use domain::refusal::{Refusal, SlotFault};
use domain::time::Timestamp;

use super::{Names, Sentence, capital, counted, join};

impl Names<'_> {
    /// A stretch of time on the reader's clock: `1 Dec 10:00 to 12:00`, `1 Dec to 3 Dec, all day`.
    pub fn stretch(&self, stretch: Stretch) -> String {
        let zone = self.clock.zone();
        let last = stretch.until.plus_seconds(-1);
        let same_day = zone.date(stretch.from) == zone.date(last);
        let midnight = |at| zone.start_of(zone.date(at)) == at;
        if midnight(stretch.from) && midnight(stretch.until) {
            let first = self.clock.day(stretch.from);
            return if same_day {
                format!("{first}, all day")
            } else {
                format!("{first} to {}, all day", self.clock.day(last))
            };
        }
        let until = if same_day {
            let wall = zone.wall(stretch.until);
            format!("{:02}:{:02}", wall.hour, wall.minute)
        } else {
            self.clock.short(stretch.until)
        };
        format!("{} to {until}", self.clock.short(stretch.from))
    }

    /// What is booked, in words.
    pub fn slots(&self, slots: &Slots) -> String {
        match slots.backup {
            None => self.stretch(slots.primary),
            Some(backup) => format!("{}, backup {}", self.stretch(slots.primary), self.stretch(backup)),
        }
    }

    /// What a freeze is called.
    pub fn freeze(&self, freeze: FreezeId) -> String {
        let known = self.directory.calendar.freezes.get(&freeze);
        known.map_or_else(|| "A freeze".to_owned(), |known| format!("The freeze “{}”", known.name))
    }

    /// What takes time from a deployment: another one that is booked, or somebody who is away.
    pub fn taking(&self, with: Against) -> String {
        match with {
            Against::Booking(number) => format!("{number} is booked"),
            Against::Absence(absence) => {
                let known = self.directory.calendar.absences.get(&absence);
                match known.map(|known| known.person) {
                    Some(person) if person == self.reader => "you are away".to_owned(),
                    Some(person) => format!("{} is away", self.person(person)),
                    None => "somebody is away".to_owned(),
                }
            }
        }
    }

    /// "You" or "They", for whoever is away.
    fn they(&self, with: Against) -> &'static str {
        let mine = match with {
            Against::Booking(_) => None,
            Against::Absence(absence) => self.directory.calendar.absences.get(&absence),
        };
        if mine.is_some_and(|known| known.person == self.reader) {
            "You"
        } else {
            "They"
        }
    }

    /// Who of some people is away now, and until when; nothing where everybody is there.
    pub fn away(&self, people: &[PersonId]) -> Option<String> {
        let now = self.clock.now();
        let others = people.iter().filter(|person| **person != self.reader);
        let away = others.filter_map(|person| {
            let (_, until) = self.directory.calendar.away_until(*person, now)?;
            Some(format!(
                "{} is away until {}",
                self.person(*person),
                self.clock.short(until)
            ))
        });
        let away: Vec<String> = away.collect();
        let away: Vec<&str> = away.iter().map(String::as_str).collect();
        (!away.is_empty()).then(|| format!("{}.", join(&away, "and")))
    }

    /// What an override lifts.
    pub fn lifted(&self, lifts: Lifts) -> String {
        match lifts {
            Lifts::Freeze { freeze } => self.freeze(freeze),
            Lifts::Windows => "Windows and allowed hours".to_owned(),
        }
    }

    fn windows(&self, windows: &[WindowId]) -> String {
        let known = windows.iter().filter_map(|id| self.directory.calendar.windows.get(id));
        let names: Vec<String> = known.map(|window| format!("“{}”", window.name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match names.as_slice() {
            [one] => format!("Outside the window {one}."),
            several => format!("Outside the windows {}.", join(several, "and")),
        }
    }

    fn opens(&self, opens_at: Option<Timestamp>) -> String {
        match opens_at {
            Some(at) => format!("A start is next allowed on {}.", self.clock.short(at)),
            None => "No start is allowed within a year.".to_owned(),
        }
    }
}

/// Outside whose hours.
const fn hours(of: HoursOf) -> &'static str {
    match of {
        HoursOf::Environment => "Outside the environment’s hours.",
        HoursOf::Template => "Outside the template’s hours.",
    }
}

/// Who lifts a freeze or windows, where that would help.
fn overriders() -> String {
    let duties: Vec<&str> = OVERRIDES.iter().map(|duty| duty.name()).collect();
    format!("{} can override it with a reason.", join(&duties, "or"))
}

/// A reason of the schedule why a step cannot be taken now; nothing for the other blockers.
pub(super) fn blocker(names: &Names<'_>, blocker: &Blocker) -> Option<Sentence> {
    let sentence = match blocker {
        Blocker::OutsideWindow { windows, opens_at } => {
            Sentence::new(names.windows(windows)).help(format!("{} {}", names.opens(*opens_at), overriders()))
        }
        Blocker::OutsideHours { of, opens_at } => {
            Sentence::new(hours(*of)).help(format!("{} {}", names.opens(*opens_at), overriders()))
        }
        Blocker::Frozen { freeze, until } => Sentence::new(format!(
            "{} is in force until {}.",
            names.freeze(*freeze),
            names.clock.short(*until)
        ))
        .help(overriders()),
        Blocker::OutsideSlot { slots } => Sentence::new(format!("Booked for another time: {}.", names.slots(slots)))
            .help("It starts in a slot that it has booked. Move the booking to start at another time."),
        Blocker::NoticeMissing { hours, booked: true } => {
            Sentence::new(format!("Not announced; {}.", notice_needed(*hours)))
                .help("Announce the booking. Later than that it takes a reason.")
        }
        Blocker::NoticeMissing { hours, booked: false } => {
            Sentence::new(format!("Not booked; {}.", notice_needed(*hours))).help("Book a slot, then announce it.")
        }
        Blocker::FrozenWhileRunning {
            freeze,
            until,
            stop: false,
        } => Sentence::new(format!(
            "{} holds it up until {}.",
            names.freeze(*freeze),
            names.clock.short(*until)
        ))
        .help(overriders()),
        Blocker::FrozenWhileRunning { freeze, stop: true, .. } => {
            Sentence::new(format!("{} stops what runs.", names.freeze(*freeze)))
                .help(format!("Roll back or mark as failed. {}", overriders()))
        }
        Blocker::ItemsOpen { .. }
        | Blocker::EvidenceMissing { .. }
        | Blocker::SlotEmpty { .. }
        | Blocker::DutyUnheld { .. }
        | Blocker::NobodyMaySign { .. }
        | Blocker::EnvironmentBusy { .. }
        | Blocker::OnHold { .. } => return None,
    };
    Some(sentence)
}

/// A refusal about the calendar.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the refusals of other features have their sentences elsewhere"
)]
pub(super) fn refusal(names: &Names<'_>, refusal: &Refusal) -> Sentence {
    match refusal {
        Refusal::SlotUnsound { fault } => Sentence::new(match fault {
            SlotFault::EndsFirst => "It ends before it begins.",
            SlotFault::TooLong => "It is longer than a week.",
            SlotFault::Past => "That time is over.",
            SlotFault::BackupFirst => "The backup begins before the first slot is over.",
            SlotFault::BackupMissing => "The template asks for a backup slot.",
        }),
        Refusal::Closed { closed } => shut(names, closed),
        Refusal::SlotTaken { conflicts } => Sentence::new("The slot is taken.")
            .help("Choose another one, or move the other booking.")
            .parts(conflicts.iter().map(|conflict| against(names, conflict)).collect()),
        Refusal::BookedBeside { conflicts } => Sentence::new(format!("{}.", beside_them(conflicts)))
            .help("It can be booked all the same.")
            .parts(conflicts.iter().map(|conflict| against(names, conflict)).collect()),
        Refusal::NothingBooked => Sentence::new("Nothing is booked."),
        Refusal::NoticeTooShort { hours } => Sentence::new(format!("{}, and less is left.", notice_needed(*hours)))
            .help("It can be announced late with a reason, which the trail keeps as an exception."),
        Refusal::OwnOverride => Sentence::new("You gave this override, so somebody else must review it."),
        Refusal::Reviewed { by } => Sentence::new(format!("{} reviewed it already.", names.person(*by))),
        _ => Sentence::default(),
    }
}

/// Why a time is closed, in words.
pub fn shut(names: &Names<'_>, closed: &Closed) -> Sentence {
    use domain::calendar::Reason;
    let parts = closed.reasons.iter().map(|reason| match reason {
        Reason::OutsideWindow { windows } => Sentence::new(names.windows(windows)),
        Reason::OutsideHours { of } => Sentence::new(hours(*of)),
        Reason::Frozen { freeze, until } => Sentence::new(format!(
            "{} is in force until {}.",
            names.freeze(*freeze),
            names.clock.short(*until)
        )),
    });
    Sentence::new("Nothing may start at that time.")
        .help(names.opens(closed.opens_at))
        .parts(parts.collect())
}

/// What stands against a slot, in a few words.
pub fn beside_them(conflicts: &[Conflict]) -> String {
    let bookings = conflicts
        .iter()
        .filter(|conflict| matches!(conflict.with, Against::Booking(_)));
    let bookings = bookings.count();
    let others = format!("{} at the same time", counted(bookings, "other booking"));
    match (bookings, conflicts.len() - bookings) {
        (_, 0) => others,
        (0, _) => "Somebody whom it takes is away".to_owned(),
        (_, _) => format!("{others}, and somebody whom it takes is away"),
    }
}

/// What stands against a slot, in words.
pub fn against(names: &Names<'_>, conflict: &Conflict) -> Sentence {
    let why = match &conflict.why {
        ConflictWith::ExclusiveEnvironment => "The environment takes one deployment at a time.".to_owned(),
        ConflictWith::SameService => "It ships the same service to the same environment.".to_owned(),
        ConflictWith::Dependency => "It ships a service that this one depends on.".to_owned(),
        ConflictWith::SamePerson { person } => format!("{} deploys both.", names.person(*person)),
        ConflictWith::DeployerAway => format!("{} deploy it.", names.they(conflict.with)),
        ConflictWith::Signers { duty } => {
            format!("Meanwhile nobody is left who could sign the result as {duty}.")
        }
        ConflictWith::SignerThere { person, duty } => format!(
            "{} deploys this one, and nobody else is left who could sign the result of that one as {duty}.",
            names.person(*person)
        ),
        ConflictWith::SignersBefore { duty } => {
            format!("Nobody else is left who could sign as {duty} before it begins.")
        }
    };
    let when = match &conflict.why {
        // From now until then.
        ConflictWith::SignersBefore { .. } => format!("until {}", names.clock.short(conflict.when.until)),
        ConflictWith::ExclusiveEnvironment
        | ConflictWith::SameService
        | ConflictWith::Dependency
        | ConflictWith::SamePerson { .. }
        | ConflictWith::DeployerAway
        | ConflictWith::Signers { .. }
        | ConflictWith::SignerThere { .. } => names.stretch(conflict.when),
    };
    Sentence::new(format!("{} {when}.", capital(&names.taking(conflict.with)))).help(why)
}

/// "48 hours of notice are needed".
pub fn notice_needed(hours: u32) -> String {
    let are = if hours == 1 { "is" } else { "are" };
    format!("{} of notice {are} needed", counted(hours as usize, "hour"))
}
