//! The next free slots of a deployment (W5).
//!
//! Free time is what is left of the allowed time (W2) when busy stretches are taken away. Slots begin on the quarter hours
//! of the organization's clock; the one after an offered slot begins at the next opening or when the offered one is over,
//! so that ten slots are not ten quarter hours of one morning.

use serde::{Deserialize, Serialize};

use super::judge::{HORIZON_DAYS, Rules};
use super::stretch::{self, Stretch};
use super::{Against, Conflict, HoursOf, Schedule, Times};
use crate::id::WindowId;
use crate::time::Timestamp;
use crate::zone::Zone;

/// What slots are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// Windows, freezes, allowed hours and overrides.
    pub schedule: Schedule<'a>,
    /// The organization's zone: slots begin on the quarter hours of its clock.
    pub zone: Zone,
    /// The earliest start: now and the hours of notice (W8).
    pub from: Timestamp,
    /// Minutes that a slot lasts: the time budget and the time to roll back. At least one.
    pub lasts: u32,
    /// What it cannot or should not lie beside, in any order: bookings of others, and people who are away (W5, W7).
    pub busy: &'a [Conflict],
    /// Hours of low traffic (T8): slots in them say so.
    pub low_traffic: &'a [&'a Times],
    /// How many slots are wanted; at least one.
    pub wanted: usize,
    /// No slot begins later; at most [`HORIZON_DAYS`] after [`Self::from`].
    pub until: Timestamp,
}

/// Why a slot is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "good")]
pub enum GoodFor {
    /// It begins in this window: one of those that it lies in.
    Window {
        /// Which.
        window: WindowId,
    },
    /// It is in the allowed hours.
    Hours {
        /// Whose.
        of: HoursOf,
    },
    /// No window is about the deployment, so any time would do.
    NoWindows,
    /// No freeze touches it.
    NoFreeze,
    /// It begins after the hours of notice.
    Notice,
    /// Environment and service are free, and nobody whom it takes is busy or away.
    NobodyBusy,
    /// All of it lies in hours of low traffic.
    LowTraffic,
}

/// A slot that is free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeSlot {
    /// When.
    pub stretch: Stretch,
    /// Why it is good.
    pub why: Vec<GoodFor>,
}

/// The rule that left no slot: the first one, in this order, after which nothing was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum NoSlot {
    /// The earliest start lies after the last day that is looked at.
    #[error("begins after the last day that is looked at")]
    Horizon,
    /// No window, or none in the allowed hours, opens in that time.
    #[error("no window opens")]
    NeverOpen,
    /// Windows open, but none of them for long enough, counted from a quarter hour.
    #[error("no window is long enough")]
    WindowsTooShort {
        /// Minutes of the longest time that is open.
        longest: i64,
    },
    /// What freezes leave of the windows is not long enough anywhere.
    #[error("frozen")]
    Frozen,
    /// What other deployments and people who are away leave of that is not long enough anywhere.
    #[error("busy")]
    Busy {
        /// What takes it: deployments in the order of their numbers, then absences.
        with: Vec<Against>,
    },
}

/// Seconds of the grid that slots begin on.
const QUARTER: i64 = 15 * 60;

/// The next free slots (W5). `Ok` holds at most [`Search::wanted`] of them, fewer where no more begin in time.
///
/// # Errors
/// [`NoSlot`], the rule that left none.
pub fn next_slots(search: &Search<'_>) -> Result<Vec<FreeSlot>, NoSlot> {
    let last = search.last();
    if last < search.from {
        return Err(NoSlot::Horizon);
    }
    let whole = Stretch {
        from: search.from,
        until: search.end_of(last),
    };
    let rules = Rules::of(&search.schedule);
    let open = rules.in_windows(whole);
    let longest = open.iter().map(|stretch| stretch.minutes()).max();
    let longest = longest.ok_or(NoSlot::NeverOpen)?;
    if search.starts(&open).next().is_none() {
        return Err(NoSlot::WindowsTooShort { longest });
    }
    let allowed = stretch::without(&open, &rules.frozen(whole));
    if search.starts(&allowed).next().is_none() {
        return Err(NoSlot::Frozen);
    }
    let busy = stretch::union(search.busy.iter().map(|busy| busy.when).collect());
    let free = stretch::without(&allowed, &busy);
    let slots: Vec<FreeSlot> = search
        .starts(&free)
        .take(search.wanted.max(1))
        .map(|from| search.slot(&rules, from))
        .collect();
    if slots.is_empty() {
        let taking = search
            .busy
            .iter()
            .filter(|busy| allowed.iter().any(|free| free.overlaps(busy.when)));
        let mut with: Vec<Against> = taking.map(|busy| busy.with).collect();
        with.sort_unstable();
        with.dedup();
        return Err(NoSlot::Busy { with });
    }
    Ok(slots)
}

impl Search<'_> {
    /// The latest start.
    fn last(&self) -> Timestamp {
        let horizon = self.from.plus_seconds(HORIZON_DAYS * 24 * 60 * 60);
        self.until.min(horizon)
    }

    /// When a slot that begins then is over.
    fn end_of(&self, from: Timestamp) -> Timestamp {
        Stretch::lasting(from, self.lasts.max(1)).until
    }

    /// The starts that are offered, of time that is free.
    fn starts<'b>(&'b self, free: &'b [Stretch]) -> impl Iterator<Item = Timestamp> + use<'b> {
        let last = self.last();
        free.iter().flat_map(move |stretch| {
            let fits = move |start: &Timestamp| *start <= last && self.end_of(*start) <= stretch.until;
            let first = Some(self.quarter(stretch.from));
            std::iter::successors(first, move |start| Some(self.quarter(self.end_of(*start)))).take_while(fits)
        })
    }

    /// The first quarter hour on the wall from an instant on.
    fn quarter(&self, at: Timestamp) -> Timestamp {
        let local = self.zone.local(at).and_utc().timestamp_micros();
        let past = local.rem_euclid(QUARTER * 1_000_000);
        let ahead = if past == 0 { 0 } else { QUARTER * 1_000_000 - past };
        Timestamp::from_micros(at.micros() + ahead)
    }

    fn slot(&self, rules: &Rules<'_>, from: Timestamp) -> FreeSlot {
        let stretch = Stretch {
            from,
            until: self.end_of(from),
        };
        let mut why: Vec<GoodFor> = rules.open_at(from).collect();
        if rules.groups.is_empty() {
            why.push(GoodFor::NoWindows);
        }
        why.extend([GoodFor::NoFreeze, GoodFor::Notice, GoodFor::NobodyBusy]);
        let calm = |times: &&Times| times.stretches(stretch.from, stretch.until).eq([stretch]);
        if self.low_traffic.iter().any(calm) {
            why.push(GoodFor::LowTraffic);
        }
        FreeSlot { stretch, why }
    }
}

impl Rules<'_> {
    /// The windows and hours that are open at an instant.
    fn open_at(&self, at: Timestamp) -> impl Iterator<Item = GoodFor> {
        self.groups.iter().flat_map(move |group| {
            let windows = group
                .windows
                .iter()
                .filter(move |(_, times)| times.covering(at).is_some());
            let windows = windows.map(|(window, _)| GoodFor::Window { window: *window });
            let hours = group.hours.iter().any(|times| times.covering(at).is_some());
            windows.chain(group.of.filter(|_| hours).map(|of| GoodFor::Hours { of }))
        })
    }
}
