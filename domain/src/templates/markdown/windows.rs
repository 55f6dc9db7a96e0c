//! Hints for a window policy: allowed hours, notice, a backup window, low traffic (T8).

use std::sync::LazyLock;

use chrono::NaiveTime;
use memchr::memchr2;

use super::words::{Normal, Phrases};
use crate::templates::Structure;

/// Abbreviations of zones. They are ambiguous, so a place is asked for.
const ZONES: [&str; 20] = [
    "PST", "PDT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "GMT", "BST", "CET", "CEST", "EET", "EEST", "IST", "JST",
    "KST", "AEST", "MSK", "UTC",
];

/// What a line can hint at beside hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    Notice,
    Backup,
    LowTraffic,
}

/// What hints at what; the first in a line counts.
static HINTS: LazyLock<Phrases<Hint>> = LazyLock::new(|| {
    Phrases::new(&[
        (
            Hint::Notice,
            &[
                "hours in advance",
                "hours notice",
                "hours of notice",
                "hours ahead",
                "days in advance",
                "days notice",
            ],
        ),
        (
            Hint::Backup,
            &[
                "backup window",
                "backup deployment window",
                "rollback window",
                "fallback window",
            ],
        ),
        (
            Hint::LowTraffic,
            &["low traffic", "off peak", "lowest traffic", "outside business hours"],
        ),
    ])
});

/// What a line without Markdown marks hints at.
pub(super) fn window_hint(plain: &str) -> Option<String> {
    if span(plain).is_some() {
        return Some(match zone_in(plain) {
            Some("UTC") => "Window policy: allowed hours, in UTC".to_owned(),
            Some(zone) => format!("Window policy: allowed hours; {zone} is an abbreviation and names no place"),
            None => "Window policy: allowed hours".to_owned(),
        });
    }
    let numbered = || plain.contains(|c: char| c.is_ascii_digit());
    let hint = HINTS
        .found_in(&Normal::of(plain))
        .find(|hint| *hint != Hint::Notice || numbered())?;
    let hint = match hint {
        Hint::Notice => "Window policy: notice",
        Hint::Backup => "Window policy: backup window",
        Hint::LowTraffic => "Window policy: low traffic",
    };
    Some(hint.to_owned())
}

/// What accepted hints propose for the window policy, as far as a form can be filled in with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProposedPolicy {
    /// From when to when, on the clock of a place that the text does not name.
    pub hours: Option<(NaiveTime, NaiveTime)>,
    /// The abbreviation of a zone that stands beside the hours. Only `UTC` names a zone.
    pub abbreviation: Option<&'static str>,
    /// Hours of notice; 0 where no hint has a number of hours or days.
    pub notice_hours: u32,
    /// Whether a backup window is spoken of.
    pub backup: bool,
    /// Whether low traffic is spoken of.
    pub low_traffic: bool,
}

/// What the hints of a structure propose: of several that say different things, the first.
pub fn proposed_policy(structure: &Structure) -> ProposedPolicy {
    let mut proposed = ProposedPolicy::default();
    for note in &structure.windows {
        let plain = note.text.as_str();
        if let Some((from, until)) = span(plain) {
            if proposed.hours.is_none() {
                proposed.hours = from.time().zip(until.time());
                proposed.abbreviation = zone_in(plain);
            }
            continue;
        }
        let hints: Vec<Hint> = HINTS.found_in(&Normal::of(plain)).collect();
        if hints.contains(&Hint::Notice) && proposed.notice_hours == 0 {
            proposed.notice_hours = notice(plain).unwrap_or(0);
        }
        proposed.backup |= hints.contains(&Hint::Backup);
        proposed.low_traffic |= hints.contains(&Hint::LowTraffic);
    }
    proposed
}

fn zone_in(plain: &str) -> Option<&'static str> {
    let mut words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    words.find_map(|word| ZONES.into_iter().find(|zone| *zone == word))
}

/// The hours of a notice: a number before the word hours or days.
fn notice(plain: &str) -> Option<u32> {
    let mut words = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut before = words.next()?;
    for word in words {
        let unit = word.to_ascii_lowercase();
        let hours = match unit.trim_end_matches('s') {
            "hour" | "h" => Some(1),
            "day" => Some(24),
            _ => None,
        };
        if let (Some(hours), Ok(number)) = (hours, before.parse::<u32>()) {
            return number.checked_mul(hours);
        }
        before = word;
    }
    None
}

/// A time of day as it is written: `10`, `10:30`, with `am` or `pm` or neither.
#[derive(Debug, Clone, Copy)]
struct Hour<'a> {
    number: &'a str,
    /// Whether it is in the afternoon, where the text says so.
    afternoon: Option<bool>,
}

impl Hour<'_> {
    fn time(self) -> Option<NaiveTime> {
        let (hour, minute) = self.number.split_once(':').unwrap_or((self.number, "0"));
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        let hour = match self.afternoon {
            None => hour,
            Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
            Some(_) => return None,
        };
        NaiveTime::from_hms_opt(hour, minute, 0)
    }

    fn is_hour(self) -> bool {
        (1..=5).contains(&self.number.len()) && (self.number.contains(':') || self.afternoon.is_some())
    }
}

/// The first span of hours in a line: `10am-4pm`, `10:00 - 16:00`.
fn span(plain: &str) -> Option<(Hour<'_>, Hour<'_>)> {
    const DASHES: [char; 2] = ['-', '–'];
    // Most lines have none of them, and every line of a checklist comes by here.
    memchr2(b'-', 0xe2, plain.as_bytes())?;
    let clock = |c: char| c.is_ascii_digit() || c == ':';
    plain.match_indices(DASHES).find_map(|(at, dash)| {
        let before = plain[..at].trim_end();
        let (bare, afternoon) = match cut_end(before, "am") {
            Some(bare) => (bare, Some(false)),
            None => cut_end(before, "pm").map_or((before, None), |bare| (bare, Some(true))),
        };
        let number = &bare[bare.trim_end_matches(clock).len()..];
        let from = Hour { number, afternoon };
        let after = plain[at + dash.len()..].trim_start();
        let rest = after.trim_start_matches(clock);
        let number = &after[..after.len() - rest.len()];
        let meridiem = rest.trim_start().get(..2).unwrap_or_default();
        let afternoon = if meridiem.eq_ignore_ascii_case("am") {
            Some(false)
        } else {
            meridiem.eq_ignore_ascii_case("pm").then_some(true)
        };
        let until = Hour { number, afternoon };
        (from.is_hour() && until.is_hour()).then_some((from, until))
    })
}

/// A text without a word at its end, in any case of letters, and without the spaces before it.
fn cut_end<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    let end = text.get(at..)?;
    end.eq_ignore_ascii_case(word).then(|| text[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::structure::Note;

    #[test]
    fn hints() {
        let hint = |line| window_hint(line).unwrap_or_default();
        assert!(hint("Normal business hours (10am-4pm PST)").contains("PST is an abbreviation"));
        assert_eq!(
            hint("Mon-Thu 10:00 – 16:00 UTC"),
            "Window policy: allowed hours, in UTC"
        );
        assert_eq!(
            hint("Maintenance window announced 48 hours in advance"),
            "Window policy: notice"
        );
        assert_eq!(
            hint("Backup deployment window identified"),
            "Window policy: backup window"
        );
        assert_eq!(
            hint("Deployment window scheduled during low-traffic period"),
            "Window policy: low traffic"
        );
        assert_eq!(window_hint("Pages 3-4 reviewed at 5pm"), None);
    }

    #[test]
    fn hints_propose_what_a_form_can_be_filled_in_with() {
        let proposed = |lines: &[&str]| {
            let mut structure = crate::testing::checklist();
            let note = |text: &&str| Note {
                text: (*text).to_owned(),
                line: 1,
            };
            structure.windows = lines.iter().map(note).collect();
            proposed_policy(&structure)
        };
        let clock = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        assert_eq!(proposed(&[]), ProposedPolicy::default());
        let all = proposed(&[
            "Business hours (10am-4pm PST)",
            "Or 9:00-10:00 UTC",
            "Maintenance window announced 48 hours in advance",
            "Backup deployment window identified",
            "Window scheduled during low-traffic period",
        ]);
        assert_eq!(
            all,
            ProposedPolicy {
                hours: Some((clock(10, 0), clock(16, 0))),
                abbreviation: Some("PST"),
                notice_hours: 48,
                backup: true,
                low_traffic: true,
            }
        );
        for (line, hours) in [
            ("Between 22:30 – 4:00", Some((clock(22, 30), clock(4, 0)))),
            ("12am - 12 PM", Some((clock(0, 0), clock(12, 0)))),
            ("99:00-4:00", None),
            ("13am-2pm", None),
        ] {
            assert_eq!(proposed(&[line]).hours, hours, "{line}");
        }
        assert_eq!(proposed(&["Announce 3 days in advance"]).notice_hours, 72);
        assert_eq!(proposed(&["Announce 4294967295 days in advance"]).notice_hours, 0);
    }
}
