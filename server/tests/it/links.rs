//! One-time codes and links: set-up, invitations, resets.

use ::app::accounts::actions::{Join, ResetPassword, SetUp};
use ::app::failure::Failure;
use domain::accounts::{GateRefusal, InstanceCommand, OrganizationCommand};
use domain::actor::Actor;
use domain::command::{Command, Secret};
use domain::id::{InvitationId, RequestId};
use domain::text::{Email, PersonName};
use http::StatusCode;
use server::doors::{secret_text, token_hash};
use server_fn::ServerFn;

use crate::app::{Answer, House, PASSWORD, TestApp};

fn failure(answer: &Answer) -> Failure {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
}

async fn set_up(app: &TestApp, code: &str) -> Answer {
    let fields = [
        ("code", code),
        ("organization", "Harbour Lane"),
        ("name", "Ines"),
        ("email", "ines@harbour.example"),
        ("password", PASSWORD),
        ("zone", "Europe/Lisbon"),
    ];
    app.anon().call(SetUp::PATH, &fields).await
}

#[tokio::test]
async fn set_up_needs_the_code_and_is_over_after_it() {
    let app = TestApp::empty().await;
    let code = app.shared.doors.issue_setup_code(&*app.shared.sources);
    assert_eq!(
        failure(&set_up(&app, "00000-00000-00000-00000").await),
        Failure::Gate(GateRefusal::WrongCode)
    );
    let typed = code.to_uppercase().replace('-', " ");
    let answer = set_up(&app, &typed).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header("location"), "/harbour-lane");
    assert!(
        answer.header("set-cookie").contains("countersign-3000="),
        "set-up signs in"
    );
    assert_eq!(
        failure(&set_up(&app, &code).await),
        Failure::Gate(GateRefusal::SetUpOver)
    );
    assert_eq!(app.anon().get("/setup").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_set_up_code_cannot_be_guessed_quickly() {
    let app = TestApp::empty().await;
    let code = app.shared.doors.issue_setup_code(&*app.shared.sources);
    for _ in 0..5 {
        set_up(&app, "guess").await;
    }
    assert_eq!(set_up(&app, &code).await.status, StatusCode::TOO_MANY_REQUESTS);
}

/// An open invitation of somebody; the secret in its link.
pub(crate) async fn invite(app: &TestApp, house: &House, email: &str) -> (InvitationId, String) {
    let invitation = InvitationId::new(app.shared.sources.uuid());
    let secret = secret_text(&*app.shared.sources);
    let command = OrganizationCommand::Invite {
        invitation,
        name: PersonName::parse("Newcomer").unwrap(),
        email: Email::parse(email).unwrap(),
        role: domain::accounts::AccessRole::Member,
        team: Some(house.team),
        duties: std::collections::BTreeSet::new(),
        reads: None,
        expires_at: app.shared.sources.now().plus_seconds(1000),
    };
    let command = Command::Organization {
        organization: house.organization,
        command,
    };
    let token = Secret::Invitation {
        invitation,
        token: token_hash(&secret),
    };
    app.send(app.actor(house.owner), command, vec![token]).await;
    (invitation, secret)
}

#[tokio::test]
async fn an_invitation_works_once() {
    let (app, house) = TestApp::with_house().await;
    let (_, secret) = invite(&app, &house, "new@northwind.example").await;
    assert_eq!(
        app.anon().get(&format!("/invitations/{secret}")).await.status,
        StatusCode::OK
    );
    let mut newcomer = app.anon();
    let short = newcomer
        .call(Join::PATH, &[("token", &secret), ("password", "short")])
        .await;
    assert_eq!(failure(&short), Failure::Gate(GateRefusal::PasswordTooShort));
    let answer = newcomer
        .call(Join::PATH, &[("token", &secret), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(newcomer.get("/northwind").await.status, StatusCode::OK);
    for dead in [secret.as_str(), "", "0000"] {
        let again = app
            .anon()
            .call(Join::PATH, &[("token", dead), ("password", PASSWORD)])
            .await;
        assert_eq!(failure(&again), Failure::Gate(GateRefusal::LinkDead));
    }
}

#[tokio::test]
async fn an_invitation_ends_with_its_time_or_when_it_is_withdrawn() {
    let (app, house) = TestApp::with_house().await;
    let (invitation, withdrawn) = invite(&app, &house, "a@northwind.example").await;
    let (_, late) = invite(&app, &house, "b@northwind.example").await;
    let command = OrganizationCommand::WithdrawInvitation { invitation };
    let command = Command::Organization {
        organization: house.organization,
        command,
    };
    app.send(app.actor(house.owner), command, Vec::new()).await;
    app.clock.pass(1000);
    for dead in [&withdrawn, &late] {
        let answer = app
            .anon()
            .call(Join::PATH, &[("token", dead), ("password", PASSWORD)])
            .await;
        assert_eq!(failure(&answer), Failure::Gate(GateRefusal::LinkDead));
    }
}

#[tokio::test]
async fn an_address_with_an_account_proves_it_and_keeps_its_password() {
    let (app, house) = TestApp::with_house().await;
    app.found("Southwind", "southwind.example").await;
    let (_, secret) = invite(&app, &house, "lead@southwind.example").await;
    let wrong = app
        .anon()
        .call(Join::PATH, &[("token", &secret), ("password", "another fine password")])
        .await;
    assert_eq!(failure(&wrong), Failure::Gate(GateRefusal::WrongPassword));
    let (_, second) = invite(&app, &house, "engineer@southwind.example").await;
    let mut lead = app.anon();
    assert_eq!(
        lead.call(Join::PATH, &[("token", &secret), ("password", PASSWORD)])
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(lead.get("/northwind").await.status, StatusCode::OK);
    let mut engineer = app.sign_in("engineer@southwind.example").await;
    let joined = engineer.call(Join::PATH, &[("token", &second)]).await;
    assert_eq!(
        joined.status,
        StatusCode::OK,
        "the session of the invited account is proof enough"
    );
    assert_eq!(engineer.get("/northwind").await.status, StatusCode::OK);
}

/// A reset link of the tech lead; the secret in it.
pub(crate) async fn reset_link(app: &TestApp, house: &House) -> String {
    let secret = secret_text(&*app.shared.sources);
    let expires_at = app.shared.sources.now().plus_seconds(3600);
    let command = InstanceCommand::IssueReset {
        person: house.lead,
        expires_at,
    };
    let beside = Secret::Reset {
        person: house.lead,
        token: token_hash(&secret),
        expires_at,
    };
    app.send(Actor::Operator, Command::Instance(command), vec![beside])
        .await;
    secret
}

#[tokio::test]
async fn a_reset_link_works_once_and_ends_every_session() {
    let (app, house) = TestApp::with_house().await;
    let mut old = app.sign_in("lead@northwind.example").await;
    let secret = reset_link(&app, &house).await;
    assert_eq!(app.anon().get(&format!("/reset/{secret}")).await.status, StatusCode::OK);
    let fields = [("token", secret.as_str()), ("password", "nine copper teapots sing")];
    assert_eq!(
        app.anon().call(ResetPassword::PATH, &fields).await.status,
        StatusCode::OK
    );
    assert_eq!(old.get("/northwind").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        failure(&app.anon().call(ResetPassword::PATH, &fields).await),
        Failure::Gate(GateRefusal::LinkDead)
    );
    let again = reset_link(&app, &house).await;
    let request = RequestId::new(app.shared.sources.uuid()).to_string();
    let fields = |password| {
        [
            ("request", request.as_str()),
            ("token", again.as_str()),
            ("password", password),
        ]
    };
    for _ in 0..2 {
        let answer = app.anon().call(ResetPassword::PATH, &fields(PASSWORD)).await;
        assert_eq!(answer.status, StatusCode::OK, "one form, one answer: {}", answer.body);
    }
    let other = app
        .anon()
        .call(ResetPassword::PATH, &fields("nine copper teapots sing"))
        .await;
    assert_eq!(failure(&other), Failure::Gate(GateRefusal::LinkDead));
    assert!(app.shared.backend.person(house.lead).await.unwrap().is_some());
}

#[tokio::test]
async fn the_set_up_code_founds_one_organization() {
    let app = TestApp::empty().await;
    let code = app.shared.doors.issue_setup_code(&*app.shared.sources);
    let post = async |name: &str, email: &str| {
        let fields = [
            ("code", code.as_str()),
            ("organization", name),
            ("name", "Ines"),
            ("email", email),
            ("password", PASSWORD),
        ];
        app.anon().call(SetUp::PATH, &fields).await
    };
    let (one, other) = tokio::join!(
        post("Harbour Lane", "ines@harbour.example"),
        post("Mill Lane", "ines@mill.example")
    );
    let (won, lost) = if one.status == StatusCode::OK {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(won.status, StatusCode::OK, "{}", won.body);
    assert_eq!(failure(&lost), Failure::Gate(GateRefusal::SetUpOver));
    let mut founded = 0;
    for slug in ["harbour-lane", "mill-lane"] {
        let slug = domain::text::Slug::parse(slug).unwrap();
        founded += usize::from(app.shared.store.organization_of(&slug).await.unwrap().is_some());
    }
    assert_eq!(founded, 1);
}

#[tokio::test]
async fn set_up_sent_twice_answers_twice() {
    let app = TestApp::empty().await;
    let code = app.shared.doors.issue_setup_code(&*app.shared.sources);
    let request = RequestId::new(app.shared.sources.uuid()).to_string();
    let post = async |request: &str, password: &str| {
        let fields = [
            ("request", request),
            ("code", code.as_str()),
            ("organization", "Harbour Lane"),
            ("name", "Ines"),
            ("email", "ines@harbour.example"),
            ("password", password),
        ];
        app.anon().call(SetUp::PATH, &fields).await
    };
    let (one, other) = tokio::join!(post(&request, PASSWORD), post(&request, PASSWORD));
    for answer in [one, other, post(&request, PASSWORD).await] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.header("location"), "/harbour-lane");
        assert!(answer.header("set-cookie").contains("countersign-3000="));
    }
    let another = RequestId::new(app.shared.sources.uuid()).to_string();
    for over in [
        post(&another, PASSWORD).await,
        post(&request, "wrong, wrong, wrong").await,
    ] {
        assert_eq!(failure(&over), Failure::Gate(GateRefusal::SetUpOver));
    }
}

#[tokio::test]
async fn joining_twice_by_one_form_is_joining() {
    let (app, house) = TestApp::with_house().await;
    let (_, secret) = invite(&app, &house, "new@northwind.example").await;
    let request = RequestId::new(app.shared.sources.uuid()).to_string();
    let join = async |password: &str| {
        let fields = [
            ("request", request.as_str()),
            ("token", &secret),
            ("password", password),
        ];
        let mut client = app.anon();
        let answer = client.call(Join::PATH, &fields).await;
        let home = client.get("/northwind").await.status;
        (answer, home)
    };
    let (one, other) = tokio::join!(join(PASSWORD), join(PASSWORD));
    for (answer, home) in [one, other, join(PASSWORD).await] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.header("location"), "/northwind");
        assert_eq!(home, StatusCode::OK, "signed in");
    }
    let (stranger, home) = join("wrong, wrong, wrong").await;
    assert_eq!(failure(&stranger), Failure::Gate(GateRefusal::LinkDead));
    assert_eq!(home, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_is_removed_does_not_come_back_by_an_old_link() {
    let (app, house) = TestApp::with_house().await;
    let (_, first) = invite(&app, &house, "new@northwind.example").await;
    let (_, second) = invite(&app, &house, "new@northwind.example").await;
    let mut newcomer = app.anon();
    let fields = [("token", second.as_str()), ("password", PASSWORD)];
    assert_eq!(newcomer.call(Join::PATH, &fields).await.status, StatusCode::OK);
    let email = Email::parse("new@northwind.example").unwrap();
    let person = app.shared.store.person_of_email(&email).await.unwrap().unwrap();
    let command = Command::Organization {
        organization: house.organization,
        command: OrganizationCommand::RemoveMember { person },
    };
    app.send(app.actor(house.owner), command, Vec::new()).await;
    let back = newcomer.call(Join::PATH, &[("token", &first)]).await;
    assert_eq!(failure(&back), Failure::Gate(GateRefusal::LinkDead));
    assert_eq!(newcomer.get("/northwind").await.status, StatusCode::NOT_FOUND);
}
