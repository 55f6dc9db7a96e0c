//! The document that is signed (S2): one canonical text, so that the page, the sign-off and the verification agree on it.
//!
//! It is made from a deployment, the structure of its template version and the organization's id, and from nothing else:
//! whoever folds the ledger to any position can make it again. It covers the items of every phase that may change while
//! its roster signs, so nothing that a signer saw can change unnoticed.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Hash, blob_hash};
use serde::{Deserialize, Serialize};

use super::{
    Change, ChangeNumber, Deployment, DeploymentType, Details, EvidenceValue, Field, ItemState, Linked, ResolutionName,
    Stage, StageName, Standing,
};
use crate::calendar::Slots;
use crate::id::{DeploymentId, EnvironmentId, OrganizationId, PersonId, ServiceId, TemplateId};
use crate::templates::structure::Slot;
use crate::templates::{ItemKey, PhaseKind, Roster, Structure};
use crate::text::{CommitText, Link, LinkLabel, Reason, Title, ValueName, ValueText, VersionText};

/// What a signature is bound to. Absent fields are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The format of this text; [`Document::FORMAT`] when made by this program. A sign-off is compared in its own format.
    pub format: u32,
    /// Organization.
    pub organization: OrganizationId,
    /// Deployment.
    pub deployment: DeploymentId,
    /// Its number.
    pub number: ChangeNumber,
    /// Roster.
    pub roster: Roster,
    /// Round.
    pub round: u32,
    /// Template version: with it the text of all items, the slots, thresholds and the rollback list.
    pub template: DocumentTemplate,
    /// Title.
    pub title: Title,
    /// Version that is shipped.
    pub version: VersionText,
    /// Commit or artefact digest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub commit: Option<CommitText>,
    /// Service.
    pub service: ServiceId,
    /// Environment.
    pub environment: EnvironmentId,
    /// Type.
    #[serde(rename = "type")]
    pub kind: DeploymentType,
    /// The deployment that it rolls back, for the type rollback (D7).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rolls_back: Option<Linked>,
    /// Who deploys.
    pub deployer: PersonId,
    /// Values filled in for the blanks of the checklist, by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub values: Vec<DocumentValue>,
    /// What is booked (W6).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub booking: Option<Slots>,
    /// The decision to roll back, where the post roster signs for the rollback.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rollback: Option<DocumentRollback>,
    /// Every item that may change while the roster signs; absent for a slot that may be signed ahead of open items.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub items: Option<Vec<DocumentItem>>,
}

/// The template version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentTemplate {
    /// Template.
    pub template: TemplateId,
    /// Version.
    pub version: u32,
    /// Hash of its structure.
    pub structure: Hash,
}

/// A value that the checklist leaves blank, as signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentValue {
    /// Its name in the checklist.
    pub name: ValueName,
    /// What was filled in.
    pub text: ValueText,
}

/// The decision to roll back, as signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRollback {
    /// To which version.
    pub to_version: VersionText,
    /// Why.
    pub reason: Reason,
}

/// An item as signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentItem {
    /// Which.
    pub item: ItemKey,
    /// Its state.
    pub state: ResolutionName,
    /// Why it was left out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
    /// SHA-256 over its evidence as canonical JSON, where it has any: the links, then what was given in words or figures.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<Hash>,
}

/// Evidence as its digest sees it: who added it and when is not evidence.
#[derive(Serialize)]
#[serde(untagged)]
enum Evidence<'a> {
    Link {
        url: &'a Link,
        #[serde(skip_serializing_if = "Option::is_none")]
        label: &'a Option<LinkLabel>,
    },
    Given(&'a EvidenceValue),
}

impl Document {
    /// The format that this program writes.
    pub const FORMAT: u32 = 1;

    /// The document that `roster` signs now. `ahead` is for a slot that may be signed ahead of open items.
    pub fn of(
        organization: OrganizationId,
        deployment: &Deployment,
        structure: &Structure,
        roster: Roster,
        ahead: bool,
    ) -> Self {
        let Details {
            title,
            version,
            service,
            environment,
            kind,
            deployer,
            commit,
            ticket: _,
            release_notes: _,
        } = &deployment.details;
        Self {
            format: Self::FORMAT,
            organization,
            deployment: deployment.id,
            number: deployment.number,
            roster,
            round: deployment.round(roster),
            template: DocumentTemplate {
                template: deployment.template.template,
                version: deployment.template.version,
                structure: deployment.template.structure,
            },
            title: title.clone(),
            version: version.clone(),
            commit: commit.clone(),
            service: *service,
            environment: *environment,
            kind: *kind,
            rolls_back: deployment.rolls_back,
            deployer: *deployer,
            values: values(deployment),
            booking: deployment.slots().cloned(),
            rollback: rollback(&deployment.stage, roster),
            items: (!ahead).then(|| items(deployment, structure, roster)),
        }
    }

    /// The text that is hashed.
    pub fn canonical(&self) -> String {
        ledger::canonical::to_canonical(self).expect("only whole numbers and snake_case keys")
    }

    /// What a sign-off is bound to: SHA-256 over [`Self::canonical`].
    pub fn hash(&self) -> Hash {
        blob_hash(self.canonical().as_bytes())
    }

    /// What a field says, as [`Details::text`] writes it; nothing for fields that no sign-off covers.
    fn text(&self, field: Field) -> Option<String> {
        match field {
            Field::Title => Some(self.title.to_string()),
            Field::Version => Some(self.version.to_string()),
            Field::Service => Some(self.service.to_string()),
            Field::Environment => Some(self.environment.to_string()),
            Field::Type => Some(self.kind.value().to_owned()),
            Field::Deployer => Some(self.deployer.to_string()),
            Field::Commit => Some(self.commit.as_ref().map(ToString::to_string).unwrap_or_default()),
            Field::Ticket | Field::ReleaseNotes => None,
        }
    }

    fn values_changed(&self, new: &Self) -> Vec<Change> {
        let texts = |document: &'_ Self| -> BTreeMap<ValueName, String> {
            let values = document.values.iter();
            values
                .map(|value| (value.name.clone(), value.text.to_string()))
                .collect()
        };
        let (before, after) = (texts(self), texts(new));
        let names: BTreeSet<&ValueName> = before.keys().chain(after.keys()).collect();
        let text = |texts: &BTreeMap<ValueName, String>, name| texts.get(name).cloned().unwrap_or_default();
        let changed = names.into_iter().filter(|name| before.get(name) != after.get(name));
        changed
            .map(|name| Change::Value {
                name: name.clone(),
                before: text(&before, name),
                after: text(&after, name),
            })
            .collect()
    }

    /// What changed from this document to `new`, in the order of the page. Empty exactly when nothing did.
    pub fn difference(&self, new: &Self) -> Vec<Change> {
        let mut changes: Vec<Change> = Field::ALL
            .into_iter()
            .filter_map(|field| {
                let (before, after) = (self.text(field)?, new.text(field)?);
                (before != after).then_some(Change::Field { field, before, after })
            })
            .collect();
        changes.extend(self.values_changed(new));
        if self.booking != new.booking {
            changes.push(Change::Booking {
                before: self.booking.clone(),
                after: new.booking.clone(),
            });
        }
        let before: BTreeMap<&ItemKey, &DocumentItem> = self.items.iter().flatten().map(|i| (&i.item, i)).collect();
        for item in new.items.iter().flatten() {
            let Some(old) = before.get(&item.item) else { continue };
            if old.state != item.state || old.reason != item.reason {
                changes.push(Change::Item {
                    item: item.item.clone(),
                    before: old.state,
                    after: item.state,
                });
            }
            if old.evidence != item.evidence {
                changes.push(Change::Evidence {
                    item: item.item.clone(),
                });
            }
        }
        if self.round != new.round {
            changes.push(Change::Round {
                before: self.round,
                after: new.round,
            });
        }
        changes
    }
}

/// What changed in the document of a slot since the ledger had `position` entries, as far as the state remembers: the
/// values of fields and blanks exactly, of items the last change.
pub(super) fn changed_since(standing: &Standing<'_>, slot: &Slot, position: u64) -> Vec<Change> {
    let deployment = standing.deployment;
    let mut changes = Vec::new();
    for field in Field::ALL.into_iter().filter(|field| field.material()) {
        let mut edits = deployment.edits.iter();
        let first = edits.find(|edit| edit.field == field && edit.written.seq >= position);
        let Some(before) = first.and_then(|edit| edit.before.clone()) else {
            continue;
        };
        let after = deployment.details.text(field);
        if before != after {
            changes.push(Change::Field { field, before, after });
        }
    }
    let said = |text: Option<&ValueText>| text.map(ToString::to_string).unwrap_or_default();
    for filled in &deployment.values {
        let Some(before) = filled.before(position).filter(|before| *before != filled.text.as_ref()) else {
            continue;
        };
        changes.push(Change::Value {
            name: filled.name.clone(),
            before: said(before),
            after: said(filled.text.as_ref()),
        });
    }
    let booking = deployment.booking.as_ref();
    if let Some(before) = booking.and_then(|booking| booking.before(position))
        && before != deployment.slots()
    {
        changes.push(Change::Booking {
            before: before.cloned(),
            after: deployment.slots().cloned(),
        });
    }
    if !slot.ahead {
        let phases = covered(slot.roster, deployment.stage.name());
        for found in standing.structure.items().filter(|found| phases.contains(&found.phase)) {
            let Some(state) = deployment.items.get(&found.item.key) else {
                continue;
            };
            if let Some(change) = state.change.as_ref().filter(|change| change.written.seq >= position) {
                changes.push(Change::Item {
                    item: found.item.key.clone(),
                    before: change.was,
                    after: state.resolution.name(),
                });
            }
            let given = state.given.as_ref().is_some_and(|given| given.written.seq >= position);
            if given || state.links.iter().any(|link| link.seq >= position) {
                changes.push(Change::Evidence {
                    item: found.item.key.clone(),
                });
            }
        }
    }
    let round = standing
        .roster(slot.roster)
        .filter(|state| state.opened_seq >= position);
    changes.extend(round.map(|state| Change::Round {
        before: state.round.saturating_sub(1),
        after: state.round,
    }));
    changes
}

/// The phases whose items a roster's document covers: those that may change while it signs.
pub(super) const fn covered(roster: Roster, stage: StageName) -> &'static [PhaseKind] {
    match (roster, stage) {
        (Roster::Pre, _) => StageName::Preparing.works(),
        (Roster::Post, StageName::RollingBack | StageName::RolledBack) => StageName::RollingBack.works(),
        (
            Roster::Post,
            StageName::Draft
            | StageName::Preparing
            | StageName::Running
            | StageName::Verifying
            | StageName::Completed
            | StageName::Failed
            | StageName::Cancelled,
        ) => StageName::Verifying.works(),
    }
}

fn rollback(stage: &Stage, roster: Roster) -> Option<DocumentRollback> {
    match (roster, stage) {
        (
            Roster::Post,
            Stage::RollingBack { reason, to_version, .. } | Stage::RolledBack { reason, to_version, .. },
        ) => Some(DocumentRollback {
            to_version: to_version.clone(),
            reason: reason.clone(),
        }),
        (
            Roster::Pre | Roster::Post,
            Stage::Draft
            | Stage::Preparing { .. }
            | Stage::Running { .. }
            | Stage::Verifying { .. }
            | Stage::Completed { .. }
            | Stage::RollingBack { .. }
            | Stage::RolledBack { .. }
            | Stage::Failed { .. }
            | Stage::Cancelled { .. },
        ) => None,
    }
}

fn values(deployment: &Deployment) -> Vec<DocumentValue> {
    let filled = deployment.values.iter();
    filled
        .filter_map(|filled| {
            Some(DocumentValue {
                name: filled.name.clone(),
                text: filled.text.clone()?,
            })
        })
        .collect()
}

fn items(deployment: &Deployment, structure: &Structure, roster: Roster) -> Vec<DocumentItem> {
    let phases = covered(roster, deployment.stage.name());
    let covered = structure.items().filter(|found| phases.contains(&found.phase));
    covered
        .map(|found| {
            let key = found.item.key.clone();
            let Some(state) = deployment.items.get(&key) else {
                return DocumentItem {
                    item: key,
                    state: ResolutionName::Open,
                    reason: None,
                    evidence: None,
                };
            };
            DocumentItem {
                item: key,
                state: state.resolution.name(),
                reason: state.resolution.reason().cloned(),
                evidence: evidence(state),
            }
        })
        .collect()
}

/// The digest of an item's evidence; nothing where it has none.
fn evidence(state: &ItemState) -> Option<Hash> {
    let links = state.links.iter().map(|link| Evidence::Link {
        url: &link.url,
        label: &link.label,
    });
    let given = state.given.iter().map(|given| Evidence::Given(&given.value));
    let all: Vec<Evidence<'_>> = links.chain(given).collect();
    if all.is_empty() {
        return None;
    }
    let text = ledger::canonical::to_canonical(&all).expect("only strings under snake_case keys");
    Some(blob_hash(text.as_bytes()))
}
