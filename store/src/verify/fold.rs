//! The states of a ledger, folded while it is read.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::accounts::{Directory, Instance};
use domain::audit::{RollbackLinks, SignOffCheck};
use domain::cache::{self, Changes, Folded};
use domain::decide::LedgerName;
use domain::deployments::Deployment;
use domain::event::{Event, Stream};
use domain::id::{DeploymentId, TemplateId};
use domain::templates::{Structure, Template};
use domain::time::Timestamp;
use ledger::{Hash, blob_hash};

use crate::entries::ReadEntry;
use crate::error::StoreError;
use crate::snapshots::{self, empty_instance};
use crate::sql::Db;

/// The live states of one ledger.
pub(super) struct Fold {
    ledger: LedgerName,
    pub(super) instance: Folded<Instance>,
    pub(super) directory: Option<Folded<Directory>>,
    templates: HashMap<TemplateId, Folded<Template>>,
    deployments: BTreeMap<DeploymentId, Folded<Deployment>>,
    structures: HashMap<Hash, Arc<Structure>>,
    /// Bodies that entries named, with their lengths.
    pub(super) bodies: BTreeMap<Hash, u64>,
    /// The position behind the last entry of the stream `organization`.
    pub(super) directory_position: u64,
    /// Sign-offs and steps that were judged.
    pub(super) judged: u64,
    /// Both ends of what links rollbacks.
    pub(super) links: RollbackLinks,
}

impl Fold {
    pub(super) fn new(ledger: LedgerName) -> Self {
        Self {
            ledger,
            instance: empty_instance(),
            directory: None,
            templates: HashMap::new(),
            deployments: BTreeMap::new(),
            structures: HashMap::new(),
            bodies: BTreeMap::new(),
            directory_position: 0,
            judged: 0,
            links: RollbackLinks::default(),
        }
    }

    /// Folds the next entry; what is wrong with it, in words.
    pub(super) async fn take(&mut self, db: &mut Db, read: &ReadEntry) -> Result<Result<(), String>, StoreError> {
        self.bodies.extend(cache::bodies_of(&read.event));
        let (version, at) = (read.entry.version, read.meta.at);
        if version != self.version(read.stream) + 1 {
            return Ok(Err("the version of its stream is not the next one".to_owned()));
        }
        let known = |id| self.deployments.get(&id).map(|folded| &folded.state);
        if let Err(unlinked) = self.links.check(read.stream, &read.event, known) {
            return Ok(Err(unlinked.to_string()));
        }
        let folded = match (&read.event, read.stream, self.ledger) {
            (Event::Instance(event), Stream::Instance, LedgerName::Instance) => {
                let state = std::mem::take(&mut self.instance.state);
                state.evolve(&read.meta, event).map(|state| {
                    self.instance = Folded { state, version, at };
                })
            }
            (Event::Organization(event), Stream::Organization, LedgerName::Organization(id)) => {
                self.directory_position = read.meta.seq + 1;
                let before = self.directory.take().map(|folded| folded.state);
                Directory::evolve(before, id, &read.meta, event).map(|state| {
                    self.directory = Some(Folded { state, version, at });
                })
            }
            (Event::Template(event), Stream::Template(id), LedgerName::Organization(_)) => {
                let before = self.templates.remove(&id).map(|folded| folded.state);
                Template::evolve(before, id, &read.meta, event).map(|state| {
                    self.templates.insert(id, Folded { state, version, at });
                })
            }
            (Event::Deployment(event), Stream::Deployment(id), LedgerName::Organization(_)) => {
                if let Err(what) = self.judge(db, id, read).await? {
                    return Ok(Err(what));
                }
                let before = self.deployments.remove(&id).map(|folded| folded.state);
                Deployment::evolve(before, id, &read.meta, event).map(|state| {
                    self.deployments.insert(id, Folded { state, version, at });
                })
            }
            (Event::Instance(_) | Event::Organization(_) | Event::Template(_) | Event::Deployment(_), _, _) => {
                return Ok(Err("its stream does not belong to this ledger".to_owned()));
            }
        };
        Ok(folded.map_err(|misfit| misfit.to_string()))
    }

    fn version(&self, stream: Stream) -> u64 {
        match stream {
            Stream::Instance => self.instance.version,
            Stream::Organization => self.directory.as_ref().map_or(0, |folded| folded.version),
            Stream::Template(id) => self.templates.get(&id).map_or(0, |folded| folded.version),
            Stream::Deployment(id) => self.deployments.get(&id).map_or(0, |folded| folded.version),
        }
    }

    /// Whether what the entry says was allowed where it stands (S16).
    async fn judge(
        &mut self,
        db: &mut Db,
        id: DeploymentId,
        read: &ReadEntry,
    ) -> Result<Result<(), String>, StoreError> {
        let Event::Deployment(event) = &read.event else {
            return Ok(Ok(()));
        };
        let Some(hash) = self.deployments.get(&id).map(|folded| folded.state.template.structure) else {
            return Ok(Ok(()));
        };
        let Some(structure) = self.structure(db, hash).await? else {
            return Ok(Err("the structure of its template version is not there".to_owned()));
        };
        let (Some(directory), Some(deployment)) = (&self.directory, self.deployments.get(&id)) else {
            return Ok(Err("there is no organization yet".to_owned()));
        };
        let check = SignOffCheck {
            directory: &directory.state,
            structure: &structure,
            deployment: &deployment.state,
        };
        self.judged += 1;
        Ok(check.check(&read.meta, event).map_err(|error| error.to_string()))
    }

    /// A structure as the blobs hold it now; `None` when it is missing or not what its name says.
    async fn structure(&mut self, db: &mut Db, hash: Hash) -> Result<Option<Arc<Structure>>, StoreError> {
        if let Some(known) = self.structures.get(&hash) {
            return Ok(Some(Arc::clone(known)));
        }
        let LedgerName::Organization(organization) = self.ledger else {
            return Ok(None);
        };
        let bytes = snapshots::blob(db, organization, hash).await?;
        let sound = bytes.filter(|bytes| blob_hash(bytes) == hash);
        let structure: Option<Arc<Structure>> =
            sound.and_then(|bytes| serde_json::from_slice(&bytes).ok().map(Arc::new));
        if let Some(structure) = &structure {
            self.structures.insert(hash, Arc::clone(structure));
        }
        Ok(structure)
    }

    /// Every row of every cache that the states ask for.
    pub(super) async fn rows(&mut self, db: &mut Db) -> Result<Changes, StoreError> {
        let LedgerName::Organization(organization) = self.ledger else {
            return Ok(cache::instance_changes(None, &self.instance));
        };
        let mut changes = Changes::default();
        let Some(directory) = self.directory.take() else {
            return Ok(changes);
        };
        changes.extend(cache::directory_changes(None, &directory));
        for template in std::mem::take(&mut self.templates).into_values() {
            let structure = match cache::listed(&template.state) {
                Some(content) => self.structure(db, content.structure).await?,
                None => None,
            };
            changes.extend(cache::template_changes(
                organization,
                None,
                &template,
                structure.as_deref(),
            )?);
        }
        for deployment in std::mem::take(&mut self.deployments).into_values() {
            let hash = deployment.state.template.structure;
            if let Some(structure) = self.structure(db, hash).await? {
                changes.extend(cache::deployment_changes(
                    &directory.state,
                    None,
                    &deployment,
                    &structure,
                )?);
            }
        }
        self.directory = Some(directory);
        Ok(changes)
    }

    /// When the last entry of the ledger happened is the head's; of a ledger without entries it is the beginning.
    pub(super) const fn beginning() -> Timestamp {
        Timestamp::from_micros(0)
    }
}
