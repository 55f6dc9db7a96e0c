//! Other programs.

use std::{
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail};

use crate::place;

/// Cargo, in the root of the workspace, without input.
///
/// It is told nothing of the package that this program is: some build scripts ask for that, and what depends on them would be
/// compiled anew whenever cargo is typed by hand in between.
pub(crate) fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut cargo = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), arguments);
    for (name, _) in std::env::vars_os() {
        if OF_THIS_PACKAGE
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// How the variables begin that `cargo run` sets for this program.
const OF_THIS_PACKAGE: [&str; 2] = ["CARGO_PKG_", "CARGO_MANIFEST_"];

/// Any program, in the root of the workspace, without input.
pub(crate) fn program<A: AsRef<OsStr>>(name: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(place::root()).stdin(Stdio::null());
    command
}

/// How a command is run.
pub(crate) trait Run {
    /// Runs it with its output in ours.
    ///
    /// # Errors
    /// When it cannot be started or does not succeed.
    fn stream(&mut self) -> Result<()>;

    /// Runs it and gives what it printed.
    ///
    /// # Errors
    /// When it cannot be started or does not succeed: then with everything it printed.
    fn capture(&mut self) -> Result<String>;
}

impl Run for Command {
    fn stream(&mut self) -> Result<()> {
        let line = line(self);
        let status = self
            .status()
            .with_context(|| format!("`{line}` could not be started"))?;
        if !status.success() {
            bail!("`{line}` failed ({status})");
        }
        Ok(())
    }

    fn capture(&mut self) -> Result<String> {
        let line = line(self);
        let output = self
            .output()
            .with_context(|| format!("`{line}` could not be started"))?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            eprint!("{printed}{}", String::from_utf8_lossy(&output.stderr));
            bail!("`{line}` failed ({})", output.status);
        }
        Ok(printed)
    }
}

fn line(command: &Command) -> String {
    let name = PathBuf::from(command.get_program());
    let name = name
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// The first program of that name on the `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
