//! The browser journeys of `end2end`.

use anyhow::Result;

use super::Test;
use crate::{
    place,
    process::{Run as _, program},
    steps::Note,
    tools,
};

/// Runs them against the server that was built, each on an instance of its own.
pub(super) fn run(test: &mut Test) -> Result<Note> {
    let chromium = tools::chromium()?;
    program(tools::npm()?, ["test"])
        .current_dir(place::end2end())
        .env("COUNTERSIGN_BIN", test.programs.server()?)
        .env("CHROMIUM", chromium)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .stream()?;
    Ok(None)
}
