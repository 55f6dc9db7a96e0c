//! Bookings by time: for the calendar, for whoever looks for a slot, and for turns that book one.

use domain::backend::BOOKED_MOST;
use domain::calendar::{Booked, Slots, Stretch};
use domain::deployments::{ChangeNumber, DeploymentType, StageName};
use domain::id::OrganizationId;
use domain::text::Title;
use domain::time::Timestamp;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::head::position;
use crate::sql::{Db, args, statements};
use crate::store::Store;

statements! {
    /// Calendar, slot search, turns that book: what is booked in a stretch of time. No slot is longer than a week, so `$2`
    /// lies a week before it.
    BOOKED = "SELECT deployment, place, number, title, service, environment, team, type, deployer, stage, from_at, \
        until_at, announced FROM booking WHERE organization = $1 AND from_at > $2 AND from_at < $4 AND until_at > $3 \
        ORDER BY from_at, number, place LIMIT $5";
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
        })
    }
}

/// What is booked in any of a stretch of time, by its beginning.
pub(crate) async fn booked(
    db: &mut Db,
    organization: OrganizationId,
    stretch: Stretch,
) -> Result<Vec<Booked>, StoreError> {
    let earliest = stretch.from.plus_seconds(-Slots::LONGEST_SECONDS - 1);
    let organization = organization.to_string();
    let args = args![
        &organization,
        earliest,
        stretch.from,
        stretch.until,
        i64::from(BOOKED_MOST)
    ];
    let rows: Vec<BookedRow> = db.all(BOOKED, &args).await?;
    rows.into_iter().map(BookedRow::parse).collect()
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
}
