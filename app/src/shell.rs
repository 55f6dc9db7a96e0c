//! The document around every page.

use domain::accounts::Scheme;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::Router;

use crate::Assets;
use crate::context::{Current, Instead, Visitor, visitor};
use crate::pages::error::answer;
use crate::routes::Pages;

/// The document: head, body and the page that the address names.
#[must_use]
pub fn shell() -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-scheme=scheme() data-page=in_place()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=assets.style />
                <link rel="icon" type="image/svg+xml" href=assets.favicon />
                {scripted().then(|| view! { <script type="module" src=assets.script nonce=use_nonce()></script> })}
                {prefetches()
                    .then(|| view! { <script type="speculationrules" nonce=use_nonce() inner_html=PREFETCH></script> })}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// What a browser may fetch before somebody goes there: pages that are only read, never one that signs, exports, proves
/// something or is a secret by its address.
const PREFETCH: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":["/account","/login","/setup","/invitations/*","/reset/*","/api/*","/assets/*","/*/audit*","/*/people*","/*/deployments/*/sign/*","/*/deployments/*/print"]}}]},"eagerness":"moderate"}]}"#;

/// Whether the page lets browsers fetch ahead: only for whoever is signed in, and not from a page without scripts.
fn prefetches() -> bool {
    scripted() && matches!(visitor(), Visitor::SignedIn(_))
}

/// Whether the page names a script. The one to sign names none: every device can show it, and nothing can change what it
/// shows (S14).
fn scripted() -> bool {
    let path = Current::get().map(|current| current.path.clone()).unwrap_or_default();
    let mut parts = path.split(['/', '?']).skip(2);
    !(parts.next() == Some("deployments") && parts.nth(1) == Some("sign"))
}

/// The page's own address where it was rendered in answer to a form: the script puts it in place of the form's, so that
/// loading the page again does not send the form again.
fn in_place() -> Option<String> {
    let current = Current::get()?;
    (current.form.is_some() || current.shown.is_some()).then(|| current.path.clone())
}

/// The person's colour scheme where one is chosen; the system's otherwise.
fn scheme() -> Option<&'static str> {
    match visitor() {
        Visitor::Anonymous => None,
        Visitor::SignedIn(signed_in) => match signed_in.person.scheme {
            Scheme::System => None,
            Scheme::Light => Some("light"),
            Scheme::Dark => Some("dark"),
        },
    }
}

/// The application: what the address names, or what `server` shows instead of it.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    match use_context::<Instead>() {
        Some(Instead(failure)) => Suspend::new(answer(failure)).into_any(),
        None => view! {
            <Router>
                <Pages />
            </Router>
        }
        .into_any(),
    }
}
