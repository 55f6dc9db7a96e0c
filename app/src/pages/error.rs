//! Pages that say why there is no page: 403, 404, 500, 503. They need nothing but the document around them.

use leptos::prelude::*;

use crate::context::{Current, organization, redirect, set_status};
use crate::failure::Failure;
use crate::layout::{Page, Place, frame};
use crate::parts::document_title;

/// Answers a page that cannot be shown: a redirect to `/login` for whoever is not signed in, otherwise an error page, in
/// the frame of the organization that the address names where the visitor is a member of it.
pub async fn answer(failure: Failure) -> AnyView {
    let path = Current::get().map_or_else(|| "/".to_owned(), |current| current.path.clone());
    if failure == Failure::NotSignedIn {
        // What a form sent is lost with the session: that is said, not passed over.
        let lost = if Current::get().is_some_and(|current| current.lost) {
            "&lost=yes"
        } else {
            ""
        };
        redirect(&format!("/login?next={}{lost}", encoded(&path)));
        return ().into_any();
    }
    set_status(failure.status());
    let org = path.split(['/', '?']).nth(1).unwrap_or_default();
    match framed(org, &failure).await {
        Ok(view) => view,
        // Whatever keeps the frame from being made is said by the status, and is no reason to say nothing.
        Err(_) => view! { <Bare failure=failure /> }.into_any(),
    }
}

async fn framed(org: &str, failure: &Failure) -> Result<AnyView, Failure> {
    let opened = organization(org).await?;
    let (title, _) = words(failure);
    let body = view! { <div class="auth">{card(failure.clone())}</div> };
    frame(Some(&opened), Page::new(Place::Elsewhere, title), body).await
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    Suspend::new(answer(Failure::NotFound))
}

/// An error page for whoever stands outside of an organization.
#[component]
fn Bare(
    /// Why there is no page.
    failure: Failure,
) -> impl IntoView {
    let (title, _) = words(&failure);
    view! {
        {document_title(title)}
        <main class="auth" id="main">
            {card(failure)}
        </main>
    }
}

/// What an error page says.
fn card(failure: Failure) -> impl IntoView {
    let (title, sentence) = words(&failure);
    let reference = if let Failure::Internal { reference } = failure {
        Some(reference).filter(|reference| !reference.is_empty())
    } else {
        None
    };
    view! {
        <div class="auth__card">
            <h1 tabindex="-1">{title}</h1>
            <p>{sentence}</p>
            {reference.map(|reference| view! { <p>"Reference: " <code>{reference}</code></p> })}
            <p><a href="/">"Go to my work"</a></p>
        </div>
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
