//! The organization in which naughty texts are typed, and eyes on its ledger and its trail.

use std::collections::BTreeMap;
use std::path::Path;

use domain::audit::AuditFilter;
use domain::command::{Command, Outcome};
use domain::deployments::{ChangeNumber, DeploymentCommand};
use domain::id::{DeploymentId, EnvironmentId, PersonId};
use domain::text::Slug;
use http::StatusCode;
use serde_json::Value;
use server::assets::Site;

use super::page::Page;
use crate::app::{Client, House, TestApp};
use crate::things::Things;

pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) house: House,
}

/// A deployment as forms name it.
pub(super) struct Named {
    pub(super) id: DeploymentId,
    pub(super) number: ChangeNumber,
    /// The id as text.
    pub(super) text: String,
    /// Its page.
    pub(super) page: String,
}

impl World {
    /// An organization on a database in memory where the system has such a place: what is typed here is about texts, and
    /// there are thousands of commits.
    pub(super) async fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let app = TestApp::within(Site::default(), folder.unwrap()).await;
        let house = app.found("Northwind", "northwind.example").await;
        Self { app, house }
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("/{}{path}", self.house.slug)
    }

    pub(super) async fn publish(&self, slug: &str, markdown: &str) -> Things {
        Things::publish(&self.app, &self.house, slug, markdown).await
    }

    /// The environment of a name.
    pub(super) async fn environment(&self, name: &str) -> EnvironmentId {
        let slug = Slug::parse(&self.house.slug).unwrap();
        let opened = self.app.shared.backend.open(&slug, self.house.owner).await.unwrap();
        let directory = opened.unwrap().directory;
        let mut all = directory.environments.iter();
        *all.find(|(_, known)| known.name.as_str() == name).unwrap().0
    }

    /// A draft of the engineer.
    pub(super) async fn draft(&self, things: &Things) -> Named {
        let (id, number) = things.draft(&self.app, &self.house).await;
        Named {
            id,
            number,
            text: id.to_string(),
            page: self.at(&format!("/deployments/{number}")),
        }
    }

    /// A command that the test is not about.
    pub(super) async fn does(&self, person: PersonId, deployment: &Named, command: DeploymentCommand) -> Outcome {
        let command = Command::Deployment {
            organization: self.house.organization,
            deployment: deployment.id,
            command,
        };
        self.app.send(self.app.actor(person), command, Vec::new()).await
    }

    /// How often each text stands in the entries from a number on; and the number of the next one.
    pub(super) async fn ledger(&self, from: u64) -> (BTreeMap<String, usize>, u64) {
        let mut counts = BTreeMap::new();
        let mut filter = AuditFilter {
            limit: 50,
            ..AuditFilter::default()
        };
        let mut next = from;
        loop {
            let page = self.app.shared.backend.audit(self.house.organization, &filter).await;
            let page = page.unwrap();
            for entry in page.entries.iter().filter(|entry| entry.seq >= from) {
                next = next.max(entry.seq + 1);
                leaves(&entry.event.encode().unwrap().1, &mut counts);
            }
            let older = page.next.filter(|older| *older > from);
            if older.is_none() {
                return (counts, next);
            }
            filter.before = older;
        }
    }

    /// The whole trail as its pages show it.
    pub(super) async fn trail(&self, client: &mut Client<'_>) -> Page {
        let mut trail = Page::default();
        let mut address = self.at("/audit");
        let older = format!("href=\"{}", self.at("/audit?before="));
        loop {
            let answer = client.get(&address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            trail.and(Page::read(&answer.body));
            let Some((_, next)) = answer.body.rsplit_once(&older) else {
                return trail;
            };
            let digits: String = next.chars().take_while(char::is_ascii_digit).collect();
            address = self.at(&format!("/audit?before={digits}"));
        }
    }

    /// The number of the newest entry.
    pub(super) async fn newest(&self) -> u64 {
        let slug = Slug::parse(&self.house.slug).unwrap();
        let opened = self.app.shared.backend.open(&slug, self.house.owner).await.unwrap();
        opened.unwrap().position - 1
    }

    /// Everything that is folded from the ledger agrees with it.
    pub(super) async fn is_sound(&self) {
        for (_, report) in self.app.shared.store.verify_instance().await.unwrap() {
            assert!(report.faults.is_empty(), "{report:?}");
        }
    }

    /// A page, which is there.
    pub(super) async fn read(&self, client: &mut Client<'_>, address: &str) -> Page {
        let answer = client.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        Page::read(&answer.body)
    }
}

/// Eyes on the ledger: what was written since they last looked.
pub(super) struct Ledger<'w> {
    world: &'w World,
    next: u64,
    /// What it has to hold when it is asked.
    wanted: Vec<String>,
}

impl<'w> Ledger<'w> {
    pub(super) async fn of(world: &'w World) -> Self {
        let (_, next) = world.ledger(0).await;
        Self {
            world,
            next,
            wanted: Vec::new(),
        }
    }

    /// One more text that was kept.
    pub(super) fn next_holds(&mut self, text: String) {
        self.wanted.push(text);
    }

    /// Everything that was named so stands in the new entries.
    pub(super) async fn holds_all(&mut self, place: &str) {
        let wanted = std::mem::take(&mut self.wanted);
        self.holds(&wanted, place).await;
    }

    /// Everything that was kept since stands in the new entries as it was typed, as often as it was.
    pub(super) async fn holds(&mut self, kept: &[String], place: &str) {
        let (mut found, next) = self.world.ledger(self.next).await;
        self.next = next;
        for text in kept {
            let left = found.get_mut(text).filter(|left| **left > 0);
            let left = left.unwrap_or_else(|| panic!("{place}: {text:?} is not in the ledger"));
            *left -= 1;
        }
    }
}

/// Counts the texts of an entry.
fn leaves(value: &Value, counts: &mut BTreeMap<String, usize>) {
    match value {
        Value::String(text) => *counts.entry(text.clone()).or_default() += 1,
        Value::Array(values) => values.iter().for_each(|value| leaves(value, counts)),
        Value::Object(fields) => fields.values().for_each(|value| leaves(value, counts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
