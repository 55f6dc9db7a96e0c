//! People, organizations, teams, duties, services and environments.

mod command;
mod directory;
mod duty;
mod event;
mod gate;
mod role;

pub use command::{
    Exported, FoundOrganization, InstanceCommand, Joiner, OrganizationCommand, PasswordCause,
};
pub use directory::{
    AuditPeriod, Directory, Environment, Instance, Invitation, InvitationStanding, Member, Membership, People, Person,
    Scheme, Service, Team,
};
pub use duty::Duty;
pub use event::{InstanceEvent, OrganizationEvent, PersonDetails};
pub use gate::{Gate, GateRefusal, InvitationView, PASSWORD_MAX, PASSWORD_MIN, SetUp};
pub use role::AccessRole;
