//! From decided events to entries with their exact bytes. Nothing of the turn changes before all of a command's entries
//! are known to be sound.

use std::collections::HashMap;

use domain::command::Request;
use domain::decide::{LedgerName, NewEvent};
use domain::deployments::DeploymentEvent;
use domain::event::{Event, Meta, RecordedActor, Stream};
use domain::id::{EntryId, TeamId};
use domain::refusal::Refusal;
use domain::templates::TemplateEvent;
use domain::text::TextError;
use domain::time::Timestamp;
use ledger::entry::{EntryError, FORMAT};
use ledger::{Entry, canonical, commitment};

use super::entry::{IndexCells, Prepared, entry_time};
use super::memory::state_of;
use super::turn::Turn;
use crate::error::StoreError;
use crate::head::ledger_text;

/// What entries say when their time is the last entry's, because the clock said an earlier one.
const CLOCK_WENT_BACK: &str = "clock_went_back";

/// Makes the entries of one command.
pub(super) fn prepare(
    turn: &Turn<'_>,
    request: &Request,
    now: Timestamp,
    clock_went_back: bool,
    events: Vec<NewEvent>,
) -> Result<Result<Vec<Prepared>, Refusal>, StoreError> {
    let mut counts: HashMap<LedgerName, u32> = HashMap::new();
    for event in &events {
        *counts.entry(event.ledger).or_default() += 1;
    }
    let mut made: HashMap<LedgerName, u32> = HashMap::new();
    let mut versions: HashMap<(LedgerName, Stream), u64> = HashMap::new();
    let mut prepared = Vec::with_capacity(events.len());
    let team = team_of(turn, &events);
    for new in events {
        let part = made.entry(new.ledger).or_default();
        *part += 1;
        let version = versions
            .entry((new.ledger, new.stream))
            .or_insert_with(|| turn.version(new.ledger, new.stream));
        *version += 1;
        let place = Place {
            seq: turn.size(new.ledger) + u64::from(*part) - 1,
            epoch: turn.heads.get(&new.ledger).map_or(0, |held| held.head.epoch),
            version: *version,
            part: *part,
            parts: counts.get(&new.ledger).copied().unwrap_or(1),
            at: now,
            clock_went_back,
        };
        match one(turn, request, &place, team, new) {
            Ok(entry) => prepared.push(entry),
            // What a person typed is too much for one entry; fields have limits in characters, entries in bytes.
            Err(StoreError::Entry(EntryError::TooLarge { .. })) => {
                let error = TextError::TooLong {
                    limit: canonical::MAX_ENTRY_BYTES,
                };
                let field = "text".to_owned();
                return Ok(Err(Refusal::Invalid { field, error }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(prepared))
}

/// Where an entry goes.
struct Place {
    seq: u64,
    epoch: u64,
    version: u64,
    part: u32,
    parts: u32,
    at: Timestamp,
    clock_went_back: bool,
}

fn one(
    turn: &Turn<'_>,
    request: &Request,
    place: &Place,
    team: Option<TeamId>,
    new: NewEvent,
) -> Result<Prepared, StoreError> {
    let directory = match new.ledger {
        LedgerName::Instance => None,
        LedgerName::Organization(id) => turn.organizations.get(&id).and_then(|o| o.directory.state()),
    };
    let member = request
        .actor
        .person()
        .zip(directory)
        .and_then(|(person, known)| known.active(person));
    let actor = RecordedActor::of(&request.actor, member, team, place.at);
    let (kind, body) = new.event.encode()?;
    let private = match &new.private {
        Some(value) => Some((turn.store.sources.salt(), canonical::encode(value)?)),
        None => None,
    };
    let several = place.parts > 1;
    let entry = Entry {
        v: FORMAT,
        org: ledger_text(new.ledger),
        epoch: place.epoch,
        seq: place.seq,
        id: EntryId::new(turn.store.sources.uuid()).to_string(),
        at: entry_time(place.at)?,
        at_flags: place
            .clock_went_back
            .then(|| CLOCK_WENT_BACK.to_owned())
            .into_iter()
            .collect(),
        actor: serde_json::to_value(&actor)?,
        kind,
        stream: new.stream.to_string(),
        version: place.version,
        body,
        request: Some(request.id.to_string()),
        part: several.then_some(place.part),
        parts: several.then_some(place.parts),
        private: private.as_ref().map(|(salt, text)| commitment(salt, text.as_bytes())),
    };
    Ok(Prepared {
        ledger: new.ledger,
        stream: new.stream,
        version: place.version,
        index: IndexCells::of(&entry, &new.event),
        event: new.event,
        meta: Meta {
            seq: place.seq,
            at: place.at,
            actor,
            private: new.private,
        },
        text: entry.to_text()?,
        private,
    })
}

/// The team that the events are about, whose duties the entries name.
fn team_of(turn: &Turn<'_>, events: &[NewEvent]) -> Option<TeamId> {
    events.iter().find_map(|new| {
        let LedgerName::Organization(id) = new.ledger else {
            return None;
        };
        let organization = turn.organizations.get(&id)?;
        match (new.stream, &new.event) {
            (_, Event::Deployment(DeploymentEvent::Created { team, .. })) => Some(*team),
            (Stream::Deployment(id), _) => state_of(&organization.deployments, &id).map(|state| state.team),
            (_, Event::Template(TemplateEvent::Created { team, .. })) => *team,
            (Stream::Template(id), _) => state_of(&organization.templates, &id).and_then(|state| state.team),
            (Stream::Instance | Stream::Organization, _) => None,
        }
    })
}

impl Turn<'_> {
    /// Size of a ledger now.
    fn size(&self, ledger: LedgerName) -> u64 {
        self.heads.get(&ledger).map_or(0, |held| held.head.size())
    }

    /// Version of a stream now.
    fn version(&self, ledger: LedgerName, stream: Stream) -> u64 {
        let organization = match ledger {
            LedgerName::Instance => None,
            LedgerName::Organization(id) => self.organizations.get(&id),
        };
        match (stream, organization) {
            (Stream::Instance, _) => self.instance.version(),
            (Stream::Organization, Some(o)) => o.directory.version(),
            (Stream::Template(id), Some(o)) => o.templates.get(&id).map_or(0, |working| working.version()),
            (Stream::Deployment(id), Some(o)) => o.deployments.get(&id).map_or(0, |working| working.version()),
            (Stream::Organization | Stream::Template(_) | Stream::Deployment(_), None) => 0,
        }
    }
}
