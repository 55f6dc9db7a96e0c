//! Pages, by feature. Each is one component in one file, with a line in `routes`.
//!
//! A page loads what it shows with [`page`], and says what is missing with `?`.

pub mod error;

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::context::Current;
use crate::failure::Failure;

/// A page, or the error page that says why there is none.
///
/// The status of the answer is that of the failure; somebody who is not signed in is sent to `/login` and comes back.
pub fn page<View>(load: impl Future<Output = Result<View, Failure>> + Send + 'static) -> AnyView
where
    View: IntoView + 'static,
{
    Suspend::new(async move {
        match load.await {
            Ok(view) => view.into_any(),
            Err(failure) => error::answer(failure).await,
        }
    })
    .into_any()
}

/// A part of the page's address: `org` in `/:org/people`. Empty where the route has none.
pub fn parameter(name: &str) -> String {
    use_params_map()
        .with_untracked(|parameters| parameters.get(name))
        .unwrap_or_default()
}

/// What stands behind the `?` of the page's address.
///
/// The router's own reading of it decodes every value twice, so that what was searched for as `%41` would become `A`.
pub fn query() -> Query {
    Current::get().map_or_else(Query::default, |current| Query::of(&current.path))
}

/// Parameters of an address, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    fn of(address: &str) -> Self {
        let (_, query) = address.split_once('?').unwrap_or_default();
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The last value of a name.
    pub fn get(&self, name: &str) -> Option<String> {
        self.all(name).pop()
    }

    /// Every value of a name, in order.
    pub fn all(&self, name: &str) -> Vec<String> {
        let same = self.0.iter().filter(|(known, _)| known == name);
        same.map(|(_, value)| value.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_decoded_once() {
        let query = Query::of("/acme/audit?search=100%25+of+%2541&show=a&show=b%26");
        assert_eq!(query.get("search").as_deref(), Some("100% of %41"));
        assert_eq!(query.all("show"), ["a", "b&"]);
        assert_eq!(query.get("what"), None);
        assert_eq!(Query::of("/acme/audit"), Query::default());
    }
}
