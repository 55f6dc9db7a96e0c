//! Whom a window or freeze is about: any of teams, services, environments, types and labels, with exceptions (W1).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::deployments::DeploymentType;
use crate::id::{DeploymentId, EnvironmentId, ServiceId, TeamId};
use crate::text::Label;

/// Sets of what deployments are about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Scoped {
    /// Teams that ship.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub teams: BTreeSet<TeamId>,
    /// Services.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub services: BTreeSet<ServiceId>,
    /// Environments.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub environments: BTreeSet<EnvironmentId>,
    /// Types of deployments.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub types: BTreeSet<DeploymentType>,
    /// Labels of services.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub labels: BTreeSet<Label>,
}

/// A scope: deployments that are in every set of `of` that is not empty, but in no set of `except`. Two windows have the
/// same scope when these are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Scope {
    /// What it is about; everything where all sets are empty.
    #[serde(default)]
    pub of: Scoped,
    /// What it is not about: whatever is in any of these sets.
    #[serde(default)]
    pub except: Scoped,
    /// Deployments that it is not about, by name: those that a freeze exempts (W9).
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub exempt: BTreeSet<DeploymentId>,
}

/// What a scope asks of a deployment.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The deployment; absent where none was made yet.
    pub deployment: Option<DeploymentId>,
    /// The team that ships it.
    pub team: TeamId,
    /// Its service.
    pub service: ServiceId,
    /// Its environment.
    pub environment: EnvironmentId,
    /// Its type.
    pub kind: DeploymentType,
    /// The labels of its service.
    pub labels: &'a BTreeSet<Label>,
}

impl Scoped {
    /// Whether all sets are empty.
    pub fn is_empty(&self) -> bool {
        let Self {
            teams,
            services,
            environments,
            types,
            labels,
        } = self;
        teams.is_empty() && services.is_empty() && environments.is_empty() && types.is_empty() && labels.is_empty()
    }

    /// Whether the subject is in every set that is not empty.
    fn all(&self, subject: &Subject<'_>) -> bool {
        let in_labels = || self.labels.iter().any(|label| subject.labels.contains(label));
        (self.teams.is_empty() || self.teams.contains(&subject.team))
            && (self.services.is_empty() || self.services.contains(&subject.service))
            && (self.environments.is_empty() || self.environments.contains(&subject.environment))
            && (self.types.is_empty() || self.types.contains(&subject.kind))
            && (self.labels.is_empty() || in_labels())
    }

    /// Whether the subject is in any set.
    fn any(&self, subject: &Subject<'_>) -> bool {
        self.teams.contains(&subject.team)
            || self.services.contains(&subject.service)
            || self.environments.contains(&subject.environment)
            || self.types.contains(&subject.kind)
            || self.labels.iter().any(|label| subject.labels.contains(label))
    }
}

impl Scope {
    /// Whether it is about the subject.
    pub fn covers(&self, subject: &Subject<'_>) -> bool {
        let exempt = subject.deployment.is_some_and(|id| self.exempt.contains(&id));
        !exempt && self.of.all(subject) && !self.except.any(subject)
    }
}
