//! Filling slots, on ids alone.

use std::collections::BTreeSet;

use crate::deployments::quorum::{Seat, fallen_away, unfillable, will_fall_away};
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
