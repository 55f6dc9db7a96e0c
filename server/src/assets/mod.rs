//! The files of the web build: read once at start, answered from memory, already compressed.
//!
//! A release made by `cargo xtask dist` (feature `embed`) carries them inside; every other build
//! finds them in the folder `site` beside its own build folder, where `cargo xtask` puts them.

use std::{collections::HashMap, sync::Arc};

use app::Assets;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// A file named by its content never changes, so a browser need never ask again.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A file with a fixed name.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// The list of logical names, written by the web build.
const MANIFEST: &str = "manifest.json";

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The web build has not been made.
    #[error("the web build is missing: `cargo xtask run` makes it and starts the server")]
    Missing,
    /// The web build is there and cannot be read.
    #[error("the web build cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// Its list of names does not fit this program.
    #[error("the web build does not fit this program, `cargo xtask run` makes both: {0}")]
    Manifest(#[from] serde_json::Error),
}

/// One file in the encodings it was stored in.
#[derive(Debug, Default)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// Every file of the web build, and the addresses that pages put in their head.
#[derive(Debug, Default)]
pub struct Site {
    assets: Assets,
    files: HashMap<String, File>,
}

impl Site {
    /// Reads the web build.
    ///
    /// # Errors
    /// When there is none, or it cannot be read, or does not fit this program.
    pub fn open() -> Result<Self, SiteError> {
        Self::from_files(source::files()?)
    }

    fn from_files(all: Vec<(String, Bytes)>) -> Result<Self, SiteError> {
        let mut site = Self::default();
        let mut found = false;
        for (path, bytes) in all {
            if path == MANIFEST {
                site.assets = serde_json::from_slice(&bytes)?;
                found = true;
            } else if let Some(plain) = path.strip_suffix(".br") {
                site.file(plain).brotli = Some(bytes);
            } else if let Some(plain) = path.strip_suffix(".gz") {
                site.file(plain).gzip = Some(bytes);
            } else {
                site.file(&path).plain = bytes;
            }
        }
        if found { Ok(site) } else { Err(SiteError::Missing) }
    }

    fn file(&mut self, path: &str) -> &mut File {
        self.files.entry(path.to_owned()).or_default()
    }

    /// The addresses that pages put in their head.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    fn answer(&self, path: &str, cache: HeaderValue, request: &HeaderMap) -> Response {
        let Some(file) = self.files.get(path) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let (encoding, bytes) = file.best_for(request);
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
        headers.insert(header::CACHE_CONTROL, cache);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

impl File {
    /// The smallest stored form that the request accepts, with the name of its encoding.
    fn best_for(&self, request: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let choices = [("br", &self.brotli), ("gzip", &self.gzip)];
        choices
            .into_iter()
            .find_map(|(name, stored)| {
                let bytes = stored.clone().filter(|_| accepts(request, name))?;
                Some((Some(name), bytes))
            })
            .unwrap_or_else(|| (None, self.plain.clone()))
    }
}

/// Whether the request names this encoding and does not refuse it with `q=0`.
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    request
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0));
            named && !refused
        })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Where the web build is, shared by every request.
#[derive(Clone, Debug)]
pub struct Sites(source::Current);

impl Sites {
    /// Serves `site`.
    #[must_use]
    pub fn new(site: Site) -> Self {
        Self(source::Current::new(site))
    }

    /// The web build as it is now.
    #[must_use]
    pub fn get(&self) -> Arc<Site> {
        self.0.get()
    }
}

/// The routes of the web build: `/assets/…` and `/robots.txt`.
pub fn router(sites: Sites) -> Router {
    let router = Router::new()
        .route("/assets/{*file}", get(asset))
        .route("/robots.txt", get(robots));
    source::extend(router).with_state(sites)
}

async fn asset(State(sites): State<Sites>, Path(file): Path<String>, request: HeaderMap) -> Response {
    sites.get().answer(&format!("assets/{file}"), IMMUTABLE, &request)
}

async fn robots(State(sites): State<Sites>, request: HeaderMap) -> Response {
    sites.get().answer("robots.txt", AN_HOUR, &request)
}

#[cfg(feature = "embed")]
#[path = "embedded.rs"]
mod source;
#[cfg(not(feature = "embed"))]
#[path = "folder.rs"]
mod source;

#[cfg(test)]
mod tests;
