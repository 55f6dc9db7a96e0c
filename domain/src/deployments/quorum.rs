//! Who can fill which slots: arithmetic on ids, apart from everything else (S5, S6, S15).

use std::collections::{BTreeMap, BTreeSet};

use crate::id::PersonId;

/// Signatures of people other than the requester, before the small-team rule lets a slot fall away (S15).
pub const SMALL_TEAM_SIGNED: usize = 2;

/// One slot of a roster, as far as filling it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seat {
    /// Who holds its duty.
    pub(crate) holders: BTreeSet<PersonId>,
    /// Who signed it.
    pub(crate) signed_by: Option<PersonId>,
}

/// The seat that the small-team rule lets fall away (S15), by position: with fewer eligible signers than slots, the first
/// empty one whose duty the requester holds, once two others have signed.
///
/// Eligible is who holds the duty of any seat and is not `barred` from all of them.
pub(super) fn fallen_away(seats: &[Seat], barred: &BTreeSet<PersonId>, requester: PersonId) -> Option<usize> {
    let others: BTreeSet<PersonId> = seats
        .iter()
        .filter_map(|seat| seat.signed_by)
        .filter(|person| *person != requester)
        .collect();
    if others.len() < SMALL_TEAM_SIGNED || eligible(seats, barred).len() >= seats.len() {
        return None;
    }
    seats
        .iter()
        .position(|seat| seat.signed_by.is_none() && seat.holders.contains(&requester))
}

/// Whether the small-team rule will let a seat of the requester fall away, once the others have signed.
pub(super) fn will_fall_away(seats: &[Seat], barred: &BTreeSet<PersonId>, requester: PersonId) -> Option<usize> {
    if eligible(seats, barred).len() >= seats.len() {
        return None;
    }
    let own = seats
        .iter()
        .position(|seat| seat.signed_by.is_none() && seat.holders.contains(&requester))?;
    let mut rest = seats.to_vec();
    for seat in &mut rest {
        seat.holders.remove(&requester);
    }
    rest.remove(own);
    let filled = rest.len() - unfillable(&rest, barred).len();
    (filled >= SMALL_TEAM_SIGNED).then_some(own)
}

fn eligible(seats: &[Seat], barred: &BTreeSet<PersonId>) -> BTreeSet<PersonId> {
    let holders = seats.iter().flat_map(|seat| &seat.holders);
    holders.filter(|person| !barred.contains(person)).copied().collect()
}

/// The seats that stay empty however the people who may sign share them out, by position: one person fills one slot (S5).
pub(super) fn unfillable(seats: &[Seat], barred: &BTreeSet<PersonId>) -> Vec<usize> {
    Seating::of(seats, barred).empty
}

/// Who of some people would fill a seat that stays empty without all of them, each of them alone, and which.
pub(crate) fn missed(seats: &[Seat], gone: &BTreeSet<PersonId>) -> BTreeMap<PersonId, usize> {
    let without = Seating::of(seats, gone);
    let fills = |person: &PersonId| Some((*person, without.clone().joined_by(*person)?));
    if without.empty.is_empty() {
        return BTreeMap::new();
    }
    gone.iter().filter_map(fills).collect()
}

/// Who signs which seat: a maximum matching by augmenting paths. Seats are small in number; earlier ones are filled first.
#[derive(Debug, Clone)]
pub(super) struct Seating<'s> {
    seats: &'s [Seat],
    /// Who could fill each seat, of those who are there.
    candidates: Vec<Vec<PersonId>>,
    taken: BTreeMap<PersonId, usize>,
    /// The seats that nobody fills, by position.
    empty: Vec<usize>,
}

impl<'s> Seating<'s> {
    /// Of everybody who is not `gone`. Who signed a seat fills no other one.
    pub(super) fn of(seats: &'s [Seat], gone: &BTreeSet<PersonId>) -> Self {
        let used: BTreeSet<PersonId> = seats.iter().filter_map(|seat| seat.signed_by).collect();
        let candidates: Vec<Vec<PersonId>> = seats
            .iter()
            .map(|seat| {
                let free = |person: &&PersonId| !gone.contains(person) && !used.contains(person);
                seat.holders.iter().filter(free).copied().collect()
            })
            .collect();
        let mut taken = BTreeMap::new();
        let mut empty = Vec::new();
        for (position, seat) in seats.iter().enumerate() {
            if seat.signed_by.is_none() && !place(position, &candidates, &mut taken, &mut BTreeSet::new()) {
                empty.push(position);
            }
        }
        Self {
            seats,
            candidates,
            taken,
            empty,
        }
    }

    /// Somebody more is there: the seat that they fill, where one is filled by it that was empty. Others may move to other
    /// seats for it.
    pub(super) fn joined_by(&mut self, person: PersonId) -> Option<usize> {
        if self.seats.iter().any(|seat| seat.signed_by == Some(person)) {
            return None;
        }
        for (seat, candidates) in self.seats.iter().zip(&mut self.candidates) {
            if seat.holders.contains(&person) && !candidates.contains(&person) {
                candidates.push(person);
            }
        }
        let (candidates, taken) = (&self.candidates, &mut self.taken);
        let own = |seat: &usize| candidates[*seat].contains(&person);
        // An empty one that is theirs tells more than one that somebody else leaves to them.
        let filled = match self.empty.iter().position(own) {
            Some(filled) => {
                taken.insert(person, self.empty[filled]);
                filled
            }
            None => self
                .empty
                .iter()
                .position(|seat| place(*seat, candidates, taken, &mut BTreeSet::new()))?,
        };
        self.empty.remove(filled);
        self.taken.get(&person).copied()
    }
}

/// Finds somebody for a seat, moving others to other seats where that helps.
fn place(
    position: usize,
    candidates: &[Vec<PersonId>],
    taken: &mut BTreeMap<PersonId, usize>,
    tried: &mut BTreeSet<PersonId>,
) -> bool {
    for person in &candidates[position] {
        if !tried.insert(*person) {
            continue;
        }
        let free = match taken.get(person).copied() {
            None => true,
            Some(other) => place(other, candidates, taken, tried),
        };
        if free {
            taken.insert(*person, position);
            return true;
        }
    }
    false
}
