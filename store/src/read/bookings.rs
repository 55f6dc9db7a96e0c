//! Bookings by time: for the calendar, for whoever looks for a slot, and for turns that book one.

use std::time::Duration;

use domain::accounts::AuditPeriod;
use domain::backend::BOOKED_MOST;
use domain::calendar::{Booked, FedBooking, HISTORY_MOST, Slots, Stretch};
use domain::deployments::{ChangeNumber, DeploymentType, StageName};
use domain::id::{EnvironmentId, OrganizationId, TemplateId};
use domain::text::Title;
use domain::time::Timestamp;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::head::position;
use crate::sql::{Arg, Db, args, statements};
use crate::store::Store;

/// The columns of a booking, with what stands between them and what follows.
macro_rules! booked {
    ($between:literal, $rest:literal) => {
        concat!(
            "SELECT b.deployment AS deployment, b.place AS place, b.number AS number, b.title AS title, \
             b.service AS service, b.environment AS environment, b.team AS team, b.type AS type, \
             b.deployer AS deployer, b.stage AS stage, b.from_at AS from_at, b.until_at AS until_at, \
             b.announced AS announced, b.requester AS requester, b.to_sign AS to_sign, \
             b.watch_from AS watch_from, b.watch_until AS watch_until",
            $between,
            " FROM booking b ",
            $rest
        )
    };
}

statements! {
    /// Calendar, slot search, turns that book: what is booked in a stretch of time. No slot is longer than a week, so `$2`
    /// lies a week before it.
    BOOKED = booked!("", "WHERE b.organization = $1 AND b.from_at > $2 AND b.from_at < $4 AND b.until_at > $3 \
        ORDER BY b.from_at, b.number, b.place LIMIT $5");
    /// An auditor's calendar: the same, of deployments that were there in a period.
    BOOKED_OF_PERIOD = booked!("", "JOIN deployment d ON d.organization = b.organization AND d.deployment = b.deployment \
        WHERE b.organization = $1 AND b.from_at > $2 AND b.from_at < $4 AND b.until_at > $3 \
        AND d.made_at < $6 AND d.changed_at >= $7 ORDER BY b.from_at, b.number, b.place LIMIT $5");
    /// The calendar: primary slots whose watch lies in a stretch of time, of deployments that were there in a period.
    WATCHED = booked!("", "JOIN deployment d ON d.organization = b.organization AND d.deployment = b.deployment \
        WHERE b.organization = $1 AND b.watch_until > $2 AND b.watch_from < $3 \
        AND d.made_at < $5 AND d.changed_at >= $6 ORDER BY b.watch_from, b.number LIMIT $4");
    /// Feeds: what is booked, with when each deployment was last changed.
    FED = booked!(", d.changed_at AS changed_at, d.stream_version AS stream_version", "JOIN deployment d \
        ON d.organization = b.organization AND d.deployment = b.deployment \
        WHERE b.organization = $1 AND b.from_at > $2 AND b.from_at < $4 AND b.until_at > $3 \
        ORDER BY b.from_at, b.number, b.place LIMIT $5");
    /// Booking a deployment: how long others from its template took in its environment.
    TOOK = "SELECT deployed_in FROM deployment WHERE organization = $1 AND template = $2 AND environment = $3 \
        AND deployed_in IS NOT NULL AND CASE WHEN type = 'rollback' THEN 1 ELSE 0 END = $5 ORDER BY number DESC LIMIT $4";
}

#[derive(Debug, FromRow)]
struct BookedRow {
    deployment: String,
    place: i64,
    number: i64,
    title: String,
    service: String,
    environment: String,
    team: String,
    r#type: String,
    deployer: String,
    stage: String,
    from_at: i64,
    until_at: i64,
    announced: i64,
    requester: String,
    to_sign: String,
    watch_from: Option<i64>,
    watch_until: Option<i64>,
}

#[derive(Debug, FromRow)]
struct FedRow {
    #[sqlx(flatten)]
    booked: BookedRow,
    changed_at: i64,
    stream_version: i64,
}

impl BookedRow {
    fn parse(self) -> Result<Booked, StoreError> {
        let damaged = |what: &str| StoreError::damaged(format_args!("a booking without {what}"));
        Ok(Booked {
            deployment: self.deployment.parse().map_err(StoreError::damaged)?,
            number: ChangeNumber(position(self.number)?),
            title: Title::parse(&self.title).map_err(StoreError::damaged)?,
            service: self.service.parse().map_err(StoreError::damaged)?,
            environment: self.environment.parse().map_err(StoreError::damaged)?,
            team: self.team.parse().map_err(StoreError::damaged)?,
            kind: DeploymentType::from_value(&self.r#type).ok_or_else(|| damaged("type"))?,
            deployer: self.deployer.parse().map_err(StoreError::damaged)?,
            stage: StageName::from_value(&self.stage).ok_or_else(|| damaged("stage"))?,
            stretch: Stretch {
                from: Timestamp::from_micros(self.from_at),
                until: Timestamp::from_micros(self.until_at),
            },
            backup: self.place != 0,
            announced: self.announced != 0,
            requester: self.requester.parse().map_err(StoreError::damaged)?,
            to_sign: serde_json::from_str(&self.to_sign)?,
            watch: self.watch_from.zip(self.watch_until).map(|(from, until)| Stretch {
                from: Timestamp::from_micros(from),
                until: Timestamp::from_micros(until),
            }),
        })
    }
}

/// What is booked in any of a stretch of time, by its beginning.
pub(crate) async fn booked(
    db: &mut Db,
    organization: OrganizationId,
    stretch: Stretch,
) -> Result<Vec<Booked>, StoreError> {
    let organization = organization.to_string();
    let rows: Vec<BookedRow> = db.all(BOOKED, &within(&organization, stretch)).await?;
    rows.into_iter().map(BookedRow::parse).collect()
}

/// The same of deployments that were there in a period.
async fn booked_of_period(
    db: &mut Db,
    organization: OrganizationId,
    stretch: Stretch,
    period: AuditPeriod,
) -> Result<Vec<Booked>, StoreError> {
    let organization = organization.to_string();
    let within = within(&organization, stretch).into_iter();
    let arguments: Vec<Arg<'_>> = within.chain([period.until.into(), period.from.into()]).collect();
    let rows: Vec<BookedRow> = db.all(BOOKED_OF_PERIOD, &arguments).await?;
    rows.into_iter().map(BookedRow::parse).collect()
}

/// Bookings whose deployments are watched in a stretch of time; of a period only where one is named.
async fn watched(
    db: &mut Db,
    organization: OrganizationId,
    stretch: Stretch,
    period: Option<AuditPeriod>,
) -> Result<Vec<Booked>, StoreError> {
    let organization = organization.to_string();
    let (first, last) = period.map_or((i64::MIN, i64::MAX), |period| {
        (period.from.micros(), period.until.micros())
    });
    let arguments: [Arg<'_>; 6] = [
        (&organization).into(),
        stretch.from.into(),
        stretch.until.into(),
        i64::from(BOOKED_MOST).into(),
        last.into(),
        first.into(),
    ];
    let rows: Vec<BookedRow> = db.all(WATCHED, &arguments).await?;
    rows.into_iter().map(BookedRow::parse).collect()
}

/// The same as feeds list it.
pub(crate) async fn fed(
    db: &mut Db,
    organization: OrganizationId,
    stretch: Stretch,
) -> Result<Vec<FedBooking>, StoreError> {
    let organization = organization.to_string();
    let rows: Vec<FedRow> = db.all(FED, &within(&organization, stretch)).await?;
    let fed = rows.into_iter().map(|row| {
        Ok(FedBooking {
            booked: row.booked.parse()?,
            changed_at: Timestamp::from_micros(row.changed_at),
            version: position(row.stream_version)?,
        })
    });
    fed.collect()
}

/// What each of them is asked with.
fn within(organization: &str, stretch: Stretch) -> [Arg<'_>; 5] {
    let earliest = stretch.from.plus_seconds(-Slots::LONGEST_SECONDS - 1);
    [
        organization.into(),
        earliest.into(),
        stretch.from.into(),
        stretch.until.into(),
        i64::from(BOOKED_MOST).into(),
    ]
}

impl Store {
    pub(crate) async fn booked_in(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
    ) -> Result<Vec<Booked>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        booked(&mut db, organization, stretch).await
    }

    pub(crate) async fn booked_in_of(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
        period: AuditPeriod,
    ) -> Result<Vec<Booked>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        booked_of_period(&mut db, organization, stretch, period).await
    }

    pub(crate) async fn watched_in(
        &self,
        organization: OrganizationId,
        stretch: Stretch,
        period: Option<AuditPeriod>,
    ) -> Result<Vec<Booked>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        watched(&mut db, organization, stretch, period).await
    }

    pub(crate) async fn took_in(
        &self,
        organization: OrganizationId,
        template: TemplateId,
        environment: EnvironmentId,
        rollbacks: bool,
    ) -> Result<Vec<Duration>, StoreError> {
        let (organization, template, environment) =
            (organization.to_string(), template.to_string(), environment.to_string());
        let (most, rollbacks) = (i64::from(HISTORY_MOST), i64::from(rollbacks));
        let args = args![&organization, &template, &environment, most, rollbacks];
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<(i64,)> = db.all(TOOK, &args).await?;
        let took = rows
            .into_iter()
            .map(|(micros,)| position(micros).map(Duration::from_micros));
        took.collect()
    }
}
