//! Before anything is made: slots that may be signed ahead, and what a choice is warned of.

use ::app::deployments::actions::details::CreateDeployment;
use ::app::templates::actions::{ExportTemplate, SaveChecklist};
use ::app::templates::starters;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::TestApp;
use crate::things::Things;

const CHECKLIST: &str = "# Ahead\n\n## Before\n- [ ] One\n\n## Sign-off\n- [ ] Tech Lead\n- [ ] Security\n";
/// The box of the slot of the tech lead, ticked.
const TICKED: &str = "name=\"ahead[]\" value=\"pre-tech-lead\" checked";

#[tokio::test]
async fn t6_who_may_sign_ahead_is_ticked_in_the_preview_and_stays_over_versions() {
    let (app, house) = TestApp::with_house().await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let org = ("org", house.slug.as_str());
    let page = ("page", &*format!("/{}/templates/import", house.slug));
    let preview = owner
        .post(SaveChecklist::PATH, &[org, page, ("markdown", CHECKLIST)])
        .await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    assert!(!preview.body.contains(TICKED));
    let (slots, shown) = (preview.hidden("slots"), preview.hidden("shown"));
    assert!(slots.starts_with("pre-tech-lead pre-security"), "{slots}");
    let boxes = preview.body.matches("May be signed ahead of open items").count();
    assert_eq!(boxes, slots.split(' ').count(), "one for each slot");
    let mut fields = vec![org, page, ("markdown", CHECKLIST), ("shown", &shown), ("slots", &slots)];
    fields.extend(shown.split(' ').map(|id| ("keep[]", id)));
    fields.push(("ahead[]", "pre-tech-lead"));
    let again = owner.post(SaveChecklist::PATH, &fields).await;
    assert!(again.body.contains(TICKED), "{}", again.body);
    fields.push(("step", "text"));
    let text = owner.post(SaveChecklist::PATH, &fields).await;
    assert_eq!(
        text.hidden("ahead[]"),
        "pre-tech-lead",
        "back to the text and nothing is lost"
    );
    fields.pop();
    fields.push(("step", "save"));
    let saved = owner.post(SaveChecklist::PATH, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let template = owner.get(saved.header("location")).await.body;
    assert_eq!(
        template.matches("May be signed ahead of open items").count(),
        1,
        "{template}"
    );

    // The next version begins with the export, which says it.
    let address = [org, ("template", "ahead")];
    let export = owner.post(ExportTemplate::PATH, &address).await.body;
    assert!(
        export.contains("\"key\":\"pre-tech-lead\"") && export.contains("\"ahead\":true"),
        "{export}"
    );
    let fields = [
        org,
        ("page", &*format!("/{}/templates/ahead/edit", house.slug)),
        ("template", "ahead"),
        ("markdown", &export),
    ];
    let next = owner.post(SaveChecklist::PATH, &fields).await.body;
    assert!(next.contains(TICKED), "{next}");
}

#[tokio::test]
async fn warnings_are_about_what_is_chosen_and_checking_makes_nothing() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let mut engineer = app.sign_in("engineer@northwind.example").await;
    let path = format!("/{}/deployments/new", house.slug);
    let slug = domain::text::Slug::parse(&house.slug).unwrap();
    let opened = app.shared.backend.open(&slug, house.owner).await.unwrap().unwrap();
    let environment = |name: &str| {
        let known = opened.directory.environments.iter();
        let found = known.into_iter().find(|(_, known)| known.name.as_str() == name);
        found.unwrap().0.to_string()
    };
    let (development, production) = (environment("Development"), environment("Production"));
    let fresh = engineer.get(&path).await.body;
    assert!(fresh.contains("For an environment that needs sign-offs:"), "{fresh}");
    let chosen = engineer
        .get(&format!("{path}?template=web-service&environment={production}"))
        .await
        .body;
    assert!(
        chosen.contains("For Production:") && chosen.contains("cannot be given"),
        "{chosen}"
    );
    let chosen = engineer.get(&format!("{path}?environment={development}")).await.body;
    assert!(!chosen.contains("cannot be given"), "{chosen}");

    let (template, service) = (things.template.to_string(), things.details.service.to_string());
    let check = |environment| {
        [
            ("org", house.slug.as_str()),
            ("page", path.as_str()),
            ("template", &template),
            ("title", "Typed before checking"),
            ("version", ""),
            ("kind", "standard"),
            ("service", &service),
            ("environment", environment),
            ("step", "check"),
        ]
    };
    let checked = engineer.post(CreateDeployment::PATH, &check(&production)).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    assert!(checked.body.contains("For Production:"), "{}", checked.body);
    assert!(
        checked.body.contains("value=\"Typed before checking\""),
        "nothing typed is lost"
    );
    assert!(!checked.body.contains("aria-invalid"), "nothing is refused");
    let checked = engineer.post(CreateDeployment::PATH, &check(&development)).await.body;
    assert!(checked.contains("Nothing to warn of for this choice."), "{checked}");
    let list = engineer.get(&format!("/{}/deployments", house.slug)).await.body;
    assert!(!list.contains("Typed before checking"), "nothing was made");
}
