//! What the steps need beside rustup and a C compiler: found, fetched where that is allowed, or
//! named in one line with what to type.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::{
    place,
    process::{Run as _, on_path, program},
    wasm::TARGET,
};

/// `wasm-opt`, which makes WASM smaller and quicker to compile.
pub(crate) struct WasmOpt {
    pub(crate) path: PathBuf,
    pub(crate) version: u32,
}

/// Versions before this one do not know what the compiler takes for granted.
const OLDEST_WASM_OPT: u32 = 116;

/// The first `wasm-opt` that is new enough: of the browser tests, or on the `PATH`.
pub(crate) fn wasm_opt() -> Option<WasmOpt> {
    let own = place::end2end().join("node_modules/.bin/wasm-opt");
    let candidates = own.is_file().then_some(own).into_iter().chain(on_path("wasm-opt"));
    candidates
        .filter_map(|path| {
            let printed = Command::new(&path).arg("--version").output().ok()?.stdout;
            let version = String::from_utf8_lossy(&printed)
                .split_whitespace()
                .find_map(|word| word.parse().ok())?;
            Some(WasmOpt { path, version })
        })
        .find(|tool| tool.version >= OLDEST_WASM_OPT)
}

/// Makes sure that the compiler can write WASM.
///
/// # Errors
/// What to type, where it cannot be added from here.
pub(crate) fn wasm_target() -> Result<()> {
    let root = program("rustc", ["--print", "sysroot"])
        .capture()
        .context("the Rust compiler: see https://rustup.rs")?;
    if PathBuf::from(root.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    program("rustup", ["target", "add", TARGET])
        .stream()
        .with_context(|| format!("the compiler cannot write WASM yet; type: rustup target add {TARGET}"))
}

/// Makes sure that a part of the toolchain is there.
///
/// # Errors
/// What to type, where it cannot be added from here.
pub(crate) fn component(name: &str, binary: &str) -> Result<()> {
    if program("cargo", [binary, "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return Ok(());
    }
    program("rustup", ["component", "add", name])
        .stream()
        .with_context(|| format!("{name} is missing; type: rustup component add {name}"))
}

/// Debian's name for Chromium without windows: the same engine, in half the time of the one for desktops.
const WINDOWLESS: &str = "chromium-headless-shell";

/// The Chromium that the browser tests drive: the one without windows, where it is there or can be had, or any other.
///
/// # Errors
/// What to type, where none can be installed from here.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Ok(windowless) = found_or_installed("Chromium", WINDOWLESS, || on_path(WINDOWLESS)) {
        return Ok(windowless);
    }
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(on_path)
    };
    found_or_installed("Chromium", "chromium", find)
}

/// Node and npm, which run the browser tests.
///
/// # Errors
/// What to type, where they cannot be installed from here.
pub(crate) fn npm() -> Result<PathBuf> {
    found_or_installed("npm", "nodejs npm", || on_path("node").and_then(|_| on_path("npm")))
}

/// Python, which compares the checklist reader with the truth files.
///
/// # Errors
/// What to type, where it cannot be installed from here.
pub(crate) fn python() -> Result<PathBuf> {
    found_or_installed("Python 3", "python3", || on_path("python3"))
}

/// The folder of PostgreSQL's server programs, from which the tests start clusters of their own.
///
/// # Errors
/// What to type, where they cannot be installed from here.
pub(crate) fn postgres() -> Result<PathBuf> {
    let initdb = found_or_installed("PostgreSQL", "postgresql", || on_path("initdb").or_else(debian_initdb))?;
    Ok(initdb.parent().expect("a program lies in a folder").to_owned())
}

/// The same folder where it is off the `PATH`, for programs that look only there.
pub(crate) fn hidden_postgres() -> Option<PathBuf> {
    if on_path("initdb").is_some() {
        return None;
    }
    debian_initdb()?.parent().map(PathBuf::from)
}

/// Debian keeps the server programs off the `PATH`, in a folder per major version.
fn debian_initdb() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let programs = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin/initdb")));
    programs.filter(|program| program.is_file()).max()
}

fn found_or_installed(what: &str, packages: &str, find: impl Fn() -> Option<PathBuf>) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !may_install() {
        bail!("{what} is missing; on Debian type: sudo apt-get install -y {packages}");
    }
    println!("        installing {packages}");
    apt(&["update"]).and_then(|()| {
        apt(&[
            &["install", "-y", "--no-install-recommends"],
            &*packages.split(' ').collect::<Vec<_>>(),
        ]
        .concat())
    })?;
    find().with_context(|| format!("{what} is still missing after apt-get install {packages}"))
}

fn apt(arguments: &[&str]) -> Result<()> {
    program("apt-get", arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .capture()
        .map(drop)
}

/// Root on Debian or one of its children.
fn may_install() -> bool {
    let root = || {
        program("id", ["-u"])
            .output()
            .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
    };
    on_path("apt-get").is_some() && root()
}

/// Installs what `end2end/package-lock.json` names, unless that was done since it last changed.
///
/// # Errors
/// When npm is missing or fails.
pub(crate) fn node_modules() -> Result<()> {
    let npm = npm()?;
    let folder = place::end2end();
    let lock = fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json cannot be read")?;
    let stamp = folder.join("node_modules/.lock-hash");
    let key = crate::site::hash(&lock);
    if fs::read_to_string(&stamp).is_ok_and(|done| done == key) {
        return Ok(());
    }
    program(npm, ["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .capture()?;
    Ok(fs::write(stamp, key)?)
}
