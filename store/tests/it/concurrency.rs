//! Many clients at once: nothing lost, nothing doubled, numbers without gaps (I1-I4, I6).

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::backend::Backend as _;
use domain::deployments::{ChangeNumber, DeploymentCommand, DeploymentFilter, ItemChange, ItemMove};
use domain::id::DeploymentId;
use domain::templates::ItemKey;
use domain::testing::{ENGINEER, PAYMENTS, STAGING};

use crate::support::{TestStore, on_both};

/// Clients.
const CLIENTS: usize = 64;
/// Commands of each: 64 × 32 = 2,048.
const COMMANDS: usize = 32;
/// Items that may be ticked in a draft.
const ITEMS: [&str; 4] = ["tests-green", "code-reviewed", "second-reviewer", "backup-taken"];

/// One client ticks and un-ticks an item of its own; the numbers of its entries.
async fn client(test: Arc<TestStore>, deployment: DeploymentId, item: &'static str) -> Vec<u64> {
    let item = ItemKey::parse(item).expect("a key");
    let mut seen = 0;
    let mut entries = Vec::with_capacity(COMMANDS);
    for number in 0..COMMANDS {
        let to = if number % 2 == 0 {
            ItemMove::Done
        } else {
            ItemMove::Reopen
        };
        let changes = vec![ItemChange {
            item: item.clone(),
            seen,
            to,
            reason: None,
        }];
        let command = DeploymentCommand::ChangeItems {
            changes,
            confirmed: false,
        };
        let outcome = test
            .does(ENGINEER, deployment, command)
            .await
            .expect("nobody else touches the item");
        let [entry] = outcome.entries[..] else {
            panic!("one tick is one entry: {outcome:?}");
        };
        seen = entry;
        entries.push(entry);
    }
    entries
}

on_both! {
    async fn two_thousand_ticks_of_sixty_four_clients(test) {
        test.organization().await;
        let test = Arc::new(test);
        let made = (0..CLIENTS / ITEMS.len()).map(|_| {
            let test = Arc::clone(&test);
            tokio::spawn(async move { test.draft(STAGING).await })
        });
        let mut deployments = Vec::new();
        for task in made.collect::<Vec<_>>() {
            deployments.push(task.await.expect("no panic"));
        }
        let numbers: BTreeSet<ChangeNumber> = deployments.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers, (1..=deployments.len() as u64).map(ChangeNumber).collect());
        let before = test.store.entry(PAYMENTS, 0).await.expect("it answers").expect("it is there").size;
        let clients = deployments.iter().flat_map(|(id, _)| ITEMS.iter().map(|item| (*id, *item)));
        let tasks: Vec<_> = clients
            .map(|(id, item)| tokio::spawn(client(Arc::clone(&test), id, item)))
            .collect();
        let mut entries = Vec::new();
        for task in tasks {
            entries.extend(task.await.expect("no panic"));
        }
        entries.sort_unstable();
        let expected: Vec<u64> = (before..before + (CLIENTS * COMMANDS) as u64).collect();
        assert_eq!(entries, expected);
        for (_, number) in &deployments {
            let states = test.opened(*number).await.deployment.items;
            assert_eq!(states.len(), ITEMS.len());
        }
        let filter = DeploymentFilter { limit: 200, ..DeploymentFilter::default() };
        assert_eq!(test.store.deployments(PAYMENTS, &filter).await.expect("it answers").lines.len(), deployments.len());
        test.verifies().await;
    }
}
