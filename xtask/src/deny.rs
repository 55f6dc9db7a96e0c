//! What may be built in: deny.toml, read by cargo-deny.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::place;
use crate::process::{Run as _, cargo, on_path, program};
use crate::steps::Note;

/// The version that is built where none is installed.
const VERSION: &str = "0.20.2";

/// Checks licences, bans and sources; advisories too where their database can be fetched, which is the only part that
/// asks another place than the package registry.
///
/// # Errors
/// When something is not allowed, which is then printed, or cargo-deny can neither be found nor built.
pub(crate) fn check() -> Result<Note> {
    let deny = tool()?;
    let run = |arguments: &[&str]| program(&deny, arguments.iter().map(OsString::from)).capture();
    run(&["--workspace", "--all-features", "check", "bans", "licenses", "sources"])?;
    if program(&deny, ["fetch", "db"])
        .output()
        .is_ok_and(|output| output.status.success())
    {
        run(&[
            "--workspace",
            "--all-features",
            "check",
            "--disable-fetch",
            "advisories",
        ])?;
        return Ok(None);
    }
    Ok(Some(
        "licences, bans and sources; the database of advisories cannot be reached".to_owned(),
    ))
}

/// cargo-deny: the one on the PATH, or one of our own. Without optimization and what a debugger reads that takes little more
/// than a minute instead of six.
fn tool() -> Result<PathBuf> {
    let own = place::target().join("tools").join(format!("cargo-deny-{VERSION}"));
    let built = own
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if let Some(known) = on_path("cargo-deny").or_else(|| built.is_file().then(|| built.clone())) {
        return Ok(known);
    }
    let mut install = cargo(["install", "--locked", "--debug", "--quiet", "--root"]);
    install.arg(&own).args(["--version", VERSION, "cargo-deny"]);
    install.env("CARGO_PROFILE_DEV_DEBUG", "false");
    install.stream().context("cargo-deny could not be built")?;
    Ok(built)
}
