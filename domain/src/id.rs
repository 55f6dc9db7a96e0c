//! Typed identifiers: UUIDv7 values printed with a prefix, so that an id of one thing can never be passed for another.
//!
//! Ids are made in one place of `server` and enter the rules as arguments.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the kind {prefix}_…")]
pub struct IdError {
    /// The prefix that was expected, without the underscore.
    pub prefix: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// What every printed id of this kind begins with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID made by the caller.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                // Only the simple lower-case form is an id: one value, one text.
                let id = text
                    .strip_prefix(concat!($prefix, "_"))
                    .and_then(|hex| Uuid::try_parse(hex).ok())
                    .map(Self)
                    .ok_or(IdError { prefix: $prefix })?;
                if id.to_string() == text { Ok(id) } else { Err(IdError { prefix: $prefix }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )*};
}

ids! {
    /// An organization: the tenant that owns one ledger.
    OrganizationId = "org";
    /// A person with an account on this instance.
    PersonId = "usr";
    /// A team of an organization.
    TeamId = "team";
    /// A service that a team ships.
    ServiceId = "svc";
    /// An environment that services are shipped to.
    EnvironmentId = "env";
    /// A template, over all its versions.
    TemplateId = "tpl";
    /// A deployment.
    DeploymentId = "dep";
    /// A window of an organization's calendar.
    WindowId = "win";
    /// A freeze of an organization's calendar.
    FreezeId = "frz";
    /// An absence in an organization's calendar.
    AbsenceId = "abs";
    /// A feed of an organization's calendar; not the secret in its address.
    FeedId = "feed";
    /// An invitation to an organization; not the secret in its link.
    InvitationId = "inv";
    /// One ledger entry.
    EntryId = "ent";
    /// The public id of a session: entries name it, the cookie does not contain it.
    SessionId = "ses";
    /// One submission of a form or one call of a program; repeating it repeats the first answer (D13).
    RequestId = "req";
}
