//! What a template version says of its checklist, as HTML that waits for states.

use domain::templates::markdown::asked_by;
use domain::templates::structure::{Item, Node, Section};
use domain::templates::{ItemKey, PhaseKind, SectionKey, SlotKey, Structure};

use domain::text::ValueName;

use super::nodes;
use crate::parts::{escape, escaped, inline_html, item_html, write_icon};

/// A checklist without states. Lines are numbered in source order over the whole list, so that the lines below a line,
/// in a block or in a phase are a range.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) phases: Vec<PreparedPhase>,
    /// Key of every line, by number.
    pub(crate) keys: Vec<ItemKey>,
    /// Whether the line is required, by number.
    pub(super) required: Vec<bool>,
}

/// A phase of it.
#[derive(Debug)]
pub(crate) struct PreparedPhase {
    pub kind: PhaseKind,
    /// Escaped.
    pub name: String,
    /// When it is due, escaped.
    pub when: Option<String>,
    pub blocks: Vec<Block>,
    pub lines: std::ops::Range<usize>,
}

/// A section with the labels below it: what folds and is ticked as one.
#[derive(Debug)]
pub(crate) struct Block {
    pub key: SectionKey,
    /// HTML; empty for the text before the first heading.
    pub title: String,
    pub pieces: Vec<Piece>,
    pub slots: usize,
    pub lines: std::ops::Range<usize>,
}

/// A part of a block, in source order.
#[derive(Debug)]
pub(crate) enum Piece {
    /// HTML as it is.
    Html(String),
    /// Neighbouring items.
    Items(Vec<Line>),
    /// Neighbouring task items that became slots.
    Slots(Vec<SlotKey>),
}

/// An item without its state.
#[derive(Debug)]
pub(crate) struct Line {
    pub number: usize,
    pub key: ItemKey,
    /// Inline HTML.
    pub text: String,
    /// The plain text, escaped: for labels.
    pub name: String,
    /// Tags, HTML; may be empty.
    pub tags: String,
    pub stop: bool,
    /// Values that it leaves blank.
    pub asks: Vec<ValueName>,
    /// Commands, verify notes, acceptance: HTML; may be empty.
    pub body: String,
    pub below: Vec<Piece>,
    /// First number after the lines below it.
    pub end: usize,
}

/// What an introduction is called.
const INTRODUCTION: &str = "About this checklist";

impl Prepared {
    /// Prepares a checklist.
    pub fn new(structure: &Structure, sprite: &str) -> Self {
        let mut made = Maker {
            sprite,
            definitions: structure.definitions.join("\n"),
            asked: structure.asked_values().collect(),
            keys: Vec::new(),
            required: Vec::new(),
        };
        let phases = structure
            .phases
            .iter()
            .map(|phase| {
                let from = made.keys.len();
                let blocks = made.blocks(&phase.sections);
                // What stands before the first heading and has nothing to tick is an introduction, no phase of its own.
                let introduces = phase.heading.is_none() && from == made.keys.len();
                let name = if introduces { INTRODUCTION } else { phase.name() };
                PreparedPhase {
                    kind: if introduces { PhaseKind::Reference } else { phase.kind },
                    name: escaped(name),
                    when: phase
                        .heading
                        .as_ref()
                        .and_then(|h| h.relative_time.as_deref())
                        .map(escaped),
                    blocks,
                    lines: from..made.keys.len(),
                }
            })
            .collect();
        Self {
            phases,
            keys: made.keys,
            required: made.required,
        }
    }
}

/// Numbers lines while they are made.
pub(super) struct Maker<'a> {
    pub sprite: &'a str,
    /// Link reference definitions, so that references in single blocks find them.
    pub definitions: String,
    /// Values that the deployment is asked for.
    asked: Vec<ValueName>,
    keys: Vec<ItemKey>,
    required: Vec<bool>,
}

impl Maker<'_> {
    /// Sections; a bold label goes into the block of the heading above it.
    fn blocks(&mut self, sections: &[Section]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for section in sections {
            let from = self.keys.len();
            let mut slots = 0;
            let mut pieces = self.pieces(&refs(&section.nodes), &mut slots);
            if let Some(words) = stated(section) {
                pieces.insert(0, Piece::Html(format!(r#"<p class="muted">{}</p>"#, escaped(&words))));
            }
            let end = self.keys.len();
            match blocks.last_mut() {
                Some(block) if section.level == Section::LABEL => {
                    block.pieces.push(Piece::Html(nodes::label(&section.title)));
                    block.pieces.extend(pieces);
                    block.slots += slots;
                    block.lines.end = end;
                }
                Some(_) | None => blocks.push(Block {
                    key: section.key.clone(),
                    title: inline_html(&section.title),
                    pieces,
                    slots,
                    lines: from..end,
                }),
            }
        }
        blocks
    }

    /// Nodes in source order; neighbours of a kind become one piece.
    fn pieces(&mut self, nodes: &[&Node], slots: &mut usize) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut prose: Vec<&Node> = Vec::new();
        for node in nodes.iter().copied() {
            match node {
                Node::Item(item) => {
                    self.flush(&mut prose, &mut pieces);
                    let line = self.line(item);
                    match pieces.last_mut() {
                        Some(Piece::Items(lines)) => lines.push(line),
                        Some(Piece::Html(_) | Piece::Slots(_)) | None => pieces.push(Piece::Items(vec![line])),
                    }
                }
                Node::Bullet(bullet) if bullet.is_group() => {
                    self.flush(&mut prose, &mut pieces);
                    pieces.push(Piece::Html(nodes::label(&bullet.text)));
                    pieces.extend(self.pieces(&refs(&bullet.nodes), slots));
                }
                Node::Quote(inner) if inner.iter().any(has_lines) => {
                    self.flush(&mut prose, &mut pieces);
                    pieces.extend(self.pieces(&refs(inner), slots));
                }
                Node::Slot(slot) => {
                    self.flush(&mut prose, &mut pieces);
                    *slots += 1;
                    match pieces.last_mut() {
                        Some(Piece::Slots(keys)) => keys.push(slot.slot.clone()),
                        Some(Piece::Html(_) | Piece::Items(_)) | None => {
                            pieces.push(Piece::Slots(vec![slot.slot.clone()]));
                        }
                    }
                    pieces.extend(self.pieces(&refs(&slot.nodes), slots));
                }
                Node::Bullet(_)
                | Node::Text(_)
                | Node::Code(_)
                | Node::Table(_)
                | Node::Quote(_)
                | Node::Html(_)
                | Node::Heading(_)
                | Node::Rule => prose.push(node),
            }
        }
        self.flush(&mut prose, &mut pieces);
        pieces
    }

    /// Turns what stands between items into a reference block in place.
    fn flush(&self, prose: &mut Vec<&Node>, pieces: &mut Vec<Piece>) {
        // A line that parts nothing from anything says nothing.
        let rule = |node: &&Node| matches!(node, Node::Rule);
        let from = prose.iter().take_while(|node| rule(node)).count();
        let until = prose.len() - prose.iter().rev().take_while(|node| rule(node)).count();
        let html = nodes::reference(self, prose.get(from..until).unwrap_or_default());
        prose.clear();
        if !html.is_empty() {
            pieces.push(Piece::Html(html));
        }
    }

    fn line(&mut self, item: &Item) -> Line {
        let number = self.keys.len();
        self.keys.push(item.key.clone());
        self.required.push(item.blocks());
        let (below, own): (Vec<&Node>, Vec<&Node>) = item.nodes.iter().partition(|node| has_lines(node));
        let below = self.pieces(&below, &mut 0);
        Line {
            number,
            key: item.key.clone(),
            text: item_html(item),
            name: escaped(&item.name()),
            tags: self.tags(item),
            stop: item.stop,
            asks: asked_by(item, &self.asked),
            body: nodes::body(self, item, &own),
            below,
            end: self.keys.len(),
        }
    }

    fn tags(&self, item: &Item) -> String {
        let mut out = String::new();
        let mut tag = |tone: &str, icon: Option<&str>, text: &str| {
            out.push_str(r#"<span class="tag"#);
            out.push_str(tone);
            out.push_str("\">");
            if let Some(icon) = icon {
                write_icon(&mut out, self.sprite, icon);
            }
            escape(&mut out, text);
            out.push_str("</span>");
        };
        if !item.blocks() {
            tag("", None, "Optional");
        }
        if item.stop {
            tag("\" data-tone=\"block", Some("stop"), "Stop");
        }
        match (&item.duty, &item.owner) {
            (Some(duty), _) => tag("", Some("person"), duty.name()),
            (None, Some(owner)) => tag("", Some("person"), owner),
            (None, None) => {}
        }
        if let Some(condition) = item
            .condition
            .as_ref()
            .filter(|words| !item.plain.contains(words.as_str()))
        {
            tag("", None, &format!("When: {condition}"));
        }
        if let Some(budget) = &item.time_budget {
            tag("", Some("clock"), budget);
        }
        if let Some(alternative) = &item.alternative {
            tag("", None, &format!("Option {}", alternative.branch));
        }
        for control in &item.control_tags {
            tag(" mono", None, control);
        }
        out
    }
}

/// What is said of a section beside its title: conditions and times that were accepted, where the title does not say them
/// itself.
fn stated(section: &Section) -> Option<String> {
    let told = |words: &&String| !section.plain.contains(words.as_str());
    let condition = section.condition.as_ref().filter(told);
    let time = section.relative_time.as_ref().filter(told);
    let block_use = section.block_use.map(|block_use| block_use.words().to_owned());
    let parts = [
        block_use,
        condition.map(|words| format!("When: {words}")),
        time.map(|words| format!("Due: {words}")),
        section
            .watch_minutes
            .map(|minutes| format!("Watched for {minutes} min")),
        section
            .alternative
            .as_ref()
            .map(|alternative| format!("Option {}", alternative.branch)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn refs(nodes: &[Node]) -> Vec<&Node> {
    nodes.iter().collect()
}

/// Whether an item or slot stands in a node.
pub(super) fn has_lines(node: &Node) -> bool {
    match node {
        Node::Item(_) | Node::Slot(_) => true,
        Node::Bullet(_)
        | Node::Text(_)
        | Node::Code(_)
        | Node::Table(_)
        | Node::Quote(_)
        | Node::Html(_)
        | Node::Heading(_)
        | Node::Rule => node.children().iter().any(has_lines),
    }
}
