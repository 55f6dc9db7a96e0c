//! Pages, by feature. Each is one component in one file, with a line in `routes`.
//!
//! A page loads what it shows with [`page`], and says what is missing with `?`.

pub mod error;

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

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
