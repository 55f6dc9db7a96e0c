//! Pages that say why there is no page: 403, 404, 500, 503. They need nothing but the document around them.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::context::{Current, redirect, set_status};
use crate::failure::Failure;

/// Answers a page that cannot be shown: a redirect to `/login` for whoever is not signed in, otherwise an error page.
pub fn answer(failure: &Failure) -> AnyView {
    if *failure == Failure::NotSignedIn {
        let path = Current::get().map_or_else(|| "/".to_owned(), |current| current.path.clone());
        redirect(&format!("/login?next={}", encoded(&path)));
        return ().into_any();
    }
    set_status(failure.status());
    view! { <ErrorPage failure=failure.clone() /> }.into_any()
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    answer(&Failure::NotFound)
}

/// What an error page says.
#[component]
pub fn ErrorPage(
    /// Why there is no page.
    failure: Failure,
) -> impl IntoView {
    let (title, sentence) = words(&failure);
    let reference = if let Failure::Internal { reference } = failure {
        reference
    } else {
        String::new()
    };
    let reference = (!reference.is_empty()).then_some(reference);
    view! {
        <Title text=title />
        <main class="auth" id="main">
            <div class="auth__card">
                <h1 tabindex="-1">{title}</h1>
                <p>{sentence}</p>
                {reference.map(|reference| view! { <p>"Reference: " <code>{reference}</code></p> })}
                <p><a href="/">"Go to my work"</a></p>
            </div>
        </main>
    }
}

/// Heading and sentence of a failure that takes the whole page.
fn words(failure: &Failure) -> (&'static str, &'static str) {
    match failure.status() {
        403 if *failure == Failure::ForeignOrigin => (
            "Not from this site",
            "This form was sent from another site, so nothing was changed. Open the page here and send it again.",
        ),
        401 | 403 => (
            "Not allowed",
            "Your access role does not cover this page. An owner or admin can change it under People.",
        ),
        404 => (
            "Not found",
            "Nothing is at this address, or it belongs to an organization that you are not a member of.",
        ),
        413 => (
            "Too large",
            "What was sent is larger than this form accepts. Nothing was changed.",
        ),
        429 | 503 => (
            "Not available right now",
            "The server cannot answer at the moment. Nothing was changed; try again in a few seconds.",
        ),
        500 => (
            "Something is broken",
            "The server met a defect and changed nothing. The log has the cause under the reference below.",
        ),
        _ => (
            "Could not be done",
            "What was sent could not be read. Nothing was changed.",
        ),
    }
}

/// A path as the value of a query parameter.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}
