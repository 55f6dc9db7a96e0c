//! People, organizations, teams, duties, services and environments.

mod duty;

pub use duty::Duty;
