//! Sessions: what the cookie stands for (02 §5).
//!
//! `tower-sessions` keeps cookie and record together; the record lives in the store, found by the SHA-256 of the cookie.
//! How long a session lives is decided here, by the clock that everything else uses.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use domain::accounts::Person;
use domain::actor::{PersonActor, Proof, ProofKind};
use domain::id::{PersonId, SessionId};
use domain::sources::Sources;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Store, StoredSession};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore, session_store};

use super::token_hash;
use crate::limits;

/// Under this key the record holds [`Held`].
const KEY: &str = "held";
/// Under this key a record that was read brings the account it is of, as it was then. It is never kept.
const ACCOUNT: &str = "account";

/// What a session holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Public id: entries name it.
    pub id: SessionId,
    /// Whose it is.
    pub person: PersonId,
    /// The browser's own words about itself, cut to 300 characters.
    pub device: String,
    /// Network address at the beginning.
    pub address: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When its person last proved who they are.
    pub proved_at: Timestamp,
}

impl Held {
    /// The actor of commands sent in this session.
    pub fn actor(&self) -> PersonActor {
        PersonActor {
            person: self.person,
            session: self.id,
            proof: Proof {
                how: ProofKind::Password,
                at: self.proved_at,
            },
        }
    }

    /// When it ends if it is not used again.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at_if_seen(self.seen_at)
    }

    /// When it ends if it is not used again after `seen_at`.
    fn ends_at_if_seen(&self, seen_at: Timestamp) -> Timestamp {
        let idle = seen_at.plus_seconds(limits::SESSION_IDLE);
        idle.min(self.created_at.plus_seconds(limits::SESSION_LONGEST))
    }
}

/// Reads what a session holds; nothing for whoever has none, or one that ended.
///
/// # Errors
/// When the store does not answer.
pub async fn held(session: &Session) -> Result<Option<Held>, tower_sessions::session::Error> {
    session.get(KEY).await
}

/// The account of whoever a session is of, read along with it.
///
/// # Errors
/// When the store does not answer.
pub async fn account(session: &Session) -> Result<Option<Person>, tower_sessions::session::Error> {
    session.get(ACCOUNT).await
}

/// Puts a value into a session; a new one gets its cookie with the answer.
///
/// # Errors
/// When the store does not answer.
pub async fn hold(session: &Session, held: &Held) -> Result<(), tower_sessions::session::Error> {
    session.insert(KEY, held).await
}

/// Notes that a session is used, at most once a minute.
pub fn touch(store: &Store, session: &Session, held: &Held, now: Timestamp) {
    if now.seconds_since(held.seen_at) < limits::SESSION_TOUCH {
        return;
    }
    if let Some(id) = session.id() {
        store.note_seen(token_hash(&id.to_string()), now, held.ends_at_if_seen(now));
    }
}

/// Sessions in the store.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<Store>,
    sources: Arc<dyn Sources>,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    /// Sessions in a store, by a clock.
    pub fn new(store: Arc<Store>, sources: Arc<dyn Sources>) -> Self {
        Self { store, sources }
    }

    /// The record as it is kept; nothing is kept of an empty one.
    fn stored(record: &Record) -> session_store::Result<Option<StoredSession>> {
        let Some(value) = record.data.get(KEY) else {
            return Ok(None);
        };
        let held: Held =
            serde_json::from_value(value.clone()).map_err(|e| session_store::Error::Decode(e.to_string()))?;
        Ok(Some(StoredSession {
            token: token_hash(&record.id.to_string()),
            id: held.id,
            person: Some(held.person),
            expires_at: held.ends_at(),
            device: held.device,
            address: held.address,
            created_at: held.created_at,
            seen_at: held.seen_at,
            proof: Some(Proof {
                how: ProofKind::Password,
                at: held.proved_at,
            }),
            data: String::new(),
        }))
    }
}

fn backend(error: impl fmt::Display) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

fn unwritten(error: impl fmt::Display) -> session_store::Error {
    session_store::Error::Encode(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        while let Some(row) = Self::stored(record)? {
            if self.store.insert_session(&row).await.map_err(backend)? {
                break;
            }
            // The token is taken: another one.
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        match Self::stored(record)? {
            Some(row) => self.store.save_session(&row).await.map_err(backend),
            None => Ok(()),
        }
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let token = token_hash(&id.to_string());
        let row = self
            .store
            .load_session(&token, self.sources.now())
            .await
            .map_err(backend)?;
        let Some((row, account)) = row else {
            return Ok(None);
        };
        let (Some(person), Some(proof)) = (row.person, row.proof) else {
            return Ok(None);
        };
        let held = Held {
            id: row.id,
            person,
            device: row.device,
            address: row.address,
            created_at: row.created_at,
            seen_at: row.seen_at,
            proved_at: proof.at,
        };
        let ends_at = held.ends_at();
        let data = [
            (KEY.to_owned(), serde_json::to_value(held).map_err(unwritten)?),
            (ACCOUNT.to_owned(), serde_json::to_value(account).map_err(unwritten)?),
        ];
        Ok(Some(Record {
            id: *id,
            data: data.into(),
            expiry_date: OffsetDateTime::from_unix_timestamp(ends_at.micros() / 1_000_000)
                .unwrap_or(OffsetDateTime::UNIX_EPOCH),
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store
            .delete_session(&token_hash(&id.to_string()))
            .await
            .map_err(backend)
    }
}

/// The layer that reads and sets the cookie.
pub fn layer(sessions: Sessions, public_url: &str) -> SessionManagerLayer<Sessions> {
    let secure = public_url.starts_with("https://");
    SessionManagerLayer::new(sessions)
        .with_name(cookie_name(public_url))
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd)
}

/// `__Host-` under https. On plain loopback browsers would refuse that, and cookies ignore ports: the name carries it.
pub fn cookie_name(public_url: &str) -> String {
    if public_url.starts_with("https://") {
        return "__Host-countersign".to_owned();
    }
    let port = public_url.rsplit_once(':').map_or("80", |(_, port)| port);
    let port: String = port.chars().filter(char::is_ascii_digit).collect();
    format!("countersign-{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_bound_to_host_or_port() {
        assert_eq!(cookie_name("https://sign.example"), "__Host-countersign");
        assert_eq!(cookie_name("http://127.0.0.1:3000"), "countersign-3000");
        assert_eq!(cookie_name("http://[::1]:8080"), "countersign-8080");
    }
}
