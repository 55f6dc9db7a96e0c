//! Bookings that the reader may read.

use domain::backend::Opened;
use domain::calendar::{Booked, Stretch};

use crate::audit::filter::period;
use crate::context::backend;
use crate::failure::Failure;

/// What is watched in a stretch of time, as for [`readable`].
///
/// # Errors
/// When the store does not answer.
pub(super) async fn watched(opened: &Opened, stretch: Stretch) -> Result<Vec<Booked>, Failure> {
    Ok(backend().watched(opened.directory.id, stretch, period(opened)?).await?)
}

/// What is booked in a stretch of time. An auditor reads only deployments of the period that is named for them (01 §6).
///
/// # Errors
/// When the store does not answer.
pub(super) async fn readable(opened: &Opened, stretch: Stretch) -> Result<Vec<Booked>, Failure> {
    let organization = opened.directory.id;
    Ok(match period(opened)? {
        Some(period) => backend().booked_of_period(organization, stretch, period).await?,
        None => backend().booked(organization, stretch).await?,
    })
}
