//! Rolling back what is over, by forms: a new deployment, each leading to the other (D7).

use ::app::deployments::actions::details::{CreateDeployment, EditDeployment};
use domain::command::Command;
use domain::deployments::{ChangeNumber, DeploymentCommand};
use domain::id::DeploymentId;
use domain::text::{Reason, Slug};
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{Answer, Client, House, TestApp};
use crate::things::Things;

const CHECKLIST: &str = "# Tables\n\n## Pre-deployment\n- [ ] Backup\n\n## Sign-off\n- [ ] Tech Lead\n";

/// The most statements for one page: 09, P13.
const MOST: u64 = 6;

/// A deployment to an environment without sign-offs that was started and marked as failed.
async fn failed(app: &TestApp, house: &House, things: &Things) -> (DeploymentId, ChangeNumber) {
    let (deployment, number) = things.draft(app, house).await;
    let reason = Reason::parse("The registry was away").unwrap();
    for command in [
        things.tick_all(),
        DeploymentCommand::Submit,
        DeploymentCommand::Start,
        DeploymentCommand::MarkFailed { reason },
    ] {
        let command = Command::Deployment {
            organization: house.organization,
            deployment,
            command,
        };
        app.send(app.actor(house.engineer), command, Vec::new()).await;
    }
    (deployment, number)
}

/// The house, and what its deployments to development are made from.
async fn development() -> (TestApp, House, Things) {
    let (app, house) = TestApp::with_house().await;
    let mut things = Things::publish(&app, &house, "tables", CHECKLIST).await;
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    let mut known = opened.directory.environments.iter();
    let found = known.find(|(_, known)| known.name.as_str() == "Development");
    things.details.environment = *found.unwrap().0;
    (app, house, things)
}

#[tokio::test]
async fn d7_a_rollback_is_made_by_its_form_and_both_pages_lead_to_the_other() {
    let (app, house, things) = development().await;
    let (undone, number) = failed(&app, &house, &things).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let base = format!("/{}/deployments/{number}", house.slug);
    let path = format!("{base}/rollback");
    assert!(engineer.get(&base).await.body.contains(&format!("href=\"{path}\"")));
    let form = engineer.get(&path).await;
    assert_eq!(form.hidden("rolls_back"), undone.to_string());
    assert_eq!(form.hidden("kind"), "rollback");
    let (template, service) = (things.template.to_string(), form.hidden("service"));
    let environment = form.hidden("environment");
    assert_eq!(environment, things.details.environment.to_string());
    let fields = |change: &'static str, to: &str| {
        let mut fields = vec![
            ("org", house.slug.clone()),
            ("page", path.clone()),
            ("template", template.clone()),
            ("title", "Back to the old tables".to_owned()),
            ("version", "1.2.2".to_owned()),
            ("kind", "rollback".to_owned()),
            ("service", service.clone()),
            ("environment", environment.clone()),
            ("rolls_back", undone.to_string()),
        ];
        fields.retain(|(name, _)| *name != change);
        fields.push((change, to.to_owned()));
        fields
    };
    let production = opened_production(&app, &house).await;
    for (field, to, said) in [
        ("kind", "standard", "A rollback is made from the page"),
        (
            "environment",
            production.as_str(),
            "The environment of a rollback stays that of",
        ),
        ("rolls_back", "", "A rollback is made from the page"),
        (
            "rolls_back",
            "dep_018f2b6c7d8e7a90b1c2d3e4f5061900",
            "A rollback is made from the page",
        ),
        ("version", "", "Version is empty."),
    ] {
        let fields = fields(field, to);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = engineer.post(CreateDeployment::PATH, &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}: {}",
            refused.body
        );
        assert!(refused.body.contains(said), "{field} {said}: {}", refused.body);
        assert!(refused.body.contains("value=\"Back to the old tables\""), "{field}");
    }
    assert!(
        !engineer.get(&path).await.body.contains("was made before"),
        "nothing was made"
    );

    let checked = fields("step", "check");
    let checked: Vec<(&str, &str)> = checked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let checked = engineer.post(CreateDeployment::PATH, &checked).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    assert!(
        checked.body.contains("Nothing to warn of for this choice."),
        "{}",
        checked.body
    );

    let sent = fields("version", "1.2.2");
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = engineer.post(CreateDeployment::PATH, &sent).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let rollback = made.header("location").to_owned();
    let page = engineer.get(&rollback).await.body;
    assert!(
        page.contains("Rolls back") && page.contains(&format!("href=\"{base}\"")),
        "{page}"
    );
    let undone = engineer.get(&base).await.body;
    assert!(undone.contains(&format!("href=\"{rollback}\"")), "{undone}");
    assert!(
        undone.contains("as a rollback of this deployment."),
        "its history says so: {undone}"
    );
    let again = engineer.get(&path).await;
    assert!(again.body.contains("was made before"));
    assert_eq!(again.hidden("rollbacks"), "1");

    // Somebody who opened the form before that is told of it, and may go on.
    let late = engineer.post(CreateDeployment::PATH, &sent).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    let number = rollback.rsplit('/').next().unwrap();
    assert!(
        late.body.contains(&format!("{number} was made meanwhile")),
        "{}",
        late.body
    );
    assert_eq!(late.hidden("rollbacks"), "1", "sent again, it goes through");
}

/// Makes a rollback of a deployment by its form, where that showed some.
async fn make(
    engineer: &mut Client<'_>,
    house: &House,
    things: &Things,
    number: ChangeNumber,
    (undone, seen): (DeploymentId, &str),
) -> Answer {
    let page = format!("/{}/deployments/{number}/rollback", house.slug);
    let (template, service) = (things.template.to_string(), things.details.service.to_string());
    let (environment, undone) = (things.details.environment.to_string(), undone.to_string());
    let fields = [
        ("org", house.slug.as_str()),
        ("page", &page),
        ("template", &template),
        ("title", "Back"),
        ("version", "1.2.2"),
        ("kind", "rollback"),
        ("service", &service),
        ("environment", &environment),
        ("rolls_back", &undone),
        ("rollbacks", seen),
    ];
    let made = engineer.post(CreateDeployment::PATH, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    made
}

async fn opened_production(app: &TestApp, house: &House) -> String {
    let slug = Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    let mut known = opened.directory.environments.iter();
    let found = known.find(|(_, known)| known.name.as_str() == "Production");
    found.unwrap().0.to_string()
}

#[tokio::test]
async fn d7_the_form_is_there_for_what_is_over_and_for_those_who_may() {
    let (app, house, things) = development().await;
    let (undone, number) = failed(&app, &house, &things).await;
    let (_, draft) = things.draft(&app, &house).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let path = |number: ChangeNumber| format!("/{}/deployments/{number}/rollback", house.slug);
    let form = format!("action=\"{}\"", CreateDeployment::PATH);
    let early = engineer.get(&path(draft)).await.body;
    assert!(
        !early.contains(&form) && early.contains("so this cannot be done now"),
        "{early}"
    );
    assert_eq!(
        engineer.get(&path(ChangeNumber(99))).await.status,
        StatusCode::NOT_FOUND
    );
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    let read = auditor.get(&path(number)).await.body;
    assert!(
        !read.contains(&form) && read.contains("Your access role does not allow this"),
        "{read}"
    );
    let page = auditor.get(&format!("/{}/deployments/{number}", house.slug)).await.body;
    assert!(!page.contains("Roll back with a new deployment"), "{page}");

    // The first visit also reads what is kept in memory from then on. Rollbacks that were made are the dearest case.
    for seen in ["0", "1", "2"] {
        make(&mut engineer, &house, &things, number, (undone, seen)).await;
    }
    let mut least = u64::MAX;
    for visit in 0..4 {
        let before = app.shared.store.statements();
        assert!(engineer.get(&path(number)).await.body.contains(&form));
        if visit > 0 {
            least = least.min(app.shared.store.statements() - before);
        }
    }
    assert!((1..=MOST).contains(&least), "{least} statements");
}

#[tokio::test]
async fn d7_an_edit_cannot_take_a_rollback_elsewhere() {
    let (app, house, things) = development().await;
    let (undone, number) = failed(&app, &house, &things).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let (service, environment) = (
        things.details.service.to_string(),
        things.details.environment.to_string(),
    );
    let made = make(&mut engineer, &house, &things, number, (undone, "0")).await;
    let rollback = made.header("location").to_owned();
    let edit = format!("{rollback}/edit");
    let form = engineer.get(&edit).await;
    let (deployment, seen) = (form.hidden("deployment"), form.hidden("seen").replace("&quot;", "\""));
    assert_eq!(form.hidden("kind"), "rollback", "what does not change is sent as it is");
    let deployer = house.engineer.to_string();
    let made_number = rollback.rsplit('/').next().unwrap();
    let change = |kind, title| {
        [
            ("org", house.slug.as_str()),
            ("page", edit.as_str()),
            ("deployment", deployment.as_str()),
            ("number", made_number),
            ("seen", seen.as_str()),
            ("title", title),
            ("version", "1.2.2"),
            ("kind", kind),
            ("service", service.as_str()),
            ("environment", environment.as_str()),
            ("deployer", deployer.as_str()),
        ]
    };
    let refused = engineer.post(EditDeployment::PATH, &change("standard", "Back")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(
        refused.body.contains("A rollback stays a rollback."),
        "{}",
        refused.body
    );
    let saved = engineer
        .post(EditDeployment::PATH, &change("rollback", "Back again"))
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(engineer.get(&rollback).await.body.contains("Back again"));
}

#[tokio::test]
async fn d7_a_reader_of_some_dates_is_told_of_no_rollback_after_them() {
    let (app, house, things) = development().await;
    let (undone, number) = failed(&app, &house, &things).await;
    // The auditor of the house reads the next eleven days.
    let mut auditor = app.sign_in("auditor@northwind.example").await;
    app.clock.pass(1_100_000);
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let made = make(&mut engineer, &house, &things, number, (undone, "0")).await;
    let rollback = made.header("location").to_owned();
    let base = format!("/{}/deployments/{number}", house.slug);
    assert!(engineer.get(&base).await.body.contains(&format!("href=\"{rollback}\"")));
    drop(auditor);
    auditor = app.sign_in("auditor@northwind.example").await;
    for page in [base.clone(), format!("{base}/print")] {
        let read = auditor.get(&page).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.body);
        assert!(!read.body.contains("Rolled back by"), "{page}");
    }
    assert_eq!(auditor.get(&rollback).await.status, StatusCode::NOT_FOUND);
}
