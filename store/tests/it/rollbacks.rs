//! Rolling back what is over: both ends of the link in one turn, and read from either (D7).

use domain::backend::{Backend as _, BackendError, Beside, Rollback};
use domain::deployments::{
    ChangeNumber, DeploymentCommand, DeploymentType, Details, NewDeployment, RollsBack, StageName,
};
use domain::id::{DeploymentId, EnvironmentId};
use domain::refusal::Refusal;
use domain::testing::{ENGINEER, PAYMENTS, PRODUCTION, STAGING, Scene, TEMPLATE, details};
use domain::text::VersionText;

use crate::support::{TestStore, on_both};

/// The command that makes `id` a rollback of `undone`, in an environment, where a form showed `seen` of them.
fn create(id: DeploymentId, (undone, seen): (DeploymentId, usize), environment: EnvironmentId) -> DeploymentCommand {
    DeploymentCommand::Create(Box::new(NewDeployment {
        deployment: id,
        template: TEMPLATE,
        version: None,
        details: Details {
            kind: DeploymentType::Rollback,
            version: VersionText::parse("2.3.9").expect("a version"),
            ..details(environment)
        },
        rolls_back: Some(RollsBack {
            deployment: undone,
            seen,
        }),
    }))
}

async fn rollbacks(test: &TestStore, number: ChangeNumber) -> Vec<(ChangeNumber, StageName)> {
    let opened = test.opened(number).await;
    let rollbacks = opened.rollbacks.iter();
    rollbacks.map(|known| (known.number, known.stage)).collect()
}

on_both! {
    async fn a_rollback_and_what_it_goes_back_from_know_each_other(test) {
        test.organization().await;
        let (undone, number) = test.started().await;
        let id = DeploymentId::new(test.sources.next_uuid());
        let early = test.does(ENGINEER, id, create(id, (undone, 0), PRODUCTION)).await;
        let stage = StageName::Running;
        assert_eq!(early, Err(BackendError::Refused(Box::new(Refusal::WrongStage { stage }))));
        test.completes(undone, number, 60).await;
        assert_eq!(rollbacks(&test, number).await, []);
        let made = test.does(ENGINEER, id, create(id, (undone, 0), PRODUCTION)).await.expect("it is over");
        let made = made.number.expect("it was given a number");
        assert_eq!(made, ChangeNumber(number.0 + 1), "the number is the new one's");
        let linked = test.opened(made).await.deployment.rolls_back.expect("it goes back");
        assert_eq!((linked.deployment, linked.number), (undone, number));
        assert_eq!(rollbacks(&test, number).await, [(made, StageName::Draft)]);

        test.does(ENGINEER, id, DeploymentCommand::Submit).await.expect("a draft");
        assert_eq!(rollbacks(&test, number).await, [(made, StageName::Preparing)], "where it stands now");
        let reason = Scene::reason("the fix came first");
        test.does(ENGINEER, id, DeploymentCommand::Cancel { reason }).await.expect("it was not started");
        let again = DeploymentId::new(test.sources.next_uuid());
        let blind = test.does(ENGINEER, again, create(again, (undone, 0), PRODUCTION)).await;
        let refused = Refusal::RolledBackMeanwhile { by: made };
        assert_eq!(blind, Err(BackendError::Refused(Box::new(refused))), "the form did not show the first");
        test.does(ENGINEER, again, create(again, (undone, 1), PRODUCTION)).await.expect("the first was given up");
        let stages: Vec<StageName> = rollbacks(&test, number).await.iter().map(|(_, stage)| *stage).collect();
        assert_eq!(stages, [StageName::Cancelled, StageName::Draft]);
        let told = test.store.timeline(PAYMENTS, number, None, None, 2).await.expect("it reads");
        assert_eq!(told.len(), 2, "both stand in the history of what is undone");
        test.verifies().await;
    }

    async fn of_many_rollbacks_the_newest_are_read(test) {
        test.organization().await;
        let (undone, number) = test.started().await;
        test.completes(undone, number, 60).await;
        for seen in 0..Rollback::MOST + 2 {
            let id = DeploymentId::new(test.sources.next_uuid());
            test.does(ENGINEER, id, create(id, (undone, seen), PRODUCTION)).await.expect("it was shown the others");
        }
        let read: Vec<u64> = rollbacks(&test, number).await.iter().map(|(made, _)| made.0).collect();
        let newest: Vec<u64> = (4..=11).collect();
        assert_eq!(read, newest);
        assert_eq!(test.opened(number).await.deployment.rolled_back_by.len(), Rollback::MOST + 2);
    }

    async fn what_is_refused_links_nothing(test) {
        test.organization().await;
        let (undone, number) = test.started().await;
        test.completes(undone, number, 60).await;
        let id = DeploymentId::new(test.sources.next_uuid());
        let refused = test.does(ENGINEER, id, create(id, (undone, 0), STAGING)).await;
        assert!(matches!(refused, Err(BackendError::Refused(_))), "{refused:?}");
        let unknown = DeploymentId::new(test.sources.next_uuid());
        let refused = test.does(ENGINEER, id, create(id, (unknown, 0), PRODUCTION)).await;
        assert!(matches!(refused, Err(BackendError::Refused(_))), "{refused:?}");
        assert_eq!(rollbacks(&test, number).await, []);
        test.verifies().await;
    }

    async fn what_was_completed_beside_it_is_read(test) {
        test.organization().await;
        let beside = async |number| test.store.completed_beside(PAYMENTS, number).await.expect("it reads");
        let (first, number) = test.started().await;
        assert_eq!(beside(number).await, Beside::default());
        test.completes(first, number, 60).await;
        assert_eq!(beside(number).await, Beside::default(), "itself is not beside it");
        let version = test.opened(number).await.deployment.details.version;
        let (_, draft) = test.draft(PRODUCTION).await;
        let (_, elsewhere) = test.draft(STAGING).await;
        let before = |number| Beside { before: Some((number, version.clone())), after: None };
        assert_eq!(beside(draft).await, before(number));
        assert_eq!(beside(elsewhere).await, Beside::default(), "another environment");
        for _ in 0..2 {
            let (next, latest) = test.started().await;
            test.completes(next, latest, 60).await;
        }
        let (_, newest) = test.draft(PRODUCTION).await;
        let (second, third) = (ChangeNumber(elsewhere.0 + 1), ChangeNumber(elsewhere.0 + 2));
        assert_eq!(beside(newest).await, before(third), "the nearest");
        assert_eq!(beside(draft).await.after, Some((third, version.clone())), "the last");
        assert_eq!(beside(second).await, Beside { before: Some((number, version.clone())), after: Some((third, version.clone())) });
    }
}
