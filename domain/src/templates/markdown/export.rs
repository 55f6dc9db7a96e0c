//! A structure as Markdown that reads well on any forge and reads back as the same structure (04, "Export").

use crate::templates::structure::{Alternative, Code, Heading, Item, Node, Phase, PhaseKind, Section, Structure};

use super::attributes::Attributes;
use super::derive::said_duty;
use super::front;
use super::keys::Keys;
use super::lines::begins_block;

/// Writes a checklist as GFM with attribute lists and front matter.
pub fn export(structure: &Structure) -> String {
    let mut writer = Writer {
        out: front::write(structure),
        keyed: !keys_are_usual(structure),
    };
    let open_html = structure
        .phases
        .last()
        .and_then(|phase| phase.sections.last())
        .and_then(|section| section.nodes.last());
    // An unclosed comment at the end would swallow what follows it.
    let definitions_first = matches!(open_html, Some(Node::Html(_)));
    if let Some(level) = structure.title_level {
        writer.blank("");
        writer.heading(level, &structure.title, &Attributes::default());
    }
    if definitions_first {
        writer.definitions(&structure.definitions);
    }
    for (index, phase) in structure.phases.iter().enumerate() {
        writer.phase(phase, index == 0);
    }
    if !definitions_first {
        writer.definitions(&structure.definitions);
    }
    writer.out
}

/// Whether the keys of all sections are those that reading would give them, so that none need be written.
fn keys_are_usual(structure: &Structure) -> bool {
    let mut keys = Keys::default();
    structure.phases.iter().all(|phase| {
        phase.sections.iter().enumerate().all(|(index, section)| {
            let heading = phase.heading.as_ref().filter(|_| index == 0 && section.level == 0);
            let title = heading.map_or(section.plain.as_str(), |heading| &heading.plain);
            keys.make(title, 's') == section.key.as_str()
        })
    })
}

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

struct Writer {
    out: String,
    /// Whether section keys are written.
    keyed: bool,
}

impl Writer {
    /// A blank line, unless one stands there.
    fn blank(&mut self, prefix: &str) {
        let bare = prefix.trim_end();
        let last = self.out.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
        let stands = self.out.ends_with("\n\n") || self.out.is_empty() || (!bare.is_empty() && last == bare);
        if !stands {
            self.line(bare);
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn definitions(&mut self, definitions: &[String]) {
        for definition in definitions {
            self.blank("");
            self.line(definition);
        }
    }

    fn heading(&mut self, level: u8, title: &str, attributes: &Attributes) {
        let mut line = "#".repeat(usize::from(level.clamp(1, 6)));
        for part in [title, &attributes.to_string()] {
            if !part.is_empty() {
                line.push(' ');
                line.push_str(part);
            }
        }
        // A heading that ends in a hash needs a closing sequence of its own.
        if line.ends_with('#') && !title.is_empty() {
            line.push_str(" #");
        }
        self.line(&line);
    }

    fn phase(&mut self, phase: &Phase, first: bool) {
        let mut begins = (!first || phase.kind != PhaseKind::PreDeployment).then(|| phase.kind.code());
        let mut joined = false;
        if let Some(heading) = &phase.heading {
            let own = phase.sections.first().filter(|section| section.level == 0);
            joined = self.phase_heading(phase.kind, heading, own);
            begins = None;
        }
        for section in &phase.sections {
            self.section(section, begins.take(), joined);
            joined = false;
        }
    }

    /// The heading of a phase. True when the text below it goes on in the same paragraph.
    fn phase_heading(&mut self, kind: PhaseKind, heading: &Heading, section: Option<&Section>) -> bool {
        let mut attributes = Attributes::default();
        attributes.id = section.filter(|_| self.keyed).map(|section| section.key.to_string());
        attributes.set("phase", Some(kind.code()));
        attributes.set("due", heading.relative_time.as_deref());
        self.blank("");
        if heading.level == Section::LABEL {
            let nodes = section.map_or(&[][..], |section| &section.nodes);
            let key = || section.map_or_else(|| "phase".to_owned(), |section| section.key.to_string());
            return self.label(&heading.title, attributes, nodes, key);
        }
        self.heading(heading.level, &heading.title, &attributes);
        false
    }

    fn section(&mut self, section: &Section, begins: Option<&str>, mut joined: bool) {
        let mut attributes = Attributes::default();
        attributes.id = self.keyed.then(|| section.key.to_string());
        attributes.set("begins", begins);
        attributes.set("when", section.condition.as_deref());
        attributes.set("due", section.relative_time.as_deref());
        attributes.set(
            "watch",
            section.watch_minutes.map(|minutes| minutes.to_string()).as_deref(),
        );
        attributes.set("use", section.block_use.map(|block_use| block_use.code()));
        set_alternative(&mut attributes, section.alternative.as_ref());
        set_tags(&mut attributes, &section.control_tags);
        if section.level == Section::LABEL {
            self.blank("");
            joined = self.label(&section.title, attributes, &section.nodes, || section.key.to_string());
        } else if section.level > 0 {
            self.blank("");
            self.heading(section.level, &section.title, &attributes);
        }
        if !joined {
            self.blank("");
        }
        self.nodes(&section.nodes, "", "");
    }

    /// A bold label. It carries its key where reading would not take it for one otherwise. True when the text below it
    /// goes on in the same paragraph.
    fn label(&mut self, title: &str, mut attributes: Attributes, nodes: &[Node], key: impl FnOnce() -> String) -> bool {
        let colon = title.trim_end().ends_with([':', '：']);
        let sentence = title.trim_end().ends_with(['.', '!', '。']);
        let mut joined = false;
        let followed = match nodes.first() {
            Some(Node::Text(text)) => {
                joined = !colon && !begins_block(text);
                colon || joined
            }
            Some(Node::Item(_) | Node::Bullet(_) | Node::Slot(_) | Node::Code(_) | Node::Table(_)) => true,
            Some(Node::Quote(_) | Node::Html(_)) => true,
            Some(Node::Heading(_) | Node::Rule) | None => false,
        };
        if (!followed || sentence) && attributes.id.is_none() {
            attributes.id = Some(key());
        }
        let list = attributes.to_string();
        let space = if list.is_empty() { "" } else { " " };
        self.line(&format!("**{title}**{space}{list}"));
        joined
    }

    /// Writes nodes. `first` is the prefix of the first line, `prefix` that of the others.
    fn nodes(&mut self, nodes: &[Node], first: &str, prefix: &str) {
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

    /// A run of inline Markdown. A line that would begin another block is indented so far that it cannot.
    fn text(&mut self, text: &str, first: &str, prefix: &str) {
        for (index, line) in text.split('\n').enumerate() {
            match index {
                0 => self.out.push_str(first),
                _ => self.out.push_str(prefix),
            }
            if index > 0 && begins_block(line) {
                self.out.push_str("    ");
            }
            self.line(line);
        }
    }

    fn raw(&mut self, text: &str, first: &str, prefix: &str) {
        for (index, line) in text.split('\n').enumerate() {
            let prefix = if index == 0 { first } else { prefix };
            let prefix = if line.is_empty() { prefix.trim_end() } else { prefix };
            self.line(&format!("{prefix}{line}"));
        }
    }

    fn code(&mut self, code: &Code, first: &str, prefix: &str) {
        let sign = if code.language.contains('`') { '~' } else { '`' };
        let longest = code.text.split(|c| c != sign).map(str::len).max().unwrap_or_default();
        let fence = sign.to_string().repeat(longest.max(2) + 1);
        let info = code.language.replace('\\', "\\\\").replace('&', "&amp;");
        self.line(&format!("{first}{fence}{info}"));
        if !code.text.is_empty() {
            for line in code.text.split('\n') {
                let prefix = if line.is_empty() { prefix.trim_end() } else { prefix };
                self.line(&format!("{prefix}{line}"));
            }
        }
        self.line(&format!("{prefix}{fence}"));
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

fn set_alternative(attributes: &mut Attributes, alternative: Option<&Alternative>) {
    attributes.set("alternative", alternative.map(|alternative| alternative.group.as_str()));
    let branch = alternative.map(|alternative| alternative.branch.as_str());
    attributes.set("branch", branch.filter(|branch| !branch.is_empty()));
}

fn set_tags(attributes: &mut Attributes, tags: &[String]) {
    let tags = tags.join(" ");
    attributes.set("tags", (!tags.is_empty()).then_some(tags.as_str()));
}
