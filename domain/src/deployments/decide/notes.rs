//! Comments, links, evidence, values and the log (T4, D8, D11, 04): what people write beside the ticks.

use std::collections::BTreeSet;

use super::Case;
use super::items::workable;
use super::voids::with_voids;
use crate::deployments::{
    Action, AddedLink, DeploymentEvent, DeploymentLog, EvidenceValue, FillIn, FilledIn, LogField,
};
use crate::id::PersonId;
use crate::refusal::{Refusal, StaleThing};
use crate::templates::ItemKey;
use crate::text::{CommentText, Link, LinkLabel, ValueName};

/// Most people that one comment mentions.
const MENTIONS: usize = 50;

pub(super) fn comment(
    case: &Case<'_>,
    item: Option<&ItemKey>,
    text: &CommentText,
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::Comment)?;
    if let Some(item) = item {
        case.structure().item(item).ok_or(Refusal::NotFound)?;
    }
    Ok(vec![DeploymentEvent::CommentAdded {
        item: item.cloned(),
        text: text.clone(),
        mentions: mentions(case, text.as_str()),
    }])
}

/// Active members whose whole name stands in the text after an `@`, whatever the letter case.
fn mentions(case: &Case<'_>, text: &str) -> Vec<PersonId> {
    if !text.contains('@') {
        return Vec::new();
    }
    let text = text.to_lowercase();
    let people = case
        .directory()
        .members
        .keys()
        .filter(|person| case.directory().active(**person).is_some());
    let mentioned = people.filter(|person| {
        let known = case.world.instance.people.get(person);
        known.is_some_and(|known| names(&text, &known.name.as_str().to_lowercase()))
    });
    mentioned.take(MENTIONS).copied().collect()
}

/// Whether `@name` stands in the text and the name ends there: "@Ann Lee" does not mention Ann Leeson, nor the other way.
fn names(text: &str, name: &str) -> bool {
    let mark = format!("@{name}");
    text.match_indices(&mark).any(|(at, _)| {
        let after = text[at + mark.len()..].chars().next();
        !after.is_some_and(char::is_alphanumeric)
    })
}

/// A link on an item is evidence, which sign-offs cover; one on the deployment itself is not.
pub(super) fn add_link(
    case: &Case<'_>,
    item: Option<&ItemKey>,
    url: &Link,
    label: Option<&LinkLabel>,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    let links = match item {
        None => {
            case.may(Action::Comment)?;
            Some(&case.deployment().links)
        }
        Some(item) => {
            case.may(Action::WorkItems)?;
            let found = case.structure().item(item).ok_or(Refusal::NotFound)?;
            workable(case, item, found.phase)?;
            case.deployment().items.get(item).map(|state| &state.links)
        }
    };
    let same = |link: &AddedLink| link.url == *url && link.label.as_ref() == label;
    if links.is_some_and(|links| links.iter().any(same)) {
        return Ok(Vec::new());
    }
    let event = DeploymentEvent::LinkAdded {
        item: item.cloned(),
        url: url.clone(),
        label: label.cloned(),
    };
    with_voids(case, vec![event], confirmed)
}

/// Evidence in words or figures, for an item that asks for that kind. The same once more is nothing new.
pub(super) fn give_evidence(
    case: &Case<'_>,
    item: &ItemKey,
    value: &EvidenceValue,
    seen: u64,
    confirmed: &[u64],
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::WorkItems)?;
    let found = case.structure().item(item).ok_or(Refusal::NotFound)?;
    if found.item.evidence != Some(value.kind()) {
        return Err(Refusal::NotFound);
    }
    workable(case, item, found.phase)?;
    let given = case.deployment().items.get(item).and_then(|state| state.given.as_ref());
    if given.is_some_and(|given| given.value == *value) {
        return Ok(Vec::new());
    }
    if let Some(given) = given.filter(|given| given.written.seq != seen) {
        return Err(Refusal::Stale {
            since: given.written.seq,
            by: given.written.by,
            at: given.written.at,
            what: StaleThing::Evidence { item: item.clone() },
        });
    }
    let event = DeploymentEvent::EvidenceGiven {
        item: item.clone(),
        value: value.clone(),
    };
    with_voids(case, vec![event], confirmed)
}

/// Values of the checklist's blanks: work, as ticking is, and covered by sign-offs. What the start rested on stays.
pub(super) fn fill_in(case: &Case<'_>, values: &[FillIn], confirmed: &[u64]) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::WorkItems)?;
    let asked: BTreeSet<ValueName> = case.structure().asked_values().collect();
    let deployment = case.deployment();
    let mut events = Vec::new();
    let mut once = BTreeSet::new();
    for FillIn { name, seen, wanted } in values {
        // A form has one field for each: a second one was made by hand.
        if !asked.contains(name) || !once.insert(name) {
            return Err(Refusal::NotFound);
        }
        let now = deployment.value(name);
        if seen == wanted || now == wanted.as_ref() {
            continue;
        }
        if deployment.value_fixed(name) {
            return Err(Refusal::ValueFixed { name: name.clone() });
        }
        if now != seen.as_ref() {
            let written = deployment.filled(name).map(FilledIn::written);
            let written = written.unwrap_or(deployment.created());
            return Err(Refusal::Stale {
                since: written.seq,
                by: written.by,
                at: written.at,
                what: StaleThing::Value {
                    name: name.clone(),
                    now: now.cloned(),
                },
            });
        }
        events.push(DeploymentEvent::ValueFilled {
            name: name.clone(),
            text: wanted.clone(),
        });
    }
    with_voids(case, events, confirmed)
}

pub(super) fn log(
    case: &Case<'_>,
    seen: &DeploymentLog,
    wanted: &DeploymentLog,
) -> Result<Vec<DeploymentEvent>, Refusal> {
    case.may(Action::NoteLog)?;
    let current = &case.deployment().log;
    let mut events = Vec::new();
    for field in LogField::ALL {
        let (was, now, note) = (seen.note(field), current.note(field), wanted.note(field));
        if was == note || now == note {
            continue;
        }
        if now != was {
            let written = case.deployment().log_written.get(&field).copied();
            let written = written.unwrap_or(case.deployment().created());
            return Err(Refusal::Stale {
                since: written.seq,
                by: written.by,
                at: written.at,
                what: StaleThing::Log { field },
            });
        }
        events.push(DeploymentEvent::LogNoted { note });
    }
    Ok(events)
}
