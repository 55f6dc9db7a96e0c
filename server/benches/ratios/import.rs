//! P12: reading a checklist of 1 MiB, against the Markdown parser alone.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::templates::markdown::{ReadOptions, read};
use pulldown_cmark::{Options, Parser};

use crate::measure::{median, say, slope};

/// No part of the text is longer.
const PART: usize = 1_400;
/// Sizes in KiB.
const SIZES: [usize; 4] = [128, 256, 512, 1024];

pub(crate) fn measure() {
    let mut points = Vec::new();
    let mut last = (Duration::ZERO, Duration::ZERO);
    for size in SIZES {
        let text = text(size * 1024);
        let (ours, theirs) = compare(&text);
        points.push((size as f64, ours.as_secs_f64()));
        last = (ours, theirs);
    }
    let (ours, theirs) = last;
    say(
        "P12",
        "1 MiB of checklist read",
        format!("{:.1} ms", ours.as_secs_f64() * 1e3),
        "",
    );
    say(
        "P12",
        "pulldown-cmark alone",
        format!("{:.1} ms", theirs.as_secs_f64() * 1e3),
        "",
    );
    say(
        "P12",
        "read : parsed",
        format!("{:.2}", ours.as_secs_f64() / theirs.as_secs_f64()),
        "≤ 3",
    );
    say(
        "P12",
        "growth with the size, 128 KiB to 1 MiB",
        format!("{:+.2}", slope(&points)),
        "1 (linear)",
    );
}

/// Medians of both, taken in turns.
fn compare(text: &str) -> (Duration, Duration) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        let start = Instant::now();
        black_box(read(text, None, &ReadOptions::default()).unwrap());
        let between = Instant::now();
        black_box(Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS).count());
        ours.push(between - start);
        theirs.push(between.elapsed());
    }
    (median(ours.into_iter()), median(theirs.into_iter()))
}

/// A checklist of nearly that size, with the mixture that checklists have: headings, items with notes below, commands, tables
/// and prose. The largest has fewer items than a template may have.
fn text(size: usize) -> String {
    let mut text = String::with_capacity(size + 1024);
    text.push_str("# Release of the shop\n\n## Pre-deployment\n");
    let mut part = 0;
    while text.len() + PART <= size {
        part += 1;
        let _ = write!(
            text,
            "\n### Part {part}\n\nThe shop is taken through **four** steps; each has an owner, see [the plan](https://plan.example/{part}).\n\n\
             - [ ] Integration tests of part {part} are green on `main`\n\
             - [ ] The migration was tried on a copy of production\n  - [ ] It took less than ten minutes\n  - [ ] It can be undone\n\
             - [ ] Alerts of part {part} are silenced until the end of the window\n\n  \
             Silence them by hand, one after the other, and write down which.\n\n\
             ```sh\ndeployctl release --part {part} --wait 300\ndeployctl status --part {part}\n```\n\n\
             | Service | Owner | Limit |\n|---|---|---|\n| basket | Payments | 200 ms |\n| search | Discovery | 350 ms |\n\n\
             Rows of the table are read by whoever is on call. Nothing here is ticked; it says what to expect while the part\n\
             is under way, and whom to call when a limit is crossed for more than five minutes.\n"
        );
    }
    text
}
