//! The gate of one request: it knows the request's session and where it comes from.

use async_trait::async_trait;
use domain::accounts::{Gate, GateRefusal, InstanceCommand, InvitationView, PasswordCause, SetUp};
use domain::actor::Actor;
use domain::backend::{Answer, BackendError};
use domain::command::{Command, Request, Secret};
use domain::id::{PersonId, RequestId, SessionId};
use domain::text::{Email, Slug};
use domain::time::Timestamp;
use store::{Access, ThrottleScope};
use tower_sessions::Session;

use super::passwords::{HashFault, choose};
use super::session::{self, Held};
use super::throttle::{ACCOUNT, ADDRESS, Policy};
use super::{secret_text, token_hash};
use crate::state::Shared;

/// Answer of the gate: the store may fail, the gate may say no.
pub(super) type Word<T> = Answer<Result<T, GateRefusal>>;

/// The gate of one request.
pub struct RequestGate {
    pub(super) shared: Shared,
    pub(super) session: Session,
    pub(super) held: Option<Held>,
    /// Network address that the request comes from.
    pub(super) address: String,
    /// The browser's own words about itself.
    pub(super) device: String,
    pub(super) now: Timestamp,
}

/// What guessing is counted by: an account and an address.
pub(super) struct Guess {
    account: String,
}

impl RequestGate {
    /// The gate of a request with this session.
    pub fn new(
        shared: Shared,
        session: Session,
        held: Option<Held>,
        address: String,
        device: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            shared,
            session,
            held,
            address,
            device: device.chars().filter(|c| !c.is_control()).take(300).collect(),
            now,
        }
    }

    /// What to count for whoever tries an address; only its hash is kept, people type passwords into the wrong field.
    pub(super) fn guess(email: &str) -> Guess {
        Guess {
            account: token_hash(&email.trim().to_lowercase()).to_string(),
        }
    }

    /// Whose failures are counted, and how they turn into waiting.
    fn counted<'a>(&'a self, guess: &'a Guess) -> [(ThrottleScope, &'a str, Policy); 2] {
        [
            (ThrottleScope::Account, &guess.account, ACCOUNT),
            (ThrottleScope::Address, &self.address, ADDRESS),
        ]
    }

    /// Whether another try is heard now.
    pub(super) async fn heard(&self, guess: &Guess) -> Word<()> {
        for (scope, name, policy) in self.counted(guess) {
            let failures = self.shared.store.failures(scope, name).await?;
            let wait = failures.and_then(|known| policy.wait(known.count, known.last, self.now));
            if let Some(retry_after) = wait {
                metrics::counter!("countersign_throttled_total").increment(1);
                return Ok(Err(GateRefusal::TooManyAttempts { retry_after }));
            }
        }
        Ok(Ok(()))
    }

    /// Counts a failure.
    pub(super) async fn failed(&self, guess: &Guess) -> Answer<()> {
        metrics::counter!("countersign_sign_in_failures_total").increment(1);
        for (scope, name, policy) in self.counted(guess) {
            self.shared
                .store
                .count_failure(scope, name, self.now, policy.window())
                .await?;
        }
        Ok(())
    }

    /// Checks a password against an account's, in the same time whether there is one or not; counts a failure.
    pub(super) async fn check_password(&self, guess: &Guess, person: Option<PersonId>, password: &str) -> Word<()> {
        if let Err(refusal) = self.heard(guess).await? {
            return Ok(Err(refusal));
        }
        let phc = match person {
            Some(person) => self.shared.store.password_of_person(person).await?,
            None => None,
        };
        let right = match self.shared.doors.hasher().verify(password, phc).await {
            Ok(right) => right,
            Err(HashFault::Busy) => return Ok(Err(GateRefusal::Busy)),
            Err(HashFault::Broken) => return Err(BackendError::Internal),
        };
        if !right {
            self.failed(guess).await?;
            return Ok(Err(GateRefusal::WrongPassword));
        }
        self.shared
            .store
            .forgive(ThrottleScope::Account, &guess.account)
            .await?;
        Ok(Ok(()))
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

    /// Sends a command of the gate itself.
    pub(super) async fn send(&self, actor: Actor, command: InstanceCommand, secrets: Vec<Secret>) -> Answer<()> {
        let id = RequestId::new(self.shared.sources.uuid());
        let request = Request {
            id,
            digest: token_hash(&id.to_string()),
            actor,
            command: Command::Instance(command),
            blobs: Vec::new(),
            secrets,
        };
        self.shared.backend.execute(request).await.map(|_| ())
    }

    /// Notes who came or did not come in.
    pub(super) fn note(&self, what: &str, person: Option<PersonId>, status: u16) {
        self.shared.store.note_access(&Access {
            at: self.now,
            organization: None,
            person,
            session: self.held.as_ref().map(|held| held.id),
            address: self.address.clone(),
            what: what.to_owned(),
            detail: String::new(),
            status,
        });
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
        let guess = Self::guess(email);
        let person = match Email::parse(email) {
            Ok(email) => self.shared.store.person_of_email(&email).await?,
            Err(_) => None,
        };
        let checked = self.check_password(&guess, person, password).await?;
        self.note(
            if checked.is_ok() { "sign_in" } else { "sign_in_refused" },
            person,
            status(&checked),
        );
        match (checked, person) {
            (Ok(()), Some(person)) => self.begin(person).await.map(Ok),
            (Ok(()), None) => Ok(Err(GateRefusal::WrongPassword)),
            (Err(refusal), _) => Ok(Err(refusal)),
        }
    }

    async fn sign_out(&self) -> Answer<()> {
        self.note("sign_out", self.held.as_ref().map(|held| held.person), 200);
        self.session.flush().await.map_err(unavailable)
    }

    async fn prove(&self, password: &str) -> Word<()> {
        let held = self.signed_in()?;
        let person = self
            .shared
            .backend
            .person(held.person)
            .await?
            .ok_or(BackendError::Internal)?;
        let guess = Self::guess(person.email.as_str());
        if let Err(refusal) = self.check_password(&guess, Some(held.person), password).await? {
            return Ok(Err(refusal));
        }
        let proved = Held {
            proved_at: self.now,
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
        let guess = Self::guess(person.email.as_str());
        if let Err(refusal) = self.check_password(&guess, Some(held.person), current).await? {
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
            phc,
        };
        self.send(Actor::Person(held.actor()), command, vec![secret]).await?;
        // Every session ends, this one too; it goes on under a new cookie.
        self.shared.store.revoke_sessions(held.person, None).await?;
        self.begin(held.person).await.map(Ok)
    }

    async fn revoke(&self, session: SessionId) -> Answer<()> {
        let held = self.signed_in()?;
        if held.id == session {
            return self.sign_out().await;
        }
        self.shared.store.revoke_session(held.person, session).await?;
        Ok(())
    }

    fn invitation_secret(&self) -> (String, ledger::Hash) {
        let secret = secret_text(&*self.shared.sources);
        let hash = token_hash(&secret);
        (secret, hash)
    }
}
