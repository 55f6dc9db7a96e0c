//! `/login`, `/setup`, `/invitations/{token}`, `/reset/{token}`: the pages before anybody is signed in. Plain documents.

use domain::accounts::{GateRefusal, InvitationView};
use domain::text::{Email, OrganizationName, PersonName};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::accounts::actions::{Join, ResetPassword, SetUp, SignIn};
use crate::context::{gate, is_own_path};
use crate::failure::Failure;
use crate::form::{Form, Hidden, use_form};
use crate::pages::{page, parameter, query};
use crate::parts::{Field, Icon, Refused, document_title, errors};
use crate::sentences;

/// The card that a door consists of.
fn door(title: String, lead: Option<String>, body: impl IntoView + 'static, foot: Option<AnyView>) -> AnyView {
    view! {
        {document_title(&format!("{title} · Countersign"))}
        <a class="skip-link" href="#main">"Skip to content"</a>
        <main class="auth" id="main">
            <a class="auth__mark" href="/"><Icon name="mark" />"Countersign"</a>
            <section class="auth__card">
                <div class="stack" data-gap="small">
                    <h1 tabindex="-1">{title}</h1>
                    {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
                </div>
                {body}
            </section>
            {foot.map(|foot| view! { <div class="auth__foot">{foot}</div> })}
        </main>
    }
    .into_any()
}

/// Why the form failed, unless a field of it is to blame.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other failure has one sentence")]
fn refused(form: &Form) -> Option<AnyView> {
    match form.failure()? {
        Failure::Invalid { .. } => None,
        failure => Some(view! { <Refused sentence=sentences::failure(&failure) /> }.into_any()),
    }
}

/// A door whose link does not work.
fn dead(failure: &GateRefusal) -> AnyView {
    let lead = sentences::gate(failure);
    let foot = view! { <p><a href="/login">"Sign in"</a></p> }.into_any();
    door("This link does not work".to_owned(), Some(lead), (), Some(foot))
}

const EMAIL: Field = Field {
    name: "email",
    label: "Email",
    hint: None,
    max: Email::MAX,
    mono: false,
    id: None,
    autocomplete: Some("username"),
};

/// A password that is being chosen.
const NEW_PASSWORD: Field = Field {
    name: "password",
    label: "Password",
    hint: Some("At least 15 characters. A few words in a row are good."),
    max: 0,
    mono: false,
    id: None,
    autocomplete: Some("new-password"),
};

/// A password that exists.
const PASSWORD: Field = Field {
    hint: None,
    autocomplete: Some("current-password"),
    ..NEW_PASSWORD
};

/// `/login`: e-mail and password.
#[component]
pub fn LoginPage() -> impl IntoView {
    page(async {
        if gate().set_up_open().await? {
            crate::context::redirect("/setup");
            return Ok(().into_any());
        }
        let form = use_form(SignIn::url());
        let [next, reset, lost] = ["next", "reset", "lost"].map(|name| query().get(name));
        let next = next.filter(|next| is_own_path(next)).unwrap_or_default();
        let body = view! {
            {(reset.is_some() && !form.failed())
                .then(|| {
                    view! {
                        <section class="notice" data-tone="run" role="status">
                            <Icon name="info" />
                            <p>"The new password is saved. Sign in with it."</p>
                        </section>
                    }
                })}
            {(lost.is_some() && !form.failed())
                .then(|| view! { <Refused sentence=sentences::failure(&Failure::NotSignedIn) /> })}
            {refused(&form)}
            <form class="form" method="post" action=SignIn::url()>
                <Hidden />
                <input type="hidden" name="next" value=form.value("next", &next) />
                {EMAIL.line(&form, "email", "")}
                {PASSWORD.password(&form)}
                <button class="button" data-kind="primary" data-size="large">"Sign in"</button>
            </form>
        };
        let foot = view! { <p>"No account yet? An owner or admin of your organization sends an invitation."</p> };
        Ok(door("Sign in".to_owned(), None, body, Some(foot.into_any())))
    })
}

/// Fills the zone of the set-up form from the browser; without it the organization begins in UTC.
const FILL_ZONE: &str =
    "document.querySelector('input[name=zone]').value=Intl.DateTimeFormat().resolvedOptions().timeZone||''";

/// `/setup`: the first organization and its owner, only while there is none.
#[component]
pub fn SetUpPage() -> impl IntoView {
    page(async {
        if !gate().set_up_open().await? {
            return Err(Failure::NotFound);
        }
        let form = use_form(SetUp::url());
        let fields = [
            Field {
                name: "code",
                label: "Set-up code",
                mono: true,
                autocomplete: Some("one-time-code"),
                ..EMAIL
            },
            Field {
                name: "organization",
                label: "Organization name",
                max: OrganizationName::MAX,
                autocomplete: Some("organization"),
                ..EMAIL
            },
            Field {
                name: "name",
                label: "Your name",
                max: PersonName::MAX,
                autocomplete: Some("name"),
                ..EMAIL
            },
            EMAIL,
            NEW_PASSWORD,
        ];
        let [code, organization, name, email, password] = fields;
        let body = view! {
            {refused(&form)}
            {errors(&form, &fields)}
            <form class="form" method="post" action=SetUp::url()>
                <Hidden />
                <input type="hidden" name="zone" value=form.value("zone", "") />
                {code.line(&form, "text", "")}
                {organization.line(&form, "text", "")}
                {name.line(&form, "text", "")}
                {email.line(&form, "email", "")}
                {password.password(&form)}
                <button class="button" data-kind="primary" data-size="large">"Create organization"</button>
            </form>
            <script nonce=use_nonce()>{FILL_ZONE}</script>
        };
        let lead = "The set-up code was printed when the server started.".to_owned();
        Ok(door("Set up Countersign".to_owned(), Some(lead), body, None))
    })
}

/// `/invitations/{token}`: joining an organization.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = parameter("token");
    page(async move {
        let InvitationView {
            organization,
            email,
            name,
            has_account,
            signed_in,
        } = match gate().invitation(&token).await? {
            Ok(invitation) => invitation,
            Err(refusal) => {
                crate::context::set_status(410);
                return Ok(dead(&refusal));
            }
        };
        let form = use_form(Join::url());
        let lead = if signed_in {
            format!("{name}, you are signed in as {email}. One press and you belong to {organization}.")
        } else if has_account {
            format!("{email} has an account here. Its own password lets you in; nothing about it changes.")
        } else {
            format!("{name}, choose a password for {email}.")
        };
        let password = match (signed_in, has_account) {
            (true, _) => ().into_any(),
            (false, true) => PASSWORD.password(&form),
            (false, false) => NEW_PASSWORD.password(&form),
        };
        let body = view! {
            {refused(&form)}
            <form class="form" method="post" action=Join::url()>
                <Hidden />
                <input type="hidden" name="token" value=token />
                <input type="hidden" autocomplete="username" value=email />
                {password}
                <button class="button" data-kind="primary" data-size="large">"Join"</button>
            </form>
        };
        Ok(door(format!("Join {organization}"), Some(lead), body, None))
    })
}

/// `/reset/{token}`: a new password through a link made on the command line.
#[component]
pub fn ResetPage() -> impl IntoView {
    let token = parameter("token");
    page(async move {
        if !gate().reset_open(&token).await? {
            crate::context::set_status(410);
            return Ok(dead(&GateRefusal::LinkDead));
        }
        let form = use_form(ResetPassword::url());
        let body = view! {
            {refused(&form)}
            <form class="form" method="post" action=ResetPassword::url()>
                <Hidden />
                <input type="hidden" name="token" value=token />
                {NEW_PASSWORD.password(&form)}
                <button class="button" data-kind="primary" data-size="large">"Save password"</button>
            </form>
        };
        let lead = "All sessions end, and you sign in with the new one.".to_owned();
        Ok(door("Choose a new password".to_owned(), Some(lead), body, None))
    })
}
