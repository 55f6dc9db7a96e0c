//! After each commit, whoever listens hears which stream was touched; on PostgreSQL other nodes too.

use domain::decide::LedgerName;
use domain::event::Stream;
use domain::testing::{PAYMENTS, STAGING};
use store::Engine;

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_node_hears_of_it() {
    let test = TestStore::empty(Engine::Postgres).await;
    test.organization().await;
    let other = test.reopened().await;
    let mut feed = other.subscribe();
    let (_, number) = test.draft(STAGING).await;
    let touched = feed.recv().await.expect("the store lives");
    assert_eq!(touched.ledger, LedgerName::Organization(PAYMENTS));
    let seen = domain::backend::Backend::deployment(&other, PAYMENTS, number)
        .await
        .expect("it answers");
    assert!(seen.is_some());
    other.shutdown().await;
}
