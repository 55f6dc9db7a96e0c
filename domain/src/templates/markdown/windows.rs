//! Hints for a window policy: allowed hours, notice, a backup window, low traffic (T8).

use super::words::{has, normal};

/// Abbreviations of zones. They are ambiguous, so a place is asked for.
const ZONES: [&str; 20] = [
    "PST", "PDT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "GMT", "BST", "CET", "CEST", "EET", "EEST", "IST", "JST",
    "KST", "AEST", "MSK", "UTC",
];

/// What a line without Markdown marks hints at.
pub(super) fn window_hint(plain: &str) -> Option<String> {
    let lower = plain.to_lowercase();
    if has_hours(&lower) {
        let zone = plain
            .split(|c: char| !c.is_ascii_alphanumeric())
            .find(|word| ZONES.contains(word));
        return Some(match zone {
            Some("UTC") => "Window policy: allowed hours, in UTC".to_owned(),
            Some(zone) => format!("Window policy: allowed hours; {zone} is an abbreviation, so choose a place"),
            None => "Window policy: allowed hours".to_owned(),
        });
    }
    let text = normal(plain);
    let notice = has(
        &text,
        &[
            "hours in advance",
            "hours notice",
            "hours of notice",
            "hours ahead",
            "days in advance",
            "days notice",
        ],
    );
    if notice && lower.contains(|c: char| c.is_ascii_digit()) {
        return Some("Window policy: notice".to_owned());
    }
    if has(
        &text,
        &[
            "backup window",
            "backup deployment window",
            "rollback window",
            "fallback window",
        ],
    ) {
        return Some("Window policy: backup window".to_owned());
    }
    has(
        &text,
        &["low traffic", "off peak", "lowest traffic", "outside business hours"],
    )
    .then(|| "Window policy: low traffic".to_owned())
}

/// Whether a line has a span of hours: `10am-4pm`, `10:00 - 16:00`.
fn has_hours(lower: &str) -> bool {
    let hour = |text: &str| {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').len();
        let (number, rest) = text.split_at(digits);
        let meridiem = rest.trim_start().starts_with("am") || rest.trim_start().starts_with("pm");
        (1..=5).contains(&digits) && (number.contains(':') || meridiem)
    };
    lower.match_indices(['-', '–']).any(|(at, dash)| {
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
