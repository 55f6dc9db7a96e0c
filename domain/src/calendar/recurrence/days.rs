//! On which days a rule comes.

use chrono::{Datelike, NaiveDate};

use super::super::LocalTime;
use super::{Nth, Pattern, Recurrence, Weekday};

impl Recurrence {
    /// Whether it comes on `day`, when `first` is the day that it is counted from. It does not come before that day, nor
    /// after the years that the calendar holds.
    pub fn occurs_on(&self, first: NaiveDate, day: NaiveDate) -> bool {
        let period = self.pattern.period(day);
        self.within(first, day)
            && self.steps(first, period) == Some(0)
            && self.pattern.days_in(period, first).contains(&day)
    }

    /// The first day from `day` on on which it comes.
    pub fn first_on_or_after(&self, first: NaiveDate, day: NaiveDate) -> Option<NaiveDate> {
        let day = day.max(first);
        let last = self.last_possible();
        let interval = i64::from(self.pattern.interval());
        let start = self.pattern.period(day);
        let past = self.steps(first, start)?;
        let mut period = if past == 0 { start } else { start + interval - past };
        while day <= last && period <= self.pattern.period(last) {
            let days = self.pattern.days_in(period, first);
            if let Some(found) = days.into_iter().find(|found| *found >= day) {
                return self.within(first, found).then_some(found);
            }
            period += interval;
        }
        None
    }

    /// The last day up to `day` on which it came.
    pub fn last_on_or_before(&self, first: NaiveDate, day: NaiveDate) -> Option<NaiveDate> {
        let day = day.min(self.last_possible());
        let interval = i64::from(self.pattern.interval());
        let start = self.pattern.period(day);
        let mut period = start - self.steps(first, start)?;
        while first <= day && period >= self.pattern.period(first) {
            let days = self.pattern.days_in(period, first);
            if let Some(found) = days.into_iter().rev().find(|found| *found <= day) {
                return self.within(first, found).then_some(found);
            }
            period -= interval;
        }
        None
    }

    /// Whether a day lies between the first and the last one on which it may come.
    fn within(&self, first: NaiveDate, day: NaiveDate) -> bool {
        first <= day && day <= self.last_possible()
    }

    /// The last day on which it may come.
    fn last_possible(&self) -> NaiveDate {
        let last = NaiveDate::from_ymd_opt(LocalTime::LAST_YEAR, 12, 31).unwrap_or(NaiveDate::MAX);
        self.until.map_or(last, |until| until.min(last))
    }

    /// How many periods lie between the last one in which it comes and this one; `None` where there is no interval.
    fn steps(&self, first: NaiveDate, period: i64) -> Option<i64> {
        (period - self.pattern.period(first)).checked_rem_euclid(i64::from(self.pattern.interval()))
    }
}

impl Pattern {
    /// The number of the day, week, month or year that `day` lies in: what the interval counts. Weeks begin on Monday.
    fn period(&self, day: NaiveDate) -> i64 {
        match self {
            Self::Days { .. } => i64::from(day.num_days_from_ce()),
            // The first day of the year 1 was a Monday.
            Self::Weeks { .. } => i64::from((day.num_days_from_ce() - 1).div_euclid(7)),
            Self::MonthsByDay { .. } | Self::MonthsOnLastDay { .. } | Self::MonthsByWeekday { .. } => {
                i64::from(day.year()) * 12 + i64::from(day.month0())
            }
            Self::Years { .. } => i64::from(day.year()),
        }
    }

    /// The days of a period on which it comes, in order; `first` gives the number or date that months and years repeat.
    fn days_in(&self, period: i64, first: NaiveDate) -> Vec<NaiveDate> {
        match self {
            Self::Days { .. } => counted(period).into_iter().collect(),
            Self::Weeks { on, .. } => {
                let monday = period * 7 + 1;
                on.iter()
                    .filter_map(|day| counted(monday + i64::from(day.since_monday())))
                    .collect()
            }
            Self::MonthsByDay { .. } => of_month(period, first.day()).into_iter().collect(),
            Self::MonthsOnLastDay { .. } => last_of(period).into_iter().collect(),
            Self::MonthsByWeekday { nth, weekday, .. } => nth_of(period, *nth, *weekday).into_iter().collect(),
            Self::Years { .. } => of_month(period * 12 + i64::from(first.month0()), first.day())
                .into_iter()
                .collect(),
        }
    }
}

/// The day of a number, counted from the first one of the year 1.
fn counted(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(number).ok()?)
}

/// The day of that number in a month, where it has one.
fn of_month(month: i64, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(month.div_euclid(12)).ok()?;
    let month = u32::try_from(month.rem_euclid(12)).ok()? + 1;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The last day of a month.
fn last_of(month: i64) -> Option<NaiveDate> {
    of_month(month + 1, 1)?.pred_opt()
}

/// The nth day of that name in a month.
fn nth_of(month: i64, nth: Nth, weekday: Weekday) -> Option<NaiveDate> {
    let wanted = i64::from(weekday.since_monday());
    let ahead = |from: NaiveDate| (wanted - i64::from(Weekday::of(from).since_monday())).rem_euclid(7);
    let first = of_month(month, 1)?;
    let first = i64::from(first.num_days_from_ce()) + ahead(first);
    match nth {
        Nth::First => counted(first),
        Nth::Second => counted(first + 7),
        Nth::Third => counted(first + 14),
        Nth::Fourth => counted(first + 21),
        Nth::Last => {
            let week = last_of(month)?.checked_sub_days(chrono::Days::new(6))?;
            counted(i64::from(week.num_days_from_ce()) + ahead(week))
        }
    }
}
