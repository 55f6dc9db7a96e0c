//! Rows of bookings: what the calendar reads by time.

use super::deployments::{ids, row};
use super::{Row, Table, integer, text};
use crate::accounts::Directory;
use crate::calendar::Booked;
use crate::deployments::Deployment;

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
    ],
    key: 3,
};

pub(super) fn booking_rows(directory: &Directory, deployment: &Deployment) -> Vec<Row> {
    let booked = Booked::of(deployment).into_iter();
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
            ];
            row(&BOOKING, ids(directory, deployment), cells)
        })
        .collect()
}
