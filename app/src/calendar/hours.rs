//! Hours of the week as forms say them: days, from, to, zone. Allowed ones of environments and templates, and those of low
//! traffic.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};
use domain::calendar::{LocalTime, Pattern, Recurrence, Times, Weekday};

use super::read::{weekdays, zone};
use crate::failure::{Checks, Problem};

/// Hours as they are typed. Without days there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hours {
    /// Days of the week.
    pub(crate) on: Vec<String>,
    /// Time of day from which on, as `10:00`.
    pub(crate) from: String,
    /// Time of day until when; one that is not later is on the next day.
    pub(crate) to: String,
    /// IANA zone.
    pub(crate) zone: String,
}

/// What the fields of some hours are called in their form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HoursFields {
    pub(crate) on: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) zone: &'static str,
}

/// The fields of allowed hours.
pub(crate) const ALLOWED: HoursFields = HoursFields {
    on: "hours_on",
    from: "hours_from",
    to: "hours_to",
    zone: "hours_zone",
};

/// The fields of hours of low traffic, which are in the zone of the allowed ones.
pub(crate) const LOW_TRAFFIC: HoursFields = HoursFields {
    on: "low_on",
    from: "low_from",
    to: "low_to",
    zone: "hours_zone",
};

impl Hours {
    /// What the form shows of stored hours; in `zone` where there are none.
    pub(crate) fn of(hours: Option<&Times>, zone: &str) -> Self {
        let Some(times) = hours else {
            return Self {
                zone: zone.to_owned(),
                ..Self::default()
            };
        };
        let clock = |at: LocalTime| at.time().format("%H:%M").to_string();
        Self {
            on: days(times).iter().map(|day| day.value().to_owned()).collect(),
            from: clock(times.starts),
            to: clock(times.ends),
            zone: times.zone.to_string(),
        }
    }

    /// The hours; `Some(None)` where there are none. What the form showed and nobody changed stays as it is stored.
    pub(crate) fn times(
        &self,
        fields: &HoursFields,
        shown: Option<&Times>,
        checks: &mut Checks,
    ) -> Option<Option<Times>> {
        if shown.is_some() && *self == Self::of(shown, &self.zone) {
            return Some(shown.cloned());
        }
        if self.on.is_empty() {
            return Some(None);
        }
        let on = weekdays(fields.on, &self.on, checks);
        let from = time(fields.from, &self.from, checks);
        let to = time(fields.to, &self.to, checks);
        let zone = zone(fields.zone, &self.zone, checks);
        let (on, from, to, zone) = (on?, from?, to?, zone?);
        // Weeks are counted from some Monday; with every week among them it does not matter from which.
        let first = NaiveDate::from_ymd_opt(LocalTime::FIRST_YEAR, 1, 3)?;
        let last = if from < to {
            first
        } else {
            first.checked_add_days(Days::new(1))?
        };
        let (starts, ends) = (LocalTime::new(first, from).ok()?, LocalTime::new(last, to).ok()?);
        let repeats = Recurrence {
            pattern: Pattern::Weeks { interval: 1, on },
            until: None,
        };
        match Times::checked(zone, starts, ends, Some(repeats)) {
            Ok(times) => Some(Some(times)),
            Err(error) => checks.note(fields.to, Problem::Times(error)),
        }
    }
}

/// The days on which stored hours begin.
fn days(times: &Times) -> BTreeSet<Weekday> {
    match times.repeats.as_ref().map(|repeats| &repeats.pattern) {
        Some(Pattern::Weeks { on, .. }) => on.clone(),
        Some(Pattern::Days { .. }) => Weekday::ALL.into(),
        Some(
            Pattern::MonthsByDay { .. }
            | Pattern::MonthsOnLastDay { .. }
            | Pattern::MonthsByWeekday { .. }
            | Pattern::Years { .. },
        )
        | None => [Weekday::of(times.starts.day())].into(),
    }
}

fn time(field: &str, text: &str, checks: &mut Checks) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    time.or_else(|| checks.note(field, Problem::TimeOfDay))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    fn hours(from: &str, to: &str) -> Hours {
        Hours {
            on: vec!["monday".to_owned(), "thursday".to_owned()],
            from: from.to_owned(),
            to: to.to_owned(),
            zone: "Europe/Berlin".to_owned(),
        }
    }

    #[test]
    fn hours_read_back_as_they_were_typed() {
        for (from, to, words) in [
            (
                "10:00",
                "16:00",
                "every Monday and Thursday, 10:00 to 16:00 (Europe/Berlin)",
            ),
            (
                "22:00",
                "04:00",
                "every Monday and Thursday, 22:00 to 04:00 on the next day (Europe/Berlin)",
            ),
            (
                "00:00",
                "00:00",
                "every Monday and Thursday, 00:00 to 00:00 on the next day (Europe/Berlin)",
            ),
        ] {
            let typed = hours(from, to);
            let times = typed.times(&ALLOWED, None, &mut Checks::default()).unwrap().unwrap();
            assert_eq!(times.in_words(), words);
            assert_eq!(Hours::of(Some(&times), "UTC"), typed);
        }
    }

    #[test]
    fn no_days_are_any_hours_and_unchanged_hours_stay_as_they_are() {
        let none = Hours {
            on: Vec::new(),
            ..hours("10:00", "16:00")
        };
        assert_eq!(none.times(&ALLOWED, None, &mut Checks::default()), Some(None));
        let stored = hours("10:00", "16:00")
            .times(&ALLOWED, None, &mut Checks::default())
            .unwrap()
            .unwrap();
        let later = Times {
            starts: "2026-11-30T10:00".parse().unwrap(),
            ends: "2026-11-30T16:00".parse().unwrap(),
            ..stored
        };
        let kept = hours("10:00", "16:00").times(&ALLOWED, Some(&later), &mut Checks::default());
        assert_eq!(kept, Some(Some(later)));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let wrong = Hours {
            zone: "Mars/Olympus".to_owned(),
            ..hours("10", "")
        };
        let mut checks = Checks::default();
        assert_eq!(wrong.times(&ALLOWED, None, &mut checks), None);
        let Failure::Invalid { fields } = checks.failure() else {
            unreachable!()
        };
        let fields: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["hours_from", "hours_to", "hours_zone"]);
    }
}
