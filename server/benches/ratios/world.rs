//! What is measured: an organization with a checklist of any length, in the program as it is tested.

use std::fmt::Write as _;

use domain::command::Command;
use domain::deployments::{ChangeNumber, DeploymentCommand, ItemChange, ItemMove};
use domain::id::DeploymentId;
use domain::templates::ItemKey;

use crate::app::{House, TestApp};
use crate::things::Things;

/// The program with one organization, and a draft made from a checklist.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) house: House,
    pub(crate) things: Things,
    pub(crate) deployment: DeploymentId,
    pub(crate) number: ChangeNumber,
}

impl World {
    /// With a checklist of so many items, all of them before the deployment.
    pub(crate) async fn new(items: usize) -> Self {
        let (app, house) = TestApp::with_house().await;
        let things = Things::publish(&app, &house, "measured", &checklist(items)).await;
        let (deployment, number) = things.draft(&app, &house).await;
        Self {
            app,
            house,
            things,
            deployment,
            number,
        }
    }

    /// Address of the deployment's page.
    pub(crate) fn page(&self) -> String {
        format!("/{}/deployments/{}", self.house.slug, self.number)
    }

    /// The keys of the checklist's items, in order.
    pub(crate) fn keys(&self) -> Vec<ItemKey> {
        self.things.read.items().map(|placed| placed.item.key.clone()).collect()
    }

    /// Ticks or reopens an item straight in the store, as the engineer; the number of its entry.
    pub(crate) async fn tick(&self, deployment: DeploymentId, item: &ItemKey, seen: u64, done: bool) -> u64 {
        let to = if done { ItemMove::Done } else { ItemMove::Reopen };
        let change = ItemChange {
            item: item.clone(),
            seen,
            to,
            reason: None,
        };
        let command = Command::Deployment {
            organization: self.house.organization,
            deployment,
            command: DeploymentCommand::ChangeItems {
                changes: vec![change],
                confirmed: Vec::new(),
            },
        };
        let outcome = self
            .app
            .send(self.app.actor(self.house.engineer), command, Vec::new())
            .await;
        outcome.entries[0]
    }
}

/// A checklist of so many items in sections of eleven, as people write them.
pub(crate) fn checklist(items: usize) -> String {
    let mut text = String::from("# Release\n\n## Pre-deployment\n");
    for item in 0..items {
        if item % 11 == 0 {
            let _ = write!(text, "\n### Part {}\n\n", item / 11 + 1);
        }
        let _ = writeln!(text, "- [ ] Check number {item} is green on **staging** and `main`");
    }
    text.push_str("\n## Sign-off\n\n- [ ] Tech Lead: ______\n");
    text
}
