//! `cargo xtask run`: from nothing to a running demo.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::{
    place,
    process::{Run as _, cargo},
    steps::{self, Note, Step},
    web,
};

/// Where the demo listens unless told otherwise.
const ADDRESS: &str = "127.0.0.1:3000";

/// What is passed on to the program.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Arguments for `countersign demo`, such as --keep
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) demo: Vec<String>,
}

/// Builds everything and becomes the demo.
///
/// # Errors
/// The step that failed.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let [compile, files] = web::steps();
    steps::all(
        &[compile, files, Step::new("compile the server", |()| server())],
        &mut (),
    )?;
    println!(
        "\nAn empty instance instead of the demo:\n  {} serve --listen {ADDRESS} --database sqlite:countersign.db\n",
        place::short(&place::server())
    );
    become_program(&mut demo(arguments))
}

fn server() -> Result<Note> {
    compiler().stream()?;
    Ok(None)
}

/// The command that compiles the server for development.
pub(crate) fn compiler() -> Command {
    cargo(["build", "--package", "server", "--bin", "countersign"])
}

/// The command that starts the demo.
pub(crate) fn demo(arguments: &Arguments) -> Command {
    let mut command = Command::new(place::server());
    command.current_dir(place::root()).arg("demo").args(&arguments.demo);
    if !arguments.demo.iter().any(|argument| argument.starts_with("--listen")) {
        command.args(["--listen", ADDRESS]);
    }
    command
}

/// Replaces this process, so that signals and the terminal are the program's own.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).context("the server could not be started")
}

/// Waits for the program, where a process cannot be replaced.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    let status = command.status().context("the server could not be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
