//! A deployment as its pages see it: loaded once, asked by every region.

use std::collections::BTreeMap;

use domain::accounts::Member;
use domain::audit::TimelineEntry;
use domain::backend::{Opened, OpenedDeployment};
use domain::deployments::{Action, ChangeNumber, Deployment, ItemChange, ItemMove, ItemState, Standing};
use domain::id::PersonId;
use domain::refusal::Refusal;
use domain::templates::ItemKey;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::actions::items::SaveTicks;
use super::checklist::{Prepared, Sheet, SheetSource, prepared};
use super::seen::changes;
use crate::audit::filter::period;
use crate::context::{backend, organization, require_person};
use crate::failure::Failure;
use crate::form::{Hidden, use_form};
use crate::parts::{Clock, Crumb, escaped, sprite};
use crate::sentences::Names;

/// Entries that a page shows of a deployment's history.
const ENTRIES: u32 = 30;
/// Entries that a whole history is read by.
const CHUNK: u32 = 500;

/// What pages about one deployment are made from.
pub(super) struct View {
    pub opened: Opened,
    pub found: OpenedDeployment,
    pub clock: Clock,
    pub reader: PersonId,
    /// Entries of its history, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Whether the history goes on before those entries.
    pub older: bool,
    /// Address of its page.
    pub base: String,
    /// The page that forms stand on, where it is not the one being rendered.
    pub stands_on: Option<String>,
}

impl View {
    /// Loads a deployment with its newest history.
    pub(super) async fn load(org: &str, number: &str) -> Result<Self, Failure> {
        let mut view = Self::without_history(org, number).await?;
        // What an auditor may read can lie far back.
        if period(&view.opened)?.is_some() {
            return Self::whole(org, number).await;
        }
        let newest = view.history(None, None, ENTRIES).await?;
        view.remember(newest)?;
        Ok(view)
    }

    /// Loads a deployment with all of its history.
    pub(super) async fn whole(org: &str, number: &str) -> Result<Self, Failure> {
        let mut view = Self::without_history(org, number).await?;
        let (mut all, mut older) = view.history(None, None, CHUNK).await?;
        while older {
            let before = all.last().map(|entry| entry.seq);
            let (more, left) = view.history(None, before, CHUNK).await?;
            all.extend(more);
            older = left;
        }
        view.remember((all, false))?;
        Ok(view)
    }

    /// Loads a deployment with the newest history of one item.
    pub(super) async fn of_item(org: &str, number: &str, item: &ItemKey) -> Result<Self, Failure> {
        let mut view = Self::without_history(org, number).await?;
        let newest = view.history(Some(item), None, ENTRIES).await?;
        view.remember(newest)?;
        Ok(view)
    }

    /// Entries of its stream, newest first, and whether there may be more before them.
    async fn history(
        &self,
        item: Option<&ItemKey>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<(Vec<TimelineEntry>, bool), Failure> {
        let organization = self.opened.directory.id;
        let entries = backend()
            .timeline(organization, self.number(), item, before, limit)
            .await?;
        let older = entries.len() == limit as usize;
        Ok((entries, older))
    }

    /// Keeps what the reader may read of a history (01 §6).
    fn remember(&mut self, (entries, older): (Vec<TimelineEntry>, bool)) -> Result<(), Failure> {
        self.timeline = entries;
        self.older = older;
        if let Some(period) = period(&self.opened)? {
            self.timeline.retain(|entry| period.contains(entry.at));
        }
        Ok(())
    }

    /// Loads a deployment for a page that shows no history.
    pub(super) async fn without_history(org: &str, number: &str) -> Result<Self, Failure> {
        let opened = organization(org).await?;
        let number: ChangeNumber = number.parse().map_err(|_| Failure::NotFound)?;
        let mut found = backend()
            .deployment(opened.directory.id, number)
            .await?
            .ok_or(Failure::NotFound)?;
        let period = period(&opened)?;
        if let Some(period) = period {
            found
                .rollbacks
                .retain(|rollback| period.meets(rollback.created_at, rollback.changed_at));
        }
        if period.is_some_and(|period| !period.meets(found.deployment.created_at, found.changed_at)) {
            return Err(Failure::NotFound);
        }
        Ok(Self {
            clock: Clock::of(&opened)?,
            reader: require_person()?.actor.person,
            timeline: Vec::new(),
            older: false,
            base: format!("/{org}/deployments/{number}"),
            stands_on: None,
            found,
            opened,
        })
    }

    pub(super) fn deployment(&self) -> &Deployment {
        &self.found.deployment
    }

    pub(super) fn number(&self) -> ChangeNumber {
        self.found.deployment.number
    }

    pub(super) fn slug(&self) -> &str {
        self.opened.directory.slug.as_str()
    }

    /// `CHG-1 {title}`: what its page is called.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.number(), self.deployment().details.title)
    }

    pub(super) fn standing(&self) -> Standing<'_> {
        Standing {
            directory: &self.opened.directory,
            structure: &self.found.structure,
            deployment: &self.found.deployment,
            occupants: &self.found.occupants,
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names {
            directory: &self.opened.directory,
            people: &self.opened.people,
            structure: Some(&self.found.structure),
            team: Some(self.deployment().team),
            reader: self.reader,
            clock: &self.clock,
        }
    }

    /// The name of a person, owned by the view that shows it.
    pub(super) fn person(&self, person: PersonId) -> String {
        self.names().person(person).to_owned()
    }

    pub(super) fn member(&self) -> Option<&Member> {
        self.opened.directory.active(self.reader)
    }

    /// Whether the reader may do something now, or why not.
    pub(super) fn may(&self, action: Action) -> Result<(), Refusal> {
        let member = self.member().ok_or(Refusal::NotFound)?;
        self.standing().may(self.reader, member, action, self.clock.now())
    }

    /// The pages above a page of this deployment.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(format!("/{}/deployments", self.slug()), "Deployments"),
            Crumb::new(self.base.clone(), self.title()),
        ]
    }

    /// The hidden fields of every form about this deployment.
    pub(super) fn hidden(&self) -> AnyView {
        self.hidden_for(None)
    }

    /// The hidden fields of a form after which its own panel is looked at.
    pub(super) fn hidden_in(&self, part: &'static str) -> AnyView {
        self.hidden_for(Some(part))
    }

    fn hidden_for(&self, part: Option<&'static str>) -> AnyView {
        let (org, deployment) = (self.slug().to_owned(), self.deployment().id.to_string());
        view! {
            <Hidden page=self.stands_on.clone() part=part />
            <input type="hidden" name="org" value=org />
            <input type="hidden" name="deployment" value=deployment />
        }
        .into_any()
    }

    /// The checklist with its states, handed to `with`.
    pub(super) fn with_sheet<T>(&self, with: impl FnOnce(&Sheet<'_>) -> T) -> T {
        let sprite = sprite();
        let base = escaped(&self.base);
        let prepared = self.prepared(&sprite);
        let standing = self.standing();
        let stage = standing.stage();
        let open: Vec<_> = match self.may(Action::WorkItems) {
            Ok(()) => stage
                .works()
                .iter()
                .copied()
                .filter(|kind| !stage.needs_reason(*kind))
                .collect(),
            Err(_) => Vec::new(),
        };
        let typed = self.typed();
        let worked = (!stage.works().is_empty()).then(|| standing.phase());
        with(&Sheet::new(SheetSource {
            prepared: &prepared,
            structure: &self.found.structure,
            deployment: self.deployment(),
            people: &self.opened.people,
            clock: &self.clock,
            base: &base,
            sprite: &sprite,
            open: &open,
            worked,
            signs: standing.signoffs_needed(),
            typed: &typed,
        }))
    }

    /// Boxes of a list that was just posted and refused, as they were posted; those that others changed meanwhile are not
    /// among them.
    fn typed(&self) -> BTreeMap<ItemKey, bool> {
        let form = use_form(SaveTicks::url());
        let Some(seen) = form.typed("seen") else {
            return BTreeMap::new();
        };
        let section = form.typed("section");
        let changes = changes(&seen, &form.values("done[]"), section.as_deref()).unwrap_or_default();
        let stands = |change: &ItemChange| {
            let state = self.deployment().items.get(&change.item);
            state.map_or(0, ItemState::seq) == change.seen
        };
        changes
            .into_iter()
            .filter(stands)
            .map(|change| (change.item, change.to == ItemMove::Done))
            .collect()
    }

    fn prepared(&self, sprite: &str) -> std::sync::Arc<Prepared> {
        prepared(self.deployment().template.structure, &self.found.structure, sprite)
    }
}
