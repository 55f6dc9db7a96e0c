//! `/account`: password, sessions, zone and colour scheme.

use domain::accounts::{Person, Scheme};
use domain::backend::SessionLine;
use domain::zone::Zone;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::accounts::actions::{ChangePassword, RevokeSession, SavePreferences};
use crate::accounts::device_name;
use crate::context::{SignedIn, backend, current, require_person};
use crate::form::{Form, Hidden, use_form};
use crate::layout::{Page, Place, frame};
use crate::pages::{page, query};
use crate::parts::{Clock, Field, Icon, PageHead, Refused, Time};
use crate::sentences;

/// The own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    page(async {
        let person = require_person()?;
        let sessions = backend().sessions(person.actor.person).await?;
        let saved = query().get("saved");
        let body = view! {
            <PageHead
                title="Account".to_owned()
                lead=format!("{} · {}", person.person.name, person.person.email)
            />
            {saved.filter(|_| current().form.is_none()).and_then(|what| saved_words(&what)).map(|words| view! { <Saved words=words /> })}
            <div class="stack" data-gap="large">
                {password()}
                {sessions_list(&person, sessions)}
                {display(&person)}
            </div>
        };
        // Whoever belongs to one organization stays in it.
        let opened = match backend().organizations(person.actor.person).await?.as_slice() {
            [only] => backend().open(&only.slug, person.actor.person).await?,
            _ => None,
        };
        frame(opened.as_ref(), Page::new(Place::Account, "Account").narrow(), body).await
    })
}

fn saved_words(what: &str) -> Option<&'static str> {
    match what {
        "password" => Some("The password is changed, and your other sessions have ended."),
        "session" => Some("The session has ended."),
        "display" => Some("Saved."),
        _ => None,
    }
}

/// Says that something was saved.
#[component]
fn Saved(words: &'static str) -> impl IntoView + use<> {
    view! {
        <section class="notice" data-tone="run" role="status">
            <Icon name="check" />
            <p>{words}</p>
        </section>
    }
}

fn password() -> impl IntoView {
    let form = use_form(ChangePassword::url());
    let current = Field {
        name: "current_password",
        label: "Current password",
        autocomplete: Some("current-password"),
        ..Field::default()
    };
    let new = Field {
        name: "new_password",
        label: "New password",
        hint: Some("At least 15 characters."),
        autocomplete: Some("new-password"),
        ..Field::default()
    };
    view! {
        <section class="page__section" aria-labelledby="password">
            <h2 id="password">"Password"</h2>
            {form.failure().map(|failure| view! { <Refused sentence=sentences::unchanged_password(&failure) /> })}
            <form class="form" method="post" action=ChangePassword::url()>
                <Hidden />
                <div class="form__pair">{current.password(&form)} {new.password(&form)}</div>
                <div class="form__actions">
                    <button class="button" data-kind="primary">"Change password"</button>
                    <span class="muted">"Ends your other sessions."</span>
                </div>
            </form>
        </section>
    }
}

fn sessions_list(person: &SignedIn, sessions: Vec<SessionLine>) -> impl IntoView + use<> {
    let clock = Clock::personal(person);
    let here = person.actor.session;
    let lines = sessions
        .into_iter()
        .map(|session| {
            let device = device_name(&session.device);
            let act = if session.id == here {
                view! { <span class="tag">"This one"</span> }.into_any()
            } else {
                view! {
                    <form method="post" action=RevokeSession::url()>
                        <Hidden />
                        <input type="hidden" name="session" value=session.id.to_string() />
                        <button class="button" data-size="small" title=format!("{device}, {}", session.address)>
                            "Revoke"
                        </button>
                    </form>
                }
                .into_any()
            };
            view! {
                <li class="row">
                    <span class="row__main">
                        <b title=session.device>{device}</b>
                        <span class="row__sub">
                            "From " <span class="mono">{session.address}</span> ", last seen "
                            <Time clock=clock at=session.seen_at />
                        </span>
                    </span>
                    <span class="row__act">{act}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="page__section" aria-labelledby="sessions">
            <h2 id="sessions">"Sessions"</h2>
            <ul class="rows" data-of="names">{lines}</ul>
        </section>
    }
}

fn display(person: &SignedIn) -> impl IntoView + use<> {
    let form = use_form(SavePreferences::url());
    let scheme = Field {
        name: "scheme",
        label: "Colour scheme",
        ..Field::default()
    };
    let schemes = Scheme::ALL
        .iter()
        .map(|scheme| (scheme.value().to_owned(), scheme.name().to_owned()))
        .collect();
    view! {
        <section class="page__section" aria-labelledby="display">
            <h2 id="display">"Display"</h2>
            <form class="form" method="post" action=SavePreferences::url()>
                <Hidden />
                <div class="form__pair">
                    {zone(&form, &person.person, Field::default())}
                    {scheme.select(&form, schemes, person.person.scheme.value())}
                </div>
                <div class="form__actions"><button class="button">"Save"</button></div>
            </form>
        </section>
    }
}

/// The choice of the own zone.
fn zone(form: &Form, person: &Person, field: Field) -> AnyView {
    let field = Field {
        name: "zone",
        label: "Time zone",
        ..field
    };
    let zones = std::iter::once((String::new(), "As the organization".to_owned()))
        .chain(Zone::names().map(|name| (name.to_owned(), name.replace('_', " "))))
        .collect();
    let stored = person.zone.as_ref().map_or("", |zone| zone.as_str());
    field.select(form, zones, stored)
}

/// The same as a form of its own, on a page that is full of times; `page` is its address.
pub(crate) fn own_zone(page: String, person: &Person) -> impl IntoView + use<> {
    let form = use_form(SavePreferences::url());
    let field = Field {
        id: Some("own-zone"),
        hint: Some("Yours, on every page."),
        ..Field::default()
    };
    view! {
        <form class="form" method="post" action=SavePreferences::url()>
            <Hidden page=Some(page) />
            {zone(&form, person, field)}
            <button class="button">"Use"</button>
        </form>
    }
}
