//! The audit trail: pages of it, and one entry with its proof.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::audit::{AuditFilter, AuditPage, EntryDetails, TimelineEntry};
use domain::deployments::{ChangeNumber, Deployment};
use domain::id::OrganizationId;
use domain::templates::Structure;
use ledger::{Hash, NodeId, ProofPlan, leaf_hash};
use sqlx::FromRow;

use super::lists::Words;
use crate::entries::{EntryRow, ReadEntry};
use crate::error::StoreError;
use crate::head::{self, position};
use crate::sql::{Arg, Db, args, statements};
use crate::store::Store;

/// What a line of the trail needs, and the bounds of every page: numbers, then times, then words.
macro_rules! page {
    ($and:literal) => {
        concat!(
            "SELECT e.text AS text, d.number AS number FROM entry e LEFT JOIN deployment d \
             ON d.organization = e.ledger AND d.deployment = substr(e.stream, 12) \
             WHERE e.ledger = $1 AND e.seq < $2 AND e.seq >= $3 \
             AND e.seq >= coalesce((SELECT f.seq FROM entry f WHERE f.ledger = $1 AND f.at >= $4 \
             ORDER BY f.at, f.seq LIMIT 1), 9223372036854775807) \
             AND e.seq < coalesce((SELECT u.seq FROM entry u WHERE u.ledger = $1 AND u.at >= $5 \
             ORDER BY u.at, u.seq LIMIT 1), 9223372036854775807) \
             AND e.words LIKE $6 ESCAPE '\\' AND e.words LIKE $7 ESCAPE '\\' AND e.words LIKE $8 ESCAPE '\\'",
            $and,
            " ORDER BY e.seq DESC LIMIT $9"
        )
    };
}

statements! {
    /// The trail.
    ALL = page!("");
    /// The trail of a group of kinds.
    AREA = page!(" AND e.area = $10");
    /// The trail of a person.
    ACTOR = page!(" AND e.actor = $10 AND ($11 = '' OR e.area = $11)");
    /// The trail of a deployment.
    STREAM = page!(
        " AND e.stream = (SELECT 'deployment/' || n.deployment FROM deployment n \
         WHERE n.organization = $1 AND n.number = $10) \
         AND ($11 = '' OR e.actor = $11) AND ($12 = '' OR e.area = $12)"
    );
    /// The trail: the states of deployments, which say by which structure their items are called.
    STATES = "SELECT d.number AS number, s.state AS state FROM deployment d \
        JOIN deployment_state s ON s.organization = d.organization AND s.deployment = d.deployment \
        WHERE d.organization = $1 AND d.number IN \
        ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, \
        $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, \
        $61, $62, $63, $64, $65)";
    /// An entry's page.
    ONE = "SELECT e.text AS text, d.number AS number, p.salt AS salt, p.text AS private FROM entry e \
        LEFT JOIN deployment d ON d.organization = e.ledger AND d.deployment = substr(e.stream, 12) \
        LEFT JOIN private p ON p.ledger = e.ledger AND p.seq = e.seq WHERE e.ledger = $1 AND e.seq = $2";
    /// An entry's page: inner nodes of its proof.
    NODES = "SELECT level, place, hash FROM node WHERE ledger = $1 AND (level, place) IN \
        (VALUES (CAST($2 AS BIGINT), CAST($3 AS BIGINT)), ($4, $5), ($6, $7), ($8, $9), ($10, $11), ($12, $13), ($14, $15), ($16, $17), \
        ($18, $19), ($20, $21), ($22, $23), ($24, $25), ($26, $27), ($28, $29), ($30, $31), ($32, $33), \
        ($34, $35), ($36, $37), ($38, $39), ($40, $41), ($42, $43), ($44, $45), ($46, $47), ($48, $49))";
    /// An entry's page: leaves of its proof.
    LEAVES = "SELECT seq, leaf FROM entry WHERE ledger = $1 AND seq IN ($2, $3, $4, $5)";
}

/// The most entries on a page.
const ENTRIES: u32 = 500;
/// How many numbers one page looks through for words, or for what two filters leave: a page never takes long, and its
/// `next` goes on from there.
const WINDOW: u64 = 20_000;
/// Pairs of [`NODES`].
const PAIRS: usize = 24;
/// Numbers of [`LEAVES`].
const PLACES: usize = 4;
/// Numbers of [`STATES`]: more than a page of the trail has lines.
const DEPLOYMENTS: usize = 64;

#[derive(Debug, FromRow)]
struct TrailRow {
    text: String,
    number: Option<i64>,
}

#[derive(Debug, FromRow)]
struct OneRow {
    text: String,
    number: Option<i64>,
    salt: Option<Vec<u8>>,
    private: Option<String>,
}

#[derive(Debug, FromRow)]
struct NodeRow {
    level: i64,
    place: i64,
    hash: Vec<u8>,
}

#[derive(Debug, FromRow)]
struct LeafRow {
    seq: i64,
    leaf: Vec<u8>,
}

/// An entry as pages take it.
pub(crate) fn timeline_entry(read: ReadEntry, deployment: Option<ChangeNumber>) -> TimelineEntry {
    TimelineEntry {
        seq: read.meta.seq,
        at: read.meta.at,
        actor: read.meta.actor,
        event: read.event,
        deployment,
    }
}

fn change_number(stored: Option<i64>) -> Result<Option<ChangeNumber>, StoreError> {
    stored.map(|number| position(number).map(ChangeNumber)).transpose()
}

impl TrailRow {
    fn parse(self) -> Result<TimelineEntry, StoreError> {
        let row = EntryRow {
            text: self.text,
            private: None,
        };
        Ok(timeline_entry(row.read()?, change_number(self.number)?))
    }
}

impl Store {
    pub(crate) async fn trail(
        &self,
        organization: OrganizationId,
        filter: &AuditFilter,
    ) -> Result<AuditPage, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let ledger = organization.to_string();
        let words = Words::of(&filter.search);
        let limit = filter.limit.clamp(1, ENTRIES);
        let filters = [filter.who.is_some(), filter.what.is_some(), filter.deployment.is_some()];
        let narrow = !words.any() || filters.into_iter().filter(|set| *set).count() > 1;
        let top = match filter.before {
            Some(before) => before,
            None if narrow => head::read(&mut db, &ledger).await?.map_or(0, |head| head.size()),
            None => u64::MAX,
        };
        let floor = if narrow { top.saturating_sub(WINDOW) } else { 0 };
        let [first, second, third] = words.patterns();
        let mut args = args![
            &ledger,
            top,
            floor,
            filter.from.map_or(i64::MIN, |at| at.micros()),
            filter.until.map_or(i64::MAX, |at| at.micros()),
            first,
            second,
            third,
            i64::from(limit) + 1,
        ]
        .to_vec();
        let who = filter.who.map(|who| who.to_string()).unwrap_or_default();
        let area = filter.what.map(|group| group.value()).unwrap_or_default();
        let statement = match (filter.deployment, filter.who, filter.what) {
            (Some(number), _, _) => {
                args.extend(args![number.0, &who, area]);
                STREAM
            }
            (None, Some(_), _) => {
                args.extend(args![&who, area]);
                ACTOR
            }
            (None, None, Some(_)) => {
                args.push(Arg::from(area));
                AREA
            }
            (None, None, None) => ALL,
        };
        let mut rows: Vec<TrailRow> = db.all(statement, &args).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let entries: Vec<TimelineEntry> = rows.into_iter().map(TrailRow::parse).collect::<Result<_, _>>()?;
        let next = match (more, entries.last()) {
            (true, Some(last)) => Some(last.seq),
            _ => (floor > 0).then_some(floor),
        };
        let structures = self.structures_of(&mut db, organization, &entries).await?;
        Ok(AuditPage {
            entries,
            next,
            structures,
        })
    }

    /// The structures of the deployments that entries are about.
    async fn structures_of(
        &self,
        db: &mut Db,
        organization: OrganizationId,
        entries: &[TimelineEntry],
    ) -> Result<BTreeMap<ChangeNumber, Arc<Structure>>, StoreError> {
        let numbers: BTreeSet<u64> = entries.iter().filter_map(|entry| Some(entry.deployment?.0)).collect();
        let numbers: Vec<u64> = numbers.into_iter().collect();
        let ledger = organization.to_string();
        let mut structures = BTreeMap::new();
        for chunk in numbers.chunks(DEPLOYMENTS) {
            let mut args = args![&ledger].to_vec();
            let padded = chunk.iter().chain(std::iter::repeat(&chunk[0])).take(DEPLOYMENTS);
            args.extend(padded.map(|number| Arg::from(*number)));
            let rows: Vec<(i64, String)> = db.all(STATES, &args).await?;
            for (number, state) in rows {
                let deployment: Deployment = serde_json::from_str(&state)?;
                let hash = deployment.template.structure;
                if let Some(structure) = self.inner().snapshots.structure(db, organization, hash).await? {
                    structures.insert(ChangeNumber(position(number)?), structure);
                }
            }
        }
        Ok(structures)
    }

    pub(crate) async fn entry_details(
        &self,
        organization: OrganizationId,
        seq: u64,
    ) -> Result<Option<EntryDetails>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let ledger = organization.to_string();
        let Some(row) = db.one::<OneRow>(ONE, &args![&ledger, seq]).await? else {
            return Ok(None);
        };
        let head = head::read(&mut db, &ledger)
            .await?
            .ok_or_else(|| StoreError::damaged("a ledger without its head"))?;
        let plan = ProofPlan::inclusion(seq, head.size()).map_err(StoreError::damaged)?;
        let nodes = nodes(&mut db, &ledger, plan.nodes().collect()).await?;
        let read = EntryRow {
            text: row.text.clone(),
            private: None,
        }
        .read()?;
        let private = match (row.private, row.salt) {
            (Some(text), Some(salt)) => Some((text, salt.iter().map(|byte| format!("{byte:02x}")).collect())),
            _ => None,
        };
        Ok(Some(EntryDetails {
            entry: timeline_entry(read, change_number(row.number)?),
            leaf: leaf_hash(row.text.as_bytes()),
            bytes: row.text,
            proof: plan.assemble(&nodes).map_err(StoreError::damaged)?,
            size: head.size(),
            root: head.frontier.root(),
            private,
        }))
    }
}

/// The hashes of nodes; leaves lie beside their entries.
async fn nodes(db: &mut Db, ledger: &str, wanted: Vec<NodeId>) -> Result<BTreeMap<NodeId, Hash>, StoreError> {
    let mut found = BTreeMap::new();
    let (leaves, inner): (Vec<NodeId>, Vec<NodeId>) = wanted.into_iter().partition(|node| node.level == 0);
    for chunk in inner.chunks(PAIRS) {
        let mut args = args![ledger].to_vec();
        let padded = chunk.iter().chain(std::iter::repeat(&chunk[0])).take(PAIRS);
        args.extend(padded.flat_map(|node| args![i64::from(node.level), node.index]));
        let rows: Vec<NodeRow> = db.all(NODES, &args).await?;
        for row in rows {
            let level = u8::try_from(row.level).map_err(StoreError::damaged)?;
            let index = position(row.place)?;
            found.insert(NodeId { level, index }, Hash::from_slice(&row.hash)?);
        }
    }
    for chunk in leaves.chunks(PLACES) {
        let mut args = args![ledger].to_vec();
        let padded = chunk.iter().chain(std::iter::repeat(&chunk[0])).take(PLACES);
        args.extend(padded.map(|node| Arg::from(node.index)));
        let rows: Vec<LeafRow> = db.all(LEAVES, &args).await?;
        for row in rows {
            let index = position(row.seq)?;
            found.insert(NodeId { level: 0, index }, Hash::from_slice(&row.leaf)?);
        }
    }
    Ok(found)
}
