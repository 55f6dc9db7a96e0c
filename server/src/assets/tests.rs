use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{IMMUTABLE, Site, SiteError, accepts};

fn asking_for(encodings: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(encodings).unwrap());
    headers
}

fn site() -> Site {
    let manifest = r#"{"style":"/assets/a-1.css","script":"/assets/b-2.js","icons":"/assets/i-3.svg","favicon":"/assets/f-4.svg"}"#;
    let files = [
        ("manifest.json", manifest),
        ("assets/a-1.css", "plain"),
        ("assets/a-1.css.br", "brotli"),
        ("assets/a-1.css.gz", "gzip"),
        ("assets/b-2.wasm", "code"),
    ];
    Site::from_files(files.map(|(path, text)| (path.to_owned(), text.into())).to_vec()).unwrap()
}

#[test]
fn an_encoding_is_accepted_by_name_unless_its_weight_is_zero() {
    assert!(accepts(&asking_for("gzip, deflate, br"), "br"));
    assert!(accepts(&asking_for("BR;q=0.5"), "br"));
    assert!(!accepts(&asking_for("br;q=0, gzip"), "br"));
    assert!(!accepts(&asking_for("brotli"), "br"));
    assert!(!accepts(&HeaderMap::new(), "br"));
}

#[test]
fn the_smallest_stored_form_is_sent_with_its_type_and_for_ever() {
    for (asked, encoding) in [("gzip, br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let response = site().answer("assets/a-1.css", IMMUTABLE, &asking_for(asked));
        let header = |name| {
            response
                .headers()
                .get(name)
                .map(|value: &HeaderValue| value.to_str().unwrap())
        };
        assert_eq!(header(header::CONTENT_ENCODING), encoding);
        assert_eq!(header(header::CONTENT_TYPE), Some("text/css; charset=utf-8"));
        assert_eq!(
            header(header::CACHE_CONTROL),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(header(header::VARY), Some("accept-encoding"));
    }
}

#[test]
fn a_file_stored_plain_only_is_sent_plain() {
    let response = site().answer("assets/b-2.wasm", IMMUTABLE, &asking_for("br, gzip"));
    assert_eq!(response.headers().get(header::CONTENT_ENCODING), None);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/wasm");
}

#[test]
fn a_name_that_is_not_there_is_not_found() {
    assert_eq!(
        site()
            .answer("assets/../manifest.json", IMMUTABLE, &HeaderMap::new())
            .status(),
        StatusCode::NOT_FOUND
    );
}

#[test]
fn files_without_a_list_of_names_are_no_web_build() {
    assert!(matches!(Site::from_files(Vec::new()), Err(SiteError::Missing)));
}
