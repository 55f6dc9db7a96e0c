//! The test programs of the rooms: compiled in one go, run ring by ring.

use std::{
    io::BufReader,
    path::{Path, PathBuf},
    process::Stdio,
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
        self.run_with(package, &[])
    }

    /// Runs them with settings in the environment.
    pub(super) fn run_with(&mut self, package: &str, settings: &[(&str, &str)]) -> Result<Note> {
        let path = path_with_postgres()?;
        let chosen: Vec<_> = self.tests.iter().filter(|test| test.package == package).collect();
        ensure!(!chosen.is_empty(), "{package} has no tests");
        let mut failed = Vec::new();
        for test in &chosen {
            let mut command = program(&test.file, ["--quiet"]);
            command
                .current_dir(&test.folder)
                .env("CARGO_MANIFEST_DIR", &test.folder)
                .env("PATH", &path)
                .envs(settings.iter().copied());
            if let Err(error) = command.stream() {
                failed.push(format!("{error:#}"));
            }
        }
        if !failed.is_empty() {
            bail!("{}", failed.join("; "));
        }
        Ok(None)
    }
}

/// The `PATH` with PostgreSQL's server programs on it, which Debian keeps elsewhere.
fn path_with_postgres() -> Result<std::ffi::OsString> {
    let before = std::env::var_os("PATH").unwrap_or_default();
    let postgres = tools::hidden_postgres();
    Ok(std::env::join_paths(std::env::split_paths(&before).chain(postgres))?)
}
