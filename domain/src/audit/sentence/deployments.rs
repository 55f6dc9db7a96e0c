//! Sentences about deployments.

use super::Names;
use crate::deployments::{Change, DeploymentEvent, DeploymentType, Details, Field, LogNote};
use crate::templates::{Roster, SlotKey};

impl Names<'_> {
    pub(super) fn deployment(&self, who: &str, event: &DeploymentEvent) -> String {
        match event {
            DeploymentEvent::Created { number, details, .. } => {
                format!("{who} made {number}: {}.", self.details(details))
            }
            DeploymentEvent::RollbackMade { of } => format!("{who} made this as a rollback of {}.", of.number),
            DeploymentEvent::RollbackLinked { by } => {
                format!("{who} made {} as a rollback of this deployment.", by.number)
            }
            DeploymentEvent::Edited { changes, .. } => match changes.as_slice() {
                [] => format!("{who} edited details that no sign-off covers."),
                changes => {
                    let words: Vec<String> = changes.iter().map(|change| self.change(change)).collect();
                    format!("{who} edited: {}.", words.join("; "))
                }
            },
            DeploymentEvent::ItemDone { item, reason } => with_reason(
                format!("{who} ticked {}", self.item(item)),
                reason.as_ref().map(|r| r.as_str()),
            ),
            DeploymentEvent::ItemReopened { item, reason } => with_reason(
                format!("{who} reopened {}", self.item(item)),
                reason.as_ref().map(|r| r.as_str()),
            ),
            DeploymentEvent::ItemLeftOut { item, reason } => {
                format!("{who} marked {} as not applicable: {reason}", self.item(item))
            }
            DeploymentEvent::LinkAdded { item, url, label } => {
                let place = item
                    .as_ref()
                    .map(|item| format!(" to {}", self.item(item)))
                    .unwrap_or_default();
                let shown = label.as_ref().map_or_else(|| url.as_str(), |label| label.as_str());
                format!("{who} added the link {shown}{place}.")
            }
            DeploymentEvent::EvidenceGiven { item, value } => {
                format!("{who} gave evidence for {}: {}", self.item(item), value.as_str())
            }
            DeploymentEvent::ValueFilled { name, text: Some(text) } => format!("{who} filled in {name}: {text}"),
            DeploymentEvent::ValueFilled { name, text: None } => format!("{who} emptied {name}."),
            DeploymentEvent::CommentAdded { item, text, .. } => {
                let place = item
                    .as_ref()
                    .map(|item| format!(" on {}", self.item(item)))
                    .unwrap_or_default();
                format!("{who} commented{place}: {text}")
            }
            DeploymentEvent::Submitted {} => format!("{who} submitted it for sign-off."),
            DeploymentEvent::RoundOpened { roster, round } => {
                format!("Round {round} of the {} opened.", roster_words(*roster))
            }
            DeploymentEvent::SignOffGiven {
                duty,
                meaning,
                comment,
                ahead,
                ..
            } => {
                let ahead = if *ahead { ", items not covered" } else { "" };
                let said = comment
                    .as_ref()
                    .map(|comment| format!(" {comment}"))
                    .unwrap_or_default();
                format!("{who} signed as {duty}: {}{ahead}.{said}", meaning.name())
            }
            DeploymentEvent::SignOffVoided {
                roster, slot, changes, ..
            } => {
                let words: Vec<String> = changes.iter().map(|change| self.change(change)).collect();
                format!(
                    "The sign-off as {} became void: {}.",
                    self.slot(*roster, slot),
                    words.join("; ")
                )
            }
            DeploymentEvent::SignOffWithdrawn {
                roster, slot, reason, ..
            } => {
                format!("{who} withdrew the sign-off as {}: {reason}", self.slot(*roster, slot))
            }
            DeploymentEvent::ChangesRequested {
                roster,
                slot,
                items,
                reason,
            } => {
                let at_issue = if items.is_empty() {
                    String::new()
                } else {
                    format!(" At issue: {}.", self.items(items))
                };
                format!(
                    "{who} asked for changes as {}: {reason}{at_issue}",
                    self.slot(*roster, slot)
                )
            }
            DeploymentEvent::SignOffDeclined { roster, slot, reason } => {
                format!("{who} declined to sign as {}: {reason}", self.slot(*roster, slot))
            }
            DeploymentEvent::Started { fell_away } => {
                format!(
                    "{who} started the deployment.{}",
                    self.fell_away(Roster::Pre, fell_away)
                )
            }
            DeploymentEvent::DeployingFinished {} => format!("{who} finished deploying."),
            DeploymentEvent::Completed { fell_away } => {
                format!(
                    "{who} completed the deployment.{}",
                    self.fell_away(Roster::Post, fell_away)
                )
            }
            DeploymentEvent::RollbackStarted { reason, to_version } => {
                format!("{who} decided to roll back to {to_version}: {reason}")
            }
            DeploymentEvent::RollbackCompleted { fell_away } => {
                format!(
                    "{who} completed the rollback.{}",
                    self.fell_away(Roster::Post, fell_away)
                )
            }
            DeploymentEvent::Failed { reason } => format!("{who} marked it as failed: {reason}"),
            DeploymentEvent::Cancelled { reason } => format!("{who} cancelled the deployment: {reason}"),
            DeploymentEvent::Held { reason } => format!("{who} put it on hold: {reason}"),
            DeploymentEvent::Released {} => format!("{who} lifted the hold."),
            DeploymentEvent::LogNoted { note } => noted(who, note),
            DeploymentEvent::Booking(event) => self.booking(who, event),
        }
    }

    fn details(&self, details: &Details) -> String {
        format!(
            "{}, version {} of {} to {}",
            details.title,
            details.version,
            self.service(details.service),
            self.environment(details.environment)
        )
    }

    fn fell_away(&self, roster: Roster, slots: &[SlotKey]) -> String {
        if slots.is_empty() {
            return String::new();
        }
        let slots: Vec<String> = slots.iter().map(|slot| self.slot(roster, slot)).collect();
        format!(" The small-team rule let {} fall away.", slots.join(", "))
    }

    pub(super) fn change(&self, change: &Change) -> String {
        match change {
            Change::Field { field, before, after } => {
                let (before, after) = (self.value(*field, before), self.value(*field, after));
                format!("{} from {before} to {after}", field.name())
            }
            Change::Item { item, before, after } if before == after => {
                format!("{} has another reason", self.item(item))
            }
            Change::Item { item, before, after } => {
                format!("{} from {} to {}", self.item(item), before.name(), after.name())
            }
            Change::Evidence { item } => format!("{} has new evidence", self.item(item)),
            Change::Value { name, before, after } => {
                format!("{name} from {} to {}", Change::said(before), Change::said(after))
            }
            Change::Booking { before, after } => {
                format!(
                    "the booking from {} to {}",
                    self.slots(before.as_ref()),
                    self.slots(after.as_ref())
                )
            }
            Change::Immaterial { field } => field.name().to_owned(),
            Change::Round { before, after } => format!("round {before} is over, round {after} is open"),
            Change::Declined => "a signer declined".to_owned(),
            Change::RolledBack => "the deployment is being rolled back".to_owned(),
            Change::More { count } => format!("{count} more changes"),
        }
    }

    /// A field's value: names for the ids that entries carry, "nothing" for an absent one.
    fn value(&self, field: Field, raw: &str) -> String {
        let named = match field {
            Field::Service => raw.parse().ok().map(|id| self.service(id)),
            Field::Environment => raw.parse().ok().map(|id| self.environment(id)),
            Field::Deployer => raw.parse().ok().map(|id| self.person(id)),
            Field::Type => DeploymentType::from_value(raw).map(DeploymentType::name),
            Field::Title | Field::Version | Field::Commit | Field::Ticket | Field::ReleaseNotes => None,
        };
        match named {
            Some(name) => name.to_owned(),
            None if raw.is_empty() => "nothing".to_owned(),
            None => raw.to_owned(),
        }
    }
}

fn noted(who: &str, note: &LogNote) -> String {
    let field = note.field().name();
    let said = match note {
        LogNote::Downtime { minutes } => minutes.map(|minutes| format!("{minutes} min")),
        LogNote::Issues { text }
        | LogNote::Resolutions { text }
        | LogNote::Notes { text }
        | LogNote::Deviations { text } => text.as_ref().map(ToString::to_string),
    };
    match said {
        Some(said) => format!("{who} wrote in the log, {field}: {said}"),
        None => format!("{who} emptied {field} in the log."),
    }
}

fn with_reason(words: String, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{words}: {reason}"),
        None => format!("{words}."),
    }
}

const fn roster_words(roster: Roster) -> &'static str {
    match roster {
        Roster::Pre => "sign-off before start",
        Roster::Post => "sign-off before completion",
    }
}
