//! P14: the next free slots in a crowded calendar, and a month full of bookings.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::calendar::{HORIZON_DAYS, Schedule, Search, Slots, Stretch, next_slots};
use domain::command::Command;
use domain::deployments::{BookingCommand, DeploymentCommand};
use domain::testing::{crowded, instant, shipping};
use domain::text::ZoneName;
use domain::zone::Zone;
use http::StatusCode;

use crate::app::Client;
use crate::measure::{median, micros, say};
use crate::world::World;

/// Windows and freezes that come again, of a large organization.
const CROWD: (u32, u32) = (2_000, 50);
/// Searches for one median.
const SEARCHES: usize = 40;
/// Bookings of the month at which it is opened.
const BOOKINGS: [i64; 2] = [50, 500];
/// Pages opened for one median.
const TIMES: usize = 100;

pub(crate) async fn measure() {
    search();
    let world = World::new(10).await;
    let mut client = world.app.sign_in("engineer@northwind.example").await;
    let views = [("month", "month"), ("agenda of its days", "agenda")];
    let (mut booked, mut medians) = (0, Vec::new());
    for wanted in BOOKINGS {
        while booked < wanted {
            book(&world, booked).await;
            booked += 1;
        }
        for (_, view) in views {
            medians.push(open(&mut client, &world, view).await);
        }
    }
    for (index, (what, _)) in views.into_iter().enumerate() {
        let (few, many) = (medians[index], medians[index + views.len()]);
        let more = (BOOKINGS[1] - BOOKINGS[0]) as f64;
        say(
            "P14",
            format!("{what}, {} bookings, p50", BOOKINGS[1]),
            format!("{:.0} µs", micros(many)),
            "",
        );
        say(
            "P14",
            format!("per booking, {what}"),
            format!("{:.1} µs", (micros(many) - micros(few)) / more),
            "≤ 20 µs",
        );
    }
}

/// The search that the page of bookings makes, over the whole horizon.
fn search() {
    let calendar = crowded(CROWD.0, CROWD.1);
    let labels = BTreeSet::new();
    let from = instant("2026-03-02T07:00");
    let search = Search {
        schedule: Schedule {
            calendar: &calendar,
            subject: shipping(&labels),
            hours: &[],
            lifted: &[],
        },
        zone: Zone::find(&ZoneName::parse("Europe/Berlin").unwrap()).unwrap(),
        from,
        lasts: 120,
        busy: &[],
        low_traffic: &[],
        wanted: 10,
        until: from.plus_seconds(HORIZON_DAYS * 24 * 3600),
    };
    let times = (0..SEARCHES).map(|_| {
        let start = Instant::now();
        assert_eq!(black_box(next_slots(&search)).unwrap().len(), 10);
        start.elapsed()
    });
    say(
        "P14",
        format!("ten slots among {} windows, {} freezes, p50", CROWD.0, CROWD.1),
        format!("{:.1} ms", median(times).as_secs_f64() * 1e3),
        "≤ 50 ms",
    );
}

/// Books an hour of February for a deployment of its own, each the one after the last.
async fn book(world: &World, hour: i64) {
    let (deployment, _) = world.things.draft(&world.app, &world.house).await;
    let book = BookingCommand::Book {
        seen: 0,
        slots: Slots {
            primary: Stretch::lasting(instant("2026-02-01T00:00").plus_seconds(hour * 3600), 60),
            backup: None,
        },
        accepted: Vec::new(),
        confirmed: Vec::new(),
    };
    let command = Command::Deployment {
        organization: world.house.organization,
        deployment,
        command: DeploymentCommand::Booking(book),
    };
    let actor = world.app.actor(world.house.engineer);
    world.app.send(actor, command, Vec::new()).await;
}

/// The median time to open the calendar of that month.
async fn open(client: &mut Client<'_>, world: &World, view: &str) -> Duration {
    let path = format!("/{}/calendar?date=2026-02-01&view={view}", world.house.slug);
    let mut times = Vec::new();
    for time in 0..TIMES + TIMES / 10 {
        let start = Instant::now();
        assert_eq!(client.get(&path).await.status, StatusCode::OK);
        // The first tenth warms up.
        if time >= TIMES / 10 {
            times.push(start.elapsed());
        }
    }
    median(times.into_iter())
}
