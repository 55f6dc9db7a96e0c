//! From an empty database to a completed deployment, and every page on the way.

use domain::backend::Backend as _;
use domain::deployments::{ChangeNumber, DeploymentCommand, DeploymentFilter, StageName};
use domain::templates::Roster;
use domain::testing::PRODUCTION;
use domain::testing::{DEPLOYER, DEVOPS_LEAD, ENGINEER, PAYMENTS, PRODUCT_OWNER, STRANGER, TECH_LEAD};

use crate::support::actions::payments;
use crate::support::on_both;

on_both! {
    async fn a_deployment_is_signed_and_completed(test) {
        test.organization().await;
        let (id, number) = test.draft(PRODUCTION).await;
        assert_eq!(number, ChangeNumber(1));
        test.does(ENGINEER, id, DeploymentCommand::Submit).await.expect("it is ready to be signed");
        test.tick_all(ENGINEER, number).await;
        let work = test.store.my_work(PAYMENTS, TECH_LEAD).await.expect("it answers");
        assert_eq!(work.waiting.len(), 1);
        assert!(work.waiting[0].ready);
        for person in [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER] {
            test.sign(person, number, Roster::Pre).await.expect("the slot is theirs");
        }
        let work = test.store.my_work(PAYMENTS, TECH_LEAD).await.expect("it answers");
        assert_eq!(work.waiting, []);
        test.does(ENGINEER, id, DeploymentCommand::Start).await.expect("nothing blocks");
        test.tick_all(ENGINEER, number).await;
        test.does(ENGINEER, id, DeploymentCommand::FinishDeploying).await.expect("nothing blocks");
        test.tick_all(ENGINEER, number).await;
        for person in [DEPLOYER, TECH_LEAD] {
            test.sign(person, number, Roster::Post).await.expect("the slot is theirs");
        }
        test.does(ENGINEER, id, DeploymentCommand::Complete).await.expect("nothing blocks");
        let page = test.store.deployments(PAYMENTS, &DeploymentFilter { limit: 50, ..DeploymentFilter::default() }).await;
        let page = page.expect("it answers");
        assert_eq!(page.lines.len(), 1);
        assert_eq!(page.lines[0].stage, StageName::Completed);
        assert_eq!(page.lines[0].number, number);
        assert!(test.store.open(&payments(), STRANGER).await.expect("it answers").is_none());
        test.verifies().await;
    }
}
