//! What a writer keeps between turns: states that are valid as long as nobody else appended to their ledger.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use domain::cache::Folded;
use domain::deployments::Deployment;
use domain::id::{DeploymentId, OrganizationId, TemplateId};
use domain::templates::Template;

use crate::bounded::Bounded;

/// Organizations whose streams a writer keeps.
const ORGANIZATIONS: usize = 64;
/// Templates kept per organization.
const TEMPLATES: usize = 32;
/// Deployments kept, of all organizations: those of four full turns. With fewer than a turn holds, each would push out what
/// the next one needs.
const DEPLOYMENTS: usize = 4 * super::BATCH;

/// States of one organization's streams.
#[derive(Debug)]
pub(crate) struct OrganizationMemory {
    /// Size of the ledger up to which they are valid.
    size: u64,
    /// Names the time since nobody else appended: what was kept before that is of no use.
    since: u64,
    pub(crate) templates: Bounded<TemplateId, Arc<Folded<Template>>>,
    /// The highest number given to a deployment, once known.
    pub(crate) last_number: Option<u64>,
}

/// States of many organizations' streams.
#[derive(Debug)]
pub(crate) struct Memory {
    organizations: Bounded<OrganizationId, OrganizationMemory>,
    /// Deployments, each with the [`OrganizationMemory::since`] that it was kept in.
    deployments: Bounded<DeploymentId, (u64, Arc<Folded<Deployment>>)>,
    times: u64,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self {
            organizations: Bounded::new(ORGANIZATIONS),
            deployments: Bounded::new(DEPLOYMENTS),
            times: 0,
        }
    }

    /// What is kept of an organization, forgotten first when its ledger has another size than the states are of.
    pub(crate) fn of(&mut self, id: OrganizationId, size: u64) -> &mut OrganizationMemory {
        let stale = self.organizations.get(&id).is_none_or(|kept| kept.size != size);
        if stale {
            self.times += 1;
            self.organizations.put(id, OrganizationMemory::new(size, self.times));
        }
        self.organizations
            .get_mut(&id)
            .expect("it was put there when it was missing")
    }

    /// A deployment as of that size of its organization's ledger.
    pub(crate) fn deployment(
        &mut self,
        organization: OrganizationId,
        size: u64,
        id: DeploymentId,
    ) -> Option<Arc<Folded<Deployment>>> {
        let since = self.of(organization, size).since;
        let kept = self.deployments.get(&id).filter(|(kept, _)| *kept == since);
        kept.map(|(_, folded)| Arc::clone(folded))
    }

    /// Keeps a deployment as of that size.
    pub(crate) fn keep_deployment(
        &mut self,
        organization: OrganizationId,
        size: u64,
        id: DeploymentId,
        folded: Arc<Folded<Deployment>>,
    ) {
        let since = self.of(organization, size).since;
        self.deployments.put(id, (since, folded));
    }

    /// Says up to which size the states are valid now.
    pub(crate) fn grown(&mut self, id: OrganizationId, size: u64) {
        if let Some(kept) = self.organizations.get_mut(&id) {
            kept.size = size;
        }
    }

    /// Forgets everything: after a failure it is not known what was committed.
    pub(crate) fn clear(&mut self) {
        self.organizations.clear();
        self.deployments.clear();
    }
}

impl OrganizationMemory {
    fn new(size: u64, since: u64) -> Self {
        Self {
            size,
            since,
            templates: Bounded::new(TEMPLATES),
            last_number: None,
        }
    }
}

/// A state in a turn: as it was committed, and as the turn has made it so far.
#[derive(Debug)]
pub(crate) struct Working<T> {
    pub(crate) before: Option<Arc<Folded<T>>>,
    after: Option<Folded<T>>,
}

impl<T: Clone> Working<T> {
    /// Begins with the committed state.
    pub(crate) const fn new(before: Option<Arc<Folded<T>>>) -> Self {
        Self { before, after: None }
    }

    /// The state now.
    pub(crate) fn now(&self) -> Option<&Folded<T>> {
        self.after.as_ref().or(self.before.as_deref())
    }

    /// The state, where there is one.
    pub(crate) fn state(&self) -> Option<&T> {
        self.now().map(|folded| &folded.state)
    }

    /// Version of the stream now.
    pub(crate) fn version(&self) -> u64 {
        self.now().map_or(0, |folded| folded.version)
    }

    /// What the turn made of it; `None` when it was only read.
    pub(crate) const fn changed(&self) -> Option<&Folded<T>> {
        self.after.as_ref()
    }

    /// Takes the state out to evolve it. Copies it the first time in a turn, because the committed one stays.
    pub(crate) fn take(&mut self) -> Option<T> {
        let after = self.after.take().map(|folded| folded.state);
        after.or_else(|| self.before.as_ref().map(|before| before.state.clone()))
    }

    /// Puts the evolved state in.
    pub(crate) fn put(&mut self, folded: Folded<T>) {
        self.after = Some(folded);
    }

    /// What is committed when the turn is, and whether it is new.
    pub(crate) fn commit(self) -> Option<(Arc<Folded<T>>, bool)> {
        match (self.after, self.before) {
            (Some(after), _) => Some((Arc::new(after), true)),
            (None, Some(before)) => Some((before, false)),
            (None, None) => None,
        }
    }
}

/// States by id in a turn.
pub(crate) type WorkingMap<K, T> = HashMap<K, Working<T>>;

/// The state of `id` in a turn.
pub(crate) fn state_of<'a, K: Eq + Hash, T: Clone>(map: &'a WorkingMap<K, T>, id: &K) -> Option<&'a T> {
    map.get(id).and_then(Working::state)
}
