//! The web build inside the program.

use std::{borrow::Cow, sync::Arc};

use axum::{Router, body::Bytes};
use rust_embed::RustEmbed;

use super::{Site, SiteError, Sites};

#[derive(RustEmbed)]
#[folder = "$XTASK_SITE"]
struct Embedded;

#[expect(clippy::unnecessary_wraps, reason = "the other source, a folder, can fail")]
pub(super) fn files() -> Result<Vec<(String, Bytes)>, SiteError> {
    let read = |path: Cow<'static, str>| {
        let bytes = match Embedded::get(&path)?.data {
            Cow::Borrowed(inside) => Bytes::from_static(inside),
            Cow::Owned(copied) => Bytes::from(copied),
        };
        Some((path.into_owned(), bytes))
    };
    Ok(Embedded::iter().filter_map(read).collect())
}

#[derive(Clone, Debug)]
pub(super) struct Current(Arc<Site>);

impl Current {
    pub(super) fn new(site: Site) -> Self {
        Self(Arc::new(site))
    }

    pub(super) fn get(&self) -> Arc<Site> {
        Arc::clone(&self.0)
    }
}

pub(super) fn extend(router: Router<Sites>) -> Router<Sites> {
    router
}
