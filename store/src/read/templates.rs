//! Templates and their bodies.

use std::sync::Arc;

use domain::cache::Folded;
use domain::id::{OrganizationId, TemplateId};
use domain::templates::{ReviewBy, Structure, Template, TemplateLine};
use domain::text::{Slug, TemplateName, ZoneName};
use domain::time::Timestamp;
use ledger::Hash;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::head::position;
use crate::snapshots;
use crate::sql::{Db, args, statements};
use crate::store::Store;

statements! {
    /// The list of templates.
    LIST = "SELECT template, slug, name, version, draft, review_asked, items, slots, review_date, review_zone, changed_at \
        FROM template WHERE organization = $1 ORDER BY name, template LIMIT 2000";
    /// A template's page; turns that ask whether an address is taken.
    BY_SLUG = "SELECT state FROM template WHERE organization = $1 AND slug = $2";
    /// Turns: the state of a template with its place.
    BY_ID = "SELECT state, stream_version, changed_at FROM template WHERE organization = $1 AND template = $2";
}

#[derive(Debug, FromRow)]
struct LineRow {
    template: String,
    slug: String,
    name: String,
    version: Option<i64>,
    draft: i64,
    review_asked: i64,
    items: i64,
    slots: i64,
    review_date: Option<String>,
    review_zone: Option<String>,
    changed_at: i64,
}

/// The state of a stream as a cache keeps it.
#[derive(Debug, FromRow)]
pub(crate) struct StateRow {
    pub(crate) state: String,
    pub(crate) stream_version: i64,
    pub(crate) changed_at: i64,
}

/// A count as stored.
pub(crate) fn count(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|_| StoreError::damaged(format_args!("{stored} is no count")))
}

impl LineRow {
    fn parse(self) -> Result<TemplateLine, StoreError> {
        let review_by = match (self.review_date, self.review_zone) {
            (Some(date), Some(zone)) => Some(ReviewBy {
                date: date.parse().map_err(StoreError::damaged)?,
                zone: ZoneName::parse(&zone).map_err(StoreError::damaged)?,
            }),
            _ => None,
        };
        Ok(TemplateLine {
            id: self.template.parse().map_err(StoreError::damaged)?,
            slug: Slug::parse(&self.slug).map_err(StoreError::damaged)?,
            name: TemplateName::parse(&self.name).map_err(StoreError::damaged)?,
            version: self.version.map(count).transpose()?,
            draft: self.draft != 0,
            review_asked: self.review_asked != 0,
            items: count(self.items)?,
            slots: count(self.slots)?,
            review_by,
            changed_at: Timestamp::from_micros(self.changed_at),
        })
    }
}

/// The state of a template with its place; `None` when there is none.
pub(crate) async fn folded(
    db: &mut Db,
    organization: OrganizationId,
    id: TemplateId,
) -> Result<Option<Folded<Template>>, StoreError> {
    let args = [organization.to_string(), id.to_string()];
    let row: Option<StateRow> = db.one(BY_ID, &args![&args[0], &args[1]]).await?;
    row.map(|row| {
        Ok(Folded {
            state: serde_json::from_str(&row.state)?,
            version: position(row.stream_version)?,
            at: Timestamp::from_micros(row.changed_at),
        })
    })
    .transpose()
}

impl Store {
    pub(crate) async fn list_templates(&self, organization: OrganizationId) -> Result<Vec<TemplateLine>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let rows: Vec<LineRow> = db.all(LIST, &args![&organization.to_string()]).await?;
        rows.into_iter().map(LineRow::parse).collect()
    }

    pub(crate) async fn template_at(
        &self,
        organization: OrganizationId,
        slug: &Slug,
    ) -> Result<Option<Template>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let id = organization.to_string();
        let row: Option<(String,)> = db.one(BY_SLUG, &args![&id, slug.as_str()]).await?;
        row.map(|(state,)| Ok(serde_json::from_str(&state)?)).transpose()
    }

    pub(crate) async fn structure_of(
        &self,
        organization: OrganizationId,
        hash: Hash,
    ) -> Result<Option<Arc<Structure>>, StoreError> {
        let inner = self.inner();
        let mut db = inner.pools.read().await?;
        inner.snapshots.structure(&mut db, organization, hash).await
    }

    pub(crate) async fn source_of(
        &self,
        organization: OrganizationId,
        hash: Hash,
    ) -> Result<Option<String>, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let bytes = snapshots::blob(&mut db, organization, hash).await?;
        bytes
            .map(|bytes| String::from_utf8(bytes).map_err(StoreError::damaged))
            .transpose()
    }
}
