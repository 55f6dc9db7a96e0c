//! From an imported file to windows and freezes that are looked at, and from there to what is saved (W13).

use std::collections::BTreeMap;

use domain::calendar::ical::{
    ImportError, Imported, LARGEST_FILE, LeftOut, MOST_EVENTS, Proposed, ProposedKind, gitlab_freezes, read,
};
use domain::calendar::{RunningChoice, Scope, SetFreeze, SetWindow, Times};
use domain::id::{FreezeId, WindowId};
use domain::text::{CalendarName, Reason, ZoneName};
use domain::time::Timestamp;
use domain::zone::Zone;

use super::{Brought, Typed};
use crate::context::sources;
use crate::failure::{Checks, Failure, Problem};
use crate::form::Form;
use crate::sentences;

/// Most windows and freezes of one import: a person looks at each of them before it is saved.
pub(super) const MOST: usize = 200;

/// What a file comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// What can be saved.
    pub(super) entries: Vec<Brought>,
    /// What cannot, each in a sentence.
    pub(super) left_out: Vec<String>,
}

/// Reads what was pasted, or the file where one was chosen.
///
/// # Errors
/// [`Failure::Invalid`] at the field that it came from, where nothing of it can be saved.
pub(super) fn found(text: &str, file: &str, zone: &ZoneName, now: Timestamp) -> Result<Found, Failure> {
    let (field, text) = if file.trim().is_empty() {
        ("text", text)
    } else {
        ("file", file)
    };
    if text.trim().is_empty() {
        let mut checks = Checks::default();
        checks.text("text", CalendarName::parse(""));
        return Err(checks.failure());
    }
    // GitLab answers with a list; a calendar begins with a word.
    let listed = text.trim_start().starts_with('[');
    let imported = if listed {
        let today = Zone::find(zone).unwrap_or(Zone::UTC).date(now);
        gitlab_freezes(text.as_bytes(), today)
    } else {
        read(text.as_bytes(), zone)
    };
    let imported = imported.map_err(|error| Failure::field(field, unread(error)))?;
    let found = Found::of(imported, listed, now);
    let problem = match (found.entries.len(), found.left_out.len()) {
        (0, 0) => Problem::NoEvents,
        (0..=MOST, _) => return Ok(found),
        _ => Problem::TooManyEvents { limit: MOST as u64 },
    };
    Err(Failure::field(field, problem))
}

const fn unread(error: ImportError) -> Problem {
    match error {
        ImportError::TooLarge => Problem::TooLarge {
            limit: LARGEST_FILE as u64,
        },
        ImportError::TooMany => Problem::TooManyEvents {
            limit: MOST_EVENTS as u64,
        },
        ImportError::NotACalendar => Problem::NotACalendar,
    }
}

impl Found {
    /// Most sentences about what is left out that a page lists.
    pub(super) const LISTED: usize = 100;

    fn of(imported: Imported, listed: bool, now: Timestamp) -> Self {
        let place = if listed { "period" } else { "line" };
        let mut found = Self::default();
        let mut left_out: Vec<(usize, String)> = imported
            .left_out
            .iter()
            .map(|left_out| (left_out.line, said(place, left_out)))
            .collect();
        for proposed in imported.taken {
            // A whole calendar comes with all that ever was in it.
            let comes = proposed.times.covering(now).or_else(|| proposed.times.next_after(now));
            if comes.is_some() {
                found.entries.push(Brought::of(&proposed, listed));
            } else {
                let (name, line) = (&proposed.name, proposed.line);
                left_out.push((line, format!("{name}, {place} {line}: It is over.")));
            }
        }
        // In the order of the file.
        left_out.sort_by_key(|(line, _)| *line);
        found.left_out = left_out.into_iter().map(|(_, words)| words).collect();
        found
    }

    /// What the preview sent back; nothing where it was not the preview that was sent.
    pub(super) fn sent(form: &Form) -> Option<Self> {
        let mut entries: BTreeMap<usize, Brought> = BTreeMap::new();
        for (name, value) in form.fields() {
            let Some((place, part)) = name.strip_prefix("entries[").and_then(|rest| rest.split_once("][")) else {
                continue;
            };
            let Ok(place) = place.parse() else { continue };
            let entry = entries.entry(place).or_default();
            let value = value.clone();
            match part {
                "take]" => entry.take = value,
                "kind]" => entry.kind = value,
                "name]" => entry.name = value,
                "reason]" => entry.reason = value,
                "times]" => entry.times = value,
                "environment]" => entry.environment = value,
                "team]" => entry.team = value,
                "service]" => entry.service = value,
                "choices][]" => entry.choices.push(value),
                "shown][]" => entry.shown.push(value),
                _ => {}
            }
        }
        (!entries.is_empty()).then(|| Self {
            entries: entries.into_values().collect(),
            left_out: form.values("left_out[]"),
        })
    }
}

/// What was left out, where it stands in the file, and why.
fn said(place: &str, left_out: &LeftOut) -> String {
    let name = left_out.name.as_ref().map_or("Without a name", |name| name.as_str());
    format!(
        "{name}, {place} {}: {}",
        left_out.line,
        sentences::left_out(&left_out.why)
    )
}

impl Brought {
    fn of(proposed: &Proposed, listed: bool) -> Self {
        let reason = match &proposed.reason {
            Some(reason) => reason.to_string(),
            None if listed => "A freeze period in GitLab.".to_owned(),
            None => proposed.name.to_string(),
        };
        Self {
            take: "yes".to_owned(),
            kind: match proposed.kind {
                ProposedKind::Window => Self::WINDOW.to_owned(),
                ProposedKind::Freeze => Self::FREEZE.to_owned(),
            },
            name: proposed.name.to_string(),
            reason,
            times: serde_json::to_string(&proposed.times).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Whether a freeze is to be made of it.
    pub(super) fn freezes(&self) -> bool {
        self.kind == Self::FREEZE
    }

    /// When it is.
    ///
    /// # Errors
    /// [`Failure::Malformed`] for what no form of ours sends.
    pub(super) fn read_times(&self) -> Result<Times, Failure> {
        let times: Times = serde_json::from_str(&self.times).map_err(|_| Failure::Malformed)?;
        Times::checked(times.zone, times.starts, times.ends, times.repeats).map_err(|_| Failure::Malformed)
    }

    /// Whom it is about; what is wrong stands at the fields of its place in the file.
    pub(super) fn scope(&self, place: usize, checks: &mut Checks) -> Option<Scope> {
        let one = |id: &String| if id.is_empty() { Vec::new() } else { vec![id.clone()] };
        let typed = Typed {
            environments: one(&self.environment),
            teams: one(&self.team),
            services: one(&self.service),
            ..Typed::default()
        };
        let mut own = Checks::default();
        let scope = typed.scope(&mut own);
        if !own.passed() {
            return checks.note(&format!("entries[{place}][environment]"), Problem::Choice);
        }
        scope
    }
}

/// What is to be saved of a preview.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// Windows.
    pub(super) windows: Vec<SetWindow>,
    /// Freezes, each with its place among the entries.
    pub(super) freezes: Vec<(usize, SetFreeze)>,
}

impl Chosen {
    /// Reads what was taken. What is wrong is noted at its field.
    ///
    /// # Errors
    /// [`Failure::Malformed`] for what no form of ours sends.
    pub(super) fn read(entries: &[Brought], running: &str, checks: &mut Checks) -> Result<Self, Failure> {
        let mut chosen = Self::default();
        let running = checks.choice("running", RunningChoice::from_value(running));
        for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.taken()) {
            let name = checks.text(&format!("entries[{place}][name]"), CalendarName::parse(&entry.name));
            let (times, scope) = (entry.read_times()?, entry.scope(place, checks));
            if entry.freezes() {
                let reason = checks.text(&format!("entries[{place}][reason]"), Reason::parse(&entry.reason));
                let (Some(((name, reason), scope)), Some(running)) = (name.zip(reason).zip(scope), running) else {
                    continue;
                };
                let freeze = SetFreeze {
                    freeze: FreezeId::new(sources().uuid()),
                    seen: None,
                    name,
                    reason,
                    times,
                    scope,
                    running,
                    moves: Vec::new(),
                    confirmed: Vec::new(),
                };
                chosen.freezes.push((place, freeze));
            } else if entry.kind == Brought::WINDOW {
                let Some((name, scope)) = name.zip(scope) else { continue };
                chosen.windows.push(SetWindow {
                    window: WindowId::new(sources().uuid()),
                    seen: None,
                    name,
                    times,
                    scope,
                });
            } else {
                return Err(Failure::Malformed);
            }
        }
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-12-01T12:00:00.000000Z";

    fn found_in(text: &str) -> Result<Found, Failure> {
        found(
            text,
            "",
            &ZoneName::parse("Europe/Berlin").unwrap(),
            NOW.parse().unwrap(),
        )
    }

    fn problem(text: &str) -> Problem {
        let Err(Failure::Invalid { mut fields }) = found_in(text) else {
            panic!("taken: {text:.80}")
        };
        fields.remove(0).problem
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nSUMMARY:Party\r\n{lines}\r\nEND:VEVENT\r\n")
    }

    fn calendar(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n")
    }

    #[test]
    fn what_is_over_or_cannot_be_taken_says_so() {
        let events = [
            event("DTSTART:20261224T100000Z\r\nDTEND:20261224T120000Z"),
            event("DTSTART:20251224T100000Z\r\nDTEND:20251224T120000Z"),
            event("DTSTART;TZID=Mars/Olympus:20261224T100000\r\nDTEND:20261224T120000Z"),
            event("DTSTART:20261224T100000Z\r\nDTEND:20261224T120000Z\r\nRRULE:FREQ=SECONDLY"),
            event("DTSTART:99991231T100000Z\r\nDTEND:99991231T120000Z"),
            event("DTSTART:00010101T100000Z\r\nDTEND:00010101T120000Z"),
            event("DTSTART:20260230T100000Z\r\nDTEND:20260230T120000Z"),
            event("DTSTART:20261224T100000Z"),
            event("STATUS:CANCELLED"),
        ];
        let found = found_in(&calendar(&events.concat())).unwrap();
        assert_eq!(found.entries.len(), 1);
        assert_eq!(
            (found.entries[0].name.as_str(), found.entries[0].taken()),
            ("Party", true)
        );
        insta::assert_snapshot!(found.left_out.join("\n"));
    }

    #[test]
    fn what_is_no_calendar_is_refused_at_its_field() {
        for text in ["{\"a\": 1}", "hello", "<html>", "[1, 2"] {
            assert_eq!(problem(text), Problem::NotACalendar, "{text}");
        }
        assert_eq!(problem("[]"), Problem::NoEvents);
        assert_eq!(problem(&calendar("")), Problem::NoEvents);
        let many = event("DTSTART:20261224T100000Z\r\nDTEND:20261224T120000Z").repeat(MOST + 1);
        assert_eq!(problem(&calendar(&many)), Problem::TooManyEvents { limit: 200 });
        let limit = LARGEST_FILE as u64;
        assert_eq!(problem(&"x".repeat(LARGEST_FILE + 1)), Problem::TooLarge { limit });
    }
}
