//! `cargo xtask dist`: the single binary.

use std::{fs, process::ExitCode};

use anyhow::Result;

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
    let list = [
        compile,
        files,
        Step::new("compile the release", |()| compile_server()),
        Step::new("put it in place", |()| put()),
    ];
    steps::all(&list, &mut ())?;
    Ok(ExitCode::SUCCESS)
}

fn compile_server() -> Result<Note> {
    cargo([
        "build",
        "--release",
        "--package",
        "server",
        "--bin",
        "countersign",
        "--features",
        "embed",
    ])
    .env("XTASK_SITE", place::site())
    .stream()?;
    Ok(None)
}

fn put() -> Result<Note> {
    let name = format!("countersign{}", std::env::consts::EXE_SUFFIX);
    let folder = place::target().join("dist");
    fs::create_dir_all(&folder)?;
    let file = folder.join(&name);
    // A running program cannot be written over, but its name can be given to another file.
    let fresh = folder.join(format!("{name}.new"));
    let bytes = fs::copy(place::target().join("release").join(&name), &fresh)?;
    fs::rename(&fresh, &file)?;
    Ok(Some(format!("{}, {} MB", place::short(&file), bytes / 1_000_000)))
}
