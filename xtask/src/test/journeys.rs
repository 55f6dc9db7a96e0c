//! The browser journeys of `end2end`.

use anyhow::Result;

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
    npm.stream()?;
    Ok(None)
}
