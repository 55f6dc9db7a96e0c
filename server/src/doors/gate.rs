//! The gate of one request: it knows the request's session and where it comes from.

use std::net::IpAddr;

use app::accounts::device_name;
use async_trait::async_trait;
use domain::accounts::{Gate, GateRefusal, InstanceCommand, InvitationView, PasswordCause, SetUp};
use domain::actor::Actor;
use domain::audit::{Access, AccessKind};
use domain::backend::{Answer, BackendError};
use domain::command::{Command, Request, Secret};
use domain::id::{PersonId, RequestId, SessionId};
use domain::text::{Email, Slug};
use domain::time::Timestamp;
use tower_sessions::Session;
use tracing::Instrument as _;

use super::attempts::{Attempt, Guess};
use super::passwords::{HashFault, choose};
use super::repeats::Sent;
use super::session::{self, Held};
use super::{secret_text, token_hash};
use crate::address::counted_by;
use crate::state::Shared;

/// An address that is asked for in place of what is none; no mail reaches it, and nobody can have it.
const NOBODY: &str = "nobody@nowhere.invalid";

/// Answer of the gate: the store may fail, the gate may say no.
pub(super) type Word<T> = Answer<Result<T, GateRefusal>>;

/// The gate of one request.
#[derive(Clone)]
pub struct RequestGate {
    pub(super) shared: Shared,
    pub(super) session: Session,
    pub(super) held: Option<Held>,
    /// Network address that the request comes from.
    pub(super) address: String,
    /// The browser's own words about itself.
    pub(super) device: String,
    pub(super) now: Timestamp,
    /// What failures from that address are counted by.
    pub(super) neighbours: String,
    /// The form that is being answered.
    pub(super) sent: Option<Sent>,
}

impl RequestGate {
    /// The gate of a request with this session.
    pub fn new(
        shared: Shared,
        session: Session,
        held: Option<Held>,
        address: IpAddr,
        device: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            shared,
            session,
            held,
            address: address.to_string(),
            device: device.chars().filter(|c| !c.is_control()).take(300).collect(),
            now,
            neighbours: counted_by(address),
            sent: None,
        }
    }

    /// The same gate for a form: what comes again is known by it.
    #[must_use]
    pub fn answering(&self, sent: Sent) -> Self {
        Self {
            sent: Some(sent),
            ..self.clone()
        }
    }

    /// Checks a password against a hash, in the same time whether there is one or not. A try that fails stays counted.
    ///
    /// It goes on when nobody waits for its answer any more: a try is a try.
    pub(super) async fn check_password(&self, guess: Guess, phc: Option<String>, password: &str) -> Word<()> {
        let (shared, now, password) = (self.shared.clone(), self.now, password.to_owned());
        let check = async move {
            let attempt = match Attempt::begin(&shared, guess, now).await? {
                Ok(attempt) => attempt,
                Err(refusal) => return Ok(Err(refusal)),
            };
            match shared.doors.hasher().verify(&password, phc).await {
                Ok(true) => attempt.succeeded().await.map(Ok),
                Ok(false) => {
                    attempt.failed();
                    Ok(Err(GateRefusal::WrongPassword))
                }
                Err(HashFault::Busy) => attempt.withdrawn().await.map(|()| Err(GateRefusal::Busy)),
                Err(HashFault::Broken) => attempt.withdrawn().await.and(Err(BackendError::Internal)),
            }
        };
        let checked = tokio::spawn(check.in_current_span()).await;
        checked.map_err(|_| BackendError::Internal)?
    }

    /// Hashes a new password after checking that it may be chosen.
    pub(super) async fn new_password(&self, password: &str, names: &[&str]) -> Word<String> {
        if let Err(refusal) = choose(password, names) {
            return Ok(Err(refusal));
        }
        match self.shared.doors.hasher().hash(password, &*self.shared.sources).await {
            Ok(phc) => Ok(Ok(phc)),
            Err(HashFault::Busy) => Ok(Err(GateRefusal::Busy)),
            Err(HashFault::Broken) => Err(BackendError::Internal),
        }
    }

    /// Begins a new session for a person; whatever session there was ends, so that its cookie is worth nothing.
    pub(super) async fn begin(&self, person: PersonId) -> Answer<()> {
        let held = Held {
            id: SessionId::new(self.shared.sources.uuid()),
            person,
            device: self.device.clone(),
            address: self.address.clone(),
            created_at: self.now,
            seen_at: self.now,
            proved_at: self.now,
        };
        self.session.cycle_id().await.map_err(unavailable)?;
        session::hold(&self.session, &held).await.map_err(unavailable)
    }

    /// Begins a session for whoever proved the password of this hash. A password that was changed meanwhile ended the
    /// sessions that there were, and this one would outlive it: so the hash is looked at again once the session is kept.
    pub(super) async fn begin_proven(&self, person: PersonId, phc: &str) -> Word<()> {
        self.begin(person).await?;
        self.session.save().await.map_err(unavailable)?;
        let still = self.shared.store.password_of_person(person).await?;
        if still.as_deref() == Some(phc) {
            return Ok(Ok(()));
        }
        self.session.flush().await.map_err(unavailable)?;
        Ok(Err(GateRefusal::WrongPassword))
    }

    /// Sends a command of the gate itself.
    pub(super) async fn send(&self, actor: Actor, command: InstanceCommand, secrets: Vec<Secret>) -> Answer<()> {
        let id = RequestId::new(self.shared.sources.uuid());
        let request = Request {
            id,
            digest: None,
            actor,
            command: Command::Instance(command),
            blobs: Vec::new(),
            secrets,
        };
        self.shared.backend.execute(request).await.map(|_| ())
    }

    /// What the browser is, as people call it; empty where it says nothing.
    pub fn device(&self) -> String {
        match self.device.trim() {
            "" => String::new(),
            said => device_name(said),
        }
    }

    /// Notes who came or did not come in.
    pub(super) fn note(&self, what: AccessKind, person: Option<PersonId>, status: u16) {
        self.shared.store.note_access(Access {
            at: self.now,
            organization: None,
            person,
            session: self.held.as_ref().map(|held| held.id),
            address: self.address.clone(),
            device: self.device(),
            what,
            detail: String::new(),
            status,
        });
    }

    /// Notes a try to get in to an account.
    pub(super) fn note_try(&self, person: Option<PersonId>, tried: &Result<(), GateRefusal>) {
        let what = match tried {
            Ok(()) => AccessKind::SignedIn,
            Err(_) => AccessKind::SignInFailed,
        };
        self.note(what, person, status(tried));
    }

    fn signed_in(&self) -> Answer<&Held> {
        // Pages ask for a person first; whoever gets here without one is told that nothing is there.
        self.held
            .as_ref()
            .ok_or_else(|| domain::refusal::Refusal::NotFound.into())
    }
}

fn status(checked: &Result<(), GateRefusal>) -> u16 {
    match checked {
        Ok(()) => 200,
        Err(refusal) => app::failure::Failure::from(refusal.clone()).status(),
    }
}

/// A session that cannot be read or written: the store is away.
pub(super) fn unavailable(error: impl std::fmt::Display) -> BackendError {
    tracing::warn!(%error, "the session could not be kept");
    BackendError::Unavailable
}

#[async_trait]
impl Gate for RequestGate {
    async fn sign_in(&self, email: &str, password: &str) -> Word<()> {
        let guess = Guess::of_email(email, &self.neighbours);
        // One question for every address, also for what is none: how long it takes tells nothing.
        let asked = match Email::parse(email) {
            Ok(email) => self.shared.store.password_of(&email).await?,
            Err(_) => {
                if let Ok(nobody) = Email::parse(NOBODY) {
                    self.shared.store.password_of(&nobody).await?;
                }
                None
            }
        };
        let (person, phc) = asked.unzip();
        let checked = self.check_password(guess, phc.clone(), password).await?;
        let begun = match (checked, person.zip(phc)) {
            (Ok(()), Some((person, phc))) => self.begin_proven(person, &phc).await?,
            (Ok(()), None) => Err(GateRefusal::WrongPassword),
            (Err(refusal), _) => Err(refusal),
        };
        self.note_try(person, &begun);
        Ok(begun)
    }

    async fn sign_out(&self) -> Answer<()> {
        self.note(AccessKind::SignedOut, self.held.as_ref().map(|held| held.person), 200);
        self.session.flush().await.map_err(unavailable)
    }

    async fn prove(&self, password: &str) -> Word<()> {
        let held = self.signed_in()?;
        let phc = self.shared.store.password_of_person(held.person).await?;
        let guess = Guess::of_session(held.id);
        if let Err(refusal) = self.check_password(guess, phc, password).await? {
            return Ok(Err(refusal));
        }
        // Saved whole: what was noted of its use since it was read would be lost.
        let proved = Held {
            proved_at: self.now,
            seen_at: self.now,
            ..held.clone()
        };
        session::hold(&self.session, &proved).await.map_err(unavailable).map(Ok)
    }

    async fn set_up(&self, form: SetUp) -> Word<Slug> {
        self.found_first(form).await
    }

    async fn set_up_open(&self) -> Answer<bool> {
        Ok(!self.shared.store.organizations_exist().await?)
    }

    async fn invitation(&self, token: &str) -> Word<InvitationView> {
        self.show_invitation(token).await
    }

    async fn join(&self, token: &str, password: Option<&str>) -> Word<Slug> {
        self.accept_invitation(token, password).await
    }

    async fn reset_open(&self, token: &str) -> Answer<bool> {
        Ok(self.reset_for(token).await?.is_some())
    }

    async fn reset(&self, token: &str, password: &str) -> Word<()> {
        self.reset_password(token, password).await
    }

    async fn change_password(&self, current: &str, new: &str) -> Word<()> {
        let held = self.signed_in()?.clone();
        let person = self
            .shared
            .backend
            .person(held.person)
            .await?
            .ok_or(BackendError::Internal)?;
        let known = self.shared.store.password_of_person(held.person).await?;
        let guess = Guess::of_session(held.id);
        if let Err(refusal) = self.check_password(guess, known, current).await? {
            return Ok(Err(refusal));
        }
        let phc = match self
            .new_password(new, &[person.email.as_str(), person.name.as_str()])
            .await?
        {
            Ok(phc) => phc,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let command = InstanceCommand::ChangePassword {
            person: held.person,
            by: PasswordCause::Change,
        };
        let secret = Secret::Password {
            person: held.person,
            phc: phc.clone(),
        };
        self.send(Actor::Person(held.actor()), command, vec![secret]).await?;
        // Every session ends, this one too; it goes on under a new cookie.
        self.shared.store.revoke_sessions(held.person, None).await?;
        self.begin_proven(held.person, &phc).await
    }

    async fn revoke(&self, session: SessionId) -> Answer<()> {
        let held = self.signed_in()?;
        if held.id == session {
            return self.sign_out().await;
        }
        self.shared.store.revoke_session(held.person, session).await?;
        Ok(())
    }

    fn link_secret(&self) -> (String, ledger::Hash) {
        let secret = secret_text(&*self.shared.sources);
        let hash = token_hash(&secret);
        (secret, hash)
    }
}
