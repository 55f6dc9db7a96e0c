//! `cargo xtask dev`: rebuilds what changed and reloads the page.

use std::{
    path::{Component, Path},
    process::{Child, ExitCode},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use notify::{EventKind, RecursiveMode, Watcher as _};

use crate::{
    place,
    process::Run as _,
    run::{self, Arguments},
    site::{Effort, Site},
    steps::{self, Note, Seconds, Step},
    tools, wasm,
    wasm::Profile,
    web,
};

/// Editors write a file in several strokes: changes this close together are one.
const ONE_SAVE: Duration = Duration::from_millis(40);

/// Builds for development, starts the demo, and follows the files.
///
/// # Errors
/// A first build that fails, or files that cannot be watched. Later mistakes are printed and waited out.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let list = [
        Step::new("compile the islands", |()| compile_islands()),
        Step::new("web files", |()| {
            files(Change {
                style: true,
                plain: true,
                islands: true,
                server: false,
            })
        }),
        Step::new("compile the server", |()| compile_server()),
    ];
    steps::all(&list, &mut ())?;
    let (tell, changes) = channel();
    let mut watcher = notify::recommended_watcher(tell)?;
    for folder in WATCHED
        .map(|(folder, _)| place::root().join(folder))
        .iter()
        .filter(|folder| folder.exists())
    {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    let mut server = Server { arguments, child: None };
    server.restart()?;
    loop {
        let change = next_change(&changes)?;
        let start = Instant::now();
        match server.follow(change) {
            Ok(()) => println!("{change} in {}", Seconds(start.elapsed())),
            Err(error) => eprintln!("{error:#}"),
        }
    }
}

fn compile_islands() -> Result<Note> {
    tools::wasm_target()?;
    wasm::compiler(Profile::Development).stream()?;
    Ok(None)
}

fn compile_server() -> Result<Note> {
    run::compiler().stream()?;
    Ok(None)
}

/// Writes the files of the web build that a change calls for.
fn files(change: Change) -> Result<Note> {
    let mut site = Site::open(Effort::Plain)?;
    if change.islands {
        web::islands(&mut site, Profile::Development)?;
    }
    if change.style {
        web::style(&mut site)?;
    }
    if change.plain {
        web::plain(&mut site)?;
    }
    site.finish()?;
    Ok(None)
}

/// What has to be made again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Change {
    style: bool,
    plain: bool,
    islands: bool,
    server: bool,
}

const STYLE: Change = Change {
    style: true,
    plain: false,
    islands: false,
    server: false,
};
const PLAIN: Change = Change {
    style: false,
    plain: true,
    islands: false,
    server: false,
};
const ISLANDS: Change = Change {
    style: false,
    plain: false,
    islands: true,
    server: false,
};
const SERVER: Change = Change {
    style: false,
    plain: false,
    islands: false,
    server: true,
};
const BOTH: Change = Change {
    style: false,
    plain: false,
    islands: true,
    server: true,
};

/// The folders that are followed, and what a change in each calls for.
const WATCHED: [(&str, Change); 9] = [
    ("style", STYLE),
    ("public", PLAIN),
    ("frontend", ISLANDS),
    ("app", BOTH),
    ("domain", BOTH),
    ("ledger", BOTH),
    ("store", SERVER),
    ("server", SERVER),
    ("migrations", SERVER),
];

impl Change {
    /// What a file calls for, by the folder it lies in.
    fn of(file: &Path) -> Self {
        let inside = file.strip_prefix(place::root()).unwrap_or(file);
        let Some(Component::Normal(folder)) = inside.components().next() else {
            return Self::default();
        };
        let known = WATCHED.iter().find(|(name, _)| folder == *name);
        known.map_or_else(Self::default, |(_, change)| *change)
    }

    const fn and(self, other: Self) -> Self {
        Self {
            style: self.style || other.style,
            plain: self.plain || other.plain,
            islands: self.islands || other.islands,
            server: self.server || other.server,
        }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            (self.style, "style"),
            (self.plain, "public files"),
            (self.server, "server"),
            (self.islands, "islands"),
        ];
        let parts: Vec<_> = parts
            .into_iter()
            .filter_map(|(made, name)| made.then_some(name))
            .collect();
        write!(f, "{}", parts.join(", "))
    }
}

/// Waits until something was saved; takes what was saved together as one.
fn next_change(changes: &Receiver<notify::Result<notify::Event>>) -> Result<Change> {
    let mut change = Change::default();
    loop {
        let event = if change == Change::default() {
            changes.recv().context("the files are no longer watched")?
        } else {
            match changes.recv_timeout(ONE_SAVE) {
                Ok(event) => event,
                Err(_) => return Ok(change),
            }
        };
        let event = event?;
        if !matches!(event.kind, EventKind::Access(_)) {
            change = event
                .paths
                .iter()
                .filter(|path| is_source(path))
                .fold(change, |sum, path| sum.and(Change::of(path)));
        }
    }
}

/// Leaves out what editors put beside a file while they save it.
fn is_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(
        extension,
        Some("rs" | "css" | "js" | "svg" | "txt" | "sql" | "toml" | "md" | "snap")
    )
}

/// The running demo.
struct Server<'a> {
    arguments: &'a Arguments,
    child: Option<Child>,
}

impl Server<'_> {
    /// Makes again what a change calls for; the page reloads by itself.
    ///
    /// A view needs only the server. Whether the islands changed too is known when they are compiled:
    /// when the result is the same, nothing is written and the page is left alone.
    fn follow(&mut self, change: Change) -> Result<()> {
        if change.style || change.plain {
            files(Change {
                islands: false,
                ..change
            })?;
        }
        if change.server {
            compile_server()?;
            self.restart()?;
        }
        if change.islands {
            compile_islands()?;
            files(ISLANDS)?;
        }
        Ok(())
    }

    fn restart(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        let mut command = run::demo(self.arguments);
        if !self.arguments.demo.iter().any(|argument| argument == "--keep") {
            command.arg("--keep");
        }
        self.child = Some(
            command
                .env("XTASK_DEV", "1")
                .spawn()
                .context("the server could not be started")?,
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(file: &str) -> Change {
        Change::of(&place::root().join(file))
    }

    #[test]
    fn a_stylesheet_calls_for_no_compiler() {
        assert_eq!(change("style/components/button.css"), STYLE);
    }

    #[test]
    fn a_view_calls_for_both_builds_and_sql_for_the_server_only() {
        assert_eq!(change("app/src/pages/login.rs"), BOTH);
        assert_eq!(change("migrations/sqlite/0001_ledger.sql"), SERVER);
    }

    #[test]
    fn a_file_elsewhere_calls_for_nothing() {
        assert_eq!(change("README.md"), Change::default());
        assert!(!is_source(Path::new("app/src/.lib.rs.swp")));
    }
}
