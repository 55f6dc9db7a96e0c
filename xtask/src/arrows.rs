//! Which room may use which: ARCHITECTURE.md, checked against what cargo would build.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::{
    place,
    process::{Run as _, cargo},
    wasm,
};

/// What one room may use.
struct Room {
    name: &'static str,
    /// The rooms it may name.
    rooms: &'static [&'static str],
    /// The crates it may name; a room without a list may name any that is not forbidden.
    crates: Option<&'static [&'static str]>,
    /// What may not be linked into it, by whatever way.
    never: &'static [&'static str],
    /// How its closure is taken: features and target.
    closure: &'static [&'static str],
}

const ROOMS: &[Room] = &[
    Room {
        name: "ledger",
        rooms: &[],
        crates: Some(&["base64ct", "ed25519-dalek", "serde", "serde_json", "sha2", "thiserror"]),
        never: &[
            "axum",
            "chrono",
            "getrandom",
            "hyper",
            "leptos",
            "rand",
            "socket2",
            "sqlx",
            "tokio",
        ],
        closure: &[],
    },
    Room {
        name: "domain",
        rooms: &["ledger"],
        crates: Some(&[
            "aho-corasick",
            "ammonia",
            "async-trait",
            "chrono",
            "chrono-tz",
            "memchr",
            "pulldown-cmark",
            "rrule",
            "serde",
            "serde_json",
            "thiserror",
            "uuid",
        ]),
        never: &["axum", "getrandom", "hyper", "leptos", "socket2", "sqlx", "tokio"],
        closure: &["--all-features"],
    },
    Room {
        name: "store",
        rooms: &["domain", "ledger"],
        crates: None,
        never: &["app", "axum", "hyper", "leptos"],
        closure: &[],
    },
    Room {
        name: "app",
        // Hashes and proofs are shown as they are; the log is as pure as the rules.
        rooms: &["domain", "ledger"],
        crates: None,
        never: &["libsqlite3-sys", "sqlx", "store"],
        closure: &["--features", "ssr"],
    },
    Room {
        name: "frontend",
        rooms: &["app"],
        crates: Some(&["leptos", "wasm-bindgen"]),
        never: &[
            "ammonia",
            "axum",
            "leptos_axum",
            "leptos_meta",
            "leptos_router",
            "pulldown-cmark",
            "sqlx",
            "store",
            "tokio",
        ],
        closure: &["--target", wasm::TARGET],
    },
    Room {
        name: "server",
        rooms: &["app", "domain", "ledger", "store"],
        crates: None,
        never: &["openssl-sys", "native-tls"],
        closure: &[],
    },
    Room {
        name: "xtask",
        rooms: &[],
        crates: None,
        never: &["openssl-sys", "native-tls"],
        closure: &[],
    },
];

/// Checks every room.
///
/// # Errors
/// Every arrow that points the wrong way, a line each.
pub(crate) fn check() -> Result<()> {
    let metadata = MetadataCommand::new().current_dir(place::root()).no_deps().exec()?;
    let mut wrong = strangers(&metadata);
    for room in ROOMS {
        let package = metadata.packages.iter().find(|package| package.name == room.name);
        let package = package.with_context(|| format!("the room {} is gone: change the table in xtask", room.name))?;
        wrong.extend(room.named_wrongly(&metadata, &declared(package)));
        wrong.extend(room.linked_wrongly(&linked(room)?));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        bail!("{}", wrong.join("\n"))
    }
}

/// Rooms that the table does not know.
fn strangers(metadata: &Metadata) -> Vec<String> {
    let names = metadata.packages.iter().map(|package| package.name.as_str());
    let strangers = names.filter(|name| ROOMS.iter().all(|room| room.name != *name));
    strangers
        .map(|name| format!("the room {name} is new: say in xtask what it may use"))
        .collect()
}

/// What a room's Cargo.toml names, tests and build scripts apart.
fn declared(package: &Package) -> BTreeSet<String> {
    let normal = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.clone()).collect()
}

/// Every crate that is linked into a room, procedural macros apart.
fn linked(room: &Room) -> Result<BTreeSet<String>> {
    let tree = [
        "tree",
        "--package",
        room.name,
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let printed = cargo(tree).args(room.closure).capture()?;
    Ok(printed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect())
}

impl Room {
    fn named_wrongly(&self, metadata: &Metadata, declared: &BTreeSet<String>) -> Vec<String> {
        let is_room = |name: &str| metadata.packages.iter().any(|package| package.name == name);
        let wrong = declared.iter().filter(|name| !self.may_name(name, is_room(name)));
        wrong.map(|name| format!("{} may not name {name}", self.name)).collect()
    }

    fn may_name(&self, name: &str, is_room: bool) -> bool {
        if is_room {
            self.rooms.contains(&name)
        } else {
            self.crates.is_none_or(|crates| crates.contains(&name))
        }
    }

    fn linked_wrongly(&self, linked: &BTreeSet<String>) -> Vec<String> {
        let wrong = self.never.iter().filter(|never| linked.contains(**never));
        wrong
            .map(|name| {
                format!(
                    "{} may not be built with {name}; `cargo tree -p {} -i {name}` shows why it is",
                    self.name, self.name
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str) -> &'static Room {
        ROOMS.iter().find(|room| room.name == name).unwrap()
    }

    #[test]
    fn app_may_not_name_store_and_store_may_not_name_app() {
        assert!(!room("app").may_name("store", true));
        assert!(!room("store").may_name("app", true));
        assert!(room("app").may_name("domain", true));
    }

    #[test]
    fn a_room_with_a_list_may_name_nothing_else() {
        assert!(!room("domain").may_name("sqlx", false));
        assert!(room("domain").may_name("chrono", false));
        assert!(room("server").may_name("sqlx", false));
    }

    #[test]
    fn what_is_linked_by_a_detour_is_found() {
        let linked = BTreeSet::from(["serde".to_owned(), "tokio".to_owned()]);
        assert_eq!(room("domain").linked_wrongly(&linked).len(), 1);
        assert!(room("server").linked_wrongly(&linked).is_empty());
    }
}
