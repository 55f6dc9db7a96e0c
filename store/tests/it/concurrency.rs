//! Many clients at once: nothing lost, nothing doubled, numbers without gaps (I1-I4, I6).

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::backend::Backend as _;
use domain::deployments::{
    ChangeNumber, DeploymentCommand, DeploymentFilter, ItemChange, ItemMove, SlotStanding, Standing,
};
use domain::id::{DeploymentId, PersonId};
use domain::templates::{ItemKey, Roster};
use domain::testing::{DEVOPS_LEAD, ENGINEER, PAYMENTS, PRODUCT_OWNER, STAGING, TECH_LEAD};

use crate::support::{TestStore, on_both};

/// Clients.
const CLIENTS: usize = 64;
/// Commands of each: 64 × 32 = 2,048.
const COMMANDS: usize = 32;
/// Items that may be ticked in a draft.
const ITEMS: [&str; 4] = ["tests-green", "code-reviewed", "second-reviewer", "backup-taken"];

/// Deployments that are signed meanwhile.
const SIGNED: usize = 16;
/// Who signs each of them, at the same time.
const SIGNERS: [PersonId; 3] = [TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER];

/// A deployment that waits for its signatures.
async fn submitted(test: Arc<TestStore>) -> ChangeNumber {
    let (id, number) = test.draft(STAGING).await;
    test.tick_all(ENGINEER, number).await;
    let submit = test.does(ENGINEER, id, DeploymentCommand::Submit).await;
    submit.expect("everything is ticked");
    number
}

/// One signer signs; the numbers of the entries.
async fn signer(test: Arc<TestStore>, person: PersonId, number: ChangeNumber) -> Vec<u64> {
    let outcome = test.sign(person, number, Roster::Pre).await;
    outcome.expect("nobody else may fill the slot").entries
}

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
            confirmed: Vec::new(),
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
    async fn two_thousand_ticks_of_sixty_four_clients_while_others_sign(test) {
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
        let mut waiting = Vec::new();
        for _ in 0..SIGNED {
            waiting.push(submitted(Arc::clone(&test)).await);
        }
        let before = test.store.entry(PAYMENTS, 0).await.expect("it answers").expect("it is there").size;
        let clients = deployments.iter().flat_map(|(id, _)| ITEMS.iter().map(|item| (*id, *item)));
        let mut tasks: Vec<_> = clients
            .map(|(id, item)| tokio::spawn(client(Arc::clone(&test), id, item)))
            .collect();
        let signatures = waiting.iter().flat_map(|number| SIGNERS.map(|person| (person, *number)));
        tasks.extend(signatures.map(|(person, number)| tokio::spawn(signer(Arc::clone(&test), person, number))));
        let mut entries = Vec::new();
        for task in tasks {
            entries.extend(task.await.expect("no panic"));
        }
        entries.sort_unstable();
        let count = CLIENTS * COMMANDS + SIGNED * SIGNERS.len();
        assert_eq!(entries, (before..before + count as u64).collect::<Vec<_>>());
        let directory = test.directory().await;
        for number in &waiting {
            let opened = test.opened(*number).await;
            let standing = Standing {
                directory: &directory,
                structure: &opened.structure,
                deployment: &opened.deployment,
                occupants: &opened.occupants,
            };
            let signed = |standing: &SlotStanding<'_>| matches!(standing, SlotStanding::Signed { .. });
            assert!(standing.slots(Roster::Pre).iter().all(|slot| signed(&slot.standing)), "{number}");
        }
        for (_, number) in &deployments {
            let states = test.opened(*number).await.deployment.items;
            assert_eq!(states.len(), ITEMS.len());
        }
        let filter = DeploymentFilter { limit: 200, ..DeploymentFilter::default() };
        assert_eq!(test.store.deployments(PAYMENTS, &filter).await.expect("it answers").lines.len(), deployments.len() + waiting.len());
        test.verifies().await;
    }
}
