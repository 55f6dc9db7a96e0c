//! The access log: who came in or did not, what was read, and what was refused. None of it changes anything, so none of
//! it is an entry, and the log is kept for a set time (03).

use std::fmt;
use std::str::FromStr;

use crate::id::{OrganizationId, PersonId, SessionId};
use crate::time::Timestamp;

/// For so many days the access log is kept: thirteen months, so that a yearly review reads the whole year before it.
pub const ACCESS_DAYS: i64 = 400;

/// What somebody did that is no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessKind {
    /// Proved who they are, and a session began.
    SignedIn,
    /// Somebody tried to sign in to an account and was not let in.
    SignInFailed,
    /// Ended the session.
    SignedOut,
    /// Read a page, or what an island asks for.
    Read,
    /// Sent something that was taken.
    Sent,
    /// Asked for something that was refused.
    Refused,
}

/// One line of the access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// When the request came.
    pub at: Timestamp,
    /// In which organization; `None` for what belongs to none.
    pub organization: Option<OrganizationId>,
    /// Who; of a failed sign-in the person whose account was tried.
    pub person: Option<PersonId>,
    /// Public id of the session.
    pub session: Option<SessionId>,
    /// Network address.
    pub address: String,
    /// The program that was used, as people call it; empty where it does not say.
    pub device: String,
    /// What.
    pub what: AccessKind,
    /// The path that was asked for; empty for signing in and out.
    pub detail: String,
    /// HTTP status of the answer.
    pub status: u16,
}

/// A place in an access log, between two lines: where the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessMark {
    /// The instant of the line before it.
    pub at: Timestamp,
    /// What tells that line from others of the same instant.
    pub id: u128,
}

/// What the access log is filtered by; all of it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessFilter {
    /// Who.
    pub who: Option<PersonId>,
    /// What.
    pub what: Option<AccessKind>,
    /// First instant.
    pub from: Option<Timestamp>,
    /// First instant that is outside again.
    pub until: Option<Timestamp>,
    /// Only lines older than this place: the next page.
    pub before: Option<AccessMark>,
    /// Lines on a page; the store caps it at 500.
    pub limit: u32,
}

/// One page of an access log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessPage {
    /// Lines, newest first.
    pub lines: Vec<Access>,
    /// The place to ask for the next page with; `None` at the end.
    pub next: Option<AccessMark>,
}

impl AccessKind {
    /// All kinds, in the order of the filter.
    pub const ALL: [Self; 6] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::Read,
        Self::Sent,
        Self::Refused,
    ];

    /// The words on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "Signed in",
            Self::SignInFailed => "Sign-in failed",
            Self::SignedOut => "Signed out",
            Self::Read => "Read",
            Self::Sent => "Sent",
            Self::Refused => "Refused",
        }
    }

    /// The value in addresses and in the store.
    pub const fn value(self) -> &'static str {
        match self {
            Self::SignedIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "sign_out",
            Self::Read => "read",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }

    /// Parses [`Self::value`].
    pub fn from_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }

    /// Whether it is about an account and not about an organization: every organization that the person is an active
    /// member of has it in its log.
    pub const fn of_account(self) -> bool {
        match self {
            Self::SignedIn | Self::SignInFailed | Self::SignedOut => true,
            Self::Read | Self::Sent | Self::Refused => false,
        }
    }
}

/// Why a text is no place in an access log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a place in an access log")]
pub struct AccessMarkError;

impl fmt::Display for AccessMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{:032x}", self.at.micros(), self.id)
    }
}

impl FromStr for AccessMark {
    type Err = AccessMarkError;
    fn from_str(text: &str) -> Result<Self, AccessMarkError> {
        let (at, id) = text.split_once('_').ok_or(AccessMarkError)?;
        let at = at.parse().map(Timestamp::from_micros).map_err(|_| AccessMarkError)?;
        let id = u128::from_str_radix(id, 16).map_err(|_| AccessMarkError)?;
        Ok(Self { at, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_address() {
        for (micros, id) in [(0, 0), (-5, 7), (1_767_600_000_000_000, u128::MAX)] {
            let mark = AccessMark {
                at: Timestamp::from_micros(micros),
                id,
            };
            assert_eq!(mark.to_string().parse(), Ok(mark));
        }
        for bad in ["", "1", "1_", "_1", "1_x", "x_1", "1_100000000000000000000000000000000"] {
            assert_eq!(bad.parse::<AccessMark>(), Err(AccessMarkError), "{bad}");
        }
    }

    #[test]
    fn every_kind_has_a_value_of_its_own() {
        for kind in AccessKind::ALL {
            assert_eq!(AccessKind::from_value(kind.value()), Some(kind));
        }
        assert_eq!(AccessKind::from_value("wrote"), None);
    }
}
