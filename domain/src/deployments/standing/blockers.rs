//! What blocks the next step, and what is worth knowing (D4, D5).

use super::slots::count;
use super::{Standing, Step};
use crate::deployments::{Blocker, ChangeNumber, StageName, Warning};
use crate::templates::structure::{ItemRef, Slot};
use crate::templates::{ItemKey, PhaseKind, ReviewOverdue, Roster, Template};
use crate::time::Timestamp;

/// How many of the open items a blocker names.
const NAMED: usize = 5;

impl<'a> Standing<'a> {
    /// Everything that blocks a step, in the order of the page. A step is taken when this is empty (D5).
    pub fn blockers(&self, step: Step, now: Timestamp) -> Vec<Blocker> {
        let mut blockers = Vec::new();
        let (phases, roster): (&[PhaseKind], _) = match step {
            Step::Submit => return blockers,
            Step::Start => (StageName::Preparing.works(), Some(Roster::Pre)),
            Step::FinishDeploying => (StageName::Running.works(), None),
            Step::Complete => (StageName::Verifying.works(), Some(Roster::Post)),
            Step::CompleteRollback => (StageName::RollingBack.works(), Some(Roster::Post)),
        };
        let open = self.open_required(phases);
        if !open.is_empty() {
            blockers.push(Blocker::ItemsOpen {
                count: count(open.len()),
                first: first(&open),
            });
        }
        let bare = self.evidence_missing(phases);
        if !bare.is_empty() {
            blockers.push(Blocker::EvidenceMissing {
                count: count(bare.len()),
                first: first(&bare),
            });
        }
        if let Some(roster) = roster {
            blockers.extend(self.empty(roster).into_iter().map(|slot| self.slot_blocker(slot)));
        }
        if step == Step::Start {
            blockers.extend(self.keep_out().map(|other| Blocker::EnvironmentBusy { other }));
        }
        blockers.extend(self.schedule_blockers(step, now));
        if let Some(hold) = &self.deployment.hold {
            blockers.push(Blocker::OnHold { hold: hold.clone() });
        }
        blockers
    }

    /// The deployments that keep this one out of its environment: those of the same service, or all of them where it is
    /// exclusive (01 §4, W7).
    fn keep_out(&self) -> impl Iterator<Item = ChangeNumber> {
        let exclusive = self.environment().is_some_and(|known| known.schedule.exclusive);
        let service = self.details().service;
        let others = self
            .occupants
            .iter()
            .filter(|other| other.number != self.deployment.number);
        let kept = others.filter(move |other| exclusive || other.service == service);
        kept.map(|other| other.number)
    }

    /// Why an empty slot blocks: it waits, its duty is unheld, or nobody who holds the duty may sign.
    fn slot_blocker(&self, slot: &Slot) -> Blocker {
        let (roster, duty, key) = (slot.roster, slot.duty.clone(), slot.key.clone());
        let mut holders = self.directory.holders(self.deployment.team, &slot.duty).peekable();
        if holders.peek().is_none() {
            return Blocker::DutyUnheld {
                roster,
                slot: key,
                duty,
            };
        }
        if holders.any(|person| self.personal_bars(slot, person).is_empty()) {
            Blocker::SlotEmpty {
                roster,
                slot: key,
                duty,
            }
        } else {
            Blocker::NobodyMaySign {
                roster,
                slot: key,
                duty,
            }
        }
    }

    /// What is worth knowing now. `overdue` comes from the template version, because whether a day is over depends on its
    /// zone (T11).
    pub fn warnings(&self, template: &Template, overdue: Option<ReviewOverdue>, now: Timestamp) -> Vec<Warning> {
        let stage = self.stage();
        let mut warnings = Vec::new();
        let unreviewed = self.deployment.overrides.iter().filter(|given| given.review.is_none());
        warnings.extend(unreviewed.map(|given| Warning::OverrideUnreviewed { by: given.written.by }));
        if stage.ended() {
            return warnings;
        }
        warnings.extend(overdue.map(Warning::ReviewOverdue));
        if matches!(stage, StageName::Draft | StageName::Preparing) {
            let closed = self.booked_closed();
            warnings.extend(closed.map(|closed| Warning::BookedTimeClosed { closed }));
            let away = self.booked_away(now);
            if !away.is_empty() {
                warnings.push(Warning::BookedAway { away });
            }
        }
        let newest = template.versions.keys().next_back().copied().unwrap_or_default();
        if newest > self.deployment.template.version && matches!(stage, StageName::Draft | StageName::Preparing) {
            warnings.push(Warning::NewerVersion { version: newest });
        }
        for roster in Roster::ALL {
            warnings.extend(self.lost_duties(roster));
        }
        for roster in Roster::ALL.into_iter().filter(|roster| self.will_sign(*roster)) {
            warnings.extend(self.unfillable_ahead(roster));
        }
        if let Some(roster) = stage.signs() {
            warnings.extend(self.fallen_away(roster).map(|slot| Warning::SmallTeam {
                roster,
                slot: slot.key.clone(),
                duty: slot.duty.clone(),
            }));
        }
        let blank = self.values_open();
        if blank > 0 {
            warnings.push(Warning::ValuesOpen { count: count(blank) });
        }
        let optional = self.open_optional(stage.works());
        if optional > 0 && stage != StageName::Draft {
            warnings.push(Warning::OptionalOpen { count: count(optional) });
        }
        warnings
    }

    /// Whether a roster signs now or in a later stage.
    pub(super) const fn will_sign(&self, roster: Roster) -> bool {
        match (self.stage(), roster) {
            (StageName::Draft | StageName::Preparing, Roster::Pre | Roster::Post)
            | (StageName::Running | StageName::Verifying | StageName::RollingBack, Roster::Post) => true,
            (StageName::Running | StageName::Verifying | StageName::RollingBack, Roster::Pre)
            | (
                StageName::Completed | StageName::RolledBack | StageName::Failed | StageName::Cancelled,
                Roster::Pre | Roster::Post,
            ) => false,
        }
    }

    /// Sign-offs that stand although their signers lost the duty since (S16).
    fn lost_duties(&self, roster: Roster) -> Vec<Warning> {
        let standing = self.roster(roster).into_iter().flat_map(|state| state.standing_all());
        let lost = standing.filter(|signoff| {
            let member = self.directory.active(signoff.person);
            !member.is_some_and(|member| member.holds(self.deployment.team, &signoff.duty))
        });
        lost.map(|signoff| Warning::DutyLostSince {
            roster,
            slot: signoff.slot.clone(),
            duty: signoff.duty.clone(),
        })
        .collect()
    }

    /// Slots that nobody may fill, unless a blocker of the present step already says so.
    pub(super) fn unfillable_ahead(&self, roster: Roster) -> Vec<Warning> {
        let blocking = self.stage().signs() == Some(roster);
        let said = |slot: &&Slot| match self.slot_blocker(slot) {
            Blocker::DutyUnheld { .. } | Blocker::NobodyMaySign { .. } => blocking,
            Blocker::ItemsOpen { .. }
            | Blocker::EvidenceMissing { .. }
            | Blocker::SlotEmpty { .. }
            | Blocker::EnvironmentBusy { .. }
            | Blocker::OutsideWindow { .. }
            | Blocker::OutsideHours { .. }
            | Blocker::Frozen { .. }
            | Blocker::OutsideSlot { .. }
            | Blocker::NoticeMissing { .. }
            | Blocker::FrozenWhileRunning { .. }
            | Blocker::OnHold { .. } => false,
        };
        let slots = self.unfillable(roster).into_iter().filter(|slot| !said(slot));
        slots
            .map(|slot| Warning::SlotAhead {
                roster,
                slot: slot.key.clone(),
                duty: slot.duty.clone(),
            })
            .collect()
    }
}

fn first(items: &[ItemRef<'_>]) -> Vec<ItemKey> {
    items.iter().take(NAMED).map(|found| found.item.key.clone()).collect()
}
