//! Every server function × every kind of visitor has an expected answer, in a file that people read: the status, and the
//! number of entries that the call added to the ledgers.
//!
//! A new function fails here until it stands in that file; so does one that begins to answer somebody else, and one that
//! writes without an entry.

use std::fmt::Write;

use ::app::templates::starters;
use server_fn::axum::server_fn_paths;
use store::Touched;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use crate::app::{House, TestApp};
use crate::things::Things;

/// One form with every field that any function has; each reads its own. Names that mean different things in different
/// functions are set apart by the function's name.
fn form(function: &str, house: &House, things: &Things, visitor: usize) -> Vec<(&'static str, String)> {
    let team_is_name = function.ends_with("_team");
    let service_is_name = matches!(function, "add_service" | "change_service");
    let environment_is_name = matches!(function, "add_environment" | "change_environment");
    // Windows and freezes take lists where others take one value. The window is open when another function books, and the
    // freeze is over by then.
    let planned = matches!(function, "set_window" | "set_freeze" | "set_absence");
    let (starts, ends) = match function {
        "set_window" => ("2030-01-01T00:00", "2030-01-02T00:00"),
        _ => ("2026-12-01T10:00", "2026-12-01T16:00"),
    };
    let text = ToOwned::to_owned;
    let id = match function {
        "rename_team" => house.team.to_string(),
        "change_service" | "relate_service" => things.details.service.to_string(),
        "change_environment" | "schedule_environment" => things.details.environment.to_string(),
        "remove_absence" => text("abs_00000000000070008000000000000000"),
        "remove_window" => text("win_00000000000070008000000000000000"),
        "cancel_freeze" => text("frz_00000000000070008000000000000000"),
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
        (
            "service",
            named(service_is_name, "A service", &things.details.service.to_string()),
        ),
        (
            "environment",
            named(
                environment_is_name,
                "An environment",
                &things.details.environment.to_string(),
            ),
        ),
        // Whoever is removed first is no member any more when absences are said.
        (
            "person",
            if function == "set_absence" {
                house.engineer
            } else {
                house.lead
            }
            .to_string(),
        ),
        ("deployer", house.engineer.to_string()),
        ("role", text("member")),
        ("feed", text("feed_00000000000070008000000000000000")),
        ("lists", text("everything")),
        ("text", text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")),
        ("entries[0][take]", text("yes")),
        ("entries[0][kind]", text("window")),
        ("entries[0][name]", format!("An imported name {visitor}")),
        (
            "entries[0][times]",
            text(r#"{"zone":"UTC","starts":"2030-01-01T00:00","ends":"2030-01-02T00:00"}"#),
        ),
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
        ("structure", things.structure.to_string()),
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
            text(if function == "save_ticks" {
                "tests-green"
            } else {
                "true"
            }),
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
        (
            if planned { "on[]" } else { "on" },
            text(if planned { "tuesday" } else { "true" }),
        ),
        ("reason", text("Because.")),
        ("to_version", text("1.2.2")),
        ("comment", text("A comment.")),
        ("link", text("https://ci.example/1")),
        ("evidence", text("All of it")),
        ("asks", text("text")),
        ("names[]", text("previous-tag")),
        ("before[]", String::new()),
        ("values[]", text("v1.2.2")),
        ("markdown", text("- [ ] One thing\n")),
        ("from", text("2030-01-01T10:00")),
        ("until", text("2030-01-01T12:00")),
        ("lifts", text("windows")),
        ("expires_at", text("2030-01-01T10:00")),
        ("overridden", text("1")),
        ("justified", text("yes")),
        ("finding", text("A customer could not pay.")),
        ("step", text("save")),
        ("words", text("a")),
        ("starts", text(starts)),
        ("ends", text(ends)),
        ("repeats", text("never")),
        ("running", text("finish")),
        (if planned { "labels[]" } else { "labels" }, format!("label {visitor}")),
        ("notice_hours", visitor.to_string()),
        ("days", text("1")),
        ("minutes", text("15")),
        ("longer", text("0")),
        ("backup", text("false")),
    ]
}

/// What was on the page: in each form something else.
fn seen(function: &str, things: &Things) -> String {
    match function {
        "set_item" | "tick" | "give_evidence" | "book" | "release_booking" | "announce" | "remove_window"
        | "remove_absence" | "cancel_freeze" => "0".to_owned(),
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

/// Everything that is folded from the ledgers is as their entries say.
async fn agrees(app: &TestApp, after: &str) {
    let reports = app.shared.store.verify_instance().await.unwrap();
    let sound = reports.iter().all(|(_, report)| report.faults.is_empty());
    assert!(sound, "after {after}: {reports:?}");
}

/// How many entries were committed since the last look. They are told of before the answer goes out.
fn entries(told: &mut Receiver<Touched>) -> usize {
    let all = std::iter::from_fn(|| match told.try_recv() {
        Ok(touched) => Some(touched),
        Err(TryRecvError::Empty) => None,
        Err(error) => panic!("{error}"),
    });
    all.filter(|touched| touched.stream.is_some()).count()
}

#[tokio::test]
async fn every_function_answers_everybody_as_written_down() {
    let (app, house) = TestApp::with_house().await;
    app.found("Southwind", "southwind.example").await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
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
        let (deployment, number) = things.draft(&app, &house).await;
        let mut told = app.shared.store.subscribe();
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
            let added = entries(&mut told);
            if added > 0 {
                write!(line, "+{added}").unwrap();
            }
        }
        agrees(&app, path).await;
        table.push_str(line.trim_end());
        table.push('\n');
    }
    insta::assert_snapshot!("answers", table);
}
