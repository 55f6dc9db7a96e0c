//! A request that comes again gets its first answer (D13, S12).

use std::sync::Arc;

use domain::backend::{Backend as _, BackendError};
use domain::command::{Command, Outcome, Request};
use domain::deployments::{DeploymentCommand, NewDeployment};
use domain::id::DeploymentId;
use domain::refusal::Refusal;
use domain::testing::{ENGINEER, OWNER, PAYMENTS, STAGING, TEMPLATE, details};

use crate::support::{TestStore, digest, on_both};

fn creation(test: &TestStore) -> Request {
    let deployment = DeploymentId::new(test.sources.next_uuid());
    let new = NewDeployment {
        deployment,
        template: TEMPLATE,
        version: None,
        details: details(STAGING),
        rolls_back: None,
    };
    let command = Command::Deployment {
        organization: PAYMENTS,
        deployment,
        command: DeploymentCommand::Create(Box::new(new)),
    };
    test.request(test.actor(ENGINEER), command)
}

on_both! {
    async fn the_first_answer_is_repeated(test) {
        test.organization().await;
        let request = creation(&test);
        let first = test.store.execute(request.clone()).await.expect("it is made");
        assert!(!first.repeated);
        let again = test.store.execute(request.clone()).await.expect("it is repeated");
        assert_eq!(again, Outcome { repeated: true, ..first.clone() });
        let elsewhere = test.reopened().await;
        let later = elsewhere.execute(request.clone()).await.expect("it is repeated");
        assert_eq!(later, again);
        elsewhere.shutdown().await;
        let other_fields = Request { digest: Some(digest("other fields")), ..request.clone() };
        let other_person = Request { actor: test.actor(OWNER), ..request };
        for reused in [other_fields, other_person] {
            let refused = test.store.execute(reused).await;
            assert_eq!(refused, Err(BackendError::Refused(Box::new(Refusal::RequestReused))));
        }
        test.verifies().await;
    }

    async fn what_nobody_can_send_again_is_kept_for_no_repetition(test) {
        test.organization().await;
        let later = test.now().plus_seconds(60);
        test.store.forget_answers(later).await.expect("it answers");
        let request = Request { digest: None, ..creation(&test) };
        test.store.execute(request.clone()).await.expect("it is made");
        // The rules judge it like any other: the deployment is there already.
        let again = test.store.execute(request).await;
        assert!(matches!(again, Err(BackendError::Refused(_))), "{again:?}");
        assert_eq!(test.store.forget_answers(later).await.expect("it answers"), 0);
        test.store.execute(creation(&test)).await.expect("it is made");
        assert_eq!(test.store.forget_answers(later).await.expect("it answers"), 1);
        test.verifies().await;
    }

    async fn an_answer_is_kept_for_its_time(test) {
        test.organization().await;
        let request = creation(&test);
        let first = test.store.execute(request.clone()).await.expect("it is made");
        let given = test.now();
        test.store.forget_answers(given.plus_seconds(-60)).await.expect("it answers");
        assert!(test.store.execute(request.clone()).await.expect("it is repeated").repeated);
        assert!(test.store.forget_answers(given.plus_seconds(1)).await.expect("it answers") > 0);
        assert_eq!(test.store.forget_answers(given.plus_seconds(1)).await.expect("it answers"), 0);
        // The rules judge it like any other: the deployment is there already.
        let again = test.store.execute(request).await;
        assert!(matches!(again, Err(BackendError::Refused(_))), "{first:?} {again:?}");
        test.verifies().await;
    }

    async fn a_double_click_makes_one(test) {
        test.organization().await;
        let request = creation(&test);
        let store = Arc::clone(&test.store);
        let tasks: Vec<_> = (0..32)
            .map(|_| {
                let (store, request) = (Arc::clone(&store), request.clone());
                tokio::spawn(async move { store.execute(request).await })
            })
            .collect();
        let mut firsts = 0;
        for task in tasks {
            let outcome = task.await.expect("no panic").expect("it is answered");
            assert_eq!(outcome.number.map(|number| number.0), Some(1));
            firsts += usize::from(!outcome.repeated);
        }
        assert_eq!(firsts, 1);
        test.verifies().await;
    }
}
