//! The licences of every crate against the list in deny.toml.
//!
//! `cargo deny` knows more (advisories, bans, sources) and takes minutes to install: where it is
//! installed it is used, and the licences are checked in any case.

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{MetadataCommand, Package};
use serde::Deserialize;

use crate::{
    place,
    process::{Run as _, cargo, on_path},
    steps::Note,
};

#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
}

#[derive(Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: BTreeSet<String>,
}

/// Checks the licences, and everything of deny.toml where `cargo deny` is installed.
///
/// # Errors
/// The crates whose licence is not allowed, a line each.
pub(crate) fn check() -> Result<Note> {
    let deny = fs::read_to_string(place::root().join("deny.toml")).context("deny.toml cannot be read")?;
    let deny: Deny = toml::from_str(&deny).context("deny.toml")?;
    let metadata = MetadataCommand::new().current_dir(place::root()).exec()?;
    let wrong: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|package| deny.licenses.complaint(package))
        .collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    if on_path("cargo-deny").is_none() {
        return Ok(Some(
            "licences only; for advisories and bans type: cargo install cargo-deny".to_owned(),
        ));
    }
    cargo(["deny", "--workspace", "--all-features", "check"]).stream()?;
    Ok(None)
}

impl Licences {
    fn complaint(&self, package: &Package) -> Option<String> {
        let Some(expression) = &package.license else {
            return Some(format!("{} {} names no licence", package.name, package.version));
        };
        let exception = self
            .exceptions
            .iter()
            .find(|exception| exception.name == package.name.as_str());
        let allowed = |name: &str| self.allow.contains(name) || exception.is_some_and(|one| one.allow.contains(name));
        let complaint = || {
            format!(
                "{} {} is under {expression}, which deny.toml does not allow",
                package.name, package.version
            )
        };
        (!satisfied(expression, &allowed)).then(complaint)
    }
}

/// Whether an SPDX expression can be met with allowed licences only.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = &words[..];
    either(&mut rest, allowed) && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut met = both(rest, allowed);
    while let ["OR", tail @ ..] = *rest {
        *rest = tail;
        met |= both(rest, allowed);
    }
    met
}

fn both(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut met = one(rest, allowed);
    while let ["AND", tail @ ..] = *rest {
        *rest = tail;
        met &= one(rest, allowed);
    }
    met
}

fn one(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> bool {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let met = either(rest, allowed);
            *rest = rest.strip_prefix(&[")"]).unwrap_or(rest);
            met
        }
        [name, "WITH", exception, tail @ ..] => {
            *rest = tail;
            allowed(&format!("{name} WITH {exception}")) || allowed(name)
        }
        [name, tail @ ..] => {
            *rest = tail;
            allowed(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::satisfied;

    fn met(expression: &str) -> bool {
        satisfied(expression, &|name| matches!(name, "MIT" | "Apache-2.0" | "Unicode-3.0"))
    }

    #[test]
    fn one_of_a_choice_is_enough_and_all_of_a_sum_are_needed() {
        assert!(met("MIT OR GPL-3.0"));
        assert!(met("MIT/GPL-3.0"));
        assert!(!met("MIT AND GPL-3.0"));
        assert!(met("(MIT OR GPL-3.0) AND Unicode-3.0"));
        assert!(!met("(MIT OR Apache-2.0) AND GPL-3.0"));
    }

    #[test]
    fn an_exception_only_widens_a_licence() {
        assert!(met("Apache-2.0 WITH LLVM-exception OR GPL-2.0"));
        assert!(!met("GPL-2.0 WITH Classpath-exception-2.0"));
    }

    #[test]
    fn nothing_is_not_a_licence() {
        assert!(!met(""));
        assert!(!met("MIT AND"));
    }
}
