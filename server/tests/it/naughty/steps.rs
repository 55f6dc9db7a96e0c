//! Every text of a run: values for blanks, reasons of steps and of late changes, the log, the version to go back to.

use ::app::deployments::actions::items::SetItem;
use ::app::deployments::actions::notes::{FillIn, NoteLog};
use ::app::deployments::actions::steps::{Cancel, MarkFailed, RollBack};
use ::app::failure::Failure;
use domain::deployments::DeploymentCommand;
use domain::text::Reason;
use http::StatusCode;
use server_fn::ServerFn;

use super::deployments::{REASON, SMALL, on_the_trail};
use super::desk::{Desk, Field, Form, rounds, whole_number};
use super::world::{Ledger, Named, World};
use crate::things::Things;

const LOG: [Field; 4] = [
    Field::lines("issues", "Issues", 8000).optional(),
    Field::lines("resolutions", "Resolutions", 8000).optional(),
    Field::lines("notes", "Notes", 8000).optional(),
    Field::lines("deviations", "Deviations", 8000).optional(),
];

/// One blank for each text: all of them are sent as one form.
#[tokio::test]
async fn values_of_blanks_take_every_text() {
    let world = World::new().await;
    let field = Field::line("values[]", "Value", 500).optional();
    let texts = field.texts();
    let blank = |number: usize| format!("- [ ] Value {number}: ____ {{#blank-{number} .optional}}\n");
    let blanks: String = (0..texts.len()).map(blank).collect();
    let things = world
        .publish(
            "blanks",
            &format!("# Blanks\n\n## Pre-deployment\n\n{blanks}- [ ] Plain: ____ {{#plain .optional}}\n"),
        )
        .await;
    let mut desk = Desk::of(world.app.sign_in("engineer@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let filled = world.draft(&things).await;
    let head = [("org", world.house.slug.as_str()), ("deployment", filled.text.as_str())];
    let plain = [("names[]", "Plain"), ("before[]", ""), ("values[]", "Plain")];
    let plain: Vec<_> = head.into_iter().chain(plain).collect();
    assert_eq!(desk.client.call(FillIn::PATH, &plain).await.status, StatusCode::OK);
    let usual = world.read(&mut desk.client, &filled.page).await;
    let names: Vec<String> = (0..texts.len()).map(|number| format!("Value {number}")).collect();
    let form = |typed: &[String]| {
        let values = names.iter().zip(typed).flat_map(|(name, value)| {
            [
                ("names[]", name.clone()),
                ("before[]", String::new()),
                ("values[]", value.clone()),
            ]
        });
        let head = [
            ("org", &world.house.slug),
            ("deployment", &filled.text),
            ("page", &filled.page),
        ];
        head.map(|(name, value)| (name, value.clone()))
            .into_iter()
            .chain(values)
            .collect::<Vec<_>>()
    };
    let mut typed = texts;
    let pairs = form(&typed);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let told = desk.client.call(FillIn::PATH, &pairs).await;
    let Ok(Failure::Invalid { fields }) = serde_json::from_str(&told.body) else {
        panic!("{} {}", told.status, told.body)
    };
    for (index, value) in typed.iter_mut().enumerate() {
        let wrong = fields.iter().any(|error| error.field == format!("value-{index}"));
        assert_eq!(field.fits(value).is_err(), wrong, "{value:?}");
        if wrong {
            value.clear();
        }
    }
    let shown = desk.client.post(FillIn::PATH, &pairs).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shown.body.matches("aria-invalid=\"true\"").count(), fields.len());
    let pairs = form(&typed);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = desk.client.call(FillIn::PATH, &pairs).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let kept: Vec<String> = typed.iter().filter_map(|value| field.fits(value).unwrap()).collect();
    ledger.holds(&kept, "values").await;
    let page = world.read(&mut desk.client, &filled.page).await;
    for text in &kept {
        assert!(page.holds(text), "{text:?} on {}", filled.page);
    }
    page.is_as_usual(&usual, &filled.page);
    world.is_sound().await;
}

/// A draft of the engineer, taken so far.
async fn taken(world: &World, things: &Things, steps: &[DeploymentCommand]) -> Named {
    let deployment = world.draft(things).await;
    for step in steps {
        world.does(world.house.engineer, &deployment, step.clone()).await;
    }
    deployment
}

#[tokio::test]
async fn the_log_and_every_end_of_a_deployment_take_every_text() {
    let world = World::new().await;
    let mut things = world.publish("small", SMALL).await;
    // Nobody signs there, so that each text has a deployment of its own in no time.
    things.details.environment = world.environment("Development").await;
    let mut desk = Desk::of(world.app.sign_in("engineer@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let org = world.house.slug.as_str();
    let out_of_the_way = DeploymentCommand::MarkFailed {
        reason: Reason::parse("Out of the way").unwrap(),
    };
    let started = [DeploymentCommand::Submit, DeploymentCommand::Start];
    let back = Field::line("to_version", "Version to go back to", 80);
    let fields: Vec<Field> = LOG.into_iter().chain([REASON]).collect();
    let mut rubbish = true;
    for texts in rounds(&fields) {
        let (log, reason) = texts.split_at(LOG.len());
        let draft = taken(&world, &things, &[]).await;
        let fixed = [("org", org), ("deployment", draft.text.as_str())];
        let cancel = Form {
            path: Cancel::PATH,
            page: &draft.page,
            fixed: &fixed,
        };
        desk.type_in(&cancel, &[REASON], reason).await;

        let run = taken(&world, &things, &started).await;
        let fixed = [
            ("org", org),
            ("deployment", run.text.as_str()),
            ("seen", "{}"),
            ("to_version", "1.0.0"),
        ];
        let form = |path| Form {
            path,
            page: &run.page,
            fixed: &fixed,
        };
        desk.type_in(&form(NoteLog::PATH), &LOG, log).await;
        if rubbish {
            desk.types_rubbish(&form(NoteLog::PATH), &[whole_number("downtime", "Downtime")])
                .await;
            rubbish = false;
        }
        desk.type_in(&form(RollBack::PATH), &[REASON], reason).await;
        if desk.type_in(&form(MarkFailed::PATH), &[REASON], reason).await.is_none() {
            world.does(world.house.engineer, &run, out_of_the_way.clone()).await;
        }
    }
    let kept = desk.kept.clone();
    ledger.holds(&kept, "ends").await;
    on_the_trail(&world, &mut desk, &kept).await;
    desk.kept.clear();
    let mut run = taken(&world, &things, &started).await;
    for text in back.texts() {
        let fixed = [("org", org), ("deployment", run.text.as_str()), ("reason", "Back")];
        let form = Form {
            path: RollBack::PATH,
            page: &run.page,
            fixed: &fixed,
        };
        if desk.type_in(&form, &[back], &[text]).await.is_some() {
            world.does(world.house.engineer, &run, out_of_the_way.clone()).await;
            run = taken(&world, &things, &started).await;
        }
    }
    ledger.holds(&desk.kept, "versions to go back to").await;
    world.is_sound().await;
}

#[tokio::test]
async fn reasons_of_late_changes_take_every_text() {
    let world = World::new().await;
    let reason = Field::lines("reason", "Reason for the late change", 2000);
    let texts = reason.texts();
    let late = |number: usize| format!("- [ ] Late {number} {{#late-{number} .optional}}\n");
    let late: String = (0..texts.len()).map(late).collect();
    let mut things = world
        .publish("late", &format!("# Late\n\n## Deployment steps\n\n{late}"))
        .await;
    things.details.environment = world.environment("Development").await;
    let steps = [
        DeploymentCommand::Submit,
        DeploymentCommand::Start,
        DeploymentCommand::FinishDeploying,
    ];
    let verified = taken(&world, &things, &steps).await;
    let mut desk = Desk::of(world.app.sign_in("engineer@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let usual = world.read(&mut desk.client, &verified.page).await;
    for (index, text) in texts.into_iter().enumerate() {
        // Without a reason it is refused by the rules, for which there is a test of its own.
        if text.trim().is_empty() {
            continue;
        }
        let item = format!("late-{index}");
        let page = format!("{}/items/{item}", verified.page);
        let org = world.house.slug.as_str();
        let fixed = [
            ("org", org),
            ("deployment", &verified.text),
            ("item", &item),
            ("seen", "0"),
            ("to", "done"),
        ];
        let form = Form {
            path: SetItem::PATH,
            page: &page,
            fixed: &fixed,
        };
        desk.type_in(&form, &[reason], &[text]).await;
    }
    ledger.holds(&desk.kept, "late changes").await;
    let page = world.read(&mut desk.client, &verified.page).await;
    page.is_as_usual(&usual, &verified.page);
    world.is_sound().await;
}
