//! `cargo xtask bench`: the figures of 09 as ratios taken in one run. What they mean and what was measured:
//! docs/performance.md. Nothing here asserts: absolute times differ from machine to machine.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    dead_code,
    reason = "a program that measures real time on a database of its own, and stops at the first surprise"
)]

#[path = "../../tests/it/app.rs"]
mod app;
mod append;
mod bytes;
mod calendar;
#[path = "../../../store/tests/it/support/cluster.rs"]
mod cluster;
mod import;
mod measure;
mod page;
mod raw;
mod statements;
#[path = "../../tests/it/things.rs"]
mod things;
mod tick;
mod world;

/// A figure: its number in 09, and what measures it.
type Figure = (&'static str, fn(&tokio::runtime::Runtime));

const FIGURES: [Figure; 7] = [
    ("P1", |runtime| runtime.block_on(page::measure())),
    ("P2", |runtime| runtime.block_on(tick::measure())),
    ("P6", |runtime| runtime.block_on(append::measure())),
    ("P8", |runtime| runtime.block_on(bytes::measure())),
    ("P12", |_| import::measure()),
    ("P13", |runtime| runtime.block_on(statements::measure())),
    ("P14", |runtime| runtime.block_on(calendar::measure())),
];

fn main() {
    // `cargo bench` passes `--bench` along.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    measure::say_machine();
    for (name, figure) in FIGURES {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)) {
            figure(&runtime);
        }
    }
}
