//! What people do with deployments, as verbs.

use super::{CHECKOUT, ENGINEER, PAYMENTS, STRANGER, Scene, TEMPLATE, deployment, details};
use crate::actor::Actor;
use crate::command::Command;
use crate::deployments::{
    DeploymentCommand, DeploymentEvent, DeploymentType, Details, EvidenceValue, ItemChange, ItemMove, Meaning,
    NewDeployment, RollsBack, Sign,
};
use crate::event::Event;
use crate::id::{DeploymentId, EnvironmentId, PersonId};
use crate::refusal::Refusal;
use crate::templates::Roster;
use crate::templates::structure::{EvidenceKind, Item, Slot};
use crate::text::{EvidenceNumber, EvidenceText, Link, Reason};

/// Verbs about deployments.
impl Scene {
    /// A command about a deployment.
    ///
    /// # Errors
    /// The refusal.
    pub fn does(
        &mut self,
        person: PersonId,
        deployment: DeploymentId,
        command: DeploymentCommand,
    ) -> Result<Vec<DeploymentEvent>, Refusal> {
        let actor = self.actor(person);
        let events = self.execute(
            actor,
            &Command::Deployment {
                organization: PAYMENTS,
                deployment,
                command,
            },
        )?;
        let own = events.into_iter().filter_map(|event| match event {
            Event::Deployment(event) => Some(event),
            Event::Instance(_) | Event::Organization(_) | Event::Template(_) => None,
        });
        Ok(own.collect())
    }

    /// A new draft of [`ENGINEER`] for [`CHECKOUT`].
    ///
    /// # Panics
    /// When it is refused.
    pub fn draft(&mut self, environment: EnvironmentId) -> DeploymentId {
        debug_assert_eq!(details(environment).service, CHECKOUT);
        self.draft_by(ENGINEER, environment).expect("a member of the team may")
    }

    /// A new draft for [`CHECKOUT`].
    ///
    /// # Errors
    /// The refusal.
    pub fn draft_by(&mut self, person: PersonId, environment: EnvironmentId) -> Result<DeploymentId, Refusal> {
        let id = deployment(self.states.deployments.len() as u128);
        let new = NewDeployment {
            deployment: id,
            template: TEMPLATE,
            version: None,
            details: details(environment),
            rolls_back: None,
        };
        self.does(person, id, DeploymentCommand::Create(Box::new(new)))?;
        Ok(id)
    }

    /// A new draft of [`ENGINEER`] that rolls a deployment back after it was over (D7).
    ///
    /// # Errors
    /// The refusal.
    pub fn rollback_of(&mut self, undone: DeploymentId) -> Result<DeploymentId, Refusal> {
        let id = deployment(self.states.deployments.len() as u128);
        let new = NewDeployment {
            deployment: id,
            template: TEMPLATE,
            version: None,
            details: Details {
                kind: DeploymentType::Rollback,
                ..self.deployment(undone).details.clone()
            },
            rolls_back: Some(RollsBack {
                deployment: undone,
                seen: self.deployment(undone).rolled_back_by.len(),
            }),
        };
        self.does(ENGINEER, id, DeploymentCommand::Create(Box::new(new)))?;
        Ok(id)
    }

    /// Changes of items as a page would send them: with what it shows as their last entries.
    pub fn changes(&self, id: DeploymentId, keys: &[&str], to: &ItemMove) -> DeploymentCommand {
        let change = |key: &&str| {
            let item = crate::templates::ItemKey::parse(key).expect("a key");
            let seen = self.deployment(id).items.get(&item).map_or(0, |state| state.seq());
            ItemChange {
                item,
                seen,
                to: to.clone(),
                reason: None,
            }
        };
        DeploymentCommand::ChangeItems {
            changes: keys.iter().map(change).collect(),
            confirmed: Vec::new(),
        }
    }

    /// Ticks every required item of the phases being worked, and gives the evidence that they ask for.
    ///
    /// # Errors
    /// The refusal.
    pub fn tick_all(&mut self, person: PersonId, id: DeploymentId) -> Result<Vec<DeploymentEvent>, Refusal> {
        let standing = self.standing(id);
        let open = standing.open_required(standing.stage().works());
        let keys: Vec<&str> = open.iter().map(|found| found.item.key.as_str()).collect();
        let command = self.changes(id, &keys, &ItemMove::Done);
        let mut events = self.does(person, id, command)?;
        let standing = self.standing(id);
        let bare = standing.evidence_missing(standing.stage().works());
        let commands: Vec<DeploymentCommand> = bare
            .iter()
            .filter_map(|found| evidence(found.item, Vec::new()))
            .collect();
        for command in commands {
            events.extend(self.does(person, id, command)?);
        }
        Ok(events)
    }

    /// The signature in a slot, for the document as it is.
    pub fn signature(&self, id: DeploymentId, slot: &Slot) -> DeploymentCommand {
        DeploymentCommand::Sign(Box::new(Sign {
            roster: slot.roster,
            slot: slot.key.clone(),
            meaning: Meaning::Approved,
            comment: None,
            document: self.standing(id).document(slot).hash(),
            position: self.entries.len() as u64,
        }))
    }

    /// Signs the first slot of a roster that the person may sign; the first whose duty the person holds where there is none.
    ///
    /// # Errors
    /// The refusal.
    pub fn signs(
        &mut self,
        person: PersonId,
        id: DeploymentId,
        roster: Roster,
    ) -> Result<Vec<DeploymentEvent>, Refusal> {
        let standing = self.standing(id);
        let member = self.directory().active(person).ok_or(Refusal::NotFound)?;
        let team = self.deployment(id).team;
        let own = |slot: &&Slot| member.holds(team, &slot.duty);
        let free = self
            .structure
            .slots_in(roster)
            .find(|slot| standing.may_sign(slot, person).is_ok());
        let slot = free.or_else(|| self.structure.slots_in(roster).find(own));
        let slot = slot
            .or_else(|| self.structure.slots_in(roster).next())
            .ok_or(Refusal::NotFound)?;
        let command = self.signature(id, slot);
        self.does(person, id, command)
    }

    /// A reason.
    ///
    /// # Panics
    /// When the text is empty or too long.
    pub fn reason(text: &str) -> Reason {
        Reason::parse(text).expect("a reason")
    }

    /// Somebody with an account who is a member of nothing here.
    pub const fn stranger(&self) -> Actor {
        self.actor(STRANGER)
    }
}

/// The first evidence of the kind that an item asks for; nothing where it asks for none, or for a file.
///
/// # Panics
/// Never: the texts are within their limits.
pub fn evidence(item: &Item, confirmed: Vec<u64>) -> Option<DeploymentCommand> {
    let key = item.key.clone();
    let value = match item.evidence? {
        EvidenceKind::Link => {
            return Some(DeploymentCommand::AddLink {
                item: Some(key),
                url: Link::parse("https://backups.example.com/7").expect("a link"),
                label: None,
                confirmed,
            });
        }
        EvidenceKind::Text => EvidenceValue::Text(EvidenceText::parse("Looked at it").expect("a text")),
        EvidenceKind::Number => EvidenceValue::Number(EvidenceNumber::parse("0.4 %").expect("a figure")),
        EvidenceKind::File => return None,
    };
    Some(DeploymentCommand::GiveEvidence {
        item: key,
        value,
        seen: 0,
        confirmed,
    })
}
