//! Kinds of entries, grouped as the trail's filter *What* offers them.

use serde::{Deserialize, Serialize};

use crate::accounts::{InstanceEvent, OrganizationEvent};
use crate::deployments::DeploymentEvent;
use crate::event::Event;

/// A group of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindGroup {
    /// Deployments: made, edited, steps, holds, log.
    Deployments,
    /// Items: ticks and what was left out.
    Items,
    /// Sign-offs, rounds, voided and withdrawn ones, requests for changes, declines.
    SignOffs,
    /// Comments and links.
    Comments,
    /// Templates.
    Templates,
    /// People, teams, duties, invitations.
    People,
    /// Settings: organization, services, environments, rules.
    Settings,
    /// Windows, freezes, bookings, overrides.
    Calendar,
    /// Exports.
    Exports,
}

impl KindGroup {
    /// All groups, in the order of the filter.
    pub const ALL: [Self; 9] = [
        Self::Deployments,
        Self::Items,
        Self::SignOffs,
        Self::Comments,
        Self::Templates,
        Self::People,
        Self::Settings,
        Self::Calendar,
        Self::Exports,
    ];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deployments => "Deployments",
            Self::Items => "Items",
            Self::SignOffs => "Sign-offs",
            Self::Comments => "Comments and links",
            Self::Templates => "Templates",
            Self::People => "People",
            Self::Settings => "Settings",
            Self::Calendar => "Calendar",
            Self::Exports => "Exports",
        }
    }

    /// The value in addresses and in the ledger's index of kinds.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Deployments => "deployments",
            Self::Items => "items",
            Self::SignOffs => "sign_offs",
            Self::Comments => "comments",
            Self::Templates => "templates",
            Self::People => "people",
            Self::Settings => "settings",
            Self::Calendar => "calendar",
            Self::Exports => "exports",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.value() == value)
    }

    /// The group of an event.
    pub const fn of(event: &Event) -> Self {
        match event {
            Event::Instance(event) => match event {
                InstanceEvent::OrganizationRegistered { .. } => Self::Settings,
                InstanceEvent::PersonRegistered { .. }
                | InstanceEvent::PasswordChanged { .. }
                | InstanceEvent::ResetIssued { .. }
                | InstanceEvent::PreferencesChanged { .. } => Self::People,
            },
            Event::Organization(event) => of_organization(event),
            Event::Template(_) => Self::Templates,
            Event::Deployment(event) => of_deployment(event),
        }
    }
}

const fn of_organization(event: &OrganizationEvent) -> KindGroup {
    match event {
        OrganizationEvent::Founded { .. }
        | OrganizationEvent::Changed { .. }
        | OrganizationEvent::SmallTeamRuleSet { .. }
        | OrganizationEvent::ServiceAdded { .. }
        | OrganizationEvent::ServiceChanged { .. }
        | OrganizationEvent::EnvironmentAdded { .. }
        | OrganizationEvent::EnvironmentChanged { .. } => KindGroup::Settings,
        OrganizationEvent::MemberInvited { .. }
        | OrganizationEvent::InvitationWithdrawn { .. }
        | OrganizationEvent::MemberJoined { .. }
        | OrganizationEvent::RoleChanged { .. }
        | OrganizationEvent::MemberRemoved { .. }
        | OrganizationEvent::TeamJoined { .. }
        | OrganizationEvent::TeamLeft { .. }
        | OrganizationEvent::DutyGranted { .. }
        | OrganizationEvent::DutyRevoked { .. }
        | OrganizationEvent::DutyDeclared { .. }
        | OrganizationEvent::TeamAdded { .. }
        | OrganizationEvent::TeamRenamed { .. } => KindGroup::People,
        OrganizationEvent::ExportMade { .. } => KindGroup::Exports,
        OrganizationEvent::Calendar(_) => KindGroup::Calendar,
    }
}

const fn of_deployment(event: &DeploymentEvent) -> KindGroup {
    match event {
        DeploymentEvent::Created { .. }
        | DeploymentEvent::Edited { .. }
        | DeploymentEvent::RollbackMade { .. }
        | DeploymentEvent::RollbackLinked { .. }
        | DeploymentEvent::Submitted { .. }
        | DeploymentEvent::Started { .. }
        | DeploymentEvent::DeployingFinished { .. }
        | DeploymentEvent::Completed { .. }
        | DeploymentEvent::RollbackStarted { .. }
        | DeploymentEvent::RollbackCompleted { .. }
        | DeploymentEvent::Failed { .. }
        | DeploymentEvent::Cancelled { .. }
        | DeploymentEvent::Held { .. }
        | DeploymentEvent::Released { .. }
        | DeploymentEvent::LogNoted { .. } => KindGroup::Deployments,
        DeploymentEvent::ItemDone { .. }
        | DeploymentEvent::ItemReopened { .. }
        | DeploymentEvent::ItemLeftOut { .. }
        | DeploymentEvent::EvidenceGiven { .. }
        | DeploymentEvent::ValueFilled { .. } => KindGroup::Items,
        DeploymentEvent::RoundOpened { .. }
        | DeploymentEvent::SignOffGiven { .. }
        | DeploymentEvent::SignOffVoided { .. }
        | DeploymentEvent::SignOffWithdrawn { .. }
        | DeploymentEvent::ChangesRequested { .. }
        | DeploymentEvent::SignOffDeclined { .. } => KindGroup::SignOffs,
        DeploymentEvent::Booking(_) => KindGroup::Calendar,
        DeploymentEvent::LinkAdded { .. } | DeploymentEvent::CommentAdded { .. } => KindGroup::Comments,
    }
}
