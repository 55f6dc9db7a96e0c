//! `cargo xtask dist`: the single binary.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result};

use crate::{
    place,
    process::{Run as _, cargo},
    steps::{self, Note, Step},
    web,
};

/// Makes `target/dist/countersign`.
///
/// # Errors
/// The step that failed.
pub(crate) fn run() -> Result<ExitCode> {
    let [compile, files] = web::steps();
    let list = [compile, files, Step::new("compile the binary", |()| compile_server())];
    steps::all(&list, &mut ())?;
    Ok(ExitCode::SUCCESS)
}

/// The profile is called as the folder that the binary goes to.
fn compile_server() -> Result<Note> {
    cargo([
        "build",
        "--profile",
        "dist",
        "--package",
        "server",
        "--bin",
        "countersign",
        "--features",
        "embed",
    ])
    .env("XTASK_SITE", place::site())
    .stream()?;
    let name = format!("countersign{}", std::env::consts::EXE_SUFFIX);
    let file = place::target().join("dist").join(name);
    let bytes = fs::metadata(&file)
        .context("the binary is not where it should be")?
        .len();
    Ok(Some(format!("{}, {} MB", place::short(&file), bytes / 1_000_000)))
}
