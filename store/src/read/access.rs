//! The access log.

use domain::audit::{Access, AccessFilter, AccessKind, AccessMark, AccessPage};
use domain::id::OrganizationId;
use domain::time::Timestamp;
use sqlx::FromRow;

use crate::error::StoreError;
use crate::sql::{Arg, args, statements};
use crate::store::Store;

/// What a line of the access log needs, and the bounds of every page: one place from which on lines are older, and one
/// instant before which none is wanted. Each filter has an index that is read backwards from there.
macro_rules! page {
    ($and:literal) => {
        concat!(
            "SELECT id, at, person, session, address, device, what, detail, status FROM access_log \
             WHERE organization = $1 AND (at, id) < ($2, $3) AND at >= $4",
            $and,
            " ORDER BY at DESC, id DESC LIMIT $5"
        )
    };
}

statements! {
    /// The access log.
    ALL = page!("");
    /// The access log of a person.
    PERSON = page!(" AND person = $6");
    /// The access log of one kind.
    KIND = page!(" AND what = $6");
    /// The access log of a person and one kind.
    BOTH = page!(" AND person = $6 AND what = $7");
}

/// The most lines on a page.
const LINES: u32 = 500;

#[derive(Debug, FromRow)]
struct AccessRow {
    id: String,
    at: i64,
    person: Option<String>,
    session: Option<String>,
    address: String,
    device: String,
    what: String,
    detail: String,
    status: i64,
}

impl AccessRow {
    fn mark(&self) -> Result<AccessMark, StoreError> {
        Ok(AccessMark {
            at: Timestamp::from_micros(self.at),
            id: u128::from_str_radix(&self.id, 16).map_err(StoreError::damaged)?,
        })
    }

    fn parse(self, organization: OrganizationId) -> Result<Access, StoreError> {
        let person = self.person.map(|id| id.parse().map_err(StoreError::damaged));
        let session = self.session.map(|id| id.parse().map_err(StoreError::damaged));
        let what = AccessKind::from_value(&self.what)
            .ok_or_else(|| StoreError::damaged(format_args!("no kind of access {}", self.what)))?;
        Ok(Access {
            at: Timestamp::from_micros(self.at),
            organization: Some(organization),
            person: person.transpose()?,
            session: session.transpose()?,
            address: self.address,
            device: self.device,
            what,
            detail: self.detail,
            status: u16::try_from(self.status).unwrap_or(0),
        })
    }
}

/// The place from which on lines are older than both the last page and the end of the period.
fn top(filter: &AccessFilter) -> AccessMark {
    let end = AccessMark {
        at: filter.until.unwrap_or(Timestamp::from_micros(i64::MAX)),
        id: 0,
    };
    filter.before.map_or(end, |before| before.min(end))
}

impl Store {
    pub(crate) async fn access_log(
        &self,
        organization: OrganizationId,
        filter: &AccessFilter,
    ) -> Result<AccessPage, StoreError> {
        let mut db = self.inner().pools.read().await?;
        let limit = filter.limit.clamp(1, LINES);
        let top = top(filter);
        let (ledger, id) = (organization.to_string(), format!("{:032x}", top.id));
        let mut args = args![
            &ledger,
            top.at,
            &id,
            filter.from.map_or(i64::MIN, |at| at.micros()),
            i64::from(limit) + 1,
        ]
        .to_vec();
        let who = filter.who.map(|who| who.to_string()).unwrap_or_default();
        let statement = match (filter.who, filter.what) {
            (None, None) => ALL,
            (Some(_), None) => {
                args.push(Arg::from(&who));
                PERSON
            }
            (None, Some(what)) => {
                args.push(Arg::from(what.value()));
                KIND
            }
            (Some(_), Some(what)) => {
                args.extend(args![&who, what.value()]);
                BOTH
            }
        };
        let mut rows: Vec<AccessRow> = db.all(statement, &args).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = match rows.last() {
            Some(last) if more => Some(last.mark()?),
            Some(_) | None => None,
        };
        let lines = rows
            .into_iter()
            .map(|row| row.parse(organization))
            .collect::<Result<_, _>>()?;
        Ok(AccessPage { lines, next })
    }
}
