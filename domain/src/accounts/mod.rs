//! People, organizations, teams, duties, services and environments.

mod command;
mod decide;
mod directory;
mod duty;
mod event;
mod evolve;
mod gate;
mod invitations;
pub mod permission;
mod role;
mod seen;
mod settings;
#[cfg(test)]
mod tests;

pub use command::{Exported, FoundOrganization, InstanceCommand, Joiner, OrganizationCommand, PasswordCause};
pub use decide::{decide_instance, decide_organization};
pub use directory::{
    AuditPeriod, Directory, Environment, Instance, Invitation, InvitationStanding, Member, Membership, People, Person,
    Scheme, Service, Team,
};
pub use duty::Duty;
pub use event::{InstanceEvent, OrganizationEvent, PersonDetails};
pub use gate::{Gate, GateRefusal, InvitationView, PASSWORD_MAX, PASSWORD_MIN, SetUp};
pub use role::AccessRole;
pub use seen::{EnvironmentFacts, MemberFacts};
