//! Whether a write comes from a page of this program (02 §5).
//!
//! Browsers say where a request comes from; programs say nothing and carry no cookie. No token is needed.

use http::{HeaderMap, Method, header};

/// Whether the request may write: it reads only, comes from this origin, or from no browser at all.
pub fn allows(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name| {
        headers
            .get(name)
            .map(|value: &http::HeaderValue| value.to_str().unwrap_or("?"))
    };
    match (
        text(header::HeaderName::from_static("sec-fetch-site")),
        text(header::ORIGIN),
    ) {
        // `none`: typed, or opened from a bookmark; no other site had a hand in it.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == public_url,
        (None, None) => !headers.contains_key(header::COOKIE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(headers: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        allows(&Method::POST, &headers, "https://sign.example")
    }

    #[test]
    fn a_browser_writes_only_from_this_origin() {
        assert!(posted(&[("sec-fetch-site", "same-origin"), ("cookie", "a=b")]));
        assert!(posted(&[("sec-fetch-site", "none"), ("cookie", "a=b")]));
        assert!(!posted(&[("sec-fetch-site", "same-site")]));
        assert!(!posted(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://sign.example")
        ]));
        assert!(posted(&[("origin", "https://sign.example"), ("cookie", "a=b")]));
        assert!(!posted(&[("origin", "https://evil.example")]));
        assert!(!posted(&[("origin", "null")]));
        assert!(!posted(&[("origin", "http://sign.example")]));
    }

    #[test]
    fn what_is_no_browser_carries_no_cookie() {
        assert!(posted(&[]));
        assert!(!posted(&[("cookie", "a=b")]));
        assert!(allows(&Method::GET, &HeaderMap::new(), ""));
    }
}
