//! The demo: an organization with people, templates and four weeks of deployments, made by the commands that pages send.

mod calendar;
mod cast;
mod deployments;
mod desk;

use crate::clock::SetBack;
use crate::serve::Fault;
use crate::state::Shared;
use cast::Cast;
use desk::Desk;

/// A day in seconds.
const DAY: i64 = 24 * 60 * 60;
/// How long ago the organization was founded.
const PAST: i64 = 29 * DAY;

/// How one of the demo's people signs in.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Duty, or access role of those without one.
    pub duty: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Fills an empty database; how its people sign in. The clock ends in the present.
///
/// # Errors
/// When the database fails, or a rule says no: the rules changed and the demo did not.
pub async fn fill(shared: &Shared, clock: &SetBack) -> Result<Vec<SignIn>, Fault> {
    clock.set(PAST);
    let desk = Desk::new(shared);
    let cast = Cast::assemble(&desk).await?;
    let templates = desk.publish_starters(&cast).await?;
    deployments::history(&desk, &cast, &templates, clock).await?;
    deployments::present(&desk, &cast, &templates, clock).await?;
    calendar::plan(&desk, &cast).await?;
    clock.set(0);
    Ok(cast.sign_ins)
}
