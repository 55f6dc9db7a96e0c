//! What operators look at: logs with request ids, health, metrics, panics.

use std::any::Any;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use metrics_exporter_prometheus::PrometheusHandle;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use crate::state::Shared;

/// The header that carries a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How often the samples of histograms are summed up: until then each of them is kept, whether anybody reads or not.
const UPKEEP: std::time::Duration = std::time::Duration::from_secs(5);

/// A request's id: in the log, in the answer, and on the page of an internal error.
#[derive(Debug, Clone)]
pub struct Reference(String);

impl Reference {
    /// The id of a request.
    pub fn of(request: &Parts) -> String {
        request
            .extensions
            .get::<Self>()
            .map(|reference| reference.0.clone())
            .unwrap_or_default()
    }
}

/// Starts the log.
///
/// # Errors
/// When the filter is none, or a log was started already.
pub fn start_log(format: LogFormat, filter: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = EnvFilter::try_new(filter)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        // A log that cannot be written, as on a full disk, would otherwise be said on the same stderr, by a macro that
        // panics there and ends the request.
        .log_internal_errors(false);
    match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).try_init(),
    }
}

/// Gives a request its id, logs and counts its answer.
pub async fn observe(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let id = shared.sources.uuid().simple().to_string();
    request.extensions_mut().insert(Reference(id.clone()));
    let method = request.method().clone();
    let route = route(&request);
    let span = tracing::info_span!("request", id, %method, route);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), began.elapsed());
    let labels = [
        ("method", method_label(&method).to_owned()),
        ("route", route),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("countersign_requests_total", &labels).increment(1);
    metrics::counter!("countersign_statements_total").absolute(shared.store.statements());
    metrics::histogram!("countersign_request_seconds", &labels[..2]).record(took.as_secs_f64());
    span.in_scope(|| {
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), ms = took.as_millis(), "answered");
        } else {
            tracing::info!(status = status.as_u16(), ms = took.as_millis(), "answered");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The method of a request, of few: whoever asks chooses its name, and every name would be a series of its own.
fn method_label(method: &Method) -> &'static str {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    let names = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let found = known.iter().position(|known| known == method);
    found.map_or("other", |at| names[at])
}

/// The pattern that an address matched: few values, and no secret of a link among them.
fn route(request: &Request) -> String {
    match request.extensions().get::<MatchedPath>() {
        Some(matched) if matched.as_str().starts_with("/api/") => {
            let path = request.uri().path();
            let known = server_fn::axum::get_server_fn_service(path, Method::POST).is_some();
            if known { path.to_owned() } else { "/api/".to_owned() }
        }
        Some(matched) => matched.as_str().to_owned(),
        None => "none".to_owned(),
    }
}

/// Counts panics and writes them to the log instead of the terminal.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|panic| {
        metrics::counter!("countersign_panics_total").increment(1);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic: {}", words(panic.payload()));
    }));
}

fn words(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without words")
}

/// What a request gets whose handler panicked. Nothing is rendered: rendering may be what panicked.
pub fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    let body = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Something is broken</title>\
                <h1>Something is broken</h1>\
                <p>The server met a defect and changed nothing. The log has the cause.</p>";
    (StatusCode::INTERNAL_SERVER_ERROR, axum::response::Html(body)).into_response()
}

/// `/healthz`: the program runs.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `/readyz`: the database answers and takes writes.
pub async fn readyz(State(shared): State<Shared>) -> Response {
    match shared.store.health().await {
        Ok(()) if shared.store.writable() => "ready".into_response(),
        Ok(()) => (StatusCode::SERVICE_UNAVAILABLE, "the database takes no writes").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// Starts to collect metrics; `None` where something collects already.
pub fn collect_metrics() -> Option<PrometheusHandle> {
    metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .ok()
}

/// Collects metrics and serves them on a listener of their own, for as long as the program runs. Without an address
/// nothing is collected: what nobody reads would only grow.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start_metrics(address: Option<SocketAddr>) -> std::io::Result<()> {
    match address {
        Some(address) => match collect_metrics() {
            Some(handle) => serve_metrics(address, handle).await,
            None => Ok(()),
        },
        None => Ok(()),
    }
}

async fn serve_metrics(address: SocketAddr, handle: PrometheusHandle) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    let upkept = handle.clone();
    tokio::spawn(async move {
        let mut pause = tokio::time::interval(UPKEEP);
        loop {
            pause.tick().await;
            upkept.run_upkeep();
        }
    });
    let router = axum::Router::new().route(
        "/metrics",
        axum::routing::get(move || {
            let text = handle.render();
            std::future::ready(text)
        }),
    );
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are not served any more");
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_of_a_closed_set() {
        assert_eq!(method_label(&Method::GET), "GET");
        assert_eq!(method_label(&Method::OPTIONS), "OPTIONS");
        for made_up in ["BREW", "get", "X1"] {
            assert_eq!(method_label(&Method::from_bytes(made_up.as_bytes()).unwrap()), "other");
        }
    }

    #[tokio::test]
    async fn nothing_is_collected_that_nobody_reads() {
        start_metrics(None).await.unwrap();
        assert!(collect_metrics().is_some(), "no recorder was installed");
    }
}
