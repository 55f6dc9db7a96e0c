//! Every text of those who sign: comments, reasons not to, reasons to wait.

use ::app::deployments::actions::signing::{Decline, RequestChanges, Sign, Withdraw};
use ::app::deployments::actions::steps::Hold;
use domain::deployments::DeploymentCommand;
use server_fn::ServerFn;

use super::deployments::{REASON, on_the_trail};
use super::desk::{Desk, Field, Form, rounds};
use super::world::{Ledger, World};

const CHECKLIST: &str =
    "# Signed\n\n## Pre-deployment\n\n- [ ] One thing {#one .optional}\n\n## Sign-off\n\n- [ ] Tech Lead: ______\n";
/// The comment of a signature, and the reason for none: one field of the page, and two limits.
const COMMENT: Field = Field::lines("comment", "Comment", 8000).optional();
const WHY: Field = Field::lines("comment", "Comment", 2000);

#[tokio::test]
async fn signatures_and_refusals_to_sign_take_every_text() {
    let world = World::new().await;
    let things = world.publish("signed", CHECKLIST).await;
    let signed = world.draft(&things).await;
    world
        .does(world.house.engineer, &signed, DeploymentCommand::Submit)
        .await;
    let number = signed.number.to_string();
    let mut lead = Desk::of(world.app.sign_in("lead@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let page = format!("{}/sign/pre-tech-lead", signed.page);
    let fixed = [
        ("org", world.house.slug.as_str()),
        ("deployment", &signed.text),
        ("number", &number),
        ("roster", "pre"),
        ("slot", "pre-tech-lead"),
        ("meaning", "approved"),
        ("items[]", "one"),
    ];
    let form = |path| Form {
        path,
        page: &page,
        fixed: &fixed,
    };
    let mut kept = Vec::new();
    for texts in rounds(&[COMMENT, REASON, WHY]) {
        let [comment, reason, why] = [0, 1, 2].map(|at| &texts[at..=at]);
        lead.type_in(&form(RequestChanges::PATH), &[WHY], why).await;
        if lead.type_in(&form(Decline::PATH), &[WHY], why).await.is_some() {
            world
                .does(world.house.engineer, &signed, DeploymentCommand::Submit)
                .await;
        }
        // Each round of signatures has a document of its own.
        let sheet = lead.client.get(&page).await;
        let (document, position) = (sheet.hidden("document"), sheet.hidden("position"));
        let fixed: Vec<_> = fixed
            .into_iter()
            .chain([("document", document.as_str()), ("position", &position)])
            .collect();
        let sign = Form {
            path: Sign::PATH,
            page: &page,
            fixed: &fixed,
        };
        let Some((answer, _)) = lead.type_in(&sign, &[COMMENT], comment).await else {
            continue;
        };
        let signoff = answer.header("location").rsplit_once("signed=").unwrap().1.to_owned();
        let fixed = [
            ("org", world.house.slug.as_str()),
            ("deployment", &signed.text),
            ("signoff", &signoff),
        ];
        let withdraw = Form {
            path: Withdraw::PATH,
            page: &signed.page,
            fixed: &fixed,
        };
        if lead.type_in(&withdraw, &[REASON], reason).await.is_none() {
            let signoff = signoff.parse().unwrap();
            let reason = domain::text::Reason::parse("Again").unwrap();
            world
                .does(
                    world.house.lead,
                    &signed,
                    DeploymentCommand::Withdraw { signoff, reason },
                )
                .await;
        }
        ledger.holds(&lead.kept, &page).await;
        kept.append(&mut lead.kept);
    }
    on_the_trail(&world, &mut lead, &kept).await;
    world.is_sound().await;
}

#[tokio::test]
async fn holds_take_every_text() {
    let world = World::new().await;
    let things = world.publish("signed", CHECKLIST).await;
    let held = world.draft(&things).await;
    world.does(world.house.engineer, &held, DeploymentCommand::Submit).await;
    let mut desk = Desk::of(world.app.sign_in("engineer@northwind.example").await);
    let mut ledger = Ledger::of(&world).await;
    let fixed = [("org", world.house.slug.as_str()), ("deployment", &held.text)];
    let form = Form {
        path: Hold::PATH,
        page: &held.page,
        fixed: &fixed,
    };
    let mut usual = None;
    for text in REASON.texts() {
        let Some((_, kept)) = desk.type_in(&form, &[REASON], &[text]).await else {
            continue;
        };
        let shown = world.read(&mut desk.client, &held.page).await;
        for text in kept.iter().flatten() {
            assert!(shown.holds(text), "{text:?} on {}", held.page);
        }
        // That the first one does nothing either, the others show: they would be told by what they lack.
        match &usual {
            None => usual = Some(shown),
            Some(usual) => shown.is_as_usual(usual, &held.page),
        }
        world
            .does(world.house.engineer, &held, DeploymentCommand::Release)
            .await;
    }
    ledger.holds(&desk.kept, &held.page).await;
    world.is_sound().await;
}
