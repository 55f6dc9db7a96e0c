//! Two programs on one database: what one remembers never outlives what the other wrote.

use domain::backend::Backend as _;
use domain::command::Command;
use domain::deployments::{DeploymentCommand, ItemMove};
use domain::templates::{ItemKey, Roster};
use domain::testing::{DEVOPS_LEAD, ENGINEER, PAYMENTS, PRODUCT_OWNER, STAGING, TECH_LEAD};

use crate::support::{TestStore, on_both};

on_both! {
    async fn two_programs_take_turns(test) {
        test.organization().await;
        let other = TestStore {
            store: std::sync::Arc::new(test.reopened().await),
            url: test.url.clone(),
            engine: test.engine,
            sources: std::sync::Arc::clone(&test.sources),
            _folder: None,
        };
        let (id, number) = test.draft(STAGING).await;
        let item = ItemKey::parse("tests-green").expect("a key");
        for round in 0..6 {
            let (first, second) = if round % 2 == 0 { (&test, &other) } else { (&other, &test) };
            first.tick(ENGINEER, number, &item, ItemMove::Done).await.expect("it is open");
            second.tick(TECH_LEAD, number, &item, ItemMove::Reopen).await.expect("it is done");
        }
        other.does(ENGINEER, id, DeploymentCommand::Submit).await.expect("it is a draft");
        test.tick_all(ENGINEER, number).await;
        other.sign(TECH_LEAD, number, Roster::Pre).await.expect("the slot is theirs");
        test.sign(DEVOPS_LEAD, number, Roster::Pre).await.expect("the slot is theirs");
        other.sign(PRODUCT_OWNER, number, Roster::Pre).await.expect("the slot is theirs");
        let start = Command::Deployment { organization: PAYMENTS, deployment: id, command: DeploymentCommand::Start };
        test.store.execute(test.request(test.actor(ENGINEER), start)).await.expect("nothing blocks");
        assert_eq!(test.opened(number).await.deployment, other.opened(number).await.deployment);
        other.verifies().await;
        other.store.shutdown().await;
    }
}
