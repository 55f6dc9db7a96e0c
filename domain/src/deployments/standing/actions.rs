//! What a person can do with a deployment now, and why not (D5, S13).

use super::Standing;
use crate::accounts::permission::{Right, check};
use crate::accounts::{Duty, Member};
use crate::deployments::{Blocker, OVERRIDES, Stage, StageName};
use crate::id::{PersonId, TeamId};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// A step of a deployment that blockers guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Draft → preparing.
    Submit,
    /// Preparing → running.
    Start,
    /// Running → verifying.
    FinishDeploying,
    /// Verifying → completed.
    Complete,
    /// Rolling back → rolled back.
    CompleteRollback,
}

impl Step {
    /// The words on its button.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "Submit for sign-off",
            Self::Start => "Start deployment",
            Self::FinishDeploying => "Finish deploying",
            Self::Complete => "Complete deployment",
            Self::CompleteRollback => "Complete rollback",
        }
    }

    /// The step that leads on from a stage; none where nothing more can happen.
    pub const fn next(stage: StageName) -> Option<Self> {
        match stage {
            StageName::Draft => Some(Self::Submit),
            StageName::Preparing => Some(Self::Start),
            StageName::Running => Some(Self::FinishDeploying),
            StageName::Verifying => Some(Self::Complete),
            StageName::RollingBack => Some(Self::CompleteRollback),
            StageName::Completed | StageName::RolledBack | StageName::Failed | StageName::Cancelled => None,
        }
    }
}

/// What a member of the team can do with a deployment, signing apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Take a step.
    Step(Step),
    /// Change the fields that sign-offs cover.
    Edit,
    /// Change the ticket link and the release notes.
    EditImmaterial,
    /// Tick and leave out items, add evidence.
    WorkItems,
    /// Write a comment, add a link to the deployment.
    Comment,
    /// Write the log.
    NoteLog,
    /// Decide to roll back.
    RollBack,
    /// Mark as failed.
    MarkFailed,
    /// Cancel.
    Cancel,
    /// Book, move, announce and release (W6-W8).
    Book,
    /// Lift a freeze or windows (W10).
    Override,
    /// Put on hold.
    Hold,
    /// Lift the hold.
    Release,
    /// Make a deployment that rolls it back (D7).
    MakeRollback,
}

impl Action {
    /// All actions, in the order of the page.
    pub const ALL: [Self; 18] = [
        Self::Step(Step::Submit),
        Self::Step(Step::Start),
        Self::Step(Step::FinishDeploying),
        Self::Step(Step::Complete),
        Self::Step(Step::CompleteRollback),
        Self::Edit,
        Self::EditImmaterial,
        Self::WorkItems,
        Self::Comment,
        Self::NoteLog,
        Self::Book,
        Self::Override,
        Self::Hold,
        Self::Release,
        Self::RollBack,
        Self::MarkFailed,
        Self::Cancel,
        Self::MakeRollback,
    ];

    /// Whether it exists in a stage at all.
    pub fn exists_in(self, stage: StageName) -> bool {
        match self {
            Self::Step(step) => Step::next(stage) == Some(step),
            Self::Edit | Self::Cancel | Self::Book => matches!(stage, StageName::Draft | StageName::Preparing),
            Self::Override => matches!(stage, StageName::Draft | StageName::Preparing | StageName::Running),
            Self::EditImmaterial => !stage.ended(),
            Self::WorkItems => !stage.works().is_empty(),
            Self::Comment => true,
            Self::NoteLog => !matches!(stage, StageName::Draft | StageName::Preparing | StageName::Cancelled),
            Self::RollBack => matches!(stage, StageName::Running | StageName::Verifying),
            Self::MarkFailed => matches!(
                stage,
                StageName::Running | StageName::Verifying | StageName::RollingBack
            ),
            Self::Hold | Self::Release => matches!(stage, StageName::Preparing | StageName::Running),
            // What failed may have left something behind to roll back, as what was completed did.
            Self::MakeRollback => matches!(stage, StageName::Completed | StageName::Failed),
        }
    }
}

impl Standing<'_> {
    /// The duties that decide to roll back (01 §4).
    pub const DECIDES: [Duty; 5] = [
        Duty::TechLead,
        Duty::DevOpsLead,
        Duty::DeploymentEngineer,
        Duty::ReleaseManager,
        Duty::Cto,
    ];

    /// The step that leads on.
    pub const fn next_step(&self) -> Option<Step> {
        Step::next(self.deployment.stage.name())
    }

    /// Whether a member may do something now.
    ///
    /// # Errors
    /// The refusal that the command would get.
    pub fn may(&self, person: PersonId, member: &Member, action: Action, now: Timestamp) -> Result<(), Refusal> {
        // A rollback is a deployment of the team that has the service now.
        let team = if action == Action::MakeRollback {
            self.services_team()
        } else {
            self.deployment.team
        };
        check(member, Right::WorkDeployment, Some(team))?;
        let stage = self.stage();
        if !action.exists_in(stage) {
            return Err(Refusal::WrongStage { stage });
        }
        match action {
            Action::Step(step) => unblocked(self.blockers(step, now)),
            Action::RollBack => {
                let holds = |duty: &Duty| member.holds(team, duty);
                if !self.signoffs_needed() || Self::DECIDES.iter().any(holds) {
                    Ok(())
                } else {
                    let any_of = Self::DECIDES.to_vec();
                    Err(Refusal::DutyMissing { any_of })
                }
            }
            Action::Hold => match self.deployment.hold {
                None => Ok(()),
                Some(_) => Err(Refusal::HoldUnchanged),
            },
            Action::Release => match &self.deployment.hold {
                None => Err(Refusal::HoldUnchanged),
                Some(hold) if hold.held.by == person || member.holds(team, &Duty::ReleaseManager) => Ok(()),
                Some(_) => Err(Refusal::DutyMissing {
                    any_of: vec![Duty::ReleaseManager],
                }),
            },
            Action::Override => {
                if OVERRIDES.iter().any(|duty| member.holds(team, duty)) {
                    Ok(())
                } else {
                    let any_of = OVERRIDES.to_vec();
                    Err(Refusal::DutyMissing { any_of })
                }
            }
            Action::Edit
            | Action::EditImmaterial
            | Action::WorkItems
            | Action::Comment
            | Action::NoteLog
            | Action::Book
            | Action::MarkFailed
            | Action::Cancel
            | Action::MakeRollback => Ok(()),
        }
    }

    /// The team that ships the service now: it may have changed hands since.
    fn services_team(&self) -> TeamId {
        let service = self.directory.services.get(&self.deployment.details.service);
        service.map_or(self.deployment.team, |service| service.team)
    }

    /// Everything that exists in the present stage, each with what `may` says. Of the two hold actions the one that fits.
    /// Nothing for somebody who is no active member.
    pub fn actions(&self, person: PersonId, now: Timestamp) -> Vec<(Action, Result<(), Refusal>)> {
        let Some(member) = self.directory.active(person) else {
            return Vec::new();
        };
        let stage = self.stage();
        let fits = |action: &Action| {
            let other_hold = match action {
                Action::Hold => self.deployment.hold.is_some(),
                Action::Release => self.deployment.hold.is_none(),
                Action::Step(_)
                | Action::Edit
                | Action::EditImmaterial
                | Action::WorkItems
                | Action::Comment
                | Action::NoteLog
                | Action::Book
                | Action::Override
                | Action::RollBack
                | Action::MarkFailed
                | Action::Cancel
                | Action::MakeRollback => false,
            };
            action.exists_in(stage) && !other_hold
        };
        let existing = Action::ALL.into_iter().filter(fits);
        existing
            .map(|action| (action, self.may(person, member, action, now)))
            .collect()
    }

    /// Whether it is on hold, for badges beside the stage.
    pub const fn on_hold(&self) -> bool {
        self.deployment.hold.is_some()
    }

    /// Whether it was started: the log has something to say about it (D8).
    pub const fn started(&self) -> bool {
        match self.deployment.stage {
            Stage::Draft | Stage::Preparing { .. } | Stage::Cancelled { .. } => false,
            Stage::Running { .. }
            | Stage::Verifying { .. }
            | Stage::Completed { .. }
            | Stage::RollingBack { .. }
            | Stage::RolledBack { .. }
            | Stage::Failed { .. } => true,
        }
    }
}

/// A step is refused while it has a blocker; the refusal names all of them (D5).
fn unblocked(blockers: Vec<Blocker>) -> Result<(), Refusal> {
    if blockers.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Blocked { blockers })
    }
}
