//! The turn: heads taken, commands decided one after the other, everything committed at once (02 §1.3, 03 §Append).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;

use domain::accounts::{Directory, Instance};
use domain::cache::Row;
use domain::command::{Command, Outcome, Request};
use domain::decide::{self, LedgerName};
use domain::deployments::Deployment;
use domain::id::{DeploymentId, OrganizationId, RequestId, TemplateId};
use domain::refusal::Refusal;
use domain::templates::Template;
use domain::time::Timestamp;
use ledger::Hash;

use super::answered::{self, Answered};
use super::entry::Prepared;
use super::memory::{Memory, Working, WorkingMap};
use super::{prepare, save};
use crate::error::StoreError;
use crate::feed::Touched;
use crate::head::{self, Head, ledger_text};
use crate::sql::Db;
use crate::store::Inner;

/// The value that proves that the heads of its ledgers are held: nobody else appends to them until it ends.
pub(crate) struct Turn<'s> {
    pub(super) store: &'s Inner,
    pub(super) memory: &'s mut Memory,
    pub(super) db: Db,
    pub(super) heads: BTreeMap<LedgerName, HeldHead>,
    pub(super) instance: Working<Instance>,
    pub(super) organizations: HashMap<OrganizationId, WorkingOrganization>,
    pub(super) answered: HashMap<(RequestId, LedgerName), Answered>,
    pub(super) rows: PendingRows,
    pub(super) touched: Vec<Touched>,
}

/// A head that the turn holds.
pub(super) struct HeldHead {
    /// As it will be.
    pub(super) head: Head,
    /// Size when the turn began.
    pub(super) began: u64,
}

/// An organization in a turn.
pub(super) struct WorkingOrganization {
    pub(super) directory: Working<Directory>,
    pub(super) templates: WorkingMap<TemplateId, Template>,
    pub(super) deployments: WorkingMap<DeploymentId, Deployment>,
    /// The highest number given to a deployment, once known.
    pub(super) last_number: Option<u64>,
}

/// Rows that the turn will insert, by table.
#[derive(Default)]
pub(super) struct PendingRows {
    pub(super) entries: Vec<Row>,
    pub(super) nodes: Vec<Row>,
    pub(super) private: Vec<Row>,
    pub(super) answered: Vec<Row>,
}

/// What a command comes to: an answer for whoever asked, or a rule's no.
pub(super) type Answer = Result<Outcome, Refusal>;

impl<'s> Turn<'s> {
    /// Takes the heads of every ledger that the commands write: the instance's first, then organizations in id order.
    pub(crate) async fn begin(
        store: &'s Inner,
        memory: &'s mut Memory,
        requests: &[&Request],
    ) -> Result<Self, StoreError> {
        let mut db = store.pools.begin().await?;
        let ledgers: BTreeSet<LedgerName> = requests.iter().flat_map(|request| written(&request.command)).collect();
        let mut taken = head::take(&mut db, &ledgers).await?;
        let size = taken.get(&LedgerName::Instance).map_or(0, Head::size);
        let heads: BTreeMap<LedgerName, HeldHead> = ledgers
            .into_iter()
            .map(|ledger| {
                // An organization that is being founded has none yet.
                let head = taken.remove(&ledger).unwrap_or_else(Head::empty);
                let began = head.size();
                (ledger, HeldHead { head, began })
            })
            .collect();
        let instance = store.snapshots.instance(&mut db, size).await?;
        let mut organizations = HashMap::new();
        for (ledger, held) in &heads {
            if let LedgerName::Organization(id) = ledger {
                let directory = store.snapshots.directory(&mut db, *id, held.head.directory).await?;
                let last_number = memory.of(*id, held.began).last_number;
                organizations.insert(*id, WorkingOrganization::new(Working::new(directory), last_number));
            }
        }
        let answered = answered::load(&mut db, requests).await?;
        Ok(Self {
            store,
            memory,
            db,
            heads,
            instance: Working::new(Some(instance)),
            organizations,
            answered,
            rows: PendingRows::default(),
            touched: Vec::new(),
        })
    }

    /// Decides one command on the state that those before it left, and appends what it comes to.
    pub(crate) async fn take(&mut self, request: &Request) -> Result<Answer, StoreError> {
        let home = home(&request.command);
        let digest = answered::digest_of(request);
        if let (Some(digest), Some(known)) = (digest, self.answered.get(&(request.id, home))) {
            return Ok(known.repeat(digest));
        }
        let busy = self.load(&request.command).await?;
        let (now, clock_went_back) = self.time(&request.command);
        let world = self.world(&request.command, &busy);
        let events = match decide::decide(&world.view(), &request.actor, now, &request.command) {
            Ok(events) => events,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let prepared = match prepare::prepare(self, request, now, clock_went_back, events)? {
            Ok(prepared) => prepared,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(refusal) = self.save_secrets(request, now, &prepared).await? {
            return Ok(Err(refusal));
        }
        self.save_blobs(request, &prepared).await?;
        let outcome = self.append(home, prepared)?;
        if let Some(digest) = digest {
            self.answer(request.id, home, digest, now, &outcome)?;
        }
        Ok(Ok(outcome))
    }

    /// The time of what is decided now: never before the last entry of a ledger that it writes.
    fn time(&self, command: &Command) -> (Timestamp, bool) {
        let clock = self.store.sources.now();
        let last = written(command)
            .into_iter()
            .filter_map(|ledger| self.heads.get(&ledger).map(|held| held.head.last_at))
            .max();
        let now = last.map_or(clock, |last| last.max(clock));
        (now, now > clock)
    }

    /// Adds prepared entries to their ledgers and evolves their streams.
    fn append(&mut self, home: LedgerName, prepared: Vec<Prepared>) -> Result<Outcome, StoreError> {
        let mut entries = Vec::new();
        let mut number = None;
        for entry in prepared {
            if entry.ledger == home {
                entries.push(entry.meta.seq);
            }
            self.touched.push(Touched {
                ledger: entry.ledger,
                stream: Some(entry.stream),
                seq: entry.meta.seq,
            });
            self.evolve(&entry, &mut number)?;
            let held = self
                .heads
                .get_mut(&entry.ledger)
                .ok_or_else(|| StoreError::damaged("an event of a ledger that the turn does not hold"))?;
            held.extend(&entry, &mut self.rows)?;
        }
        let position = self.heads.get(&home).map_or(0, |held| held.head.size());
        Ok(Outcome {
            position,
            entries,
            number,
            repeated: false,
        })
    }

    /// Writes everything, commits once, and tells whoever listens. Nothing is acknowledged before.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        save::save(&mut self).await?;
        let Self {
            store,
            memory,
            db,
            heads,
            instance,
            organizations,
            touched,
            ..
        } = self;
        db.commit().await?;
        let keep = AssertUnwindSafe(|| {
            if let (Some((folded, true)), Some(held)) = (instance.commit(), heads.get(&LedgerName::Instance)) {
                store.snapshots.keep_instance(held.head.size(), folded);
            }
            for (id, organization) in organizations {
                if let Some(held) = heads.get(&LedgerName::Organization(id)) {
                    organization.keep(store, memory, id, held);
                }
            }
            store.feed.tell(&touched);
        });
        // What is committed is done: a panic from here on must not have it decided once more.
        if std::panic::catch_unwind(keep).is_err() {
            metrics::counter!("countersign_turn_panics_total").increment(1);
            tracing::error!("a panic after a turn was committed");
            memory.clear();
        }
        Ok(())
    }

    /// Gives the heads back; nothing of the turn happened.
    pub(crate) async fn abandon(self) -> Result<(), StoreError> {
        self.db.roll_back().await
    }
}

impl WorkingOrganization {
    fn new(directory: Working<Directory>, last_number: Option<u64>) -> Self {
        Self {
            directory,
            templates: HashMap::new(),
            deployments: HashMap::new(),
            last_number,
        }
    }

    /// After the commit: what the next turn begins with.
    fn keep(self, store: &Inner, memory: &mut Memory, id: OrganizationId, held: &HeldHead) {
        if let Some((folded, true)) = self.directory.commit() {
            store.snapshots.keep_directory(id, held.head.directory, folded);
        }
        let kept = memory.of(id, held.began);
        kept.last_number = self.last_number;
        for (template, working) in self.templates {
            if let Some((folded, _)) = working.commit() {
                kept.templates.put(template, folded);
            }
        }
        for (deployment, working) in self.deployments {
            if let Some((folded, _)) = working.commit() {
                memory.keep_deployment(id, held.began, deployment, folded);
            }
        }
        memory.grown(id, held.head.size());
    }
}

impl HeldHead {
    /// Adds an entry at the right edge.
    fn extend(&mut self, entry: &Prepared, rows: &mut PendingRows) -> Result<(), StoreError> {
        let ledger = ledger_text(entry.ledger);
        let leaf: Hash = ledger::leaf_hash(entry.text.as_bytes());
        let completed = self.head.frontier.push(leaf);
        rows.nodes.extend(save::node_rows(&ledger, &completed));
        rows.entries.push(entry.row(&ledger, leaf));
        rows.private.extend(entry.private_row(&ledger));
        self.head.last_at = entry.meta.at;
        if entry.stream == domain::event::Stream::Organization {
            self.head.directory = self.head.size();
        }
        Ok(())
    }
}

/// The ledgers that a command may write.
pub(crate) fn written(command: &Command) -> Vec<LedgerName> {
    let instance = matches!(command, Command::Instance(_)).then_some(LedgerName::Instance);
    let organization = command.organization().map(LedgerName::Organization);
    instance.into_iter().chain(organization).collect()
}

/// The ledger that a command's answer speaks of: the organization's where it has one.
pub(crate) fn home(command: &Command) -> LedgerName {
    command
        .organization()
        .map_or(LedgerName::Instance, LedgerName::Organization)
}
