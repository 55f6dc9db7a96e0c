//! Which headings begin which phase: what the preview lets a person change (04, "Phases").

use std::collections::{BTreeMap, BTreeSet};

use domain::templates::markdown::{ProposalKind, ReadOptions, Reading};
use domain::templates::structure::{PhaseKind, Section, Structure};

/// Most headings offered; a file with more has them on its first levels anyway.
const MOST: usize = 200;

/// A heading, what is proposed for it, and what was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadingChoice {
    /// Its source line, from 1.
    pub(super) line: u32,
    /// Its text.
    pub(super) text: String,
    /// The phase that it begins when nothing is chosen.
    pub(super) proposed: Option<PhaseKind>,
    /// The code of what was chosen: a phase's, `none`, or empty for what is proposed.
    pub(super) chosen: &'static str,
}

/// The headings that may begin a phase: those that do, and those on their levels. `plain` is the reading without any
/// phase chosen, `options` what was chosen since.
pub(super) fn headings(plain: &Reading, options: &ReadOptions) -> Vec<HeadingChoice> {
    let proposed = beginnings(&plain.structure);
    let offered: BTreeSet<u32> = plain
        .proposals
        .iter()
        .filter(|proposal| proposal.kind == ProposalKind::Phase)
        .filter_map(|proposal| proposal.line)
        .chain(proposed.keys().copied())
        .chain(options.phases.keys().copied())
        .collect();
    let all = titles(&plain.structure);
    let deepest = all
        .iter()
        .filter(|(line, _)| offered.contains(line))
        .map(|(_, (level, _))| *level)
        .max();
    let deepest = deepest
        .or_else(|| all.values().map(|(level, _)| *level).min())
        .unwrap_or_default();
    let refused = |line: u32| {
        let id = format!("phase-{line}");
        options.choices.iter().any(|(choice, on)| choice.as_str() == id && !on)
    };
    all.into_iter()
        .filter(|(line, (level, _))| *level <= deepest || offered.contains(line))
        .take(MOST)
        .map(|(line, (_, text))| HeadingChoice {
            line,
            text,
            proposed: proposed.get(&line).copied(),
            chosen: match options.phases.get(&line) {
                Some(kind) => kind.code(),
                None if refused(line) => "none",
                None => "",
            },
        })
        .collect()
}

/// The lines of headings at which a phase begins.
fn beginnings(structure: &Structure) -> BTreeMap<u32, PhaseKind> {
    let begins = structure.phases.iter().filter_map(|phase| {
        let named = phase.heading.as_ref().map(|heading| heading.line);
        let line = named.or_else(|| {
            phase
                .sections
                .first()
                .filter(|section| section.level > 0)
                .map(|section| section.line)
        });
        line.filter(|line| *line > 0).map(|line| (line, phase.kind))
    });
    begins.collect()
}

/// Every heading of the source: line, level and text. Bold labels are none.
fn titles(structure: &Structure) -> BTreeMap<u32, (u8, String)> {
    let phases = structure.phases.iter().filter_map(|phase| phase.heading.as_ref());
    let phases = phases.map(|heading| (heading.line, (heading.level, heading.plain.clone())));
    let sections = structure
        .sections()
        .filter(|(_, section)| (1..Section::LABEL).contains(&section.level));
    let sections = sections.map(|(_, section)| (section.line, (section.level, section.plain.clone())));
    phases.chain(sections).filter(|(line, _)| *line > 0).collect()
}
