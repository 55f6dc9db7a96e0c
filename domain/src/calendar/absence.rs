//! An absence: a time in which somebody neither deploys nor signs (W5).
//!
//! It has no reason: why somebody is away is nobody's business, and what an entry says stays.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::stretch::{self, Stretch};
use super::{Calendar, HORIZON_DAYS, Times};
use crate::deployments::{ChangeNumber, Written};
use crate::id::{AbsenceId, PersonId};
use crate::time::Timestamp;

/// An absence as its entries say it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Who is away.
    pub person: PersonId,
    /// When.
    pub times: Times,
    /// Who last set it, when, in which entry: what a stale form is checked against (D12).
    pub set: Written,
}

/// One time in which somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// By which absence.
    pub absence: AbsenceId,
    /// Who.
    pub person: PersonId,
    /// When: the whole of it, also where only a part was asked about.
    pub stretch: Stretch,
}

/// What stands against a plan: somebody else's booking, or that somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The booking of this deployment.
    Booking(ChangeNumber),
    /// This absence.
    Absence(AbsenceId),
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Booking(number) => number.fmt(f),
            Self::Absence(absence) => absence.fmt(f),
        }
    }
}

impl FromStr for Against {
    type Err = <AbsenceId as FromStr>::Err;

    /// Reads what [`fmt::Display`] writes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(number) => Ok(Self::Booking(number)),
            Err(_) => text.parse().map(Self::Absence),
        }
    }
}

impl Calendar {
    /// When some people are away within a stretch of time, person by person in the order of beginnings. What of one absence
    /// touches or overlaps is one time.
    pub fn away(&self, who: &BTreeSet<PersonId>, within: Stretch) -> Vec<Away> {
        let theirs = self
            .absences
            .iter()
            .filter(|(_, absence)| who.contains(&absence.person));
        let mut away: Vec<Away> = theirs
            .flat_map(|(id, absence)| {
                let times = absence.times.occurrences(within.from, within.until);
                stretch::union(times.map(|time| time.stretch()).collect())
                    .into_iter()
                    .map(|stretch| Away {
                        absence: *id,
                        person: absence.person,
                        stretch,
                    })
            })
            .collect();
        away.sort_by_key(|away| (away.person, away.stretch, away.absence));
        away
    }

    /// Until when somebody is away without a break, where they are away at an instant, and the absence that ends then; at most
    /// [`HORIZON_DAYS`] later, because somebody may be away every day.
    pub fn away_until(&self, person: PersonId, at: Timestamp) -> Option<(AbsenceId, Timestamp)> {
        let mut last: Option<(AbsenceId, Timestamp)> = None;
        let horizon = at.plus_seconds(HORIZON_DAYS * 24 * 60 * 60);
        loop {
            let from = last.map_or(at, |(_, until)| until);
            let theirs = self.absences.iter().filter(|(_, absence)| absence.person == person);
            let covering = theirs.filter_map(|(id, absence)| Some((*id, absence.times.covering(from)?.until)));
            match covering.max_by_key(|(_, until)| *until) {
                Some(later) if later.1 < horizon => last = Some(later),
                Some((id, _)) => return Some((id, horizon)),
                None => return last,
            }
        }
    }
}
