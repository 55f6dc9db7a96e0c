//! Texts that break careless programs: round-tripped through a form, and shown without harm.

use ::app::accounts::actions::{AddTeam, SignIn};
use ::app::templates::starters;
use domain::text::Title;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::TestApp;
use crate::things::{PAGES, Things};

/// Texts of our own that do what the well-known lists do: mark-up, quotes, direction, width, composition, surrogates'
/// neighbours, formulas, paths, templates.
const NAUGHTY: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' OR 1=1; DROP TABLE entry; --",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "../../../../etc/passwd",
    "=HYPERLINK(\"http://evil.example\")",
    "\u{202e}desrever\u{202c}",
    "zero\u{200b}width\u{feff}joined\u{200d}",
    "Z\u{0361}a\u{0361}l\u{0361}g\u{0361}o\u{0361}",
    "👩‍👩‍👧‍👦 🇺🇳 ﷽ ｆｕｌｌ",
    "田中さんにあげて下さい",
    "الكل في المجمو عة",
    "%00%0d%0aSet-Cookie: a=b",
    "\\u0000 \\x00 &#0; &amp;amp;",
    "NaN",
    "null",
    "-0",
    "1e1000",
    "\u{10ffff}\u{fffd}\u{e000}",
];

fn shown(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[tokio::test]
async fn what_is_typed_comes_back_as_typed_and_as_text() {
    let (app, _) = TestApp::with_house().await;
    for text in NAUGHTY {
        let fields = [("page", "/login"), ("email", *text), ("password", "x"), ("next", text)];
        let mut other = app.anon();
        other.address = Some(format!("198.51.100.{}", text.len()));
        let answer = other.post(SignIn::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text:?}");
        assert!(
            answer.body.contains(&format!("value=\"{}\"", shown(text))),
            "{text:?}\n{}",
            answer.body
        );
        assert!(
            !answer.body.contains("<script>alert") && !answer.body.contains("<img"),
            "{text:?}"
        );
    }
}

#[tokio::test]
async fn what_is_saved_is_shown_as_text() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    for text in NAUGHTY {
        let answer = owner
            .call(AddTeam::PATH, &[("org", house.slug.as_str()), ("team", text)])
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{text:?} {}", answer.body);
    }
    let page = owner.get(&format!("/{}/settings", house.slug)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"));
    for text in NAUGHTY {
        assert!(
            page.body.contains(&shown(text)) || page.body.contains(*text),
            "{text:?}"
        );
    }
}

/// The title of a document is written by a library that escapes nothing.
#[tokio::test]
async fn no_page_lets_a_title_out_of_its_element() {
    let (app, house) = TestApp::with_house().await;
    let mut things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    things.details.title = Title::parse("</title><b id=injected>&amp;</b><svg onload=alert(1)>").unwrap();
    let (_, number) = things.draft(&app, &house).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    for page in PAGES {
        let address = things.address(&house, page, number);
        let answer = owner.get(&address).await;
        assert!(!answer.body.contains("<b id=injected>"), "{address}");
        assert!(!answer.body.contains("<svg onload"), "{address}");
        assert_eq!(answer.body.matches("</title>").count(), 1, "{address}");
    }
    let page = owner
        .get(&things.address(&house, "/deployments/{number}", number))
        .await
        .body;
    assert!(
        page.contains("&lt;/title&gt;&lt;b id=injected&gt;&amp;amp;"),
        "it is there as text"
    );
}

#[tokio::test]
async fn bytes_that_are_no_text_are_malformed() {
    let (app, _) = TestApp::with_house().await;
    let request = http::Request::post(SignIn::PATH)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(&b"email=\xff\xfe&password=x"[..]))
        .unwrap();
    assert_eq!(app.anon().send(request).await.status, StatusCode::BAD_REQUEST);
    let answer = app
        .anon()
        .call(SignIn::PATH, &[("email", "a\u{0}b"), ("password", "x")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
