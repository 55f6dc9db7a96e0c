//! Password hashes, one-time links and addresses of feeds: what the gate asks. Written in turns, beside the commands they belong to.

use domain::accounts::{Directory, PersonDetails};
use domain::cache::Folded;
use domain::calendar::{FedBooking, FeedFile};
use domain::id::{FeedId, InvitationId, OrganizationId, PersonId};
use domain::text::Email;
use domain::time::Timestamp;
use ledger::Hash;
use sqlx::FromRow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::StoreError;
use crate::head;
use crate::read::bookings;
use crate::sql::{Db, args, statements};
use crate::store::Store;

statements! {
    /// Turns: a new or changed password.
    PUT_PASSWORD = "INSERT INTO password (person, phc, changed_at) VALUES ($1, $2, $3) \
        ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, changed_at = excluded.changed_at";
    /// Turns: the secret of an invitation's link.
    PUT_INVITATION = "INSERT INTO invitation_token (token, organization, invitation, seq, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";
    /// Turns: the secret of a reset link.
    PUT_RESET = "INSERT INTO reset_token (token, person, expires_at) VALUES ($1, $2, $3)";
    /// Turns: a reset link is used up.
    USE_RESET = "DELETE FROM reset_token WHERE token = $1 AND expires_at > $2 AND person = $3";
    /// Turns: a changed password ends all reset links of the person.
    DROP_RESETS = "DELETE FROM reset_token WHERE person = $1";
    /// Turns: the secret of a feed's address.
    PUT_FEED = "INSERT INTO feed_token (token, organization, feed) VALUES ($1, $2, $3)";
    /// Turns: the address of a feed that was revoked.
    DROP_FEED = "DELETE FROM feed_token WHERE organization = $1 AND feed = $2";
    /// Whoever reads a feed.
    FEED = "SELECT organization, feed, fetched_at FROM feed_token WHERE token = $1";
    /// Whoever reads a feed, once a day.
    NOTE_FETCHED = "UPDATE feed_token SET fetched_at = $2 WHERE token = $1";
    /// The page of feeds: when each was last fetched.
    FETCHED = "SELECT feed, fetched_at FROM feed_token WHERE organization = $1 AND fetched_at IS NOT NULL";
    /// Signing in: the account of an address.
    PASSWORD_OF_EMAIL = "SELECT p.person AS person, w.phc AS phc FROM person p \
        JOIN password w ON w.person = p.person WHERE p.email = $1";
    /// Proving again, changing a password: the account of a signed-in person.
    PASSWORD_OF_PERSON = "SELECT person, phc FROM password WHERE person = $1";
    /// An invitation's page.
    INVITATION = "SELECT t.organization AS organization, t.invitation AS invitation, p.text AS private \
        FROM invitation_token t LEFT JOIN private p ON p.ledger = t.organization AND p.seq = t.seq WHERE t.token = $1";
    /// The page of a reset link.
    RESET = "SELECT person FROM reset_token WHERE token = $1 AND expires_at > $2";
    /// Turns: the link of an invitation that was used or taken back.
    DROP_INVITATION = "DELETE FROM invitation_token WHERE organization = $1 AND invitation = $2";
    /// The worker that clears away links: invitations that ended.
    FORGET_INVITATIONS = "DELETE FROM invitation_token WHERE expires_at < $1";
    /// The worker that clears away links: resets that ended.
    FORGET_RESETS = "DELETE FROM reset_token WHERE expires_at < $1";
    /// Signing in, invitations: the account of an address.
    PERSON_OF_EMAIL = "SELECT person FROM person WHERE email = $1";
}

#[derive(Debug, FromRow)]
struct PasswordRow {
    person: String,
    phc: String,
}

#[derive(Debug, FromRow)]
struct InvitationRow {
    organization: String,
    invitation: String,
    private: Option<String>,
}

#[derive(Debug, FromRow)]
struct FeedRow {
    organization: String,
    feed: String,
    fetched_at: Option<i64>,
}

/// What the address of a feed leads to.
#[derive(Debug, Clone)]
pub struct FeedLink {
    /// Which feed.
    pub feed: FeedId,
    /// When it was last fetched, as far as that is noted: once a day.
    pub fetched_at: Option<Timestamp>,
    /// The organization as it is now.
    pub directory: Arc<Folded<Directory>>,
    /// What is booked in the time that a feed lists.
    pub booked: Vec<FedBooking>,
}

/// What an invitation's link leads to. Whether it still works is a question to the directory and the time.
#[derive(Debug, Clone)]
pub struct InvitationLink {
    /// Which organization.
    pub organization: OrganizationId,
    /// Which invitation.
    pub invitation: InvitationId,
    /// Name and address of the invited person; `None` once erased.
    pub invited: Option<PersonDetails>,
    /// The organization as it is now.
    pub directory: Arc<Folded<Directory>>,
}

impl Store {
    /// The account of an address with its password's hash in PHC form.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn password_of(&self, email: &Email) -> Result<Option<(PersonId, String)>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<PasswordRow> = db.one(PASSWORD_OF_EMAIL, &args![email.as_str()]).await?;
        row.map(PasswordRow::parse).transpose()
    }

    /// A person's password hash in PHC form.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn password_of_person(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<PasswordRow> = db.one(PASSWORD_OF_PERSON, &args![&person.to_string()]).await?;
        Ok(row.map(|row| row.phc))
    }

    /// The account of an address, whether or not it has a password.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn person_of_email(&self, email: &Email) -> Result<Option<PersonId>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<(String,)> = db.one(PERSON_OF_EMAIL, &args![email.as_str()]).await?;
        row.map(|(person,)| person.parse().map_err(StoreError::damaged))
            .transpose()
    }

    /// The organization that a link or an address belongs to, as it is now.
    async fn behind(
        &self,
        db: &mut Db,
        stored: &str,
    ) -> Result<Option<(OrganizationId, Arc<Folded<Directory>>)>, StoreError> {
        let organization: OrganizationId = stored.parse().map_err(StoreError::damaged)?;
        let Some(head) = head::read(db, stored).await? else {
            return Ok(None);
        };
        let snapshots = &self.inner().snapshots;
        let directory = snapshots.directory(db, organization, head.directory).await?;
        Ok(directory.map(|directory| (organization, directory)))
    }

    /// What the link with this secret (its SHA-256) invites to.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn invitation_of(&self, token: &Hash) -> Result<Option<InvitationLink>, StoreError> {
        let mut db = self.inner().pools.snapshot().await?;
        let Some(row) = db.one::<InvitationRow>(INVITATION, &args![token]).await? else {
            return Ok(None);
        };
        let Some((organization, directory)) = self.behind(&mut db, &row.organization).await? else {
            return Ok(None);
        };
        Ok(Some(InvitationLink {
            organization,
            invitation: row.invitation.parse().map_err(StoreError::damaged)?,
            invited: row.private.as_deref().map(serde_json::from_str).transpose()?,
            directory,
        }))
    }

    /// What the feed at an address with this secret (its SHA-256) is written from.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn feed_of(&self, token: &Hash, now: Timestamp) -> Result<Option<FeedLink>, StoreError> {
        let mut db = self.inner().pools.snapshot().await?;
        let Some(row) = db.one::<FeedRow>(FEED, &args![token]).await? else {
            return Ok(None);
        };
        let Some((organization, directory)) = self.behind(&mut db, &row.organization).await? else {
            return Ok(None);
        };
        let listed = FeedFile::listed(&directory.state, now);
        Ok(Some(FeedLink {
            feed: row.feed.parse().map_err(StoreError::damaged)?,
            fetched_at: row.fetched_at.map(Timestamp::from_micros),
            booked: bookings::fed(&mut db, organization, listed).await?,
            directory,
        }))
    }

    /// Notes that the feed at an address with this secret (its SHA-256) was fetched.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note_fetched(&self, token: &Hash, now: Timestamp) -> Result<(), StoreError> {
        let mut db = self.inner().pools.write().await?;
        db.run(NOTE_FETCHED, &args![token, now]).await.map(|_| ())
    }

    pub(crate) async fn feeds_fetched_of(
        &self,
        organization: OrganizationId,
    ) -> Result<BTreeMap<FeedId, Timestamp>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<(String, i64)> = db.all(FETCHED, &args![&organization.to_string()]).await?;
        let fetched = rows.into_iter().map(|(feed, at)| {
            let feed = feed.parse().map_err(StoreError::damaged)?;
            Ok((feed, Timestamp::from_micros(at)))
        });
        fetched.collect()
    }

    /// Whose password the reset link with this secret (its SHA-256) may replace; `None` when it does not work.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reset_of(&self, token: &Hash, now: Timestamp) -> Result<Option<PersonId>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<(String,)> = db.one(RESET, &args![token, now]).await?;
        row.map(|(person,)| person.parse().map_err(StoreError::damaged))
            .transpose()
    }

    /// Clears away the secrets of links that ended before `until`; how many. The page of people names whom an open
    /// invitation was sent to as long as its link is kept.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_links(&self, until: Timestamp) -> Result<u64, StoreError> {
        let mut db = self.inner().pools.write().await?;
        let invitations = db.run(FORGET_INVITATIONS, &args![until]).await?;
        Ok(invitations + db.run(FORGET_RESETS, &args![until]).await?)
    }
}

impl PasswordRow {
    fn parse(self) -> Result<(PersonId, String), StoreError> {
        let person = self.person.parse().map_err(StoreError::damaged)?;
        Ok((person, self.phc))
    }
}
