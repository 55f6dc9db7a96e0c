//! Values that a checklist leaves blank, filled in for one deployment (04).

use serde::{Deserialize, Serialize};

use super::{Deployment, StageName, Standing, Written};
use crate::templates::Structure;
use crate::text::{ValueName, ValueText};

/// The name that stands for the version being shipped: the deployment has a field for it, so nobody is asked.
const VERSION: &str = "version";

/// A value that somebody filled in, or filled in and emptied again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledIn {
    /// Its name in the checklist.
    pub name: ValueName,
    /// What it says now; absent where it was emptied again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<ValueText>,
    /// Every time that it was written, oldest first; at least one.
    pub writes: Vec<ValueWrite>,
}

/// One writing of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueWrite {
    /// What it said before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub was: Option<ValueText>,
    /// Who, when, in which entry.
    #[serde(flatten)]
    pub written: Written,
}

impl FilledIn {
    /// Who wrote it last, when, in which entry.
    ///
    /// # Panics
    /// Never: a value begins with its first writing.
    pub fn written(&self) -> Written {
        self.writes.last().expect("it was written").written
    }

    /// What it said when the ledger had `position` entries, where it was written since.
    pub(super) fn before(&self, position: u64) -> Option<Option<&ValueText>> {
        let first = self.writes.iter().find(|write| write.written.seq >= position)?;
        Some(first.was.as_ref())
    }
}

impl Deployment {
    /// A value, and who wrote it last.
    pub fn filled(&self, name: &ValueName) -> Option<&FilledIn> {
        let at = self.values.binary_search_by(|filled| filled.name.cmp(name)).ok()?;
        self.values.get(at)
    }

    /// What a value says now.
    pub fn value(&self, name: &ValueName) -> Option<&ValueText> {
        self.filled(name)?.text.as_ref()
    }

    /// Whether a value was filled in before the start, which rested on it: it does not change any more.
    pub fn value_fixed(&self, name: &ValueName) -> bool {
        let path = self.stage.path();
        let start = path.iter().find(|(stage, _)| *stage == StageName::Running);
        let filled = self.filled(name).filter(|filled| filled.text.is_some());
        start
            .zip(filled)
            .is_some_and(|((_, start), filled)| filled.written().at <= start.at)
    }
}

impl Standing<'_> {
    /// How many values nobody filled in yet.
    pub fn values_open(&self) -> usize {
        let open = |name: &ValueName| self.deployment.value(name).is_none();
        self.structure.asked_values().filter(open).count()
    }
}

impl Structure {
    /// The values that a deployment is asked for, in source order. The version is not among them.
    pub fn asked_values(&self) -> impl Iterator<Item = ValueName> {
        let names = self
            .fill_ins
            .iter()
            .filter_map(|note| ValueName::parse(&note.text).ok());
        names.filter(|name| !name.as_str().eq_ignore_ascii_case(VERSION))
    }

    /// The title of the heading under which a value is left blank, without marks; nothing above the first one.
    pub fn place_of(&self, name: &ValueName) -> Option<&str> {
        let note = self.fill_ins.iter().find(|note| note.text.trim() == name.as_str())?;
        let phases = self.phases.iter().filter_map(|phase| phase.heading.as_ref());
        let phases = phases.map(|heading| (heading.line, heading.plain.as_str()));
        let sections = self.sections().filter(|(_, section)| section.level > 0);
        let sections = sections.map(|(_, section)| (section.line, section.plain.as_str()));
        let before = phases.chain(sections).filter(|(line, _)| *line <= note.line);
        let (_, title) = before.max_by_key(|(line, _)| *line)?;
        Some(title).filter(|title| !title.is_empty())
    }
}
