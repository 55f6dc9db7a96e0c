//! A freeze that is not saved, as an address carries it: the calendar draws it among the others, and nothing is written
//! (W15).

use std::collections::BTreeSet;

use domain::accounts::Directory;
use domain::calendar::{Booked, Scope, Times};
use domain::deployments::StageName;
use domain::id::FreezeId;
use leptos::prelude::*;

use super::Typed;
use super::hits::Hit;
use crate::failure::Checks;
use crate::form::Form;
use crate::pages::Query;
use crate::parts::{Clock, Icon};

/// What stands before the names of its fields: the calendar's own filters are called alike.
const PREFIX: &str = "freeze-";
/// What it is called as long as it has no name.
const UNNAMED: &str = "New freeze";

/// A freeze that might be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WhatIf {
    /// The freeze that it would take the place of; nothing for a new one.
    pub(super) id: Option<FreezeId>,
    /// What it is called.
    pub(super) name: String,
    /// When it would be in force.
    pub(super) times: Times,
    /// Whom it would be about.
    pub(super) scope: Scope,
}

impl WhatIf {
    /// What was typed, where it can be.
    pub(super) fn of(typed: &Typed) -> Option<Self> {
        let mut checks = Checks::default();
        let name = typed.name.trim();
        Some(Self {
            id: typed.id.parse().ok(),
            name: if name.is_empty() { UNNAMED } else { name }.to_owned(),
            times: typed.times(&mut checks)?,
            scope: typed.scope(&mut checks)?,
        })
    }

    /// Whether it would hold a deployment in what it has booked.
    pub(super) fn holds(&self, directory: &Directory, booked: &Booked) -> bool {
        let waits = matches!(booked.stage, StageName::Draft | StageName::Preparing);
        waits && booked.hit_by(directory, (&self.times, &self.scope), booked.stretch)
    }
}

impl Typed {
    /// The freeze that an address carries; `every` gives all values of a name.
    pub(super) fn carried(every: impl Fn(&str) -> Vec<String>) -> Option<Self> {
        let list = |name: &str| every(&format!("{PREFIX}{name}"));
        let text = |name: &str| list(name).into_iter().next().unwrap_or_default();
        let typed = Self::named(text, list);
        (!typed.starts.is_empty()).then_some(typed)
    }

    /// It as an address carries it, without what is empty and what a form says beside it.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let Self {
            id,
            seen: _,
            name,
            zone,
            starts,
            ends,
            repeats,
            on,
            nth,
            weekday,
            interval,
            until,
            teams,
            services,
            environments,
            types,
            labels,
            except_teams,
            except_services,
            except_environments,
            except_types,
            except_labels,
            exempt,
            step: _,
        } = self;
        let texts = [
            ("id", id),
            ("name", name),
            ("zone", zone),
            ("starts", starts),
            ("ends", ends),
            ("repeats", repeats),
            ("nth", nth),
            ("weekday", weekday),
            ("interval", interval),
            ("until", until),
        ];
        let lists = [
            ("on", on),
            ("teams", teams),
            ("services", services),
            ("environments", environments),
            ("types", types),
            ("labels", labels),
            ("except_teams", except_teams),
            ("except_services", except_services),
            ("except_environments", except_environments),
            ("except_types", except_types),
            ("except_labels", except_labels),
            ("exempt", exempt),
        ];
        let lists = lists
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let all = texts.into_iter().chain(lists).filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| (format!("{PREFIX}{name}"), value.clone()))
            .collect()
    }

    /// What the form of a freeze begins with where the calendar's what-if leads to it: what the address carries.
    pub(super) fn or_carried(self, form: &Form, query: &Query) -> Self {
        let carried = Self::carried(|name| query.all(name));
        match carried.filter(|_| !form.failed()) {
            Some(carried) => Self {
                id: self.id,
                seen: self.seen,
                ..carried
            },
            None => self,
        }
    }

    /// The same with what the preview's choices exempt.
    fn exempting(mut self, hits: &[Hit]) -> Self {
        let mut exempt: BTreeSet<String> = self.exempt.into_iter().collect();
        for hit in hits {
            let id = hit.deployment.to_string();
            if hit.exempt {
                exempt.insert(id);
            } else {
                exempt.remove(&id);
            }
        }
        self.exempt = exempt.into_iter().collect();
        self
    }
}

/// From the preview of a freeze to the calendar with it, beside the form, which stays as it was typed.
pub(super) fn link(org: &str, typed: &Typed, hits: Option<&[Hit]>, clock: &Clock) -> Option<AnyView> {
    let typed = typed.clone().exempting(hits?);
    let times = WhatIf::of(&typed)?.times;
    let next = times.covering(clock.now()).or_else(|| times.next_after(clock.now()));
    let day = next.map_or(times.starts.day(), |next| clock.zone().date(next.from.max(clock.now())));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("date", &day.to_string()).extend_pairs(typed.pairs());
    let href = format!("/{org}/calendar?{}", query.finish());
    let view = view! {
        <p>
            <a class="button" href=href target="_blank" rel="noopener">
                <Icon name="external" />
                "Show it in the calendar, in a new tab"
            </a>
        </p>
    };
    Some(view.into_any())
}
