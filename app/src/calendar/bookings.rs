//! Bookings that the reader may read.

use std::collections::BTreeSet;

use domain::backend::Opened;
use domain::calendar::{Booked, Stretch};
use domain::deployments::DeploymentFilter;

use crate::audit::filter::period;
use crate::context::backend;
use crate::failure::Failure;

/// Most deployments that an auditor's calendar is made of; more are read in the list of deployments.
const MOST: u32 = 200;

/// What is booked in a stretch of time. An auditor reads only deployments of the period that is named for them (01 §6).
///
/// # Errors
/// When the store does not answer.
pub(super) async fn readable(opened: &Opened, stretch: Stretch) -> Result<Vec<Booked>, Failure> {
    let organization = opened.directory.id;
    let booked = backend().booked(organization, stretch).await?;
    let Some(period) = period(opened)? else {
        return Ok(booked);
    };
    let filter = DeploymentFilter {
        period: Some(period),
        limit: MOST,
        ..DeploymentFilter::default()
    };
    let lines = backend().deployments(organization, &filter).await?.lines;
    let known: BTreeSet<_> = lines.into_iter().map(|line| line.number).collect();
    Ok(booked
        .into_iter()
        .filter(|booked| known.contains(&booked.number))
        .collect())
}
