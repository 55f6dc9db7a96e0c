//! When something is: a stretch of wall clock time in a zone, once or again and again; and the instants it comes to.

use std::iter;

use chrono::{Datelike as _, Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{LocalTime, Recurrence, Stretch};
use crate::text::ZoneName;
use crate::time::Timestamp;
use crate::zone::Zone;

/// A stretch of wall clock time in a zone, once or recurring. The local rule is what is stored; instants follow from it
/// and the zone's data, so an occurrence keeps its hours on the wall through daylight saving (W1, W4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// IANA zone.
    pub zone: ZoneName,
    /// When it first begins.
    pub starts: LocalTime,
    /// When that first one ends, not included.
    pub ends: LocalTime,
    /// How often it comes again; once where absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repeats: Option<Recurrence>,
}

/// Why such times cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TimesError {
    /// It ends before it starts, or when it starts.
    #[error("ends before it starts")]
    EndsFirst,
    /// It lasts longer than [`Times::LONGEST_DAYS`].
    #[error("longer than a year")]
    TooLong,
    /// No such zone.
    #[error("no such zone")]
    NoSuchZone,
    /// A recurrence that comes on no day.
    #[error("never comes")]
    Never,
    /// An interval of 0, or of more than [`Recurrence::LONGEST_INTERVAL`]; a week without days.
    #[error("no such recurrence")]
    NoSuchRecurrence,
    /// The last day lies before the first one.
    #[error("ends before it comes")]
    UntilFirst,
}

/// What daylight saving did to an occurrence (W4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "shift")]
pub enum Shift {
    /// Nothing: it lasts as long as its hours on the wall say.
    None,
    /// It lasts so many minutes less, because clocks go forward in it, or one of its ends does not exist.
    Shorter {
        /// How many minutes.
        minutes: u32,
    },
    /// It lasts so many minutes more, because clocks go back in it.
    Longer {
        /// How many minutes.
        minutes: u32,
    },
}

/// One time that something is: from an instant until another one, which is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// What daylight saving did to it.
    pub shift: Shift,
}

impl Times {
    /// The longest that one may last, in days on the wall clock: a year, and a leap year too.
    pub const LONGEST_DAYS: i64 = 366;

    /// Times that can be, from what a form says.
    ///
    /// # Errors
    /// Says why they cannot be. What is checked first is what a person would mend first.
    pub fn checked(
        zone: ZoneName,
        starts: LocalTime,
        ends: LocalTime,
        repeats: Option<Recurrence>,
    ) -> Result<Self, TimesError> {
        let minutes = ends.minutes_since(starts);
        if minutes <= 0 {
            return Err(TimesError::EndsFirst);
        }
        if minutes > Self::LONGEST_DAYS * 24 * 60 {
            return Err(TimesError::TooLong);
        }
        if Zone::find(&zone).is_none() {
            return Err(TimesError::NoSuchZone);
        }
        if let Some(rule) = &repeats {
            if !rule.is_one() {
                return Err(TimesError::NoSuchRecurrence);
            }
            if rule.until.is_some_and(|until| until < starts.day()) {
                return Err(TimesError::UntilFirst);
            }
        }
        let times = Self {
            zone,
            starts,
            ends,
            repeats,
        };
        let first = times.days_from(starts.day()).map(|day| times.on(times.zone(), day));
        if first.into_iter().any(|occurrence| !occurrence.is_empty()) {
            Ok(times)
        } else {
            Err(TimesError::Never)
        }
    }

    /// Its zone. Entries are written with zones that exist; a name that is unknown all the same is read as UTC, so that a
    /// freeze does not vanish with it.
    pub fn zone(&self) -> Zone {
        Zone::find(&self.zone).unwrap_or(Zone::UTC)
    }

    /// How long it lasts in minutes on the wall clock; daylight saving may make an occurrence longer or shorter (W4).
    pub const fn minutes(&self) -> i64 {
        self.ends.minutes_since(self.starts)
    }

    /// The occurrences that overlap the time from `from` to `until` (not included), in order of their beginning. They may
    /// overlap each other. What it costs grows with the days looked at, not with the time since the first one.
    pub fn occurrences(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = Occurrence> + use<'_> {
        let zone = self.zone();
        // One that began earlier may still last; two days more are further than any clock is moved.
        let earlier = u64::try_from(self.minutes() / (24 * 60)).unwrap_or(0) + 3;
        let day = zone.local(from).date();
        self.days_from(day.checked_sub_days(Days::new(earlier)).unwrap_or(day))
            .map(move |day| self.on(zone, day))
            .take_while(move |occurrence| occurrence.from < until)
            .filter(move |occurrence| from < occurrence.until && !occurrence.is_empty())
    }

    /// The occurrence that covers an instant; of several the one that ends last.
    pub fn covering(&self, at: Timestamp) -> Option<Occurrence> {
        if !self.may_touch(at, at) {
            return None;
        }
        self.covering_in(self.zone(), at).map(|(_, occurrence)| occurrence)
    }

    /// The first occurrence that begins after an instant.
    pub fn next_after(&self, at: Timestamp) -> Option<Occurrence> {
        self.next_after_in(self.zone(), at).map(|(_, occurrence)| occurrence)
    }

    /// Its occurrences from `from` to `until` (not included), cut to that time, with those that touch or overlap as one.
    pub fn stretches(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = Stretch> + use<'_> {
        let zone = self.zone();
        let first = || self.covering_in(zone, from).or_else(|| self.next_after_in(zone, from));
        let mut next = if from < until && self.may_touch(from, until) {
            first()
        } else {
            None
        };
        iter::from_fn(move || {
            let (mut day, first) = next.take().filter(|(_, first)| first.from < until)?;
            let mut end = first.until;
            while end < until {
                next = self.following(zone, day, end);
                let Some((later, touching)) = next.filter(|(_, later)| later.from <= end) else {
                    break;
                };
                (day, end) = (later, touching.until);
                next = None;
            }
            Some(Stretch {
                from: first.from.max(from),
                until: end.min(until),
            })
        })
    }

    /// Whether any of it can lie between two instants, from the days alone: most windows of a long calendar are past or
    /// far away, and need no look at a zone. No clock is two days from UTC.
    fn may_touch(&self, from: Timestamp, until: Timestamp) -> bool {
        let number = |day: NaiveDate| i64::from(day.num_days_from_ce());
        let lasts = self.minutes() / (24 * 60) + 1;
        let last = match &self.repeats {
            Some(rule) => rule.until.map_or(i64::MAX, |until| number(until) + lasts + 2),
            None => number(self.ends.day()) + 2,
        };
        number(self.starts.day()) - 2 <= number(until.utc().date_naive()) && number(from.utc().date_naive()) <= last
    }

    /// The one after that of `day`, which ends at `end`; of several that begin by then, the one that ends last.
    fn following(&self, zone: Zone, day: NaiveDate, end: Timestamp) -> Option<(NaiveDate, Occurrence)> {
        // Only what lasts longer than a day can overlap many of its own: one look stands for all of them.
        if self.minutes() > 24 * 60
            && let Some(found) = self.covering_in(zone, end)
        {
            return Some(found);
        }
        let mut day = self.first_from(day.succ_opt()?)?;
        loop {
            let occurrence = self.on(zone, day);
            if !occurrence.is_empty() {
                return Some((day, occurrence));
            }
            day = self.first_from(day.succ_opt()?)?;
        }
    }

    /// The latest that has begun at an instant and not ended, with the day that it begins on.
    fn covering_in(&self, zone: Zone, at: Timestamp) -> Option<(NaiveDate, Occurrence)> {
        // Where clocks are set back, one that has begun may bear a later time than the clock shows now.
        let mut day = self.last_up_to(zone.local(at).date().succ_opt()?)?;
        let mut latest = self.on(zone, day);
        while at < latest.from {
            day = self.last_up_to(day.pred_opt()?)?;
            latest = self.on(zone, day);
        }
        // A later one never ends earlier, so where the latest has ended, all have.
        (at < latest.until).then_some((day, latest))
    }

    fn next_after_in(&self, zone: Zone, at: Timestamp) -> Option<(NaiveDate, Occurrence)> {
        // Where a day is skipped, one of the day before begins now.
        let day = zone.local(at).date().checked_sub_days(Days::new(2))?;
        self.days_from(day)
            .map(|day| (day, self.on(zone, day)))
            .find(|(_, occurrence)| at < occurrence.from && !occurrence.is_empty())
    }

    /// The days from `day` on on which it begins.
    fn days_from(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<'_> {
        iter::successors(self.first_from(day), |day| self.first_from(day.succ_opt()?))
    }

    fn first_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        let first = self.starts.day();
        match &self.repeats {
            Some(rule) => rule.first_on_or_after(first, day),
            None => Some(first).filter(|first| day <= *first),
        }
    }

    fn last_up_to(&self, day: NaiveDate) -> Option<NaiveDate> {
        let first = self.starts.day();
        match &self.repeats {
            Some(rule) => rule.last_on_or_before(first, day),
            None => Some(first).filter(|first| *first <= day),
        }
    }

    /// The one that begins on that day: both of its ends are times on the wall, and become instants by W4.
    fn on(&self, zone: Zone, day: NaiveDate) -> Occurrence {
        let starts = day.and_time(self.starts.time());
        let from = zone.instant(starts);
        let until = zone.instant(starts + TimeDelta::minutes(self.minutes()));
        let more = until.seconds_since(from) / 60 - self.minutes();
        let minutes = u32::try_from(more.unsigned_abs()).unwrap_or(u32::MAX);
        let shift = match more {
            0 => Shift::None,
            1.. => Shift::Longer { minutes },
            _ => Shift::Shorter { minutes },
        };
        Occurrence { from, until, shift }
    }
}

impl Occurrence {
    /// Its time.
    pub const fn stretch(&self) -> Stretch {
        Stretch {
            from: self.from,
            until: self.until,
        }
    }

    /// Whether the clock skipped the whole of it: such a one is left out everywhere.
    fn is_empty(&self) -> bool {
        self.until <= self.from
    }
}
