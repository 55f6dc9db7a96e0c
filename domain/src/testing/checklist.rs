//! A checklist of a dozen items in every phase, made without the reader.

use crate::accounts::Duty;
use crate::templates::structure::{EvidenceKind, Heading, Item, Node, Note, Phase, Reader, Section, Slot};
use crate::templates::{Content, ItemKey, PhaseKind, Roster, SectionKey, SlotKey, Structure};

/// A required item without anything below it.
///
/// # Panics
/// When the key has not the form of one.
pub fn item(key: &str, text: &str) -> Item {
    Item {
        key: ItemKey::parse(key).expect("a key"),
        text: text.to_owned(),
        plain: text.to_owned(),
        title: None,
        checked: false,
        number: None,
        line: 0,
        required: true,
        stop: false,
        duty: None,
        owner: None,
        evidence: None,
        condition: None,
        time_budget: None,
        alternative: None,
        control_tags: Vec::new(),
        command: None,
        verify: Vec::new(),
        nodes: Vec::new(),
    }
}

/// A section with a heading of level 3.
///
/// # Panics
/// When the key has not the form of one.
pub fn section(key: &str, title: &str, items: Vec<Item>) -> Section {
    Section {
        key: SectionKey::parse(key).expect("a key"),
        title: title.to_owned(),
        plain: title.to_owned(),
        level: 3,
        line: 0,
        condition: None,
        watch_minutes: None,
        relative_time: None,
        alternative: None,
        control_tags: Vec::new(),
        block_use: None,
        nodes: items.into_iter().map(|item| Node::Item(Box::new(item))).collect(),
    }
}

fn phase(kind: PhaseKind, sections: Vec<Section>) -> Phase {
    Phase {
        kind,
        heading: Some(Heading {
            level: 2,
            title: kind.name().to_owned(),
            plain: kind.name().to_owned(),
            line: 0,
            relative_time: None,
        }),
        sections,
    }
}

fn slot(key: &str, roster: Roster, duty: Duty) -> Slot {
    Slot {
        key: SlotKey::parse(key).expect("a key"),
        duty,
        roster,
        ahead: false,
        line: None,
    }
}

/// The checklist: four items before, three during, three after and two for the rollback are required or optional as
/// real ones are, one is nested, one asks for evidence in words, one is for reference. One value is left blank. Tech Lead, DevOps Lead and Product Owner sign before, Deployment
/// Engineer and Tech Lead after.
pub fn checklist() -> Structure {
    let optional = |key: &str, text: &str| Item {
        required: false,
        ..item(key, text)
    };
    let reviewed = Item {
        nodes: vec![Node::Item(Box::new(item(
            "second-reviewer",
            "A second person reviewed it",
        )))],
        ..item("code-reviewed", "Code reviewed")
    };
    Structure {
        format: Structure::FORMAT,
        name: "Web service".to_owned(),
        title: "Web service".to_owned(),
        title_level: Some(1),
        reader: Reader::Tasks,
        settings: Vec::new(),
        phases: vec![
            phase(
                PhaseKind::PreDeployment,
                vec![
                    section(
                        "code",
                        "Code",
                        vec![
                            item("tests-green", "All tests pass"),
                            reviewed,
                            optional("changelog", "Changelog updated"),
                        ],
                    ),
                    section("data", "Data", vec![item("backup-taken", "Backup taken")]),
                ],
            ),
            phase(
                PhaseKind::Deployment,
                vec![section(
                    "steps",
                    "Steps",
                    vec![
                        item("drain-traffic", "Drain traffic"),
                        item("deploy", "Deploy"),
                        optional("warm-caches", "Warm the caches"),
                    ],
                )],
            ),
            phase(
                PhaseKind::PostDeployment,
                vec![section(
                    "checks",
                    "Checks",
                    vec![
                        item("smoke-tests", "Smoke tests pass"),
                        item("error-rate", "Error rate is as before"),
                        Item {
                            evidence: Some(EvidenceKind::Text),
                            ..optional("announce", "Announced")
                        },
                    ],
                )],
            ),
            phase(
                PhaseKind::Rollback,
                vec![section(
                    "rollback",
                    "Rollback",
                    vec![
                        item("redeploy-previous", "Redeploy the version before"),
                        item("verify-rollback", "Verify the version before"),
                    ],
                )],
            ),
            phase(
                PhaseKind::Reference,
                vec![section(
                    "contacts",
                    "Contacts",
                    vec![item("on-call", "On-call number is known")],
                )],
            ),
        ],
        slots: vec![
            slot("pre-tech-lead", Roster::Pre, Duty::TechLead),
            slot("pre-devops-lead", Roster::Pre, Duty::DevOpsLead),
            slot("pre-product-owner", Roster::Pre, Duty::ProductOwner),
            slot("post-deployment-engineer", Roster::Post, Duty::DeploymentEngineer),
            slot("post-tech-lead", Roster::Post, Duty::TechLead),
        ],
        thresholds: Vec::new(),
        triggers: Vec::new(),
        window: None,
        windows: Vec::new(),
        fill_ins: [("previous-tag", 40), ("Version", 41)]
            .map(|(name, line)| Note {
                text: name.to_owned(),
                line,
            })
            .to_vec(),
        definitions: Vec::new(),
    }
}

/// What a version with this structure holds, and the two blobs that it names: the structure's canonical JSON and a
/// Markdown source.
///
/// # Panics
/// Never: a structure has a canonical form.
pub fn content(structure: &Structure) -> (Content, [Vec<u8>; 2]) {
    let source = format!("# {}\n", structure.title);
    Content::of(structure, &source).expect("whole numbers and snake_case keys")
}
