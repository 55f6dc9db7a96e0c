//! Checks that read the code and run none of it.

use anyhow::Result;

use crate::{
    arrows, place,
    process::{Run as _, cargo},
    steps::Note,
    tools,
    wasm::TARGET,
};

pub(super) fn format() -> Result<Note> {
    tools::component("rustfmt", "fmt")?;
    cargo(["fmt", "--all", "--check"]).stream()?;
    Ok(None)
}

pub(super) fn arrows() -> Result<Note> {
    arrows::check()?;
    Ok(None)
}

/// Everything but the WASM entry point, which would turn `app` into both of its builds at once.
const SERVER_SIDE: [&str; 5] = ["clippy", "--workspace", "--exclude", "frontend", "--all-targets"];

pub(super) fn server_lints() -> Result<Note> {
    tools::component("clippy", "clippy")?;
    cargo(SERVER_SIDE).args(["--", "-D", "warnings"]).stream()?;
    Ok(None)
}

/// The program with the web build inside, as `cargo xtask dist` makes it: the parts of it that no other build has. Asked of
/// the same packages as the other lints, or cargo would choose other features of what they depend on and begin anew.
pub(super) fn embedded_lints() -> Result<Note> {
    cargo(SERVER_SIDE)
        .args(["--features", "server/embed", "--", "-D", "warnings"])
        // Which files it takes in says nothing about the code.
        .env("XTASK_SITE", place::root().join("public"))
        .stream()?;
    Ok(None)
}

/// What a browser gets; that the log and the rules can go there is part of it.
pub(super) fn browser_lints() -> Result<Note> {
    tools::component("clippy", "clippy")?;
    tools::wasm_target()?;
    let packages = ["frontend", "app", "domain", "ledger"]
        .into_iter()
        .flat_map(|name| ["--package", name]);
    cargo(["clippy", "--target", TARGET])
        .args(packages)
        .args(["--", "-D", "warnings"])
        .stream()?;
    Ok(None)
}

pub(super) fn own_tests() -> Result<Note> {
    cargo(["test", "--quiet", "--package", "xtask"]).stream()?;
    Ok(None)
}
