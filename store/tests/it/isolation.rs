//! A command that breaks its turn takes nobody along, and a refused one changes nothing.

use std::sync::Arc;

use domain::backend::{Backend as _, BackendError};
use domain::command::Command;
use domain::deployments::DeploymentCommand;
use domain::id::TemplateId;
use domain::templates::TemplateCommand;
use domain::testing::{ADMIN, AUDITOR, ENGINEER, PAYMENTS, STAGING, checklist, content};
use domain::text::{CommentText, Slug, TemplateName};

use crate::support::{TestStore, on_both};

/// A template whose bodies nobody sent: the rules accept it, the turn cannot save it.
fn broken(test: &TestStore, number: usize) -> Command {
    let (mut content, _) = content(&checklist());
    content.source = crate::support::digest("never sent");
    Command::Template {
        organization: PAYMENTS,
        template: TemplateId::new(test.sources.next_uuid()),
        command: TemplateCommand::Create {
            slug: Slug::parse(&format!("broken-{number}")).expect("an address"),
            name: TemplateName::parse("Broken").expect("a name"),
            team: None,
            content,
        },
    }
}

fn comment(number: usize) -> DeploymentCommand {
    DeploymentCommand::Comment {
        item: None,
        text: CommentText::parse(&format!("comment {number}")).expect("a comment"),
    }
}

on_both! {
    async fn others_of_the_batch_go_through(test) {
        test.organization().await;
        let (id, number) = test.draft(STAGING).await;
        let test = Arc::new(test);
        let tasks: Vec<_> = (0..40)
            .map(|index| {
                let test = Arc::clone(&test);
                tokio::spawn(async move {
                    if index % 10 == 3 {
                        let broken = broken(&test, index);
                        assert_eq!(test.send(test.actor(ADMIN), broken).await, Err(BackendError::Internal));
                    } else if index % 10 == 7 {
                        let refused = test.does(AUDITOR, id, comment(index)).await;
                        assert!(matches!(refused, Err(BackendError::Refused(_))), "{refused:?}");
                    } else {
                        test.does(ENGINEER, id, comment(index)).await.expect("a member of the team may");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        let comments = test.store.comments(PAYMENTS, number, None).await.expect("it answers");
        assert_eq!(comments.len(), 32);
        assert_eq!(test.store.templates(PAYMENTS).await.expect("it answers").len(), 1);
        assert!(test.store.writable());
        test.verifies().await;
    }
}
