//! Windows and freezes from an iCalendar file (W13). Nothing is saved: a person sees what would be.

use std::collections::BTreeSet;

use super::event::{Event, Zones};
use super::{ImportError, Imported, LARGEST_FILE, MOST_EVENTS, lines};
use crate::text::ZoneName;

/// Reads a file. `zone` is the organization's, of times that name none and of whole days.
///
/// # Errors
/// Where nothing of it can be taken; single events that cannot are in the answer.
pub fn read(file: &[u8], zone: &ZoneName) -> Result<Imported, ImportError> {
    if file.len() > LARGEST_FILE {
        return Err(ImportError::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| ImportError::NotACalendar)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let begins = text
        .get(..15)
        .is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCALENDAR"));
    if !begins {
        return Err(ImportError::NotACalendar);
    }
    let Parts { events, defined } = Parts::read(text)?;
    let zones = Zones {
        defined: &defined,
        own: zone,
    };
    let id = |event: &Event| event.get("UID").map(|line| line.value.clone());
    let moved = events.iter().filter(|event| event.get("RECURRENCE-ID").is_some());
    let moved: BTreeSet<String> = moved.filter_map(id).collect();
    let mut imported = Imported::default();
    for event in &events {
        let is_moved = id(event).is_some_and(|id| moved.contains(&id));
        match event.propose(&zones, is_moved) {
            Ok(proposed) => imported.taken.push(proposed),
            Err(left_out) => imported.left_out.push(left_out),
        }
    }
    Ok(imported)
}

/// What of a file matters.
#[derive(Default)]
struct Parts {
    events: Vec<Event>,
    /// Zones that the file defines: their ids, and the places that they say they are.
    defined: Vec<(String, String)>,
}

impl Parts {
    fn read(text: &str) -> Result<Self, ImportError> {
        let mut parts = Self::default();
        let mut within: Vec<String> = Vec::new();
        let (mut event, mut zone_id) = (Event::default(), String::new());
        for line in lines::read(text) {
            let own = within.last().map(String::as_str);
            match (line.name.as_str(), own) {
                ("BEGIN", _) => {
                    let component = line.value.trim().to_ascii_uppercase();
                    if component == "VEVENT" {
                        event = Event {
                            line: line.number,
                            lines: Vec::new(),
                        };
                    }
                    within.push(component);
                }
                ("END", Some("VEVENT")) => {
                    within.pop();
                    parts.events.push(std::mem::take(&mut event));
                    if parts.events.len() > MOST_EVENTS {
                        return Err(ImportError::TooMany);
                    }
                }
                ("END", _) => {
                    within.pop();
                }
                (_, Some("VEVENT")) => event.lines.push(line),
                ("TZID", Some("VTIMEZONE")) => zone_id = line.value,
                ("X-LIC-LOCATION", Some("VTIMEZONE")) => parts.defined.push((zone_id.clone(), line.value)),
                _ => {}
            }
        }
        Ok(parts)
    }
}
