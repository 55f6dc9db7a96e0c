//! Answers server functions, for programs and for plain forms alike.
//!
//! A program gets the value or the failure as JSON, with the status that says the same. A plain form gets a redirect
//! when all went well, and otherwise the page it stands on, rendered again with what was typed: nothing is kept between
//! two requests, and nothing travels in the address.

mod fields;

use std::sync::Arc;

use app::context::{Download, File, Lost, Once, Shown, Submission, is_own_path};
use app::failure::Failure;
use app::form::{FormState, PAGE_FIELD, REQUEST_FIELD, is_secret};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::id::RequestId;
use http::header::{
    ACCEPT, ALLOW, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, REFERER, TRANSFER_ENCODING,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};

use crate::doors::Sent;
use crate::limits;
use crate::render;
use crate::state::Shared;
use crate::visit::Visit;
use fields::Fields;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const URL_ENCODED: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// Answers a POST to a server function.
pub async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let origin = Origin::of(&shared, &parts);
    let path = parts.uri.path().to_owned();
    if server_fn::axum::get_server_fn_service(&path, Method::POST).is_none() {
        return origin.failed_whole(&shared, Failure::NotFound).await;
    }
    let fields = match Fields::read(&parts.headers, body, limits::of_function(&path)).await {
        Ok(fields) => fields,
        Err(failed) => {
            return origin.failed(&shared, &path, failed.fields, failed.failure).await;
        }
    };
    let (download, once) = (Download::default(), Once::default());
    let run = call(&shared, parts, &path, &fields, (download.clone(), once.clone())).await;
    match (run, origin.plain) {
        (Ok(response), plain) => match download.take() {
            Some(file) => send(file),
            None if plain && !is_file(&response) => {
                let next = response.headers().get(LOCATION).cloned();
                origin.succeeded(&shared, &fields, next, once.take()).await
            }
            None => response,
        },
        (Err(failure), _) => origin.failed(&shared, &path, fields.pairs, failure).await,
    }
}

/// Answers whoever opens the address of a form, as it stands in the address bar after a refusal: with a page, under 405.
pub async fn unread(State(shared): State<Shared>, request: Request) -> Response {
    let mut response = render::page(State(shared), request).await;
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

/// Answers any request with a failure: an error page for a browser, JSON for a program.
pub async fn failed(shared: &Shared, request: &Parts, failure: Failure) -> Response {
    Origin::of(shared, request).failed_whole(shared, failure).await
}

/// Runs the server function as for a program.
async fn call(
    shared: &Shared,
    mut parts: Parts,
    path: &str,
    fields: &Fields,
    (download, once): (Download, Once),
) -> Result<Response, Failure> {
    let named = fields.get(REQUEST_FIELD).and_then(|text| text.parse().ok());
    let sent = named.map(|request| Sent {
        request,
        digest: fields.digest(path),
    });
    parts.extensions.insert(Submission {
        request: named.unwrap_or_else(|| RequestId::new(shared.sources.uuid())),
        digest: sent.map(|sent| sent.digest),
    });
    if let (Some(visit), Some(sent)) = (parts.extensions.get_mut::<Visit>(), sent) {
        visit.gate = Arc::new(visit.gate.answering(sent));
    }
    parts.extensions.insert(download);
    parts.extensions.insert(once);
    parts.headers.insert(ACCEPT, JSON);
    parts.headers.insert(CONTENT_TYPE, URL_ENCODED);
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(TRANSFER_ENCODING);
    let request = Request::from_parts(parts, Body::from(fields.encoded()));
    let shared = shared.clone();
    let context = move || render::provide(&shared);
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return Ok(response);
    }
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    Err(Failure::de(body))
}

/// Whether a function answered with a file that it streams.
fn is_file(response: &Response) -> bool {
    response.headers().contains_key(CONTENT_DISPOSITION)
}

/// Where a request to a server function comes from, and how it wants to be answered.
struct Origin {
    /// It is a plain form: a browser navigates.
    plain: bool,
    /// The page that the browser says it was sent from.
    referrer: Option<String>,
    /// What a request for a page carries over from this one.
    headers: HeaderMap,
    extensions: http::Extensions,
}

impl Origin {
    fn of(shared: &Shared, request: &Parts) -> Self {
        let text = |name| request.headers.get(name).and_then(|value| value.to_str().ok());
        let referrer = text(REFERER)
            .and_then(|address| address.strip_prefix(shared.public_url.as_str()))
            .filter(|path| is_own_path(path))
            .map(ToOwned::to_owned);
        let mut headers = request.headers.clone();
        headers.remove(CONTENT_TYPE);
        headers.remove(CONTENT_LENGTH);
        headers.remove(TRANSFER_ENCODING);
        Self {
            plain: text(ACCEPT).is_some_and(|accept| accept.contains("text/html")),
            referrer,
            headers,
            extensions: request.extensions.clone(),
        }
    }

    /// The page that a form stands on, as it says itself, or as the browser says.
    fn page<'a>(&'a self, pairs: &'a [(String, String)]) -> Option<&'a str> {
        let own = pairs
            .iter()
            .find(|(name, _)| name == PAGE_FIELD)
            .map(|(_, page)| page.as_str());
        own.filter(|path| is_own_path(path)).or(self.referrer.as_deref())
    }

    /// A redirect to the page that comes next; that page itself where it shows something once.
    async fn succeeded(
        self,
        shared: &Shared,
        fields: &Fields,
        next: Option<HeaderValue>,
        once: Option<Shown>,
    ) -> Response {
        let location = next
            .or_else(|| HeaderValue::from_str(self.page(&fields.pairs)?).ok())
            .unwrap_or(HeaderValue::from_static("/"));
        let page = location.to_str().ok().and_then(|page| self.request(page));
        if let (Some(shown), Some(mut request)) = (once, page) {
            request.extensions_mut().insert(shown);
            return render::page(State(shared.clone()), request).await;
        }
        (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
    }

    async fn failed(self, shared: &Shared, action: &str, pairs: Vec<(String, String)>, failure: Failure) -> Response {
        if !self.plain {
            return json(&failure);
        }
        let Some(mut request) = self.page(&pairs).and_then(|page| self.request(page)) else {
            return self.failed_whole(shared, failure).await;
        };
        if failure == Failure::NotSignedIn {
            request.extensions_mut().insert(Lost);
            return render::failed(shared, request, failure).await;
        }
        let fields = pairs.into_iter().filter(|(name, _)| !is_secret(name)).collect();
        let form = FormState {
            action: action.to_owned(),
            fields,
            failure,
        };
        render::in_place(shared, request, form).await
    }

    /// The failure without the page it came from: there is none, or it may not be trusted.
    async fn failed_whole(self, shared: &Shared, failure: Failure) -> Response {
        match self.request("/") {
            Some(request) if self.plain => render::failed(shared, request, failure).await,
            Some(_) | None => json(&failure),
        }
    }

    /// A request for a page by the same visitor.
    fn request(&self, path: &str) -> Option<Request> {
        let mut request = Request::builder().uri(path).body(Body::empty()).ok()?;
        *request.headers_mut() = self.headers.clone();
        *request.extensions_mut() = self.extensions.clone();
        Some(request)
    }
}

fn json(failure: &Failure) -> Response {
    let mut response = ([(CONTENT_TYPE, JSON)], failure.ser()).into_response();
    render::mark(&mut response, failure);
    response
}

fn send(file: File) -> Response {
    let name: String = file
        .name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(file.media_type)),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, file.body).into_response()
}
