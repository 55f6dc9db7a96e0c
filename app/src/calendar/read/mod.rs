//! From what was typed to times and scopes, and back to what a form shows.

#[cfg(test)]
#[allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]
mod tests;

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use domain::calendar::{
    LocalTime, LocalTimeError, Nth, Pattern, Recurrence, Scope, Scoped, Times, TimesError, Weekday,
};
use domain::deployments::DeploymentType;
use domain::text::{Label, ZoneName};
use domain::time::Timestamp;
use domain::zone::Zone;

use super::Typed;
use crate::failure::{Checks, Problem};
use crate::form::Form;

/// The choices of *Repeats*, as value and words.
pub(super) const REPEATS: [(&str, &str); 7] = [
    ("never", "Never"),
    ("days", "Every day"),
    ("weeks", "Every week"),
    ("months", "Every month on that day"),
    ("month-end", "Every month on the last day"),
    ("month-weekday", "Every month on a day of the week"),
    ("years", "Every year"),
];

/// A window or freeze that is stored, as far as their forms are alike.
#[derive(Debug, Clone)]
pub(super) struct Stored<'a> {
    /// Its id.
    pub(super) id: String,
    /// Number of the entry that set it.
    pub(super) seq: u64,
    /// What people call it.
    pub(super) name: &'a str,
    /// When it is.
    pub(super) times: &'a Times,
    /// What it is about.
    pub(super) scope: &'a Scope,
}

impl Typed {
    /// What was posted, for the page that is rendered in its place.
    pub(super) fn of(form: &Form) -> Self {
        Self::named(|name| form.value(name, ""), |name| form.values(&format!("{name}[]")))
    }

    /// Every field from where `text` and `list` have it under its name.
    pub(super) fn named(text: impl Fn(&str) -> String, list: impl Fn(&str) -> Vec<String>) -> Self {
        Self {
            id: text("id"),
            seen: text("seen"),
            name: text("name"),
            zone: text("zone"),
            starts: text("starts"),
            ends: text("ends"),
            repeats: text("repeats"),
            on: list("on"),
            nth: text("nth"),
            weekday: text("weekday"),
            interval: text("interval"),
            until: text("until"),
            teams: list("teams"),
            services: list("services"),
            environments: list("environments"),
            types: list("types"),
            labels: list("labels"),
            except_teams: list("except_teams"),
            except_services: list("except_services"),
            except_environments: list("except_environments"),
            except_types: list("except_types"),
            except_labels: list("except_labels"),
            exempt: list("exempt"),
            step: text("step"),
        }
    }

    /// An empty form in a zone.
    fn fresh(zone: &ZoneName) -> Self {
        Self {
            zone: zone.to_string(),
            repeats: "never".to_owned(),
            nth: Nth::First.value().to_owned(),
            weekday: Weekday::Monday.value().to_owned(),
            interval: "1".to_owned(),
            ..Self::default()
        }
    }

    /// What a form begins with: what was typed, what is stored, or nothing in the organization's zone.
    pub(super) fn begun(form: &Form, zone: &ZoneName, stored: Option<Stored<'_>>) -> Self {
        if form.failed() {
            let mut typed = Self::of(form);
            // Whoever was told that it changed meanwhile saves over that knowingly.
            if let (Some(_), Some(stored)) = (form.refusal(), stored) {
                typed.seen = stored.seq.to_string();
            }
            return typed;
        }
        stored.map_or_else(|| Self::fresh(zone), |stored| Self::stored(&stored))
    }

    /// The whole of the next day of a zone, where nothing else is known: what is mostly meant is days.
    pub(super) fn tomorrow(&mut self, zone: Zone, now: Timestamp) {
        let first = zone.date(now).succ_opt();
        let days = first.and_then(|first| Some((first, first.succ_opt()?)));
        if let Some((first, next)) = days {
            self.starts = format!("{first}T00:00");
            self.ends = format!("{next}T00:00");
            zone.name().clone_into(&mut self.zone);
        }
    }

    /// The form of what is stored.
    fn stored(stored: &Stored<'_>) -> Self {
        let Stored { times, scope, .. } = stored;
        let mut typed = Self {
            id: stored.id.clone(),
            seen: stored.seq.to_string(),
            name: stored.name.to_owned(),
            starts: times.starts.to_string(),
            ends: times.ends.to_string(),
            exempt: printed(&scope.exempt),
            ..Self::fresh(&times.zone)
        };
        if let Some(repeats) = &times.repeats {
            typed.show_recurrence(repeats);
        }
        let Scope { of, except, exempt: _ } = scope;
        typed.teams = printed(&of.teams);
        typed.services = printed(&of.services);
        typed.environments = printed(&of.environments);
        typed.types = of.types.iter().map(|kind| kind.value().to_owned()).collect();
        typed.labels = printed(&of.labels);
        typed.except_teams = printed(&except.teams);
        typed.except_services = printed(&except.services);
        typed.except_environments = printed(&except.environments);
        typed.except_types = except.types.iter().map(|kind| kind.value().to_owned()).collect();
        typed.except_labels = printed(&except.labels);
        typed
    }

    fn show_recurrence(&mut self, repeats: &Recurrence) {
        let value = match &repeats.pattern {
            Pattern::Days { .. } => "days",
            Pattern::Weeks { on, .. } => {
                self.on = on.iter().map(|day| day.value().to_owned()).collect();
                "weeks"
            }
            Pattern::MonthsByDay { .. } => "months",
            Pattern::MonthsOnLastDay { .. } => "month-end",
            Pattern::MonthsByWeekday { nth, weekday, .. } => {
                nth.value().clone_into(&mut self.nth);
                weekday.value().clone_into(&mut self.weekday);
                "month-weekday"
            }
            Pattern::Years { .. } => "years",
        };
        value.clone_into(&mut self.repeats);
        self.interval = repeats.pattern.interval().to_string();
        self.until = repeats.until.map(|day| day.to_string()).unwrap_or_default();
    }

    /// The times, where they can be.
    pub(super) fn times(&self, checks: &mut Checks) -> Option<Times> {
        let zone = zone("zone", &self.zone, checks);
        let starts = moment("starts", &self.starts, checks);
        let ends = moment("ends", &self.ends, checks);
        let repeats = self.recurrence(checks);
        let (zone, starts, ends, repeats) = (zone?, starts?, ends?, repeats?);
        match Times::checked(zone, starts, ends, repeats) {
            Ok(times) => Some(times),
            Err(error) => checks.note(field_of(error), Problem::Times(error)),
        }
    }

    /// How often it comes again; `Some(None)` for once.
    fn recurrence(&self, checks: &mut Checks) -> Option<Option<Recurrence>> {
        if self.repeats.is_empty() || self.repeats == "never" {
            return Some(None);
        }
        let interval = checks.number::<u16>("interval", &self.interval);
        let until = until("until", &self.until, checks);
        let interval = interval.map(|typed| typed.unwrap_or(1));
        let pattern = self.pattern(interval.unwrap_or(1), checks);
        let (_, pattern, until) = (interval?, pattern?, until?);
        Some(Some(Recurrence { pattern, until }))
    }

    fn pattern(&self, interval: u16, checks: &mut Checks) -> Option<Pattern> {
        match self.repeats.as_str() {
            "days" => Some(Pattern::Days { interval }),
            "weeks" => Some(Pattern::Weeks {
                interval,
                on: weekdays("on", &self.on, checks)?,
            }),
            "months" => Some(Pattern::MonthsByDay { interval }),
            "month-end" => Some(Pattern::MonthsOnLastDay { interval }),
            "month-weekday" => {
                let nth = checks.choice("nth", Nth::from_value(&self.nth));
                let weekday = checks.choice("weekday", Weekday::from_value(&self.weekday));
                Some(Pattern::MonthsByWeekday {
                    interval,
                    nth: nth?,
                    weekday: weekday?,
                })
            }
            "years" => Some(Pattern::Years { interval }),
            _ => checks.choice("repeats", None),
        }
    }

    /// Whom it is about, where everything that is named can be.
    pub(super) fn scope(&self, checks: &mut Checks) -> Option<Scope> {
        let of = Scoped {
            teams: parsed("teams", &self.teams, checks),
            services: parsed("services", &self.services, checks),
            environments: parsed("environments", &self.environments, checks),
            types: types("types", &self.types, checks),
            labels: labels("labels", &self.labels, checks),
        };
        let except = Scoped {
            teams: parsed("except_teams", &self.except_teams, checks),
            services: parsed("except_services", &self.except_services, checks),
            environments: parsed("except_environments", &self.except_environments, checks),
            types: types("except_types", &self.except_types, checks),
            labels: labels("except_labels", &self.except_labels, checks),
        };
        let exempt = parsed("exempt", &self.exempt, checks);
        checks.passed().then_some(Scope { of, except, exempt })
    }
}

/// The field that is to blame for times that cannot be.
const fn field_of(error: TimesError) -> &'static str {
    match error {
        TimesError::EndsFirst | TimesError::TooLong => "ends",
        TimesError::NoSuchZone => "zone",
        TimesError::Never => "repeats",
        TimesError::NoSuchRecurrence => "interval",
        TimesError::UntilFirst => "until",
    }
}

/// A zone that exists.
pub(super) fn zone(field: &str, text: &str, checks: &mut Checks) -> Option<ZoneName> {
    let known = ZoneName::parse(text).ok().filter(|zone| Zone::find(zone).is_some());
    known.or_else(|| checks.note(field, Problem::Times(TimesError::NoSuchZone)))
}

/// Days of the week, at least one.
pub(super) fn weekdays(field: &str, values: &[String], checks: &mut Checks) -> Option<BTreeSet<Weekday>> {
    let days: Option<BTreeSet<Weekday>> = values.iter().map(|value| Weekday::from_value(value)).collect();
    let days = checks.choice(field, days)?;
    if days.is_empty() {
        return checks.note(field, Problem::NoneChosen);
    }
    Some(days)
}

fn moment(field: &str, text: &str, checks: &mut Checks) -> Option<LocalTime> {
    match text.parse() {
        Ok(time) => Some(time),
        Err(LocalTimeError::Form) => checks.note(field, Problem::Moment),
        Err(LocalTimeError::Year) => checks.note(field, years()),
    }
}

/// The last day of a rule; `Some(None)` where none was typed.
fn until(field: &str, text: &str, checks: &mut Checks) -> Option<Option<NaiveDate>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    let Some(day) = day(text) else {
        return checks.note(field, Problem::Date);
    };
    if (LocalTime::FIRST_YEAR..=LocalTime::LAST_YEAR).contains(&day.year()) {
        Some(Some(day))
    } else {
        checks.note(field, years())
    }
}

/// A day as forms and addresses write it.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

const fn years() -> Problem {
    Problem::Year {
        first: LocalTime::FIRST_YEAR,
        last: LocalTime::LAST_YEAR,
    }
}

/// Ids of a field; one that is none of its kind is a problem of the field.
pub(super) fn parsed<Id: FromStr + Ord>(field: &str, values: &[String], checks: &mut Checks) -> BTreeSet<Id> {
    let ids: Option<BTreeSet<Id>> = values.iter().map(|value| value.parse().ok()).collect();
    checks.choice(field, ids).unwrap_or_default()
}

fn types(field: &str, values: &[String], checks: &mut Checks) -> BTreeSet<DeploymentType> {
    let kinds: Option<BTreeSet<_>> = values.iter().map(|value| DeploymentType::from_value(value)).collect();
    checks.choice(field, kinds).unwrap_or_default()
}

fn labels(field: &str, values: &[String], checks: &mut Checks) -> BTreeSet<Label> {
    let labels: Result<BTreeSet<_>, _> = values.iter().map(|value| Label::parse(value)).collect();
    checks.text(field, labels).unwrap_or_default()
}

fn printed<T: ToString>(values: &BTreeSet<T>) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
