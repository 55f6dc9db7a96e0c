//! What pages cost: at most six statements each (P13), whatever a deployment went through.

use ::app::templates::starters;
use domain::command::Command;
use domain::deployments::{ChangeNumber, DeploymentCommand};
use domain::text::CommentText;
use http::StatusCode;

use crate::app::{House, TestApp};
use crate::things::{PAGES, Things};

/// The most statements for one page: 09, P13.
const MOST: u64 = 6;

async fn comment(app: &TestApp, house: &House, things: &Things) -> ChangeNumber {
    let (deployment, number) = things.draft(app, house).await;
    for text in ["One.", "Two.", "Three."] {
        let command = Command::Deployment {
            organization: house.organization,
            deployment,
            command: DeploymentCommand::Comment {
                item: None,
                text: CommentText::parse(text).unwrap(),
            },
        };
        app.send(app.actor(house.engineer), command, Vec::new()).await;
    }
    number
}

#[tokio::test]
async fn no_page_needs_more_than_six_statements() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let mut number = ChangeNumber(0);
    for _ in 0..20 {
        number = comment(&app, &house, &things).await;
    }
    let mut owner = app.sign_in("owner@northwind.example").await;
    let mut seen = Vec::new();
    for page in PAGES {
        let path = things.address(&house, page, number);
        // The first visit also reads what is kept in memory from then on. The least of three counts: who read what is
        // noted in the background, at most once a second, and is no part of the page.
        let mut least = u64::MAX;
        for visit in 0..4 {
            let before = app.shared.store.statements();
            assert_eq!(owner.get(&path).await.status, StatusCode::OK, "{path}");
            if visit > 0 {
                least = least.min(app.shared.store.statements() - before);
            }
        }
        seen.push((path, least));
    }
    let too_many: Vec<_> = seen.iter().filter(|(_, count)| *count > MOST).collect();
    assert!(too_many.is_empty(), "{too_many:?}");
    assert!(seen.iter().all(|(_, count)| *count > 0), "nothing is counted: {seen:?}");
}
