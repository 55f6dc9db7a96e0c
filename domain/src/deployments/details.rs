//! What people typed about a deployment, field by field.

use ledger::Hash;
use serde::{Deserialize, Serialize};

use super::Written;
use crate::id::{EnvironmentId, PersonId, ServiceId, TemplateId};
use crate::text::{CommitText, Link, ReleaseNotes, Title, VersionText};

/// The type of a deployment (T12). The types of later stages are not here yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentType {
    /// Standard.
    Standard,
    /// Hotfix.
    Hotfix,
    /// Rolls back a deployment that is over (D7). Made from that deployment, never chosen in a form.
    Rollback,
}

impl DeploymentType {
    /// All types, in the order of scopes and filters.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Hotfix, Self::Rollback];

    /// Those that people choose in a form.
    pub const CHOSEN: [Self; 2] = [Self::Standard, Self::Hotfix];

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Hotfix => "Hotfix",
            Self::Rollback => "Rollback",
        }
    }

    /// The value in forms, addresses and entries.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Hotfix => "hotfix",
            Self::Rollback => "rollback",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }
}

/// The template version that a deployment is bound to (T1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRef {
    /// Template.
    pub template: TemplateId,
    /// Version, from 1.
    pub version: u32,
    /// Hash of its structure.
    pub structure: Hash,
    /// Whether the template bars the deployer from the pre roster (S4).
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub bars_deployer: bool,
}

/// What people typed about a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Title.
    pub title: Title,
    /// Version that is shipped.
    pub version: VersionText,
    /// Service.
    pub service: ServiceId,
    /// Environment.
    pub environment: EnvironmentId,
    /// Type. In entries the word is `type`, as on screen.
    #[serde(rename = "type")]
    pub kind: DeploymentType,
    /// Who deploys.
    pub deployer: PersonId,
    /// Commit or artefact digest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub commit: Option<CommitText>,
    /// Link to a ticket. Immaterial (S3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ticket: Option<Link>,
    /// Release notes. Immaterial (S3).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub release_notes: Option<ReleaseNotes>,
}

/// A field of [`Details`], as blockers, edits and authorship name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Title.
    Title,
    /// Version.
    Version,
    /// Service.
    Service,
    /// Environment.
    Environment,
    /// Type.
    Type,
    /// Deployer.
    Deployer,
    /// Commit or digest.
    Commit,
    /// Ticket link.
    Ticket,
    /// Release notes.
    ReleaseNotes,
}

impl Field {
    /// All fields, in the order of forms.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Version,
        Self::Service,
        Self::Environment,
        Self::Type,
        Self::Deployer,
        Self::Commit,
        Self::Ticket,
        Self::ReleaseNotes,
    ];

    /// Whether a change of it voids sign-offs and makes its author (S3, S4).
    pub const fn material(self) -> bool {
        match self {
            Self::Ticket | Self::ReleaseNotes => false,
            Self::Title
            | Self::Version
            | Self::Service
            | Self::Environment
            | Self::Type
            | Self::Deployer
            | Self::Commit => true,
        }
    }

    /// Whether it stays what it is in a deployment of type rollback: that goes back where its deployment was (D7).
    pub const fn fixed_by_rollback(self) -> bool {
        match self {
            Self::Service | Self::Environment | Self::Type => true,
            Self::Title | Self::Version | Self::Deployer | Self::Commit | Self::Ticket | Self::ReleaseNotes => false,
        }
    }

    /// The word on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Version => "Version",
            Self::Service => "Service",
            Self::Environment => "Environment",
            Self::Type => "Type",
            Self::Deployer => "Deployer",
            Self::Commit => "Commit",
            Self::Ticket => "Ticket",
            Self::ReleaseNotes => "Release notes",
        }
    }
}

/// An edit of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// Which.
    pub field: Field,
    /// What it said before, as [`Details::text`] writes it; absent for fields that no sign-off covers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<String>,
    /// Who edited it, when, in which entry.
    #[serde(flatten)]
    pub written: Written,
}

impl Details {
    /// What a field says: its text, the id of a person, service or environment, the value of a type; empty where nothing
    /// was entered.
    pub fn text(&self, field: Field) -> String {
        let optional = |text: Option<&str>| text.unwrap_or_default().to_owned();
        match field {
            Field::Title => self.title.as_str().to_owned(),
            Field::Version => self.version.as_str().to_owned(),
            Field::Service => self.service.to_string(),
            Field::Environment => self.environment.to_string(),
            Field::Type => self.kind.value().to_owned(),
            Field::Deployer => self.deployer.to_string(),
            Field::Commit => optional(self.commit.as_ref().map(CommitText::as_str)),
            Field::Ticket => optional(self.ticket.as_ref().map(Link::as_str)),
            Field::ReleaseNotes => optional(self.release_notes.as_ref().map(ReleaseNotes::as_str)),
        }
    }

    /// Takes one field over from `other`.
    pub(super) fn take(&mut self, field: Field, other: &Self) {
        match field {
            Field::Title => self.title.clone_from(&other.title),
            Field::Version => self.version.clone_from(&other.version),
            Field::Service => self.service = other.service,
            Field::Environment => self.environment = other.environment,
            Field::Type => self.kind = other.kind,
            Field::Deployer => self.deployer = other.deployer,
            Field::Commit => self.commit.clone_from(&other.commit),
            Field::Ticket => self.ticket.clone_from(&other.ticket),
            Field::ReleaseNotes => self.release_notes.clone_from(&other.release_notes),
        }
    }

    /// The fields in which `other` says something else, in the order of forms.
    pub fn differing(&self, other: &Self) -> Vec<Field> {
        Field::ALL
            .into_iter()
            .filter(|field| self.text(*field) != other.text(*field))
            .collect()
    }
}
