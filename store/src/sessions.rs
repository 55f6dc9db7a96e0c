//! Sessions: kept by the SHA-256 of their token, so that the table does not open doors; listed by a public id.

use domain::accounts::Person;
use domain::actor::{Proof, ProofKind};
use domain::backend::SessionLine;
use domain::id::{PersonId, SessionId};
use domain::time::Timestamp;
use ledger::Hash;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::read::PersonRow;
use crate::sql::{args, statements};
use crate::store::Store;

statements! {
    /// Every request: the session of a cookie, and whose it is.
    LOAD = "SELECT s.session AS session, s.person AS person, s.device AS device, s.address AS address, \
        s.created_at AS created_at, s.seen_at AS seen_at, s.expires_at AS expires_at, s.proved AS proved, \
        s.proved_at AS proved_at, s.data AS data, p.email AS email, p.name AS name, p.zone AS zone, p.scheme AS scheme \
        FROM session s JOIN person p ON p.person = s.person WHERE s.token = $1 AND s.expires_at > $2";
    /// Signing in.
    INSERT = "INSERT INTO session \
        (token, session, person, device, address, created_at, seen_at, expires_at, proved, proved_at, data) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (token) DO NOTHING";
    /// Signing in again, proving again: the session as it is now. One that was ended meanwhile stays ended.
    SAVE = "UPDATE session SET session = $2, person = $3, device = $4, address = $5, created_at = $6, seen_at = $7, \
        expires_at = $8, proved = $9, proved_at = $10, data = $11 WHERE token = $1";
    /// Signing out.
    DELETE = "DELETE FROM session WHERE token = $1";
    /// The account page: what still lives.
    LIST = "SELECT session, device, address, created_at, seen_at FROM session \
        WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, session LIMIT 200";
    /// The account page: ending one.
    REVOKE = "DELETE FROM session WHERE person = $1 AND session = $2";
    /// Turns that change a password: all but the one that did it.
    END_OTHERS = "DELETE FROM session WHERE person = $1 AND session <> $2";
    /// The writer of notes, at most once a second: when sessions were last used.
    TOUCH = "UPDATE session SET seen_at = $2, expires_at = $3 WHERE token = $1 AND seen_at < $2";
    /// The worker that clears away what has ended.
    EXPIRE = "DELETE FROM session WHERE expires_at <= $1";
}

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// SHA-256 of the token in the cookie.
    pub token: Hash,
    /// The id that entries and the account page name.
    pub id: SessionId,
    /// Who is signed in; `None` before that.
    pub person: Option<PersonId>,
    /// The browser's own words about itself, cut to 300 characters.
    pub device: String,
    /// Network address.
    pub address: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// The last proof of identity.
    pub proof: Option<Proof>,
    /// What the session library keeps, as JSON.
    pub data: String,
}

#[derive(Debug, FromRow)]
struct SessionRow {
    session: String,
    person: Option<String>,
    device: String,
    address: String,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
    proved: Option<String>,
    proved_at: Option<i64>,
    data: String,
}

#[derive(Debug, FromRow)]
struct LivingRow {
    #[sqlx(flatten)]
    session: SessionRow,
    #[sqlx(flatten)]
    account: PersonRow,
}

#[derive(Debug, FromRow)]
struct LineRow {
    session: String,
    device: String,
    address: String,
    created_at: i64,
    seen_at: i64,
}

const fn proof_text(how: ProofKind) -> &'static str {
    match how {
        ProofKind::Password => "password",
    }
}

fn proof_kind(text: &str) -> Option<ProofKind> {
    (text == "password").then_some(ProofKind::Password)
}

impl SessionRow {
    fn parse(self, token: Hash) -> Result<StoredSession, StoreError> {
        let proof = match (self.proved.as_deref().and_then(proof_kind), self.proved_at) {
            (Some(how), Some(at)) => Some(Proof {
                how,
                at: Timestamp::from_micros(at),
            }),
            _ => None,
        };
        Ok(StoredSession {
            token,
            id: self.session.parse().map_err(StoreError::damaged)?,
            person: self
                .person
                .map(|person| person.parse().map_err(StoreError::damaged))
                .transpose()?,
            device: self.device,
            address: self.address,
            created_at: Timestamp::from_micros(self.created_at),
            seen_at: Timestamp::from_micros(self.seen_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            proof,
            data: self.data,
        })
    }
}

impl Store {
    async fn put_session(&self, statement: &'static str, session: &StoredSession) -> Result<bool, StoreError> {
        let mut db = self.inner().pools.write().await?;
        let (id, person) = (session.id.to_string(), session.person.map(|person| person.to_string()));
        let args = args![
            &session.token,
            &id,
            person.as_deref(),
            &session.device,
            &session.address,
            session.created_at,
            session.seen_at,
            session.expires_at,
            session.proof.map(|proof| proof_text(proof.how)),
            session.proof.map(|proof| proof.at.micros()),
            &session.data,
        ];
        Ok(db.run(statement, &args).await? > 0)
    }

    /// Adds a session; `false` when the token is taken.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn insert_session(&self, session: &StoredSession) -> Result<bool, StoreError> {
        self.put_session(INSERT, session).await
    }

    /// Replaces a session. One that is not there any more is not brought back: it was ended while a request of it ran.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn save_session(&self, session: &StoredSession) -> Result<(), StoreError> {
        self.put_session(SAVE, session).await.map(|_| ())
    }

    /// The session of a token (its SHA-256), while it lives, and the account it is of: every request needs both.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn load_session(
        &self,
        token: &Hash,
        now: Timestamp,
    ) -> Result<Option<(StoredSession, Person)>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<LivingRow> = db.one(LOAD, &args![token, now]).await?;
        row.map(|row| Ok((row.session.parse(*token)?, row.account.parse()?)))
            .transpose()
    }

    /// Ends the session of a token (its SHA-256).
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delete_session(&self, token: &Hash) -> Result<(), StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(DELETE, &args![token]).await.map(|_| ())
    }

    /// Ends one of a person's sessions; `false` when there was none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revoke_session(&self, person: PersonId, session: SessionId) -> Result<bool, StoreError> {
        let mut db = self.inner().pools.write().await?;
        let args = [person.to_string(), session.to_string()];
        Ok(db.run(REVOKE, &args![&args[0], &args[1]]).await? > 0)
    }

    /// Ends all sessions of a person but `keep`; how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revoke_sessions(&self, person: PersonId, keep: Option<SessionId>) -> Result<u64, StoreError> {
        let mut db = self.inner().pools.write().await?;
        let keep = keep.map(|keep| keep.to_string()).unwrap_or_default();
        db.run(END_OTHERS, &args![&person.to_string(), &keep]).await
    }

    /// Clears away sessions that have ended; how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn expire_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(EXPIRE, &args![now]).await
    }

    /// A person's living sessions, the last used first.
    pub(crate) async fn list_sessions(&self, person: PersonId) -> Result<Vec<SessionLine>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let now = self.inner().sources.now();
        let rows: Vec<LineRow> = db.all(LIST, &args![&person.to_string(), now]).await?;
        rows.into_iter()
            .map(|row| {
                Ok(SessionLine {
                    id: row.session.parse().map_err(StoreError::damaged)?,
                    device: row.device,
                    address: row.address,
                    created_at: Timestamp::from_micros(row.created_at),
                    seen_at: Timestamp::from_micros(row.seen_at),
                })
            })
            .collect()
    }
}
