//! The limits of a checklist (04, trap 13), and sources made to be slow: each of these is read or refused, and a reader
//! whose time grew with the square of the size would not come to an end here.

use domain::templates::markdown::limits::{MAX_BYTES, MAX_ITEMS, MAX_LEVELS};
use domain::templates::markdown::{ReadError, ReadOptions, Reading, export, read, render_block, render_inline};

fn reading(source: &str) -> Result<Reading, ReadError> {
    read(source, None, &ReadOptions::default())
}

/// As many repetitions as fit into a size.
fn filled(head: &str, unit: &str, size: usize) -> String {
    format!("{head}{}", unit.repeat((size - head.len()) / unit.len()))
}

#[test]
fn a_mebibyte_is_read_and_a_byte_more_is_not() {
    let line = format!("- [ ] {}\n", "word ".repeat(30));
    let mut source = filled("", &line, MAX_BYTES);
    source.push_str(&" ".repeat(MAX_BYTES - source.len()));
    let full = reading(&source).expect("as long as may be");
    assert_eq!(full.totals.items, MAX_BYTES / line.len());
    assert_eq!(reading(&export(&full.structure)[..MAX_BYTES]).map(|_| ()), Ok(()));
    source.push('\n');
    assert_eq!(
        reading(&source).map(|_| ()),
        Err(ReadError::TooLarge { limit: MAX_BYTES })
    );
}

#[test]
fn ten_thousand_items_are_read_and_one_more_is_not() {
    let source = "- [ ] same\n".repeat(MAX_ITEMS);
    assert_eq!(reading(&source).expect("as many as may be").totals.items, MAX_ITEMS);
    let one_more = format!("{source}- [ ] same\n");
    assert_eq!(
        reading(&one_more).map(|_| ()),
        Err(ReadError::TooManyItems { limit: MAX_ITEMS })
    );
}

#[test]
fn thirty_two_levels_are_read_and_one_more_is_not() {
    let nested = |levels: usize| {
        (0..levels)
            .map(|level| format!("{}- [ ] x\n", "  ".repeat(level)))
            .collect::<String>()
    };
    let deepest = reading(&nested(MAX_LEVELS)).expect("as deep as may be");
    assert_eq!(deepest.totals.max_depth, MAX_LEVELS);
    let again = reading(&export(&deepest.structure)).expect("its export is as deep");
    assert_eq!(again.structure.without_lines(), deepest.structure.without_lines());
    assert_eq!(
        reading(&nested(MAX_LEVELS + 1)).map(|_| ()),
        Err(ReadError::TooDeep { limit: MAX_LEVELS })
    );
    let quoted = format!("{}- [ ] x", "> ".repeat(MAX_LEVELS));
    assert_eq!(
        reading(&quoted).map(|_| ()),
        Err(ReadError::TooDeep { limit: MAX_LEVELS })
    );
}

#[test]
fn the_errors_name_the_limits() {
    assert!(
        ReadError::TooLarge { limit: MAX_BYTES }
            .to_string()
            .contains("1024 KiB")
    );
    assert!(
        ReadError::TooManyItems { limit: MAX_ITEMS }
            .to_string()
            .contains("10000")
    );
    assert!(ReadError::TooDeep { limit: MAX_LEVELS }.to_string().contains("32"));
}

#[test]
fn sources_made_to_be_slow_come_to_an_end() {
    let units = [
        "[",
        "[[",
        "](",
        "[a](",
        "[]:",
        "> ",
        ">",
        "*",
        "**a ",
        "_a ",
        "` `` ",
        "- ",
        "+ - ",
        "1. ",
        "<",
        "<1",
        "<a ",
        "<!-- ",
        "(",
        "（",
        "{#a ",
        "{",
        "\\",
        "&amp;",
        "|",
        "|-",
        "\n",
        " ",
        "\t",
        "~~~\n",
        "```\n",
        "# a\n",
        "## Sign-off\n",
        "## Option A\n",
        "**Label:**\n\nb\n\n",
        "a\n",
        "a\n===\n",
        "a\n---\n",
        "☐ a\n\n",
        "___ ",
        "1-",
        "<x-y> ",
        "if ",
        "Tech Lead: ____ Date: ____\n\n",
        "[a]: b\n",
        "- b\n",
        "<b>\n\n",
    ];
    for unit in units {
        for head in ["", "- [ ] a ", "- [ ] a\n\n", "☐ a\n"] {
            let source = filled(head, unit, MAX_BYTES / 64);
            if let Ok(reading) = reading(&source) {
                assert!(!export(&reading.structure).is_empty());
            }
        }
    }
}

#[test]
fn html_of_hostile_markdown_is_harmless() {
    let units = [
        "[",
        "**a ",
        "<b",
        "<script>",
        "[x](javascript:a)",
        "> ",
        "![",
        "`",
        "&lt;",
        "<!--",
    ];
    for unit in units {
        let source = unit.repeat(2_000 / unit.len());
        for html in [render_inline(&source), render_block(&source)] {
            assert!(!html.contains("<script") && !html.contains("javascript:a\""), "{unit}");
        }
    }
}
