//! The test programs of the rooms: compiled in one go, run ring by ring.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_metadata::{Artifact, Message};

use crate::{
    process::{Run as _, cargo, program},
    steps::Note,
    tools,
};

/// Every package with tests that runs on the server side.
pub(super) const ALL: [&str; 5] = ["ledger", "domain", "store", "app", "server"];

/// What cargo built.
#[derive(Default)]
pub(super) struct Programs {
    tests: Vec<TestProgram>,
    server: Option<PathBuf>,
    packages: Vec<&'static str>,
}

struct TestProgram {
    package: String,
    /// The package's folder, where its tests expect to run.
    folder: PathBuf,
    file: PathBuf,
}

impl Programs {
    /// Compiles the tests of these packages, and the server when it is one of them.
    pub(super) fn compile(packages: &[&'static str]) -> Result<Self> {
        let mut programs = Self {
            packages: packages.to_vec(),
            ..Self::default()
        };
        programs.build("test", &["--no-run"])?;
        if packages.contains(&"server") && programs.server.is_none() {
            programs.build("build", &["--bin", "countersign"])?;
        }
        Ok(programs)
    }

    fn build(&mut self, command: &str, more: &[&str]) -> Result<()> {
        let chosen = self.packages.iter().flat_map(|name| ["--package", name]);
        let mut cargo = cargo([command, "--message-format", "json-render-diagnostics"]);
        let mut cargo = cargo.args(chosen).args(more).stdout(Stdio::piped()).spawn()?;
        let output = cargo.stdout.take().context("cargo has an output")?;
        for message in Message::parse_stream(BufReader::new(output)) {
            if let Message::CompilerArtifact(artifact) = message? {
                self.note(artifact);
            }
        }
        ensure!(cargo.wait()?.success(), "it does not compile");
        Ok(())
    }

    fn note(&mut self, artifact: Artifact) {
        let Some(file) = artifact.executable.map(PathBuf::from) else {
            return;
        };
        let folder = artifact.manifest_path.parent().map(PathBuf::from).unwrap_or_default();
        let package = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if artifact.profile.test {
            self.tests.push(TestProgram { package, folder, file });
        } else if artifact.target.name == "countersign" {
            self.server = Some(file);
        }
    }

    /// The server that was built.
    pub(super) fn server(&self) -> Result<&Path> {
        self.server.as_deref().context("the server was not built")
    }

    /// Runs every example in the documentation of the rooms.
    pub(super) fn run_examples(&self) -> Result<Note> {
        let chosen = self.packages.iter().flat_map(|name| ["--package", name]);
        cargo(["test", "--quiet", "--doc"]).args(chosen).stream()?;
        Ok(None)
    }

    /// Runs every test of a package.
    pub(super) fn run(&mut self, package: &str) -> Result<Note> {
        self.run_with(package, &[], &[])
    }

    /// Runs those whose names hold nothing of `without`, with settings in the environment.
    pub(super) fn run_with(&mut self, package: &str, settings: &[(&str, &str)], without: &[&str]) -> Result<Note> {
        let path = path_with_postgres()?;
        let chosen: Vec<_> = self.tests.iter().filter(|test| test.package == package).collect();
        ensure!(!chosen.is_empty(), "{package} has no tests");
        let mut failed = Vec::new();
        for test in &chosen {
            let mut command = program(&test.file, ["--quiet"]);
            command
                .args(without.iter().flat_map(|name| ["--skip", name]))
                .current_dir(&test.folder)
                .env("CARGO_MANIFEST_DIR", &test.folder)
                .env("PATH", &path)
                .envs(settings.iter().copied());
            failed.extend(failures(command)?);
        }
        if !failed.is_empty() {
            bail!("{}", failed.join("; "));
        }
        Ok(None)
    }
}

/// Runs a test program with its output in ours, and gives the names of the tests that failed: the step's line in the
/// summary names them, because the summary may be all that is kept of a run.
fn failures(mut command: Command) -> Result<Vec<String>> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let output = BufReader::new(child.stdout.take().context("a test program has an output")?);
    let mut lines = Vec::new();
    for line in output.lines() {
        let line = line?;
        println!("{line}");
        lines.push(line);
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(Vec::new());
    }
    let names = named_as_failed(&lines);
    let program = Path::new(command.get_program()).display();
    Ok(if names.is_empty() {
        vec![format!("{program} failed ({status})")]
    } else {
        names
    })
}

/// The list that a test program ends with: one name a line, indented, under the last `failures:`.
fn named_as_failed(lines: &[String]) -> Vec<String> {
    let after = lines
        .iter()
        .rposition(|line| line == "failures:")
        .map_or(lines.len(), |at| at.saturating_add(1));
    lines
        .iter()
        .skip(after)
        .map_while(|line| line.strip_prefix("    "))
        .map(str::to_owned)
        .collect()
}

/// The `PATH` with PostgreSQL's server programs on it, which Debian keeps elsewhere.
fn path_with_postgres() -> Result<std::ffi::OsString> {
    let before = std::env::var_os("PATH").unwrap_or_default();
    let postgres = tools::hidden_postgres();
    Ok(std::env::join_paths(std::env::split_paths(&before).chain(postgres))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_failed_are_named() {
        let printed = "failures:\n\n---- a::b stdout ----\nwrong\n\nfailures:\n    a::b\n    c\n\ntest result: FAILED.";
        let lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        assert_eq!(named_as_failed(&lines), ["a::b", "c"]);
        assert!(named_as_failed(&[]).is_empty());
    }
}
