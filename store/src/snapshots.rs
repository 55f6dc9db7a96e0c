//! What is kept in memory of the ledgers: whole small states, valid up to a position, and immutable bodies by hash.
//!
//! Turns and pages share them. A state is never thrown away when the ledger grows: the entries since its position are
//! folded onto it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::accounts::{Directory, Instance, People};
use domain::cache::Folded;
use domain::event::{Event, Stream};
use domain::id::OrganizationId;
use domain::templates::Structure;
use domain::time::Timestamp;
use ledger::Hash;

use crate::bounded::Bounded;
use crate::entries;
use crate::error::StoreError;
use crate::head::INSTANCE;
use crate::sql::{Db, args, statements};

statements! {
    /// Pages, turns: a body by its name.
    BLOB = "SELECT bytes FROM blob WHERE ledger = $1 AND hash = $2";
}

/// Organizations kept in memory.
const ORGANIZATIONS: usize = 256;
/// Structures of template versions kept in memory.
const STRUCTURES: usize = 64;

/// A state, and the position in its ledger up to which it was folded.
#[derive(Debug)]
pub(crate) struct At<T> {
    pub(crate) position: u64,
    pub(crate) folded: Arc<Folded<T>>,
}

impl<T> Clone for At<T> {
    fn clone(&self) -> Self {
        Self {
            position: self.position,
            folded: Arc::clone(&self.folded),
        }
    }
}

/// An organization as pages share it, with the versions of directory and instance that it is of.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    versions: (u64, u64),
    /// The organization.
    pub(crate) directory: Arc<Directory>,
    /// Names and addresses of everybody who is or was a member.
    pub(crate) people: Arc<People>,
}

/// The states kept in memory.
#[derive(Debug)]
pub(crate) struct Snapshots {
    instance: Mutex<Option<At<Instance>>>,
    directories: Mutex<Bounded<OrganizationId, At<Directory>>>,
    shared: Mutex<Bounded<OrganizationId, Shared>>,
    structures: Mutex<Bounded<(OrganizationId, Hash), Arc<Structure>>>,
}

/// A poisoned lock only means that somebody panicked between two whole values.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Snapshots {
    pub(crate) fn new() -> Self {
        Self {
            instance: Mutex::new(None),
            directories: Mutex::new(Bounded::new(ORGANIZATIONS)),
            shared: Mutex::new(Bounded::new(ORGANIZATIONS)),
            structures: Mutex::new(Bounded::new(STRUCTURES)),
        }
    }

    /// The instance as of a size of its ledger.
    pub(crate) async fn instance(&self, db: &mut Db, size: u64) -> Result<Arc<Folded<Instance>>, StoreError> {
        let kept = lock(&self.instance).clone();
        let usable = kept.filter(|kept| kept.position <= size);
        if let Some(kept) = &usable
            && kept.position == size
        {
            return Ok(Arc::clone(&kept.folded));
        }
        let (from, mut folded) = usable.map_or_else(
            || (0, empty_instance()),
            |kept| (kept.position, Arc::unwrap_or_clone(kept.folded)),
        );
        let mut state = Some(folded.state);
        entries::each(db, INSTANCE, Stream::Instance, from, size, |read| {
            if let (Event::Instance(event), Some(before)) = (&read.event, state.take()) {
                state = Some(before.evolve(&read.meta, event)?);
            }
            (folded.version, folded.at) = (read.entry.version, read.meta.at);
            Ok(())
        })
        .await?;
        folded.state = state.ok_or_else(|| StoreError::damaged("the instance's stream"))?;
        let folded = Arc::new(folded);
        self.keep_instance(size, Arc::clone(&folded));
        Ok(folded)
    }

    /// Keeps the instance as of a position, unless a newer one is kept.
    pub(crate) fn keep_instance(&self, position: u64, folded: Arc<Folded<Instance>>) {
        let mut kept = lock(&self.instance);
        if kept.as_ref().is_none_or(|kept| kept.folded.version <= folded.version) {
            *kept = Some(At { position, folded });
        }
    }

    /// An organization's directory as of the position that its head names; `None` before its founding.
    pub(crate) async fn directory(
        &self,
        db: &mut Db,
        id: OrganizationId,
        position: u64,
    ) -> Result<Option<Arc<Folded<Directory>>>, StoreError> {
        if position == 0 {
            return Ok(None);
        }
        let kept = lock(&self.directories).get(&id).cloned();
        let usable = kept.filter(|kept| kept.position <= position);
        if let Some(kept) = &usable
            && kept.position == position
        {
            return Ok(Some(Arc::clone(&kept.folded)));
        }
        let (from, mut folded) = match usable {
            Some(kept) => (kept.position, Some(Arc::unwrap_or_clone(kept.folded))),
            None => (0, None),
        };
        entries::each(db, &id.to_string(), Stream::Organization, from, position, |read| {
            if let Event::Organization(event) = &read.event {
                let before = folded.take().map(|folded| folded.state);
                folded = Some(Folded {
                    state: Directory::evolve(before, id, &read.meta, event)?,
                    version: read.entry.version,
                    at: read.meta.at,
                });
            }
            Ok(())
        })
        .await?;
        let folded = folded.map(Arc::new);
        if let Some(folded) = &folded {
            self.keep_directory(id, position, Arc::clone(folded));
        }
        Ok(folded)
    }

    /// Keeps a directory as of a position, unless a newer one is kept.
    pub(crate) fn keep_directory(&self, id: OrganizationId, position: u64, folded: Arc<Folded<Directory>>) {
        let mut directories = lock(&self.directories);
        if directories
            .get(&id)
            .is_none_or(|kept| kept.folded.version <= folded.version)
        {
            directories.put(id, At { position, folded });
        }
    }

    /// The organization as pages share it: copied once per change, not once per page.
    pub(crate) fn shared(&self, directory: &Folded<Directory>, instance: &Folded<Instance>) -> Shared {
        let id = directory.state.id;
        let versions = (directory.version, instance.version);
        let mut kept = lock(&self.shared);
        if let Some(shared) = kept.get(&id).filter(|shared| shared.versions == versions) {
            return shared.clone();
        }
        let known = &instance.state.people;
        let members = directory.state.members.keys();
        let people = members.filter_map(|id| known.get(id).map(|person| (*id, person.clone())));
        let shared = Shared {
            versions,
            directory: Arc::new(directory.state.clone()),
            people: Arc::new(people.collect()),
        };
        kept.put(id, shared.clone());
        shared
    }

    /// The structure of a template version or draft; `None` when the organization has no such body.
    pub(crate) async fn structure(
        &self,
        db: &mut Db,
        organization: OrganizationId,
        hash: Hash,
    ) -> Result<Option<Arc<Structure>>, StoreError> {
        let key = (organization, hash);
        if let Some(known) = lock(&self.structures).get(&key) {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(bytes) = blob(db, organization, hash).await? else {
            return Ok(None);
        };
        let structure: Arc<Structure> = Arc::new(serde_json::from_slice(&bytes)?);
        lock(&self.structures).put(key, Arc::clone(&structure));
        Ok(Some(structure))
    }
}

/// The instance before its first entry.
pub(crate) fn empty_instance() -> Folded<Instance> {
    Folded {
        state: Instance::default(),
        version: 0,
        at: Timestamp::from_micros(0),
    }
}

/// A body of an organization by its name.
pub(crate) async fn blob(db: &mut Db, organization: OrganizationId, hash: Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = db.one(BLOB, &args![&organization.to_string(), &hash]).await?;
    Ok(row.map(|(bytes,)| bytes))
}
