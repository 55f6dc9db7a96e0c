//! Where axum meets the pages: a request goes in, a whole document comes out.

use std::pin::Pin;
use std::sync::Arc;

use app::context::{Current, Instead, Lost, Parts, Visitor};
use app::failure::Failure;
use app::form::FormState;
use app::shell;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::accounts::Gate;
use domain::sources::Sources;
use futures_util::stream::once;
use futures_util::{Stream, StreamExt};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use leptos::nonce::use_nonce;
use leptos::prelude::{IntoView, provide_context, use_context};
use leptos_axum::ResponseOptions;

use crate::headers::page_policy;
use crate::state::Shared;
use crate::visit::Visit;

/// Answers a page.
pub async fn page(State(shared): State<Shared>, request: Request) -> Response {
    let signed_in = request
        .extensions()
        .get::<Visit>()
        .is_some_and(|visit| matches!(visit.visitor, Visitor::SignedIn(_)));
    let context = move || provide(&shared);
    let mut response = leptos_axum::handle_response_inner(context, shell, request, whole).await;
    let cache = if signed_in { "no-store" } else { "no-cache" };
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(cache));
    response
}

/// The document as one text. What leptos would append for whole-page hydration is left out: islands carry what they need,
/// and a page without islands is HTML and nothing else.
fn whole(page: impl IntoView + 'static, _: Appended, _: bool) -> Later<Texts> {
    Box::pin(async move {
        let html: String = page.to_html_stream_in_order().collect().await;
        Box::pin(once(std::future::ready(html))) as Texts
    })
}

/// Texts that come one after the other.
type Texts = Pin<Box<dyn Stream<Item = String> + Send>>;
/// Something that comes later.
type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// What leptos would append to a page.
type Appended = Box<dyn FnOnce() -> Texts + Send>;

/// Renders the page that a failed form stands on, with what was typed and why it failed.
pub async fn in_place(shared: &Shared, mut request: Request, form: FormState) -> Response {
    let failure = form.failure.clone();
    request.extensions_mut().insert(form);
    let mut response = page(State(shared.clone()), request).await;
    // The page may have its own reason not to be shown; that one stands.
    if response.status() == StatusCode::OK {
        mark(&mut response, &failure);
    }
    response
}

/// Renders an error page in place of whatever the address names.
pub async fn failed(shared: &Shared, mut request: Request, failure: Failure) -> Response {
    request.extensions_mut().insert(Instead(failure.clone()));
    let mut response = page(State(shared.clone()), request).await;
    // Whoever is not signed in is sent to sign in.
    if !response.status().is_redirection() {
        mark(&mut response, &failure);
    }
    response
}

/// Gives an answer the status of a failure.
pub fn mark(response: &mut Response, failure: &Failure) {
    *response.status_mut() = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = failure.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// Puts everything that pages and server functions find around them into the reactive context.
pub fn provide(shared: &Shared) {
    provide_context(shared.sites.get().assets().clone());
    if let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
        response.insert_header(CONTENT_SECURITY_POLICY, page_policy(&nonce));
    }
    let Some(parts) = use_context::<http::request::Parts>() else {
        return;
    };
    if let Some(instead) = parts.extensions.get::<Instead>() {
        provide_context(instead.clone());
    }
    let Some(visit) = parts.extensions.get::<Visit>() else {
        return;
    };
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    Current::new(Parts {
        backend: Arc::clone(&shared.backend),
        gate: Arc::clone(&visit.gate) as Arc<dyn Gate>,
        sources: Arc::clone(&shared.sources) as Arc<dyn Sources>,
        now: visit.now,
        visitor: visit.visitor.clone(),
        path: path.to_owned(),
        public_url: shared.public_url.clone(),
        reference: visit.reference.clone(),
        submission: parts.extensions.get().copied(),
        form: parts.extensions.get().cloned(),
        opened: Arc::clone(&visit.opened),
        refused: Arc::clone(&visit.refused),
        download: parts.extensions.get().cloned().unwrap_or_default(),
        once: parts.extensions.get().cloned().unwrap_or_default(),
        shown: parts.extensions.get().cloned(),
        lost: parts.extensions.get::<Lost>().is_some(),
    })
    .provide();
}
