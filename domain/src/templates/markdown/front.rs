//! The front matter of an export: what plain Markdown cannot say.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::calendar::WindowPolicy;
use crate::templates::structure::{Note, Reader, Slot, Structure, Threshold};

use super::Warning;
use super::fill_ins::is_name;

/// The key below which the program keeps its own settings.
const KEY: &str = "countersign";

/// What an export states about itself.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) title: Option<String>,
    pub(super) reader: Option<Reader>,
    pub(super) slots: Vec<Slot>,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) triggers: Vec<Note>,
    pub(super) window: Option<WindowPolicy>,
    pub(super) windows: Vec<Note>,
    pub(super) fill_ins: Vec<Note>,
}

/// Splits what an export states from the other settings; `None` when the source is no export.
pub(super) fn split(
    front_matter: Vec<(String, String)>,
    warnings: &mut Vec<Warning>,
) -> (Option<Stated>, Vec<(String, String)>) {
    let (own, settings): (Vec<_>, Vec<_>) = front_matter.into_iter().partition(|(key, _)| key == KEY);
    let stated = own.into_iter().next().map(|(_, block)| parse(&block, warnings));
    (stated, settings)
}

fn parse(block: &str, warnings: &mut Vec<Warning>) -> Stated {
    let mut stated = Stated::default();
    let mut list = "";
    for line in block.lines().map(str::trim) {
        if line.is_empty() {
            continue;
        }
        if let Some(value) = line.strip_prefix("- ") {
            let read = match list {
                "slots" => add(&mut stated.slots, value),
                "thresholds" => add(&mut stated.thresholds, value),
                "triggers" => add(&mut stated.triggers, value),
                "windows" => add(&mut stated.windows, value),
                "fill_ins" => {
                    add(&mut stated.fill_ins, value) && stated.fill_ins.pop_if(|note| !is_name(&note.text)).is_none()
                }
                _ => false,
            };
            if !read {
                let text = format!("A line of the front matter below {list} cannot be read and is left out: {value}");
                warnings.push(Warning { line: None, text });
            }
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match key {
            "title" => stated.title = serde_json::from_str(value).ok(),
            "reader" => stated.reader = Reader::from_code(value),
            "window" => {
                stated.window = serde_json::from_str(value).ok().filter(WindowPolicy::is_sound);
                if stated.window.is_none() {
                    let text = format!("The window policy of the front matter cannot be read and is left out: {value}");
                    warnings.push(Warning { line: None, text });
                }
            }
            _ => list = key,
        }
    }
    // Keys are unique: of two slots with one key the first stands.
    let mut seen = std::collections::HashSet::new();
    stated.slots.retain(|slot| seen.insert(slot.key.clone()));
    stated
}

fn add<T: DeserializeOwned>(list: &mut Vec<T>, value: &str) -> bool {
    serde_json::from_str(value).map(|value| list.push(value)).is_ok()
}

/// The front matter of an export, with both lines of dashes.
pub(super) fn write(structure: &Structure) -> String {
    let bare = structure.clone().without_lines();
    let mut out = String::from("---\n");
    for (key, value) in &bare.settings {
        match (key.is_empty(), value.starts_with('\n')) {
            (true, _) => out.push_str(value),
            (false, true) => out.push_str(&format!("{key}:{value}")),
            (false, false) if value.is_empty() => out.push_str(&format!("{key}:")),
            (false, false) => out.push_str(&format!("{key}: {value}")),
        }
        out.push('\n');
    }
    out.push_str(KEY);
    out.push_str(":\n");
    out.push_str(&format!("  format: {}\n", bare.format));
    if bare.title_level.is_none() {
        out.push_str(&format!("  title: {}\n", json(&bare.title)));
    }
    if bare.reader != Reader::Tasks {
        out.push_str(&format!("  reader: {}\n", bare.reader.code()));
    }
    list(&mut out, "slots", &bare.slots);
    list(&mut out, "thresholds", &bare.thresholds);
    list(&mut out, "triggers", &bare.triggers);
    if let Some(window) = &bare.window {
        out.push_str(&format!("  window: {}\n", json(window)));
    }
    list(&mut out, "windows", &bare.windows);
    list(&mut out, "fill_ins", &bare.fill_ins);
    out.push_str("---\n");
    out
}

fn list<T: Serialize>(out: &mut String, name: &str, values: &[T]) {
    if values.is_empty() {
        return;
    }
    out.push_str(&format!("  {name}:\n"));
    for value in values {
        out.push_str(&format!("    - {}\n", json(value)));
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("a value of strings and numbers is JSON")
}
