//! Freezes from GitLab's freeze periods (W13): the answer of `GET /projects/:id/freeze_periods`.
//!
//! There a freeze lasts from each time that `freeze_start` comes to the next time that `freeze_end` does. That is a
//! freeze of ours where it is as long every time; where it is longer in some months than in others, it is not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::Value;

use super::super::{LocalTime, Pattern, Recurrence, Times, Weekday};
use super::cron::{Cadence, Cron};
use super::{
    ImportError, Imported, LARGEST_FILE, LeftOut, LeftOutWhy, MOST_EVENTS, Proposed, ProposedKind, name_of, zones,
};

const WEEK: i64 = 7 * 24 * 60;

/// Reads freeze periods. `today` is a day on the organization's clock: each freeze is counted from a day before it, so that
/// one that has begun is in force. A period whose days of the week need freezes of different lengths becomes several.
///
/// # Errors
/// Where the text is no list of them; single ones that cannot be taken are in the answer.
pub fn gitlab_freezes(file: &[u8], today: NaiveDate) -> Result<Imported, ImportError> {
    if file.len() > LARGEST_FILE {
        return Err(ImportError::TooLarge);
    }
    let Ok(Value::Array(periods)) = serde_json::from_slice(file) else {
        return Err(ImportError::NotACalendar);
    };
    if periods.len() > MOST_EVENTS {
        return Err(ImportError::TooMany);
    }
    let mut imported = Imported::default();
    for (line, period) in (1..).zip(&periods) {
        let id = period.get("id").map(Value::to_string).unwrap_or_default();
        let name = name_of(&format!("GitLab freeze {id}"));
        match (name.clone(), freezes(period, today)) {
            (Some(name), Ok(all)) => imported.taken.extend(all.into_iter().map(|times| Proposed {
                line,
                kind: ProposedKind::Freeze,
                name: name.clone(),
                reason: None,
                times,
            })),
            (_, Err(why)) => imported.left_out.push(LeftOut { line, name, why }),
            (None, Ok(_)) => {}
        }
    }
    Ok(imported)
}

fn freezes(period: &Value, today: NaiveDate) -> Result<Vec<Times>, LeftOutWhy> {
    let field = |name: &str| {
        let text = period.get(name).and_then(Value::as_str);
        text.ok_or_else(|| LeftOutWhy::missing(name))
    };
    let zone = field("cron_timezone")?;
    let (zone, _) = zones::find(zone).ok_or_else(|| LeftOutWhy::NoSuchZone {
        zone: super::quote(zone, ""),
    })?;
    let start = Cron::parse("freeze_start", field("freeze_start")?)?;
    let end_text = field("freeze_end")?;
    let end = Cron::parse("freeze_end", end_text)?;
    let differs = || LeftOutWhy::not_taken("freeze_end", end_text);
    let shapes = match (&start.cadence, &end.cadence) {
        (Cadence::Weekly(starts), Cadence::Weekly(ends)) => weekly((starts, &start), (ends, &end), today),
        (Cadence::Monthly(from), Cadence::Monthly(until)) => {
            vec![monthly((*from, &start), (*until, &end), today).ok_or_else(differs)?]
        }
        (Cadence::Yearly(..), Cadence::Yearly(..)) => vec![yearly(&start, &end, today).ok_or_else(differs)?],
        (Cadence::Weekly(_) | Cadence::Monthly(_) | Cadence::Yearly(..), _) => return Err(differs()),
    };
    let made = shapes.into_iter().map(|(starts, lasts, pattern)| {
        let local = |time: NaiveDateTime| LocalTime::new(time.date(), time.time()).map_err(|_| LeftOutWhy::Year);
        let ends = local(starts + TimeDelta::minutes(lasts))?;
        let repeats = Recurrence { pattern, until: None };
        Ok(Times::checked(zone.clone(), local(starts)?, ends, Some(repeats))?)
    });
    made.collect()
}

/// When the first one begins, how many minutes it lasts, and how it comes again.
type Shape = (NaiveDateTime, i64, Pattern);

/// From each start of a week to the next end. Starts of one end are one freeze, from the first of them on.
fn weekly(
    (starts, start): (&BTreeSet<Weekday>, &Cron),
    (ends, end): (&BTreeSet<Weekday>, &Cron),
    today: NaiveDate,
) -> Vec<Shape> {
    let minute = |day: Weekday, cron: &Cron| {
        let of_day = cron.time.signed_duration_since(chrono::NaiveTime::MIN).num_minutes();
        i64::from(day.since_monday()) * 24 * 60 + of_day
    };
    // By the minute of the week at which it ends: the longest that ends then, and the day that it begins on.
    let mut longest: BTreeMap<i64, (i64, Weekday)> = BTreeMap::new();
    for day in starts {
        let from = minute(*day, start);
        let lasts = ends
            .iter()
            .map(|end_day| (minute(*end_day, end) - from - 1).rem_euclid(WEEK) + 1)
            .min();
        let Some(lasts) = lasts else { continue };
        let found = longest.entry((from + lasts).rem_euclid(WEEK)).or_insert((lasts, *day));
        *found = (*found).max((lasts, *day));
    }
    let mut by_length: BTreeMap<i64, BTreeSet<Weekday>> = BTreeMap::new();
    for (lasts, day) in longest.into_values() {
        by_length.entry(lasts).or_default().insert(day);
    }
    let monday = today - Days::new(u64::from(Weekday::of(today).since_monday()) + 7);
    let shape = |(lasts, on): (i64, BTreeSet<Weekday>)| {
        let first = on.first().map_or(0, |day| day.since_monday());
        let starts = (monday + Days::new(u64::from(first))).and_time(start.time);
        (starts, lasts, Pattern::Weeks { interval: 1, on })
    };
    by_length.into_iter().map(shape).collect()
}

/// Within a month that has both days; from one month to the next it would be longer in some than in others.
fn monthly((from, start): (u32, &Cron), (until, end): (u32, &Cron), today: NaiveDate) -> Option<Shape> {
    let before = today.checked_sub_months(chrono::Months::new(1))?;
    // Every month has 28 days; what ends on a day that a month lacks would go on into the next.
    if from > 28 || until > 28 {
        return None;
    }
    let starts = before.with_day(from)?.and_time(start.time);
    let lasts = (before.with_day(until)?.and_time(end.time) - starts).num_minutes();
    (lasts > 0).then_some((starts, lasts, Pattern::MonthsByDay { interval: 1 }))
}

/// From a date to the next one, where no leap day lies between them.
fn yearly(start: &Cron, end: &Cron, today: NaiveDate) -> Option<Shape> {
    let (Cadence::Yearly(from_month, from_day), Cadence::Yearly(until_month, until_day)) =
        (&start.cadence, &end.cadence)
    else {
        return None;
    };
    let lasts_from = |year: i32| {
        let starts = NaiveDate::from_ymd_opt(year, *from_month, *from_day)?.and_time(start.time);
        let ends = |year| Some(NaiveDate::from_ymd_opt(year, *until_month, *until_day)?.and_time(end.time));
        let ends = ends(year).filter(|ends| *ends > starts).or_else(|| ends(year + 1))?;
        Some((starts, (ends - starts).num_minutes()))
    };
    // Of four years one has a leap day, whether the freeze ends in the year that it began in or in the next.
    let lengths: BTreeSet<i64> = (2001..2005).filter_map(|year| Some(lasts_from(year)?.1)).collect();
    let (starts, lasts) = lasts_from(today.year() - 1)?;
    (lengths.len() == 1).then_some((starts, lasts, Pattern::Years { interval: 1 }))
}
