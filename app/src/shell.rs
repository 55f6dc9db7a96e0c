//! The document around every page.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{Assets, islands::counter::Counter};

/// The document: head, body and the page that the address names.
#[must_use]
pub fn shell() -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=assets.style />
                <link rel="icon" type="image/svg+xml" href=assets.favicon />
                <script type="module" src=assets.script nonce=use_nonce()></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The table of pages. Every page is whole in one response ([`SsrMode::Async`]), so that it reads
/// the same without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| "There is nothing here.">
                <Route path=path!("/") view=Welcome ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}

#[component]
fn Welcome() -> impl IntoView {
    view! {
        <Title text="Countersign" />
        <main>
            <h1>"Countersign"</h1>
            <Counter start=3 />
        </main>
    }
}
