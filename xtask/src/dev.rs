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
    signals,
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
/// A first build that fails, or files that cannot be watched. Later mistakes are printed and waited out. Ends well at
/// Ctrl-C or SIGTERM, and the demo with it.
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
    let saved = tell.clone();
    let mut watcher = notify::recommended_watcher(move |event| {
        // Nobody listens any more at the very end only.
        let _ = saved.send(News::Watched(event));
    })?;
    for folder in WATCHED
        .map(|(folder, _)| place::root().join(folder))
        .iter()
        .filter(|folder| folder.exists())
    {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    let mut server = Server { arguments, child: None };
    signals::instead_of_ending(move || {
        let _ = tell.send(News::Stop);
    })?;
    server.restart()?;
    while let Some(change) = next_change(&changes)? {
        let start = Instant::now();
        match server.follow(change) {
            Ok(()) => println!("{change} in {}", Seconds(start.elapsed())),
            Err(error) => eprintln!("{error:#}"),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is heard while the demo runs.
enum News {
    /// Something happened to a file, or could not be seen.
    Watched(notify::Result<notify::Event>),
    /// A signal to stop came.
    Stop,
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

/// Waits until something was saved; takes what was saved together as one. `None` when it is time to stop.
fn next_change(changes: &Receiver<News>) -> Result<Option<Change>> {
    let mut change = Change::default();
    loop {
        let news = if change == Change::default() {
            changes.recv().context("the files are no longer watched")?
        } else {
            match changes.recv_timeout(ONE_SAVE) {
                Ok(news) => news,
                Err(_) => return Ok(Some(change)),
            }
        };
        match news {
            News::Stop => return Ok(None),
            // A file that was gone before it was looked at, or too many at once: the next save is seen again.
            News::Watched(Err(error)) => eprintln!("not seen: {error}"),
            News::Watched(Ok(event)) if matches!(event.kind, EventKind::Access(_)) => {}
            News::Watched(Ok(event)) => {
                change = event
                    .paths
                    .iter()
                    .filter(|path| is_source(path))
                    .fold(change, |sum, path| sum.and(Change::of(path)));
            }
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

    fn end(&mut self) -> std::io::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    fn restart(&mut self) -> Result<()> {
        self.end()?;
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

/// However this program ends: a demo that nobody follows would hold port and database.
impl Drop for Server<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("the server could not be ended: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::process::{Command, Stdio};

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
    fn what_could_not_be_seen_ends_nothing() {
        let (tell, changes) = channel();
        let saved = notify::Event::new(EventKind::Any).add_path(place::root().join("style/components/button.css"));
        for news in [
            News::Watched(Err(notify::Error::generic("too many at once"))),
            News::Watched(Ok(saved)),
        ] {
            tell.send(news).unwrap();
        }
        assert_eq!(next_change(&changes).unwrap(), Some(STYLE));
        tell.send(News::Stop).unwrap();
        assert_eq!(next_change(&changes).unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_server_ends_with_whoever_started_it() {
        let mut child = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (_input, mut output) = (child.stdin.take(), child.stdout.take().unwrap());
        let arguments = Arguments { demo: Vec::new() };
        drop(Server {
            arguments: &arguments,
            child: Some(child),
        });
        let mut said = String::new();
        assert_eq!(output.read_to_string(&mut said).unwrap(), 0, "its output has ended");
    }

    #[test]
    fn a_file_elsewhere_calls_for_nothing() {
        assert_eq!(change("README.md"), Change::default());
        assert!(!is_source(Path::new("app/src/.lib.rs.swp")));
    }
}
