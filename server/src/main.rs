//! The binary: serves the pages of `app` and the files of the web build.

use app::{App, shell};
use axum::{
    Router,
    http::{HeaderValue, header},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};
use server::assets::{self, Site, Sites};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sites = Sites::new(Site::open()?);
    let options = LeptosOptions::builder().output_name("countersign").build();
    let context = {
        let sites = sites.clone();
        move || {
            provide_context(sites.get().assets().clone());
            guard_scripts();
        }
    };
    let pages = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, shell)
        .with_state(options);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, pages.merge(assets::router(sites))).await?;
    Ok(())
}

/// Lets a page run only the scripts that carry the nonce of its own response, and WASM.
fn guard_scripts() {
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let policy = format!("default-src 'self'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval' 'self'");
    if let Ok(policy) = HeaderValue::try_from(policy) {
        expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
