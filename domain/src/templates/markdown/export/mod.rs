//! A structure as Markdown that reads well on any forge and reads back as the same structure (04, "Export").

mod nodes;
mod output;

use crate::templates::structure::{Alternative, Heading, Node, Phase, PhaseKind, Section, Structure};

use super::attributes::Attributes;
use super::front;
use super::keys::Keys;
use super::lines::{begins_block, first_line};

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

struct Writer {
    out: String,
    /// Whether section keys are written.
    keyed: bool,
}

impl Writer {
    fn definitions(&mut self, definitions: &[String]) {
        for definition in definitions {
            self.blank("");
            self.line(definition);
        }
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
                joined = !colon && !begins_block(first_line(text));
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
