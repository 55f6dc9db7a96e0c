//! `window`: the question of the calendar, asked from a shell or a pipeline (W3).

use clap::Subcommand;
use domain::accounts::{Directory, People};
use domain::backend::{Backend as _, OpenedDeployment};
use domain::calendar::LocalTime;
use domain::deployments::{ChangeNumber, Standing};
use domain::id::PersonId;
use domain::sources::Sources as _;
use domain::text::{Slug, ZoneName};
use domain::time::Timestamp;
use domain::zone::Zone;
use store::Options;

use super::serve::open;
use crate::clock::Machine;
use crate::config::Settings;
use crate::serve::Fault;

/// What `window` can do.
#[derive(Debug, Subcommand)]
pub(super) enum Window {
    /// Say whether a deployment may start at a time, and if not, which rule says no and when it next may
    Check {
        /// The deployment's number: CHG-12
        number: String,
        /// Address of the organization, as in its pages' addresses
        #[arg(long, value_name = "SLUG")]
        organization: String,
        /// The planned time: 2026-12-01T14:00; now without it
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// The zone of that time, as Europe/Berlin; the organization's without it
        #[arg(long)]
        zone: Option<String>,
    },
}

/// Answers; `false` when the answer is no.
pub(super) async fn run(settings: &Settings, window: &Window) -> Result<bool, Fault> {
    let Window::Check {
        number,
        organization,
        at,
        zone,
    } = window;
    let store = open(settings, Options::looking()).await?;
    let slug = Slug::parse(organization).map_err(|_| format!("{organization} is no organization's address"))?;
    let number: ChangeNumber = number
        .parse()
        .map_err(|_| format!("{number} is not a number like CHG-12"))?;
    let known = store.all_organizations().await?;
    let known = known.into_iter().find(|known| known.slug == slug);
    let id = known.ok_or_else(|| format!("There is no organization {slug}."))?.id;
    let directory = store
        .directory_of(id)
        .await?
        .ok_or_else(|| format!("There is no organization {slug}."))?;
    let opened = store.deployment(id, number).await?;
    let opened = opened.ok_or_else(|| format!("There is no {number} in {slug}."))?;
    let zone = zone_of(zone.as_deref(), &directory)?;
    let at = match at {
        Some(text) => {
            let local: LocalTime = text.parse().map_err(|error| format!("{text} is {error}."))?;
            zone.instant(local.naive())
        }
        None => Machine.now(),
    };
    let allowed = answer(&directory, &opened, zone, at);
    store.shutdown().await;
    Ok(allowed)
}

fn zone_of(named: Option<&str>, directory: &Directory) -> Result<Zone, Fault> {
    let Some(name) = named else {
        return Ok(Zone::find(&directory.zone).unwrap_or(Zone::UTC));
    };
    let zone = ZoneName::parse(name).ok().and_then(|name| Zone::find(&name));
    Ok(zone.ok_or_else(|| format!("There is no time zone {name}."))?)
}

/// Prints the same sentences as the pages do.
fn answer(directory: &Directory, opened: &OpenedDeployment, zone: Zone, at: Timestamp) -> bool {
    let standing = Standing {
        directory,
        structure: &opened.structure,
        deployment: &opened.deployment,
        occupants: &opened.occupants,
    };
    let clock = app::parts::Clock::new(zone, at);
    let (number, when) = (
        opened.deployment.number,
        format!("{} ({})", clock.full(at), zone.name()),
    );
    match standing.may_start(at) {
        Ok(()) => {
            println!("Yes: windows and freezes let {number} start on {when}.");
            true
        }
        Err(closed) => {
            println!("No: {number} may not start on {when}.");
            let people = People::new();
            let names = app::sentences::Names {
                directory,
                people: &people,
                structure: None,
                team: None,
                reader: PersonId::new(uuid::Uuid::nil()),
                clock: &clock,
            };
            let why = app::sentences::shut(&names, &closed);
            for part in &why.parts {
                println!("  {}", part.words);
            }
            if let Some(help) = &why.help {
                println!("  {help}");
            }
            false
        }
    }
}
