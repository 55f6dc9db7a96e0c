//! The entry: one fact in the ledger, in an envelope that is the same for all facts.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::at::At;
use crate::canonical::{self, CanonicalError, MAX_ENTRY_BYTES, ObjectWriter};
use crate::hash::Hash;

/// The format of the envelope that this code writes, and the only one there is so far.
pub const FORMAT: u32 = 1;

/// One entry. Its canonical bytes are the leaf of the tree: stored exactly, hashed exactly.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The format of the envelope: [`FORMAT`].
    pub v: u32,
    /// The organization whose ledger this is.
    pub org: String,
    /// Counts the restores from a backup; from 0.
    pub epoch: u64,
    /// The place in the ledger: from 0, no gaps.
    pub seq: u64,
    /// The entry's own id, a UUIDv7.
    pub id: String,
    /// When it happened; never before the entry in front of it.
    pub at: At,
    /// What to know about `at`, for example that the clock went backwards. Left out when empty.
    #[serde(default)]
    pub at_flags: Vec<String>,
    /// Who did it, with the duties and access role in use and how they proved who they are.
    pub actor: Value,
    /// Name and version of the event, for example `item.done/1`.
    pub kind: String,
    /// What the event belongs to, for example a deployment.
    pub stream: String,
    /// The stream's version after the event.
    pub version: u64,
    /// The event.
    pub body: Value,
    /// The request that caused it. Left out when nobody asked.
    #[serde(default)]
    pub request: Option<String>,
    /// Which of the entries of one request this is, from 1. Left out when it is the only one.
    #[serde(default)]
    pub part: Option<u32>,
    /// How many entries the request made in this ledger, one directly after the other. Left out when it is one.
    #[serde(default)]
    pub parts: Option<u32>,
    /// The commitment to personal data kept apart: see [`crate::hash::commitment`]. Left out when there is none.
    #[serde(default)]
    pub private: Option<Hash>,
}

/// Why an entry cannot be written, or bytes are no entry.
#[derive(Debug, Error)]
pub enum EntryError {
    /// More than [`MAX_ENTRY_BYTES`].
    #[error("an entry of {length} bytes is longer than {MAX_ENTRY_BYTES}")]
    TooLarge {
        /// The length in bytes.
        length: usize,
    },
    /// No JSON object with the members of an entry and no others.
    #[error("not an entry: {0}")]
    Members(#[source] serde_json::Error),
    /// Not in canonical form, or without one.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// An envelope of a format this code does not know.
    #[error("an entry of format {0}, which is not known")]
    Format(u32),
    /// A member that may not be empty.
    #[error("the member {0} is empty")]
    Empty(&'static str),
    /// A kind that is not of the form `item.done/1`.
    #[error("the kind {0:?} is not a name, a slash and a version")]
    Kind(String),
    /// `part` without `parts` or `request`, the other way round, or not one of at least two.
    #[error("part and parts do not make sense together")]
    Parts,
}

impl Entry {
    /// The entry as canonical JSON: the text to store, whose bytes are the leaf.
    ///
    /// # Errors
    /// [`EntryError`] when a member is out of its range, has no canonical form, or the whole is too large.
    pub fn to_text(&self) -> Result<String, EntryError> {
        self.check()?;
        let text = self.write()?;
        demand_size(text.len())?;
        Ok(text)
    }

    /// The bytes of [`Entry::to_text`].
    ///
    /// # Errors
    /// As [`Entry::to_text`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        self.to_text().map(String::into_bytes)
    }

    /// Reads an entry from stored bytes, which must be exactly what [`Entry::to_bytes`] gives for it.
    ///
    /// # Errors
    /// [`EntryError`]: too large, not canonical, an unknown or missing member, a member out of its range.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        demand_size(bytes.len())?;
        let entry: Self = serde_json::from_slice(bytes).map_err(EntryError::Members)?;
        entry.check()?;
        canonical::demand_same(&entry.write()?, bytes)?;
        Ok(entry)
    }

    /// The event's name and version: `("item.done", 1)` for the kind `item.done/1`; `None` for a kind of another form.
    #[must_use]
    pub fn event(&self) -> Option<(&str, u32)> {
        let (name, version) = self.kind.split_once('/')?;
        let named = !name.is_empty()
            && name
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'));
        // A sign or a zero in front would be a second spelling of the same version.
        let numbered = matches!(version.as_bytes(), [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit));
        if !named || !numbered {
            return None;
        }
        Some((name, version.parse().ok()?))
    }

    fn check(&self) -> Result<(), EntryError> {
        if self.v != FORMAT {
            return Err(EntryError::Format(self.v));
        }
        let request = self.request.as_deref();
        let members = [
            ("org", self.org.as_str()),
            ("id", &self.id),
            ("stream", &self.stream),
            ("request", request.unwrap_or("-")),
        ];
        if let Some((name, _)) = members.into_iter().find(|(_, text)| text.is_empty()) {
            return Err(EntryError::Empty(name));
        }
        if self.event().is_none() {
            return Err(EntryError::Kind(self.kind.clone()));
        }
        match (self.part, self.parts, request) {
            (None, None, _) => Ok(()),
            (Some(part), Some(parts), Some(_)) if parts >= 2 && (1..=parts).contains(&part) => Ok(()),
            _ => Err(EntryError::Parts),
        }
    }

    fn write(&self) -> Result<String, CanonicalError> {
        let mut object = ObjectWriter::new();
        object.value("actor", &self.actor)?;
        object.text("at", &self.at.to_string());
        if !self.at_flags.is_empty() {
            object.texts("at_flags", &self.at_flags);
        }
        object.value("body", &self.body)?;
        object.integer("epoch", self.epoch)?;
        object.text("id", &self.id);
        object.text("kind", &self.kind);
        object.text("org", &self.org);
        if let Some(part) = self.part {
            object.integer("part", part.into())?;
        }
        if let Some(parts) = self.parts {
            object.integer("parts", parts.into())?;
        }
        if let Some(private) = self.private {
            object.text("private", &private.to_string());
        }
        if let Some(request) = &self.request {
            object.text("request", request);
        }
        object.integer("seq", self.seq)?;
        object.text("stream", &self.stream);
        object.integer("v", self.v.into())?;
        object.integer("version", self.version)?;
        Ok(object.finish())
    }
}

fn demand_size(length: usize) -> Result<(), EntryError> {
    if length <= MAX_ENTRY_BYTES {
        Ok(())
    } else {
        Err(EntryError::TooLarge { length })
    }
}
