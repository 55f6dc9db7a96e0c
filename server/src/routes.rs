//! The table of routes: what is answered by whom, and through which layers.

use app::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use leptos_axum::generate_route_list;
use server_fn::ServerFn;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::doors::session;
use crate::state::Shared;
use crate::{access, assets, csrf, feeds, forms, headers, limits, live, ops, render, visit};

/// Everything that the program answers.
pub fn all(shared: Shared) -> Router {
    let mut pages = Router::new();
    for route in generate_route_list(App) {
        pages = pages.route(route.path(), get(render::page));
    }
    let inside = pages
        .route("/api/{*function}", post(forms::answer).get(forms::unread))
        .route(&format!("{}{{org}}", live::PREFIX), get(live::stream))
        .fallback(any(render::page))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(shared.clone(), access::note))
        .layer(from_fn_with_state(shared.clone(), guard))
        .layer(from_fn_with_state(shared.clone(), visit::greet))
        .layer(session::layer(shared.sessions(), &shared.public_url));
    let outside = Router::new()
        .route("/healthz", get(ops::healthz))
        .route("/readyz", get(ops::readyz))
        .route(&format!("{}{{file}}", feeds::PREFIX), get(feeds::feed))
        .with_state(shared.clone());
    inside
        .with_state(shared.clone())
        .merge(outside)
        .merge(assets::router(shared.sites.clone()))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            limits::ANSWER,
        ))
        .layer(CatchPanicLayer::custom(ops::after_panic))
        .layer(from_fn_with_state(shared.clone(), headers::add))
        .layer(from_fn_with_state(shared, ops::observe))
}

/// Lets nothing write that did not come from a page of this program, whatever the route; and empties the browser's
/// cache when somebody signs out.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if !csrf::allows(&parts.method, &parts.headers, &shared.public_url) {
        metrics::counter!("countersign_foreign_posts_total").increment(1);
        return forms::failed(&shared, &parts, app::failure::Failure::ForeignOrigin).await;
    }
    let signs_out = parts.uri.path() == app::accounts::actions::SignOut::PATH;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if signs_out && response.status().as_u16() < 400 {
        response.headers_mut().insert(
            HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static("\"cache\""),
        );
    }
    response
}
