//! What pages and server functions find around them: who visits, the store, the gate, time.
//!
//! `server` makes one [`Current`] per request and puts it into the context. Everything here is a reading of it, so a
//! page never asks the clock, the cookies or the database by itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use domain::accounts::permission::{self, Reach, Right};
use domain::accounts::{Gate, Member, Person};
use domain::actor::{Actor, PersonActor, Proof, ProofKind};
use domain::backend::{Backend, Opened};
use domain::command::{Command, Outcome, Request, Secret};
use domain::id::{OrganizationId, RequestId};
use domain::sources::Sources;
use domain::text::Slug;
use domain::time::Timestamp;
use futures_util::lock::Mutex;
use http::HeaderValue;
use http::header::LOCATION;
use ledger::Hash;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::failure::Failure;
use crate::form::FormState;

/// The request being answered. Cheap to clone.
#[derive(Clone)]
pub struct Current(Arc<Parts>);

/// What [`Current`] is made of.
pub struct Parts {
    /// The store.
    pub backend: Arc<dyn Backend>,
    /// Passwords and sessions, bound to this request's cookies.
    pub gate: Arc<dyn Gate>,
    /// Time, ids and salts.
    pub sources: Arc<dyn Sources>,
    /// The instant of the request; one instant, however long it takes.
    pub now: Timestamp,
    /// Who visits.
    pub visitor: Visitor,
    /// Path and query as the browser sent them; of the page, where a form's page is rendered in place.
    pub path: String,
    /// Scheme, host and port under which people reach the program, without a slash at the end.
    pub public_url: String,
    /// The request's id: where the log has what happened.
    pub reference: String,
    /// What came with a form, on a server function.
    pub submission: Option<Submission>,
    /// The form that failed, where its page is rendered in place.
    pub form: Option<FormState>,
    /// Where a server function leaves a file to be sent.
    pub download: Download,
    /// Where a server function leaves what the page shows once.
    pub once: Once,
    /// What a server function left, on the page that answers its form.
    pub shown: Option<Shown>,
    /// A form came with this request and went nowhere, because nobody was signed in any more.
    pub lost: bool,
    /// The first organization that was opened: the access log files the request under it.
    pub opened: Arc<OnceLock<OrganizationId>>,
    /// Whether a rule refused what was asked for, although the answer is a good one: an island's. For the access log.
    pub refused: Arc<AtomicBool>,
}

/// Shown in place of whatever the address names.
#[derive(Debug, Clone)]
pub struct Instead(pub Failure);

/// A file that a server function made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What the browser calls it; ASCII letters, digits, `-`, `_` and `.` are kept.
    pub name: String,
    /// Media type with its character set.
    pub media_type: &'static str,
    /// What is in it.
    pub body: Vec<u8>,
}

/// Where a server function leaves a file: a form that exports gets the file itself as its answer.
#[derive(Debug, Clone, Default)]
pub struct Download(Arc<std::sync::Mutex<Option<File>>>);

impl Download {
    /// The file, once.
    pub fn take(&self) -> Option<File> {
        self.0.lock().ok().and_then(|mut file| file.take())
    }

    fn leave(&self, file: File) {
        if let Ok(mut place) = self.0.lock() {
            *place = Some(file);
        }
    }
}

/// Where a server function leaves a secret for the page that answers its form: it is kept nowhere, and stands in no address
/// and no log.
#[derive(Debug, Clone, Default)]
pub struct Once(Arc<std::sync::Mutex<Option<String>>>);

impl Once {
    /// The secret, once.
    pub fn take(&self) -> Option<Shown> {
        self.0.lock().ok().and_then(|mut secret| secret.take()).map(Shown)
    }

    fn leave(&self, secret: String) {
        if let Ok(mut place) = self.0.lock() {
            *place = Some(secret);
        }
    }
}

/// Says that a form came with a request and went nowhere.
#[derive(Debug, Clone, Copy)]
pub struct Lost;

/// A secret that the page being rendered shows, and no other one.
#[derive(Clone)]
pub struct Shown(pub String);

/// Who visits.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Nobody is signed in.
    Anonymous,
    /// A person is.
    SignedIn(SignedIn),
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Person, session and proof: the actor of commands.
    pub actor: PersonActor,
    /// Name, address, zone and colour scheme.
    pub person: Arc<Person>,
}

/// What travels with a form beside its fields (D13).
#[derive(Debug, Clone, Copy)]
pub struct Submission {
    /// Made when the form was rendered, by whoever called, or on arrival.
    pub request: RequestId,
    /// SHA-256 over the fields, secrets left out, where the sender named the request: it may come again.
    pub digest: Option<Hash>,
}

/// Organizations that this request opened: at most a few, nearly always one.
#[derive(Clone, Default)]
struct OpenedCell(Arc<Mutex<Vec<Opened>>>);

impl std::ops::Deref for Current {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Current {
    /// Wraps what `server` found out about a request.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Puts it into the reactive context; called by `server` before anything renders.
    pub fn provide(self) {
        provide_context(OpenedCell::default());
        provide_context(self);
    }

    /// The request being answered; `None` only while routes are listed at start.
    pub fn get() -> Option<Self> {
        use_context()
    }
}

/// The request being answered.
///
/// # Panics
/// Outside of a request: a defect of the program.
pub fn current() -> Current {
    Current::get().expect("`server` provides the request's context before anything renders")
}

/// Who visits.
pub fn visitor() -> Visitor {
    Current::get().map_or(Visitor::Anonymous, |current| current.visitor.clone())
}

/// The signed-in person.
///
/// # Errors
/// [`Failure::NotSignedIn`].
pub fn require_person() -> Result<SignedIn, Failure> {
    match visitor() {
        Visitor::SignedIn(person) => Ok(person),
        Visitor::Anonymous => Err(Failure::NotSignedIn),
    }
}

/// The instant of the request.
pub fn now() -> Timestamp {
    current().now
}

/// The store, for reads.
pub fn backend() -> Arc<dyn Backend> {
    Arc::clone(&current().backend)
}

/// Passwords and sessions.
pub fn gate() -> Arc<dyn Gate> {
    Arc::clone(&current().gate)
}

/// Time, ids and salts: `TeamId::new(sources().uuid())`.
pub fn sources() -> Arc<dyn Sources> {
    Arc::clone(&current().sources)
}

/// The organization at an address, as the signed-in person sees it. Loaded once per request.
///
/// # Errors
/// [`Failure::NotSignedIn`]; [`Failure::NotFound`] for everybody who is not an active member.
pub async fn organization(slug: &str) -> Result<Opened, Failure> {
    let person = require_person()?;
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound)?;
    let cell = use_context::<OpenedCell>().unwrap_or_default();
    let backend = backend();
    let mut opened = cell.0.lock().await;
    if let Some(known) = opened.iter().find(|known| known.directory.slug == slug) {
        return Ok(known.clone());
    }
    let fresh = backend
        .open(&slug, person.actor.person)
        .await?
        .ok_or(Failure::NotFound)?;
    // Only the first one counts; a request opens another one hardly ever.
    let _ = current().opened.set(fresh.directory.id);
    opened.push(fresh.clone());
    Ok(fresh)
}

/// The signed-in person as a member of an opened organization.
///
/// # Errors
/// [`Failure::NotFound`] where the person is not an active member.
pub fn member(opened: &Opened) -> Result<&Member, Failure> {
    let person = require_person()?;
    opened.directory.active(person.actor.person).ok_or(Failure::NotFound)
}

/// Whether the signed-in person may do something anywhere in an opened organization: what cannot be done is not offered.
pub fn has_right(opened: &Opened, right: Right) -> bool {
    let reach = |member: &Member| permission::reach(member.role, right) != Reach::Nowhere;
    member(opened).is_ok_and(reach)
}

/// Sends a command that needs nothing beside it.
///
/// # Errors
/// The refusal, or why it could not be saved.
pub async fn execute(command: Command) -> Result<Outcome, Failure> {
    execute_with(command, Vec::new(), Vec::new()).await
}

/// Sends a command right after the visitor may have proved again who they are: `proven` makes that proof the actor's (S11).
///
/// # Errors
/// The refusal, or why it could not be saved.
pub async fn execute_proven(command: Command, proven: bool) -> Result<Outcome, Failure> {
    let mut person = require_person()?.actor;
    if proven {
        person.proof = Proof {
            how: ProofKind::Password,
            at: now(),
        };
    }
    send(Actor::Person(person), command, Vec::new(), Vec::new()).await
}

/// Sends a command as the visitor, with secrets and bodies that are written in the same turn.
///
/// # Errors
/// The refusal, or why it could not be saved.
pub async fn execute_with(command: Command, secrets: Vec<Secret>, blobs: Vec<Vec<u8>>) -> Result<Outcome, Failure> {
    let actor = match visitor() {
        Visitor::SignedIn(person) => Actor::Person(person.actor),
        Visitor::Anonymous => Actor::Nobody,
    };
    send(actor, command, secrets, blobs).await
}

async fn send(actor: Actor, command: Command, secrets: Vec<Secret>, blobs: Vec<Vec<u8>>) -> Result<Outcome, Failure> {
    let current = current();
    // Commands come from server functions, and those always have a submission.
    let submission = current.submission.ok_or(Failure::Malformed)?;
    let request = Request {
        id: submission.request,
        digest: submission.digest,
        actor,
        command,
        blobs,
        secrets,
    };
    Ok(current.backend.execute(request).await?)
}

/// Notes that a rule refused what an island asked for.
pub fn note_refused() {
    current().refused.store(true, Ordering::Relaxed);
}

/// Answers a server function with a file, for plain forms and programs alike.
pub fn send_file(file: File) {
    current().download.leave(file);
}

/// Shows a secret on the page that [`go_to`] names, which then is the form's answer itself.
pub fn show_once(secret: String) {
    current().once.leave(secret);
}

/// Where a plain form leads after success; without it, back to the page it stands on.
///
/// `path` is one of this program's own: it begins with a slash and not with two.
pub fn go_to(path: &str) {
    if let (true, Some(response), Ok(value)) = (
        is_own_path(path),
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(path),
    ) {
        response.insert_header(LOCATION, value);
    }
}

/// Answers the page being rendered with a redirect (303) to another page of this program.
pub fn redirect(path: &str) {
    go_to(path);
    set_status(303);
}

/// Sets the status of the page being rendered.
pub fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), http::StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// Whether a path leads to this program: absolute, and no other host in disguise (`//host`, `/\host`).
pub fn is_own_path(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && !path.chars().any(|c| c.is_control() || c == '\\')
}
