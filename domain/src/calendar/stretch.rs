//! Stretches of time, and what is common to them.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A stretch of time from an instant until another one, which is not included. One that ends where another begins
/// touches it and does not overlap it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stretch {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
}

impl Stretch {
    /// From an instant, so many minutes long.
    pub const fn lasting(from: Timestamp, minutes: u32) -> Self {
        Self {
            from,
            until: from.plus_seconds(minutes as i64 * 60),
        }
    }

    /// Whether it has no time in it.
    pub fn is_empty(self) -> bool {
        self.until <= self.from
    }

    /// Whole minutes; 0 for one that is empty.
    pub const fn minutes(self) -> i64 {
        let seconds = self.until.seconds_since(self.from);
        if seconds < 0 { 0 } else { seconds / 60 }
    }

    /// Whether an instant is in it.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether any instant is in both.
    pub fn overlaps(self, other: Self) -> bool {
        !self.common(other).is_empty()
    }

    /// What is in both; empty where nothing is.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            until: self.until.min(other.until),
        }
    }
}

/// The same time in order, with stretches that touch or overlap as one, and none that is empty.
pub(super) fn union(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|stretch| !stretch.is_empty());
    stretches.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match joined.last_mut() {
            Some(last) if next.from <= last.until => last.until = last.until.max(next.until),
            _ => joined.push(next),
        }
    }
    joined
}

/// What is in both; each of them in order and apart, as [`union`] leaves them.
pub(super) fn common(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let (mut i, mut j) = (0, 0);
    let mut both = Vec::new();
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        let stretch = a.common(*b);
        if !stretch.is_empty() {
            both.push(stretch);
        }
        if a.until < b.until {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}

/// What is in the first and not in the second; each of them in order and apart, as [`union`] leaves them.
pub(super) fn without(these: &[Stretch], those: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    let mut next = 0;
    for stretch in these {
        let mut from = stretch.from;
        while those.get(next).is_some_and(|taken| taken.until <= from) {
            next += 1;
        }
        for taken in those.iter().skip(next).take_while(|taken| taken.from < stretch.until) {
            left.push(Stretch {
                from,
                until: taken.from,
            });
            from = from.max(taken.until);
        }
        left.push(Stretch {
            from,
            until: stretch.until,
        });
    }
    left.retain(|stretch| !stretch.is_empty());
    left
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn stretch(from: i64, until: i64) -> Stretch {
        Stretch {
            from: Timestamp::from_micros(from),
            until: Timestamp::from_micros(until),
        }
    }

    fn instants(stretches: &[Stretch]) -> BTreeSet<i64> {
        stretches
            .iter()
            .flat_map(|s| s.from.micros()..s.until.micros())
            .collect()
    }

    fn some() -> impl Strategy<Value = Vec<Stretch>> {
        let one = (0_i64..60, 0_i64..12).prop_map(|(from, lasts)| stretch(from, from + lasts));
        prop::collection::vec(one, 0..8)
    }

    proptest! {
        /// The arithmetic is that of sets of instants, and its answers are in order and apart.
        #[test]
        fn stretches_are_sets_of_instants(one in some(), other in some()) {
            let (all, taken) = (instants(&one), instants(&other));
            let (one, other) = (union(one), union(other));
            prop_assert_eq!(&instants(&one), &all);
            let both = common(&one, &other);
            prop_assert_eq!(instants(&both), all.intersection(&taken).copied().collect());
            let left = without(&one, &other);
            prop_assert_eq!(instants(&left), all.difference(&taken).copied().collect());
            for list in [one, both, left] {
                prop_assert!(list.iter().all(|s| !s.is_empty()));
                prop_assert!(list.windows(2).all(|pair| pair[0].until <= pair[1].from));
            }
        }
    }

    #[test]
    fn stretches_that_touch_do_not_overlap() {
        assert!(!stretch(0, 5).overlaps(stretch(5, 9)));
        assert!(stretch(0, 6).overlaps(stretch(5, 9)));
        assert!(
            stretch(0, 5).contains(Timestamp::from_micros(0)) && !stretch(0, 5).contains(Timestamp::from_micros(5))
        );
        assert_eq!(union(vec![stretch(0, 5), stretch(5, 9)]), [stretch(0, 9)]);
    }
}
