//! Times and scopes of windows and freezes in words, and what is wrong with them (W1, W4).

use domain::calendar::{Recurrence, Scope, Scoped, Shift, Times, TimesError};
use domain::text::TextError;

use super::{Names, counted, invalid, join};

/// Why times cannot be, at the field that `label` names.
pub(super) fn impossible(label: &str, error: TimesError) -> String {
    match error {
        TimesError::EndsFirst => "It ends before it starts.".to_owned(),
        TimesError::TooLong => format!("It lasts longer than {} days.", Times::LONGEST_DAYS),
        TimesError::NoSuchZone => "There is no such time zone.".to_owned(),
        TimesError::Never => "It never comes: no day is like that.".to_owned(),
        TimesError::NoSuchRecurrence => {
            format!(
                "{label} is not a whole number from 1 to {}.",
                Recurrence::LONGEST_INTERVAL
            )
        }
        TimesError::UntilFirst => format!("{label} lies before the day it starts on."),
    }
}

/// What is wrong with one line of a field.
pub(super) fn line(label: &str, line: u32, error: &TextError) -> String {
    // Only addresses are typed one a line.
    let words = invalid("Email", error);
    let words = words.strip_prefix("Email ").unwrap_or(&words);
    format!("Line {line} of {label} {words}")
}

/// What daylight saving does to an occurrence; nothing where it does nothing.
pub fn shifted(shift: Shift) -> Option<String> {
    match shift {
        Shift::None => None,
        Shift::Shorter { minutes } => Some(format!(
            "{} shorter, because clocks go forward",
            counted(minutes as usize, "minute")
        )),
        Shift::Longer { minutes } => Some(format!(
            "{} longer, because clocks go back",
            counted(minutes as usize, "minute")
        )),
    }
}

impl Names<'_> {
    /// Whom a window or freeze is about: "Production", "Payments in Staging or Production, but not Hotfix", "Everything".
    pub fn scope(&self, scope: &Scope) -> String {
        let of = self.sets(&scope.of);
        let mut words = if of.is_empty() {
            "Everything".to_owned()
        } else {
            of.join(" · ")
        };
        let mut without = self.sets(&scope.except);
        if !scope.exempt.is_empty() {
            without.push(counted(scope.exempt.len(), "exempt deployment"));
        }
        if !without.is_empty() {
            words.push_str(" · not ");
            words.push_str(&without.join(", not "));
        }
        words
    }

    /// Each set that is not empty, its names joined by "or".
    fn sets(&self, scoped: &Scoped) -> Vec<String> {
        let Scoped {
            teams,
            services,
            environments,
            types,
            labels,
        } = scoped;
        let directory = self.directory;
        let teams = teams.iter().filter_map(|id| directory.teams.get(id));
        let services = services.iter().filter_map(|id| directory.services.get(id));
        let environments = environments.iter().filter_map(|id| directory.environments.get(id));
        let sets: [Vec<&str>; 5] = [
            teams.map(|team| team.name.as_str()).collect(),
            services.map(|service| service.name.as_str()).collect(),
            environments.map(|environment| environment.name.as_str()).collect(),
            types.iter().map(|kind| kind.name()).collect(),
            labels.iter().map(|label| label.as_str()).collect(),
        ];
        let some = sets.iter().filter(|names| !names.is_empty());
        some.map(|names| join(names, "or")).collect()
    }
}
