//! Sentences about accounts, organizations and templates.

use super::Names;
use crate::accounts::{Exported, InstanceEvent, OrganizationEvent, PasswordCause};
use crate::templates::TemplateEvent;

impl Names<'_> {
    pub(super) fn instance(&self, who: &str, event: &InstanceEvent) -> String {
        match event {
            InstanceEvent::OrganizationRegistered { slug, .. } => format!("{who} founded the organization at /{slug}."),
            InstanceEvent::PersonRegistered { person } => format!("{} got an account.", self.person(*person)),
            InstanceEvent::PasswordChanged {
                person,
                by: PasswordCause::Change,
            } => {
                format!("{} changed the password.", self.person(*person))
            }
            InstanceEvent::PasswordChanged {
                person,
                by: PasswordCause::Reset,
            } => {
                format!("{} chose a new password through a reset link.", self.person(*person))
            }
            InstanceEvent::ResetIssued { person, .. } => {
                format!("{who} made a reset link for {}.", self.person(*person))
            }
            InstanceEvent::PreferencesChanged { person, .. } => {
                format!("{} changed how pages look.", self.person(*person))
            }
        }
    }

    pub(super) fn organization(&self, who: &str, event: &OrganizationEvent) -> String {
        match event {
            OrganizationEvent::Founded { name, .. } => format!("{who} founded {name}."),
            OrganizationEvent::Changed { name, zone } => {
                format!("{who} changed the organization: it is called {name}, in the zone {zone}.")
            }
            OrganizationEvent::SmallTeamRuleSet { on } => {
                format!("{who} switched the small-team rule {}.", if *on { "on" } else { "off" })
            }
            OrganizationEvent::MemberInvited { role, team, duties, .. } => {
                let team = team.map(|team| format!(" to {}", self.team(team))).unwrap_or_default();
                let duties: Vec<&str> = duties.iter().map(crate::accounts::Duty::name).collect();
                let duties = if duties.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", duties.join(", "))
                };
                format!("{who} invited somebody{team} as {role}{duties}.")
            }
            OrganizationEvent::InvitationWithdrawn { .. } => format!("{who} took an invitation back."),
            OrganizationEvent::MemberJoined {
                person,
                role,
                invitation,
                ..
            } => match invitation {
                Some(_) => format!("{} joined as {role}.", self.person(*person)),
                None => format!("{who} brought {} in as {role}.", self.person(*person)),
            },
            OrganizationEvent::RoleChanged { person, role, .. } => {
                format!("{who} gave {} the access role {role}.", self.person(*person))
            }
            OrganizationEvent::MemberRemoved { person } => {
                format!("{who} removed {} from the organization.", self.person(*person))
            }
            OrganizationEvent::TeamJoined { person, team } => {
                format!("{} belongs to {}.", self.person(*person), self.team(*team))
            }
            OrganizationEvent::TeamLeft { person, team } => {
                format!("{who} took {} out of {}.", self.person(*person), self.team(*team))
            }
            OrganizationEvent::DutyGranted { person, team, duty } => {
                format!(
                    "{who} gave {} the duty {duty} in {}.",
                    self.person(*person),
                    self.team(*team)
                )
            }
            OrganizationEvent::DutyRevoked { person, team, duty } => {
                format!(
                    "{who} took the duty {duty} in {} from {}.",
                    self.team(*team),
                    self.person(*person)
                )
            }
            OrganizationEvent::DutyDeclared { name } => format!("{who} added the duty {name}."),
            OrganizationEvent::TeamAdded { name, .. } => format!("{who} added the team {name}."),
            OrganizationEvent::TeamRenamed { name, .. } => format!("{who} renamed a team to {name}."),
            OrganizationEvent::ServiceAdded { name, team, .. } => {
                format!("{who} added the service {name} of {}.", self.team(*team))
            }
            OrganizationEvent::ServiceChanged { name, team, .. } => {
                format!("{who} changed a service: {name} of {}.", self.team(*team))
            }
            OrganizationEvent::EnvironmentAdded {
                name,
                signoffs_needed,
                fresh_proof,
                ..
            } => {
                format!(
                    "{who} added the environment {name}: {}.",
                    policy(*signoffs_needed, *fresh_proof)
                )
            }
            OrganizationEvent::EnvironmentChanged {
                name,
                signoffs_needed,
                fresh_proof,
                ..
            } => {
                format!(
                    "{who} set the environment {name}: {}.",
                    policy(*signoffs_needed, *fresh_proof)
                )
            }
            OrganizationEvent::Calendar(event) => self.calendar(who, event),
            OrganizationEvent::ExportMade { what } => match what {
                Exported::Trail { filter, rows } if filter.is_empty() => {
                    format!("{who} exported the audit trail, {rows} rows.")
                }
                Exported::Trail { filter, rows } => {
                    format!("{who} exported the audit trail filtered by {filter}, {rows} rows.")
                }
                Exported::Template {
                    slug,
                    version: Some(version),
                } => {
                    format!("{who} exported version {version} of the template {slug}.")
                }
                Exported::Template { slug, version: None } => {
                    format!("{who} exported the draft of the template {slug}.")
                }
            },
        }
    }

    pub(super) fn template(&self, who: &str, event: &TemplateEvent) -> String {
        match event {
            TemplateEvent::Created { name, .. } => format!("{who} made the template {name}."),
            TemplateEvent::DraftSaved { name, .. } => format!("{who} saved a draft of {name}."),
            TemplateEvent::DraftDiscarded {} => format!("{who} threw the draft away."),
            TemplateEvent::ReviewAsked {} => format!("{who} asked for a review of the draft."),
            TemplateEvent::SentBack { reason } => format!("{who} sent the draft back: {reason}"),
            TemplateEvent::Published {
                version, alone: true, ..
            } => {
                format!("{who} published version {version} alone: nobody else could.")
            }
            TemplateEvent::Published {
                version,
                alone: false,
                edited_by,
                ..
            } => {
                format!(
                    "{who} published version {version}, edited by {}.",
                    self.person(*edited_by)
                )
            }
        }
    }
}

fn policy(signoffs_needed: bool, fresh_proof: bool) -> &'static str {
    match (signoffs_needed, fresh_proof) {
        (true, true) => "sign-offs needed, each with a fresh proof",
        (true, false) => "sign-offs needed",
        (false, _) => "no sign-offs needed",
    }
}
