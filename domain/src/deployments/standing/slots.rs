//! Slots: which are needed, who may sign them, and how each stands (S4-S7, S13, S15).

use std::collections::BTreeSet;

use super::Standing;
use crate::calendar::Booking;
use crate::deployments::quorum::{self, Seat};
use crate::deployments::{Answer, RosterState, SignOff};
use crate::id::PersonId;
use crate::refusal::SignBar;
use crate::templates::structure::Slot;
use crate::templates::{Roster, SlotKey};

/// How a slot stands, for the signature block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotStanding<'a> {
    /// Signed.
    Signed {
        /// The sign-off that counts.
        signoff: &'a SignOff,
        /// Its signer does not hold the duty any more; the sign-off stands all the same (S16).
        duty_lost: bool,
    },
    /// Empty, and these people may sign it, once items are resolved where it waits for items.
    Waiting {
        /// Who may sign, in id order.
        who: Vec<PersonId>,
        /// Whether it can be signed now.
        ready: bool,
    },
    /// Its round is not open yet.
    NotOpen,
    /// Nobody in the team holds its duty (S6).
    DutyUnheld,
    /// Its duty is held, but nobody who holds it may sign (S4, S5).
    NobodyMay {
        /// Who holds the duty, and why each may not sign.
        holders: Vec<(PersonId, Vec<SignBar>)>,
    },
    /// Not needed.
    NotNeeded(NotNeeded),
}

/// Why a slot is not needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNeeded {
    /// The environment needs no sign-offs (S15).
    Environment,
    /// The small-team rule let it fall away (S15).
    SmallTeam,
    /// The step that it guards was taken, or never will be.
    Past,
}

/// A slot with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotView<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// How it stands.
    pub standing: SlotStanding<'a>,
    /// Sign-offs that do not count any more, oldest first: struck through and kept.
    pub past: Vec<&'a SignOff>,
    /// What was answered instead of signing it, oldest first (S8).
    pub answers: Vec<&'a Answer>,
}

impl<'a> Standing<'a> {
    /// The slots of a roster with their history, in the order of the template.
    pub fn slots(&self, roster: Roster) -> Vec<SlotView<'a>> {
        let state = self.roster(roster);
        self.structure
            .slots_in(roster)
            .map(|slot| SlotView {
                slot,
                standing: self.slot_standing(slot),
                past: state
                    .into_iter()
                    .flat_map(|state| &state.signoffs)
                    .filter(|signoff| signoff.slot == slot.key && !signoff.stands())
                    .collect(),
                answers: state
                    .into_iter()
                    .flat_map(|state| &state.answers)
                    .filter(|answer| answer.slot == slot.key)
                    .collect(),
            })
            .collect()
    }

    /// The slots that a roster needs now (S15): none where the environment needs no sign-offs, and without the one that the
    /// small-team rule lets fall away.
    pub fn needed(&self, roster: Roster) -> Vec<&'a Slot> {
        if !self.signoffs_needed() {
            return Vec::new();
        }
        let away = self.fallen_away(roster).map(|slot| &slot.key);
        let slots = self.structure.slots_in(roster);
        slots.filter(|slot| Some(&slot.key) != away).collect()
    }

    /// Slots of a roster that are needed and empty.
    pub fn empty(&self, roster: Roster) -> Vec<&'a Slot> {
        let mut needed = self.needed(roster);
        needed.retain(|slot| self.signed(slot).is_none());
        needed
    }

    /// The slot that the small-team rule lets fall away now (S15).
    pub fn fallen_away(&self, roster: Roster) -> Option<&'a Slot> {
        if !self.directory.small_team_rule || !self.signoffs_needed() {
            return None;
        }
        let position = quorum::fallen_away(&self.seats(roster), &self.barred(roster), self.deployment.requester)?;
        self.structure.slots_in(roster).nth(position)
    }

    /// Slots of a roster that will stay empty however the people who may sign share them out (S5, S6): what Create and
    /// Submit name ahead (D4).
    pub fn unfillable(&self, roster: Roster) -> Vec<&'a Slot> {
        let barred = self.barred(roster);
        let (slots, seats): (Vec<_>, Vec<Seat>) = self.seats_to_fill(roster, &barred, false).into_iter().unzip();
        let empty = quorum::unfillable(&seats, &barred);
        empty.into_iter().map(|position| slots[position]).collect()
    }

    /// The slots of a roster that have to be signed in the end, as far as filling them goes: none where the environment needs
    /// no sign-offs, and without the one that the small-team rule lets fall away, now or once the others have signed (S15).
    /// `afresh` as if nobody had signed yet; `barred` are those who may sign none.
    pub(super) fn seats_to_fill(
        &self,
        roster: Roster,
        barred: &BTreeSet<PersonId>,
        afresh: bool,
    ) -> Vec<(&'a Slot, Seat)> {
        if !self.signoffs_needed() {
            return Vec::new();
        }
        let mut seats = self.seats(roster);
        if afresh {
            seats.iter_mut().for_each(|seat| seat.signed_by = None);
        }
        let mut slots: Vec<(&'a Slot, Seat)> = self.structure.slots_in(roster).zip(seats).collect();
        self.without_small_team(&mut slots, barred, self.deployment.requester);
        slots
    }

    /// Leaves out the slot that the small-team rule lets fall away, now or once the others have signed (S15).
    pub(super) fn without_small_team<T>(
        &self,
        slots: &mut Vec<(T, Seat)>,
        barred: &BTreeSet<PersonId>,
        requester: PersonId,
    ) {
        if !self.directory.small_team_rule {
            return;
        }
        let seats: Vec<Seat> = slots.iter().map(|(_, seat)| seat.clone()).collect();
        let away = quorum::fallen_away(&seats, barred, requester)
            .or_else(|| quorum::will_fall_away(&seats, barred, requester));
        away.map(|position| slots.remove(position));
    }

    /// Whether `person` may sign a slot now, and if not, every reason (S13). The proof of identity is apart:
    /// [`Standing::proof_suffices`].
    ///
    /// # Errors
    /// The reasons, in the order in which a page tells them.
    pub fn may_sign(&self, slot: &Slot, person: PersonId) -> Result<(), Vec<SignBar>> {
        if !self.needed(slot.roster).contains(&slot) {
            return Err(vec![SignBar::NotNeeded]);
        }
        if let Some(signoff) = self.signed(slot) {
            return Err(vec![SignBar::Filled { by: signoff.person }]);
        }
        let mut bars = Vec::new();
        let stage = self.stage();
        if stage.signs() != Some(slot.roster) {
            bars.push(SignBar::NotOpen { stage });
        }
        bars.extend(self.personal_bars(slot, person));
        bars.extend(self.item_bars(slot));
        if slot.roster == Roster::Pre && self.booked_closed().is_some() {
            bars.push(SignBar::BookedTimeClosed);
        }
        if bars.is_empty() { Ok(()) } else { Err(bars) }
    }

    /// Why this person may not sign a slot, whatever the items say.
    pub fn personal_bars(&self, slot: &Slot, person: PersonId) -> Vec<SignBar> {
        let mut bars = Vec::new();
        let duty = &slot.duty;
        let team = self.deployment.team;
        if !self
            .directory
            .active(person)
            .is_some_and(|member| member.holds(team, duty))
        {
            let held = self.directory.holders(team, duty).next().is_some();
            let duty = duty.clone();
            bars.push(if held {
                SignBar::DutyNotHeld { duty }
            } else {
                SignBar::DutyUnheld { duty }
            });
        }
        if slot.roster == Roster::Pre {
            bars.extend(self.authorship(person));
        }
        let own = self.roster(slot.roster).and_then(|state| {
            let mut standing = state.standing_all();
            standing.find(|signoff| signoff.person == person && signoff.slot != slot.key)
        });
        bars.extend(own.map(|signoff| SignBar::OtherSlot {
            duty: signoff.duty.clone(),
        }));
        bars
    }

    /// Why S4 bars a person from the pre roster: own work is signed by somebody else.
    fn authorship(&self, person: PersonId) -> Vec<SignBar> {
        let booked_by = self.deployment.booking.as_ref().and_then(Booking::author);
        self.authorship_where(person, booked_by)
    }

    /// The same where somebody else, or a freeze, set the present booking.
    pub(super) fn authorship_where(&self, person: PersonId, booked_by: Option<PersonId>) -> Vec<SignBar> {
        let mut bars = Vec::new();
        if self.deployment.requester == person {
            bars.push(SignBar::Requester);
        }
        let fields = self.set_by(person);
        if !fields.is_empty() {
            bars.push(SignBar::SetFields { fields });
        }
        if booked_by == Some(person) {
            bars.push(SignBar::Booked);
        }
        if self.deployment.template.bars_deployer && self.details().deployer == person {
            bars.push(SignBar::Deployer);
        }
        bars
    }

    /// Why a slot is not open yet: its document would not say that the work is done (S2).
    fn item_bars(&self, slot: &Slot) -> Vec<SignBar> {
        if slot.ahead {
            return Vec::new();
        }
        let phases = self.covered(slot.roster);
        let open = self.open_required(phases).len();
        let bare = self.evidence_missing(phases).len();
        let mut bars = Vec::new();
        if open > 0 {
            bars.push(SignBar::ItemsOpen { count: count(open) });
        }
        if bare > 0 {
            bars.push(SignBar::EvidenceMissing { count: count(bare) });
        }
        bars
    }

    /// The sign-off that fills a slot now.
    pub fn signed(&self, slot: &Slot) -> Option<&'a SignOff> {
        self.roster(slot.roster)?.standing(&slot.key)
    }

    /// The slot of a roster with that key.
    pub fn slot(&self, roster: Roster, key: &SlotKey) -> Option<&'a Slot> {
        self.structure.slot(key).filter(|slot| slot.roster == roster)
    }

    /// A roster's sign-offs; nothing before its first round.
    pub fn roster(&self, roster: Roster) -> Option<&'a RosterState> {
        self.deployment.rosters.get(&roster)
    }

    fn slot_standing(&self, slot: &'a Slot) -> SlotStanding<'a> {
        let team = self.deployment.team;
        if let Some(signoff) = self.signed(slot) {
            let member = self.directory.active(signoff.person);
            let duty_lost = !member.is_some_and(|member| member.holds(team, &signoff.duty));
            return SlotStanding::Signed { signoff, duty_lost };
        }
        if !self.signoffs_needed() {
            return SlotStanding::NotNeeded(NotNeeded::Environment);
        }
        if self
            .roster(slot.roster)
            .is_some_and(|state| state.fell_away.contains(&slot.key))
        {
            return SlotStanding::NotNeeded(NotNeeded::SmallTeam);
        }
        if self.stage().signs() != Some(slot.roster) {
            return if self.will_sign(slot.roster) {
                SlotStanding::NotOpen
            } else {
                SlotStanding::NotNeeded(NotNeeded::Past)
            };
        }
        if !self.needed(slot.roster).contains(&slot) {
            return SlotStanding::NotNeeded(NotNeeded::SmallTeam);
        }
        let holders: Vec<_> = self
            .directory
            .holders(team, &slot.duty)
            .map(|person| (person, self.personal_bars(slot, person)))
            .collect();
        if holders.is_empty() {
            return SlotStanding::DutyUnheld;
        }
        let free = holders.iter().filter(|(_, bars)| bars.is_empty());
        let who: Vec<PersonId> = free.map(|(person, _)| *person).collect();
        if who.is_empty() {
            return SlotStanding::NobodyMay { holders };
        }
        SlotStanding::Waiting {
            who,
            ready: self.item_bars(slot).is_empty(),
        }
    }

    fn seats(&self, roster: Roster) -> Vec<Seat> {
        self.structure
            .slots_in(roster)
            .map(|slot| Seat {
                holders: self.directory.holders(self.deployment.team, &slot.duty).collect(),
                signed_by: self.signed(slot).map(|signoff| signoff.person),
            })
            .collect()
    }

    /// Whom S4 bars from every slot of a roster.
    fn barred(&self, roster: Roster) -> BTreeSet<PersonId> {
        match roster {
            Roster::Pre => self
                .directory
                .members
                .keys()
                .filter(|person| !self.authorship(**person).is_empty())
                .copied()
                .collect(),
            Roster::Post => BTreeSet::new(),
        }
    }
}

/// A number of items as refusals and blockers carry it.
pub(super) fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
