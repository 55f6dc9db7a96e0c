//! Deployments: lists, one with its items, its comments and timeline.

use domain::audit::TimelineEntry;
use domain::backend::{Beside, Comment, DeploymentPage, OpenedDeployment, Rollback};
use domain::cache::Folded;
use domain::deployments::{
    ChangeNumber, Deployment, DeploymentEvent, DeploymentFilter, DeploymentLine, DeploymentType, ItemState, Linked,
    Occupant, Progress, StageName,
};
use domain::event::Event;
use domain::id::{DeploymentId, EnvironmentId, OrganizationId};
use domain::templates::ItemKey;
use domain::text::{Title, VersionText};
use domain::time::Timestamp;
use sqlx::FromRow;

use super::lists::{self, Words};
use super::templates::{StateRow, count};
use crate::entries::EntryRow;
use crate::error::StoreError;
use crate::head::position;
use crate::sql::{Arg, Db, args, statements};
use crate::store::Store;

statements! {
    /// A deployment's page: its state, the items that were touched, its template, and who else is there. One statement,
    /// so that all of it is of one commit; no key and no state has a line break.
    ONE = "SELECT s.state AS state, t.state AS template, d.changed_at AS changed_at, \
        (SELECT string_agg(i.item || ' ' || i.state, '\n') FROM deployment_item i \
         WHERE i.organization = d.organization AND i.deployment = d.deployment) AS items, \
        (SELECT string_agg(CAST(b.number AS TEXT) || ' ' || b.service, ',') FROM deployment b \
         WHERE b.organization = d.organization AND b.stage IN ('running', 'rolling_back') \
         AND b.environment = d.environment AND b.deployment <> d.deployment) AS occupants \
        FROM deployment d \
        JOIN deployment_state s ON s.organization = d.organization AND s.deployment = d.deployment \
        JOIN template t ON t.organization = d.organization AND t.template = d.template \
        WHERE d.organization = $1 AND d.number = $2";
    /// Turns: the items that were touched.
    ITEMS = "SELECT item, state FROM deployment_item WHERE organization = $1 AND deployment = $2";
    /// Turns: the state of a deployment with its place.
    BY_ID = "SELECT s.state AS state, d.stream_version AS stream_version, d.changed_at AS changed_at \
        FROM deployment d JOIN deployment_state s ON s.organization = d.organization AND s.deployment = d.deployment \
        WHERE d.organization = $1 AND d.deployment = $2";
    /// Turns that make a deployment: the highest number given.
    LAST_NUMBER = "SELECT number FROM deployment WHERE organization = $1 ORDER BY number DESC LIMIT 1";
    /// Turns that start a deployment: who else is there.
    OCCUPANTS = "SELECT number, service FROM deployment WHERE organization = $1 AND stage IN ($4, $5) \
        AND environment = $2 AND deployment <> $3 ORDER BY number";
    /// A deployment's page, where others roll it back: where those stand.
    ROLLBACKS = "SELECT number, stage, made_at, changed_at FROM deployment WHERE organization = $1 \
        AND number IN ($2, $3, $4, $5, $6, $7, $8, $9) ORDER BY number";
    /// Rolling back a deployment: what was completed in its place before it, and last.
    BESIDE = "SELECT * FROM (SELECT b.number AS number, b.version AS version FROM deployment d \
        JOIN deployment b ON b.organization = d.organization AND b.service = d.service AND b.stage = 'completed' \
        AND b.number < d.number AND b.environment = d.environment \
        WHERE d.organization = $1 AND d.number = $2 ORDER BY b.number DESC LIMIT 1) AS lower \
        UNION ALL SELECT * FROM (SELECT b.number AS number, b.version AS version FROM deployment d \
        JOIN deployment b ON b.organization = d.organization AND b.service = d.service AND b.stage = 'completed' \
        AND b.number > d.number AND b.environment = d.environment \
        WHERE d.organization = $1 AND d.number = $2 ORDER BY b.number DESC LIMIT 1) AS higher";
    /// A deployment's page: what was said.
    COMMENTS = "SELECT e.text AS text, NULL AS private FROM entry e \
        WHERE e.ledger = $1 AND e.kind = 'comment.added/1' AND e.stream = \
        (SELECT 'deployment/' || d.deployment FROM deployment d WHERE d.organization = $1 AND d.number = $2) \
        ORDER BY e.seq LIMIT 5000";
    /// A deployment's page: what happened.
    TIMELINE = "SELECT e.text AS text, NULL AS private FROM entry e \
        WHERE e.ledger = $1 AND e.seq < $3 AND e.text LIKE $5 ESCAPE '\\' AND e.stream = \
        (SELECT 'deployment/' || d.deployment FROM deployment d WHERE d.organization = $1 AND d.number = $2) \
        ORDER BY e.seq DESC LIMIT $4";
}

/// The most lines on a page.
const LINES: u32 = 200;
/// The most entries of a timeline at a time.
const ENTRIES: u32 = 500;

/// A deployment as a list shows it.
#[derive(Debug, FromRow)]
pub(crate) struct LineRow {
    deployment: String,
    team: String,
    pub(crate) number: i64,
    title: String,
    version: String,
    service: String,
    environment: String,
    r#type: String,
    stage: String,
    on_hold: i64,
    requester: String,
    deployer: String,
    resolved: i64,
    total: i64,
    signed: i64,
    waiting: String,
    changed_at: i64,
}

#[derive(Debug, FromRow)]
struct OneRow {
    state: String,
    template: String,
    changed_at: i64,
    items: Option<String>,
    occupants: Option<String>,
}

#[derive(Debug, FromRow)]
struct ItemRow {
    item: String,
    state: String,
}

impl LineRow {
    /// As pages take it.
    pub(crate) fn parse(self) -> Result<DeploymentLine, StoreError> {
        let damaged = |what: &str| StoreError::damaged(format_args!("no {what}"));
        Ok(DeploymentLine {
            deployment: self.deployment.parse().map_err(StoreError::damaged)?,
            team: self.team.parse().map_err(StoreError::damaged)?,
            number: ChangeNumber(position(self.number)?),
            title: Title::parse(&self.title).map_err(StoreError::damaged)?,
            version: VersionText::parse(&self.version).map_err(StoreError::damaged)?,
            service: self.service.parse().map_err(StoreError::damaged)?,
            environment: self.environment.parse().map_err(StoreError::damaged)?,
            kind: DeploymentType::from_value(&self.r#type).ok_or_else(|| damaged("type"))?,
            stage: StageName::from_value(&self.stage).ok_or_else(|| damaged("stage"))?,
            on_hold: self.on_hold != 0,
            requester: self.requester.parse().map_err(StoreError::damaged)?,
            deployer: self.deployer.parse().map_err(StoreError::damaged)?,
            changed_at: Timestamp::from_micros(self.changed_at),
            progress: Progress {
                resolved: count(self.resolved)?,
                total: count(self.total)?,
            },
            waiting: serde_json::from_str(&self.waiting)?,
            signed: count(self.signed)?,
        })
    }
}

/// The state of a deployment with its items and its place; `None` when there is none.
pub(crate) async fn folded(
    db: &mut Db,
    organization: OrganizationId,
    id: DeploymentId,
) -> Result<Option<Folded<Deployment>>, StoreError> {
    let ids = [organization.to_string(), id.to_string()];
    let Some(row) = db.one::<StateRow>(BY_ID, &args![&ids[0], &ids[1]]).await? else {
        return Ok(None);
    };
    let rows: Vec<ItemRow> = db.all(ITEMS, &args![&ids[0], &ids[1]]).await?;
    let items = rows.iter().map(|row| Ok((row.item.as_str(), row.state.as_str())));
    Ok(Some(Folded {
        state: whole(&row.state, items)?,
        version: position(row.stream_version)?,
        at: Timestamp::from_micros(row.changed_at),
    }))
}

/// A deployment of its state and the states of items, each with its key.
fn whole<'a>(
    state: &str,
    items: impl Iterator<Item = Result<(&'a str, &'a str), StoreError>>,
) -> Result<Deployment, StoreError> {
    let mut deployment: Deployment = serde_json::from_str(state)?;
    for item in items {
        let (key, state) = item?;
        let key = ItemKey::parse(key).map_err(StoreError::damaged)?;
        let state: ItemState = serde_json::from_str(state)?;
        deployment.items.insert(key, state);
    }
    Ok(deployment)
}

/// The highest number that an organization gave to a deployment; 0 when none.
pub(crate) async fn last_number(db: &mut Db, organization: OrganizationId) -> Result<u64, StoreError> {
    let row: Option<(i64,)> = db.one(LAST_NUMBER, &args![&organization.to_string()]).await?;
    row.map_or(Ok(0), |(number,)| position(number))
}

/// Other deployments that run or roll back in an environment.
pub(crate) async fn occupants(
    db: &mut Db,
    organization: OrganizationId,
    id: DeploymentId,
    environment: EnvironmentId,
) -> Result<Vec<Occupant>, StoreError> {
    let texts = [organization.to_string(), environment.to_string(), id.to_string()];
    let stages = StageName::OCCUPYING.map(|stage| Arg::from(stage.value()));
    let args: Vec<Arg<'_>> = texts.iter().map(Arg::from).chain(stages).collect();
    let rows: Vec<(i64, String)> = db.all(OCCUPANTS, &args).await?;
    rows.into_iter()
        .map(|(number, service)| {
            Ok(Occupant {
                number: ChangeNumber(position(number)?),
                service: service.parse().map_err(StoreError::damaged)?,
            })
        })
        .collect()
}

/// An occupant as `ONE` writes it: number and service.
fn occupant(text: &str) -> Result<Occupant, StoreError> {
    let (number, service) = text
        .split_once(' ')
        .ok_or_else(|| StoreError::damaged("an occupant without a service"))?;
    Ok(Occupant {
        number: ChangeNumber(number.parse().map_err(StoreError::damaged)?),
        service: service.parse().map_err(StoreError::damaged)?,
    })
}

/// Where the newest deployments stand that roll another one back.
async fn rollbacks(db: &mut Db, organization: OrganizationId, linked: &[Linked]) -> Result<Vec<Rollback>, StoreError> {
    if linked.is_empty() {
        return Ok(Vec::new());
    }
    // Numbers begin at 1: the places that are left over name nothing.
    let mut numbers = [0_u64; Rollback::MOST];
    for (place, link) in numbers.iter_mut().zip(linked.iter().rev()) {
        *place = link.number.0;
    }
    let organization = organization.to_string();
    let mut args: Vec<Arg<'_>> = vec![Arg::from(&organization)];
    args.extend(numbers.map(Arg::from));
    let rows: Vec<(i64, String, i64, i64)> = db.all(ROLLBACKS, &args).await?;
    rows.into_iter()
        .map(|(number, stage, made, changed)| {
            Ok(Rollback {
                number: ChangeNumber(position(number)?),
                stage: StageName::from_value(&stage).ok_or_else(|| StoreError::damaged("no stage"))?,
                created_at: Timestamp::from_micros(made),
                changed_at: Timestamp::from_micros(changed),
            })
        })
        .collect()
}

impl Store {
    pub(crate) async fn beside(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
    ) -> Result<Beside, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<(i64, String)> = db.all(BESIDE, &args![&organization.to_string(), number.0]).await?;
        let mut beside = Beside::default();
        for (found, version) in rows {
            let found = ChangeNumber(position(found)?);
            let version = VersionText::parse(&version).map_err(StoreError::damaged)?;
            let place = if found < number {
                &mut beside.before
            } else {
                &mut beside.after
            };
            *place = Some((found, version));
        }
        Ok(beside)
    }

    pub(crate) async fn list_deployments(
        &self,
        organization: OrganizationId,
        filter: &DeploymentFilter,
    ) -> Result<DeploymentPage, StoreError> {
        let limit = filter.limit.clamp(1, LINES);
        let inner = self.inner();
        let mut db = inner.pools.read().await?;
        let Some(directory) = super::work::directory(inner, &mut db, organization).await? else {
            return Ok(DeploymentPage {
                lines: Vec::new(),
                next: None,
            });
        };
        let words = Words::of(&filter.search);
        let list = lists::List::of(organization, filter, &words, i64::from(limit) + 1);
        let mut rows: Vec<LineRow> = db.all(list.statement, &list.args()).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let mut lines: Vec<DeploymentLine> = rows.into_iter().map(LineRow::parse).collect::<Result<_, _>>()?;
        super::work::settle(inner, &mut db, &directory.state, &mut lines).await?;
        let next = lines.last().filter(|_| more).map(|line| line.number);
        Ok(DeploymentPage { lines, next })
    }

    pub(crate) async fn open_deployment(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
    ) -> Result<Option<OpenedDeployment>, StoreError> {
        let inner = self.inner();
        let mut db = inner.pools.read().await?;
        let row: Option<OneRow> = db.one(ONE, &args![&organization.to_string(), number.0]).await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let items = row.items.unwrap_or_default();
        let items = items.lines().map(|line| {
            line.split_once(' ')
                .ok_or_else(|| StoreError::damaged("an item without a state"))
        });
        let deployment = whole(&row.state, items)?;
        let hash = deployment.template.structure;
        let structure = inner.snapshots.structure(&mut db, organization, hash).await?;
        let occupants = row.occupants.unwrap_or_default();
        let mut occupants: Vec<Occupant> = occupants
            .split(',')
            .filter(|occupant| !occupant.is_empty())
            .map(occupant)
            .collect::<Result<_, _>>()?;
        occupants.sort_unstable_by_key(|occupant| occupant.number);
        let rollbacks = rollbacks(&mut db, organization, &deployment.rolled_back_by).await?;
        Ok(Some(OpenedDeployment {
            rollbacks,
            deployment,
            changed_at: Timestamp::from_micros(row.changed_at),
            structure: structure.ok_or_else(|| StoreError::damaged("a deployment without its structure"))?,
            template: serde_json::from_str(&row.template)?,
            occupants,
        }))
    }

    pub(crate) async fn comments_of(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
        item: Option<&ItemKey>,
    ) -> Result<Vec<Comment>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<EntryRow> = db.all(COMMENTS, &args![&organization.to_string(), number.0]).await?;
        let mut comments = Vec::with_capacity(rows.len());
        for row in rows {
            let read = row.read()?;
            let Event::Deployment(DeploymentEvent::CommentAdded { item: on, text, .. }) = read.event else {
                return Err(StoreError::damaged("a comment that is none"));
            };
            if item.is_some() && on.as_ref() != item {
                continue;
            }
            comments.push(Comment {
                seq: read.meta.seq,
                item: on,
                by: read
                    .meta
                    .actor
                    .person()
                    .ok_or_else(|| StoreError::damaged("nobody's comment"))?,
                at: read.meta.at,
                text,
            });
        }
        Ok(comments)
    }

    pub(crate) async fn timeline_of(
        &self,
        organization: OrganizationId,
        number: ChangeNumber,
        item: Option<&ItemKey>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<TimelineEntry>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let before = before.unwrap_or(u64::MAX);
        let limit = i64::from(limit.clamp(1, ENTRIES));
        let ledger = organization.to_string();
        // Canonical entries quote a key as it is; a key has no quotes of its own.
        let names = item.map_or_else(
            || "%".to_owned(),
            |item| format!("%\"{}\"%", lists::escaped(item.as_str())),
        );
        let args = args![&ledger, number.0, before, limit, &names];
        let rows: Vec<EntryRow> = db.all(TIMELINE, &args).await?;
        rows.iter()
            .map(|row| row.read().map(|read| super::audit::timeline_entry(read, Some(number))))
            .collect()
    }
}
