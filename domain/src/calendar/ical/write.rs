//! Feeds (W13).
//!
//! What recurs is written as the instants that it comes to, and not as a rule: where a clock skips a time, and where one
//! night is longer than the next, RFC 5545 and the programs that read it differ from W4 and from each other, and some read
//! no rules at all. A feed says what the calendar says, to the minute, in all of them; a subscriber fetches it again before
//! what it lists has passed.

use std::fmt::Write as _;

use super::super::{Stretch, Times};
use super::{MOST_EVENTS, lines};
use crate::time::Timestamp;

/// How soon a subscriber should fetch a feed again.
const REFRESH: &str = "PT1H";

/// What an event of a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    /// A window.
    Window,
    /// A freeze.
    Freeze,
    /// A booking.
    Booking,
}

/// When an event of a feed is.
#[derive(Debug, Clone, Copy)]
pub enum FeedWhen<'a> {
    /// Once.
    Once(Stretch),
    /// As often as these times come in the time that the feed lists.
    Times(&'a Times),
}

/// A window, freeze or booking as a feed lists it.
#[derive(Debug, Clone, Copy)]
pub struct FeedEntry<'a> {
    /// What it is known by, for ever: its id, and of a booking which of the deployment's it is.
    pub id: &'a str,
    /// What it is.
    pub kind: FeedKind,
    /// What a calendar shows.
    pub title: &'a str,
    /// More about it; may be empty.
    pub description: &'a str,
    /// Its page.
    pub link: Option<&'a str>,
    /// When.
    pub when: FeedWhen<'a>,
    /// When it was last set.
    pub set_at: Timestamp,
    /// Number of the entry that last set it: later ones replace earlier ones in a calendar.
    pub set_seq: u64,
}

/// A feed.
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    /// What a calendar calls it.
    pub name: &'a str,
    /// The host that makes the ids of its events unique in the world.
    pub host: &'a str,
    /// First instant that it lists.
    pub from: Timestamp,
    /// First instant after what it lists.
    pub until: Timestamp,
    /// What it lists.
    pub entries: &'a [FeedEntry<'a>],
}

impl Feed<'_> {
    /// The feed as iCalendar: every occurrence that overlaps its time, in order of their beginning, at most
    /// [`MOST_EVENTS`] of them. The same arguments give the same bytes.
    pub fn write(&self) -> String {
        let mut events: Vec<(Stretch, &FeedEntry<'_>)> = Vec::new();
        for entry in self.entries {
            match entry.when {
                FeedWhen::Once(stretch) => events.extend(self.lists(stretch).then_some((stretch, entry))),
                FeedWhen::Times(times) => {
                    let occurrences = times.occurrences(self.from, self.until).take(MOST_EVENTS);
                    events.extend(occurrences.map(|occurrence| (occurrence.stretch(), entry)));
                }
            }
        }
        events.sort_by_key(|(stretch, entry)| (*stretch, entry.id));
        events.truncate(MOST_EVENTS);
        let mut file = String::new();
        let name = lines::escaped(self.name);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Countersign//Calendar//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            &format!("NAME:{name}"),
            &format!("X-WR-CALNAME:{name}"),
            &format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"),
            &format!("X-PUBLISHED-TTL:{REFRESH}"),
        ] {
            lines::push(&mut file, line);
        }
        for (stretch, entry) in events {
            self.write_event(&mut file, stretch, entry);
        }
        lines::push(&mut file, "END:VCALENDAR");
        file
    }

    fn lists(&self, stretch: Stretch) -> bool {
        let listed = Stretch {
            from: self.from,
            until: self.until,
        };
        listed.overlaps(stretch)
    }

    fn write_event(&self, file: &mut String, stretch: Stretch, entry: &FeedEntry<'_>) {
        let (category, transparency) = match entry.kind {
            // Neither takes the time of whoever subscribes.
            FeedKind::Window => ("WINDOW", "TRANSPARENT"),
            FeedKind::Freeze => ("FREEZE", "TRANSPARENT"),
            FeedKind::Booking => ("BOOKING", "OPAQUE"),
        };
        let mut id = entry.id.to_owned();
        if matches!(entry.when, FeedWhen::Times(_)) {
            // Writing to a text cannot fail.
            let _ = write!(id, "-{}", utc(stretch.from));
        }
        let set = utc(entry.set_at);
        let mut line = |line: &str| lines::push(file, line);
        line("BEGIN:VEVENT");
        line(&format!("UID:{id}@{}", self.host));
        line(&format!("DTSTAMP:{set}"));
        line(&format!("LAST-MODIFIED:{set}"));
        line(&format!("SEQUENCE:{}", entry.set_seq));
        line(&format!("DTSTART:{}", utc(stretch.from)));
        line(&format!("DTEND:{}", utc(stretch.until)));
        line(&format!("SUMMARY:{}", lines::escaped(entry.title)));
        if !entry.description.is_empty() {
            line(&format!("DESCRIPTION:{}", lines::escaped(entry.description)));
        }
        if let Some(link) = entry.link {
            line(&format!("URL:{link}"));
        }
        line(&format!("CATEGORIES:{category}"));
        line(&format!("TRANSP:{transparency}"));
        line("STATUS:CONFIRMED");
        line("END:VEVENT");
    }
}

/// An instant as calendars write it.
fn utc(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}
