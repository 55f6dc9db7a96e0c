//! P8: what a browser downloads, as transferred with brotli.

use std::collections::BTreeSet;

use axum::body::{Body, to_bytes};
use http::header::{ACCEPT, ACCEPT_ENCODING, COOKIE};
use http::{Request, StatusCode};
use server::assets::Site;

use crate::app::{COOKIE_NAME, TestApp};
use crate::measure::say;
use crate::things::Things;
use crate::world::checklist;

pub(crate) async fn measure() {
    let app = TestApp::with_site(Site::open().unwrap()).await;
    let house = app.found("Northwind", "northwind.example").await;
    let things = Things::publish(&app, &house, "measured", &checklist(100)).await;
    let (_, number) = things.draft(&app, &house).await;
    let cookie = app.sign_in("lead@northwind.example").await.cookie.unwrap();
    let page = format!("/{}/deployments/{number}", house.slug);

    let sign = Document::load(
        &app,
        &cookie,
        &things.address(&house, "/deployments/{number}/sign/{slot}", number),
    )
    .await;
    assert!(sign.scripts.is_empty(), "the page to sign has no script");
    let style = transferred(&app, &cookie, &sign.styles).await;
    let all = sign.bytes + style + transferred(&app, &cookie, &sign.others).await;
    say("P8", "page to sign with everything it names", kilobytes(all), "≤ 30 kB");
    say("P8", "stylesheet", kilobytes(style), "≤ 15 kB");

    let deployment = Document::load(&app, &cookie, &page).await;
    let mut scripts = deployment.scripts.clone();
    for script in &deployment.scripts {
        // The loader names module and WASM beside itself.
        let text = String::from_utf8(get(&app, &cookie, script, "identity").await).unwrap();
        let named = text.split(['"', '\'', '`']).filter_map(|word| word.strip_prefix("./"));
        scripts.extend(named.map(|name| format!("/assets/{name}")));
    }
    assert!(scripts.iter().any(|name| name.ends_with(".wasm")), "{scripts:?}");
    let islands = transferred(&app, &cookie, &scripts).await;
    let tool = "≤ 100 kB; ≤ 150 kB without wasm-opt";
    say("P8", "every island, with what loads it", kilobytes(islands), tool);
    say(
        "P8",
        "deployment page of 100 items, the document alone",
        kilobytes(deployment.bytes),
        "",
    );
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

/// A page, and what its browser fetches with it.
struct Document {
    bytes: usize,
    styles: BTreeSet<String>,
    scripts: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl Document {
    async fn load(app: &TestApp, cookie: &str, path: &str) -> Self {
        let html = String::from_utf8(get(app, cookie, path, "identity").await).unwrap();
        let mut found = Self {
            bytes: get(app, cookie, path, "br").await.len(),
            styles: BTreeSet::new(),
            scripts: BTreeSet::new(),
            others: BTreeSet::new(),
        };
        for word in html.split('"').filter(|word| word.starts_with("/assets/")) {
            let name = word.split('#').next().unwrap().to_owned();
            let kind = match name.rsplit('.').next() {
                Some("css") => &mut found.styles,
                Some("js") => &mut found.scripts,
                _ => &mut found.others,
            };
            kind.insert(name);
        }
        found
    }
}

async fn transferred(app: &TestApp, cookie: &str, names: &BTreeSet<String>) -> usize {
    let mut bytes = 0;
    for name in names {
        bytes += get(app, cookie, name, "br").await.len();
    }
    bytes
}

/// The body of an answer in an encoding.
async fn get(app: &TestApp, cookie: &str, path: &str, encoding: &str) -> Vec<u8> {
    let request = Request::builder()
        .uri(path)
        .header(ACCEPT, "text/html,*/*")
        .header(ACCEPT_ENCODING, encoding)
        .header(COOKIE, format!("{COOKIE_NAME}={cookie}"))
        .body(Body::empty());
    let response = app.raw(request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}
