//! Organizations and people.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::accounts::{Directory, Person, PersonDetails, Scheme};
use domain::backend::{Opened, OrganizationLine};
use domain::decide::LedgerName;
use domain::id::{InvitationId, OrganizationId, PersonId};
use domain::text::{Slug, ZoneName};
use ledger::{Frontier, Hash};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::head::{ledger_name, position};
use crate::sql::{args, statements};
use crate::store::Store;

statements! {
    /// Every page of an organization: who it is, how current what is in memory is, and where else its reader belongs.
    OPEN = "SELECT o.organization AS organization, h.size AS size, h.directory AS directory, i.size AS instance, \
        (SELECT string_agg(b.organization || ' ' || b.slug || ' ' || b.name, '\n') FROM membership m \
        JOIN organization b ON b.organization = m.organization WHERE m.person = $2 AND m.active = 1) AS belongs \
        FROM organization o JOIN head h ON h.ledger = o.organization JOIN head i ON i.ledger = 'instance' \
        WHERE o.slug = $1";
    /// The choice of organizations, after signing in.
    ORGANIZATIONS = "SELECT o.organization AS organization, o.slug AS slug, o.name AS name FROM membership m \
        JOIN organization o ON o.organization = m.organization \
        WHERE m.person = $1 AND m.active = 1 ORDER BY o.name, o.organization LIMIT 500";
    /// The account page.
    PERSON = "SELECT email, name, zone, scheme FROM person WHERE person = $1";
    /// People: whom open invitations are for, the latest first.
    INVITEES = "SELECT i.invitation AS invitation, p.text AS text FROM invitation_token i \
        JOIN private p ON p.ledger = i.organization AND p.seq = i.seq WHERE i.organization = $1 \
        ORDER BY i.seq DESC LIMIT 1000";
    /// Start, set-up: whether there is anything yet.
    ANY_ORGANIZATION = "SELECT organization FROM organization LIMIT 1";
    /// The command line, the access log: from an address to an id.
    BY_SLUG = "SELECT organization, slug, name FROM organization WHERE slug = $1";
    /// `readyz`, metrics: how far each ledger is.
    LEDGERS = "SELECT ledger, frontier FROM head ORDER BY ledger";
    /// The command line: every organization.
    ALL = "SELECT organization, slug, name FROM organization ORDER BY organization";
}

#[derive(Debug, FromRow)]
struct OpenRow {
    organization: String,
    size: i64,
    directory: i64,
    instance: i64,
    belongs: Option<String>,
}

#[derive(Debug, FromRow)]
struct OrganizationRow {
    organization: String,
    slug: String,
    name: String,
}

#[derive(Debug, FromRow)]
struct LedgerRow {
    ledger: String,
    frontier: Vec<u8>,
}

/// An account as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct PersonRow {
    email: String,
    name: String,
    zone: Option<String>,
    scheme: String,
}

impl OrganizationRow {
    fn parse(self) -> Result<OrganizationLine, StoreError> {
        Ok(OrganizationLine {
            id: self.organization.parse().map_err(StoreError::damaged)?,
            slug: Slug::parse(&self.slug).map_err(StoreError::damaged)?,
            name: self.name,
        })
    }
}

impl PersonRow {
    /// As pages take it.
    pub(crate) fn parse(self) -> Result<Person, StoreError> {
        let scheme = match self.scheme.as_str() {
            "system" => Scheme::System,
            "light" => Scheme::Light,
            "dark" => Scheme::Dark,
            other => return Err(StoreError::damaged(format_args!("no scheme {other}"))),
        };
        Ok(Person {
            name: self.name.try_into().map_err(StoreError::damaged)?,
            email: self.email.try_into().map_err(StoreError::damaged)?,
            zone: self
                .zone
                .map(|zone| ZoneName::parse(&zone).map_err(StoreError::damaged))
                .transpose()?,
            scheme,
        })
    }
}

/// Organizations as [`OPEN`] lists them, by name: one a line, no name has more than one.
fn belongs(lines: &str) -> Result<Vec<OrganizationLine>, StoreError> {
    let mut organizations = lines
        .lines()
        .map(|line| {
            let mut parts = line.splitn(3, ' ').map(str::to_owned);
            let mut part = || {
                parts
                    .next()
                    .ok_or_else(|| StoreError::damaged("an organization's line"))
            };
            let (organization, slug, name) = (part()?, part()?, part()?);
            OrganizationRow {
                organization,
                slug,
                name,
            }
            .parse()
        })
        .collect::<Result<Vec<_>, _>>()?;
    organizations.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(organizations)
}

impl Store {
    /// One indexed read when nothing changed since the last page; members only.
    pub(crate) async fn open_organization(&self, slug: &Slug, person: PersonId) -> Result<Option<Opened>, StoreError> {
        let inner = self.inner();
        let mut db = inner.pools.read().await?;
        let row: Option<OpenRow> = db.one(OPEN, &args![slug.as_str(), &person.to_string()]).await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let id: OrganizationId = row.organization.parse().map_err(StoreError::damaged)?;
        let directory = inner.snapshots.directory(&mut db, id, position(row.directory)?).await?;
        let Some(directory) = directory.filter(|directory| directory.state.active(person).is_some()) else {
            return Ok(None);
        };
        let instance = inner.snapshots.instance(&mut db, position(row.instance)?).await?;
        let shared = inner.snapshots.shared(&directory, &instance);
        Ok(Some(Opened {
            directory: shared.directory,
            people: shared.people,
            position: position(row.size)?,
            organizations: belongs(&row.belongs.unwrap_or_default())?,
        }))
    }

    pub(crate) async fn organizations_of(&self, person: PersonId) -> Result<Vec<OrganizationLine>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<OrganizationRow> = db.all(ORGANIZATIONS, &args![&person.to_string()]).await?;
        rows.into_iter().map(OrganizationRow::parse).collect()
    }

    pub(crate) async fn invitees_of(
        &self,
        organization: OrganizationId,
    ) -> Result<BTreeMap<InvitationId, PersonDetails>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<(String, String)> = db.all(INVITEES, &args![&organization.to_string()]).await?;
        rows.into_iter()
            .map(|(invitation, details)| {
                let invitation = invitation.parse().map_err(StoreError::damaged)?;
                Ok((invitation, serde_json::from_str(&details)?))
            })
            .collect()
    }

    pub(crate) async fn account(&self, person: PersonId) -> Result<Option<Person>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<PersonRow> = db.one(PERSON, &args![&person.to_string()]).await?;
        row.map(PersonRow::parse).transpose()
    }

    /// Whether there is an organization; while there is none, set-up is open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn organizations_exist(&self) -> Result<bool, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<(String,)> = db.one(ANY_ORGANIZATION, &[]).await?;
        Ok(row.is_some())
    }

    /// The organization at an address, for the command line; pages use `open`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn organization_of(&self, slug: &Slug) -> Result<Option<OrganizationLine>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let row: Option<OrganizationRow> = db.one(BY_SLUG, &args![slug.as_str()]).await?;
        row.map(OrganizationRow::parse).transpose()
    }

    /// Size and root of every ledger, as their heads say.
    ///
    /// # Errors
    /// When the database does not answer, or a head is damaged.
    pub async fn ledgers(&self) -> Result<Vec<(LedgerName, u64, Hash)>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<LedgerRow> = db.all(LEDGERS, &[]).await?;
        rows.into_iter()
            .map(|row| {
                let ledger = ledger_name(&row.ledger).ok_or_else(|| StoreError::damaged("a head of no ledger"))?;
                let frontier = Frontier::from_bytes(&row.frontier)?;
                Ok((ledger, frontier.size(), frontier.root()))
            })
            .collect()
    }

    /// Every organization of the instance, in id order, for the command line.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn all_organizations(&self) -> Result<Vec<OrganizationLine>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<OrganizationRow> = db.all(ALL, &[]).await?;
        rows.into_iter().map(OrganizationRow::parse).collect()
    }

    /// An organization as its ledger says it is; for the operator, who is no member. `None` when there is none.
    ///
    /// # Errors
    /// When the database does not answer or is damaged.
    pub async fn directory_of(&self, organization: OrganizationId) -> Result<Option<Arc<Directory>>, StoreError> {
        let inner = self.inner();
        let mut db = inner.pools.read().await?;
        let folded = super::work::directory(inner, &mut db, organization).await?;
        Ok(folded.map(|folded| Arc::new(folded.state.clone())))
    }
}
