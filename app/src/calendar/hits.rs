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
const RUNNING: u32 = 200;
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
    /// Whether its booking was announced: where it is moved it has to be announced again (W8).
    pub(super) announced: bool,
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

    /// Whether the freeze would hold it and nobody was told: `shown` are the ids that were.
    pub(super) fn untold(&self, shown: &[String]) -> bool {
        !self.exempt && !shown.contains(&self.deployment.to_string())
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

/// What freezes could hit, read once for however many of them are looked at.
pub(super) struct Ahead {
    /// The days that are looked ahead.
    ahead: Stretch,
    /// What is booked in them.
    pub(super) booked: Vec<Booked>,
    /// What runs now; read only where a freeze begins within a day.
    running: Vec<(Line, Hit)>,
}

impl Ahead {
    /// Reads what freezes with these times could hit.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn read<'t>(
        opened: &Opened,
        times: impl IntoIterator<Item = &'t Times> + Send,
    ) -> Result<Self, Failure> {
        let ahead = ahead();
        let begins_soon = times.into_iter().any(|times| soon(ahead, times));
        Ok(Self {
            ahead,
            booked: backend().booked(opened.directory.id, ahead).await?,
            running: if begins_soon {
                running(opened).await?
            } else {
                Vec::new()
            },
        })
    }

    /// What a freeze with these times and this scope would hit, by number: whoever has booked any of its time, and, where it
    /// begins within a day, whatever runs. Those that it exempts are among them.
    pub(super) fn hits(&self, directory: &Directory, times: &Times, scope: &Scope) -> Vec<Hit> {
        let whole = Scope {
            exempt: BTreeSet::new(),
            ..scope.clone()
        };
        let exempt = |id: &DeploymentId| scope.exempt.contains(id);
        let mut found: BTreeMap<ChangeNumber, Hit> = BTreeMap::new();
        for booked in &self.booked {
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
                announced: booked.announced,
                exempt: exempt(&booked.deployment),
                seen: 0,
                offered: Vec::new(),
            });
            hit.booked.push(booked.stretch);
        }
        if soon(self.ahead, times) {
            for (line, hit) in &self.running {
                if covers(directory, &whole, *line) {
                    found.entry(hit.number).or_insert_with(|| Hit {
                        exempt: exempt(&hit.deployment),
                        ..hit.clone()
                    });
                }
            }
        }
        found.into_values().collect()
    }
}

/// Whether it begins, or is in force, within a day.
fn soon(ahead: Stretch, times: &Times) -> bool {
    let until = ahead.from.plus_seconds(SOON);
    times.stretches(ahead.from, until).next().is_some()
}

/// What a freeze with these times and this scope would hit.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn hits(opened: &Opened, times: &Times, scope: &Scope) -> Result<Vec<Hit>, Failure> {
    let ahead = Ahead::read(opened, [times]).await?;
    Ok(ahead.hits(&opened.directory, times, scope))
}

/// What runs now.
async fn running(opened: &Opened) -> Result<Vec<(Line, Hit)>, Failure> {
    let organization = opened.directory.id;
    let filter = DeploymentFilter {
        stages: vec![StageName::Running, StageName::Verifying, StageName::RollingBack],
        limit: RUNNING,
        ..DeploymentFilter::default()
    };
    let lines = backend().deployments(organization, &filter).await?.lines.into_iter();
    let running = lines.map(|line| {
        let hit = Hit {
            deployment: line.deployment,
            number: line.number,
            title: line.title.to_string(),
            stage: line.stage,
            booked: Vec::new(),
            announced: false,
            exempt: false,
            seen: 0,
            offered: Vec::new(),
        };
        let line = Line {
            deployment: line.deployment,
            team: line.team,
            service: line.service,
            environment: line.environment,
            kind: line.kind,
        };
        (line, hit)
    });
    Ok(running.collect())
}
