//! Rules as calendars write them: the part of an RFC 5545 `RRULE` that the calendar's words can say, read.
//!
//! What cannot be said is refused by name: a rule taken in part would open a window on days that nobody meant.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::super::LocalTime;
use super::{Nth, Pattern, Recurrence, Weekday};
use crate::time::Timestamp;
use crate::zone::Zone;

/// Why a rule cannot be taken. A part is quoted as it was written, cut to [`RuleError::LONGEST_PART`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum RuleError {
    /// It does not say how often.
    #[error("no FREQ")]
    NoFrequency,
    /// A part that is no name and value, or whose value cannot be.
    #[error("{part} cannot be read")]
    Unreadable {
        /// The part.
        part: String,
    },
    /// A part that is there twice, or `COUNT` beside `UNTIL`.
    #[error("{part} is one too many")]
    OneTooMany {
        /// The part.
        part: String,
    },
    /// A part that calendars may write, but that this one has no words for (`FREQ=SECONDLY`, `BYSETPOS=1`).
    #[error("{part} cannot be taken")]
    NotTaken {
        /// The part.
        part: String,
    },
    /// A part that names another date than the first day.
    #[error("{part} is not the first day's")]
    OtherDay {
        /// The part.
        part: String,
    },
}

impl RuleError {
    /// The most characters of a part that an error quotes.
    pub const LONGEST_PART: usize = 60;

    fn quote(name: &str, value: &str) -> String {
        format!("{name}={value}").chars().take(Self::LONGEST_PART).collect()
    }

    fn unreadable(name: &str, value: &str) -> Self {
        let part = Self::quote(name, value);
        Self::Unreadable { part }
    }

    fn not_taken(name: &str, value: &str) -> Self {
        let part = Self::quote(name, value);
        Self::NotTaken { part }
    }

    fn other_day(name: &str, value: &str) -> Self {
        let part = Self::quote(name, value);
        Self::OtherDay { part }
    }
}

impl Recurrence {
    /// Reads a rule, with or without `RRULE:` before it. `starts` is when the first one begins and `zone` the zone of that
    /// time, which an `UNTIL` in UTC is read in. `COUNT` becomes the day of the last one that it counts; an end after the
    /// years that the calendar holds is none.
    ///
    /// # Errors
    /// Names the part that cannot be read or taken.
    pub fn parse_rrule(text: &str, starts: LocalTime, zone: Zone) -> Result<Self, RuleError> {
        let parts = Parts::read(text)?;
        let pattern = parts.pattern(starts.day())?;
        let mut rule = Self { pattern, until: None };
        rule.until = match (parts.until, parts.count) {
            (Some(_), Some(count)) => {
                let part = RuleError::quote("COUNT", count);
                return Err(RuleError::OneTooMany { part });
            }
            (Some(until), None) => until_day(until, starts, zone)?,
            (None, Some(count)) => rule.counted_day(count, starts.day())?,
            (None, None) => None,
        };
        Ok(rule)
    }

    /// The day of the last one that `COUNT` counts.
    fn counted_day(&self, count: &str, first: NaiveDate) -> Result<Option<NaiveDate>, RuleError> {
        let wanted = count.parse::<u32>().ok().filter(|count| *count > 0);
        let mut left = wanted.ok_or_else(|| RuleError::unreadable("COUNT", count))?;
        let mut day = self.first_on_or_after(first, first);
        while let Some(next) = day.filter(|_| left > 1).and_then(|day| day.succ_opt()) {
            day = self.first_on_or_after(first, next);
            left -= 1;
        }
        Ok(day)
    }
}

/// The parts of a rule that can be taken, as they were written.
#[derive(Default)]
struct Parts<'a> {
    freq: Option<&'a str>,
    interval: Option<&'a str>,
    by_day: Option<&'a str>,
    by_month_day: Option<&'a str>,
    by_month: Option<&'a str>,
    until: Option<&'a str>,
    count: Option<&'a str>,
    wkst: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn read(text: &'a str) -> Result<Self, RuleError> {
        let text = text.trim();
        let text = text.strip_prefix("RRULE:").unwrap_or(text);
        let mut parts = Self::default();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| RuleError::Unreadable {
                part: part.chars().take(RuleError::LONGEST_PART).collect(),
            })?;
            let place = match name {
                "FREQ" => &mut parts.freq,
                "INTERVAL" => &mut parts.interval,
                "BYDAY" => &mut parts.by_day,
                "BYMONTHDAY" => &mut parts.by_month_day,
                "BYMONTH" => &mut parts.by_month,
                "UNTIL" => &mut parts.until,
                "COUNT" => &mut parts.count,
                "WKST" => &mut parts.wkst,
                _ => return Err(RuleError::not_taken(name, value)),
            };
            if place.replace(value).is_some() {
                let part = RuleError::quote(name, value);
                return Err(RuleError::OneTooMany { part });
            }
        }
        Ok(parts)
    }

    fn pattern(&self, first: NaiveDate) -> Result<Pattern, RuleError> {
        match self.freq.ok_or(RuleError::NoFrequency)? {
            "DAILY" => self.daily(),
            "WEEKLY" => self.weekly(first),
            "MONTHLY" => {
                refuse("BYMONTH", self.by_month)?;
                self.of_months(first, self.interval(1)?)
            }
            "YEARLY" => self.yearly(first),
            other => Err(RuleError::not_taken("FREQ", other)),
        }
    }

    /// The interval, counted in `unit` of what the pattern counts.
    fn interval(&self, unit: u16) -> Result<u16, RuleError> {
        let Some(text) = self.interval else { return Ok(unit) };
        let number = text.parse::<u16>().ok().filter(|number| *number > 0);
        let number = number.ok_or_else(|| RuleError::unreadable("INTERVAL", text))?;
        let counted = number.checked_mul(unit);
        counted
            .filter(|counted| *counted <= Recurrence::LONGEST_INTERVAL)
            .ok_or_else(|| RuleError::not_taken("INTERVAL", text))
    }

    fn daily(&self) -> Result<Pattern, RuleError> {
        refuse("BYMONTHDAY", self.by_month_day)?;
        refuse("BYMONTH", self.by_month)?;
        let interval = self.interval(1)?;
        match self.by_day {
            None => Ok(Pattern::Days { interval }),
            // Every day that is one of these is every week on these.
            Some(days) if interval == 1 => Ok(Pattern::Weeks {
                interval,
                on: weekdays(days)?,
            }),
            Some(days) => Err(RuleError::not_taken("BYDAY", days)),
        }
    }

    fn weekly(&self, first: NaiveDate) -> Result<Pattern, RuleError> {
        refuse("BYMONTHDAY", self.by_month_day)?;
        refuse("BYMONTH", self.by_month)?;
        let interval = self.interval(1)?;
        let start = Weekday::of(first);
        let on = self.by_day.map_or_else(|| Ok(BTreeSet::from([start])), weekdays)?;
        if let Some(code) = self.wkst {
            let begins = Weekday::from_code(code).ok_or_else(|| RuleError::unreadable("WKST", code))?;
            // Where weeks begin matters only to which week a day belongs to when some weeks are left out.
            let only_start = on.iter().all(|day| *day == start);
            let no_sunday = start != Weekday::Sunday && !on.contains(&Weekday::Sunday);
            let same =
                interval == 1 || begins == Weekday::Monday || only_start || (begins == Weekday::Sunday && no_sunday);
            if !same {
                return Err(RuleError::not_taken("WKST", code));
            }
        }
        Ok(Pattern::Weeks { interval, on })
    }

    fn of_months(&self, first: NaiveDate, interval: u16) -> Result<Pattern, RuleError> {
        match (self.by_day, self.by_month_day) {
            (None, None) => Ok(Pattern::MonthsByDay { interval }),
            (None, Some("-1")) => Ok(Pattern::MonthsOnLastDay { interval }),
            (None, Some(day)) => {
                same_number("BYMONTHDAY", day, first.day())?;
                Ok(Pattern::MonthsByDay { interval })
            }
            (Some(day), None) => {
                let (nth, weekday) = nth_weekday(day)?;
                Ok(Pattern::MonthsByWeekday { interval, nth, weekday })
            }
            (Some(_), Some(day)) => Err(RuleError::not_taken("BYMONTHDAY", day)),
        }
    }

    fn yearly(&self, first: NaiveDate) -> Result<Pattern, RuleError> {
        let Some(month) = self.by_month else {
            // Without a month these mean every month of the year, or days counted through the year.
            refuse("BYMONTHDAY", self.by_month_day)?;
            refuse("BYDAY", self.by_day)?;
            let interval = self.interval(1)?;
            return Ok(Pattern::Years { interval });
        };
        same_number("BYMONTH", month, first.month())?;
        if self.by_day.is_some() || self.by_month_day == Some("-1") {
            return self.of_months(first, self.interval(12)?);
        }
        if let Some(day) = self.by_month_day {
            same_number("BYMONTHDAY", day, first.day())?;
        }
        let interval = self.interval(1)?;
        Ok(Pattern::Years { interval })
    }
}

/// A part that this frequency has no words for.
fn refuse(name: &str, value: Option<&str>) -> Result<(), RuleError> {
    value.map_or(Ok(()), |value| Err(RuleError::not_taken(name, value)))
}

/// A number that has to be the first day's.
fn same_number(name: &str, value: &str, of_first: u32) -> Result<(), RuleError> {
    if value.contains(',') || value.starts_with('-') {
        return Err(RuleError::not_taken(name, value));
    }
    match value.parse::<u32>() {
        Ok(number) if number == of_first => Ok(()),
        Ok(number) if (1..=31).contains(&number) => Err(RuleError::other_day(name, value)),
        Ok(_) | Err(_) => Err(RuleError::unreadable(name, value)),
    }
}

/// Days of the week without numbers.
fn weekdays(list: &str) -> Result<BTreeSet<Weekday>, RuleError> {
    let numbered = list
        .split(',')
        .all(|day| day.len() > 2 && day.is_char_boundary(day.len() - 2));
    list.split(',')
        .map(Weekday::from_code)
        .collect::<Option<_>>()
        .ok_or_else(|| {
            if numbered {
                RuleError::not_taken("BYDAY", list)
            } else {
                RuleError::unreadable("BYDAY", list)
            }
        })
}

/// One day of the week with its number in the month.
fn nth_weekday(text: &str) -> Result<(Nth, Weekday), RuleError> {
    let not_taken = || RuleError::not_taken("BYDAY", text);
    let start = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at));
    let (number, code) = text.split_at(start.ok_or_else(|| RuleError::unreadable("BYDAY", text))?);
    let weekday = Weekday::from_code(code).ok_or_else(|| RuleError::unreadable("BYDAY", text))?;
    let number = number.parse::<i8>().map_err(|_| not_taken())?;
    let nth = Nth::ALL.into_iter().find(|nth| nth.number() == number);
    Ok((nth.ok_or_else(not_taken)?, weekday))
}

/// The last day that `UNTIL` lets it begin on.
fn until_day(text: &str, starts: LocalTime, zone: Zone) -> Result<Option<NaiveDate>, RuleError> {
    let unreadable = || RuleError::unreadable("UNTIL", text);
    let last = match text.strip_suffix('Z') {
        _ if text.len() == 8 => NaiveDate::parse_from_str(text, "%Y%m%d").map_err(|_| unreadable())?,
        Some(utc) => {
            let until = NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S").map_err(|_| unreadable())?;
            let until = Timestamp::from_micros(until.and_utc().timestamp_micros());
            let day = zone.local(until).date();
            day_or_before(day, zone.instant(day.and_time(starts.time())) <= until)
        }
        None => {
            let until = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").map_err(|_| unreadable())?;
            day_or_before(until.date(), starts.time() <= until.time())
        }
    };
    Ok((last.year() <= LocalTime::LAST_YEAR).then_some(last))
}

/// The day, or the one before where that day's begins too late.
fn day_or_before(day: NaiveDate, in_time: bool) -> NaiveDate {
    let before = day.pred_opt().filter(|_| !in_time);
    before.unwrap_or(day)
}
