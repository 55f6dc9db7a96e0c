//! Entries as sentences that a person understands: one place for timeline, trail, print and export.
//!
//! Who did what, with names instead of ids. A person who cannot be named any more is "somebody who left".

mod calendar;
mod deployments;
mod organizations;

use crate::accounts::{Directory, People};
use crate::audit::TimelineEntry;
#[cfg(feature = "server")]
use crate::calendar::Scope;
use crate::deployments::{Change, DeploymentEvent};
use crate::event::{Event, RecordedActor};
use crate::id::{EnvironmentId, PersonId, ServiceId, TeamId};
use crate::templates::{ItemKey, Roster, SlotKey, Structure};

/// Where sentences take names from.
struct Names<'a> {
    directory: &'a Directory,
    people: &'a People,
    structure: Option<&'a Structure>,
}

/// What an entry says, as one sentence. `structure` gives the texts of items; without it their keys stand.
pub fn sentence(
    entry: &TimelineEntry,
    directory: &Directory,
    people: &People,
    structure: Option<&Structure>,
) -> String {
    let names = Names {
        directory,
        people,
        structure,
    };
    let who = names.actor(&entry.actor);
    capitalised(match &entry.event {
        Event::Instance(event) => names.instance(who, event),
        Event::Organization(event) => names.organization(who, event),
        Event::Template(event) => names.template(who, event),
        Event::Deployment(event) => names.deployment(who, event),
    })
}

/// What stands below a sentence: a line for each thing that changed, or that is at issue. Empty for most entries.
pub fn details(
    entry: &TimelineEntry,
    directory: &Directory,
    people: &People,
    structure: Option<&Structure>,
) -> Vec<String> {
    let names = Names {
        directory,
        people,
        structure,
    };
    match &entry.event {
        Event::Deployment(DeploymentEvent::Edited { changes, .. } | DeploymentEvent::SignOffVoided { changes, .. }) => {
            let words = changes.iter().map(|change| names.change(change));
            words.map(capitalised).collect()
        }
        Event::Deployment(DeploymentEvent::ChangesRequested { items, .. }) => {
            items.iter().map(|item| names.item(item)).collect()
        }
        Event::Instance(_) | Event::Organization(_) | Event::Template(_) | Event::Deployment(_) => Vec::new(),
    }
}

/// Sentence case: the name of an actor may be words of ours.
fn capitalised(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// What changed, in words: for notices and the timeline.
pub fn change_words(change: &Change, directory: &Directory, people: &People, structure: Option<&Structure>) -> String {
    Names {
        directory,
        people,
        structure,
    }
    .change(change)
}

/// Whom a window or freeze is about, in words: for feeds.
#[cfg(feature = "server")]
pub(crate) fn scope_words(scope: &Scope, directory: &Directory) -> String {
    let names = Names {
        directory,
        people: &People::new(),
        structure: None,
    };
    names.scope(scope)
}

impl<'a> Names<'a> {
    fn actor(&self, actor: &RecordedActor) -> &'a str {
        match actor {
            RecordedActor::Person { id, .. } => self.person(*id),
            RecordedActor::Operator => "The operator of the server",
            RecordedActor::Nobody => "Somebody with a one-time link",
        }
    }

    fn person(&self, person: PersonId) -> &'a str {
        self.people
            .get(&person)
            .map_or("somebody who left", |known| known.name.as_str())
    }

    fn team(&self, team: TeamId) -> &'a str {
        self.directory
            .teams
            .get(&team)
            .map_or("a team", |known| known.name.as_str())
    }

    fn service(&self, service: ServiceId) -> &'a str {
        self.directory
            .services
            .get(&service)
            .map_or("a service", |known| known.name.as_str())
    }

    fn environment(&self, environment: EnvironmentId) -> &'a str {
        self.directory
            .environments
            .get(&environment)
            .map_or("an environment", |known| known.name.as_str())
    }

    fn item(&self, key: &ItemKey) -> String {
        let found = self.structure.and_then(|structure| structure.item(key));
        found.map_or_else(|| format!("“{key}”"), |found| format!("“{}”", found.item.name()))
    }

    fn items(&self, keys: &[ItemKey]) -> String {
        keys.iter().map(|key| self.item(key)).collect::<Vec<_>>().join(", ")
    }

    /// The duty of a slot; from its key, which is made of roster and duty, where the structure is not at hand.
    fn slot(&self, roster: Roster, slot: &SlotKey) -> String {
        let known = self
            .structure
            .and_then(|structure| structure.slots.iter().find(|known| known.key == *slot));
        match known {
            Some(known) => known.duty.name().to_owned(),
            None => {
                let bare = slot.as_str().trim_start_matches(roster.code()).trim_start_matches('-');
                bare.replace('-', " ")
            }
        }
    }
}
