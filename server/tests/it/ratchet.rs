//! Every server function × every kind of visitor has an expected answer, in a file that people read.
//!
//! A new function fails here until it stands in `answers.txt`; so does one that begins to answer somebody else.

use std::fmt::Write;

use ::app::templates::starters;
use domain::command::{Command, Request};
use domain::deployments::{ChangeNumber, DeploymentCommand, DeploymentType, Details, NewDeployment};
use domain::id::{DeploymentId, RequestId, TemplateId};
use domain::templates::markdown::{ReadOptions, read};
use domain::templates::{Content, TemplateCommand};
use domain::text::{Slug, TemplateName, Title, VersionText};
use ledger::{blob_hash, canonical};
use server::doors::token_hash;
use server_fn::axum::server_fn_paths;

use crate::app::{House, TestApp};

/// What the functions are asked about.
struct Things {
    template: TemplateId,
    structure: String,
    service: String,
    environment: String,
    details: Details,
}

async fn things(app: &TestApp, house: &House) -> Things {
    let starter = starters::ALL[0];
    let structure = read(starter.markdown, None, &ReadOptions::default()).unwrap().structure;
    let body = canonical::to_canonical(&structure).unwrap().into_bytes();
    let source = starter.markdown.as_bytes().to_vec();
    let content = Content {
        structure: blob_hash(&body),
        structure_len: body.len() as u64,
        source: blob_hash(&source),
        source_len: source.len() as u64,
        review_by: None,
        bars_deployer: false,
    };
    let hash = content.structure;
    let template = TemplateId::new(app.shared.sources.uuid());
    let create = TemplateCommand::Create {
        slug: Slug::parse("web-service").unwrap(),
        name: TemplateName::parse("Web service").unwrap(),
        team: None,
        content,
    };
    let publish = TemplateCommand::Publish { structure: hash };
    for (command, blobs) in [(create, vec![body, source]), (publish, Vec::new())] {
        let id = RequestId::new(app.shared.sources.uuid());
        let request = Request {
            id,
            digest: token_hash(&id.to_string()),
            actor: app.actor(house.owner),
            command: Command::Template {
                organization: house.organization,
                template,
                command,
            },
            blobs,
            secrets: Vec::new(),
        };
        app.shared.backend.execute(request).await.unwrap();
    }
    let slug = Slug::parse(&house.slug).unwrap();
    let directory = app
        .shared
        .backend
        .open(&slug, house.owner)
        .await
        .unwrap()
        .unwrap()
        .directory;
    let service = *directory.services.keys().next().unwrap();
    let environments = &directory.environments;
    let (environment, _) = environments
        .iter()
        .find(|(_, known)| known.name.as_str() == "Production")
        .unwrap();
    let details = Details {
        title: Title::parse("A change").unwrap(),
        version: VersionText::parse("1.2.3").unwrap(),
        service,
        environment: *environment,
        kind: DeploymentType::Standard,
        deployer: house.engineer,
        commit: None,
        ticket: None,
        release_notes: None,
    };
    Things {
        template,
        structure: hash.to_string(),
        service: service.to_string(),
        environment: environment.to_string(),
        details,
    }
}

/// A draft of its own for each function, so that one that ends a deployment ends no other's.
async fn draft(app: &TestApp, house: &House, things: &Things) -> (DeploymentId, ChangeNumber) {
    let deployment = DeploymentId::new(app.shared.sources.uuid());
    let command = DeploymentCommand::Create(Box::new(NewDeployment {
        deployment,
        template: things.template,
        version: None,
        details: things.details.clone(),
    }));
    let command = Command::Deployment {
        organization: house.organization,
        deployment,
        command,
    };
    let outcome = app.send(app.actor(house.engineer), command, Vec::new()).await;
    (deployment, outcome.number.unwrap())
}

/// One form with every field that any function has; each reads its own. Names that mean different things in different
/// functions are set apart by the function's name.
fn form(function: &str, house: &House, things: &Things, visitor: usize) -> Vec<(&'static str, String)> {
    let team_is_name = function.ends_with("_team");
    let service_is_name = matches!(function, "add_service" | "change_service");
    let environment_is_name = matches!(function, "add_environment" | "change_environment");
    let text = ToOwned::to_owned;
    let id = match function {
        "rename_team" => house.team.to_string(),
        "change_service" => things.service.clone(),
        "change_environment" => things.environment.clone(),
        _ => String::new(),
    };
    let named = |is_name: bool, name: &str, id: &str| {
        if is_name {
            format!("{name} {visitor} of {function}")
        } else {
            text(id)
        }
    };
    vec![
        ("org", house.slug.clone()),
        ("id", id),
        ("team", named(team_is_name, "A team", &house.team.to_string())),
        ("service_team", house.team.to_string()),
        ("service", named(service_is_name, "A service", &things.service)),
        (
            "environment",
            named(environment_is_name, "An environment", &things.environment),
        ),
        ("person", house.lead.to_string()),
        ("deployer", house.engineer.to_string()),
        ("role", text("member")),
        ("invitation", text("inv_00000000000070008000000000000000")),
        ("session", text("ses_00000000000070008000000000000000")),
        ("token", text("00")),
        (
            "template",
            if function == "create_deployment" {
                things.template.to_string()
            } else {
                text("web-service")
            },
        ),
        ("structure", things.structure.clone()),
        ("starter", text("hotfix")),
        (
            "version",
            if function.contains("deployment") {
                text("1.2.4")
            } else {
                String::new()
            },
        ),
        ("item", text("tests-green")),
        ("section", text("proof")),
        ("roster", text("pre")),
        ("slot", text("tech-lead")),
        ("meaning", text("approved")),
        ("document", "0".repeat(64)),
        ("position", text("1")),
        ("signoff", text("1")),
        ("since", text("1")),
        ("seen", seen(function, things)),
        ("items[]", text("tests-green")),
        ("to", if function == "set_item" { text("done") } else { text("") }),
        (
            if function == "save_ticks" { "done[]" } else { "done" },
            text(if function == "tick" { "true" } else { "tests-green" }),
        ),
        ("confirmed", text("false")),
        ("kind", text("standard")),
        ("title", text("Another change")),
        ("name", format!("A name {visitor}")),
        ("email", format!("somebody{visitor}@elsewhere.example")),
        ("organization", text("An organization")),
        ("code", text("00000-00000-00000-00000")),
        ("password", text("not the right password")),
        ("current_password", text("not the right password")),
        ("new_password", text("not the right password")),
        ("zone", text("Europe/Paris")),
        ("scheme", text("dark")),
        ("duty", format!("Night watch {visitor}")),
        ("on", text("true")),
        ("reason", text("Because.")),
        ("to_version", text("1.2.2")),
        ("comment", text("A comment.")),
        ("link", text("https://ci.example/1")),
        ("markdown", text("- [ ] One thing\n")),
        ("step", text("save")),
        ("words", text("a")),
    ]
}

/// What was on the page: in each form something else.
fn seen(function: &str, things: &Things) -> String {
    match function {
        "set_item" | "tick" => "0".to_owned(),
        "save_ticks" | "tick_section" => "@proof tests-green:0:o".to_owned(),
        "note_log" => "{}".to_owned(),
        "edit_deployment" => serde_json::to_string(&things.details).unwrap(),
        _ => String::new(),
    }
}

/// Everything but coming in and going out, which ends the visitors' sessions, then that.
fn in_order() -> Vec<&'static str> {
    let mut paths: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    paths.sort_unstable_by_key(|path| (path.contains("/doors/"), *path));
    paths
}

#[tokio::test]
async fn every_function_answers_everybody_as_written_down() {
    let (app, house) = TestApp::with_house().await;
    app.found("Southwind", "southwind.example").await;
    let things = things(&app, &house).await;
    let mut paths: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    paths.sort_unstable();
    assert!(
        server_fn_paths().all(|(_, method)| method == http::Method::POST),
        "nothing writes by GET"
    );
    let anon = app.anon();
    let stranger = app.sign_in("owner@southwind.example").await;
    let auditor = app.sign_in("auditor@northwind.example").await;
    let engineer = app.sign_in("engineer@northwind.example").await;
    let owner = app.sign_in("owner@northwind.example").await;
    let mut table = String::from("# function: nobody, owner elsewhere, auditor, engineer, owner\n");
    for path in in_order() {
        let function = path.rsplit('/').next().unwrap();
        let (deployment, number) = draft(&app, &house, &things).await;
        let mut line = format!("{path}:");
        for (visitor, client) in [&anon, &stranger, &auditor, &engineer, &owner].into_iter().enumerate() {
            let mut fields = form(function, &house, &things, visitor);
            fields.push(("deployment", deployment.to_string()));
            fields.push(("number", number.to_string()));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            // Each call has an address of its own, so that one visitor's failures do not make another one wait.
            let mut client = client.clone();
            client.address = Some(format!("198.51.100.{}", line.len() % 250));
            write!(line, " {}", client.call(path, &fields).await.status.as_u16()).unwrap();
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    insta::assert_snapshot!("answers", table);
}
