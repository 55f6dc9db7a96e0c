//! What the calendar asks while a booking is dragged, pushed with keys, or given a time: would it fit there (W12, W15)?

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Postcard;

use crate::failure::Failure;
#[cfg(feature = "ssr")]
use {
    super::booking::wanted,
    crate::deployments::foreseen::{address, judged, words},
    crate::deployments::view::View,
    crate::sentences::problem,
    domain::calendar::{Slots, Stretch},
    domain::zone::Zone,
};

/// The answer for one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// Whether the rules let it be booked there.
    pub fits: bool,
    /// When, and what stands against it or goes with it.
    pub words: String,
    /// The day on which it would begin, as the calendar's cells are named.
    pub day: String,
    /// The page that books it there.
    pub href: String,
}

/// Furthest that a booking is pushed at once, in days.
#[cfg(feature = "ssr")]
const FURTHEST: i32 = 400;

/// Judges a booking so many days and minutes later, and so many minutes longer. Nothing is saved. The primary slot is meant,
/// or its `backup`; the other one stays.
#[server(output = Postcard)]
pub async fn weigh_move(
    org: String,
    number: String,
    backup: bool,
    days: i32,
    minutes: i32,
    longer: i32,
) -> Result<Weighed, Failure> {
    let view = View::without_history(&org, &number).await?;
    let (slots, slot) = booked(&view, backup)?;
    let zone = view.clock.zone();
    let moved = moved(slot, zone, (days, minutes, longer)).ok_or(Failure::Malformed)?;
    weighed(&view, slots, (backup, moved)).await
}

/// Judges a booking at a time of the reader's clock, as a field has it. Nothing is saved. The primary slot is meant, or its
/// `backup`; the other one stays.
#[server(output = Postcard)]
pub async fn weigh_time(
    org: String,
    number: String,
    backup: bool,
    from: String,
    until: String,
) -> Result<Weighed, Failure> {
    let view = View::without_history(&org, &number).await?;
    let (slots, _) = booked(&view, backup)?;
    let zone = view.clock.zone();
    let moved = match wanted(zone.name(), &[from, until, String::new(), String::new()]) {
        Ok(wanted) => wanted.primary,
        Err(Failure::Invalid { fields }) => {
            let words = fields.iter().map(|wrong| {
                let label = if wrong.field == "from" { "Begins" } else { "Ends" };
                problem(label, &wrong.problem)
            });
            return Ok(Weighed {
                fits: false,
                words: words.collect::<Vec<_>>().join(" "),
                day: String::new(),
                href: String::new(),
            });
        }
        Err(failure) => return Err(failure),
    };
    weighed(&view, slots, (backup, moved)).await
}

/// What is booked, and the slot of it that is meant.
#[cfg(feature = "ssr")]
fn booked(view: &View, backup: bool) -> Result<(&Slots, Stretch), Failure> {
    let slots = view.deployment().slots().ok_or(Failure::NotFound)?;
    let slot = if backup { slots.backup } else { Some(slots.primary) };
    Ok((slots, slot.ok_or(Failure::NotFound)?))
}

/// What the rules say of slots of which one is moved.
#[cfg(feature = "ssr")]
async fn weighed(view: &View, slots: &Slots, (backup, moved): (bool, Stretch)) -> Result<Weighed, Failure> {
    let there = if backup {
        Slots {
            backup: Some(moved),
            ..slots.clone()
        }
    } else {
        Slots {
            primary: moved,
            ..slots.clone()
        }
    };
    let zone = view.clock.zone();
    let foreseen = judged(view, &there).await?;
    let stays = there == *slots;
    let words = if stays {
        "It is booked for this time.".to_owned()
    } else {
        format!("{}: {}", view.names().stretch(moved), words(view, &foreseen))
    };
    Ok(Weighed {
        fits: !stays && foreseen.refusal.is_none(),
        words,
        day: zone.date(moved.from).to_string(),
        href: address(view, &there),
    })
}

/// A slot on the same time of day of another day, then pushed and stretched by minutes.
#[cfg(feature = "ssr")]
fn moved(slot: Stretch, zone: Zone, (days, minutes, longer): (i32, i32, i32)) -> Option<Stretch> {
    let far = FURTHEST * 24 * 60;
    if days.abs() > FURTHEST || minutes.abs() > far || longer.abs() > far {
        return None;
    }
    let seconds = |minutes: i32| i64::from(minutes) * 60;
    let begins = zone.local(slot.from) + chrono::Duration::days(i64::from(days));
    let from = zone.instant(begins).plus_seconds(seconds(minutes));
    let lasts = slot.until.seconds_since(slot.from) + seconds(longer);
    Some(Stretch {
        from,
        until: from.plus_seconds(lasts),
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::text::ZoneName;

    use super::*;

    #[test]
    fn a_move_by_days_keeps_the_time_on_the_wall() {
        let berlin = Zone::find(&ZoneName::parse("Europe/Berlin").unwrap()).unwrap();
        let stretch = |from: &str, until: &str| Stretch {
            from: format!("{from}:00.000000Z").parse().unwrap(),
            until: format!("{until}:00.000000Z").parse().unwrap(),
        };
        // Clocks go forward on 29 March: ten in the morning is an hour earlier in UTC after it.
        let slot = stretch("2026-03-28T09:00", "2026-03-28T10:00");
        for (by, expected) in [
            ((2, 0, 0), stretch("2026-03-30T08:00", "2026-03-30T09:00")),
            ((0, -15, 0), stretch("2026-03-28T08:45", "2026-03-28T09:45")),
            ((-1, 30, 15), stretch("2026-03-27T09:30", "2026-03-27T10:45")),
        ] {
            assert_eq!(moved(slot, berlin, by), Some(expected), "{by:?}");
        }
        assert_eq!(moved(slot, berlin, (401, 0, 0)), None);
        assert_eq!(moved(slot, berlin, (0, i32::MAX, 0)), None);
    }
}
