//! A template's checklist as it reads: the deployment's list without its states.

use std::fmt::Write as _;

use domain::templates::{PhaseKind, SlotKey, Structure};

use crate::deployments::checklist::{Block, Line, Piece, Prepared, PreparedPhase, phase_word};
use crate::parts::{escape, write_fold};
use crate::sentences::{counted, join};

/// The HTML of a checklist: phases and sections fold, items have no checkbox.
pub(super) fn sheet(prepared: &Prepared, structure: &Structure, sprite: &str) -> String {
    let mut out = String::with_capacity(prepared.keys.len() * 500 + 2048);
    let writer = Writer { structure, sprite };
    let first = prepared.phases.iter().position(|phase| !phase.lines.is_empty());
    for (number, phase) in prepared.phases.iter().enumerate() {
        writer.phase(phase, first == Some(number), &mut out);
    }
    out
}

struct Writer<'a> {
    structure: &'a Structure,
    sprite: &'a str,
}

impl Writer<'_> {
    fn phase(&self, phase: &PreparedPhase, open: bool, out: &mut String) {
        let open = if open { " open" } else { "" };
        let word = phase_word(phase.kind);
        let _ = write!(
            out,
            r#"<details class="phase" data-phase="{word}"{open}><summary class="phase__head">"#
        );
        write_fold(out, self.sprite);
        let _ = write!(out, r#"<h3 class="phase__title">{}</h3>"#, phase.name);
        if let Some(when) = &phase.when {
            let _ = write!(out, r#"<span class="phase__when">{when}</span>"#);
        }
        let count = if phase.kind == PhaseKind::Reference || phase.lines.is_empty() {
            "for reading".to_owned()
        } else {
            counted(phase.lines.len(), "item")
        };
        let _ = write!(out, r#"<span class="count push">{count}</span></summary>"#);
        for block in &phase.blocks {
            self.block(block, out);
        }
        out.push_str("</details>");
    }

    fn block(&self, block: &Block, out: &mut String) {
        if block.pieces.is_empty() {
            if !block.title.is_empty() {
                let _ = write!(out, r#"<h4 class="section__label">{}</h4>"#, block.title);
            }
            return;
        }
        if block.title.is_empty() {
            self.body(block, out);
            return;
        }
        out.push_str(r#"<details class="section" open><summary class="section__head">"#);
        write_fold(out, self.sprite);
        let _ = write!(out, r#"<h4 class="section__title">{}</h4>"#, block.title);
        let count = match (block.lines.len(), block.slots) {
            (0, 0) => String::new(),
            (0, slots) => counted(slots, "sign-off"),
            (items, _) => counted(items, "item"),
        };
        if !count.is_empty() {
            let _ = write!(out, r#"<span class="count">{count}</span>"#);
        }
        out.push_str("</summary>");
        self.body(block, out);
        out.push_str("</details>");
    }

    fn body(&self, block: &Block, out: &mut String) {
        out.push_str(r#"<div class="section__body">"#);
        self.pieces(&block.pieces, out);
        out.push_str("</div>");
    }

    fn pieces(&self, pieces: &[Piece], out: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => out.push_str(html),
                Piece::Slots(slots) => self.slots(slots, out),
                Piece::Items(lines) => {
                    out.push_str(r#"<ul class="items">"#);
                    for line in lines {
                        self.item(line, out);
                    }
                    out.push_str("</ul>");
                }
            }
        }
    }

    fn item(&self, line: &Line, out: &mut String) {
        let stop = if line.stop { " data-stop" } else { "" };
        let _ = write!(
            out,
            r#"<li class="item"{stop} id="item-{}"><div class="item__row"><div class="item__main">"#,
            line.key
        );
        out.push_str(
            r#"<span class="item__label"><span class="item__box" aria-hidden="true"></span><span class="item__text">"#,
        );
        out.push_str(&line.text);
        out.push_str("</span></span>");
        if !line.tags.is_empty() {
            let _ = write!(out, r#"<span class="item__tags">{}</span>"#, line.tags);
        }
        out.push_str("</div>");
        let below = line.end - line.number - 1;
        if below > 0 {
            let _ = write!(out, r#"<span class="item__count">{}</span>"#, counted(below, "item"));
        }
        out.push_str("</div>");
        if !line.body.is_empty() {
            let _ = write!(out, r#"<div class="item__body">{}</div>"#, line.body);
        }
        self.pieces(&line.below, out);
        out.push_str("</li>");
    }

    /// Task items that became slots: they are drawn among the sign-offs, and have no checkbox (04).
    fn slots(&self, slots: &[SlotKey], out: &mut String) {
        let duties: Vec<&str> = slots
            .iter()
            .filter_map(|key| self.structure.slot(key))
            .map(|slot| slot.duty.name())
            .collect();
        out.push_str(r#"<p class="reference">"#);
        escape(out, &join(&duties, "and"));
        let verb = if duties.len() == 1 { "signs" } else { "sign" };
        let _ = write!(out, r##" {verb} here: see <a href="#sign-offs">Sign-offs</a>.</p>"##);
    }
}
