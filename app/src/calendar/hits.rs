//! Deployments that a freeze would hit, found before it is saved (W9).

use std::collections::{BTreeMap, BTreeSet};

use domain::accounts::Directory;
use domain::backend::Opened;
use domain::calendar::{Booked, HORIZON_DAYS, Scope, Slots, Stretch, Subject, Times};
use domain::deployments::{ChangeNumber, DeploymentFilter, DeploymentType, StageName};
use domain::id::{DeploymentId, EnvironmentId, ServiceId, TeamId};

use crate::context::{backend, now};
use crate::failure::Failure;

/// Most running deployments that are looked at beside the booked ones.
const RUNNING: u32 = 50;
/// Seconds ahead of a freeze from which on what runs now may still run when it begins: a day.
const SOON: i64 = 24 * 3600;

/// A deployment that a freeze would hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Which.
    pub(super) deployment: DeploymentId,
    /// Its number.
    pub(super) number: ChangeNumber,
    /// Its title.
    pub(super) title: String,
    /// Where it stands.
    pub(super) stage: StageName,
    /// What of its booking the freeze touches; nothing where it only runs.
    pub(super) booked: Vec<Stretch>,
    /// Whether the freeze exempts it, by name.
    pub(super) exempt: bool,
    /// Number of the last entry about its booking, once slots were looked for.
    pub(super) seen: u64,
    /// Slots that its booking could move to, once they were looked for.
    pub(super) offered: Vec<Slots>,
}

impl Hit {
    /// Whether it runs: then the freeze's choice for running deployments says what becomes of it.
    pub(super) const fn runs(&self) -> bool {
        matches!(
            self.stage,
            StageName::Running | StageName::Verifying | StageName::RollingBack
        )
    }
}

/// What a scope asks of a deployment that is only known by its line.
#[derive(Clone, Copy)]
struct Line {
    deployment: DeploymentId,
    team: TeamId,
    service: ServiceId,
    environment: EnvironmentId,
    kind: DeploymentType,
}

fn covers(directory: &Directory, scope: &Scope, line: Line) -> bool {
    let none = BTreeSet::new();
    let labels = directory
        .services
        .get(&line.service)
        .map_or(&none, |service| &service.labels);
    scope.covers(&Subject {
        deployment: Some(line.deployment),
        team: line.team,
        service: line.service,
        environment: line.environment,
        kind: line.kind,
        labels,
    })
}

/// The days that are looked ahead.
pub(super) fn ahead() -> Stretch {
    Stretch {
        from: now(),
        until: now().plus_seconds(HORIZON_DAYS * 24 * 3600),
    }
}

/// Everything that is booked in [`ahead`].
///
/// # Errors
/// When the store does not answer.
pub(super) async fn booked_ahead(opened: &Opened) -> Result<Vec<Booked>, Failure> {
    Ok(backend().booked(opened.directory.id, ahead()).await?)
}

/// What a freeze with these times and this scope would hit, by number: whoever has any of its time among the `booked`, and,
/// where it begins within a day, whatever runs. Those that it exempts are among them.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn hits(
    opened: &Opened,
    booked: &[Booked],
    times: &Times,
    scope: &Scope,
) -> Result<Vec<Hit>, Failure> {
    let directory = &opened.directory;
    let whole = Scope {
        exempt: BTreeSet::new(),
        ..scope.clone()
    };
    let mut found: BTreeMap<ChangeNumber, Hit> = BTreeMap::new();
    let begins_soon = times.stretches(now(), now().plus_seconds(SOON)).next().is_some();
    for booked in booked {
        let line = Line {
            deployment: booked.deployment,
            team: booked.team,
            service: booked.service,
            environment: booked.environment,
            kind: booked.kind,
        };
        let touched = times
            .stretches(booked.stretch.from, booked.stretch.until)
            .next()
            .is_some();
        if booked.stage.ended() || !touched || !covers(directory, &whole, line) {
            continue;
        }
        let hit = found.entry(booked.number).or_insert_with(|| Hit {
            deployment: booked.deployment,
            number: booked.number,
            title: booked.title.to_string(),
            stage: booked.stage,
            booked: Vec::new(),
            exempt: scope.exempt.contains(&booked.deployment),
            seen: 0,
            offered: Vec::new(),
        });
        hit.booked.push(booked.stretch);
    }
    if begins_soon {
        for hit in running(opened, scope, &whole).await? {
            found.entry(hit.number).or_insert(hit);
        }
    }
    Ok(found.into_values().collect())
}

/// What runs now in scope.
async fn running(opened: &Opened, scope: &Scope, whole: &Scope) -> Result<Vec<Hit>, Failure> {
    let (directory, organization) = (&opened.directory, opened.directory.id);
    let filter = DeploymentFilter {
        stages: vec![StageName::Running, StageName::Verifying, StageName::RollingBack],
        limit: RUNNING,
        ..DeploymentFilter::default()
    };
    let mut hits = Vec::new();
    for line in backend().deployments(organization, &filter).await?.lines {
        let Some(known) = backend().deployment(organization, line.number).await? else {
            continue;
        };
        let deployment = &known.deployment;
        let line = Line {
            deployment: deployment.id,
            team: deployment.team,
            service: deployment.details.service,
            environment: deployment.details.environment,
            kind: deployment.details.kind,
        };
        if covers(directory, whole, line) {
            hits.push(Hit {
                deployment: deployment.id,
                number: deployment.number,
                title: deployment.details.title.to_string(),
                stage: deployment.stage.name(),
                booked: Vec::new(),
                exempt: scope.exempt.contains(&deployment.id),
                seen: 0,
                offered: Vec::new(),
            });
        }
    }
    Ok(hits)
}
