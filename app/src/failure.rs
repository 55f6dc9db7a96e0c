//! Why something that was asked for did not happen: one closed type for pages, islands and programs.
//!
//! It carries data and no free text; the sentences are made in one place (`sentences`). The one open value is the
//! reference under which the log has the cause of a defect.

use domain::accounts::GateRefusal;
use domain::backend::BackendError;
use domain::calendar::TimesError;
use domain::refusal::Refusal;
use domain::text::TextError;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Seconds after which a program may try again when the database was away.
pub const UNAVAILABLE_RETRY: u32 = 5;
/// Seconds after which a program may try again when all cores were hashing passwords.
pub const BUSY_RETRY: u32 = 2;

/// Why a server function did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "failure", content = "detail")]
pub enum Failure {
    /// A rule says no; nothing was saved.
    #[error("refused")]
    Refused(Refusal),
    /// Fields break a limit or a form; nothing was saved.
    #[error("invalid fields")]
    Invalid {
        /// Every field that does, in the order of the form.
        fields: Vec<FieldError>,
    },
    /// The gate says no: passwords, codes, links.
    #[error("not let in")]
    Gate(GateRefusal),
    /// Nothing was to be saved yet: the answer is the page that shows what would be.
    #[error("a preview")]
    Preview,
    /// Nobody is signed in.
    #[error("not signed in")]
    NotSignedIn,
    /// It does not exist for whoever asks: unknown, or of another organization.
    #[error("not found")]
    NotFound,
    /// The form was posted from another site, or by a browser that does not say from where.
    #[error("posted from another site")]
    ForeignOrigin,
    /// The body is larger than this form may be.
    #[error("too large")]
    TooLarge {
        /// Most bytes accepted.
        limit: u64,
    },
    /// The body is not what this function takes: wrong types, missing or doubled fields. Never from a form of ours.
    #[error("malformed")]
    Malformed,
    /// The database does not answer, or takes no writes.
    #[error("unavailable")]
    Unavailable,
    /// Too much at once; try again.
    #[error("busy")]
    Busy {
        /// Seconds until a new try makes sense.
        retry_after: u32,
    },
    /// A defect or damage; the cause is in the log.
    #[error("internal error {reference}")]
    Internal {
        /// The request's id: where the log has the cause.
        reference: String,
    },
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field in the form.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It breaks a limit or form of texts.
    Text(TextError),
    /// It names something that is not there.
    Choice,
    /// At least one of several has to be chosen.
    NoneChosen,
    /// It is no number, or out of range.
    Number,
    /// It is no date.
    Date,
    /// The date lies before the one it ends.
    Before,
    /// It is no date with a time of day.
    Moment,
    /// It is no time of day.
    TimeOfDay,
    /// The date lies outside the years that the calendar holds.
    Year {
        /// The first one.
        first: i32,
        /// The last one.
        last: i32,
    },
    /// Such times cannot be.
    Times(TimesError),
    /// One of its lines breaks a limit or form of texts.
    Line {
        /// Which line, from 1.
        line: u32,
        /// What is wrong with it.
        error: TextError,
    },
    /// The file is not UTF-8 text.
    NotText,
    /// The file has nothing in it.
    EmptyFile,
    /// The file or text is larger than this many bytes.
    TooLarge {
        /// Most bytes accepted.
        limit: u64,
    },
    /// It is no calendar, and no list of freeze periods.
    NotACalendar,
    /// There is no event in it.
    NoEvents,
    /// It has more events than this.
    TooManyEvents {
        /// Most events accepted.
        limit: u64,
    },
    /// There is no item in it.
    NoItems,
    /// It has more items than this.
    TooManyItems {
        /// Most items accepted.
        limit: u64,
    },
    /// Lists or quotes in it are nested deeper than this.
    TooDeep {
        /// Most levels accepted.
        limit: u64,
    },
}

impl Failure {
    /// One invalid field.
    pub fn field(name: &str, problem: Problem) -> Self {
        Self::Invalid {
            fields: vec![FieldError {
                field: name.to_owned(),
                problem,
            }],
        }
    }

    /// The HTTP status that says it to a program.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Refused(refusal) => refusal_status(refusal),
            Self::Invalid { .. } => 422,
            Self::Preview => 200,
            Self::Gate(refusal) => gate_status(refusal),
            Self::NotSignedIn => 401,
            Self::NotFound => 404,
            Self::ForeignOrigin => 403,
            Self::TooLarge { .. } => 413,
            Self::Malformed => 400,
            Self::Unavailable | Self::Busy { .. } => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// Seconds after which a new try makes sense, for `Retry-After`.
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Unavailable => Some(UNAVAILABLE_RETRY),
            Self::Busy { retry_after } | Self::Gate(GateRefusal::TooManyAttempts { retry_after }) => Some(*retry_after),
            Self::Gate(GateRefusal::Busy) => Some(BUSY_RETRY),
            Self::Refused(_)
            | Self::Invalid { .. }
            | Self::Gate(_)
            | Self::Preview
            | Self::NotSignedIn
            | Self::NotFound
            | Self::ForeignOrigin
            | Self::TooLarge { .. }
            | Self::Malformed
            | Self::Internal { .. } => None,
        }
    }
}

const fn refusal_status(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::NotFound => 404,
        Refusal::RoleMissing { .. } | Refusal::NotInTeam | Refusal::DutyMissing { .. } => 403,
        Refusal::Stale { .. }
        | Refusal::DocumentChanged { .. }
        | Refusal::SlotFilled { .. }
        | Refusal::RolledBackMeanwhile { .. }
        | Refusal::SlotTaken { .. }
        | Refusal::Reviewed { .. }
        | Refusal::RequestReused => 409,
        Refusal::LastOwner
        | Refusal::Taken { .. }
        | Refusal::NoSuchChoice { .. }
        | Refusal::InvitationClosed
        | Refusal::AlreadyMember
        | Refusal::DutiesNeedTeam
        | Refusal::AuditPeriodMissing
        | Refusal::NoDraft
        | Refusal::OwnDraft { .. }
        | Refusal::ReviewNotAsked
        | Refusal::NotPublished
        | Refusal::WrongStage { .. }
        | Refusal::FixedByRollback { .. }
        | Refusal::RollbackOfNothing
        | Refusal::ItemNotInStage { .. }
        | Refusal::AfterStop { .. }
        | Refusal::ValueFixed { .. }
        | Refusal::Blocked { .. }
        | Refusal::VoidsSignOffs { .. }
        | Refusal::ReasonNeeded
        | Refusal::MayNotSign { .. }
        | Refusal::ProofTooOld
        | Refusal::NothingToWithdraw
        | Refusal::HoldUnchanged
        | Refusal::SlotUnsound { .. }
        | Refusal::Closed { .. }
        | Refusal::BookedBeside { .. }
        | Refusal::NothingBooked
        | Refusal::NoticeTooShort { .. }
        | Refusal::OwnOverride
        | Refusal::Invalid { .. } => 422,
    }
}

const fn gate_status(refusal: &GateRefusal) -> u16 {
    match refusal {
        GateRefusal::TooManyAttempts { .. } => 429,
        GateRefusal::Busy => 503,
        GateRefusal::LinkDead => 410,
        GateRefusal::SetUpOver => 409,
        GateRefusal::WrongPassword
        | GateRefusal::WrongCode
        | GateRefusal::PasswordTooShort
        | GateRefusal::PasswordTooLong
        | GateRefusal::PasswordCommon
        | GateRefusal::SlugTaken => 422,
    }
}

impl From<Refusal> for Failure {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other refusal stays a refusal")]
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            // A refusal that is about one field stands at that field, like any other invalid one.
            Refusal::Invalid { field, error } => Self::Invalid {
                fields: vec![FieldError {
                    field,
                    problem: Problem::Text(error),
                }],
            },
            Refusal::NoSuchChoice { field } => Self::Invalid {
                fields: vec![FieldError {
                    field,
                    problem: Problem::Choice,
                }],
            },
            other => Self::Refused(other),
        }
    }
}

impl From<GateRefusal> for Failure {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other refusal stays a refusal")]
    fn from(refusal: GateRefusal) -> Self {
        match refusal {
            GateRefusal::Busy => Self::Busy {
                retry_after: BUSY_RETRY,
            },
            other => Self::Gate(other),
        }
    }
}

impl From<BackendError> for Failure {
    fn from(error: BackendError) -> Self {
        match error {
            BackendError::Refused(refusal) => (*refusal).into(),
            BackendError::Unavailable => Self::Unavailable,
            BackendError::Internal => Self::Internal { reference: reference() },
        }
    }
}

/// The request's id.
#[cfg(feature = "ssr")]
fn reference() -> String {
    let current = crate::context::Current::get();
    current.map(|current| current.reference.clone()).unwrap_or_default()
}

/// In the browser there is no request's id.
#[cfg(not(feature = "ssr"))]
const fn reference() -> String {
    String::new()
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Malformed,
            // In the browser: the network is down, or something on the way answered instead of the server.
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) => Self::Unavailable,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => Self::Internal { reference: reference() },
        }
    }

    /// A browser only tells apart what it can do something about; the words about everything else come from the server.
    /// Reading what failures carry would bring every type of the rules into the download: 60 kB of it (P8).
    #[cfg(not(feature = "ssr"))]
    fn de(data: server_fn::Bytes) -> Self {
        let name = data
            .strip_prefix(br#"{"failure":""#)
            .and_then(|rest| rest.split(|byte| *byte == b'"').next());
        match name {
            Some(b"not_signed_in") => Self::NotSignedIn,
            Some(b"not_found") => Self::NotFound,
            Some(b"unavailable") => Self::Unavailable,
            Some(b"busy") => Self::Busy {
                retry_after: BUSY_RETRY,
            },
            Some(_) => Self::Malformed,
            // Something on the way answered instead of the server.
            None => Self::Unavailable,
        }
    }
}

/// Collects what is wrong with the fields of a form, so that one answer names all of it.
///
/// ```
/// # use app::failure::{Checks, Failure};
/// # use domain::text::{Email, PersonName};
/// fn read(name: &str, email: &str) -> Result<(PersonName, Email), Failure> {
///     let mut checks = Checks::default();
///     let name = checks.text("name", PersonName::parse(name));
///     let email = checks.text("email", Email::parse(email));
///     let (Some(name), Some(email)) = (name, email) else {
///         return Err(checks.failure());
///     };
///     Ok((name, email))
/// }
/// assert!(matches!(read("", "x"), Err(Failure::Invalid { fields }) if fields.len() == 2));
/// ```
#[derive(Debug, Default)]
pub struct Checks {
    fields: Vec<FieldError>,
}

impl Checks {
    /// A text that was parsed at the door.
    pub fn text<T>(&mut self, field: &str, parsed: Result<T, TextError>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => self.note(field, Problem::Text(error)),
        }
    }

    /// A value out of a list of choices: an id, a role, a duty.
    pub fn choice<T>(&mut self, field: &str, parsed: Option<T>) -> Option<T> {
        if parsed.is_none() {
            self.note::<T>(field, Problem::Choice);
        }
        parsed
    }

    /// A number; nothing typed is `Some(None)`.
    pub fn number<T: std::str::FromStr>(&mut self, field: &str, text: &str) -> Option<Option<T>> {
        if text.trim().is_empty() {
            return Some(None);
        }
        match text.trim().parse() {
            Ok(number) => Some(Some(number)),
            Err(_) => self.note(field, Problem::Number),
        }
    }

    /// Notes a problem; always `None`, for the place of the value.
    pub fn note<T>(&mut self, field: &str, problem: Problem) -> Option<T> {
        self.fields.push(FieldError {
            field: field.to_owned(),
            problem,
        });
        None
    }

    /// Whether nothing is wrong so far.
    pub fn passed(&self) -> bool {
        self.fields.is_empty()
    }

    /// The answer that names everything noted.
    pub fn failure(self) -> Failure {
        Failure::Invalid { fields: self.fields }
    }
}
