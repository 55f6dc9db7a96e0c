//! The desk of the release manager: what is booked, what was announced late, what has no time yet.

use domain::calendar::{DESK_MOST, Desk, LateAnnouncement, Slots, Stretch, Unbooked};
use domain::deployments::Deployment;
use domain::id::OrganizationId;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::bookings::booked;
use super::deployments::LineRow;
use super::work::{directory, line_of_d, settle};
use crate::error::StoreError;
use crate::sql::{Db, args, statements};
use crate::store::Store;

statements! {
    /// Desk: announced bookings in a stretch of time, with the states that say how. Most were announced in time, and are left
    /// out by the one word that all late ones have.
    LATE = "SELECT s.state AS state FROM booking b \
        JOIN deployment_state s ON s.organization = b.organization AND s.deployment = b.deployment \
        WHERE b.organization = $1 AND b.from_at > $2 AND b.from_at < $4 AND b.until_at > $3 AND b.place = 0 \
        AND b.announced = 1 AND s.state LIKE '%\"late\":%' ORDER BY b.from_at, b.number LIMIT $5";
    /// Desk: what is being prepared and has nothing booked that is over later than `$2`.
    UNBOOKED = concat!("SELECT ", line_of_d!(), ", (SELECT MAX(b.until_at) FROM booking b \
        WHERE b.organization = d.organization AND b.deployment = d.deployment) AS last_until FROM deployment d \
        WHERE d.organization = $1 AND d.stage = 'preparing' AND NOT EXISTS (SELECT 1 FROM booking b \
        WHERE b.organization = d.organization AND b.deployment = d.deployment AND b.until_at > $2) \
        ORDER BY d.number LIMIT $3");
}

#[derive(Debug, FromRow)]
struct StateRow {
    state: String,
}

#[derive(Debug, FromRow)]
struct UnbookedRow {
    #[sqlx(flatten)]
    line: LineRow,
    last_until: Option<i64>,
}

impl Store {
    pub(crate) async fn desk_of(&self, organization: OrganizationId, stretch: Stretch) -> Result<Desk, StoreError> {
        let inner = self.inner();
        let mut db = inner.pools.snapshot().await?;
        let Some(folded) = directory(inner, &mut db, organization).await? else {
            return Ok(Desk::default());
        };
        let unbooked = unbooked(&mut db, organization, stretch.from).await?;
        let (mut lines, over): (Vec<_>, Vec<_>) = unbooked.into_iter().map(|one| (one.line, one.over)).unzip();
        settle(inner, &mut db, &folded.state, &mut lines).await?;
        let unbooked = lines.into_iter().zip(over).map(|(line, over)| Unbooked { line, over });
        Ok(Desk {
            booked: booked(&mut db, organization, stretch).await?,
            late: late(&mut db, organization, stretch).await?,
            unbooked: unbooked.collect(),
        })
    }
}

async fn late(
    db: &mut Db,
    organization: OrganizationId,
    stretch: Stretch,
) -> Result<Vec<LateAnnouncement>, StoreError> {
    let organization = organization.to_string();
    let earliest = stretch.from.plus_seconds(-Slots::LONGEST_SECONDS - 1);
    let args = args![
        &organization,
        earliest,
        stretch.from,
        stretch.until,
        i64::from(DESK_MOST)
    ];
    let rows: Vec<StateRow> = db.all(LATE, &args).await?;
    let mut found = Vec::new();
    for row in rows {
        let deployment: Deployment = serde_json::from_str(&row.state)?;
        found.extend(LateAnnouncement::of(&deployment));
    }
    Ok(found)
}

async fn unbooked(db: &mut Db, organization: OrganizationId, now: Timestamp) -> Result<Vec<Unbooked>, StoreError> {
    let organization = organization.to_string();
    let rows: Vec<UnbookedRow> = db
        .all(UNBOOKED, &args![&organization, now, i64::from(DESK_MOST)])
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Unbooked {
                line: row.line.parse()?,
                over: row.last_until.map(Timestamp::from_micros),
            })
        })
        .collect()
}
