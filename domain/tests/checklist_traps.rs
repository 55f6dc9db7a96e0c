//! The traps of real checklists (04, "Traps"), each with a fixture of our own and its truth.

use domain::accounts::Duty;
use domain::templates::Structure;
use domain::templates::markdown::{LineUse, ReadError, ReadOptions, Reading, export, inspect, read};
use domain::templates::structure::{BlockUse, Item, Node, PhaseKind, Reader, Roster};
use domain::text::ValueName;

fn reading(source: &str) -> Reading {
    let reading = read(source, Some("list.md"), &ReadOptions::default()).expect("the fixture is read");
    let lines: usize = reading.lines.iter().map(|(_, lines)| lines).sum();
    assert_eq!(lines, reading.totals.lines, "every line is accounted for");
    reading
}

/// Line, depth and text of every item.
fn items(source: &str) -> Vec<(u32, u32, String)> {
    reading(source)
        .items
        .into_iter()
        .map(|item| (item.line, item.depth, item.text))
        .collect()
}

fn texts(source: &str) -> Vec<String> {
    items(source).into_iter().map(|(_, _, text)| text).collect()
}

fn item(reading: &Reading, text: &str) -> Item {
    let found = reading
        .structure
        .items()
        .find(|found| found.item.text.starts_with(text));
    found.expect("the item is there").item.clone()
}

#[test]
fn trap_1_boxes_in_fences_and_comments_are_no_items() {
    let texts = texts(include_str!("fixtures/fences.md"));
    assert_eq!(
        texts,
        [
            "No migration waits",
            "**Ship to one instance**",
            "Instance answers",
            "Log is quiet",
            "Warm the cache",
            "Notes are sent",
            "Outside again, whatever it looks like",
            "After all fences",
        ]
    );
}

#[test]
fn trap_2_a_heading_resets_nesting_and_a_plain_bullet_is_a_group() {
    let source = include_str!("fixtures/nesting.md");
    let found: Vec<(u32, String)> = items(source)
        .into_iter()
        .map(|(_, depth, text)| (depth, text))
        .collect();
    let expected = [
        (1, "Verify critical paths"),
        (2, "Basket"),
        (2, "Payment"),
        (1, "All of the cluster"),
        (2, "Nodes"),
        (3, "Node one"),
        (3, "Node two"),
        (2, "Tests pass"),
        (2, "Way back is known"),
        (1, "Indented below a heading"),
    ];
    assert_eq!(found, expected.map(|(depth, text)| (depth, text.to_owned())));

    let structure = reading(source).structure;
    let tests = structure
        .items()
        .find(|found| found.item.text == "Tests pass")
        .expect("it is there");
    assert_eq!(tests.parent, None);
    let group = tests.section.nodes.iter().find_map(|node| {
        if let Node::Bullet(b) = node {
            b.is_group().then_some(b)
        } else {
            None
        }
    });
    assert_eq!(group.expect("a group").text, "**Short list**:");
}

#[test]
fn trap_3_a_fence_between_parent_and_children_is_the_parents() {
    let reading = reading(include_str!("fixtures/fences.md"));
    let parent = item(&reading, "**Ship to one");
    assert_eq!(
        parent.commands().map(|code| code.text.as_str()).collect::<Vec<_>>(),
        ["./deploy --instances 1"]
    );
    assert_eq!(parent.descendants().len(), 2);
    assert_eq!(
        item(&reading, "Warm")
            .commands()
            .next()
            .expect("directly after it")
            .text,
        "./warm"
    );
    assert_eq!(
        item(&reading, "No migration").commands().next().expect("inside").verify,
        ["nothing is printed"]
    );
    assert_eq!(reading.totals.commands, 3);
}

#[test]
fn trap_4_a_bold_label_stands_for_a_heading() {
    let source = include_str!("fixtures/labels.md");
    let structure = reading(source).structure;
    let sections: Vec<&str> = structure
        .sections()
        .map(|(_, section)| section.plain.as_str())
        .collect();
    assert_eq!(
        sections,
        [
            "Before anything else:",
            "When to go back:",
            "Containers",
            "After going back:",
            "What ships"
        ]
    );
    let after = structure
        .items()
        .filter(|found| found.section.plain == "After going back:");
    assert_eq!(
        after.map(|found| found.phase).collect::<Vec<_>>(),
        [PhaseKind::Rollback; 2]
    );
}

#[test]
fn trap_5_equal_titles_and_texts_have_keys_of_their_own() {
    let structure = reading(include_str!("fixtures/duplicates.md")).structure;
    let keys: Vec<&str> = structure.items().map(|found| found.item.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "health-is-good",
            "health-is-good-2",
            "health-is-good-3",
            "log-is-quiet",
            "health-is-good-4",
            "log-is-quiet-2"
        ]
    );
    let sections: Vec<&str> = structure.sections().map(|(_, section)| section.key.as_str()).collect();
    assert_eq!(sections, ["checks", "checks-2"]);
}

#[test]
fn trap_6_numbers_are_display_text() {
    let structure = reading(include_str!("fixtures/duplicates.md")).structure;
    let numbers: Vec<Option<u32>> = structure.items().map(|found| found.item.number).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(1), Some(2), Some(7), Some(8)]);
}

#[test]
fn trap_7_parents_that_are_steps_and_parents_that_are_sums_both_are_items() {
    let reading = reading(include_str!("fixtures/nesting.md"));
    for parent in ["Verify critical paths", "All of the cluster", "Nodes"] {
        assert!(item(&reading, parent).is_parent(), "{parent}");
        assert!(item(&reading, parent).required, "{parent}");
    }
}

#[test]
fn trap_8_symbols_and_boxes_inside_an_item_are_its_text() {
    let reading = reading(include_str!("fixtures/oddities.md"));
    assert!(!item(&reading, "✅ Looks done").checked);
    assert_eq!(item(&reading, "🔴").title.as_deref(), Some("Backup"));
    assert_eq!(item(&reading, "Type:").text, "Type: [ ] Major | [ ] Minor");
    assert!(item(&reading, "Capital").checked);
}

#[test]
fn trap_9_boxes_in_cells_and_a_number_that_looks_like_one() {
    let reading = reading(include_str!("fixtures/tables.md"));
    assert_eq!(reading.structure.reader, Reader::TableRows);
    let found: Vec<(u32, bool, &str)> = reading
        .items
        .iter()
        .map(|item| (item.line, item.checked, item.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (5, false, "Way back rehearsed"),
            (6, true, "**Alerts** tuned"),
            (8, false, "Notes sent")
        ]
    );
    assert_eq!(item(&reading, "Way back").duty, Some(Duty::QaLead));
}

#[test]
fn trap_10_line_endings_tabs_spaces_wrapped_and_empty_items_and_quotes() {
    let source = include_str!("fixtures/oddities.md");
    let expected = items(source);
    let windows = format!("\u{feff}{}", source.replace('\n', "\r\n"));
    assert_eq!(items(&windows), expected);
    assert_eq!(items(&source.replace('\n', "\r")), expected);
    assert_eq!(items(source.trim_end()), expected);

    let reading = reading(source);
    assert_eq!(
        item(&reading, "Wrapped").text,
        "Wrapped text that goes on\nin a second line\nand in a third"
    );
    assert_eq!(
        item(&reading, "Wrapped").plain,
        "Wrapped text that goes on in a second line and in a third"
    );
    let texts: Vec<&str> = expected.iter().map(|(_, _, text)| text.as_str()).collect();
    for text in ["", "Star", "Plus", "After a tab", "In a quote", "In a quote in a quote"] {
        assert!(texts.contains(&text), "{text}");
    }
    assert!(!texts.iter().any(|text| text.starts_with("no item")));
    assert_eq!(
        items("- [ ]\u{a0}After a no-break space"),
        [(1, 1, "After a no-break space".to_owned())]
    );
    assert_eq!(reading.warnings.len(), 1, "the item without text is worth knowing of");
}

#[test]
fn trap_11_headings_inside_items_accidental_headings_and_far_indented_steps() {
    let reading = reading(include_str!("fixtures/oddities.md"));
    assert_eq!(reading.structure.sections().count(), 1, "no heading but the title's");
    let below = item(&reading, "Below a heading");
    assert!(matches!(&below.nodes[0], Node::Heading(heading) if heading.title == "Heading inside an item"));
    assert_eq!(below.descendants().len(), 1);
    assert_eq!(item(&reading, "Turned into a heading").text, "Turned into a heading");
    assert!(
        !reading
            .items
            .iter()
            .any(|item| item.text.starts_with("so far indented"))
    );

    let labels = self::reading(include_str!("fixtures/labels.md"));
    let ships = labels
        .structure
        .sections()
        .find(|(_, section)| section.plain == "What ships")
        .expect("a label")
        .1;
    assert_eq!(ships.nodes[0], Node::Text("List what ships:".to_owned()));
}

#[test]
fn trap_12_code_signing_and_blanks_in_addresses_are_no_sign_offs() {
    let reading = reading(include_str!("fixtures/signing.md"));
    let slots: Vec<(&str, &str, Option<u32>)> = reading
        .structure
        .slots
        .iter()
        .map(|slot| (slot.key.as_str(), slot.duty.name(), slot.line))
        .collect();
    assert_eq!(
        slots,
        [
            ("pre-tech-lead", "Tech Lead", Some(19)),
            ("pre-devops-lead", "DevOps Lead", Some(20)),
            ("pre-security", "Security", Some(21)),
            ("pre-data-officer", "Data Officer", Some(22)),
            ("post-deployment-engineer", "Deployment Engineer", Some(31)),
            ("post-qa-lead", "QA Lead", Some(32)),
            ("post-qa-lead-2", "QA Lead", Some(33)),
        ]
    );
    // Items that became slots are no items to tick; `inspect` lists them all the same.
    let left: Vec<&str> = reading
        .structure
        .items()
        .map(|found| found.item.text.as_str())
        .collect();
    assert_eq!(left.last(), Some(&"Customers know"));
    assert_eq!(reading.totals.items, left.len() + 4);
}

#[test]
fn a_slot_switched_off_is_a_checkbox_again() {
    let source = include_str!("fixtures/signing.md");
    let first = reading(source);
    let proposal = first
        .proposals
        .iter()
        .find(|proposal| proposal.line == Some(20))
        .expect("a slot");
    let options = ReadOptions {
        choices: [(proposal.id.clone(), false)].into(),
        ..ReadOptions::default()
    };
    let second = read(source, None, &options).expect("it was read before");
    assert_eq!(item(&second, "Operations approval").key.as_str(), "operations-approval");
    assert!(second.structure.slots.iter().all(|slot| slot.duty != Duty::DevOpsLead));
    assert!(
        second.structure.slots_in(Roster::Pre).count() == 3,
        "the usual duties are for rosters without any"
    );
}

#[test]
fn rosters_without_a_sign_off_get_the_usual_duties() {
    let structure = reading("- [ ] a").structure;
    let names = |roster| {
        structure
            .slots_in(roster)
            .map(|slot| slot.duty.name())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(Roster::Pre), ["Tech Lead", "DevOps Lead", "Product Owner"]);
    assert_eq!(names(Roster::Post), ["Deployment Engineer", "Tech Lead"]);
    assert!(structure.slots.iter().all(|slot| slot.line.is_none() && !slot.ahead));
}

#[test]
fn what_a_checklist_says_beside_its_items_is_proposed_with_its_line() {
    let source = include_str!("fixtures/everything.md");
    let reading = reading(source);
    let structure = &reading.structure;
    assert_eq!(
        (structure.name.as_str(), structure.title.as_str()),
        ("Release of the shop", "Release of the **shop**")
    );
    assert_eq!(structure.settings[0], ("title".to_owned(), "Everything".to_owned()));
    assert_eq!(
        structure.phases[1]
            .heading
            .as_ref()
            .and_then(|h| h.relative_time.as_deref()),
        Some("1-2 weeks before")
    );

    let review = item(&reading, "**Review**");
    assert_eq!((review.key.as_str(), review.duty), ("review", Some(Duty::DevOpsLead)));
    assert_eq!(review.control_tags, ["29.2"]);
    let migration = item(&reading, "Migration");
    assert_eq!(migration.condition.as_deref(), Some("if there is one"));
    assert_eq!(
        (migration.duty, migration.command.as_deref()),
        (Some(Duty::QaLead), Some("make rehearse"))
    );
    assert_eq!(
        (migration.verify, migration.time_budget.as_deref()),
        (vec!["no error".to_owned()], Some("20 min"))
    );

    let thresholds: Vec<String> = structure
        .thresholds
        .iter()
        .map(|t| {
            format!(
                "{} {} {} {}{}{}",
                t.line,
                t.metric,
                t.comparison.sign(),
                t.limit,
                t.unit,
                if t.rollback { " back" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        thresholds,
        [
            "20 Load test: p95 < 500ms",
            "20 and error rate < 0.1%",
            "30 error rate < 1%",
            "47 Error rate > 5% back"
        ]
    );
    let words = |notes: &[domain::templates::structure::Note]| notes.iter().map(|n| n.text.clone()).collect::<Vec<_>>();
    assert_eq!(words(&structure.triggers), ["Error rate > 5 %", "Orders are lost"]);
    assert_eq!(
        words(&structure.fill_ins),
        ["previous-tag", "Version", "region", "Name"]
    );
    assert_eq!(structure.windows.len(), 1);

    let section = |title: &str| {
        structure
            .sections()
            .find(|(_, s)| s.plain.starts_with(title))
            .expect("a section")
    };
    assert_eq!(section("Changes").1.control_tags, ["CC8.1"]);
    assert_eq!(section("Monitoring").1.watch_minutes, Some(15));
    let branches = ["Option A", "Option B"].map(|title| section(title).1.alternative.clone().expect("a branch"));
    assert_eq!(
        (branches[0].group.as_str(), branches[0].branch.as_str()),
        (branches[1].group.as_str(), "A")
    );
    assert_eq!(
        (section("Hotfix").0.kind, section("Hotfix").1.block_use),
        (PhaseKind::Reference, Some(BlockUse::Hotfix))
    );
    assert_eq!(section("New region").1.block_use, Some(BlockUse::AddOn));
    assert!(
        !section("Option A").1.has_items(),
        "a procedure that is only code stays in place"
    );
    assert_eq!(structure.definitions, ["[guide]: https://example.org/guide"]);

    for proposal in reading.proposals.iter().filter(|proposal| proposal.line.is_some()) {
        let line = source
            .lines()
            .nth(proposal.line.unwrap_or_default() as usize - 1)
            .expect("a line of the source");
        assert!(!line.trim().is_empty(), "{proposal:?}");
    }
}

#[test]
fn phases_follow_the_highest_level_that_has_a_phase_word() {
    let source = "# T\n\n- [ ] a\n\n## Planning\n\n- [ ] b\n\n## Deployment phase\n\n### Pre-deployment\n\n- [ ] c\n\n\
                  ## Rollback\n\n### Post-rollback\n\n- [ ] d\n\n## Loose end\n\n- [ ] e\n\n## Go-live\n\n- [ ] f\n";
    let phases = |options: &ReadOptions| {
        let reading = read(source, None, options).expect("it is read");
        reading.items.iter().map(|item| item.phase.code()).collect::<Vec<_>>()
    };
    let usual = ReadOptions::default();
    assert_eq!(
        phases(&usual),
        ["pre", "pre", "deployment", "rollback", "reference", "post"]
    );
    let chosen = ReadOptions {
        phases: [(21, PhaseKind::PostDeployment)].into(),
        ..usual
    };
    assert_eq!(
        phases(&chosen),
        ["pre", "pre", "deployment", "rollback", "post", "post"]
    );
}

#[test]
fn files_without_task_items_are_read_by_the_next_reader() {
    let cases = [
        ("# T\n\n- ☐ a\n- ✅ b\n", Reader::SymbolBullets, vec!["a", "b"]),
        ("# T\n\n☐ a\n✅ b\n[ ] c\n", Reader::SymbolLines, vec!["a", "b", "c"]),
        ("# T\n\n1. a\n   - why\n2. b\n", Reader::NumberedSteps, vec!["a", "b"]),
        ("# T\n\n+ a\n  + criterion\n+ b\n", Reader::PlainBullets, vec!["a", "b"]),
        (
            "# T\n\n## Do a\n\nwords\n\n## Do b\n\n```\ncode\n```\n",
            Reader::Prose,
            vec!["Do a", "Do b"],
        ),
    ];
    for (source, reader, expected) in cases {
        let reading = reading(source);
        assert_eq!(reading.structure.reader, reader);
        assert_eq!(reading.readers.first(), Some(&reader));
        assert_eq!(texts(source), expected);
    }
    let mixed = "# T\n\n1. a\n2. b\n\n- c\n";
    assert_eq!(reading(mixed).readers, [Reader::NumberedSteps, Reader::PlainBullets]);
    let chosen = ReadOptions {
        reader: Some(Reader::PlainBullets),
        ..ReadOptions::default()
    };
    assert_eq!(read(mixed, None, &chosen).expect("it is offered").totals.items, 3);
}

#[test]
fn the_name_is_the_h1_or_the_first_heading_or_the_files() {
    for (source, name) in [
        ("# One *two*\n- [ ] a", "One two"),
        ("## First\n- [ ] a\n## Second", "First"),
        ("## First\n- [ ] a\n# The H1", "The H1"),
        (
            "---\nname: 'From settings'\nabout: x\ntitle: v<version>\n---\n- [ ] a",
            "From settings",
        ),
        ("- [ ] a", "release list"),
    ] {
        let reading = read(source, Some("docs/release_list.md"), &ReadOptions::default()).expect("it is read");
        assert_eq!(reading.structure.name, name);
    }
}

#[test]
fn nothing_to_tick_is_said() {
    let read = |source| read(source, None, &ReadOptions::default()).map(|_| ());
    assert_eq!(read(""), Err(ReadError::Empty));
    assert_eq!(read("\u{feff} \r\n\t\n"), Err(ReadError::Empty));
    assert_eq!(read("Just words."), Err(ReadError::NoItems));
}

#[test]
fn the_report_has_the_shape_that_programs_rely_on() {
    let report = inspect("## Sign-off\n\n1. [x] Tech Lead: ____ Date: ____\n", Some("a.md")).expect("it is read");
    let json = serde_json::to_value(&report).expect("a report is JSON");
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut top = keys(&json);
    top.sort();
    assert_eq!(
        top,
        ["items", "proposals", "reader", "slots", "title", "totals", "warnings"]
    );
    assert_eq!(json["reader"], "tasks");
    assert_eq!(json["items"][0]["text"], "Tech Lead: ____ Date: ____");
    assert_eq!(
        (&json["items"][0]["checked"], &json["items"][0]["ordered"]),
        (&true.into(), &true.into())
    );
    assert_eq!(
        json["slots"][0],
        serde_json::json!({"line": 3, "duty": "Tech Lead", "roster": "pre"})
    );
    assert_eq!(json["totals"]["lines"], 3);
}

#[test]
fn lines_are_counted_by_what_they_became() {
    let lines = reading(include_str!("fixtures/everything.md")).lines;
    let of = |wanted| {
        lines
            .iter()
            .find(|(line_use, _)| *line_use == wanted)
            .map(|(_, lines)| *lines)
    };
    assert_eq!(of(LineUse::FrontMatter), Some(5));
    assert_eq!(of(LineUse::Title), Some(1));
    assert_eq!(of(LineUse::Code), Some(5));
    assert_eq!(of(LineUse::Definition), Some(1));
}

#[test]
fn a_blank_keeps_its_place_over_an_export() {
    let source = "# Release\n\n## Before\n\n- [ ] Note it: ____\n\n## Deployment steps\n\n- [ ] Ship <previous-tag>\n";
    let first = reading(source).structure;
    let again = reading(&export(&first)).structure;
    let places = |structure: &Structure| -> Vec<(String, Option<String>)> {
        let values = structure.asked_values();
        let place = |name: &ValueName| structure.place_of(name).map(str::to_owned);
        values.map(|name| (name.to_string(), place(&name))).collect()
    };
    assert_eq!(
        places(&first),
        [
            ("Note it".to_owned(), Some("Before".to_owned())),
            ("previous-tag".to_owned(), Some("Deployment steps".to_owned())),
        ]
    );
    assert_eq!(places(&again), places(&first));
}

#[test]
fn a_stated_name_that_nobody_could_be_asked_for_is_left_out_and_said() {
    let stated = |name: &str| {
        let source = format!(
            "---\ncountersign:\n  fill_ins:\n    - {{\"text\":\"{name}\",\"line\":0}}\n---\n# Release\n\n- [ ] One\n"
        );
        let reading = reading(&source);
        (reading.structure.fill_ins.len(), reading.warnings.len())
    };
    assert_eq!(stated(&"n".repeat(60)), (1, 0));
    assert_eq!(stated(&"n".repeat(61)), (0, 1));
    assert_eq!(stated(" "), (0, 1));
}
