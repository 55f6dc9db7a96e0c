//! How long a deployment is planned for: the time budgets of its template, or how long others from it took, and time to roll
//! back (W5).

use std::time::Duration;

use crate::templates::structure::{Node, Phase, Section};
use crate::templates::{PhaseKind, Structure};

/// Past deployments that are looked at, the newest: what a template asked for years ago says little of today.
pub const HISTORY_MOST: u32 = 50;
/// Past deployments that are needed before they say anything: of fewer, one that went badly would say it all.
pub const HISTORY_LEAST: usize = 5;
/// Minutes to deploy where neither the template nor its history says anything.
const USUAL_MINUTES: u32 = 60;
/// The least that is planned, in minutes: the grid that slots begin on.
const LEAST_MINUTES: u32 = 15;
/// The most that is planned, in minutes: a day.
const MOST_MINUTES: u32 = 24 * 60;

/// How long a slot is planned for, and what that rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Time to deploy.
    pub deploy: Part,
    /// Time to roll back.
    pub roll_back: Part,
    /// How long past deployments took, where there were enough of them.
    pub history: Option<History>,
}

/// One part of what is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How long, in minutes.
    pub minutes: u32,
    /// What says so.
    pub by: Basis,
}

/// What a length rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The time budgets of the phase's sections and items, together.
    Budgets,
    /// Nine in ten past deployments took no longer.
    History(History),
    /// Nothing is said of rolling back: as long as deploying.
    Deploying,
    /// Nothing is said at all: an hour.
    Usual,
}

/// How long past deployments from a template took in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// How many there were, from [`HISTORY_LEAST`] to [`HISTORY_MOST`].
    pub deployments: usize,
    /// What nine in ten of them needed at most, in minutes, begun ones counted.
    pub minutes: u32,
}

impl Planned {
    /// The length of a deployment of this template version, after others from its template `took` so long in the same
    /// environment, from their start to the end of deploying. Of those at most [`HISTORY_MOST`], the newest.
    pub fn of(structure: &Structure, took: &[Duration]) -> Self {
        let history = History::of(took);
        let usual = Part {
            minutes: USUAL_MINUTES,
            by: Basis::Usual,
        };
        let known = history.map(|history| Part {
            minutes: history.minutes,
            by: Basis::History(history),
        });
        let deploy = budgets(structure, PhaseKind::Deployment).or(known).unwrap_or(usual);
        let as_long = Part {
            minutes: deploy.minutes,
            by: Basis::Deploying,
        };
        Self {
            deploy,
            roll_back: budgets(structure, PhaseKind::Rollback).unwrap_or(as_long),
            history,
        }
    }

    /// Both parts together in minutes, rounded up to quarter hours: from a quarter of an hour to a day.
    pub fn minutes(&self) -> u32 {
        let minutes = self.deploy.minutes.saturating_add(self.roll_back.minutes);
        let quarters = minutes.div_ceil(LEAST_MINUTES).max(1);
        quarters.saturating_mul(LEAST_MINUTES).min(MOST_MINUTES)
    }
}

impl History {
    /// The 90th percentile by nearest rank: the shortest time that at least nine in ten did not exceed.
    fn of(took: &[Duration]) -> Option<Self> {
        if took.len() < HISTORY_LEAST {
            return None;
        }
        let mut sorted = took.to_vec();
        sorted.sort_unstable();
        let rank = (sorted.len() * 9).div_ceil(10);
        let longest = sorted.get(rank - 1)?;
        let minutes = longest.as_secs().div_ceil(60).max(1);
        Some(Self {
            deployments: took.len(),
            minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
        })
    }
}

/// The time budgets of a phase together; nothing where none can be read.
fn budgets(structure: &Structure, kind: PhaseKind) -> Option<Part> {
    let phases = structure.phases.iter().filter(|phase| phase.kind == kind);
    let minutes = phases.map(of_phase).fold(0, u32::saturating_add);
    (minutes > 0).then_some(Part {
        minutes,
        by: Basis::Budgets,
    })
}

// What a heading or an item says of itself and what is said below it are two accounts of one time: the longer one counts,
// and neither is added to the other.

fn of_phase(phase: &Phase) -> u32 {
    let heading = phase.heading.as_ref();
    let stated = heading.and_then(|heading| heading.relative_time.as_deref());
    said(stated).max(of_sections(&phase.sections))
}

fn of_sections(mut sections: &[Section]) -> u32 {
    let mut minutes = 0_u32;
    while let Some((section, rest)) = sections.split_first() {
        let deeper = |other: &&Section| section.level > 0 && other.level > section.level;
        let (below, after) = rest.split_at(rest.iter().take_while(deeper).count());
        let inside = of_nodes(&section.nodes).saturating_add(of_sections(below));
        minutes = minutes.saturating_add(said(section.relative_time.as_deref()).max(inside));
        sections = after;
    }
    minutes
}

fn of_nodes(nodes: &[Node]) -> u32 {
    let minutes = nodes.iter().map(|node| {
        let own = match node {
            Node::Item(item) => said(item.time_budget.as_deref()),
            Node::Bullet(_)
            | Node::Slot(_)
            | Node::Text(_)
            | Node::Code(_)
            | Node::Table(_)
            | Node::Quote(_)
            | Node::Html(_)
            | Node::Heading(_)
            | Node::Rule => 0,
        };
        own.max(of_nodes(node.children()))
    });
    minutes.fold(0, u32::saturating_add)
}

/// The minutes that a text says; none where it says something else.
fn said(text: Option<&str>) -> u32 {
    text.and_then(minutes).unwrap_or(0)
}

/// The minutes that a time budget says: `15 min`, `1 h`, `1.5 hours`, `30`; of `15-20 min` the longer. Nothing where it says
/// something else, such as when a section is due.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().trim_start_matches(['~', '<', '≤', '≈']).trim_start();
    let text = match text.split_once(['-', '–']) {
        Some((least, most)) if number(least.trim_end()).is_some() => most.trim_start(),
        _ => text,
    };
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (count, unit) = text.split_at(end);
    let (whole, tenths) = number(count)?;
    let of_unit = match unit.trim().to_lowercase().trim_end_matches('.') {
        "" | "m" | "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60,
        _ => return None,
    };
    let minutes = whole.checked_mul(of_unit)?.saturating_add(tenths * of_unit / 10);
    Some(minutes).filter(|minutes| *minutes > 0)
}

/// A number with at most one digit behind its point that counts: its whole and its tenths.
fn number(text: &str) -> Option<(u32, u32)> {
    match text.split_once('.') {
        None => Some((text.parse().ok()?, 0)),
        Some((whole, part)) => Some((whole.parse().ok()?, part.get(..1)?.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::checklist;

    /// The checklist with a time budget on the first item of each phase that is named.
    fn with_budgets(budgets: &[(PhaseKind, &str)]) -> Structure {
        let mut structure = checklist();
        for (phase, budget) in budgets {
            let mut phases = structure.phases.iter_mut();
            let found = phases.find(|found| found.kind == *phase).expect("the phase is there");
            let mut nodes = found.sections.iter_mut().flat_map(|section| &mut section.nodes);
            let Some(Node::Item(item)) = nodes.next() else {
                panic!("its first node is an item");
            };
            item.time_budget = Some((*budget).to_owned());
        }
        structure
    }

    fn took(minutes: &[u64]) -> Vec<Duration> {
        minutes
            .iter()
            .map(|minutes| Duration::from_secs(minutes * 60))
            .collect()
    }

    #[test]
    fn a_budget_is_a_number_of_minutes_or_hours() {
        for (text, expected) in [
            ("15 min", Some(15)),
            ("15 minutes", Some(15)),
            ("~ 30", Some(30)),
            ("1 h", Some(60)),
            ("1.5 hours", Some(90)),
            ("2h", Some(120)),
            ("15-20 min", Some(20)),
            ("30 – 45 minutes", Some(45)),
            ("10 min.", Some(10)),
            ("30 min before", None),
            ("1-2 weeks before", None),
            ("T-30 min", None),
            ("soon", None),
            ("3 days", None),
            ("0 min", None),
            ("99999999999 h", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }

    #[test]
    fn without_budgets_and_history_an_hour_is_planned_and_another_to_roll_back() {
        let planned = Planned::of(&checklist(), &took(&[5, 5, 5, 5]));
        assert_eq!(
            (planned.deploy.by, planned.roll_back.by),
            (Basis::Usual, Basis::Deploying)
        );
        assert_eq!((planned.minutes(), planned.history), (120, None));
    }

    #[test]
    fn what_a_template_says_goes_before_what_deployments_took() {
        let structure = with_budgets(&[(PhaseKind::Deployment, "20 min"), (PhaseKind::Rollback, "10 min")]);
        let planned = Planned::of(&structure, &took(&[90; 5]));
        assert_eq!(
            (planned.deploy.by, planned.roll_back.by),
            (Basis::Budgets, Basis::Budgets)
        );
        assert_eq!(planned.minutes(), 30);
        assert_eq!(planned.history.map(|history| history.minutes), Some(90));
    }

    #[test]
    fn of_what_a_section_says_and_what_is_in_it_says_the_longer_counts() {
        let mut structure = with_budgets(&[(PhaseKind::Deployment, "20 min")]);
        let planned = |structure: &Structure| Planned::of(structure, &[]).deploy;
        let phase = structure
            .phases
            .iter()
            .position(|phase| phase.kind == PhaseKind::Deployment);
        let phase = phase.expect("the phase is there");
        let mut below = structure.phases[phase].sections[0].clone();
        below.level += 1;
        structure.phases[phase].sections.push(below);
        assert_eq!(planned(&structure).minutes, 40, "both say something");
        structure.phases[phase].sections[0].relative_time = Some("35 min".to_owned());
        assert_eq!(planned(&structure).minutes, 40, "less than what is below it");
        structure.phases[phase].sections[0].relative_time = Some("50 min".to_owned());
        assert_eq!(planned(&structure).minutes, 50);
        structure.phases[phase].sections[1].level -= 1;
        assert_eq!(planned(&structure).minutes, 70, "beside it, and not below");
        let heading = structure.phases[phase].heading.as_mut().expect("it has one");
        heading.relative_time = Some("1-2 weeks before".to_owned());
        assert_eq!(planned(&structure).minutes, 70, "when it is due is no budget");
        let heading = structure.phases[phase].heading.as_mut().expect("it has one");
        heading.relative_time = Some("2 h".to_owned());
        assert_eq!(planned(&structure).minutes, 120);
    }

    #[test]
    fn a_rollback_without_a_budget_takes_as_long_as_deploying() {
        let planned = Planned::of(&with_budgets(&[(PhaseKind::Deployment, "40 min")]), &[]);
        assert_eq!((planned.roll_back.by, planned.minutes()), (Basis::Deploying, 90));
    }

    #[test]
    fn nine_in_ten_past_deployments_say_how_long_it_takes() {
        let minutes: Vec<u64> = (1..=20).collect();
        let planned = Planned::of(&with_budgets(&[(PhaseKind::Rollback, "10 min")]), &took(&minutes));
        let history = planned.history.expect("there are enough");
        assert_eq!(
            (planned.deploy.by, planned.deploy.minutes),
            (Basis::History(history), 18)
        );
        assert_eq!((planned.roll_back.by, planned.minutes()), (Basis::Budgets, 30));
        assert_eq!(history.deployments, 20);
    }

    #[test]
    fn a_deployment_that_nobody_ended_for_a_week_plans_a_day_at_most() {
        let planned = Planned::of(&checklist(), &took(&[7 * 24 * 60; 5]));
        assert_eq!(planned.minutes(), MOST_MINUTES);
        assert_eq!(Planned::of(&checklist(), &[Duration::ZERO; 5]).minutes(), LEAST_MINUTES);
    }

    proptest! {
        /// The definition, counted: nine in ten took no longer, and of any shorter time fewer.
        #[test]
        fn the_percentile_is_the_shortest_time_that_nine_in_ten_kept(
            seconds in proptest::collection::vec(0_u64..100_000, HISTORY_LEAST..=HISTORY_MOST as usize),
        ) {
            let took: Vec<Duration> = seconds.iter().copied().map(Duration::from_secs).collect();
            let history = History::of(&took).expect("there are enough");
            let within = |minutes: u64| seconds.iter().filter(|seconds| **seconds <= minutes * 60).count();
            let minutes = u64::from(history.minutes);
            prop_assert!(within(minutes) * 10 >= seconds.len() * 9);
            prop_assert!(minutes == 1 || within(minutes - 1) * 10 < seconds.len() * 9);
        }
    }
}
