//! Feeds: what other programs read of the calendar, at an address that needs no signing in (W13).
//!
//! A feed belongs to the organization and not to whoever made it: it says what any member may read, as long as it is not
//! revoked.

use serde::{Deserialize, Serialize};

use crate::deployments::Written;
use crate::id::{EnvironmentId, TeamId};
use crate::text::CalendarName;
#[cfg(feature = "server")]
use {
    super::ical::{Feed, FeedEntry, FeedKind, FeedWhen},
    super::{Booked, Freeze, HORIZON_DAYS, Scope, Stretch, Window},
    crate::accounts::Directory,
    crate::audit::scope_words,
    crate::id::{FreezeId, WindowId},
    crate::time::Timestamp,
    crate::zone::Zone,
};

/// What a feed lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum FeedLists {
    /// All windows, freezes and bookings of the organization.
    Everything,
    /// Those that are about a team.
    Team {
        /// Which.
        team: TeamId,
    },
    /// Those that are about an environment.
    Environment {
        /// Which.
        environment: EnvironmentId,
    },
}

/// A feed as its entry says it is. The secret of its address is kept apart, as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedAddress {
    /// Whom it is for.
    pub name: CalendarName,
    /// What it lists.
    pub lists: FeedLists,
    /// Who made it, when, in which entry.
    pub made: Written,
}

/// A booking as a feed lists it.
#[cfg(feature = "server")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FedBooking {
    /// What is booked.
    pub booked: Booked,
    /// Time of the deployment's last entry.
    pub changed_at: Timestamp,
    /// How many entries the deployment has: later ones replace what a calendar has of it.
    pub version: u64,
}

/// What a feed's file is written from.
#[cfg(feature = "server")]
#[derive(Debug, Clone, Copy)]
pub struct FeedFile<'a> {
    /// Windows, freezes, and names.
    pub directory: &'a Directory,
    /// What it lists.
    pub lists: FeedLists,
    /// What is booked in [`FeedFile::listed`].
    pub booked: &'a [FedBooking],
    /// Scheme, host and port under which people reach the program, without a slash at the end.
    pub public_url: &'a str,
    /// When it is read.
    pub now: Timestamp,
}

/// Something that is listed, with the texts that [`FeedEntry`] borrows.
#[cfg(feature = "server")]
struct Listed<'a> {
    id: String,
    kind: FeedKind,
    title: String,
    description: String,
    link: String,
    when: FeedWhen<'a>,
    set_at: Timestamp,
    set_seq: u64,
}

#[cfg(feature = "server")]
impl FeedFile<'_> {
    /// Days behind the present that a feed lists: what was, for whoever looks back at a month.
    pub const PAST_DAYS: i64 = 30;

    /// The time that a feed lists, in whole days of the organization: two readings of a day are the same bytes as long as
    /// nothing changed.
    pub fn listed(directory: &Directory, now: Timestamp) -> Stretch {
        let zone = Zone::find(&directory.zone).unwrap_or(Zone::UTC);
        let day = |days: i64| zone.start_of(zone.date(now.plus_seconds(days * 24 * 3600)));
        Stretch {
            from: day(-Self::PAST_DAYS),
            until: day(HORIZON_DAYS),
        }
    }

    /// The file, as iCalendar.
    pub fn write(&self) -> String {
        let calendar = &self.directory.calendar;
        let about = |scope: &Scope| self.lists.may_concern(self.directory, scope);
        let windows = calendar.windows.iter().filter(|(_, window)| about(&window.scope));
        let windows = windows.map(|(id, window)| self.window(*id, window));
        let freezes = calendar.freezes.iter().filter(|(_, freeze)| about(&freeze.scope));
        let freezes = freezes.map(|(id, freeze)| self.freeze(*id, freeze));
        let booked = self.booked.iter().filter(|fed| self.lists.books(&fed.booked));
        let booked = booked.map(|fed| self.booking(fed));
        let listed: Vec<Listed<'_>> = windows.chain(freezes).chain(booked).collect();
        let entries: Vec<FeedEntry<'_>> = listed
            .iter()
            .map(|listed| FeedEntry {
                id: &listed.id,
                kind: listed.kind,
                title: &listed.title,
                description: &listed.description,
                link: Some(&listed.link),
                when: listed.when,
                set_at: listed.set_at,
                set_seq: listed.set_seq,
            })
            .collect();
        let Stretch { from, until } = Self::listed(self.directory, self.now);
        let feed = Feed {
            name: &self.name(),
            host: self.host(),
            from,
            until,
            entries: &entries,
        };
        feed.write()
    }

    /// What a calendar program calls it.
    fn name(&self) -> String {
        let organization = &self.directory.name;
        match self.lists {
            FeedLists::Everything => format!("{organization} deployments"),
            FeedLists::Team { team } => {
                let known = self.directory.teams.get(&team);
                let name = known.map_or("a team", |known| known.name.as_str());
                format!("{organization} deployments: {name}")
            }
            FeedLists::Environment { environment } => {
                let known = self.directory.environments.get(&environment);
                let name = known.map_or("an environment", |known| known.name.as_str());
                format!("{organization} deployments: {name}")
            }
        }
    }

    /// The host of the program, without its port.
    fn host(&self) -> &str {
        let host = self
            .public_url
            .split_once("://")
            .map_or(self.public_url, |(_, host)| host);
        host.rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(host, |(host, _)| host)
    }

    fn link(&self, page: &str) -> String {
        format!("{}/{}/{page}", self.public_url, self.directory.slug)
    }

    fn scope(&self, scope: &Scope) -> String {
        scope_words(scope, self.directory)
    }

    fn window<'w>(&self, id: WindowId, window: &'w Window) -> Listed<'w> {
        Listed {
            id: id.to_string(),
            kind: FeedKind::Window,
            title: format!("Window: {}", window.name),
            description: format!("Deployments may start, for {}.", self.scope(&window.scope)),
            link: self.link(&format!("calendar/windows/{id}")),
            when: FeedWhen::Times(&window.times),
            set_at: window.set.at,
            set_seq: window.set.seq,
        }
    }

    fn freeze<'f>(&self, id: FreezeId, freeze: &'f Freeze) -> Listed<'f> {
        Listed {
            id: id.to_string(),
            kind: FeedKind::Freeze,
            title: format!("Freeze: {}", freeze.name),
            description: format!(
                "{}\nNo deployment starts, for {}. What runs: {}.",
                freeze.reason,
                self.scope(&freeze.scope),
                freeze.running.name().to_lowercase()
            ),
            link: self.link(&format!("calendar/freezes/{id}")),
            when: FeedWhen::Times(&freeze.times),
            set_at: freeze.set.at,
            set_seq: freeze.set.seq,
        }
    }

    fn booking(&self, fed: &FedBooking) -> Listed<'static> {
        let booked = &fed.booked;
        let service = self.directory.services.get(&booked.service);
        let environment = self.directory.environments.get(&booked.environment);
        let team = self.directory.teams.get(&booked.team);
        let (slot, backup) = if booked.backup {
            ("backup", " (backup)")
        } else {
            ("primary", "")
        };
        let announced = if booked.announced { ", announced" } else { "" };
        let number = booked.number;
        Listed {
            id: format!("{}-{slot}", booked.deployment),
            kind: FeedKind::Booking,
            title: format!("{number} {}{backup}", booked.title),
            description: format!(
                "{} to {}, team {}.\n{}{announced}.",
                service.map_or("A service", |known| known.name.as_str()),
                environment.map_or("an environment", |known| known.name.as_str()),
                team.map_or("unknown", |known| known.name.as_str()),
                booked.stage.name(),
            ),
            link: self.link(&format!("deployments/{number}")),
            when: FeedWhen::Once(booked.stretch),
            set_at: fed.changed_at,
            set_seq: fed.version,
        }
    }
}

#[cfg(feature = "server")]
impl FeedLists {
    /// Whether a booking is in it.
    fn books(self, booked: &Booked) -> bool {
        match self {
            Self::Everything => true,
            Self::Team { team } => booked.team == team,
            Self::Environment { environment } => booked.environment == environment,
        }
    }

    /// Whether a window or freeze with this scope may be about some deployment that is in it.
    fn may_concern(self, directory: &Directory, scope: &Scope) -> bool {
        let Scope { of, except, exempt: _ } = scope;
        match self {
            Self::Everything => true,
            Self::Environment { environment } => {
                (of.environments.is_empty() || of.environments.contains(&environment))
                    && !except.environments.contains(&environment)
            }
            Self::Team { team } => {
                let named = (of.teams.is_empty() || of.teams.contains(&team)) && !except.teams.contains(&team);
                // Where it names services or labels, one of the team's has to be among them.
                let any_service = of.services.is_empty() && of.labels.is_empty();
                let ships = || {
                    directory.services.iter().any(|(id, service)| {
                        service.team == team
                            && (of.services.is_empty() || of.services.contains(id))
                            && (of.labels.is_empty() || service.labels.iter().any(|label| of.labels.contains(label)))
                    })
                };
                named && (any_service || ships())
            }
        }
    }
}
