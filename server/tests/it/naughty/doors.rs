//! What is typed at the doors: addresses, codes and passwords. A password is taken as it is typed or refused in words, and
//! never shown.

use ::app::accounts::actions::{ChangePassword, Join, ResetPassword, SignIn};
use ::app::failure::Failure;
use domain::accounts::{GateRefusal, PASSWORD_MAX, PASSWORD_MIN};
use http::StatusCode;
use server_fn::ServerFn;

use super::desk::packed;
use super::page::Page;
use super::world::World;
use super::{LIST, NAUGHTY};
use crate::app::{PASSWORD, TestApp};
use crate::links::{invite, reset_link};

/// The list in as few texts as a password may be long, and as long as nothing is.
fn few(max: usize) -> Vec<String> {
    packed(LIST.clone(), " ", max)
}

#[tokio::test]
async fn sign_in_gives_every_address_back() {
    let (app, _) = TestApp::with_house().await;
    let form = |email: &str| {
        [("page", "/login"), ("email", email), ("password", "x"), ("next", email)]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let mut usual = None;
    for (number, text) in std::iter::once("plain".to_owned())
        .chain(few(1500))
        .chain([NAUGHTY.join(" ")])
        .enumerate()
    {
        let mut anon = app.anon();
        anon.address = Some(format!("198.51.100.{number}"));
        let fields = form(&text);
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let answer = anon.post(SignIn::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text:?}");
        let page = Page::read(&answer.body);
        assert!(page.says("Email or password is not right."), "{}", answer.body);
        assert!(page.holds(&text), "{text:?} is lost: {}", answer.body);
        page.is_as_usual(usual.get_or_insert_with(|| Page::read(&answer.body)), "/login");
    }
}

/// Each text that is long enough becomes the password, and the next one is chosen with it.
#[tokio::test]
async fn passwords_are_every_text_or_refused_in_words() {
    let world = World::new().await;
    let mut engineer = world.app.sign_in("engineer@northwind.example").await;
    let mut current = PASSWORD.to_owned();
    let refused = ["", "null", "Ω≈ç√∫˜µ≤≥÷"].map(str::to_owned);
    let long = "ü".repeat(PASSWORD_MAX + 1);
    let mut shown = 0;
    for new in refused
        .into_iter()
        .chain([long])
        .chain(few(PASSWORD_MAX).into_iter().step_by(8))
    {
        let fields = [
            ("page", "/account"),
            ("current_password", &current),
            ("new_password", &new),
        ];
        let fields = fields.map(|(name, value)| (name, value as &str));
        let length = new.chars().count();
        let fits = (PASSWORD_MIN..=PASSWORD_MAX).contains(&length);
        let answer = engineer.call(ChangePassword::PATH, &fields[1..]).await;
        if fits {
            assert_eq!(answer.status, StatusCode::OK, "{new:?}: {}", answer.body);
            current = new;
            continue;
        }
        let failure: Failure = serde_json::from_str(&answer.body).unwrap();
        let short = GateRefusal::PasswordTooShort;
        let wrong = if length < PASSWORD_MIN {
            short
        } else {
            GateRefusal::PasswordTooLong
        };
        assert_eq!(failure, Failure::Gate(wrong), "{new:?}");
        let answer = engineer.post(ChangePassword::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert!(
            new.is_empty() || !Page::read(&answer.body).holds(&new),
            "a secret is never shown"
        );
        shown += 1;
    }
    assert!(shown >= 4, "too short and too long");
    let email = "engineer@northwind.example";
    let came = world
        .app
        .anon()
        .post(SignIn::PATH, &[("email", email), ("password", &current)])
        .await;
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{current:?}");
    world.is_sound().await;
}

/// So it is for whoever joins and whoever forgot theirs.
#[tokio::test]
async fn first_passwords_and_new_ones_are_every_text() {
    let world = World::new().await;
    let all = few(PASSWORD_MAX);
    let password = all.iter().find(|text| text.chars().count() == PASSWORD_MAX).unwrap();
    let (_, token) = invite(&world.app, &world.house, "newcomer@northwind.example").await;
    let reset = reset_link(&world.app, &world.house).await;
    for (path, page, token) in [
        (Join::PATH, format!("/invitations/{token}"), token),
        (ResetPassword::PATH, format!("/reset/{reset}"), reset),
    ] {
        let mut anon = world.app.anon();
        let short = [("page", page.as_str()), ("token", &token), ("password", "Ω≈ç√∫˜µ≤≥÷")];
        let refused = anon.post(path, &short).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(!refused.body.contains("Ω≈ç"), "a secret is never shown");
        let taken = anon
            .post(path, &[("token", token.as_str()), ("password", password)])
            .await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{path}: {}", taken.body);
    }
    let fields = [("email", "newcomer@northwind.example"), ("password", password)];
    assert_eq!(
        world.app.anon().post(SignIn::PATH, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    world.is_sound().await;
}
