//! The window policy of a checklist on its way in (T8): what the form says, and what it begins with.

use domain::calendar::{EnvironmentSchedule, Weekday, WindowPolicy};
use domain::templates::Structure;
use domain::templates::markdown::{ProposedPolicy, proposed_policy};

use super::Typed;
use crate::calendar::hours::{ALLOWED, Hours, LOW_TRAFFIC};
use crate::failure::{Checks, Problem};

/// What the fields of the policy begin with.
pub(super) struct Begun {
    /// Whether deployments keep to it.
    pub(super) on: bool,
    /// Allowed hours.
    pub(super) hours: Hours,
    /// Hours of notice.
    pub(super) notice_hours: u32,
    /// Whether a booking needs a backup slot.
    pub(super) backup: bool,
    /// Hours of low traffic.
    pub(super) low_traffic: Hours,
    /// What the text was found to say of one.
    pub(super) proposed: ProposedPolicy,
}

impl Begun {
    /// What the text states as its policy; else what is proposed by its hints, switched off. `zone` is the organization's.
    pub(super) fn of(structure: &Structure, zone: &str) -> Self {
        let proposed = proposed_policy(structure);
        if let Some(stated) = &structure.window {
            let hours = Hours::of(stated.hours.as_ref(), zone);
            let mut low_traffic = Hours::of(stated.low_traffic.as_ref(), zone);
            low_traffic.zone.clone_from(&hours.zone);
            return Self {
                on: true,
                hours,
                notice_hours: stated.notice_hours,
                backup: stated.backup,
                low_traffic,
                proposed,
            };
        }
        let zone = match proposed.abbreviation {
            Some("UTC") => "UTC",
            // It names no place, so none is chosen for the reader.
            Some(_) => "",
            None => zone,
        };
        let hours = proposed.hours.map(|(from, to)| {
            let working = Weekday::ALL.iter().take(5);
            Hours {
                on: working.map(|day| day.value().to_owned()).collect(),
                from: from.format("%H:%M").to_string(),
                to: to.format("%H:%M").to_string(),
                zone: String::new(),
            }
        });
        Self {
            on: false,
            hours: Hours {
                zone: zone.to_owned(),
                ..hours.unwrap_or_default()
            },
            notice_hours: proposed.notice_hours.min(EnvironmentSchedule::MOST_NOTICE),
            backup: proposed.backup,
            low_traffic: Hours {
                zone: zone.to_owned(),
                ..Hours::default()
            },
            proposed,
        }
    }
}

impl Typed {
    /// Whether the policy was on the page that was sent.
    pub(super) fn saw_policy(&self) -> bool {
        self.window_shown == "yes"
    }

    /// The policy: what was chosen in the preview; what the text `stated`, where nobody was asked yet.
    pub(super) fn policy(&self, stated: Option<&WindowPolicy>, checks: &mut Checks) -> Option<Option<WindowPolicy>> {
        if !self.saw_policy() {
            return Some(stated.cloned());
        }
        if self.window != "yes" {
            return Some(None);
        }
        let typed = |on: &[String], from: &str, to: &str| Hours {
            on: on.to_vec(),
            from: from.to_owned(),
            to: to.to_owned(),
            zone: self.hours_zone.clone(),
        };
        let hours = typed(&self.hours_on, &self.hours_from, &self.hours_to);
        let hours = hours.times(&ALLOWED, stated.and_then(|policy| policy.hours.as_ref()), checks);
        let low = typed(&self.low_on, &self.low_from, &self.low_to);
        let low = low.times(
            &LOW_TRAFFIC,
            stated.and_then(|policy| policy.low_traffic.as_ref()),
            checks,
        );
        let notice = checks.number::<u32>("notice_hours", &self.notice_hours);
        let notice = match notice? {
            Some(hours) if hours > EnvironmentSchedule::MOST_NOTICE => checks.note("notice_hours", Problem::Number),
            hours => Some(hours.unwrap_or(0)),
        };
        let policy = WindowPolicy {
            hours: hours?,
            notice_hours: notice?,
            backup: self.backup == "yes",
            low_traffic: low?,
        };
        Some(policy.asked())
    }
}
