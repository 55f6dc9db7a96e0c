//! What stands in a section, written: lists with their numbering, blocks, the attribute lists of items; no headings of
//! phases and sections.

use crate::templates::structure::{Item, Node};

use crate::templates::markdown::attributes::Attributes;
use crate::templates::markdown::derive::said_duty;

use super::{Writer, set_alternative, set_tags};

/// The numbering of a list while it is written.
#[derive(Default)]
struct Numbering {
    last: Option<u32>,
    bracket: bool,
}

impl Numbering {
    /// The marker of the next entry. A number that does not follow on begins another list, with the other sign.
    fn marker(&mut self, number: Option<u32>) -> String {
        let marker = match number {
            None => "-".to_owned(),
            Some(number) => {
                let follows = self.last.is_some_and(|last| last.checked_add(1) == Some(number));
                if self.last.is_some() && !follows {
                    self.bracket = !self.bracket;
                }
                let sign = if self.bracket { ')' } else { '.' };
                format!("{}{sign}", number.min(999_999_999))
            }
        };
        self.last = number;
        marker
    }
}

impl Writer {
    /// Writes nodes. `first` is the prefix of the first line, `prefix` that of the others.
    pub(super) fn nodes(&mut self, nodes: &[Node], first: &str, prefix: &str) {
        let mut numbering = Numbering::default();
        let mut before: Option<&Node> = None;
        for node in nodes {
            let is_entry = matches!(node, Node::Item(_) | Node::Bullet(_) | Node::Slot(_));
            if !is_entry {
                numbering = Numbering::default();
            }
            if let Some(before) = before
                && (!is_entry || !is_closed(before))
            {
                self.blank(prefix);
            }
            let first = if before.is_none() { first } else { prefix };
            self.node(node, first, prefix, &mut numbering);
            before = Some(node);
        }
    }

    fn node(&mut self, node: &Node, first: &str, prefix: &str, numbering: &mut Numbering) {
        match node {
            Node::Item(item) => {
                let marker = numbering.marker(item.number);
                let head = format!("[{}] {}", if item.checked { 'x' } else { ' ' }, item.text);
                self.entry(&marker, &head, &item_attributes(item), &item.nodes, first, prefix);
            }
            Node::Slot(slot) => {
                let marker = numbering.marker(slot.number);
                let mut attributes = Attributes::default();
                attributes.set("slot", Some(slot.slot.as_str()));
                self.entry(
                    &marker,
                    &format!("[ ] {}", slot.text),
                    &attributes,
                    &slot.nodes,
                    first,
                    prefix,
                );
            }
            Node::Bullet(bullet) => {
                let marker = numbering.marker(bullet.number);
                self.entry(
                    &marker,
                    &bullet.text,
                    &Attributes::default(),
                    &bullet.nodes,
                    first,
                    prefix,
                );
            }
            Node::Text(text) => self.text(text, first, prefix),
            Node::Code(code) => self.code(code, first, prefix),
            Node::Table(text) | Node::Html(text) => self.raw(text, first, prefix),
            Node::Quote(nodes) => {
                if nodes.is_empty() {
                    self.line(&format!("{first}>"));
                }
                self.nodes(nodes, &format!("{first}> "), &format!("{prefix}> "));
            }
            Node::Heading(heading) => {
                self.out.push_str(first);
                self.heading(heading.level, &heading.title, &Attributes::default());
            }
            Node::Rule => self.line(&format!("{first}---")),
        }
    }

    fn entry(&mut self, marker: &str, head: &str, attributes: &Attributes, nodes: &[Node], first: &str, prefix: &str) {
        let indent = format!("{prefix}{}", " ".repeat(marker.len() + 1));
        let list = attributes.to_string();
        let space = if list.is_empty() || head.ends_with(' ') {
            ""
        } else {
            " "
        };
        let head = format!("{head}{space}{list}");
        if head.is_empty() {
            self.line(&format!("{first}{marker}"));
        } else {
            self.text(&head, &format!("{first}{marker} "), &indent);
        }
        // A list that begins with another number than one cannot follow a paragraph, nor can an empty bullet.
        let apart = match nodes.first() {
            Some(Node::Item(item)) => item.number.is_some_and(|number| number != 1),
            Some(Node::Slot(slot)) => slot.number.is_some_and(|number| number != 1),
            Some(Node::Bullet(bullet)) => bullet.text.is_empty() || bullet.number.is_some_and(|number| number != 1),
            Some(Node::Code(_)) | None => false,
            Some(Node::Text(_) | Node::Table(_) | Node::Quote(_) | Node::Html(_) | Node::Heading(_) | Node::Rule) => {
                true
            }
        };
        if apart && !head.is_empty() {
            self.blank(&indent);
        }
        self.nodes(nodes, &indent, &indent);
    }
}

/// Whether an entry can follow the node on the next line.
fn is_closed(node: &Node) -> bool {
    match node {
        Node::Item(_) | Node::Bullet(_) | Node::Slot(_) => node.children().last().is_none_or(is_closed),
        Node::Code(_) => true,
        Node::Text(_) | Node::Table(_) | Node::Quote(_) | Node::Html(_) | Node::Heading(_) | Node::Rule => false,
    }
}

fn item_attributes(item: &Item) -> Attributes {
    let mut attributes = Attributes::default();
    attributes.id = Some(item.key.to_string());
    attributes.set_class("optional", !item.required);
    attributes.set_class("stop", item.stop);
    if item.duty != said_duty(item) {
        attributes.set("duty", item.duty.as_ref().map(|duty| duty.name()));
    }
    attributes.set("evidence", item.evidence.map(|kind| kind.code()));
    attributes.set("when", item.condition.as_deref());
    set_alternative(&mut attributes, item.alternative.as_ref());
    set_tags(&mut attributes, &item.control_tags);
    attributes
}
