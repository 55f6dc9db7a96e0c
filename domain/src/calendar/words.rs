//! Times in words, as pages, entries and feeds tell them.

use chrono::NaiveDateTime;

use super::Times;

impl Times {
    /// The times in words, with their zone: "every Tuesday, 10:00 to 16:00 (Europe/Berlin)", "1 December 2026 10:00 to
    /// 2 December 2026 06:00 (UTC)".
    pub fn in_words(&self) -> String {
        let (starts, ends) = (self.starts.naive(), self.ends.naive());
        let zone = self.zone.as_str().replace('_', " ");
        let clock = |at: NaiveDateTime| at.format("%H:%M").to_string();
        let whole = |at: NaiveDateTime| at.format("%-d %B %Y %H:%M").to_string();
        let days = ends.date().signed_duration_since(starts.date()).num_days();
        let Some(repeats) = &self.repeats else {
            let until = if days == 0 { clock(ends) } else { whole(ends) };
            return format!("{} to {until} ({zone})", whole(starts));
        };
        let until = match days {
            0 => clock(ends),
            1 => format!("{} on the next day", clock(ends)),
            days => format!("{} {days} days later", clock(ends)),
        };
        format!(
            "{}, {} to {until} ({zone})",
            repeats.in_words(starts.date()),
            clock(starts)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Pattern, Recurrence, Weekday};
    use crate::text::ZoneName;

    fn times(starts: &str, ends: &str, pattern: Option<Pattern>) -> Times {
        let repeats = pattern.map(|pattern| Recurrence { pattern, until: None });
        let zone = ZoneName::parse("America/New_York").unwrap();
        Times::checked(zone, starts.parse().unwrap(), ends.parse().unwrap(), repeats).unwrap()
    }

    #[test]
    fn times_are_told_with_their_zone() {
        let weekly = || Pattern::Weeks {
            interval: 1,
            on: [Weekday::Tuesday].into(),
        };
        for (times, words) in [
            (
                times("2026-12-01T10:00", "2026-12-01T16:00", None),
                "1 December 2026 10:00 to 16:00 (America/New York)",
            ),
            (
                times("2026-12-01T22:00", "2026-12-02T06:00", None),
                "1 December 2026 22:00 to 2 December 2026 06:00 (America/New York)",
            ),
            (
                times("2026-12-01T10:00", "2026-12-01T16:00", Some(weekly())),
                "every Tuesday, 10:00 to 16:00 (America/New York)",
            ),
            (
                times("2026-12-01T22:00", "2026-12-02T06:00", Some(weekly())),
                "every Tuesday, 22:00 to 06:00 on the next day (America/New York)",
            ),
            (
                times("2026-12-01T22:00", "2026-12-04T06:00", Some(weekly())),
                "every Tuesday, 22:00 to 06:00 3 days later (America/New York)",
            ),
        ] {
            assert_eq!(times.in_words(), words);
        }
    }
}
