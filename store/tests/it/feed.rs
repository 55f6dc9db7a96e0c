//! After each commit, whoever listens hears which stream was touched; on PostgreSQL other nodes too.

use std::time::Duration;

use domain::backend::Backend as _;
use domain::command::Command;
use domain::decide::LedgerName;
use domain::deployments::DeploymentCommand;
use domain::event::Stream;
use domain::testing::{ENGINEER, PAYMENTS, STAGING};
use domain::text::CommentText;
use store::Engine;

use crate::support::raw::Raw;
use crate::support::{TestStore, on_both};

on_both! {
    async fn commits_are_told_with_their_stream(test) {
        test.organization().await;
        let mut feed = test.store.subscribe();
        let (id, _) = test.draft(STAGING).await;
        loop {
            let touched = feed.recv().await.expect("the store lives");
            if touched.stream == Some(Stream::Deployment(id)) {
                assert_eq!(touched.ledger, LedgerName::Organization(PAYMENTS));
                break;
            }
        }
    }
}

/// The process of the database that listens for the only store there is: it begins soon after that was opened.
async fn listener(raw: &mut Raw) -> String {
    let listens = "SELECT CAST(pid AS TEXT) FROM pg_stat_activity \
        WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'";
    loop {
        if let [row] = raw.texts(listens).await.as_slice() {
            break row[0].clone().expect("a process");
        }
    }
}

fn signal(signal: &str, process: &str) {
    let sent = std::process::Command::new("kill").args([signal, process]).status();
    assert!(sent.expect("`kill` runs").success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_own_entry_does_not_hide_what_another_node_wrote_before() {
    let test = TestStore::empty(Engine::Postgres).await;
    test.organization().await;
    let (id, _) = test.draft(STAGING).await;
    let mut feed = test.store.subscribe();
    let mut raw = Raw::to(&test).await;
    // The other node's notice comes after this node's own.
    let process = listener(&mut raw).await;
    signal("-STOP", &process);
    let other = test.reopened().await;
    let comment = |text: &str| Command::Deployment {
        organization: PAYMENTS,
        deployment: id,
        command: DeploymentCommand::Comment {
            item: None,
            text: CommentText::parse(text).expect("a comment"),
        },
    };
    let request = test.request(test.actor(ENGINEER), comment("there"));
    let theirs = other.execute(request).await.expect("the team may").entries[0];
    let own = test
        .send(test.actor(ENGINEER), comment("here"))
        .await
        .expect("the team may")
        .entries[0];
    assert_eq!(own, theirs + 1);
    let both = async {
        let (mut of_theirs, mut of_own) = (false, false);
        while !(of_theirs && of_own) {
            let touched = feed.recv().await.expect("the store lives");
            assert_eq!(touched.ledger, LedgerName::Organization(PAYMENTS));
            of_theirs |= touched.stream.is_none() && touched.seq >= theirs;
            of_own |= touched.stream == Some(Stream::Deployment(id)) && touched.seq == own;
        }
    };
    // Sooner than the slow look would find it.
    let told = tokio::time::timeout(Duration::from_secs(3), both).await;
    signal("-CONT", &process);
    told.expect("both are told");
    other.shutdown().await;
    test.store.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_node_hears_of_it() {
    let test = TestStore::empty(Engine::Postgres).await;
    test.organization().await;
    let other = test.reopened().await;
    let mut feed = other.subscribe();
    let (_, number) = test.draft(STAGING).await;
    let touched = feed.recv().await.expect("the store lives");
    assert_eq!(touched.ledger, LedgerName::Organization(PAYMENTS));
    let seen = other.deployment(PAYMENTS, number).await.expect("it answers");
    assert!(seen.is_some());
    other.shutdown().await;
}
