//! What a turn writes before it commits.

use std::collections::BTreeSet;

use domain::accounts::{InstanceEvent, OrganizationEvent};
use domain::actor::Actor;
use domain::cache::{self, Cell, Changes, Row, bodies_of};
use domain::calendar::CalendarEvent;
use domain::command::{Request, Secret};
use domain::decide::LedgerName;
use domain::event::Event;
use domain::id::{FeedId, InvitationId, OrganizationId, PersonId};
use domain::refusal::Refusal;
use domain::time::Timestamp;
use ledger::{Hash, NodeAt, blob_hash};

use super::entry::Prepared;
use super::memory::Working;
use super::turn::Turn;
use crate::error::StoreError;
use crate::head::ledger_text;
use crate::secrets;
use crate::sessions;
use crate::sql::args;
use crate::tables::{self, Conflict, Pieces};

/// The rows of completed nodes; level 0 is the entry's own leaf hash.
pub(super) fn node_rows(ledger: &str, completed: &[NodeAt]) -> Vec<Row> {
    completed
        .iter()
        .filter(|node| node.level > 0)
        .map(|node| Row {
            table: &tables::NODE,
            cells: vec![
                ledger.into(),
                i64::from(node.level).into(),
                node.index.into(),
                Cell::Bytes(node.hash.as_bytes().to_vec()),
            ],
        })
        .collect()
}

/// Writes entries, nodes, private rows, caches, answers and heads.
pub(super) async fn save(turn: &mut Turn<'_>) -> Result<(), StoreError> {
    let changes = changes(turn).await?;
    let rows = std::mem::take(&mut turn.rows);
    let grown = turn.heads.iter().filter(|(_, held)| held.head.size() > held.began);
    let heads: Vec<Row> = grown
        .clone()
        .map(|(ledger, held)| held.head.row(&ledger_text(*ledger)))
        .collect();
    let mut pieces = Pieces::default();
    pieces.put(&tables::ENTRY, &rows.entries, Conflict::Fail)?;
    pieces.put(&tables::NODE, &rows.nodes, Conflict::Fail)?;
    pieces.put(&tables::PRIVATE, &rows.private, Conflict::Fail)?;
    for row in &changes.gone {
        pieces.delete(row)?;
    }
    pieces.put_all(&changes.written, Conflict::Replace)?;
    pieces.put_all(&changes.touched, Conflict::Touch)?;
    pieces.put(&tables::ANSWERED, &rows.answered, Conflict::Fail)?;
    pieces.put(&tables::HEAD, &heads, Conflict::Replace)?;
    let db = &mut turn.db;
    pieces.run(db).await?;
    for (ledger, held) in grown {
        crate::notify::announce(db, &turn.store.node, &ledger_text(*ledger), held.head.size()).await?;
    }
    Ok(())
}

/// What the turn's changed states ask of the caches.
async fn changes(turn: &mut Turn<'_>) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    if let Some(after) = turn.instance.changed() {
        changes.extend(cache::instance_changes(turn.instance.before.as_deref(), after));
    }
    for (id, organization) in &turn.organizations {
        if let Some(after) = organization.directory.changed() {
            let before = organization.directory.before.as_deref();
            changes.extend(cache::directory_changes(before, after));
        }
        for working in organization.templates.values() {
            let Some(after) = Working::changed(working) else {
                continue;
            };
            let structure = match cache::listed(&after.state) {
                Some(content) => {
                    let hash = content.structure;
                    turn.store.snapshots.structure(&mut turn.db, *id, hash).await?
                }
                None => None,
            };
            let before = working.before.as_deref();
            changes.extend(cache::template_changes(*id, before, after, structure.as_deref())?);
        }
        for working in organization.deployments.values() {
            let (Some(after), Some(directory)) = (Working::changed(working), organization.directory.state()) else {
                continue;
            };
            let hash = after.state.template.structure;
            let structure = turn.store.snapshots.structure(&mut turn.db, *id, hash).await?;
            let structure = structure.ok_or_else(|| StoreError::damaged("a deployment without its structure"))?;
            let before = working.before.as_deref();
            changes.extend(cache::deployment_changes(directory, before, after, &structure)?);
        }
    }
    Ok(changes)
}

impl Turn<'_> {
    /// Writes the bodies that the entries name. A body that nobody gave has to be there already.
    pub(super) async fn save_blobs(&mut self, request: &Request, prepared: &[Prepared]) -> Result<(), StoreError> {
        let named: BTreeSet<_> = prepared
            .iter()
            .flat_map(|entry| bodies_of(&entry.event).into_iter().map(|body| (entry.ledger, body)))
            .collect();
        for (ledger, (hash, length)) in named {
            let LedgerName::Organization(organization) = ledger else {
                continue;
            };
            let given = request.blobs.iter().find(|bytes| blob_hash(bytes) == hash);
            let stored_length = match given {
                Some(bytes) => {
                    let row = Row {
                        table: &tables::BLOB,
                        cells: vec![
                            ledger_text(ledger).into(),
                            Cell::Bytes(hash.as_bytes().to_vec()),
                            Cell::Bytes(bytes.clone()),
                        ],
                    };
                    tables::write(&mut self.db, &tables::BLOB, &[row], Conflict::Keep).await?;
                    Some(bytes.len())
                }
                None => crate::snapshots::blob(&mut self.db, organization, hash)
                    .await?
                    .map(|bytes| bytes.len()),
            };
            if stored_length.and_then(|length| u64::try_from(length).ok()) != Some(length) {
                return Err(StoreError::damaged("an event names a body that is not there"));
            }
        }
        Ok(())
    }

    /// Writes what travels beside a command, and what its events do to secrets and sessions.
    pub(super) async fn save_secrets(
        &mut self,
        request: &Request,
        now: Timestamp,
        prepared: &[Prepared],
    ) -> Result<Result<(), Refusal>, StoreError> {
        for secret in &request.secrets {
            if let Secret::UseReset { token } = secret
                && !self.use_reset(token, now, prepared).await?
            {
                return Ok(Err(Refusal::NotFound));
            }
        }
        for secret in &request.secrets {
            self.save_secret(secret, now, prepared).await?;
        }
        for entry in prepared {
            if let Event::Instance(InstanceEvent::PasswordChanged { person, .. }) = &entry.event {
                self.end_sessions(&request.actor, *person).await?;
            }
            if let Some(feed) = revoked(&entry.event) {
                let (organization, feed) = (ledger_text(entry.ledger), feed.to_string());
                self.db.run(secrets::DROP_FEED, &args![&organization, &feed]).await?;
            }
            if let Some(invitation) = closed(&entry.event) {
                let (organization, invitation) = (ledger_text(entry.ledger), invitation.to_string());
                let args = args![&organization, &invitation];
                self.db.run(secrets::DROP_INVITATION, &args).await?;
            }
        }
        Ok(Ok(()))
    }

    /// Uses a reset link up; `false` when it does not work for this person any more.
    async fn use_reset(&mut self, token: &Hash, now: Timestamp, prepared: &[Prepared]) -> Result<bool, StoreError> {
        let person = prepared.iter().find_map(|entry| {
            if let Event::Instance(InstanceEvent::PasswordChanged { person, .. }) = &entry.event {
                Some(person.to_string())
            } else {
                None
            }
        });
        let Some(person) = person else { return Ok(false) };
        let used = self.db.run(secrets::USE_RESET, &args![token, now, &person]).await?;
        Ok(used > 0)
    }

    async fn save_secret(&mut self, secret: &Secret, now: Timestamp, prepared: &[Prepared]) -> Result<(), StoreError> {
        match secret {
            Secret::Password { person, phc } => {
                let person = person.to_string();
                self.db.run(secrets::PUT_PASSWORD, &args![&person, phc, now]).await?;
            }
            Secret::Invitation { invitation, token } => {
                let Some((organization, seq, expires_at)) = invited(*invitation, prepared) else {
                    return Ok(());
                };
                let (organization, invitation) = (organization.to_string(), invitation.to_string());
                let args = args![token, &organization, &invitation, seq, expires_at];
                self.db.run(secrets::PUT_INVITATION, &args).await?;
            }
            Secret::Feed { feed, token } => {
                let made = prepared.iter().find(|entry| makes(&entry.event, *feed));
                let Some(organization) = made.map(|entry| ledger_text(entry.ledger)) else {
                    return Ok(());
                };
                let feed = feed.to_string();
                let args = args![token, &organization, &feed];
                self.db.run(secrets::PUT_FEED, &args).await?;
            }
            Secret::Reset {
                person,
                token,
                expires_at,
            } => {
                let person = person.to_string();
                self.db
                    .run(secrets::PUT_RESET, &args![token, &person, *expires_at])
                    .await?;
            }
            Secret::UseReset { .. } => {}
        }
        Ok(())
    }

    /// Whoever was signed in with the old password is not any more, except where it was changed (02 §5).
    async fn end_sessions(&mut self, actor: &Actor, person: PersonId) -> Result<(), StoreError> {
        let session = match actor {
            Actor::Person(actor) => actor.session.to_string(),
            Actor::Operator | Actor::Nobody => String::new(),
        };
        let person = person.to_string();
        self.db.run(sessions::END_OTHERS, &args![&person, &session]).await?;
        self.db.run(secrets::DROP_RESETS, &args![&person]).await?;
        Ok(())
    }
}

/// The entry of an invitation, its organization, and when its link stops working.
fn invited(invitation: InvitationId, prepared: &[Prepared]) -> Option<(OrganizationId, u64, Timestamp)> {
    prepared.iter().find_map(|entry| {
        let (
            Event::Organization(OrganizationEvent::MemberInvited {
                invitation: id,
                expires_at,
                ..
            }),
            LedgerName::Organization(org),
        ) = (&entry.event, entry.ledger)
        else {
            return None;
        };
        (*id == invitation).then_some((org, entry.meta.seq, *expires_at))
    })
}

/// Whether an event makes that feed.
fn makes(event: &Event, feed: FeedId) -> bool {
    on_calendar(event).is_some_and(|event| matches!(event, CalendarEvent::FeedMade { feed: made, .. } if *made == feed))
}

/// The feed that an event revokes.
fn revoked(event: &Event) -> Option<FeedId> {
    if let CalendarEvent::FeedRevoked { feed } = on_calendar(event)? {
        Some(*feed)
    } else {
        None
    }
}

fn on_calendar(event: &Event) -> Option<&CalendarEvent> {
    if let Event::Organization(OrganizationEvent::Calendar(event)) = event {
        Some(event)
    } else {
        None
    }
}

/// The invitation that an event uses or takes back.
fn closed(event: &Event) -> Option<InvitationId> {
    let Event::Organization(event) = event else {
        return None;
    };
    if let OrganizationEvent::MemberJoined { invitation, .. } = event {
        *invitation
    } else if let OrganizationEvent::InvitationWithdrawn { invitation } = event {
        Some(*invitation)
    } else {
        None
    }
}
