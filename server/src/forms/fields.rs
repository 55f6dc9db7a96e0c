//! The fields of a form, url-encoded or multipart.

use app::failure::{Failure, FieldError, Problem};
use app::form::{PAGE_FIELD, REQUEST_FIELD, is_secret};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Request};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use ledger::Hash;
use sha2::{Digest, Sha256};

/// Fields in the order in which they came.
pub(super) struct Fields {
    /// Names and values.
    pub(super) pairs: Vec<(String, String)>,
    /// The body as it came, where it was url-encoded.
    encoded: Option<Bytes>,
}

/// Why fields could not be read, and those that could.
pub(super) struct Unread {
    /// Why.
    pub(super) failure: Failure,
    /// What was read, so that it is not lost.
    pub(super) fields: Vec<(String, String)>,
}

impl From<Failure> for Unread {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            fields: Vec::new(),
        }
    }
}

impl Fields {
    /// Reads a body of at most `limit` bytes.
    pub(super) async fn read(headers: &HeaderMap, body: Body, limit: u64) -> Result<Self, Unread> {
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        let bytes = to_bytes(body, size).await.map_err(|_| Failure::TooLarge { limit })?;
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            return multipart(headers, bytes).await;
        }
        if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::Malformed.into());
        }
        // A browser cannot send anything else, and a replaced character would be saved as if it had been typed.
        if std::str::from_utf8(&bytes).is_err() {
            return Err(Failure::Malformed.into());
        }
        let pairs = form_urlencoded::parse(&bytes).into_owned().collect();
        Ok(Self {
            pairs,
            encoded: Some(bytes),
        })
    }

    /// The first value under a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body that the server function reads.
    pub(super) fn encoded(&self) -> Bytes {
        self.encoded.clone().unwrap_or_else(|| {
            let mut text = form_urlencoded::Serializer::new(String::new());
            text.extend_pairs(&self.pairs);
            text.finish().into()
        })
    }

    /// SHA-256 over function and fields, each with its length before it. Secrets and what differs between two renderings
    /// of a page stay out.
    pub(super) fn digest(&self, path: &str) -> Hash {
        let mut hasher = Sha256::new();
        let mut add = |text: &str| {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        };
        add(path);
        let counted = |name: &str| name != REQUEST_FIELD && name != PAGE_FIELD && !is_secret(name);
        for (name, value) in self.pairs.iter().filter(|(name, _)| counted(name)) {
            add(name);
            add(value);
        }
        Hash::from(<[u8; 32]>::from(hasher.finalize()))
    }
}

/// Reads a form with files. A file becomes the text of its field; no file chosen is an empty text.
async fn multipart(headers: &HeaderMap, bytes: Bytes) -> Result<Fields, Unread> {
    let mut request = Request::new(Body::from(bytes));
    *request.headers_mut() = headers.clone();
    let malformed = |_| Unread::from(Failure::Malformed);
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| Failure::Malformed)?;
    let mut pairs = Vec::new();
    let mut wrong = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Malformed)? {
        let name = part.name().unwrap_or_default().to_owned();
        let chosen = part.file_name().is_some_and(|file| !file.is_empty());
        let bytes = part.bytes().await.map_err(|_| ()).map_err(malformed)?;
        match String::from_utf8(bytes.into()) {
            Ok(text) if chosen && text.trim().is_empty() => wrong.push(FieldError {
                field: name,
                problem: Problem::EmptyFile,
            }),
            Ok(text) => pairs.push((
                name,
                text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text),
            )),
            Err(_) => wrong.push(FieldError {
                field: name,
                problem: Problem::NotText,
            }),
        }
    }
    if wrong.is_empty() {
        Ok(Fields { pairs, encoded: None })
    } else {
        Err(Unread {
            failure: Failure::Invalid { fields: wrong },
            fields: pairs,
        })
    }
}
