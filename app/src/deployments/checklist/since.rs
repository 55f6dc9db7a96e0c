//! Pieces of a list that changed, to replace what a page shows of them.

use std::ops::Range;

use domain::deployments::ItemState;
use domain::templates::{ItemKey, PhaseKind};

use super::Sheet;
use super::prepare::{Line, Piece};

/// A piece of the page that replaces the one of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPart {
    /// Value of its `data-part`.
    pub name: String,
    /// Its HTML.
    pub html: String,
}

/// One line of the list as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The item's key.
    pub key: ItemKey,
    /// The value of `data-state`.
    pub state: &'static str,
    /// Number of the item's last entry.
    pub seen: u64,
    /// Its row and body, without the items below it.
    pub html: String,
}

impl Sheet<'_> {
    /// Rows and counts that differ since an entry: the items given, the items around them, and everything that counts
    /// them.
    pub fn since(&self, changed: &dyn Fn(&ItemKey, Option<&ItemState>) -> bool) -> (Vec<Row>, Vec<SheetPart>) {
        let hits: Vec<usize> = (0..self.source.prepared.keys.len())
            .filter(|number| {
                let key = self.source.prepared.keys.get(*number);
                key.is_some_and(|key| changed(key, self.states.get(*number).copied().flatten()))
            })
            .collect();
        let touched = |lines: &Range<usize>| hits.iter().any(|hit| lines.contains(hit));
        let mut rows = Vec::new();
        let mut parts = Vec::new();
        for (number, phase) in self
            .source
            .prepared
            .phases
            .iter()
            .enumerate()
            .filter(|(_, phase)| touched(&phase.lines))
        {
            if phase.kind != PhaseKind::Reference {
                parts.push(SheetPart {
                    name: format!("phase-{number}-bar"),
                    html: self.phase_bar(number, phase),
                });
                parts.push(SheetPart {
                    name: format!("phase-{number}-count"),
                    html: self.phase_count(number, phase),
                });
            }
            for block in phase.blocks.iter().filter(|block| touched(&block.lines)) {
                parts.push(SheetPart {
                    name: format!("act-{}", block.key),
                    html: self.block_act(phase, block),
                });
                parts.push(SheetPart {
                    name: format!("section-{}", block.key),
                    html: self.block_count(block),
                });
                self.rows(phase.kind, &block.pieces, &touched, &mut rows);
            }
        }
        (rows, parts)
    }

    fn rows(&self, kind: PhaseKind, pieces: &[Piece], touched: &dyn Fn(&Range<usize>) -> bool, rows: &mut Vec<Row>) {
        for piece in pieces {
            let Piece::Items(lines) = piece else { continue };
            for line in lines.iter().filter(|line| touched(&(line.number..line.end))) {
                rows.push(self.row(kind, line));
                self.rows(kind, &line.below, touched, rows);
            }
        }
    }

    /// Tags and notes of one item, HTML: for its own page. Empty for an item that is not in the list.
    pub fn described(&self, key: &ItemKey) -> (String, String) {
        fn find<'p>(pieces: &'p [Piece], key: &ItemKey) -> Option<&'p Line> {
            pieces.iter().find_map(|piece| match piece {
                Piece::Items(lines) => lines.iter().find_map(|line| {
                    if line.key == *key {
                        Some(line)
                    } else {
                        find(&line.below, key)
                    }
                }),
                Piece::Html(_) | Piece::Slots(_) => None,
            })
        }
        let mut blocks = self.source.prepared.phases.iter().flat_map(|phase| &phase.blocks);
        let line = blocks.find_map(|block| find(&block.pieces, key));
        let Some(line) = line else {
            return (String::new(), String::new());
        };
        let mut body = line.body.clone();
        self.values(line, &mut body);
        (line.tags.clone(), body)
    }
}
