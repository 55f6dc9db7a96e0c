use domain::accounts::{Duty, OrganizationEvent};
use domain::calendar::{
    CalendarEvent, EnvironmentSchedule, FeedLists, Lifts, Pattern, Recurrence, RunningChoice, Scope, Scoped, Slots,
    Stretch, Times, Weekday,
};
use domain::deployments::{BookingEvent, DeploymentEvent, DeploymentType};
use domain::event::{Event, Stream};
use domain::id::{AbsenceId, DeploymentId, EnvironmentId, FeedId, FreezeId, ServiceId, TeamId, WindowId};
use domain::text::{CalendarName, CommentText, Email, Label, Reason, ZoneName};

use super::{Sample, at, person};

fn environment() -> EnvironmentId {
    "env_018f2b6c7d8e7a90b1c2d3e4f5061803".parse().unwrap()
}

fn service() -> ServiceId {
    "svc_018f2b6c7d8e7a90b1c2d3e4f5061802".parse().unwrap()
}

fn window() -> WindowId {
    "win_018f2b6c7d8e7a90b1c2d3e4f5061a00".parse().unwrap()
}

fn freeze() -> FreezeId {
    "frz_018f2b6c7d8e7a90b1c2d3e4f5061b00".parse().unwrap()
}

fn absence() -> AbsenceId {
    "abs_018f2b6c7d8e7a90b1c2d3e4f5061d00".parse().unwrap()
}

fn feed() -> FeedId {
    "feed_018f2b6c7d8e7a90b1c2d3e4f5061c00".parse().unwrap()
}

fn deployment() -> DeploymentId {
    "dep_018f2b6c7d8e7a90b1c2d3e4f5061900".parse().unwrap()
}

fn name() -> CalendarName {
    CalendarName::parse("Werktags").unwrap()
}

fn reason() -> Reason {
    Reason::parse("Because \"it\" was\nasked for").unwrap()
}

fn times(whole: bool) -> Times {
    let on = [Weekday::Tuesday, Weekday::Thursday].into();
    let repeats = Recurrence {
        pattern: Pattern::Weeks { interval: 2, on },
        until: Some("2027-06-30".parse().unwrap()),
    };
    Times::checked(
        ZoneName::parse("Europe/Berlin").unwrap(),
        "2026-12-01T10:00".parse().unwrap(),
        "2026-12-01T16:00".parse().unwrap(),
        whole.then_some(repeats),
    )
    .unwrap()
}

fn scope(whole: bool) -> Scope {
    if !whole {
        return Scope::default();
    }
    let team: TeamId = "team_018f2b6c7d8e7a90b1c2d3e4f5061801".parse().unwrap();
    Scope {
        of: Scoped {
            teams: [team].into(),
            services: [service()].into(),
            environments: [environment()].into(),
            types: [DeploymentType::Standard].into(),
            labels: [Label::parse("customer facing").unwrap()].into(),
        },
        except: Scoped {
            types: [DeploymentType::Hotfix].into(),
            ..Scoped::default()
        },
        exempt: [deployment()].into(),
    }
}

fn slots(whole: bool) -> Slots {
    let stretch = |hours: i64| Stretch {
        from: at().plus_seconds(hours * 3600),
        until: at().plus_seconds((hours + 2) * 3600),
    };
    Slots {
        primary: stretch(24),
        backup: whole.then(|| stretch(48)),
    }
}

/// What happens to the calendar.
pub(super) fn planned() -> Vec<Sample> {
    let sample = |bare: bool, event| {
        let event = Event::Organization(OrganizationEvent::Calendar(Box::new(event)));
        (bare, Stream::Organization, event)
    };
    let schedule = |whole: bool| {
        if !whole {
            return EnvironmentSchedule::default();
        }
        EnvironmentSchedule {
            exclusive: true,
            hours: Some(times(true)),
            notice_hours: 48,
            told: vec![Email::parse("stakeholders@example.com").unwrap()],
        }
    };
    let either = |bare: bool| {
        let whole = !bare;
        [
            CalendarEvent::WindowSet {
                window: window(),
                name: name(),
                times: times(whole),
                scope: scope(whole),
            },
            CalendarEvent::FreezeSet {
                freeze: freeze(),
                name: name(),
                reason: reason(),
                times: times(whole),
                scope: scope(whole),
                running: RunningChoice::Hold,
            },
            CalendarEvent::EnvironmentScheduled {
                environment: environment(),
                schedule: schedule(whole),
            },
            CalendarEvent::AbsenceSet {
                absence: absence(),
                person: person('1'),
                times: times(whole),
            },
            CalendarEvent::FeedMade {
                feed: feed(),
                name: name(),
                lists: if whole {
                    FeedLists::Environment {
                        environment: environment(),
                    }
                } else {
                    FeedLists::Everything
                },
            },
        ]
        .map(|event| sample(bare, event))
    };
    let mut samples = vec![
        sample(false, CalendarEvent::WindowRemoved { window: window() }),
        sample(
            false,
            CalendarEvent::FreezeCancelled {
                freeze: freeze(),
                reason: reason(),
            },
        ),
        sample(
            false,
            CalendarEvent::AbsenceRemoved {
                absence: absence(),
                person: person('1'),
            },
        ),
        sample(false, CalendarEvent::FeedRevoked { feed: feed() }),
        sample(
            false,
            CalendarEvent::ServiceRelated {
                service: service(),
                labels: [Label::parse("customer facing").unwrap()].into(),
                depends_on: [service()].into(),
            },
        ),
    ];
    samples.extend(either(false));
    samples.extend(either(true));
    samples
}

/// What happens to bookings.
pub(super) fn booked() -> Vec<Sample> {
    let sample = |bare: bool, event| {
        let event = Event::Deployment(DeploymentEvent::Booking(event));
        (bare, Stream::Deployment(deployment()), event)
    };
    let either = |bare: bool| {
        let whole = !bare;
        [
            BookingEvent::Set {
                slots: slots(whole),
                freeze: whole.then(freeze),
            },
            BookingEvent::Announced {
                told: if whole {
                    vec![Email::parse("stakeholders@example.com").unwrap()]
                } else {
                    Vec::new()
                },
                late: whole.then(reason),
            },
            BookingEvent::Overridden {
                lifts: if whole {
                    Lifts::Freeze { freeze: freeze() }
                } else {
                    Lifts::Windows
                },
                duty: Duty::ReleaseManager,
                reason: reason(),
                expires_at: at().plus_seconds(3600),
            },
        ]
        .map(|event| sample(bare, event))
    };
    let mut samples = vec![
        sample(false, BookingEvent::Released {}),
        sample(
            false,
            BookingEvent::Reviewed {
                overridden: 17,
                justified: true,
                finding: CommentText::parse("A customer could not pay.").unwrap(),
            },
        ),
    ];
    samples.extend(either(false));
    samples.extend(either(true));
    samples
}
