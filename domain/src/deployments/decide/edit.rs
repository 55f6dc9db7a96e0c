//! Editing fields: each against what was on the page, none lost (D12), none that was signed changed in silence (S3).

use super::Case;
use super::create::{choices, team_of};
use super::voids::with_voids;
use crate::accounts::permission::{Right, check};
use crate::deployments::{Action, Change, DeploymentEvent, DeploymentType, Details, Field};
use crate::refusal::{Refusal, StaleThing};

pub(super) fn edit(
    case: &Case<'_>,
    seen: &Details,
    wanted: &Details,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::EditImmaterial)?;
    let current = &case.deployment().details;
    let mut details = current.clone();
    let mut fields = Vec::new();
    for field in seen.differing(wanted) {
        let now = current.text(field);
        if now == wanted.text(field) {
            continue;
        }
        if now != seen.text(field) {
            return Err(stale(case, field, now));
        }
        details.take(field, wanted);
        fields.push(field);
    }
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    if fields.iter().any(|field| field.material()) {
        case.may(Action::Edit)?;
    }
    fixed(case, &details, &fields)?;
    let mut team = case.deployment().team;
    if fields.contains(&Field::Service) {
        team = team_of(case.directory(), &details)?;
        check(case.member, Right::WorkDeployment, Some(team))?;
    }
    choices(case.directory(), &details, &fields)?;
    let changes = fields
        .into_iter()
        .map(|field| change(field, current, &details))
        .collect();
    let event = DeploymentEvent::Edited { details, team, changes };
    with_voids(case, vec![event], confirmed)
}

/// A rollback stays where its deployment was, and nothing becomes one by an edit (D7).
fn fixed(case: &Case<'_>, details: &Details, fields: &[Field]) -> Result<(), Refusal> {
    let fixed = if case.deployment().details.kind == DeploymentType::Rollback {
        fields.iter().find(|field| field.fixed_by_rollback())
    } else {
        None
    };
    if let Some(field) = fixed {
        return Err(Refusal::FixedByRollback { field: *field });
    }
    if fields.contains(&Field::Type) && details.kind == DeploymentType::Rollback {
        return Err(Refusal::RollbackOfNothing);
    }
    Ok(())
}

fn change(field: Field, before: &Details, after: &Details) -> Change {
    if field.material() {
        Change::Field {
            field,
            before: before.text(field),
            after: after.text(field),
        }
    } else {
        Change::Immaterial { field }
    }
}

fn stale(case: &Case<'_>, field: Field, now: String) -> Refusal {
    let author = case.deployment().author(field);
    Refusal::Stale {
        since: author.seq,
        by: author.by,
        at: author.at,
        what: StaleThing::Field { field, now },
    }
}
