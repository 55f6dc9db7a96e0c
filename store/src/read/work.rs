//! What waits for one person, and what the organization's policy makes of the lines of lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::accounts::Directory;
use domain::cache::{Folded, holder_text};
use domain::deployments::{
    ChangeNumber, Deployment, DeploymentLine, MyWork, ReturnedLine, SMALL_TEAM_SIGNED, Standing, WaitingSlot,
};
use domain::id::{OrganizationId, PersonId};
use domain::templates::{Roster, SlotKey};
use domain::time::Timestamp;
use sqlx::FromRow;

use super::deployments::LineRow;
use crate::error::StoreError;
use crate::head::{self, position};
use crate::sql::{Arg, Db, args, statements};
use crate::store::{Inner, Store};

/// What a line shows, of the table named `d`.
macro_rules! line_of_d {
    () => {
        "d.deployment AS deployment, d.team AS team, d.number AS number, d.title AS title, \
         d.version AS version, d.service AS service, d.environment AS environment, d.type AS type, d.stage AS stage, d.on_hold AS on_hold, \
         d.requester AS requester, d.deployer AS deployer, d.resolved AS resolved, d.total AS total, \
         d.signed AS signed, d.waiting AS waiting, d.changed_at AS changed_at"
    };
}
pub(super) use line_of_d;

statements! {
    /// My work: empty slots that sixteen pairs of team and duty could fill.
    WAITING = concat!("SELECT ", line_of_d!(), ", w.roster AS roster, w.slot AS slot, w.ready AS ready, s.state AS state \
        FROM waiting_slot w \
        JOIN deployment d ON d.organization = w.organization AND d.deployment = w.deployment \
        JOIN deployment_state s ON s.organization = w.organization AND s.deployment = w.deployment \
        WHERE w.organization = $1 AND w.holder IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
        ORDER BY w.number, w.roster, w.slot LIMIT 200");
    /// My work: what came back.
    RETURNED = concat!("SELECT ", line_of_d!(), ", r.at AS at, r.seq AS seq, r.why AS why FROM returned r \
        JOIN deployment d ON d.organization = r.organization AND d.deployment = r.deployment \
        WHERE r.organization = $1 AND r.person = $2 ORDER BY r.seq DESC, r.place LIMIT 200");
    /// My work: what is under way.
    IN_FLIGHT = concat!("SELECT ", line_of_d!(), " FROM deployment d WHERE d.organization = $1 AND d.ended = 0 \
        AND (d.requester = $2 OR d.deployer = $2 OR d.team IN ($3, $4, $5, $6, $7, $8, $9, $10)) \
        ORDER BY d.number DESC LIMIT 50");
    /// Lists under the small-team rule: the states that decide which slot falls away.
    STATES = "SELECT d.number AS number, s.state AS state FROM deployment d \
        JOIN deployment_state s ON s.organization = d.organization AND s.deployment = d.deployment \
        WHERE d.organization = $1 AND d.number IN \
        ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
}

/// Pairs of team and duty, or numbers, in one statement.
const SIXTEEN: usize = 16;
/// Teams in [`IN_FLIGHT`].
const TEAMS: usize = 8;

#[derive(Debug, FromRow)]
struct WaitingRow {
    #[sqlx(flatten)]
    line: LineRow,
    roster: String,
    slot: String,
    ready: i64,
    state: String,
}

#[derive(Debug, FromRow)]
struct ReturnedRow {
    #[sqlx(flatten)]
    line: LineRow,
    at: i64,
    seq: i64,
    why: String,
}

#[derive(Debug, FromRow)]
struct StateRow {
    number: i64,
    state: String,
}

/// The directory as it is now.
pub(crate) async fn directory(
    inner: &Inner,
    db: &mut Db,
    organization: OrganizationId,
) -> Result<Option<Arc<Folded<Directory>>>, StoreError> {
    match head::read(db, &organization.to_string()).await? {
        Some(head) => inner.snapshots.directory(db, organization, head.directory).await,
        None => Ok(None),
    }
}

/// Applies the organization's policy to lines: no slots where none are needed, none that fell away (S15).
pub(crate) async fn settle(
    inner: &Inner,
    db: &mut Db,
    directory: &Directory,
    lines: &mut [DeploymentLine],
) -> Result<(), StoreError> {
    for line in lines.iter_mut() {
        let environment = directory.environments.get(&line.environment);
        if environment.is_some_and(|environment| !environment.signoffs_needed) {
            line.waiting.clear();
        }
    }
    if !directory.small_team_rule {
        return Ok(());
    }
    let mut open: Vec<&mut DeploymentLine> = lines
        .iter_mut()
        .filter(|line| !line.waiting.is_empty() && line.signed as usize >= SMALL_TEAM_SIGNED)
        .collect();
    for chunk in open.chunks_mut(SIXTEEN) {
        let organization = directory.id.to_string();
        let mut args = args![&organization].to_vec();
        let numbers: Vec<u64> = chunk.iter().map(|line| line.number.0).collect();
        let padded = numbers.iter().chain(std::iter::repeat(&numbers[0])).take(SIXTEEN);
        args.extend(padded.map(|number| Arg::from(*number)));
        let rows: Vec<StateRow> = db.all(STATES, &args).await?;
        let mut states: BTreeMap<ChangeNumber, Deployment> = BTreeMap::new();
        for row in rows {
            states.insert(ChangeNumber(position(row.number)?), serde_json::from_str(&row.state)?);
        }
        for line in chunk {
            let (Some(deployment), Some(roster)) = (states.get(&line.number), line.stage.signs()) else {
                continue;
            };
            let hash = deployment.template.structure;
            let Some(structure) = inner.snapshots.structure(db, directory.id, hash).await? else {
                continue;
            };
            let standing = Standing {
                directory,
                structure: &structure,
                deployment,
                occupants: &[],
            };
            line.waiting = standing.waiting(roster);
        }
    }
    Ok(())
}

impl Store {
    pub(crate) async fn work_of(&self, organization: OrganizationId, person: PersonId) -> Result<MyWork, StoreError> {
        let inner = self.inner();
        let mut db = inner.pools.snapshot().await?;
        let Some(folded) = directory(inner, &mut db, organization).await? else {
            return Ok(MyWork::default());
        };
        let directory = &folded.state;
        let Some(member) = directory.active(person) else {
            return Ok(MyWork::default());
        };
        let holders: Vec<String> = member
            .teams
            .iter()
            .flat_map(|(team, duties)| duties.iter().map(|duty| holder_text(*team, duty)))
            .collect();
        let mut waiting = waiting(inner, &mut db, directory, person, &holders).await?;
        let mut returned = returned(&mut db, directory, person).await?;
        let mut in_flight = in_flight(&mut db, directory, person).await?;
        let mut lines: Vec<DeploymentLine> = waiting.iter().map(|slot| slot.line.clone()).collect();
        lines.extend(returned.iter().map(|line| line.line.clone()));
        lines.append(&mut in_flight);
        settle(inner, &mut db, directory, &mut lines).await?;
        let mut lines = lines.into_iter();
        for (slot, line) in waiting.iter_mut().zip(lines.by_ref()) {
            slot.line = line;
        }
        for (back, line) in returned.iter_mut().zip(lines.by_ref()) {
            back.line = line;
        }
        Ok(MyWork {
            waiting,
            returned,
            in_flight: lines.collect(),
        })
    }
}

async fn waiting(
    inner: &Inner,
    db: &mut Db,
    directory: &Directory,
    person: PersonId,
    holders: &[String],
) -> Result<Vec<WaitingSlot>, StoreError> {
    let organization = directory.id.to_string();
    let mut slots = Vec::new();
    for chunk in holders.chunks(SIXTEEN) {
        let mut args = args![&organization].to_vec();
        let padded = chunk.iter().chain(std::iter::repeat(&chunk[0])).take(SIXTEEN);
        args.extend(padded.map(Arg::from));
        let rows: Vec<WaitingRow> = db.all(WAITING, &args).await?;
        for row in rows {
            slots.extend(row.for_person(inner, db, directory, person).await?);
        }
    }
    slots.sort_by(|a, b| (a.line.number, a.roster, &a.slot).cmp(&(b.line.number, b.roster, &b.slot)));
    Ok(slots)
}

impl WaitingRow {
    /// The slot, when this person may fill it, now or once items are resolved.
    async fn for_person(
        self,
        inner: &Inner,
        db: &mut Db,
        directory: &Directory,
        person: PersonId,
    ) -> Result<Option<WaitingSlot>, StoreError> {
        let deployment: Deployment = serde_json::from_str(&self.state)?;
        let hash = deployment.template.structure;
        let structure = inner.snapshots.structure(db, directory.id, hash).await?;
        let structure = structure.ok_or_else(|| StoreError::damaged("a deployment without its structure"))?;
        let standing = Standing {
            directory,
            structure: &structure,
            deployment: &deployment,
            occupants: &[],
        };
        let roster = match self.roster.as_str() {
            "pre" => Roster::Pre,
            "post" => Roster::Post,
            other => return Err(StoreError::damaged(format_args!("no roster {other}"))),
        };
        let key = SlotKey::parse(&self.slot).map_err(StoreError::damaged)?;
        let slot = standing
            .slot(roster, &key)
            .ok_or_else(|| StoreError::damaged("no such slot"))?;
        let open = standing.needed(roster).contains(&slot) && standing.personal_bars(slot, person).is_empty();
        let (duty, ready) = (slot.duty.clone(), self.ready != 0);
        let line = self.line.parse()?;
        Ok(open.then_some(WaitingSlot {
            line,
            roster,
            slot: key,
            duty,
            ready,
        }))
    }
}

async fn returned(db: &mut Db, directory: &Directory, person: PersonId) -> Result<Vec<ReturnedLine>, StoreError> {
    let args = [directory.id.to_string(), person.to_string()];
    let rows: Vec<ReturnedRow> = db.all(RETURNED, &args![&args[0], &args[1]]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ReturnedLine {
                at: Timestamp::from_micros(row.at),
                seq: position(row.seq)?,
                why: serde_json::from_str(&row.why)?,
                line: row.line.parse()?,
            })
        })
        .collect()
}

async fn in_flight(db: &mut Db, directory: &Directory, person: PersonId) -> Result<Vec<DeploymentLine>, StoreError> {
    let teams: Vec<String> = directory
        .active(person)
        .map(|member| member.teams.keys().map(ToString::to_string).collect())
        .unwrap_or_default();
    let ids = [directory.id.to_string(), person.to_string()];
    let mut lines: BTreeMap<ChangeNumber, DeploymentLine> = BTreeMap::new();
    // Somebody in no team still has own deployments.
    let none = [String::new()];
    let teams = if teams.is_empty() { &none[..] } else { &teams };
    for chunk in teams.chunks(TEAMS) {
        let mut args = args![&ids[0], &ids[1]].to_vec();
        let padded = chunk.iter().chain(std::iter::repeat(&chunk[0])).take(TEAMS);
        args.extend(padded.map(Arg::from));
        let rows: Vec<LineRow> = db.all(IN_FLIGHT, &args).await?;
        for row in rows {
            let line = row.parse()?;
            lines.insert(line.number, line);
        }
    }
    Ok(lines.into_values().rev().take(50).collect())
}
