//! Rows of bookings: what the calendar reads by time.

use super::deployments::{ids, row};
use super::{Row, Table, integer, state_text, text};
use crate::calendar::Booked;
use crate::decide::Misfit;
use crate::deployments::Deployment;
use crate::id::OrganizationId;
use crate::templates::Structure;

/// What deployments have booked.
pub static BOOKING: Table = Table {
    name: "booking",
    columns: &[
        text("organization"),
        text("deployment"),
        integer("place"),
        integer("number"),
        text("title"),
        text("service"),
        text("environment"),
        text("team"),
        text("type"),
        text("deployer"),
        text("stage"),
        integer("from_at"),
        integer("until_at"),
        integer("announced"),
        text("requester"),
        text("to_sign"),
        integer("watch_from"),
        integer("watch_until"),
    ],
    key: 3,
};

/// The rows of a deployment.
///
/// # Errors
/// Only when a duty cannot be written, which is a defect.
pub fn booking_rows(
    organization: OrganizationId,
    deployment: &Deployment,
    structure: &Structure,
) -> Result<Vec<Row>, Misfit> {
    let booked = Booked::of(deployment, structure).into_iter();
    booked
        .map(|booked| {
            let cells = [
                booked.backup.into(),
                booked.number.0.into(),
                booked.title.as_str().into(),
                booked.service.to_string().into(),
                booked.environment.to_string().into(),
                booked.team.to_string().into(),
                booked.kind.value().into(),
                booked.deployer.to_string().into(),
                booked.stage.value().into(),
                booked.stretch.from.into(),
                booked.stretch.until.into(),
                booked.announced.into(),
                booked.requester.to_string().into(),
                state_text(&booked.to_sign)?.into(),
                booked.watch.map(|watch| watch.from).into(),
                booked.watch.map(|watch| watch.until).into(),
            ];
            Ok(row(&BOOKING, ids(organization, deployment), cells))
        })
        .collect()
}
