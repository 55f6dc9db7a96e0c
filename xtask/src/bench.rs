//! `cargo xtask bench`: the figures of docs/performance.md.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    process::{Run as _, cargo},
    steps::{self, Note, Step},
    web,
};

/// What is passed on to the program that measures.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Arguments for the program that measures, such as the names of figures
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    figures: Vec<String>,
}

/// Builds what is measured and measures it.
///
/// # Errors
/// The step that failed.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let [compile, files] = web::steps();
    let list = [
        compile,
        files,
        Step::new("compile and measure", |arguments: &mut &Arguments| {
            measure(&arguments.figures)
        }),
    ];
    steps::all(&list, &mut { arguments })?;
    Ok(ExitCode::SUCCESS)
}

fn measure(figures: &[String]) -> Result<Note> {
    cargo(["bench", "--package", "server", "--bench", "ratios", "--"])
        .args(figures)
        .stream()?;
    Ok(None)
}
