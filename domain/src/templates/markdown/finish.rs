//! From a draft to the stored structure.

use crate::accounts::Duty;
use crate::templates::structure::{
    Alternative, Bullet, EvidenceKind, Heading, InnerHeading, Item, Node, Phase, PhaseKind, Section, SlotLine,
};

use super::attributes::Attributes;
use super::derive;
use super::draft::{DraftItem, DraftKind, DraftNode, DraftSection, Opens};
use super::duties;

/// Adds a draft section to the phases before it.
pub(super) fn add(section: DraftSection, phases: &mut Vec<Phase>) {
    let kind = section.phase.unwrap_or(PhaseKind::PreDeployment);
    let empty = section.level == 0 && section.nodes.is_empty();
    if empty && phases.is_empty() {
        return;
    }
    if phases.is_empty() || section.opens != Opens::Nothing {
        phases.push(Phase {
            kind,
            heading: None,
            sections: Vec::new(),
        });
    }
    let Some(phase) = phases.last_mut() else { return };
    if section.opens == Opens::Named {
        phase.heading = Some(Heading {
            level: section.level,
            title: section.title,
            plain: section.plain,
            line: section.line,
            relative_time: section.relative_time,
        });
        if !section.nodes.is_empty()
            && let Some(key) = section.key
        {
            phase.sections.push(untitled(key, section.nodes));
        }
    } else if let Some(key) = section.key.clone() {
        phase.sections.push(titled(key, section));
    }
}

fn untitled(key: crate::templates::structure::SectionKey, nodes: Vec<DraftNode>) -> Section {
    titled(
        key,
        DraftSection {
            nodes,
            ..DraftSection::default()
        },
    )
}

fn titled(key: crate::templates::structure::SectionKey, section: DraftSection) -> Section {
    Section {
        key,
        title: section.title,
        plain: section.plain,
        level: section.level,
        line: section.line,
        condition: section.condition,
        watch_minutes: section.watch_minutes,
        relative_time: section.relative_time,
        alternative: section.alternative,
        control_tags: section.tags,
        block_use: section.block_use,
        nodes: nodes(section.nodes),
    }
}

fn nodes(drafts: Vec<DraftNode>) -> Vec<Node> {
    drafts.into_iter().filter_map(node).collect()
}

fn node(draft: DraftNode) -> Option<Node> {
    Some(match draft.kind {
        DraftKind::Item(item) => return item_or_slot(*item, draft.line),
        DraftKind::Bullet(bullet) => Node::Bullet(Bullet {
            number: bullet.number,
            text: bullet.text,
            nodes: nodes(bullet.nodes),
        }),
        DraftKind::Text { text, .. } => Node::Text(text),
        DraftKind::Code { info, text } => Node::Code(derive::code(info, text)),
        DraftKind::Table { text, .. } => Node::Table(text),
        DraftKind::Quote(inner) => Node::Quote(nodes(inner)),
        DraftKind::Html(text) => Node::Html(text),
        DraftKind::Heading { level, title } => Node::Heading(InnerHeading { level, title }),
        DraftKind::Rule => Node::Rule,
    })
}

fn item_or_slot(draft: DraftItem, line: u32) -> Option<Node> {
    if let Some(slot) = draft.slot {
        let line = SlotLine {
            slot,
            number: draft.number,
            text: draft.text,
            nodes: nodes(draft.nodes),
        };
        return Some(Node::Slot(line));
    }
    let attributes = &draft.attributes;
    let mut item = Item {
        key: draft.key?,
        text: draft.text,
        plain: draft.plain,
        title: draft.title,
        checked: draft.checked,
        number: draft.number,
        line,
        required: !attributes.has("optional"),
        stop: attributes.has("stop"),
        duty: attributes.get("duty").and_then(duty),
        owner: None,
        evidence: attributes.get("evidence").and_then(EvidenceKind::from_code),
        condition: draft.condition,
        time_budget: None,
        alternative: alternative(attributes),
        control_tags: draft.tags,
        command: None,
        verify: Vec::new(),
        nodes: nodes(draft.nodes),
    };
    derive::settle(&mut item);
    Some(Node::Item(Box::new(item)))
}

fn duty(name: &str) -> Option<Duty> {
    duties::built_in(name).or_else(|| Duty::parse(name).ok())
}

fn alternative(attributes: &Attributes) -> Option<Alternative> {
    let branch = attributes.get("branch").unwrap_or_default().to_owned();
    attributes.get("alternative").map(|group| Alternative {
        group: group.to_owned(),
        branch,
    })
}
