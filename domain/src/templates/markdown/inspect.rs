//! What `countersign template inspect` prints, and the totals of the preview.

use serde::{Deserialize, Serialize};

use crate::accounts::Duty;
use crate::templates::structure::{PhaseKind, Reader, Roster, Structure};

use super::draft::{DraftKind, DraftNode, DraftSection};
use super::source::to_u32;
use super::{Proposal, ReadError, ReadOptions, Warning, read};

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectReport {
    /// The name without Markdown marks.
    pub title: String,
    /// Which reader found the items.
    pub reader: Reader,
    /// How many of what.
    pub totals: Totals,
    /// The items in source order, those that became slots among them.
    pub items: Vec<InspectItem>,
    /// The slots of both rosters.
    pub slots: Vec<InspectSlot>,
    /// What the reader proposes.
    pub proposals: Vec<Proposal>,
    /// Worth knowing.
    pub warnings: Vec<Warning>,
}

/// How many of what a source holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Items, those that became slots among them.
    pub items: usize,
    /// Items with another list entry around them.
    pub nested: usize,
    /// The greatest depth of an item.
    pub max_depth: usize,
    /// Items with a checked box.
    pub checked: usize,
    /// Headings and labels, and bullets with items below them.
    pub groups: usize,
    /// Code blocks in items.
    pub commands: usize,
    /// Slots of both rosters.
    pub slots: usize,
    /// Thresholds accepted.
    pub thresholds: usize,
    /// Source lines.
    pub lines: usize,
}

/// An item of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectItem {
    /// The source line, from 1.
    pub line: u32,
    /// List entries around it plus one.
    pub depth: u32,
    /// Whether its box is checked.
    pub checked: bool,
    /// The first source line of its text, without the box.
    pub text: String,
    /// The phase it is in.
    pub phase: PhaseKind,
    /// The title of its section without marks; empty before the first heading.
    pub section: String,
    /// Whether it stands in an ordered list.
    pub ordered: bool,
}

/// A slot of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectSlot {
    /// The source line, from 1; absent for a slot proposed because none was found.
    pub line: Option<u32>,
    /// Who signs.
    pub duty: Duty,
    /// Which step it guards.
    pub roster: Roster,
}

/// Tells what an import would do, with every proposal as it stands by default.
///
/// # Errors
/// As [`read`].
pub fn inspect(source: &str, name: Option<&str>) -> Result<InspectReport, ReadError> {
    let reading = read(source, name, &ReadOptions::default())?;
    let slots = reading.structure.slots.iter();
    Ok(InspectReport {
        title: reading.structure.name.clone(),
        reader: reading.structure.reader,
        totals: reading.totals,
        items: reading.items,
        slots: slots
            .map(|s| InspectSlot {
                line: s.line,
                duty: s.duty.clone(),
                roster: s.roster,
            })
            .collect(),
        proposals: reading.proposals,
        warnings: reading.warnings,
    })
}

impl Totals {
    pub(super) fn of(structure: &Structure, items: &[InspectItem], lines: usize) -> Self {
        let counts = structure.counts();
        Self {
            items: items.len(),
            nested: items.iter().filter(|item| item.depth > 1).count(),
            max_depth: items.iter().map(|item| item.depth as usize).max().unwrap_or_default(),
            checked: items.iter().filter(|item| item.checked).count(),
            groups: counts.groups,
            commands: counts.commands,
            slots: counts.slots,
            thresholds: counts.thresholds,
            lines,
        }
    }
}

/// Adds the items among nodes of a section.
pub(super) fn collect(nodes: &[DraftNode], section: &DraftSection, items: &mut Vec<InspectItem>) {
    for node in nodes {
        if let DraftKind::Item(item) = &node.kind {
            items.push(InspectItem {
                line: node.line,
                depth: to_u32(item.depth),
                checked: item.checked,
                text: item.text.lines().next().unwrap_or_default().trim().to_owned(),
                phase: section.phase.unwrap_or(PhaseKind::PreDeployment),
                section: section.plain.clone(),
                ordered: item.number.is_some(),
            });
        }
        collect(node.children(), section, items);
    }
}
