//! What forms about accounts and organizations do.
#![allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "the fields are those of the form; `#[server]` passes no comments on to them"
)]

mod account;
mod doors;
mod people;
mod settings;

#[cfg(feature = "ssr")]
use {crate::failure::Failure, serde::de::DeserializeOwned};

pub use account::{ChangePassword, RevokeSession, SavePreferences, change_password, revoke_session, save_preferences};
pub use doors::{Join, ResetPassword, SetUp, SignIn, SignOut, join, reset_password, set_up, sign_in, sign_out};
pub use people::{
    ChangeMember, DeclareDuty, Invite, RemoveMember, WithdrawInvitation, change_member, declare_duty, invite,
    remove_member, withdraw_invitation,
};
pub use settings::{
    AddEnvironment, AddService, AddTeam, ChangeEnvironment, ChangeOrganization, ChangeService, RenameTeam,
    SetSmallTeamRule, add_environment, add_service, add_team, change_environment, change_organization, change_service,
    rename_team, set_small_team_rule,
};

/// What a form showed, as its hidden field carries it; nothing where a program leaves it out.
#[cfg(feature = "ssr")]
fn shown<T: DeserializeOwned>(seen: &str) -> Result<Option<T>, Failure> {
    if seen.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(seen).map(Some).map_err(|_| Failure::Malformed)
}
