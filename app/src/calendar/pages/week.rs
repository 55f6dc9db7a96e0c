//! A week with its hours: each day a column, what has a time of day at its place in it, beside each other what happens at
//! once. Without a wide screen, and in another order, it reads as the list that every day is.

use domain::calendar::Stretch;
use domain::zone::Zone;

use super::happenings::{ALL_DAY, Day, Happening, What, on_day};

/// Quarter hours of a day.
const DAY: u32 = 24 * 4;
/// The hours that are drawn when nothing happens outside them: those in which one may want to drop something.
const USUAL: (u32, u32) = (6, 20);
/// Most happenings side by side; further ones lie on the last.
const LANES: usize = 6;

/// The hours of the wall clock that a week is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hours {
    /// The first.
    pub(super) first: u32,
    /// The first that is not drawn any more.
    pub(super) end: u32,
}

/// Where a happening lies in the column of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The quarter hour of the wall clock that it begins in, from midnight.
    pub(super) from: u32,
    /// The quarter hour that it ends with, after [`Self::from`].
    pub(super) until: u32,
    /// Which of the lanes it lies in, from 0.
    pub(super) lane: usize,
    /// How many lanes there are where it lies, at least one.
    pub(super) lanes: usize,
}

/// A day in columns.
pub(super) struct Column<'a> {
    /// What lasts through the day, what is watched into another day, then who is away, also for a part of it: these take no
    /// room among the hours.
    pub(super) whole: Vec<&'a Happening>,
    /// Windows and freezes with a time of day.
    pub(super) bands: Vec<(&'a Happening, Place)>,
    /// Bookings with a time of day, and what is watched after them.
    pub(super) slips: Vec<(&'a Happening, Place)>,
}

impl Column<'_> {
    /// Lanes that bands take.
    pub(super) fn band_lanes(&self) -> usize {
        self.bands.iter().map(|(_, place)| place.lane + 1).max().unwrap_or(0)
    }

    /// Whether a freeze is in force all day.
    pub(super) fn frozen(&self) -> bool {
        let freeze = |happening: &&Happening| matches!(happening.what, What::Freeze | What::Unsaved);
        self.whole.iter().any(freeze)
    }
}

/// A day, sorted into what lasts through it and what has a time.
pub(super) fn column(zone: Zone, day: &Day) -> Column<'_> {
    let above = |happening: &&Happening| match happening.what {
        What::Away => true,
        // It would draw every day of the week from midnight to midnight.
        What::Watch => happening.stretch.from < day.span.from || day.span.until < happening.stretch.until,
        What::Freeze | What::Unsaved | What::Window | What::Booking { .. } => {
            on_day(zone, day.span, happening.stretch) == ALL_DAY
        }
    };
    let (whole, timed): (Vec<&Happening>, Vec<&Happening>) = day.happenings.iter().partition(above);
    let (slips, bands): (Vec<&Happening>, Vec<&Happening>) = timed
        .into_iter()
        .partition(|happening| matches!(happening.what, What::Booking { .. } | What::Watch));
    Column {
        whole,
        bands: placed(zone, day.span, bands),
        slips: placed(zone, day.span, slips),
    }
}

fn placed(zone: Zone, day: Stretch, happenings: Vec<&Happening>) -> Vec<(&Happening, Place)> {
    let timed = happenings.into_iter();
    let mut timed: Vec<(&Happening, (u32, u32))> = timed
        .map(|happening| (happening, quarters(zone, day, happening.stretch)))
        .collect();
    // In the night in which clocks go back, what is later may begin earlier on the wall.
    timed.sort_by_key(|(_, (from, _))| *from);
    let times: Vec<(u32, u32)> = timed.iter().map(|(_, times)| *times).collect();
    let happenings = timed.into_iter().map(|(happening, _)| happening);
    happenings.zip(places(&times)).collect()
}

/// The hours that a week is drawn with: the usual ones, and on to the first and last that something happens in.
pub(super) fn hours(columns: &[Column<'_>]) -> Hours {
    let (first, end) = USUAL;
    let places = columns
        .iter()
        .flat_map(|column| column.bands.iter().chain(&column.slips));
    let usual = Hours { first, end };
    places.fold(usual, |hours, (_, place)| Hours {
        first: hours.first.min(place.from / 4),
        end: hours.end.max(place.until.div_ceil(4)),
    })
}

/// Hours and minutes that a second zone is ahead of a first one, where that is one number all week: hours beside each other
/// would be wrong for a part of it otherwise.
pub(super) fn ahead(zone: Zone, second: Zone, within: Stretch) -> Option<i64> {
    let minutes = |at| second.local(at).signed_duration_since(zone.local(at)).num_minutes();
    let hours = within.minutes() / 60;
    let first = minutes(within.from);
    let same = (0..=hours).all(|hour| minutes(within.from.plus_seconds(hour * 3600)) == first);
    same.then_some(first)
}

/// The quarter hours of the wall clock that a stretch touches on a day. Where clocks go back it may end before it began by
/// them: it is a quarter hour long then.
fn quarters(zone: Zone, day: Stretch, stretch: Stretch) -> (u32, u32) {
    let quarter = |at, up: u32| {
        let wall = zone.wall(at);
        (wall.hour * 60 + wall.minute + up) / 15
    };
    let from = if stretch.from <= day.from {
        0
    } else {
        quarter(stretch.from, 0)
    };
    let until = if day.until <= stretch.until {
        DAY
    } else {
        quarter(stretch.until, 14)
    };
    (from, until.max(from + 1).min(DAY))
}

/// Lanes for times in the order of their beginnings: what meets lies side by side.
fn places(times: &[(u32, u32)]) -> Vec<Place> {
    let mut placed: Vec<Place> = Vec::with_capacity(times.len());
    // Where each lane is free again, and where the group that meets began.
    let mut ends: Vec<u32> = Vec::new();
    let mut group = 0;
    for (index, (from, until)) in times.iter().copied().enumerate() {
        if ends.iter().all(|end| *end <= from) {
            close(&mut placed, group, ends.len());
            (ends, group) = (Vec::new(), index);
        }
        let free = ends.iter().position(|end| *end <= from);
        let lane = free.unwrap_or(ends.len()).min(LANES - 1);
        match ends.get_mut(lane) {
            Some(end) => *end = until.max(*end),
            None => ends.push(until),
        }
        placed.push(Place {
            from,
            until,
            lane,
            lanes: 1,
        });
    }
    close(&mut placed, group, ends.len());
    placed
}

/// Tells a group how many lanes it has.
fn close(placed: &mut [Place], group: usize, lanes: usize) {
    for place in placed.iter_mut().skip(group) {
        place.lanes = lanes.max(1);
    }
}

#[cfg(test)]
mod tests {
    use domain::text::ZoneName;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::find(&ZoneName::parse(name).unwrap()).unwrap()
    }

    fn stretch(from: &str, until: &str) -> Stretch {
        Stretch {
            from: format!("{from}:00.000000Z").parse().unwrap(),
            until: format!("{until}:00.000000Z").parse().unwrap(),
        }
    }

    #[test]
    fn what_meets_lies_side_by_side() {
        let lanes = |times: &[(u32, u32)]| -> Vec<(usize, usize)> {
            places(times).iter().map(|place| (place.lane, place.lanes)).collect()
        };
        assert_eq!(lanes(&[]), []);
        assert_eq!(lanes(&[(0, 4), (4, 8)]), [(0, 1), (0, 1)], "what touches does not meet");
        assert_eq!(
            lanes(&[(0, 8), (4, 12), (8, 16), (20, 24)]),
            [(0, 2), (1, 2), (0, 2), (0, 1)]
        );
        let many = places(&[(0, 9); 8]);
        assert!(many.iter().all(|place| place.lane < LANES && place.lanes == LANES));
    }

    #[test]
    fn a_time_takes_the_quarters_that_it_touches_on_the_wall() {
        let berlin = zone("Europe/Berlin");
        let day = stretch("2026-11-30T23:00", "2026-12-01T23:00");
        for (from, until, expected) in [
            ("2026-12-01T09:00", "2026-12-01T10:00", (40, 44)),
            ("2026-12-01T09:05", "2026-12-01T10:01", (40, 45)),
            ("2026-11-30T20:00", "2026-12-01T02:00", (0, 12)),
            ("2026-12-01T21:00", "2026-12-02T02:00", (88, 96)),
        ] {
            assert_eq!(quarters(berlin, day, stretch(from, until)), expected, "{from} {until}");
        }
        // Clocks go back at three: half past two to a quarter past two, an hour's three quarters later.
        let back = stretch("2026-10-24T22:00", "2026-10-25T23:00");
        assert_eq!(
            quarters(berlin, back, stretch("2026-10-25T00:30", "2026-10-25T01:15")),
            (10, 11)
        );
    }

    #[test]
    fn who_is_away_takes_no_room_among_the_hours() {
        let happening = |what, from, until| Happening {
            what,
            name: String::new(),
            href: String::new(),
            stretch: stretch(from, until),
            about: String::new(),
            shift: None,
            moves: None,
        };
        let day = Day {
            date: "2026-12-01".parse().unwrap(),
            span: stretch("2026-12-01T00:00", "2026-12-02T00:00"),
            happenings: vec![
                happening(What::Away, "2026-12-01T00:00", "2026-12-01T03:00"),
                happening(What::Freeze, "2026-12-01T09:00", "2026-12-01T10:00"),
                happening(What::Watch, "2026-12-01T11:00", "2026-12-02T11:00"),
                happening(What::Watch, "2026-12-01T09:00", "2026-12-01T10:00"),
            ],
        };
        let column = column(Zone::UTC, &day);
        assert_eq!(
            (column.whole.len(), column.bands.len(), column.slips.len()),
            (2, 1, 1),
            "the longer watch lies above"
        );
        assert_eq!((column.whole[0].what, column.frozen()), (What::Away, false));
        let drawn = hours(&[column]);
        assert_eq!((drawn.first, drawn.end), USUAL);
    }

    #[test]
    fn the_hours_reach_as_far_as_what_happens() {
        let at = |from, until| Place {
            from,
            until,
            lane: 0,
            lanes: 1,
        };
        let booking = Happening {
            what: What::Window,
            name: String::new(),
            href: String::new(),
            stretch: stretch("2026-12-01T09:00", "2026-12-01T10:00"),
            about: String::new(),
            shift: None,
            moves: None,
        };
        let column = |places: &[Place]| Column {
            whole: Vec::new(),
            bands: places.iter().map(|place| (&booking, *place)).collect(),
            slips: Vec::new(),
        };
        let reach = |places: &[Place]| {
            let drawn = hours(&[column(places)]);
            (drawn.first, drawn.end)
        };
        assert_eq!(reach(&[]), USUAL);
        assert_eq!(reach(&[at(40, 44)]), USUAL);
        assert_eq!(reach(&[at(9, 12), at(82, 91)]), (2, 23));
        assert_eq!(reach(&[at(0, DAY)]), (0, 24));
        assert!(!column(&[at(0, 4)]).frozen(), "a window freezes nothing");
    }

    #[test]
    fn a_second_zone_is_beside_the_hours_where_it_is_ahead_by_one_number() {
        let (berlin, york, kathmandu) = (zone("Europe/Berlin"), zone("America/New_York"), zone("Asia/Kathmandu"));
        let usual = stretch("2026-11-29T23:00", "2026-12-06T23:00");
        assert_eq!(ahead(berlin, kathmandu, usual), Some(285));
        assert_eq!(ahead(berlin, york, usual), Some(-360));
        // New York changed its clocks a week after Berlin did.
        assert_eq!(
            ahead(berlin, york, stretch("2026-10-25T23:00", "2026-11-01T23:00")),
            None
        );
    }
}
