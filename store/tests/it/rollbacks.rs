//! Going back from what is over: both ends of the link in one turn, and read from either (D7).

use domain::backend::{Backend as _, BackendError, Rollback};
use domain::deployments::{ChangeNumber, DeploymentCommand, DeploymentType, Details, NewDeployment, StageName};
use domain::id::{DeploymentId, EnvironmentId};
use domain::refusal::Refusal;
use domain::testing::{ENGINEER, PAYMENTS, PRODUCTION, STAGING, Scene, TEMPLATE, details};
use domain::text::VersionText;

use crate::support::{TestStore, on_both};

/// The command that makes `id` a rollback of `undone`, in an environment.
fn create(id: DeploymentId, undone: DeploymentId, environment: EnvironmentId) -> DeploymentCommand {
    DeploymentCommand::Create(Box::new(NewDeployment {
        deployment: id,
        template: TEMPLATE,
        version: None,
        details: Details {
            kind: DeploymentType::Rollback,
            version: VersionText::parse("2.3.9").expect("a version"),
            ..details(environment)
        },
        rolls_back: Some(undone),
    }))
}

async fn rollbacks(test: &TestStore, number: ChangeNumber) -> Vec<Rollback> {
    test.opened(number).await.rollbacks
}

on_both! {
    async fn a_rollback_and_what_it_goes_back_from_know_each_other(test) {
        test.organization().await;
        let (undone, number) = test.started().await;
        let id = DeploymentId::new(test.sources.next_uuid());
        let early = test.does(ENGINEER, id, create(id, undone, PRODUCTION)).await;
        let stage = StageName::Running;
        assert_eq!(early, Err(BackendError::Refused(Box::new(Refusal::WrongStage { stage }))));
        test.completes(undone, number, 60).await;
        assert_eq!(rollbacks(&test, number).await, []);
        let made = test.does(ENGINEER, id, create(id, undone, PRODUCTION)).await.expect("it is over");
        let made = made.number.expect("it was given a number");
        assert_eq!(made, ChangeNumber(number.0 + 1), "the number is the new one's");
        let linked = test.opened(made).await.deployment.rolls_back.expect("it goes back");
        assert_eq!((linked.deployment, linked.number), (undone, number));
        assert_eq!(rollbacks(&test, number).await, [Rollback { number: made, stage: StageName::Draft }]);

        test.does(ENGINEER, id, DeploymentCommand::Submit).await.expect("a draft");
        let prepared = Rollback { number: made, stage: StageName::Preparing };
        assert_eq!(rollbacks(&test, number).await, [prepared], "where it stands now");
        let reason = Scene::reason("the fix came first");
        test.does(ENGINEER, id, DeploymentCommand::Cancel { reason }).await.expect("it was not started");
        let again = DeploymentId::new(test.sources.next_uuid());
        test.does(ENGINEER, again, create(again, undone, PRODUCTION)).await.expect("the first was given up");
        let stages: Vec<StageName> = rollbacks(&test, number).await.iter().map(|known| known.stage).collect();
        assert_eq!(stages, [StageName::Cancelled, StageName::Draft]);
        let told = test.store.timeline(PAYMENTS, number, None, None, 2).await.expect("it reads");
        assert_eq!(told.len(), 2, "both stand in the history of what is undone");
        test.verifies().await;
    }

    async fn what_is_refused_links_nothing(test) {
        test.organization().await;
        let (undone, number) = test.started().await;
        test.completes(undone, number, 60).await;
        let id = DeploymentId::new(test.sources.next_uuid());
        let refused = test.does(ENGINEER, id, create(id, undone, STAGING)).await;
        assert!(matches!(refused, Err(BackendError::Refused(_))), "{refused:?}");
        let unknown = DeploymentId::new(test.sources.next_uuid());
        let refused = test.does(ENGINEER, id, create(id, unknown, PRODUCTION)).await;
        assert!(matches!(refused, Err(BackendError::Refused(_))), "{refused:?}");
        assert_eq!(rollbacks(&test, number).await, []);
        test.verifies().await;
    }

    async fn what_was_completed_in_its_place_before_it_is_read(test) {
        test.organization().await;
        let before = async |number| test.store.version_before(PAYMENTS, number).await.expect("it reads");
        let (first, number) = test.started().await;
        test.completes(first, number, 60).await;
        assert_eq!(before(number).await, None);
        let version = test.opened(number).await.deployment.details.version;
        let (_, draft) = test.draft(PRODUCTION).await;
        let (_, elsewhere) = test.draft(STAGING).await;
        assert_eq!(before(draft).await, Some((number, version.clone())));
        assert_eq!(before(elsewhere).await, None, "another environment");
        let (second, latest) = test.started().await;
        assert_eq!(before(latest).await, Some((number, version)), "drafts are passed over");
        test.completes(second, latest, 60).await;
        let (_, newest) = test.draft(PRODUCTION).await;
        assert_eq!(before(newest).await.map(|(number, _)| number), Some(latest), "the nearest");
    }
}
