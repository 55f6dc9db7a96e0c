//! What lines of text say: thresholds, rollback triggers, hints for a window policy, values to fill in.

use std::collections::{HashMap, HashSet};

use crate::templates::structure::{Note, PhaseKind, Slot, Threshold};

use super::draft::{Draft, DraftKind, DraftNode, DraftSection};
use super::duties::of_signature_line;
use super::fill_ins::{blank_labels, may_ask, names_in};
use super::inline::plain_text;
use super::proposals::{ProposalKind, Proposer, excerpt};
use super::thresholds::thresholds_in;
use super::windows::window_hint;

/// The longest line that is searched, in bytes; a longer one is no line of a person.
const MAX_LINE: usize = 4096;

/// What the lines of a draft say.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) thresholds: Vec<Threshold>,
    pub(super) triggers: Vec<Note>,
    pub(super) windows: Vec<Note>,
    pub(super) fill_ins: Vec<Note>,
}

/// Reads the lines of a draft.
pub(super) fn find(draft: &Draft, slots: &[Slot], stated: Texts, proposer: &mut Proposer<'_>) -> Texts {
    // Of two of one name the first is placed.
    let named = stated.fill_ins.iter().enumerate().rev();
    let unplaced: HashMap<String, usize> = named.map(|(at, note)| (note.text.to_lowercase(), at)).collect();
    let mut search = Search {
        proposer,
        known: unplaced.keys().cloned().collect(),
        texts: stated,
        unplaced,
        signed: slots.iter().filter_map(|slot| slot.line).collect(),
        triggers: false,
    };
    for section in &draft.sections {
        search.section(section);
    }
    search.texts
}

/// Whether a text says that what follows calls for rolling back.
fn announces_triggers(plain: &str) -> bool {
    if !plain.trim_end().ends_with(':') {
        return false;
    }
    let lower = plain.to_lowercase();
    lower.contains("roll") && lower.contains(" if")
}

struct Search<'a, 'b> {
    proposer: &'a mut Proposer<'b>,
    texts: Texts,
    /// Names of values already found.
    known: HashSet<String>,
    /// Values that an export states by their names alone, by position: where they stand is where they are found first.
    unplaced: HashMap<String, usize>,
    /// Lines that became slots: their blanks are filled in by signing.
    signed: HashSet<u32>,
    /// Whether the bullets here are rollback triggers.
    triggers: bool,
}

impl Search<'_, '_> {
    fn section(&mut self, section: &DraftSection) {
        let title = &section.words;
        let rollback = section.phase == Some(PhaseKind::Rollback) || title.has(&["rollback", "roll back"]);
        self.triggers = rollback
            && title.has(&[
                "trigger*",
                "when to rollback",
                "when to roll back",
                "automatic rollback",
                "criteria",
                "conditions",
            ]);
        for node in &section.nodes {
            // "Rollback immediately if:" above bullets makes them triggers.
            if let DraftKind::Text { plain, .. } = &node.kind {
                self.triggers = self.triggers || announces_triggers(plain);
            }
            self.node(node);
        }
        self.triggers = false;
    }

    fn node(&mut self, node: &DraftNode) {
        match &node.kind {
            DraftKind::Item(item) if item.slot.is_some() => {}
            DraftKind::Item(item) => {
                self.line(node.line, &item.plain);
                self.values(node.line, &item.text, &item.plain);
            }
            DraftKind::Bullet(bullet) => {
                if self.triggers && !bullet.plain.is_empty() {
                    self.trigger(node.line, &bullet.plain);
                }
                self.line(node.line, &bullet.plain);
                self.values(node.line, &bullet.text, &bullet.plain);
            }
            DraftKind::Text { text, plain } => {
                self.line(node.line, plain);
                for (line, text) in (node.line..).zip(text.lines()) {
                    if text.len() <= MAX_LINE && may_ask(text) {
                        self.values(line, text, &plain_text(text));
                    }
                }
            }
            DraftKind::Code { text, .. } => self.code(node, text),
            DraftKind::Table { .. }
            | DraftKind::Quote(_)
            | DraftKind::Html(_)
            | DraftKind::Heading { .. }
            | DraftKind::Rule => {}
        }
        for child in node.children() {
            self.node(child);
        }
    }

    /// A command block: its comments may name thresholds, its placeholders values.
    fn code(&mut self, node: &DraftNode, text: &str) {
        // A fence stands above the code; indented code begins at once.
        let fence = u32::from((node.last - node.line) as usize >= text.lines().count());
        for (line, text) in (node.line + fence..).zip(text.lines()) {
            if text.len() > MAX_LINE {
                continue;
            }
            if text.trim_start().starts_with(['#', '/']) {
                self.thresholds(line, text);
            }
            for name in names_in(text, true) {
                self.fill_in(line, text, name);
            }
        }
    }

    fn line(&mut self, line: u32, plain: &str) {
        if plain.len() > MAX_LINE {
            return;
        }
        self.thresholds(line, plain);
        if let Some(becomes) = window_hint(plain)
            && self.proposer.offer(ProposalKind::Window, Some(line), plain, becomes)
        {
            self.texts.windows.push(Note {
                text: excerpt(plain),
                line,
            });
        }
    }

    fn thresholds(&mut self, line: u32, plain: &str) {
        for found in thresholds_in(plain) {
            let rollback = found.rollback || self.triggers;
            let what = if rollback { "Rollback limit" } else { "Healthy limit" };
            let becomes = format!(
                "{what}: {} {} {}{}",
                found.metric,
                found.comparison.sign(),
                found.limit,
                found.unit
            );
            if self.proposer.offer(ProposalKind::Threshold, Some(line), plain, becomes) {
                self.texts.thresholds.push(Threshold {
                    metric: found.metric,
                    comparison: found.comparison,
                    limit: found.limit,
                    unit: found.unit,
                    rollback,
                    line,
                });
            }
        }
    }

    fn trigger(&mut self, line: u32, plain: &str) {
        if self
            .proposer
            .offer(ProposalKind::Trigger, Some(line), plain, "Rollback trigger".to_owned())
        {
            self.texts.triggers.push(Note {
                text: excerpt(plain),
                line,
            });
        }
    }

    fn values(&mut self, line: u32, text: &str, plain: &str) {
        let signed = self.signed.contains(&line) || of_signature_line(plain).is_some();
        if signed || text.len().max(plain.len()) > MAX_LINE {
            return;
        }
        for name in blank_labels(plain).into_iter().chain(names_in(text, false)) {
            self.fill_in(line, plain, name);
        }
    }

    fn fill_in(&mut self, line: u32, source: &str, name: String) {
        let folded = name.to_lowercase();
        if let Some(at) = self.unplaced.remove(&folded) {
            self.texts.fill_ins[at].line = line;
        }
        if self.known.insert(folded)
            && self.proposer.offer(
                ProposalKind::FillIn,
                Some(line),
                source.trim(),
                format!("Value to fill in: {name}"),
            )
        {
            self.texts.fill_ins.push(Note { text: name, line });
        }
    }
}
