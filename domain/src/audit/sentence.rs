//! Entries as sentences that a person understands: one place for timeline, trail, print and export.
//!
//! Who did what, with names instead of ids. A person who cannot be named any more is "somebody who left".

use crate::accounts::{Directory, Exported, InstanceEvent, OrganizationEvent, PasswordCause, People};
use crate::audit::TimelineEntry;
use crate::deployments::{Change, DeploymentEvent, DeploymentType, Details, Field, LogNote};
use crate::event::{Event, RecordedActor};
use crate::id::{EnvironmentId, PersonId, ServiceId, TeamId};
use crate::templates::{ItemKey, Roster, SlotKey, Structure, TemplateEvent};

/// Where sentences take names from.
struct Names<'a> {
    directory: &'a Directory,
    people: &'a People,
    structure: Option<&'a Structure>,
}

/// What an entry says, as one sentence. `structure` gives the texts of items; without it their keys stand.
pub fn sentence(
    entry: &TimelineEntry,
    directory: &Directory,
    people: &People,
    structure: Option<&Structure>,
) -> String {
    let names = Names {
        directory,
        people,
        structure,
    };
    let who = names.actor(&entry.actor);
    capitalised(match &entry.event {
        Event::Instance(event) => names.instance(who, event),
        Event::Organization(event) => names.organization(who, event),
        Event::Template(event) => names.template(who, event),
        Event::Deployment(event) => names.deployment(who, event),
    })
}

/// What stands below a sentence: a line for each thing that changed, or that is at issue. Empty for most entries.
pub fn details(
    entry: &TimelineEntry,
    directory: &Directory,
    people: &People,
    structure: Option<&Structure>,
) -> Vec<String> {
    let names = Names {
        directory,
        people,
        structure,
    };
    match &entry.event {
        Event::Deployment(DeploymentEvent::Edited { changes, .. } | DeploymentEvent::SignOffVoided { changes, .. }) => {
            let words = changes.iter().map(|change| names.change(change));
            words.map(capitalised).collect()
        }
        Event::Deployment(DeploymentEvent::ChangesRequested { items, .. }) => {
            items.iter().map(|item| names.item(item)).collect()
        }
        Event::Instance(_) | Event::Organization(_) | Event::Template(_) | Event::Deployment(_) => Vec::new(),
    }
}

/// Sentence case: the name of an actor may be words of ours.
fn capitalised(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

/// What changed, in words: for notices and the timeline.
pub fn change_words(change: &Change, directory: &Directory, people: &People, structure: Option<&Structure>) -> String {
    Names {
        directory,
        people,
        structure,
    }
    .change(change)
}

impl<'a> Names<'a> {
    fn actor(&self, actor: &RecordedActor) -> &'a str {
        match actor {
            RecordedActor::Person { id, .. } => self.person(*id),
            RecordedActor::Operator => "The operator of the server",
            RecordedActor::Nobody => "Somebody with a one-time link",
        }
    }

    fn person(&self, person: PersonId) -> &'a str {
        self.people
            .get(&person)
            .map_or("somebody who left", |known| known.name.as_str())
    }

    fn team(&self, team: TeamId) -> &'a str {
        self.directory
            .teams
            .get(&team)
            .map_or("a team", |known| known.name.as_str())
    }

    fn service(&self, service: ServiceId) -> &'a str {
        self.directory
            .services
            .get(&service)
            .map_or("a service", |known| known.name.as_str())
    }

    fn environment(&self, environment: EnvironmentId) -> &'a str {
        self.directory
            .environments
            .get(&environment)
            .map_or("an environment", |known| known.name.as_str())
    }

    fn item(&self, key: &ItemKey) -> String {
        let found = self.structure.and_then(|structure| structure.item(key));
        found.map_or_else(|| format!("“{key}”"), |found| format!("“{}”", found.item.plain))
    }

    fn items(&self, keys: &[ItemKey]) -> String {
        keys.iter().map(|key| self.item(key)).collect::<Vec<_>>().join(", ")
    }

    /// The duty of a slot; from its key, which is made of roster and duty, where the structure is not at hand.
    fn slot(&self, roster: Roster, slot: &SlotKey) -> String {
        let known = self
            .structure
            .and_then(|structure| structure.slots.iter().find(|known| known.key == *slot));
        match known {
            Some(known) => known.duty.name().to_owned(),
            None => {
                let bare = slot.as_str().trim_start_matches(roster.code()).trim_start_matches('-');
                bare.replace('-', " ")
            }
        }
    }

    fn instance(&self, who: &str, event: &InstanceEvent) -> String {
        match event {
            InstanceEvent::OrganizationRegistered { slug, .. } => format!("{who} founded the organization at /{slug}."),
            InstanceEvent::PersonRegistered { person } => format!("{} got an account.", self.person(*person)),
            InstanceEvent::PasswordChanged {
                person,
                by: PasswordCause::Change,
            } => {
                format!("{} changed the password.", self.person(*person))
            }
            InstanceEvent::PasswordChanged {
                person,
                by: PasswordCause::Reset,
            } => {
                format!("{} chose a new password through a reset link.", self.person(*person))
            }
            InstanceEvent::ResetIssued { person, .. } => {
                format!("{who} made a reset link for {}.", self.person(*person))
            }
            InstanceEvent::PreferencesChanged { person, .. } => {
                format!("{} changed how pages look.", self.person(*person))
            }
        }
    }

    fn organization(&self, who: &str, event: &OrganizationEvent) -> String {
        match event {
            OrganizationEvent::Founded { name, .. } => format!("{who} founded {name}."),
            OrganizationEvent::Changed { name, zone } => {
                format!("{who} changed the organization: it is called {name}, in the zone {zone}.")
            }
            OrganizationEvent::SmallTeamRuleSet { on } => {
                format!("{who} switched the small-team rule {}.", if *on { "on" } else { "off" })
            }
            OrganizationEvent::MemberInvited { role, team, duties, .. } => {
                let team = team.map(|team| format!(" to {}", self.team(team))).unwrap_or_default();
                let duties: Vec<&str> = duties.iter().map(crate::accounts::Duty::name).collect();
                let duties = if duties.is_empty() {
                    String::new()
                } else {
                    format!(" with {}", duties.join(", "))
                };
                format!("{who} invited somebody{team} as {role}{duties}.")
            }
            OrganizationEvent::InvitationWithdrawn { .. } => format!("{who} took an invitation back."),
            OrganizationEvent::MemberJoined { person, role, .. } => {
                format!("{} joined as {role}.", self.person(*person))
            }
            OrganizationEvent::RoleChanged { person, role, .. } => {
                format!("{who} gave {} the access role {role}.", self.person(*person))
            }
            OrganizationEvent::MemberRemoved { person } => {
                format!("{who} removed {} from the organization.", self.person(*person))
            }
            OrganizationEvent::TeamJoined { person, team } => {
                format!("{} belongs to {}.", self.person(*person), self.team(*team))
            }
            OrganizationEvent::TeamLeft { person, team } => {
                format!("{who} took {} out of {}.", self.person(*person), self.team(*team))
            }
            OrganizationEvent::DutyGranted { person, team, duty } => {
                format!(
                    "{who} gave {} the duty {duty} in {}.",
                    self.person(*person),
                    self.team(*team)
                )
            }
            OrganizationEvent::DutyRevoked { person, team, duty } => {
                format!(
                    "{who} took the duty {duty} in {} from {}.",
                    self.team(*team),
                    self.person(*person)
                )
            }
            OrganizationEvent::DutyDeclared { name } => format!("{who} added the duty {name}."),
            OrganizationEvent::TeamAdded { name, .. } => format!("{who} added the team {name}."),
            OrganizationEvent::TeamRenamed { name, .. } => format!("{who} renamed a team to {name}."),
            OrganizationEvent::ServiceAdded { name, team, .. } => {
                format!("{who} added the service {name} of {}.", self.team(*team))
            }
            OrganizationEvent::ServiceChanged { name, team, .. } => {
                format!("{who} changed a service: {name} of {}.", self.team(*team))
            }
            OrganizationEvent::EnvironmentAdded {
                name,
                signoffs_needed,
                fresh_proof,
                ..
            } => {
                format!(
                    "{who} added the environment {name}: {}.",
                    policy(*signoffs_needed, *fresh_proof)
                )
            }
            OrganizationEvent::EnvironmentChanged {
                name,
                signoffs_needed,
                fresh_proof,
                ..
            } => {
                format!(
                    "{who} set the environment {name}: {}.",
                    policy(*signoffs_needed, *fresh_proof)
                )
            }
            OrganizationEvent::ExportMade { what } => match what {
                Exported::Trail { filter, rows } if filter.is_empty() => {
                    format!("{who} exported the audit trail, {rows} rows.")
                }
                Exported::Trail { filter, rows } => {
                    format!("{who} exported the audit trail filtered by {filter}, {rows} rows.")
                }
                Exported::Template {
                    slug,
                    version: Some(version),
                } => {
                    format!("{who} exported version {version} of the template {slug}.")
                }
                Exported::Template { slug, version: None } => {
                    format!("{who} exported the draft of the template {slug}.")
                }
            },
        }
    }

    fn template(&self, who: &str, event: &TemplateEvent) -> String {
        match event {
            TemplateEvent::Created { name, .. } => format!("{who} made the template {name}."),
            TemplateEvent::DraftSaved { name, .. } => format!("{who} saved a draft of {name}."),
            TemplateEvent::DraftDiscarded {} => format!("{who} threw the draft away."),
            TemplateEvent::ReviewAsked {} => format!("{who} asked for a review of the draft."),
            TemplateEvent::SentBack { reason } => format!("{who} sent the draft back: {reason}"),
            TemplateEvent::Published {
                version, alone: true, ..
            } => {
                format!("{who} published version {version} alone: nobody else could.")
            }
            TemplateEvent::Published {
                version,
                alone: false,
                edited_by,
                ..
            } => {
                format!(
                    "{who} published version {version}, edited by {}.",
                    self.person(*edited_by)
                )
            }
        }
    }

    fn deployment(&self, who: &str, event: &DeploymentEvent) -> String {
        match event {
            DeploymentEvent::Created { number, details, .. } => {
                format!("{who} made {number}: {}.", self.details(details))
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

    fn change(&self, change: &Change) -> String {
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
            Change::Evidence { item } => format!("{} has a new link", self.item(item)),
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

fn policy(signoffs_needed: bool, fresh_proof: bool) -> &'static str {
    match (signoffs_needed, fresh_proof) {
        (true, true) => "sign-offs needed, each with a fresh proof",
        (true, false) => "sign-offs needed",
        (false, _) => "no sign-offs needed",
    }
}
