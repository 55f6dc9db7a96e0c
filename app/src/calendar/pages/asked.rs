//! What the calendar's address asks for: view, day, layers, filters, a second zone.

use std::fmt::Display;

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::accounts::Directory;
use domain::calendar::{LocalTime, Scope, Scoped};
use domain::id::{EnvironmentId, PersonId, ServiceId, TeamId};
use domain::text::ZoneName;
use domain::zone::Zone;

use crate::calendar::Typed;
use crate::calendar::elsewhere::Move;
use crate::calendar::read::day;

/// How the calendar is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// The weeks of a month.
    Month,
    /// Seven days beside each other.
    Week,
    /// Day after day.
    Agenda,
}

/// Days that the agenda covers: four weeks.
const AGENDA_DAYS: u64 = 28;

/// What is shown at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layers {
    /// Windows.
    pub(super) windows: bool,
    /// Freezes.
    pub(super) freezes: bool,
    /// Bookings.
    pub(super) bookings: bool,
    /// Watch periods after them (T9).
    pub(super) watches: bool,
    /// Absences.
    pub(super) absences: bool,
}

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// How it is shown.
    pub(super) view: View,
    /// A day of what is shown; the first one of the agenda.
    pub(super) day: NaiveDate,
    /// What is shown.
    pub(super) layers: Layers,
    /// Only what is about this team.
    pub(super) team: Option<TeamId>,
    /// Only what is about this service.
    pub(super) service: Option<ServiceId>,
    /// Only what is about this environment.
    pub(super) environment: Option<EnvironmentId>,
    /// Times are told in this zone too.
    pub(super) second: Option<Zone>,
    /// A freeze that is not saved is drawn among the others (W15).
    pub(super) what_if: Option<Typed>,
    /// A booking that nobody moved is drawn where it might be (W15).
    pub(super) elsewhere: Option<Move>,
}

impl View {
    /// All, in the order of the tabs.
    pub(super) const ALL: [Self; 3] = [Self::Month, Self::Week, Self::Agenda];

    /// The word on screen.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Month => "Month",
            Self::Week => "Week",
            Self::Agenda => "Agenda",
        }
    }

    /// The value in addresses.
    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::Agenda => "agenda",
        }
    }
}

impl Layers {
    /// The value of absences in addresses.
    pub(super) const ABSENCES: &str = "absences";

    const ALL: Self = Self {
        windows: true,
        freezes: true,
        bookings: true,
        watches: true,
        absences: true,
    };

    /// Each with its value in addresses, its word, and whether it is on.
    pub(super) const fn each(self) -> [(&'static str, &'static str, bool); 5] {
        [
            ("windows", "Windows", self.windows),
            ("freezes", "Freezes", self.freezes),
            ("bookings", "Bookings", self.bookings),
            ("watches", "Watch periods", self.watches),
            (Self::ABSENCES, "Absences", self.absences),
        ]
    }
}

impl Asked {
    /// Reads an address. What it says wrongly is left out, because an address is typed and shared. `every` gives all values
    /// of a name, `today` is what is shown without a day.
    pub(super) fn read(every: impl Fn(&str) -> Vec<String>, today: NaiveDate) -> Self {
        let first = |name: &str| every(name).into_iter().next().unwrap_or_default();
        let view = first("view");
        let shown = every("show");
        // A form sends nothing for a box that is off, so it says beside them that there were boxes.
        let layers = if first("layers").is_empty() {
            Layers::ALL
        } else {
            let on = |name: &str| shown.iter().any(|value| value == name);
            Layers {
                windows: on("windows"),
                freezes: on("freezes"),
                bookings: on("bookings"),
                watches: on("watches"),
                absences: on(Layers::ABSENCES),
            }
        };
        let held = |day: &NaiveDate| (LocalTime::FIRST_YEAR + 1..LocalTime::LAST_YEAR).contains(&day.year());
        Self {
            view: View::ALL
                .into_iter()
                .find(|known| known.value() == view)
                .unwrap_or(View::Month),
            day: day(&first("date")).filter(held).unwrap_or(today),
            layers,
            team: first("team").parse().ok(),
            service: first("service").parse().ok(),
            environment: first("environment").parse().ok(),
            second: ZoneName::parse(&first("zone")).ok().and_then(|name| Zone::find(&name)),
            what_if: Typed::carried(&every),
            elsewhere: Move::carried(&every),
        }
    }

    /// The address of the calendar at `base` in another view or on another day, everything else as it is.
    pub(super) fn address(&self, base: &str, view: View, day: NaiveDate) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("view", view.value());
        query.append_pair("date", &day.to_string());
        if self.layers != Layers::ALL {
            query.append_pair("layers", "chosen");
            for (value, _, _) in self.layers.each().into_iter().filter(|(_, _, on)| *on) {
                query.append_pair("show", value);
            }
        }
        let text = |id: Option<&dyn Display>| id.map(ToString::to_string);
        let others = [
            ("team", text(self.team.as_ref().map(|id| id as &dyn Display))),
            ("service", text(self.service.as_ref().map(|id| id as &dyn Display))),
            (
                "environment",
                text(self.environment.as_ref().map(|id| id as &dyn Display)),
            ),
            ("zone", self.second.map(|zone| zone.name().to_owned())),
        ];
        for (name, value) in others {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        query.extend_pairs(self.carried());
        format!("{base}?{}", query.finish())
    }

    /// What is drawn and not saved, as addresses and forms carry it along.
    pub(super) fn carried(&self) -> Vec<(String, String)> {
        let freeze = self.what_if.iter().flat_map(Typed::pairs);
        freeze.chain(self.elsewhere.iter().flat_map(Move::pairs)).collect()
    }

    /// The first day that is shown, and how many are.
    pub(super) fn days(&self) -> (NaiveDate, u64) {
        match self.view {
            View::Month => {
                let first = monday(first_of_month(self.day));
                let next = first_of_month(self.day)
                    .checked_add_months(Months::new(1))
                    .unwrap_or(self.day);
                let days = next.signed_duration_since(first).num_days();
                (first, u64::try_from(days).unwrap_or(0).div_ceil(7) * 7)
            }
            View::Week => (monday(self.day), 7),
            View::Agenda => (self.day, AGENDA_DAYS),
        }
    }

    /// A day of what is shown before this, and of what is shown after it.
    pub(super) fn around(&self) -> (NaiveDate, NaiveDate) {
        let (before, after) = match self.view {
            View::Month => {
                let first = first_of_month(self.day);
                (
                    first.checked_sub_months(Months::new(1)),
                    first.checked_add_months(Months::new(1)),
                )
            }
            View::Week => step(monday(self.day), 7),
            View::Agenda => step(self.day, AGENDA_DAYS),
        };
        (before.unwrap_or(self.day), after.unwrap_or(self.day))
    }

    /// What is shown, in words: "December 2026", "30 November to 6 December 2026".
    pub(super) fn title(&self) -> String {
        let (first, days) = self.days();
        let last = first
            .checked_add_days(Days::new(days.saturating_sub(1)))
            .unwrap_or(first);
        match self.view {
            View::Month => self.day.format("%B %Y").to_string(),
            View::Week | View::Agenda => {
                let year = if first.year() == last.year() { "" } else { " %Y" };
                let first = first.format(&format!("%-d %B{year}")).to_string();
                format!("{first} to {}", last.format("%-d %B %Y"))
            }
        }
    }

    /// Whether anything is filtered.
    pub(super) const fn filters(&self) -> bool {
        self.team.is_some() || self.service.is_some() || self.environment.is_some()
    }

    /// Whether somebody who is away may matter to what is asked for: who ships it, where a team or service is asked for.
    pub(super) fn takes(&self, directory: &Directory, person: PersonId) -> bool {
        let service = self.service.and_then(|id| directory.services.get(&id));
        let team = self.team.or_else(|| service.map(|known| known.team));
        let member = directory.active(person);
        member.is_some_and(|member| team.is_none_or(|team| member.belongs(team)))
    }

    /// Whether a window or freeze with this scope may be about what is asked for.
    pub(super) fn concerns(&self, directory: &Directory, scope: &Scope) -> bool {
        let Scope { of, except, exempt: _ } = scope;
        let service = self.service.and_then(|id| Some((id, directory.services.get(&id)?)));
        let team = self.team.or_else(|| service.map(|(_, known)| known.team));
        let in_team =
            team.is_none_or(|id| (of.teams.is_empty() || of.teams.contains(&id)) && !except.teams.contains(&id));
        let in_environment = self.environment.is_none_or(|id| {
            (of.environments.is_empty() || of.environments.contains(&id)) && !except.environments.contains(&id)
        });
        let in_service = service.is_none_or(|(id, known)| {
            let labelled = |scoped: &Scoped| known.labels.iter().any(|label| scoped.labels.contains(label));
            (of.services.is_empty() || of.services.contains(&id))
                && !except.services.contains(&id)
                && (of.labels.is_empty() || labelled(of))
                && !labelled(except)
        });
        in_team && in_environment && in_service
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The Monday of a day's week.
fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

fn step(day: NaiveDate, days: u64) -> (Option<NaiveDate>, Option<NaiveDate>) {
    (
        day.checked_sub_days(Days::new(days)),
        day.checked_add_days(Days::new(days)),
    )
}

#[cfg(test)]
#[allow(non_snake_case, reason = "names of tests begin with the id of the rule they show")]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        day(text).unwrap()
    }

    fn read(query: &str) -> Asked {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let every = |name: &str| {
            let same = pairs.iter().filter(|(known, _)| known == name);
            same.map(|(_, value)| value.clone()).collect()
        };
        Asked::read(every, on("2026-12-02"))
    }

    #[test]
    fn an_address_reads_back_as_what_it_asks_for() {
        let team = "team_0190a5f0000070008000000000000001";
        let query = format!("view=week&date=2026-11-30&layers=chosen&show=freezes&team={team}&zone=Asia%2FKolkata");
        let asked = read(&query);
        assert_eq!((asked.view, asked.day), (View::Week, on("2026-11-30")));
        assert_eq!(
            asked.layers.each().map(|(_, _, on)| on),
            [false, true, false, false, false]
        );
        assert_eq!(asked.second.map(Zone::name), Some("Asia/Kolkata"));
        assert_eq!(asked.team.map(|id| id.to_string()).as_deref(), Some(team));
        let again = asked.address("", View::Week, asked.day);
        assert_eq!(read(again.trim_start_matches('?')), asked);
    }

    #[test]
    fn W15_a_freeze_that_is_not_saved_goes_along() {
        let asked = read(
            "zone=Asia%2FKolkata&freeze-name=Year+end&freeze-zone=Europe%2FBerlin&freeze-starts=2026-12-20T00:00\
             &freeze-ends=2027-01-02T00:00&freeze-repeats=weeks&freeze-on=monday&freeze-on=friday\
             &freeze-types=hotfix&freeze-except_labels=core",
        );
        assert_eq!(
            asked.second.map(Zone::name),
            Some("Asia/Kolkata"),
            "its zone is not the second one"
        );
        let typed = asked.what_if.as_ref().unwrap();
        assert_eq!(typed.on, ["monday", "friday"]);
        assert_eq!((typed.types.len(), typed.except_labels.len()), (1, 1));
        let again = asked.address("", View::Month, asked.day);
        assert_eq!(read(again.trim_start_matches('?')), asked);
        assert_eq!(read("freeze-name=Year+end").what_if, None, "a freeze begins some time");
    }

    #[test]
    fn W15_a_move_that_is_not_made_goes_along() {
        let asked =
            read("move-number=CHG-12&move-zone=Europe%2FBerlin&move-from=2026-12-03T10:00&move-until=2026-12-03T11:00");
        let there = asked.elsewhere.as_ref().unwrap();
        assert_eq!(
            (there.number.as_str(), there.times[0].as_str()),
            ("CHG-12", "2026-12-03T10:00")
        );
        let again = asked.address("", View::Month, asked.day);
        assert_eq!(read(again.trim_start_matches('?')), asked);
        assert_eq!(
            read("move-from=2026-12-03T10:00").elsewhere,
            None,
            "it is a deployment that moves"
        );
    }

    #[test]
    fn what_an_address_says_wrongly_is_left_out() {
        for query in [
            "",
            "view=year&date=x&zone=Mars/Olympus&team=x",
            "date=0001-01-01",
            "date=9999-12-31",
        ] {
            let asked = read(query);
            assert_eq!((asked.view, asked.day), (View::Month, on("2026-12-02")), "{query}");
            assert_eq!(
                (asked.layers, asked.team, asked.second),
                (Layers::ALL, None, None),
                "{query}"
            );
        }
    }

    #[test]
    fn a_month_is_its_whole_weeks() {
        let month = read("date=2026-12-15");
        assert_eq!(month.days(), (on("2026-11-30"), 35));
        assert_eq!(month.around(), (on("2026-11-01"), on("2027-01-01")));
        assert_eq!(month.title(), "December 2026");
        assert_eq!(read("date=2027-02-03").days(), (on("2027-02-01"), 28));
        assert_eq!(read("date=2026-08-31").days(), (on("2026-07-27"), 42));
    }

    #[test]
    fn a_week_begins_on_monday_and_the_agenda_where_it_is_asked() {
        let week = read("view=week&date=2026-12-02");
        assert_eq!(week.days(), (on("2026-11-30"), 7));
        assert_eq!(week.title(), "30 November to 6 December 2026");
        assert_eq!(week.around(), (on("2026-11-23"), on("2026-12-07")));
        let agenda = read("view=agenda&date=2026-12-20");
        assert_eq!(agenda.days(), (on("2026-12-20"), 28));
        assert_eq!(agenda.title(), "20 December 2026 to 16 January 2027");
    }
}
