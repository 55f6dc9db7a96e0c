//! One event of a file, as a window or freeze.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

use super::super::{LocalTime, Recurrence, Times};
use super::lines::Line;
use super::{LeftOut, LeftOutWhy, Proposed, ProposedKind, name_of, reason_of, zones};
use crate::text::{CalendarName, ZoneName};
use crate::time::Timestamp;
use crate::zone::Zone;

/// Words in a name or category that make a freeze of an event.
const FREEZES: [&str; 5] = ["freeze", "frozen", "embargo", "moratorium", "blackout"];

/// The zone of a file's times: the one that a calendar definition of the file names for an id, and the one of times that
/// name none.
pub(super) struct Zones<'a> {
    /// Ids that the file defines, with the place that the definition names.
    pub(super) defined: &'a [(String, String)],
    /// The zone of times without one.
    pub(super) own: &'a ZoneName,
}

impl Zones<'_> {
    fn find(&self, id: &str) -> Result<(ZoneName, Zone), LeftOutWhy> {
        let place = self.defined.iter().find(|(defined, _)| defined == id);
        let found = zones::find(id).or_else(|| place.and_then(|(_, place)| zones::find(place)));
        found.ok_or_else(|| LeftOutWhy::NoSuchZone {
            zone: super::quote(id, ""),
        })
    }

    fn own(&self) -> (ZoneName, Zone) {
        (self.own.clone(), Zone::find(self.own).unwrap_or(Zone::UTC))
    }
}

/// An event's lines.
#[derive(Debug, Default)]
pub(super) struct Event {
    /// Where it begins.
    pub(super) line: usize,
    /// Its own lines, those of its alarms left out.
    pub(super) lines: Vec<Line>,
}

/// A time as a file writes it.
enum Written {
    Day(NaiveDate),
    Utc(NaiveDateTime),
    /// On the clock of a zone, or of the reader's where none is named.
    Local(NaiveDateTime, Option<String>),
}

impl Event {
    /// The first line of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// The event as a window or freeze. `moved` says whether the file moves single occurrences of it.
    pub(super) fn propose(&self, zones: &Zones<'_>, moved: bool) -> Result<Proposed, LeftOut> {
        let text = |name: &str| self.get(name).map(Line::text).unwrap_or_default();
        let name = name_of(&text("SUMMARY"));
        let times = self.times(zones, moved).map_err(|why| LeftOut {
            line: self.line,
            name: name.clone(),
            why,
        })?;
        let says = format!("{} {}", text("SUMMARY"), text("CATEGORIES")).to_lowercase();
        let freeze = FREEZES.iter().any(|word| says.contains(word));
        let kind = if freeze {
            ProposedKind::Freeze
        } else {
            ProposedKind::Window
        };
        Ok(Proposed {
            line: self.line,
            kind,
            name: name
                .or_else(|| CalendarName::parse("Imported").ok())
                .ok_or_else(|| LeftOut {
                    line: self.line,
                    name: None,
                    why: LeftOutWhy::missing("SUMMARY"),
                })?,
            reason: reason_of(&text("DESCRIPTION")),
            times,
        })
    }

    fn times(&self, zones: &Zones<'_>, moved: bool) -> Result<Times, LeftOutWhy> {
        if self
            .get("STATUS")
            .is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED"))
        {
            return Err(LeftOutWhy::Cancelled);
        }
        // A rule without its exceptions would be open, or shut, on days that nobody meant.
        for part in ["EXDATE", "RDATE", "EXRULE", "RECURRENCE-ID"] {
            if self.get(part).is_some() {
                return Err(LeftOutWhy::not_taken(part, ""));
            }
        }
        if moved {
            return Err(LeftOutWhy::not_taken("RECURRENCE-ID", ""));
        }
        let start = self.get("DTSTART").ok_or_else(|| LeftOutWhy::missing("DTSTART"))?;
        let begins = written(start)?;
        let ((name, zone), starts) = match &begins {
            Written::Day(day) => (zones.own(), day.and_time(NaiveTime::MIN)),
            Written::Utc(utc) => (zones.find("UTC")?, *utc),
            Written::Local(local, Some(id)) => (zones.find(id)?, *local),
            Written::Local(local, None) => (zones.own(), *local),
        };
        let ends = self.ends(&begins, starts, zone, zones)?;
        let (starts, ends) = (minute(starts)?, minute(next_minute(ends))?);
        let mut rules = self.lines.iter().filter(|line| line.name == "RRULE");
        let repeats = rules
            .next()
            .map(|rule| Recurrence::parse_rrule(&rule.value, starts, zone))
            .transpose()?;
        if let Some(second) = rules.next() {
            return Err(LeftOutWhy::not_taken("RRULE", &second.value));
        }
        Ok(Times::checked(name, starts, ends, repeats)?)
    }

    /// When it ends, on the clock of the zone that it begins in.
    fn ends(
        &self,
        begins: &Written,
        starts: NaiveDateTime,
        zone: Zone,
        zones: &Zones<'_>,
    ) -> Result<NaiveDateTime, LeftOutWhy> {
        if let Some(line) = self.get("DTEND") {
            let instant = match (written(line)?, begins) {
                (Written::Day(day), _) => return Ok(day.and_time(NaiveTime::MIN)),
                (Written::Local(local, id), Written::Local(_, own)) if id == *own => return Ok(local),
                (Written::Local(local, None), _) => return Ok(local),
                (Written::Local(local, Some(id)), _) => zones.find(&id)?.1.instant(local),
                (Written::Utc(utc), _) => Timestamp::from_micros(utc.and_utc().timestamp_micros()),
            };
            let ends = zone.local(instant);
            // The second of two equal hours cannot be said on the wall.
            let said = zone.instant(ends) == instant;
            return if said {
                Ok(ends)
            } else {
                Err(LeftOutWhy::not_taken("DTEND", &line.value))
            };
        }
        if let Some(line) = self.get("DURATION") {
            let lasts = duration(&line.value).ok_or_else(|| LeftOutWhy::unreadable("DURATION", &line.value))?;
            let ends = starts.checked_add_signed(lasts);
            return ends.ok_or(LeftOutWhy::Year);
        }
        match begins {
            // RFC 5545 §3.6.1: a day without an end is that day.
            Written::Day(day) => {
                let next = day.checked_add_days(Days::new(1)).ok_or(LeftOutWhy::Year)?;
                Ok(next.and_time(NaiveTime::MIN))
            }
            Written::Utc(_) | Written::Local(..) => Err(LeftOutWhy::missing("DTEND")),
        }
    }
}

fn written(line: &Line) -> Result<Written, LeftOutWhy> {
    let unreadable = || LeftOutWhy::unreadable(&line.name, &line.value);
    let value = line.value.trim();
    if value.len() == 8 {
        let day = NaiveDate::parse_from_str(value, "%Y%m%d").map_err(|_| unreadable())?;
        return Ok(Written::Day(day));
    }
    let (local, utc) = value.strip_suffix('Z').map_or((value, false), |utc| (utc, true));
    let time = NaiveDateTime::parse_from_str(local, "%Y%m%dT%H%M%S").map_err(|_| unreadable())?;
    let zone = line.parameter("TZID").map(str::to_owned);
    Ok(if utc {
        Written::Utc(time)
    } else {
        Written::Local(time, zone)
    })
}

fn minute(time: NaiveDateTime) -> Result<LocalTime, LeftOutWhy> {
    LocalTime::new(time.date(), time.time()).map_err(|_| LeftOutWhy::Year)
}

/// The minute, or the next one where seconds are left: a freeze until 23:59:59 has no hole before midnight.
fn next_minute(time: NaiveDateTime) -> NaiveDateTime {
    let ahead = (60 - time.second()) % 60;
    time.checked_add_signed(TimeDelta::seconds(i64::from(ahead)))
        .unwrap_or(time)
}

/// A duration of RFC 5545 §3.3.6 that is not negative: `P1D`, `PT8H30M`, `P1W`.
fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (days, time) = text.split_once('T').unwrap_or((text, ""));
    let mut seconds: i64 = 0;
    for (part, units) in [
        (days, &[('W', 7 * 86_400), ('D', 86_400)][..]),
        (time, &[('H', 3_600), ('M', 60), ('S', 1)]),
    ] {
        let mut rest = part;
        while let Some(end) = rest.find(|c: char| !c.is_ascii_digit()) {
            let unit = rest[end..].chars().next()?;
            let (_, each) = units.iter().find(|(name, _)| *name == unit)?;
            let number: i64 = rest[..end].parse().ok()?;
            seconds = seconds.checked_add(number.checked_mul(*each)?)?;
            rest = &rest[end + 1..];
        }
        if !rest.is_empty() {
            return None;
        }
    }
    TimeDelta::try_seconds(seconds)
}
