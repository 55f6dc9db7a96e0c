//! Texts that break careless programs: round-tripped through every field, and shown without harm.
//!
//! The texts are those of the published big list of naughty strings, with what is as long as a field allows and one longer;
//! and, for what that list lacks and for sign-in, some of our own.

mod calendar;
mod deployments;
mod desk;
mod doors;
mod fields;
mod organizations;
mod page;
mod queries;
mod signing;
mod steps;
mod templates;
mod world;

pub(crate) use page::unescaped;

use ::app::accounts::actions::SignIn;
use ::app::templates::starters;
use std::sync::LazyLock;

use domain::text::Title;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::TestApp;
use crate::things::{PAGES, Things};

/// Everything that is typed.
static LIST: LazyLock<Vec<&str>> = LazyLock::new(|| naughty_strings::BLNS.iter().chain(NAUGHTY).copied().collect());

/// Texts of our own: mark-up, quotes, direction, width, composition, surrogates' neighbours, formulas, paths, templates.
const NAUGHTY: &[&str] = &[
    "<script>alert(1)</script>",
    "</textarea></title></script><svg onload=alert(1)>",
    "<!-- <b>half a comment",
    "javascript:alert(1)",
    "[two](javascript:alert(1)) ![three](https://evil.example/x.png)",
    "`code` **bold** _thin_ | # 1. heading",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "{{ 7 * 7 }} ${7 * 7} <%= 7 * 7 %> #{7 * 7}",
    "+1+cmd|' /c calc'!A0",
    "-2+3 rollbacks",
    "@SUM(1+1)*2",
    "\\\\server\\share \\u0041 %s%n%x",
    "override \u{202e}that nobody ends",
    "isolate \u{2066}that nobody ends",
    "in\u{200b}vis\u{feff}i\u{2060}ble",
    "הפצה בלילה, לפני 7 בבוקר",
    "👨‍👩‍👧‍👦 ships 🧑🏾‍💻 and 🏴‍☠️ rolls back",
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
