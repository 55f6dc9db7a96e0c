//! How long a deployment is planned for: the time budgets of its template, or how long others from it took, and time to roll
//! back (W5).

use std::time::Duration;

use crate::templates::markdown::minutes_of;
use crate::templates::structure::{Node, Phase, Section};
use crate::templates::{PhaseKind, Structure};

/// Past deployments that are looked at, the newest: what a template asked for years ago says little of today.
pub const HISTORY_MOST: u32 = 50;
/// Past deployments that are needed before they say anything: of fewer, nine in ten are all of them, and one that went badly
/// would say it all.
pub const HISTORY_LEAST: usize = 10;
/// Minutes to deploy where neither the template nor its history says anything.
const USUAL_MINUTES: u32 = 60;
/// The least that is planned, in minutes: the grid that slots begin on.
const LEAST_MINUTES: u32 = 15;
/// The most that is planned, in minutes: a day.
const MOST_MINUTES: u32 = 24 * 60;

/// How long a slot is planned for, and what that rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Minutes to deploy.
    pub deploy: u32,
    /// What says so.
    pub by: Basis,
    /// Minutes to roll back, by the time budgets of that phase; as long as deploying where it has none.
    pub roll_back: Option<u32>,
    /// How long past deployments took, where there were enough of them.
    pub history: Option<History>,
}

/// What the time to deploy rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The time budgets of the phase's sections and items, together.
    Budgets,
    /// Nine in ten past deployments took no longer.
    History(History),
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
        let (deploy, by) = match (budgets(structure, PhaseKind::Deployment), history) {
            (Some(minutes), _) => (minutes, Basis::Budgets),
            (None, Some(history)) => (history.minutes, Basis::History(history)),
            (None, None) => (USUAL_MINUTES, Basis::Usual),
        };
        Self {
            deploy,
            by,
            roll_back: budgets(structure, PhaseKind::Rollback),
            history,
        }
    }

    /// Minutes of both parts together, as they are.
    pub fn in_all(&self) -> u32 {
        self.deploy.saturating_add(self.roll_back.unwrap_or(self.deploy))
    }

    /// The minutes that are planned: both parts, rounded up to quarter hours, at most a day.
    pub fn minutes(&self) -> u32 {
        let quarters = self.in_all().div_ceil(LEAST_MINUTES).max(1);
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

/// The time budgets of a phase together, in minutes; nothing where none can be read.
fn budgets(structure: &Structure, kind: PhaseKind) -> Option<u32> {
    let phases = structure.phases.iter().filter(|phase| phase.kind == kind);
    let minutes = phases.map(of_phase).fold(0, u32::saturating_add);
    (minutes > 0).then_some(minutes)
}

// What a heading or an item says of itself and what is said below it are two accounts of one time: the longer one counts,
// and neither is added to the other.

fn of_phase(phase: &Phase) -> u32 {
    let heading = phase.heading.as_ref();
    let stated = heading.and_then(|heading| heading.relative_time.as_deref());
    stated.map_or(0, alone).max(of_sections(&phase.sections))
}

fn of_sections(mut sections: &[Section]) -> u32 {
    let mut minutes = 0_u32;
    while let Some((section, rest)) = sections.split_first() {
        let deeper = |other: &&Section| section.level > 0 && other.level > section.level;
        let (below, after) = rest.split_at(rest.iter().take_while(deeper).count());
        let inside = of_nodes(&section.nodes).saturating_add(of_sections(below));
        minutes = minutes.saturating_add(section.relative_time.as_deref().map_or(0, alone).max(inside));
        sections = after;
    }
    minutes
}

fn of_nodes(nodes: &[Node]) -> u32 {
    let minutes = nodes.iter().map(|node| {
        let own = match node {
            Node::Item(item) => item.time_budget.as_deref().map_or(0, begun),
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

/// The minutes that a text begins with: what follows a time budget is a remark ("10 min max").
fn begun(text: &str) -> u32 {
    length(text).map_or(0, |(minutes, _)| minutes)
}

/// The minutes of a text that is a length and nothing else: other times of a heading say when it is due ("30 min before").
fn alone(text: &str) -> u32 {
    length(text).map_or(0, |(minutes, rest)| if rest.is_empty() { minutes } else { 0 })
}

/// The length that a text begins with, in minutes, and what follows it: `15 min`, `1.5 hours`, `1 h 30 min`, `30`; of
/// `15-20 min` the longer. Units are those of the checklist reader's languages.
fn length(text: &str) -> Option<(u32, &str)> {
    let mut rest = text.trim().trim_start_matches(['~', '<', '≤', '≈']).trim_start();
    let mut all: Option<u32> = None;
    while let Some((mut count, mut after)) = number(rest) {
        if let Some((most, behind)) = after
            .trim_start()
            .strip_prefix(['-', '–'])
            .and_then(|range| number(range.trim_start()))
        {
            (count, after) = (most, behind);
        }
        let word = after.trim_start();
        let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let (unit, behind) = word.split_at(end);
        let of_unit = match unit {
            // A number alone is one of minutes.
            "" if all.is_none() && behind.is_empty() => 1,
            unit => minutes_of(&unit.to_lowercase()).filter(|minutes| *minutes <= 60)?,
        };
        let (whole, tenths) = count;
        let part = whole.checked_mul(of_unit)?.checked_add(tenths * of_unit / 10)?;
        all = Some(all.unwrap_or(0).checked_add(part)?);
        rest = behind.trim_start_matches('.').trim_start();
    }
    all.filter(|minutes| *minutes > 0).map(|minutes| (minutes, rest))
}

/// The number that a text begins with, its whole and its tenths, and what follows it.
fn number(text: &str) -> Option<((u32, u32), &str)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, after) = text.split_at(digits(text));
    let whole = whole.parse().ok()?;
    let part = after.strip_prefix(['.', ',']).map(|part| part.split_at(digits(part)));
    match part {
        Some((part, after)) if !part.is_empty() => Some(((whole, part.get(..1)?.parse().ok()?), after)),
        Some(_) | None => Some(((whole, 0), after)),
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
        for (text, minutes, nothing_else) in [
            ("15 min", 15, true),
            ("15 minutes", 15, true),
            ("~ 30", 30, true),
            ("1 h", 60, true),
            ("1.5 hours", 90, true),
            ("1,5 Stunden", 90, true),
            ("2h", 120, true),
            ("1 h 30 min", 90, true),
            ("1h30min", 90, true),
            ("15-20 min", 20, true),
            ("30 – 45 minutes", 45, true),
            ("10 min.", 10, true),
            ("Minuten", 0, true),
            ("15 Minuten", 15, true),
            ("10 minutos", 10, true),
            ("15分", 15, true),
            ("10 min max", 10, false),
            ("5 min per node", 5, false),
            ("30 min before", 30, false),
            ("1 h, then 30 min", 60, false),
            ("1-2 weeks before", 0, false),
            ("T-30 min", 0, false),
            ("soon", 0, false),
            ("3 days", 0, false),
            ("30 of them", 0, false),
            ("0 min", 0, false),
            ("99999999999 h", 0, false),
            ("", 0, false),
        ] {
            assert_eq!(begun(text), minutes, "{text}");
            assert_eq!(alone(text), if nothing_else { minutes } else { 0 }, "{text}");
        }
    }

    #[test]
    fn without_budgets_and_history_an_hour_is_planned_and_another_to_roll_back() {
        let planned = Planned::of(&checklist(), &took(&[5; HISTORY_LEAST - 1]));
        assert_eq!(
            (planned.by, planned.roll_back, planned.history),
            (Basis::Usual, None, None)
        );
        assert_eq!(planned.minutes(), 120);
    }

    #[test]
    fn what_a_template_says_goes_before_what_deployments_took() {
        let structure = with_budgets(&[(PhaseKind::Deployment, "20 min"), (PhaseKind::Rollback, "10 min")]);
        let planned = Planned::of(&structure, &took(&[90; HISTORY_LEAST]));
        assert_eq!((planned.by, planned.roll_back), (Basis::Budgets, Some(10)));
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
        assert_eq!(planned(&structure), 40, "both say something");
        structure.phases[phase].sections[0].relative_time = Some("35 min".to_owned());
        assert_eq!(planned(&structure), 40, "less than what is below it");
        structure.phases[phase].sections[0].relative_time = Some("50 min".to_owned());
        assert_eq!(planned(&structure), 50);
        structure.phases[phase].sections[1].level -= 1;
        assert_eq!(planned(&structure), 70, "beside it, and not below");
        let heading = structure.phases[phase].heading.as_mut().expect("it has one");
        heading.relative_time = Some("1-2 weeks before".to_owned());
        assert_eq!(planned(&structure), 70, "when it is due is no budget");
        let heading = structure.phases[phase].heading.as_mut().expect("it has one");
        heading.relative_time = Some("2 h".to_owned());
        assert_eq!(planned(&structure), 120);
    }

    #[test]
    fn a_rollback_without_a_budget_takes_as_long_as_deploying() {
        let planned = Planned::of(&with_budgets(&[(PhaseKind::Deployment, "40 min")]), &[]);
        assert_eq!((planned.roll_back, planned.in_all(), planned.minutes()), (None, 80, 90));
    }

    #[test]
    fn nine_in_ten_past_deployments_say_how_long_it_takes() {
        let minutes: Vec<u64> = (1..=20).collect();
        let planned = Planned::of(&with_budgets(&[(PhaseKind::Rollback, "10 min")]), &took(&minutes));
        let history = planned.history.expect("there are enough");
        assert_eq!((planned.by, planned.deploy), (Basis::History(history), 18));
        assert_eq!((planned.roll_back, planned.minutes()), (Some(10), 30));
        assert_eq!(history.deployments, 20);
    }

    #[test]
    fn a_deployment_that_nobody_ended_for_a_week_plans_a_day_at_most() {
        let planned = Planned::of(&checklist(), &took(&[7 * 24 * 60; HISTORY_LEAST]));
        assert_eq!(planned.minutes(), MOST_MINUTES);
        assert_eq!(
            Planned::of(&checklist(), &[Duration::ZERO; HISTORY_LEAST]).minutes(),
            LEAST_MINUTES
        );
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
