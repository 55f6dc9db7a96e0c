//! What sentences take names from, and the shapes they have.

use std::fmt;

use domain::accounts::{Directory, Duty, People};
use domain::backend::Opened;
use domain::deployments::{DeploymentType, Field};
use domain::id::{PersonId, TeamId};
use domain::templates::{ItemKey, Structure};

use super::join;
use crate::context::require_person;
use crate::failure::Failure;
use crate::parts::Clock;

/// What sentences take names from.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Teams, services, environments, who holds what.
    pub directory: &'a Directory,
    /// Names of people.
    pub people: &'a People,
    /// Texts of items, where the sentence is about a deployment.
    pub structure: Option<&'a Structure>,
    /// The team whose duties are meant.
    pub team: Option<TeamId>,
    /// Who reads: "you".
    pub reader: PersonId,
    /// The reader's wall clock.
    pub clock: &'a Clock,
}

impl<'a> Names<'a> {
    /// For sentences about an organization, read by the person who visits. Those about a deployment add its items and team.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn of(opened: &'a Opened, clock: &'a Clock) -> Result<Self, Failure> {
        Ok(Self {
            directory: &opened.directory,
            people: &opened.people,
            structure: None,
            team: None,
            reader: require_person()?.actor.person,
            clock,
        })
    }
}

/// What is so, what would help, and what it consists of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// What is so.
    pub words: String,
    /// What would help, and who can.
    pub help: Option<String>,
    /// The single reasons or things, where there are several.
    pub parts: Vec<Sentence>,
}

/// A change in words, its values apart so that pages can set them in type of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeWords {
    /// What changed.
    pub subject: String,
    /// From what to what, where there are values.
    pub values: Option<(String, String)>,
    /// What happened, where there are none ("has new evidence").
    pub happened: &'static str,
}

impl Sentence {
    /// A sentence without help or parts.
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            ..Self::default()
        }
    }

    /// The same with what would help.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with what it consists of.
    pub(super) fn parts(mut self, parts: Vec<Self>) -> Self {
        self.parts = parts;
        self
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)?;
        if let Some(help) = &self.help {
            write!(f, " {help}")?;
        }
        for part in &self.parts {
            write!(f, " {part}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ChangeWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Some((before, after)) => write!(f, "{} changed from {before} to {after}.", self.subject),
            None => write!(f, "{} {}.", self.subject, self.happened),
        }
    }
}

impl<'a> Names<'a> {
    /// The name of a person.
    pub fn person(&self, person: PersonId) -> &'a str {
        self.people.get(&person).map_or("Somebody", |known| known.name.as_str())
    }

    /// The name of the team.
    pub fn team(&self) -> &'a str {
        self.team
            .and_then(|team| self.directory.teams.get(&team))
            .map_or("the team", |team| team.name.as_str())
    }

    /// The text of an item, without marks; its key where the template version has no such item.
    pub fn item(&self, key: &ItemKey) -> String {
        let found = self.structure.and_then(|structure| structure.item(key));
        // Without its checklist an item is called by its key, which is made of its words.
        found.map_or_else(
            || key.to_string().replace('-', " "),
            |found| found.item.name().into_owned(),
        )
    }

    /// Who holds a duty in the team, in the order of names.
    pub fn holders(&self, duty: &Duty) -> Vec<PersonId> {
        let Some(team) = self.team else { return Vec::new() };
        let mut holders: Vec<PersonId> = self.directory.holders(team, duty).collect();
        holders.sort_by_key(|person| self.person(*person).to_lowercase());
        holders
    }

    /// Names joined by "or"; the reader is "you" and comes first.
    pub fn either(&self, people: &[PersonId]) -> String {
        let mut names: Vec<&str> = Vec::with_capacity(people.len());
        if people.contains(&self.reader) {
            names.push("you");
        }
        names.extend(people.iter().filter(|p| **p != self.reader).map(|p| self.person(*p)));
        join(&names, "or")
    }

    /// "hold it" or "holds it", after [`Self::either`].
    pub fn hold(&self, people: &[PersonId]) -> &'static str {
        if people.last() == Some(&self.reader) && people.len() == 1 {
            "hold it"
        } else {
            "holds it"
        }
    }

    /// A field's value as pages print it: names for the ids that events carry.
    pub fn value(&self, field: Field, raw: &str) -> String {
        let named = match field {
            Field::Service => raw
                .parse()
                .ok()
                .and_then(|id| self.directory.services.get(&id))
                .map(|s| s.name.as_str()),
            Field::Environment => raw
                .parse()
                .ok()
                .and_then(|id| self.directory.environments.get(&id))
                .map(|e| e.name.as_str()),
            Field::Deployer => raw
                .parse()
                .ok()
                .and_then(|id| self.people.get(&id))
                .map(|p| p.name.as_str()),
            Field::Type => DeploymentType::from_value(raw).map(DeploymentType::name),
            Field::Title | Field::Version | Field::Commit | Field::Ticket | Field::ReleaseNotes => None,
        };
        match named {
            Some(name) => name.to_owned(),
            None if raw.is_empty() => "nothing".to_owned(),
            None => raw.to_owned(),
        }
    }
}
