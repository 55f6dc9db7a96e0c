//! Sentences about the calendar: windows, freezes, bookings, overrides. Times are the organization's, with its zone.

use super::Names;
use crate::calendar::{CalendarEvent, EnvironmentSchedule, FeedLists, Lifts, Scope, Scoped, Slots, Stretch, Times};
use crate::deployments::BookingEvent;
use crate::id::FreezeId;
use crate::time::Timestamp;
use crate::zone::Zone;

impl Names<'_> {
    pub(super) fn calendar(&self, who: &str, event: &CalendarEvent) -> String {
        match event {
            CalendarEvent::WindowSet { name, times, scope, .. } => {
                format!(
                    "{who} set the window {name}: {}, for {}.",
                    times.in_words(),
                    self.scope(scope)
                )
            }
            CalendarEvent::WindowRemoved { .. } => format!("{who} removed a window."),
            CalendarEvent::FreezeSet {
                name,
                reason,
                times,
                scope,
                running,
                ..
            } => format!(
                "{who} set the freeze {name}: {}, for {}. What runs: {}. {reason}",
                times.in_words(),
                self.scope(scope),
                running.name().to_lowercase()
            ),
            CalendarEvent::FreezeCancelled { reason, .. } => format!("{who} cancelled a freeze: {reason}"),
            CalendarEvent::AbsenceSet { person, times, .. } => {
                format!(
                    "{who} said when {} is away: {}.",
                    self.person(*person),
                    times.in_words()
                )
            }
            CalendarEvent::AbsenceRemoved { person, .. } => {
                format!("{who} removed an absence of {}.", self.person(*person))
            }
            CalendarEvent::FeedMade { name, lists, .. } => {
                format!("{who} made the feed {name}, of {}.", self.feed_lists(*lists))
            }
            CalendarEvent::FeedRevoked { .. } => format!("{who} revoked a feed."),
            CalendarEvent::EnvironmentScheduled { environment, schedule } => {
                format!(
                    "{who} scheduled {}: {}.",
                    self.environment(*environment),
                    schedule_words(schedule)
                )
            }
            CalendarEvent::ServiceRelated {
                service,
                labels,
                depends_on,
            } => {
                let labels: Vec<&str> = labels.iter().map(|label| label.as_str()).collect();
                let others: Vec<&str> = depends_on.iter().map(|other| self.service(*other)).collect();
                format!(
                    "{who} said of {}: labels {}, depends on {}.",
                    self.service(*service),
                    listed(&labels),
                    listed(&others)
                )
            }
        }
    }

    pub(super) fn booking(&self, who: &str, event: &BookingEvent) -> String {
        match event {
            BookingEvent::Set { slots, freeze: None } => format!("{who} booked {}.", self.slots(Some(slots))),
            BookingEvent::Set {
                slots,
                freeze: Some(freeze),
            } => format!(
                "{} moved the booking to {}.",
                self.freeze(*freeze),
                self.slots(Some(slots))
            ),
            BookingEvent::Released {} => format!("{who} released the booking."),
            BookingEvent::Announced { late: None, .. } => format!("{who} announced the booking."),
            BookingEvent::Announced { late: Some(reason), .. } => {
                format!("{who} announced the booking later than the notice that is needed: {reason}")
            }
            BookingEvent::Overridden {
                lifts,
                duty,
                reason,
                expires_at,
            } => format!(
                "{who} lifted {} as {duty} until {}: {reason}",
                self.lifted(*lifts),
                self.time(*expires_at)
            ),
            BookingEvent::Reviewed { justified, finding, .. } => {
                let said = if *justified { "justified" } else { "not justified" };
                format!("{who} reviewed an override and found it {said}: {finding}")
            }
        }
    }

    /// What is booked, in the organization's zone.
    pub(super) fn slots(&self, slots: Option<&Slots>) -> String {
        let Some(slots) = slots else {
            return "nothing".to_owned();
        };
        match slots.backup {
            None => self.stretch(slots.primary),
            Some(backup) => format!("{}, backup {}", self.stretch(slots.primary), self.stretch(backup)),
        }
    }

    fn stretch(&self, stretch: Stretch) -> String {
        let (from, until) = (self.wall(stretch.from), self.wall(stretch.until));
        let day = |wall: &crate::zone::Wall| format!("{:04}-{:02}-{:02}", wall.year, wall.month, wall.day);
        let time = |wall: &crate::zone::Wall| format!("{:02}:{:02}", wall.hour, wall.minute);
        let end = if day(&from) == day(&until) {
            time(&until)
        } else {
            format!("{} {}", day(&until), time(&until))
        };
        format!("{} {} to {end} {}", day(&from), time(&from), until.zone)
    }

    fn time(&self, at: Timestamp) -> String {
        let wall = self.wall(at);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02} {}",
            wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.zone
        )
    }

    fn wall(&self, at: Timestamp) -> crate::zone::Wall {
        Zone::find(&self.directory.zone).unwrap_or(Zone::UTC).wall(at)
    }

    fn lifted(&self, lifts: Lifts) -> String {
        match lifts {
            Lifts::Freeze { freeze } => self.freeze(freeze),
            Lifts::Windows => "windows and allowed hours".to_owned(),
        }
    }

    fn freeze(&self, freeze: FreezeId) -> String {
        let known = self.directory.calendar.freezes.get(&freeze);
        known.map_or_else(|| "a freeze".to_owned(), |known| format!("the freeze {}", known.name))
    }

    fn feed_lists(&self, lists: FeedLists) -> String {
        match lists {
            FeedLists::Everything => "the whole calendar".to_owned(),
            FeedLists::Team { team } => format!("team {}", self.team(team)),
            FeedLists::Environment { environment } => format!("environment {}", self.environment(environment)),
        }
    }

    /// Whom a scope is about, in words.
    pub(crate) fn scope(&self, scope: &Scope) -> String {
        let of = self.scoped(&scope.of, " and ");
        let of = if of.is_empty() { "everything".to_owned() } else { of };
        let except = self.scoped(&scope.except, " or ");
        let exempt = scope.exempt.len();
        let deployments = match exempt {
            0 => String::new(),
            1 => "one deployment".to_owned(),
            several => format!("{several} deployments"),
        };
        let without: Vec<&str> = [except.as_str(), deployments.as_str()]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect();
        if without.is_empty() {
            of
        } else {
            format!("{of} without {}", without.join(" or "))
        }
    }

    fn scoped(&self, scoped: &Scoped, joined: &str) -> String {
        let teams = scoped.teams.iter().map(|id| self.team(*id)).collect::<Vec<_>>();
        let services = scoped.services.iter().map(|id| self.service(*id)).collect::<Vec<_>>();
        let environments = scoped
            .environments
            .iter()
            .map(|id| self.environment(*id))
            .collect::<Vec<_>>();
        let types = scoped.types.iter().map(|kind| kind.name()).collect::<Vec<_>>();
        let labels = scoped.labels.iter().map(|label| label.as_str()).collect::<Vec<_>>();
        let sets = [
            ("team", teams),
            ("service", services),
            ("environment", environments),
            ("type", types),
            ("label", labels),
        ];
        let words = sets.into_iter().filter(|(_, names)| !names.is_empty());
        let words: Vec<String> = words
            .map(|(what, names)| format!("{what} {}", names.join(", ")))
            .collect();
        words.join(joined)
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

fn schedule_words(schedule: &EnvironmentSchedule) -> String {
    let shared = if schedule.exclusive {
        "one deployment at a time"
    } else {
        "one deployment of each service at a time"
    };
    let hours = schedule
        .hours
        .as_ref()
        .map_or_else(|| "any hour".to_owned(), Times::in_words);
    let notice = match schedule.notice_hours {
        0 => "no notice".to_owned(),
        1 => "1 hour of notice".to_owned(),
        hours => format!("{hours} hours of notice"),
    };
    let told: Vec<&str> = schedule.told.iter().map(|email| email.as_str()).collect();
    format!("{shared}, {hours}, {notice}, told: {}", listed(&told))
}
