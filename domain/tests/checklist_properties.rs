//! What holds for every checklist, whatever it says: nothing vanishes, an export reads back as the same structure, item
//! texts stay as they are, and keys are unique.

use std::collections::HashSet;

use domain::templates::compare::{compare, keep_keys};
use domain::templates::markdown::{ReadOptions, Reading, export, read};
use domain::templates::structure::{Item, Reader, Structure};
use proptest::prelude::*;

/// Lines that checklists are made of, the awkward ones more often than in life.
fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
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
        "- [ ] half ` of a span",
        "> ` the other half",
        "`",
        "[half of a",
        "link][link]",
        "- [ ] **half bold",
        "the rest** of it",
        "ends in a backslash\\",
        "> > - [ ] deep quote",
        "\\# no heading",
        "&amp; <https://example.org> ![image][link]",
        "+ [ ] plus item",
        "-\t[x] after a tab",
        "10. [ ] ten",
        "1. [ ] one",
        "-     far",
        "~~~",
        "````md",
        "<!-- whole -->",
        "<b>bold</b> <br>",
        "## Heading {#kept}",
        "***both*** __also__",
        "hard break  ",
        "- [ ] a | b",
        "| `x\\|y` | [ ] |",
        "| ✅ | **a** \\| b |",
        "| [X] | # no number |",
        "| [ ] one box | 1. |",
        "[ ] box alone",
        "* * *",
        "- [ ] a  ",
        "- [ ] [docs][link] & more",
        "- [ ] checkout <previous-tag>",
        "✅ symbol line",
        "- ☐ symbol bullet",
    ])
}

/// Checklists of any lines, and of few different ones, which stand together more often.
fn checklist() -> impl Strategy<Value = String> {
    let few = prop::collection::vec(line(), 2..8).prop_flat_map(|few| lines_of(prop::sample::select(few)));
    prop_oneof![lines_of(line()), few]
}

fn lines_of(line: impl Strategy<Value = &'static str>) -> impl Strategy<Value = String> {
    let indented = (0_usize..4, line).prop_map(|(indent, text)| format!("{}{text}", "  ".repeat(indent)));
    prop::collection::vec(indented, 1..40).prop_map(|lines| lines.join("\n"))
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
    fn so_it_does_for_signs_in_any_order(source in "(- \\[ \\] )?[-\\[\\]x*_`#>|\n \n1.)~<!:&{}a\\\\\"'()=+\t]{0,60}") {
        for reader in Reader::ALL {
            let options = ReadOptions { reader: Some(reader), ..ReadOptions::default() };
            if let Ok(reading) = read(&source, None, &options) {
                holds(&source, &reading)?;
            }
        }
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

/// A source that once did not read back, with every reader.
fn reads_back(source: &str) -> Structure {
    for reader in Reader::ALL {
        let options = ReadOptions {
            reader: Some(reader),
            ..ReadOptions::default()
        };
        if let Ok(reading) = read(source, None, &options) {
            holds(source, &reading).expect("its export reads back");
        }
    }
    read(source, None, &ReadOptions::default())
        .expect("it is read")
        .structure
}

fn plains(structure: &Structure) -> Vec<&str> {
    structure.items().map(|found| found.item.plain.as_str()).collect()
}

#[test]
fn code_that_goes_on_over_lines_keeps_its_words() {
    let structure = reads_back("✅ symbol line\n    ```bash\n  7) [ ] seven\n    ```bash");
    assert_eq!(plains(&structure), ["symbol line bash 7) [ ] seven bash"]);
    reads_back("- [ ] a `\n  b\n  `c");
    reads_back("- [ ] a`\n      b\n      `c");
}

#[test]
fn what_begins_in_one_line_and_ends_in_the_next_is_parted_with_them() {
    let structure = reads_back("✅ a `b\n✅ c` **d\n✅ e** f");
    assert_eq!(plains(&structure), ["a `b", "c` **d", "e** f"]);
    let structure = reads_back("✅ [half of a\nlink][Link]\n✅ [**no** title][link]\n\n[link]: https://example.org");
    assert_eq!(plains(&structure), ["half of a link", "no title"]);
    assert!(items(&structure).iter().all(|item| item.title.is_none()));
}

#[test]
fn a_heading_of_several_lines_says_what_it_says_on_one() {
    let structure = reads_back("  -\n===\n    ```\n    ---\n    ```bash\n===\n-");
    assert_eq!(plains(&structure), ["=== ---bash"]);
    reads_back("- [ ] a\n\nin two\\\nlines\n===\n");
}

#[test]
fn a_quote_mark_indented_like_code_is_text_where_a_paragraph_goes_on() {
    let structure = reads_back("> - [ ] in a quote\n    ```bash\n    > quoted\n    ```bash");
    assert_eq!(plains(&structure), ["in a quote bash > quoted bash"]);
    let structure = reads_back("> - [ ] in a quote `of\n> one` item");
    assert_eq!(items(&structure)[0].text, "in a quote `of\none` item");
}

#[test]
fn a_label_depends_on_the_line_below_it_alone() {
    let structure = reads_back("**Label:**\nlazy words\n✅ symbol line\n| a | b |");
    assert_eq!(
        structure
            .sections()
            .map(|(_, section)| section.plain.as_str())
            .collect::<Vec<_>>(),
        ["Label:"]
    );
}

#[test]
fn a_cell_says_outside_of_its_table_what_it_says_inside() {
    let structure = reads_back("| `x\\|y` | [ ] |\n|---|---|\n| `x\\|y` | [ ] |");
    assert_eq!(plains(&structure), ["x|y"]);
}

#[test]
fn a_row_without_a_box_is_a_bullet_whatever_it_begins_with() {
    let structure = reads_back("|---|---|\n|---|---|\n|---|---|\n| [X] | # |\n| [ ] | x |");
    assert_eq!(plains(&structure), ["x"]);
}

#[test]
fn a_backslash_before_white_space_breaks_no_line() {
    let structure = reads_back("- [ ] a \\\t\nb");
    assert_eq!(plains(&structure), ["a \\ b"]);
}

#[test]
fn a_label_above_a_step_of_prose_stays_a_label() {
    let structure = reads_back("**Before**\n\n**Do it**\n\n    code");
    assert_eq!(structure.reader, Reader::Prose);
    assert_eq!(plains(&structure), ["Do it"]);
}

#[test]
fn an_empty_entry_behind_a_tab_is_no_definition() {
    let structure = reads_back("- [ ] \n\n\t1.");
    assert!(structure.definitions.is_empty(), "{:?}", structure.definitions);
}

#[test]
fn a_table_stays_one_whatever_its_rows_begin_with() {
    reads_back("[link]: https://example.org\n    - [ ] a | b\n|---|---|\n    - c | d\n- [ ] e");
}

#[test]
fn words_below_a_box_alone_are_its_text() {
    assert_eq!(plains(&reads_back("[x]\n:")), [":"]);
}
