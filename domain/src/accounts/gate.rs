//! Coming in and going out: what pages ask of whoever keeps passwords and sessions.
//!
//! Implemented in `server`, once per request, because it sets cookies; used by `app` through the context.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::backend::Answer;
use crate::id::SessionId;
use crate::text::{Email, OrganizationName, PersonName, Slug, ZoneName};

/// Keeps passwords, sessions and one-time links.
#[async_trait]
pub trait Gate: Send + Sync {
    /// Signs in: a new session with a proof of identity. The same answer and time for unknown accounts.
    async fn sign_in(&self, email: &str, password: &str) -> Answer<Result<(), GateRefusal>>;
    /// Ends this session.
    async fn sign_out(&self) -> Answer<()>;
    /// Proves again who the signed-in person is; the session remembers when (S11).
    async fn prove(&self, password: &str) -> Answer<Result<(), GateRefusal>>;
    /// Founds the first organization with its owner, and signs in. Needs the one-time code printed at start.
    async fn set_up(&self, form: SetUp) -> Answer<Result<Slug, GateRefusal>>;
    /// Whether set-up is still open: there is no organization.
    async fn set_up_open(&self) -> Answer<bool>;
    /// What an invitation's link says, for its page.
    async fn invitation(&self, token: &str) -> Answer<Result<InvitationView, GateRefusal>>;
    /// Joins by an invitation's link: with a new password, the account's own one, or the session of that account; signs in.
    async fn join(&self, token: &str, password: Option<&str>) -> Answer<Result<Slug, GateRefusal>>;
    /// Whether a reset link works.
    async fn reset_open(&self, token: &str) -> Answer<bool>;
    /// Chooses a new password through a reset link.
    async fn reset(&self, token: &str, password: &str) -> Answer<Result<(), GateRefusal>>;
    /// Changes the signed-in person's password; ends the person's other sessions.
    async fn change_password(&self, current: &str, new: &str) -> Answer<Result<(), GateRefusal>>;
    /// Ends one of the signed-in person's sessions.
    async fn revoke(&self, session: SessionId) -> Answer<()>;
    /// Makes the secret of an invitation or feed: what goes into the link, and the hash that travels beside the command.
    fn link_secret(&self) -> (String, ledger::Hash);
}

/// What set-up asks for.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The one-time code printed at start.
    pub code: String,
    /// Name of the organization.
    pub organization: OrganizationName,
    /// The owner's name.
    pub name: PersonName,
    /// The owner's address.
    pub email: Email,
    /// The owner's password.
    pub password: String,
    /// The browser's zone; UTC where there is none.
    pub zone: ZoneName,
}

/// What an invitation's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Name of the organization.
    pub organization: String,
    /// Address that was invited.
    pub email: String,
    /// Name of the invited person.
    pub name: String,
    /// The address has an account: its own password is asked for, and none is set.
    pub has_account: bool,
    /// The signed-in person is the invited one: no password is needed.
    pub signed_in: bool,
}

/// Why the gate says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "gate")]
pub enum GateRefusal {
    /// E-mail or password is wrong; which of them is not said.
    #[error("wrong e-mail or password")]
    WrongPassword,
    /// Too many failures from this account or address.
    #[error("too many attempts")]
    TooManyAttempts {
        /// Seconds until the next try is heard.
        retry_after: u32,
    },
    /// All cores are hashing passwords; try again (503 with `Retry-After`).
    #[error("busy")]
    Busy,
    /// The set-up code is wrong.
    #[error("wrong set-up code")]
    WrongCode,
    /// There is an organization already.
    #[error("set-up is over")]
    SetUpOver,
    /// The link was used, withdrawn, has expired, or never was.
    #[error("the link does not work")]
    LinkDead,
    /// The new password is shorter than 15 characters.
    #[error("password too short")]
    PasswordTooShort,
    /// The new password is longer than 256 characters.
    #[error("password too long")]
    PasswordTooLong,
    /// The new password is on the list of common ones, or is the address or name.
    #[error("password too common")]
    PasswordCommon,
    /// The address is taken by another organization; another name is needed.
    #[error("address taken")]
    SlugTaken,
}

/// Fewest characters of a password (02 §5; NIST SP 800-63B-4 §3.1.1 for single-factor use).
pub const PASSWORD_MIN: usize = 15;
/// Most characters of a password.
pub const PASSWORD_MAX: usize = 256;
