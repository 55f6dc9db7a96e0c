//! Hints for a window policy: allowed hours, notice, a backup window, low traffic (T8).

use std::sync::LazyLock;

use memchr::memchr2;

use super::words::{Normal, Phrases};

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
    if has_hours(plain) {
        let zone = plain
            .split(|c: char| !c.is_ascii_alphanumeric())
            .find(|word| ZONES.contains(word));
        return Some(match zone {
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

/// Whether a line has a span of hours: `10am-4pm`, `10:00 - 16:00`.
fn has_hours(plain: &str) -> bool {
    const DASHES: [char; 2] = ['-', '–'];
    if memchr2(b'-', 0xe2, plain.as_bytes()).is_none() {
        return false;
    }
    let lower = plain.to_lowercase();
    let hour = |text: &str| {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').len();
        let (number, rest) = text.split_at(digits);
        let meridiem = rest.trim_start().starts_with("am") || rest.trim_start().starts_with("pm");
        (1..=5).contains(&digits) && (number.contains(':') || meridiem)
    };
    lower.match_indices(DASHES).any(|(at, dash)| {
        let before = lower[..at].trim_end();
        let bare = before.trim_end_matches("am").trim_end_matches("pm").trim_end();
        let meridiem = bare.len() < before.len();
        let digits = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
        let number = &bare[digits.len()..];
        let left = !number.is_empty() && number.len() <= 5 && (number.contains(':') || meridiem);
        left && hour(lower[at + dash.len()..].trim_start())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
