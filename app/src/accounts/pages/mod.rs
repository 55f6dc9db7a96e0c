//! Pages about accounts: doors, the own account, people, settings.

mod account;
mod choose;
mod doors;
mod people;
mod person;
mod settings;

pub use account::AccountPage;
pub(crate) use account::own_zone;
pub use choose::ChoosePage;
pub use doors::{InvitationPage, LoginPage, ResetPage, SetUpPage};
pub use people::PeoplePage;
pub use person::PersonPage;
pub use settings::SettingsPage;
