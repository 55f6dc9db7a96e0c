//! `/login`: e-mail and password.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;

use crate::actions::accounts::SignIn;
use crate::context::is_own_path;
use crate::failure::Failure;
use crate::form::{Hidden, use_form};
use domain::accounts::GateRefusal;

/// The page to sign in. Plain HTML: it has no islands.
#[component]
pub fn LoginPage() -> impl IntoView {
    let form = use_form(SignIn::url());
    let next = use_query_map()
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    let next = if is_own_path(&next) { next } else { String::new() };
    let refused = form.failure().map(|failure| sentence(&failure));
    view! {
        <Title text="Sign in" />
        <main class="auth" id="main">
            <form class="auth__card form" method="post" action=SignIn::url()>
                <Hidden />
                <input type="hidden" name="next" value=form.value("next", &next) />
                <h1 tabindex="-1">"Sign in"</h1>
                {refused.map(|sentence| view! { <p class="field__error" role="alert" id="refused">{sentence}</p> })}
                <div class="field">
                    <label class="field__label" for="email">"Email"</label>
                    <input
                        class="input"
                        type="email"
                        id="email"
                        name="email"
                        autocomplete="username"
                        required
                        value=form.value("email", "")
                        aria-describedby=form.failed().then_some("refused")
                    />
                </div>
                <div class="field">
                    <label class="field__label" for="password">"Password"</label>
                    <input
                        class="input"
                        type="password"
                        id="password"
                        name="password"
                        autocomplete="current-password"
                        required
                    />
                </div>
                <div class="form__actions">
                    <button class="button" data-kind="primary">"Sign in"</button>
                </div>
            </form>
        </main>
    }
}

fn sentence(failure: &Failure) -> String {
    match failure {
        Failure::Gate(GateRefusal::TooManyAttempts { retry_after }) => {
            let minutes = retry_after.div_ceil(60);
            format!("Too many attempts. The next one is heard in {minutes} min.")
        }
        Failure::Busy { .. } | Failure::Unavailable => {
            "The server is busy. Nothing is wrong with what you typed; try again in a few seconds.".to_owned()
        }
        _ => "Email or password is wrong.".to_owned(),
    }
}
