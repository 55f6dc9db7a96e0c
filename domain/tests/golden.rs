//! Event formats are for ever: every kind ever released has a file here, and reads and writes back to the same bytes.
//!
//! A file is one entry's stream, kind and body as canonical JSON. `<kind>-<version>.json` has every field, and
//! `<kind>-<version>.bare.json` beside it leaves the optional ones out. Files are added, never changed:
//! `UPDATE_GOLDEN=1 cargo test -p domain --test golden` writes those that are missing.

#![expect(clippy::unwrap_used, reason = "a test says what is there")]

mod samples;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::event::{Event, Stream};
use ledger::canonical;
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The kinds that the sources declare.
fn declared() -> BTreeSet<String> {
    let sources = [
        include_str!("../src/accounts/event.rs"),
        include_str!("../src/templates/template.rs"),
        include_str!("../src/deployments/event.rs"),
        include_str!("../src/deployments/booking.rs"),
        include_str!("../src/calendar/event.rs"),
    ];
    let renames = sources
        .iter()
        .flat_map(|source| source.split("#[serde(rename = \"").skip(1));
    renames
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name.to_owned()))
        .filter(|name| name.contains('/'))
        .collect()
}

fn golden() -> Vec<(PathBuf, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    };
    files.into_iter().map(read).collect()
}

fn text(stream: Stream, event: &Event) -> (String, String) {
    let (kind, body) = event.encode().unwrap();
    let value = json!({ "stream": stream.to_string(), "kind": kind, "body": body });
    (kind, canonical::encode(&value).unwrap())
}

#[test]
fn every_golden_entry_reads_and_writes_back_to_the_same_bytes() {
    for (path, written) in golden() {
        let name = path.display();
        let value: Value = canonical::decode(written.trim_end().as_bytes()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let stream: Stream = value["stream"].as_str().unwrap().parse().unwrap();
        let kind = value["kind"].as_str().unwrap();
        let event = Event::decode(stream, kind, &value["body"]).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(text(stream, &event).1, written.trim_end(), "{name}");
    }
}

#[test]
fn every_declared_kind_has_its_golden_entry() {
    let kept: BTreeSet<String> = golden()
        .iter()
        .map(|(_, written)| {
            serde_json::from_str::<Value>(written).unwrap()["kind"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(kept, declared());
}

#[test]
fn what_is_written_today_is_what_was_written_then() {
    for (bare, stream, event) in samples::all() {
        let (kind, written) = text(stream, &event);
        let suffix = if bare { ".bare" } else { "" };
        let path = folder().join(format!("{}{suffix}.json", kind.replace('/', "-")));
        if std::env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
            fs::write(&path, format!("{written}\n")).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(kept.trim_end(), written, "{}", path.display());
    }
}
