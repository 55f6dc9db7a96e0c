//! Roster slots from sign-off headings, signature lines and tables of approvers (04, "Slots").

use std::collections::HashMap;

use crate::accounts::Duty;
use crate::templates::structure::{PhaseKind, Roster, Slot, SlotKey, slug_of};

use super::account::{Account, LineUse};
use super::draft::{Draft, DraftKind, DraftNode, DraftSection, RoleColumn, walk_mut};
use super::duties;
use super::inline::{can_say, plain_text};
use super::limits::MAX_SLOTS;
use super::phases::Meaning;
use super::proposals::{ProposalKind, Proposer};
use super::words::{Topic, Topics};

/// Duties proposed for a roster that the source does not name.
fn usual(roster: Roster) -> &'static [Duty] {
    match roster {
        Roster::Pre => &[Duty::TechLead, Duty::DevOpsLead, Duty::ProductOwner],
        Roster::Post => &[Duty::DeploymentEngineer, Duty::TechLead],
    }
}

/// The slots being collected.
struct Slots<'a, 'b> {
    proposer: &'a mut Proposer<'b>,
    account: &'a mut Account,
    slots: Vec<Slot>,
    /// How often a duty came in a roster within the present section.
    here: HashMap<(Roster, Duty), usize>,
    /// Rosters for which the source names a slot, accepted or not.
    named: [bool; 2],
}

/// Finds the slots of a draft and turns the task items that name them into slot lines.
pub(super) fn find(
    draft: &mut Draft,
    stated: Vec<Slot>,
    proposer: &mut Proposer<'_>,
    account: &mut Account,
) -> Vec<Slot> {
    let named = Roster::ALL.map(|roster| stated.iter().any(|slot| slot.roster == roster));
    let mut slots = Slots {
        proposer,
        account,
        slots: stated,
        here: HashMap::new(),
        named,
    };
    // The sign-off headings around the present section, with their levels and rosters.
    let mut around: Vec<(u8, Roster)> = Vec::new();
    for section in &mut draft.sections {
        while section.level > 0 && around.last().is_some_and(|(level, _)| *level >= section.level) {
            around.pop();
        }
        slots.here.clear();
        let below = around.last().map(|(_, roster)| *roster);
        if let Some(Meaning::SignOff { late }) = section.meaning {
            around.push((section.level, roster_of(section, late)));
        } else if let Some(roster) = below
            && let Some(duty) = heading_duty(section)
        {
            slots.offer(duty, roster, section.line, &section.plain);
        }
        let roster = around.last().map(|(_, roster)| *roster);
        slots.section(section, roster);
    }
    slots.usual();
    slots.slots.sort_by_key(|slot| slot.roster);
    slots.slots
}

/// The duty that a heading below a sign-off heading names.
fn heading_duty(section: &DraftSection) -> Option<Duty> {
    duties::role(section.plain.trim_end_matches([':', '：']))
}

fn roster_of(section: &DraftSection, late: bool) -> Roster {
    let before = Topics::of(&section.words).has(Topic::Before);
    let post = late || section.phase == Some(PhaseKind::PostDeployment);
    if post && !before { Roster::Post } else { Roster::Pre }
}

impl Slots<'_, '_> {
    /// The slots in a section; `roster` is that of the sign-off heading around it.
    fn section(&mut self, section: &mut DraftSection, roster: Option<Roster>) {
        let elsewhere = if section.phase == Some(PhaseKind::PostDeployment) {
            Roster::Post
        } else {
            Roster::Pre
        };
        walk_mut(&mut section.nodes, &mut |node| self.node(node, roster, elsewhere));
    }

    fn node(&mut self, node: &mut DraftNode, roster: Option<Roster>, elsewhere: Roster) {
        let line = node.line;
        match &mut node.kind {
            DraftKind::Item(item) => {
                if let Some(stated) = item.attributes.get("slot").and_then(|key| SlotKey::parse(key).ok()) {
                    if self.slots.iter().any(|slot| slot.key == stated) {
                        item.slot = Some(stated);
                        self.account.mark(line, line, LineUse::Slot);
                    }
                    return;
                }
                let found = duties::of_signature_line(&item.plain).map(|duty| (duty, roster.unwrap_or(elsewhere)));
                let found = found.or_else(|| roster.and_then(|roster| Some((duties::of_line(&item.plain)?, roster))));
                if let Some((duty, roster)) = found {
                    item.slot = self.offer(duty, roster, line, &item.plain);
                    if item.slot.is_some() {
                        self.account.mark(line, line, LineUse::Slot);
                    }
                }
            }
            DraftKind::Bullet(bullet) => {
                let asks = || bullet.plain.trim_end().ends_with([':', '：']) || duties::blanks(&bullet.plain) > 0;
                if let Some(roster) = roster
                    && asks()
                    && let Some(duty) = duties::of_line(&bullet.plain)
                {
                    self.offer(duty, roster, line, &bullet.plain);
                }
            }
            DraftKind::Text { text, .. } => {
                for (line, text) in (line..).zip(text.lines()) {
                    if !can_say(text, b'_') {
                        continue;
                    }
                    let plain = plain_text(text);
                    if let Some(duty) = duties::of_signature_line(&plain) {
                        self.offer(duty, roster.unwrap_or(elsewhere), line, &plain);
                    }
                }
            }
            DraftKind::Table { roles, .. } => {
                if let Some(roles) = roles {
                    self.table(roles, line, roster, elsewhere);
                }
            }
            DraftKind::Code { .. }
            | DraftKind::Quote(_)
            | DraftKind::Html(_)
            | DraftKind::Heading { .. }
            | DraftKind::Rule => {}
        }
    }

    /// A table of approvers: a column of roles beside one for signatures, names or dates.
    fn table(&mut self, roles: &RoleColumn, line: u32, roster: Option<Roster>, elsewhere: Roster) {
        let has_column = |names: &[&str]| roles.heads.iter().any(|head| head.has(names));
        let signed = has_column(&[
            "signature",
            "sign",
            "signed",
            "unterschrift",
            "firma",
            "assinatura",
            "approval",
            "approved",
            "подпись",
            "署名",
            "签字",
            "서명",
        ]) || (roster.is_some() && has_column(&["name", "nom", "nombre", "nome", "date", "datum"]));
        if !signed {
            return;
        }
        // The head and the line of dashes stand above the first row.
        for (line, cell) in (line + 2..).zip(&roles.cells) {
            if let Some(cell) = cell
                && let Some(duty) = duties::role(cell)
            {
                self.offer(duty, roster.unwrap_or(elsewhere), line, cell);
            }
        }
    }

    /// Proposes a slot; its key when it is accepted. A duty that comes again in the same section asks for a second
    /// person; in another section it is the same slot.
    fn offer(&mut self, duty: Duty, roster: Roster, line: u32, source: &str) -> Option<SlotKey> {
        self.named[usize::from(roster == Roster::Post)] = true;
        if self.slots.len() >= MAX_SLOTS {
            return None;
        }
        let becomes = format!("{} slot: {}", roster.name(), duty.name());
        if !self.proposer.offer(ProposalKind::Slot, Some(line), source, becomes) {
            return None;
        }
        let seen = self.here.entry((roster, duty.clone())).or_default();
        *seen += 1;
        let rank = *seen;
        let mut same = self
            .slots
            .iter()
            .filter(|slot| slot.roster == roster && slot.duty == duty);
        if let Some(slot) = same.nth(rank - 1) {
            return Some(slot.key.clone());
        }
        Some(self.add(duty, roster, Some(line)))
    }

    fn add(&mut self, duty: Duty, roster: Roster, line: Option<u32>) -> SlotKey {
        let key = free_key(&self.slots, &duty, roster);
        self.slots.push(Slot {
            key: key.clone(),
            duty,
            roster,
            ahead: false,
            line,
        });
        key
    }

    /// Proposes the usual duties for a roster that the source does not name.
    fn usual(&mut self) {
        for (roster, named) in Roster::ALL.into_iter().zip(self.named) {
            for duty in usual(roster).iter().filter(|_| !named) {
                let becomes = format!("{} slot: {}, because none was found", roster.name(), duty.name());
                let name = base_key(duty, roster);
                if self.proposer.offer_named(ProposalKind::Slot, &name, becomes) {
                    self.add(duty.clone(), roster, None);
                }
            }
        }
    }
}

fn base_key(duty: &Duty, roster: Roster) -> String {
    let slug = slug_of(duty.name());
    let slug = if slug.is_empty() { "duty" } else { &slug };
    format!("{}-{slug}", roster.code())
}

/// A key that no other slot has.
fn free_key(slots: &[Slot], duty: &Duty, roster: Roster) -> SlotKey {
    let base = base_key(duty, roster);
    let mut candidate = base.clone();
    let mut number = 1_usize;
    loop {
        match SlotKey::parse(&candidate) {
            Ok(key) if slots.iter().all(|slot| slot.key != key) => return key,
            Ok(_) | Err(_) => {
                number += 1;
                candidate = format!("{base}-{number}");
            }
        }
    }
}
