//! P1: opening a deployment, against a handler that does the same by hand.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::response::Html;
use axum::routing::get;
use domain::backend::Backend as _;
use domain::deployments::{ChangeNumber, Resolution};
use domain::sources::Sources as _;
use domain::templates::ItemKey;
use domain::text::Slug;
use http::header::{ACCEPT, COOKIE};
use http::{HeaderMap, Request, StatusCode};
use server::clock::Machine;
use server::doors::token_hash;
use server::state::Shared;
use tower::ServiceExt as _;

use crate::app::COOKIE_NAME;
use crate::measure::{median, micros, say, slope};
use crate::world::World;

/// Pages opened for one median.
const TIMES: usize = 400;
/// Entries of the deployment's history at which it is opened.
const HISTORY: [u64; 4] = [10, 100, 1_000, 10_000];

pub(crate) async fn measure() {
    let mut medians = Vec::new();
    for items in [100, 231] {
        let world = World::new(items).await;
        let (page, by_hand) = Opened::new(&world).await.compare().await;
        let ratio = by_hand.as_secs_f64() / page.as_secs_f64();
        say(
            "P1",
            format!("page of {items} items, p50"),
            format!("{:.0} µs", micros(page)),
            "",
        );
        say(
            "P1",
            format!("the same by hand, p50 ({items} items)"),
            format!("{:.0} µs", micros(by_hand)),
            "",
        );
        say(
            "P1",
            format!("rate of the handler's, {items} items"),
            format!("{ratio:.2}"),
            "≥ 0.35",
        );
        medians.push((items, page));
    }
    let per_item = (micros(medians[1].1) - micros(medians[0].1)) / (medians[1].0 - medians[0].0) as f64;
    say("P1", "per item", format!("{per_item:.1} µs"), "≤ 20 µs");

    let world = World::new(100).await;
    let keys = world.keys();
    let (mut entries, mut seen, mut done) = (0, 0, true);
    let mut points = Vec::new();
    for wanted in HISTORY {
        while entries < wanted {
            seen = world.tick(world.deployment, &keys[0], seen, done).await;
            (entries, done) = (entries + 1, !done);
        }
        let opened = Opened::new(&world).await;
        let page = opened.times(TIMES / 2).await;
        points.push((wanted as f64, page.as_secs_f64()));
    }
    say(
        "P1",
        "growth with a history of 10 to 10,000 entries",
        format!("{:+.3}", slope(&points)),
        "≤ 0.1",
    );
}

/// A page as somebody signed in opens it, and the handler beside it.
struct Opened<'a> {
    world: &'a World,
    cookie: String,
    by_hand: Router,
}

impl<'a> Opened<'a> {
    async fn new(world: &'a World) -> Self {
        let client = world.app.sign_in("engineer@northwind.example").await;
        let cookie = client.cookie.unwrap();
        let mut opened = Self {
            world,
            cookie,
            by_hand: Router::new(),
        };
        let page = opened.page().await;
        opened.by_hand = Router::new()
            .route("/{org}/deployments/{number}", get(handler))
            .with_state(Hand {
                shared: world.app.shared.clone(),
                sheet: Arc::new(Sheet::cut(&page, &world.keys())),
            });
        assert_eq!(
            masked(&page),
            masked(&opened.written().await),
            "both write the same page"
        );
        opened
    }

    fn request(&self) -> Request<Body> {
        Request::builder()
            .uri(self.world.page())
            .header(ACCEPT, "text/html")
            .header(COOKIE, format!("{COOKIE_NAME}={}", self.cookie))
            .body(Body::empty())
            .unwrap()
    }

    async fn page(&self) -> String {
        whole(self.world.app.raw(self.request()).await).await
    }

    async fn written(&self) -> String {
        whole(self.by_hand.clone().oneshot(self.request()).await.unwrap()).await
    }

    /// Medians of page and handler, taken in turns.
    async fn compare(&self) -> (Duration, Duration) {
        let (mut pages, mut hands) = (Vec::new(), Vec::new());
        for time in 0..TIMES + TIMES / 10 {
            let start = Instant::now();
            self.page().await;
            let between = Instant::now();
            self.written().await;
            // The first tenth warms both up.
            if time >= TIMES / 10 {
                pages.push(between - start);
                hands.push(between.elapsed());
            }
        }
        (median(pages.into_iter()), median(hands.into_iter()))
    }

    async fn times(&self, times: usize) -> Duration {
        let mut pages = Vec::new();
        for _ in 0..times {
            let start = Instant::now();
            self.page().await;
            pages.push(start.elapsed());
        }
        median(pages.into_iter())
    }
}

async fn whole(response: axum::response::Response) -> String {
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What the handler keeps: the text of the page, cut where something depends on the request or on the deployment.
struct Sheet {
    pieces: Vec<Piece>,
    rows: Vec<Row>,
}

enum Piece {
    Text(String),
    /// The nonce of the policy, or the id of a form.
    Random,
    /// A line of the checklist.
    Row(usize),
}

/// What a line says that does not depend on its state.
struct Row {
    key: ItemKey,
    text: String,
    name: String,
    icon: String,
}

/// What stands before a value that differs from request to request.
const RANDOM: [&str; 2] = ["nonce=\"", "name=\"request\" value=\""];

impl Sheet {
    fn cut(page: &str, keys: &[ItemKey]) -> Self {
        let mut sheet = Self {
            pieces: Vec::new(),
            rows: Vec::new(),
        };
        let mut rest = page;
        for key in keys {
            let start = rest.find("<li class=\"item\"").unwrap();
            let end = start + rest[start..].find("</li>").unwrap() + "</li>".len();
            sheet.text(&rest[..start]);
            let line = &rest[start..end];
            sheet.pieces.push(Piece::Row(sheet.rows.len()));
            sheet.rows.push(Row {
                key: key.clone(),
                text: between(line, "<span class=\"item__text\">", "</span></label>"),
                name: between(line, "aria-label=\"Details of ", "\">"),
                icon: between(line, &format!("{}\">", between(line, "aria-label=\"", "\">")), "</a>"),
            });
            rest = &rest[end..];
        }
        sheet.text(rest);
        sheet
    }

    /// Text, with what differs from request to request cut out.
    fn text(&mut self, mut text: &str) {
        while let Some((at, length)) = next_random(text) {
            self.pieces.push(Piece::Text(text[..at].to_owned()));
            self.pieces.push(Piece::Random);
            text = &text[at + length..];
        }
        self.pieces.push(Piece::Text(text.to_owned()));
    }
}

/// Where the next such value stands, and how long it is.
fn next_random(text: &str) -> Option<(usize, usize)> {
    let starts = RANDOM
        .iter()
        .filter_map(|before| text.find(before).map(|at| at + before.len()));
    let at = starts.min()?;
    Some((at, text[at..].find('"')?))
}

fn between(text: &str, before: &str, after: &str) -> String {
    let start = text.find(before).unwrap() + before.len();
    text[start..start + text[start..].find(after).unwrap()].to_owned()
}

/// The page without what differs from request to request.
fn masked(page: &str) -> String {
    let (mut out, mut rest) = (String::new(), page);
    while let Some((at, length)) = next_random(rest) {
        out.push_str(&rest[..at]);
        rest = &rest[at + length..];
    }
    out + rest
}

#[derive(Clone)]
struct Hand {
    shared: Shared,
    sheet: Arc<Sheet>,
}

/// The page by hand: the same session, the same permission, the same reads, and `write!`.
async fn handler(
    State(Hand { shared, sheet }): State<Hand>,
    Path((org, number)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Html<String>, StatusCode> {
    let failed = |_| StatusCode::SERVICE_UNAVAILABLE;
    let cookie = headers
        .get(COOKIE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let token = cookie.split_once('=').map_or("", |(_, token)| token);
    let session = shared
        .store
        .load_session(&token_hash(&session_id(token)), shared.sources.now())
        .await;
    let (session, _) = session
        .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?
        .ok_or(StatusCode::UNAUTHORIZED)?;
    let person = session.person.ok_or(StatusCode::UNAUTHORIZED)?;
    let slug = Slug::parse(&org).map_err(|_| StatusCode::NOT_FOUND)?;
    let number: ChangeNumber = number.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let opened = shared
        .store
        .open(&slug, person)
        .await
        .map_err(failed)?
        .ok_or(StatusCode::NOT_FOUND)?;
    let id = opened.directory.id;
    let found = shared
        .store
        .deployment(id, number)
        .await
        .map_err(failed)?
        .ok_or(StatusCode::NOT_FOUND)?;
    let timeline = shared
        .store
        .timeline(id, number, None, None, 30)
        .await
        .map_err(failed)?;
    let comments = shared.store.comments(id, number, None).await.map_err(failed)?;
    assert!(
        comments.len() < timeline.len(),
        "the draft has no comments, and a history"
    );

    let mut html = String::with_capacity(256 * 1024);
    let mut next = true;
    for piece in &sheet.pieces {
        match piece {
            Piece::Text(text) => html.push_str(text),
            Piece::Random => write!(html, "{}", Machine.uuid()).unwrap(),
            Piece::Row(number) => {
                let row = &sheet.rows[*number];
                let state = found.deployment.items.get(&row.key);
                let done = state.is_some_and(|state| state.resolution == Resolution::Done);
                write!(
                    html,
                    "<li class=\"item\" data-state=\"{word}\" data-seen=\"{seen}\"{next} id=\"item-{key}\">\
                     <div class=\"item__row\"><div class=\"item__main\"><label class=\"item__label\">\
                     <input type=\"checkbox\" name=\"done[]\" value=\"{key}\"{checked}>\
                     <span class=\"item__text\">{text}</span></label></div>\
                     <a class=\"item__open\" href=\"/{org}/deployments/{number}/items/{key}\" data-empty \
                     aria-label=\"Details of {name}\">{icon}</a></div></li>",
                    word = if done { "done" } else { "open" },
                    seen = state.map_or(0, domain::deployments::ItemState::seq),
                    next = if std::mem::take(&mut next) { " data-next" } else { "" },
                    key = row.key,
                    checked = if done { " checked" } else { "" },
                    text = row.text,
                    number = found.deployment.number,
                    name = row.name,
                    icon = row.icon,
                )
                .unwrap();
            }
        }
    }
    Ok(Html(html))
}

/// The session's id as the store knows it, from the cookie.
fn session_id(cookie: &str) -> String {
    cookie
        .parse::<tower_sessions::session::Id>()
        .map(|id| id.to_string())
        .unwrap_or_default()
}
