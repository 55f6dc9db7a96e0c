//! A prepared checklist with the states of one deployment: the HTML of the region *Checklist*.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use domain::accounts::People;
use domain::deployments::{Deployment, ItemState, Resolution, Stage};
use domain::templates::{ItemKey, PhaseKind, SlotKey, Structure};

use super::Prepared;
use super::prepare::{Block, Line, Piece, PreparedPhase};
use crate::parts::{Clock, escape, write_fold, write_icon};

/// A checklist about to be written.
pub struct Sheet<'a> {
    pub(super) source: SheetSource<'a>,
    pub(super) states: Vec<Option<&'a ItemState>>,
    /// Resolved lines before the line of that number; one longer than the list.
    resolved: Vec<u32>,
    pub(super) next: Option<usize>,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Done or left out.
    pub resolved: u32,
    /// All.
    pub total: u32,
}

/// What a sheet is made from.
#[derive(Clone, Copy)]
pub struct SheetSource<'a> {
    /// Texts.
    pub prepared: &'a Prepared,
    /// For the duties of slots.
    pub structure: &'a Structure,
    /// States.
    pub deployment: &'a Deployment,
    /// Names of people.
    pub people: &'a People,
    /// The reader's wall clock.
    pub clock: &'a Clock,
    /// Address of the deployment's page, escaped.
    pub base: &'a str,
    /// Address of the icons.
    pub sprite: &'a str,
    /// Phases whose items the reader may change now.
    pub open: &'a [PhaseKind],
    /// The phase that is being worked.
    pub worked: Option<PhaseKind>,
    /// Whether the environment needs sign-offs.
    pub signs: bool,
    /// Boxes that were posted and refused: what the reader had ticked and un-ticked stays so.
    pub typed: &'a BTreeMap<ItemKey, bool>,
}

impl<'a> Sheet<'a> {
    /// Looks up every state once, and counts.
    pub fn new(source: SheetSource<'a>) -> Self {
        let states: Vec<_> = source
            .prepared
            .keys
            .iter()
            .map(|key| source.deployment.items.get(key))
            .collect();
        let mut resolved = Vec::with_capacity(states.len() + 1);
        let mut count = 0;
        resolved.push(count);
        for state in &states {
            count += u32::from(state.is_some_and(|state| state.resolution.resolved()));
            resolved.push(count);
        }
        let mut sheet = Self {
            source,
            states,
            resolved,
            next: None,
        };
        sheet.next = sheet.next_open();
        sheet
    }

    /// How much of some lines is resolved.
    pub(super) fn tally(&self, lines: Range<usize>) -> Tally {
        let at = |number: usize| self.resolved.get(number).copied().unwrap_or_default();
        Tally {
            resolved: at(lines.end) - at(lines.start),
            // A template has at most 10,000 items.
            total: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        }
    }

    /// How much of everything that can block is resolved. Reference parts do not count (D2), nor does the rollback's list
    /// while nobody goes back: what will not be done would keep the bar from its end.
    pub fn total(&self) -> Tally {
        let back = matches!(
            self.source.deployment.stage,
            Stage::RollingBack { .. } | Stage::RolledBack { .. }
        );
        let phases = self.source.prepared.phases.iter().filter(|phase| match phase.kind {
            PhaseKind::Reference => false,
            PhaseKind::Rollback => back,
            PhaseKind::PreDeployment | PhaseKind::Deployment | PhaseKind::PostDeployment => true,
        });
        phases.fold(Tally { resolved: 0, total: 0 }, |sum, phase| {
            let tally = self.tally(phase.lines.clone());
            Tally {
                resolved: sum.resolved + tally.resolved,
                total: sum.total + tally.total,
            }
        })
    }

    /// The first open item of the phase that is being worked; a required one where there is one.
    fn next_open(&self) -> Option<usize> {
        let worked = self.source.worked?;
        let phases = self.source.prepared.phases.iter().filter(|phase| phase.kind == worked);
        let mut open = phases
            .flat_map(|phase| phase.lines.clone())
            .filter(|number| !self.is_resolved(*number));
        let first = open.next()?;
        if self.is_required(first) {
            return Some(first);
        }
        open.find(|number| self.is_required(*number)).or(Some(first))
    }

    fn is_resolved(&self, number: usize) -> bool {
        self.states
            .get(number)
            .copied()
            .flatten()
            .is_some_and(|state| state.resolution.resolved())
    }

    fn is_required(&self, number: usize) -> bool {
        self.source.prepared.required.get(number).copied().unwrap_or_default()
    }

    pub(super) fn may_change(&self, kind: PhaseKind) -> bool {
        self.source.open.contains(&kind)
    }

    /// The state in which every box that may change was rendered, by section: `@section key:entry:state …`, so that only
    /// boxes that differ become commands, and each is checked against the item's last entry (D12, D13).
    pub fn seen(&self) -> String {
        let mut seen = String::new();
        let phases = self
            .source
            .prepared
            .phases
            .iter()
            .filter(|phase| self.may_change(phase.kind));
        for block in phases.flat_map(|phase| &phase.blocks) {
            let _ = write!(seen, "@{} ", block.key);
            for number in block.lines.clone() {
                let Some(key) = self.source.prepared.keys.get(number) else {
                    continue;
                };
                let state = self.states.get(number).copied().flatten();
                let mark = match state.map(|state| &state.resolution) {
                    None | Some(Resolution::Open) => 'o',
                    Some(Resolution::Done) => 'd',
                    Some(Resolution::NotApplicable { .. }) => 'n',
                };
                let _ = write!(seen, "{key}:{}:{mark} ", state.map_or(0, ItemState::seq));
            }
        }
        seen
    }

    /// All phases.
    pub fn write(&self, out: &mut String) {
        out.reserve(self.source.prepared.keys.len() * 900 + 4096);
        for (number, phase) in self.source.prepared.phases.iter().enumerate() {
            self.phase(number, phase, out);
        }
    }

    fn phase(&self, number: usize, phase: &PreparedPhase, out: &mut String) {
        let open = if self.source.worked == Some(phase.kind) {
            " open"
        } else {
            ""
        };
        let word = phase_word(phase.kind);
        let _ = write!(
            out,
            r#"<details class="phase" data-phase="{word}"{open}><summary class="phase__head">"#
        );
        write_fold(out, self.source.sprite);
        let _ = write!(out, r#"<h3 class="phase__title">{}</h3>"#, phase.name);
        if let Some(when) = &phase.when {
            let _ = write!(out, r#"<span class="phase__when">{when}</span>"#);
        }
        out.push_str(&self.phase_bar(number, phase));
        out.push_str(&self.phase_count(number, phase));
        out.push_str("</summary>");
        for block in &phase.blocks {
            self.block(phase, block, out);
        }
        out.push_str("</details>");
    }

    pub(super) fn phase_bar(&self, number: usize, phase: &PreparedPhase) -> String {
        let tally = self.tally(phase.lines.clone());
        if phase.kind == PhaseKind::Reference || tally.total == 0 {
            return String::new();
        }
        format!(
            r#"<progress data-part="phase-{number}-bar" value="{}" max="{}" aria-label="{} items done"></progress>"#,
            tally.resolved, tally.total, phase.name
        )
    }

    pub(super) fn phase_count(&self, number: usize, phase: &PreparedPhase) -> String {
        let tally = self.tally(phase.lines.clone());
        let slots: usize = phase.blocks.iter().map(|block| block.slots).sum();
        if phase.kind == PhaseKind::Reference || tally.total == 0 {
            let words = match slots {
                0 => "for reading".to_owned(),
                slots => crate::sentences::counted(slots, "sign-off"),
            };
            return format!(r#"<span class="count push">{words}</span>"#);
        }
        format!(
            r#"<span class="count" data-part="phase-{number}-count">{} of {}</span>"#,
            tally.resolved, tally.total
        )
    }

    fn block(&self, phase: &PreparedPhase, block: &Block, out: &mut String) {
        if block.pieces.is_empty() {
            if !block.title.is_empty() {
                let _ = write!(out, r#"<h4 class="section__label">{}</h4>"#, block.title);
            }
            return;
        }
        let tally = self.tally(block.lines.clone());
        if block.title.is_empty() {
            self.body(phase.kind, block, out);
            return;
        }
        let done = tally.total > 0 && tally.resolved == tally.total;
        let open = if done || phase.kind == PhaseKind::Reference {
            ""
        } else {
            " open"
        };
        let _ = write!(out, r#"<details class="section"{open}><summary class="section__head">"#);
        write_fold(out, self.source.sprite);
        let _ = write!(
            out,
            r#"<h4 class="section__title" id="title-{}">{}</h4>"#,
            block.key, block.title
        );
        out.push_str(&self.block_count(block));
        out.push_str("</summary>");
        out.push_str(&self.block_act(phase, block));
        self.body(phase.kind, block, out);
        out.push_str("</details>");
    }

    /// **Tick section**, while something of it is open. Its place stays, so that the button can come back.
    pub(super) fn block_act(&self, phase: &PreparedPhase, block: &Block) -> String {
        let tally = self.tally(block.lines.clone());
        if !self.may_change(phase.kind) || tally.total == 0 {
            return String::new();
        }
        let mut out = format!(r#"<div class="section__act" data-part="act-{}">"#, block.key);
        if tally.resolved < tally.total {
            let _ = write!(
                out,
                r#"<button class="button" data-size="small" data-kind="quiet" name="section" value="{0}" aria-describedby="title-{0}">Tick section</button>"#,
                block.key
            );
            let _ = write!(
                out,
                r#"<a class="button" data-size="small" data-kind="quiet" href="{}/sections/{1}" aria-describedby="title-{1}">Not applicable</a>"#,
                self.source.base, block.key
            );
        }
        out.push_str("</div>");
        out
    }

    fn body(&self, kind: PhaseKind, block: &Block, out: &mut String) {
        out.push_str(r#"<div class="section__body">"#);
        self.pieces(kind, &block.pieces, out);
        out.push_str("</div>");
    }

    pub(super) fn block_count(&self, block: &Block) -> String {
        let tally = self.tally(block.lines.clone());
        if tally.total == 0 {
            return match block.slots {
                0 => String::new(),
                1 => r#"<span class="count">1 sign-off</span>"#.to_owned(),
                slots => format!(r#"<span class="count">{slots} sign-offs</span>"#),
            };
        }
        let mut out = format!(r#"<span class="count" data-part="section-{}">"#, block.key);
        if tally.resolved == tally.total {
            write_icon(&mut out, self.source.sprite, "check");
        }
        let _ = write!(out, "{} of {}</span>", tally.resolved, tally.total);
        out
    }

    pub(super) fn pieces(&self, kind: PhaseKind, pieces: &[Piece], out: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => out.push_str(html),
                Piece::Slots(slots) => self.slots(slots, out),
                Piece::Items(lines) => {
                    out.push_str(r#"<ul class="items">"#);
                    for line in lines {
                        self.item(kind, line, out);
                    }
                    out.push_str("</ul>");
                }
            }
        }
    }

    /// Task items that became slots: resolved by their signatures, so no checkbox (04).
    fn slots(&self, slots: &[SlotKey], out: &mut String) {
        let duties: Vec<&str> = slots
            .iter()
            .filter_map(|key| self.source.structure.slot(key))
            .map(|slot| slot.duty.name())
            .collect();
        out.push_str(r#"<p class="reference">"#);
        escape(out, &crate::sentences::join(&duties, "and"));
        let one = duties.len() == 1;
        let verb = if one { "signs" } else { "sign" };
        if self.source.signs {
            let lines = if one {
                "This line is resolved by that signature."
            } else {
                "These lines are resolved by their signatures."
            };
            let _ = write!(
                out,
                r##" {verb} under <a href="#sign-offs">Sign-offs</a>. {lines}</p>"##
            );
        } else {
            let _ = write!(out, " {verb} where sign-offs are needed; here they are not.</p>");
        }
    }

    /// Key and name of the item to go on with.
    pub fn next(&self) -> Option<(&ItemKey, String)> {
        let key = self.source.prepared.keys.get(self.next?)?;
        let name = self.source.structure.item(key)?.item.name().into_owned();
        Some((key, name))
    }
}

/// The value of `data-phase`.
pub(crate) const fn phase_word(kind: PhaseKind) -> &'static str {
    match kind {
        PhaseKind::PreDeployment => "pre-deployment",
        PhaseKind::Deployment => "deployment",
        PhaseKind::PostDeployment => "post-deployment",
        PhaseKind::Rollback => "rollback",
        PhaseKind::Reference => "reference",
    }
}

impl Line {
    /// How many lines stand below it.
    pub(super) const fn below_count(&self) -> usize {
        self.end - self.number - 1
    }
}
