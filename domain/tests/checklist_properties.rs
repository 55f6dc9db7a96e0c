//! What holds for every checklist, whatever it says: nothing vanishes, an export reads back as the same structure, item
//! texts stay as they are, and keys are unique.

use std::collections::HashSet;

use domain::templates::compare::{compare, keep_keys};
use domain::templates::markdown::{ReadOptions, Reading, export, read};
use domain::templates::structure::{Item, Reader, Structure};
use proptest::prelude::*;

/// Lines that checklists are made of, the awkward ones more often than in life.
fn line() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "",
        "",
        "",
        "---",
        "-",
        "1.",
        "***",
        "===",
        "- - [ ] deep",
        "> quoted",
        "> - [ ] in a quote",
        ">",
        "lazy words",
        "```bash",
        "```",
        "    indented code",
        "\tafter a tab",
        "# Verify: 0 errors",
        "| a | b |",
        "|---|---|",
        "| [ ] | x |",
        "<!-- a comment",
        "-->",
        "<details>",
        "</details>",
        "[link]: https://example.org",
        "**Label:**",
        "**Label**",
        "**Label.**",
        "**Bold** and words",
        "# Release 2",
        "## Pre-deployment",
        "## Deployment steps",
        "## After the release",
        "## Rollback plan",
        "## Sign-off",
        "### Option A",
        "### Option B",
        "### First 15 minutes",
        "## Contacts",
        "## More lists",
        "#### Deep #",
        "##",
        "Setext",
        "Tech Lead: ____ Date: ____",
        "- [ ] DevOps Lead approval",
        "- [ ] Tech Lead",
        "- Owner: QA",
        "- Command: `make it`",
        "- Expected: nothing",
        "- Time: 5 min",
        "error rate < 1 % (rollback if > 2 %)",
        "- [ ] ",
        "- [x] done (if needed) CC8.1",
        "- [ ] \\*not bold\\* {#kept .stop evidence=link}",
        "- [ ] wrapped",
        "2. words that number",
        "+ plus",
        "* star",
        "7) [ ] seven",
        "8) [X] eight",
        "- **Abbreviated**:",
        "- [ ] 🔴 **必須**: 項目",
        "- [ ] `code ` span",
        "- [ ] a  ",
        "- [ ] [docs][link] & more",
        "- [ ] checkout <previous-tag>",
        "✅ symbol line",
        "- ☐ symbol bullet",
    ]);
    (0_usize..4, fixed).prop_map(|(indent, text)| format!("{}{text}", "  ".repeat(indent)))
}

fn checklist() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 1..40).prop_map(|lines| lines.join("\n"))
}

fn items(structure: &Structure) -> Vec<Item> {
    structure.items().map(|found| found.item.clone()).collect()
}

fn holds(source: &str, reading: &Reading) -> Result<(), TestCaseError> {
    let lines: usize = reading.lines.iter().map(|(_, lines)| lines).sum();
    prop_assert_eq!(lines, reading.totals.lines, "lines vanish");

    let structure = &reading.structure;
    let keys: Vec<_> = structure.items().map(|found| &found.item.key).collect();
    prop_assert_eq!(
        keys.iter().collect::<HashSet<_>>().len(),
        keys.len(),
        "item keys are unique"
    );
    let sections: Vec<_> = structure.sections().map(|(_, section)| &section.key).collect();
    prop_assert_eq!(
        sections.iter().collect::<HashSet<_>>().len(),
        sections.len(),
        "section keys are unique"
    );

    let markdown = export(structure);
    let again = read(&markdown, None, &ReadOptions::default());
    prop_assert!(again.is_ok(), "{source}\n=====\n{markdown}\n{again:?}");
    let again = again.expect("checked").structure;
    prop_assert_eq!(
        again.clone().without_lines(),
        structure.clone().without_lines(),
        "\n{}\n=====\n{}",
        source,
        markdown
    );
    let texts = |structure: &Structure| items(structure).into_iter().map(|item| item.text).collect::<Vec<_>>();
    prop_assert_eq!(texts(&again), texts(structure));
    prop_assert!(compare(structure, &again).is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn an_export_reads_back_as_the_same_structure(source in checklist()) {
        if let Ok(reading) = read(&source, Some("list.md"), &ReadOptions::default()) {
            holds(&source, &reading)?;
        }
    }

    #[test]
    fn so_it_does_for_every_reader(source in checklist(), reader in prop::sample::select(Reader::ALL.to_vec())) {
        let options = ReadOptions { reader: Some(reader), ..ReadOptions::default() };
        if let Ok(reading) = read(&source, None, &options) {
            holds(&source, &reading)?;
        }
    }

    #[test]
    fn so_it_does_with_every_proposal_switched(source in checklist(), off in any::<u64>()) {
        let Ok(first) = read(&source, None, &ReadOptions::default()) else { return Ok(()) };
        let choices = first.proposals.iter().zip(0..).map(|(proposal, n)| (proposal.id.clone(), off >> (n % 64) & 1 == 0));
        let options = ReadOptions { choices: choices.collect(), ..ReadOptions::default() };
        let reading = read(&source, None, &options).expect("it was read before");
        holds(&source, &reading)?;
        let ids = |reading: &Reading| reading.proposals.iter().map(|p| p.id.clone()).collect::<HashSet<_>>();
        prop_assert_eq!(reading.proposals.len(), ids(&reading).len(), "ids are unique");
    }

    #[test]
    fn any_text_is_read_or_refused(source in "\\PC{0,300}") {
        if let Ok(reading) = read(&source, None, &ReadOptions::default()) {
            holds(&source, &reading)?;
        }
    }

    #[test]
    fn stored_structures_read_back(source in checklist()) {
        if let Ok(reading) = read(&source, None, &ReadOptions::default()) {
            let json = serde_json::to_string(&reading.structure).expect("a structure is JSON");
            let back: Structure = serde_json::from_str(&json).expect("and reads back");
            prop_assert_eq!(back, reading.structure);
        }
    }

    #[test]
    fn keys_survive_an_import_without_attributes(source in checklist()) {
        if let Ok(reading) = read(&source, None, &ReadOptions::default()) {
            let mut again = reading.structure.clone();
            let matches = keep_keys(&reading.structure, &mut again);
            prop_assert_eq!(matches.len(), items(&reading.structure).len());
            prop_assert_eq!(again, reading.structure);
        }
    }
}
