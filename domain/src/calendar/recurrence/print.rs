//! Rules as calendars write them: printed.

use chrono::{Datelike, NaiveDate};

use super::{Nth, Pattern, Recurrence, Weekday};

impl Weekday {
    /// The two letters of RFC 5545.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Monday => "MO",
            Self::Tuesday => "TU",
            Self::Wednesday => "WE",
            Self::Thursday => "TH",
            Self::Friday => "FR",
            Self::Saturday => "SA",
            Self::Sunday => "SU",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }
}

impl Nth {
    /// The number before a day.
    pub(super) const fn number(self) -> i8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 3,
            Self::Fourth => 4,
            Self::Last => -1,
        }
    }
}

impl Recurrence {
    /// The rule as calendars write it, without `RRULE:`. `first` is the day that it is counted from.
    pub fn to_rrule(&self, first: NaiveDate) -> String {
        let (frequency, by) = match &self.pattern {
            Pattern::Days { .. } => ("DAILY", String::new()),
            Pattern::Weeks { on, .. } => {
                let codes: Vec<&str> = on.iter().map(|day| day.code()).collect();
                ("WEEKLY", format!(";BYDAY={};WKST=MO", codes.join(",")))
            }
            Pattern::MonthsByDay { .. } => ("MONTHLY", format!(";BYMONTHDAY={}", first.day())),
            Pattern::MonthsOnLastDay { .. } => ("MONTHLY", ";BYMONTHDAY=-1".to_owned()),
            Pattern::MonthsByWeekday { nth, weekday, .. } => {
                ("MONTHLY", format!(";BYDAY={}{}", nth.number(), weekday.code()))
            }
            Pattern::Years { .. } => {
                let (month, day) = (first.month(), first.day());
                ("YEARLY", format!(";BYMONTH={month};BYMONTHDAY={day}"))
            }
        };
        let interval = match self.pattern.interval() {
            1 => String::new(),
            more => format!(";INTERVAL={more}"),
        };
        let until = self.until.map(|day| format!(";UNTIL={}", day.format("%Y%m%d")));
        format!("FREQ={frequency}{interval}{by}{}", until.unwrap_or_default())
    }
}
