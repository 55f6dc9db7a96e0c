//! Filling slots, on ids alone.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::deployments::quorum::{Seat, Seating, fallen_away, missed, unfillable, will_fall_away};
use crate::id::PersonId;
use crate::testing::person;

const ANN: PersonId = person(100);
const BOB: PersonId = person(101);
const CAT: PersonId = person(102);

fn seat(holders: &[PersonId], signed_by: Option<PersonId>) -> Seat {
    Seat {
        holders: holders.iter().copied().collect(),
        signed_by,
    }
}

fn barred(people: &[PersonId]) -> BTreeSet<PersonId> {
    people.iter().copied().collect()
}

#[test]
fn S15_one_person_alone_gets_no_relief() {
    let seats = [seat(&[ANN], None), seat(&[ANN], None)];
    assert_eq!(fallen_away(&seats, &barred(&[ANN]), ANN), None);
    assert_eq!(unfillable(&seats, &barred(&[ANN])), vec![0, 1]);
}

#[test]
fn S15_two_people_get_no_relief_because_only_one_other_can_sign() {
    let seats = [seat(&[ANN], None), seat(&[BOB], Some(BOB))];
    assert_eq!(fallen_away(&seats, &barred(&[ANN]), ANN), None);
    assert_eq!(will_fall_away(&seats, &barred(&[ANN]), ANN), None);
}

#[test]
fn S15_with_three_people_the_requesters_slot_falls_away_last() {
    let start = [seat(&[ANN], None), seat(&[BOB], None), seat(&[CAT], None)];
    assert_eq!(fallen_away(&start, &barred(&[ANN]), ANN), None);
    assert_eq!(will_fall_away(&start, &barred(&[ANN]), ANN), Some(0));
    let one = [seat(&[ANN], None), seat(&[BOB], Some(BOB)), seat(&[CAT], None)];
    assert_eq!(fallen_away(&one, &barred(&[ANN]), ANN), None);
    let two = [seat(&[ANN], None), seat(&[BOB], Some(BOB)), seat(&[CAT], Some(CAT))];
    assert_eq!(fallen_away(&two, &barred(&[ANN]), ANN), Some(0));
}

#[test]
fn S15_enough_eligible_signers_means_no_relief() {
    let dan = person(103);
    let seats = [
        seat(&[ANN, dan], None),
        seat(&[BOB], Some(BOB)),
        seat(&[CAT], Some(CAT)),
    ];
    assert_eq!(fallen_away(&seats, &barred(&[ANN]), ANN), None);
}

#[test]
fn S15_only_one_slot_falls_away() {
    let seats = [
        seat(&[ANN], None),
        seat(&[ANN], None),
        seat(&[BOB], Some(BOB)),
        seat(&[CAT], Some(CAT)),
    ];
    assert_eq!(fallen_away(&seats, &barred(&[ANN]), ANN), Some(0));
}

#[test]
fn S5_people_are_moved_to_where_they_are_needed() {
    let seats = [seat(&[ANN, BOB], None), seat(&[ANN], None)];
    assert!(unfillable(&seats, &barred(&[])).is_empty());
    let short = [seat(&[ANN, BOB], None), seat(&[ANN], None), seat(&[BOB], None)];
    assert_eq!(unfillable(&short, &barred(&[])), vec![2]);
    let taken = [seat(&[ANN, BOB], Some(ANN)), seat(&[ANN], None)];
    assert_eq!(unfillable(&taken, &barred(&[])), vec![1]);
}

/// The fewest seats that stay empty, of every way to share them out.
fn fewest_empty(seats: &[Seat], there: &BTreeSet<PersonId>) -> usize {
    let Some((first, rest)) = seats.split_first() else {
        return 0;
    };
    let nobody = 1 + fewest_empty(rest, there);
    let somebody = first.holders.intersection(there).map(|person| {
        let mut others = there.clone();
        others.remove(person);
        fewest_empty(rest, &others)
    });
    somebody.min().map_or(nobody, |best| best.min(nobody))
}

proptest! {
    /// However people come, one after the other: as many seats are filled as can be, and whoever is said to fill one holds
    /// its duty and was missed for it.
    #[test]
    fn S5_whoever_comes_fills_a_seat_where_that_leaves_fewer_empty(
        holders in proptest::collection::vec(proptest::collection::btree_set(0_u128..5, 0..4), 1..5),
        coming in Just((0_u128..5).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let seats: Vec<Seat> = holders
            .iter()
            .map(|held| seat(&held.iter().map(|number| person(100 + number)).collect::<Vec<_>>(), None))
            .collect();
        let coming: Vec<PersonId> = coming.into_iter().map(|number| person(100 + number)).collect();
        let mut gone: BTreeSet<PersonId> = coming.iter().copied().collect();
        let mut there = BTreeSet::new();
        let mut seating = Seating::of(&seats, &gone);
        for person in coming {
            let before = fewest_empty(&seats, &there);
            let without = missed(&seats, &gone);
            there.insert(person);
            gone.remove(&person);
            let helps = fewest_empty(&seats, &there) < before;
            let filled = seating.joined_by(person);
            prop_assert_eq!(filled.is_some(), helps);
            prop_assert_eq!(without.contains_key(&person), helps);
            for seat in filled.iter().chain(without.get(&person)) {
                prop_assert!(seats[*seat].holders.contains(&person));
            }
            prop_assert_eq!(unfillable(&seats, &gone).len(), fewest_empty(&seats, &there));
        }
    }
}
