//! What a form showed of something, so that sending it changes only what its reader changed (D12).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{AccessRole, AuditPeriod, Duty, Environment, Member};
use crate::id::TeamId;
use crate::text::EnvironmentName;

/// A member's role, teams and duties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFacts {
    /// Access role.
    pub role: AccessRole,
    /// Teams and the duties in each.
    pub teams: BTreeMap<TeamId, BTreeSet<Duty>>,
    /// For an auditor: what may be read.
    pub reads: Option<AuditPeriod>,
}

/// An environment's name and rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentFacts {
    /// Name.
    pub name: EnvironmentName,
    /// See [`Environment::signoffs_needed`].
    pub signoffs_needed: bool,
    /// See [`Environment::fresh_proof`].
    pub fresh_proof: bool,
}

/// What is wanted of a value, or what it is now where the reader left it as it was shown.
fn settled<T: PartialEq>(wanted: T, seen: &T, now: T) -> T {
    if wanted == *seen { now } else { wanted }
}

impl MemberFacts {
    /// A member as a form shows it.
    pub fn of(member: &Member) -> Self {
        Self {
            role: member.role,
            teams: member.teams.clone(),
            reads: member.reads,
        }
    }

    /// What becomes of a member, when a form that showed `seen` is sent with these values.
    pub(super) fn upon(self, seen: &Self, now: &Self) -> Self {
        let none = BTreeSet::new();
        let of = |facts: &Self, team: &TeamId| facts.teams.get(team).unwrap_or(&none).clone();
        let known: BTreeSet<&TeamId> = now.teams.keys().chain(self.teams.keys()).collect();
        let belongs = |team: &TeamId| {
            let (wanted, seen) = (self.teams.contains_key(team), seen.teams.contains_key(team));
            settled(wanted, &seen, now.teams.contains_key(team))
        };
        let duties = |team: &TeamId| -> BTreeSet<Duty> {
            let (wanted, seen, now) = (of(&self, team), of(seen, team), of(now, team));
            let all: BTreeSet<&Duty> = wanted.union(&now).collect();
            let holds = |duty: &&Duty| settled(wanted.contains(duty), &seen.contains(duty), now.contains(duty));
            all.into_iter().filter(holds).cloned().collect()
        };
        let teams = known.into_iter().filter(|team| belongs(team));
        Self {
            role: settled(self.role, &seen.role, now.role),
            teams: teams.map(|team| (*team, duties(team))).collect(),
            reads: settled(self.reads, &seen.reads, now.reads),
        }
    }
}

impl EnvironmentFacts {
    /// An environment as a form shows it.
    pub fn of(environment: &Environment) -> Self {
        Self {
            name: environment.name.clone(),
            signoffs_needed: environment.signoffs_needed,
            fresh_proof: environment.fresh_proof,
        }
    }

    /// What becomes of an environment, when a form that showed `seen` is sent with these values.
    pub(super) fn upon(self, seen: &Self, now: &Self) -> Self {
        Self {
            name: settled(self.name, &seen.name, now.name.clone()),
            signoffs_needed: settled(self.signoffs_needed, &seen.signoffs_needed, now.signoffs_needed),
            fresh_proof: settled(self.fresh_proof, &seen.fresh_proof, now.fresh_proof),
        }
    }
}
