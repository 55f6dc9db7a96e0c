//! What lies beside an entry because of its event: the words that a search looks in, and the bodies it names.

use ledger::Hash;
use serde_json::Value;

use crate::event::Event;
use crate::templates::{Content, TemplateEvent};

/// What a search looks in: the texts of an entry's body in lower case, a line each.
pub fn words_of(body: &Value) -> String {
    let mut words = String::new();
    collect(body, &mut words);
    words
}

fn collect(value: &Value, words: &mut String) {
    match value {
        Value::String(text) => {
            if !words.is_empty() {
                words.push('\n');
            }
            // What neither engine could find, or PostgreSQL could not store, is not there.
            words.extend(text.chars().filter(|c| *c != '\0').flat_map(char::to_lowercase));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
        Value::Object(members) => {
            // Sorted: the map's own order depends on a feature of serde_json that any crate in the build may switch on.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            members.into_iter().for_each(|(_, value)| collect(value, words));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The bodies that an event names, with their lengths in bytes: they lie in the organization's blobs.
pub fn bodies_of(event: &Event) -> Vec<(Hash, u64)> {
    let of = |content: &Content| {
        vec![
            (content.structure, content.structure_len),
            (content.source, content.source_len),
        ]
    };
    match event {
        Event::Template(TemplateEvent::DraftSaved { content, .. } | TemplateEvent::Published { content, .. }) => {
            of(content)
        }
        Event::Template(
            TemplateEvent::Created { .. }
            | TemplateEvent::DraftDiscarded {}
            | TemplateEvent::ReviewAsked {}
            | TemplateEvent::SentBack { .. },
        )
        | Event::Instance(_)
        | Event::Organization(_)
        | Event::Deployment(_) => Vec::new(),
    }
}
