//! The browser journeys of `end2end`.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::Test;
use crate::{
    place,
    process::{Run as _, program},
    steps::Note,
    tools,
};

/// Runs them against the server that was built, each on an instance of its own; with the checklists of the corpus where
/// one is given.
pub(super) fn run(test: &mut Test) -> Result<Note> {
    let chromium = tools::chromium()?;
    let mut npm = program(tools::npm()?, ["test"]);
    npm.current_dir(place::end2end())
        .env("COUNTERSIGN_BIN", test.programs.server()?)
        .env("CHROMIUM", chromium)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    if let Some(corpus) = &test.corpus {
        npm.env("COUNTERSIGN_CORPUS", std::path::absolute(corpus)?);
    }
    let report = place::end2end().join("results/journeys.json");
    // One of an earlier run would name what failed then.
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let Err(failure) = npm.stream() else {
        return Ok(None);
    };
    match failed(&report) {
        Ok(failed) if !failed.is_empty() => bail!("{}", failed.join("; ")),
        Ok(_) => Err(failure.context("its report names nothing that failed")),
        Err(unread) => Err(failure.context(format!("{unread:#}"))),
    }
}

/// What the browser tool's report says of each journey, by file; only what is read of it.
#[derive(Deserialize)]
struct Report {
    suites: Vec<Suite>,
    /// What failed outside of any journey, as what a worker puts away at its end.
    #[serde(default)]
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Suite {
    #[serde(default)]
    specs: Vec<Journey>,
    #[serde(default)]
    suites: Vec<Suite>,
}

#[derive(Deserialize)]
struct Journey {
    title: String,
    file: String,
    tests: Vec<InBrowser>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InBrowser {
    project_name: String,
    status: String,
}

/// The journeys that failed, each with where it ran: the step's line in the summary names them, because the summary may
/// be all that is kept of a run.
fn failed(report: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(report).with_context(|| format!("{} cannot be read", report.display()))?;
    let report: Report = serde_json::from_str(&text)?;
    Ok(report.failed())
}

impl Report {
    fn failed(&self) -> Vec<String> {
        let mut failed = Vec::new();
        for suite in &self.suites {
            suite.failed(&mut failed);
        }
        let first = |fault: &Fault| {
            fault
                .message
                .lines()
                .next()
                .unwrap_or("an error without words")
                .to_owned()
        };
        failed.extend(
            self.errors
                .iter()
                .map(|fault| format!("outside of a journey: {}", first(fault))),
        );
        failed
    }
}

impl Suite {
    fn failed(&self, names: &mut Vec<String>) {
        for journey in &self.specs {
            let passed = |test: &&InBrowser| matches!(test.status.as_str(), "expected" | "skipped");
            for browser in journey.tests.iter().filter(|test| !passed(test)) {
                names.push(format!(
                    "{}: {} ({})",
                    journey.file, journey.title, browser.project_name
                ));
            }
        }
        for suite in &self.suites {
            suite.failed(names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_that_failed_are_named() -> Result<()> {
        let report: Report = serde_json::from_str(
            r#"{"suites": [{"specs": [], "suites": [{"specs": [
                {"title": "sign", "file": "few.spec.ts", "tests": [{"projectName": "no-js", "status": "unexpected"},
                                            {"projectName": "islands", "status": "expected"}]}]}]}],
              "errors": [{"message": "Error: ENOTEMPTY, rmdir\n    at rm"}]}"#,
        )?;
        let named = [
            "few.spec.ts: sign (no-js)",
            "outside of a journey: Error: ENOTEMPTY, rmdir",
        ];
        assert_eq!(report.failed(), named);
        Ok(())
    }
}
