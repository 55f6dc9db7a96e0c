//! Every entry can be said: one snapshot with the sentence of every kind, and what stands below it.

#![expect(clippy::unwrap_used, reason = "a test says what is there")]

mod samples;

use std::fmt::Write as _;

use domain::accounts::{Directory, Environment, People, Person, Scheme, Service, Team};
use domain::actor::ProofKind;
use domain::audit::{TimelineEntry, details, sentence};
use domain::calendar::{Calendar, EnvironmentSchedule};
use domain::event::RecordedActor;
use domain::text::{Email, EnvironmentName, OrganizationName, PersonName, ServiceName, Slug, TeamName, ZoneName};
use domain::time::Timestamp;

/// An organization that knows the names in the samples.
fn directory() -> Directory {
    Directory {
        id: "org_018f2b6c7d8e7a90b1c2d3e4f5061800".parse().unwrap(),
        slug: Slug::parse("payments").unwrap(),
        name: OrganizationName::parse("Payments").unwrap(),
        zone: ZoneName::parse("Europe/Berlin").unwrap(),
        founded_at: Timestamp::from_micros(0),
        small_team_rule: false,
        members: [].into(),
        teams: [(
            "team_018f2b6c7d8e7a90b1c2d3e4f5061801".parse().unwrap(),
            Team {
                name: TeamName::parse("Checkout").unwrap(),
            },
        )]
        .into(),
        services: [(
            "svc_018f2b6c7d8e7a90b1c2d3e4f5061802".parse().unwrap(),
            Service {
                name: ServiceName::parse("checkout-api").unwrap(),
                team: "team_018f2b6c7d8e7a90b1c2d3e4f5061801".parse().unwrap(),
                labels: [].into(),
                depends_on: [].into(),
            },
        )]
        .into(),
        environments: [(
            "env_018f2b6c7d8e7a90b1c2d3e4f5061803".parse().unwrap(),
            Environment {
                name: EnvironmentName::parse("Production").unwrap(),
                position: 0,
                signoffs_needed: true,
                fresh_proof: true,
                schedule: EnvironmentSchedule::default(),
            },
        )]
        .into(),
        own_duties: [].into(),
        invitations: [].into(),
        calendar: Calendar::default(),
    }
}

fn people() -> People {
    let ann = Person {
        name: PersonName::parse("Ann Lee").unwrap(),
        email: Email::parse("ann.lee@example.com").unwrap(),
        zone: None,
        scheme: Scheme::System,
    };
    [("usr_018f2b6c7d8e7a90b1c2d3e4f5061711".parse().unwrap(), ann)].into()
}

/// The sentence of every sample, said of Ann Lee or of somebody whom nobody can name any more.
fn said(by: &str) -> String {
    let mut text = String::new();
    for (_, _, event) in samples::all() {
        let (kind, _) = event.encode().unwrap();
        let entry = TimelineEntry {
            seq: 7,
            at: Timestamp::from_micros(0),
            actor: RecordedActor::Person {
                id: by.parse().unwrap(),
                role: None,
                duties: Vec::new(),
                session: "ses_018f2b6c7d8e7a90b1c2d3e4f5061805".parse().unwrap(),
                proved: ProofKind::Password,
                proof_age: 0,
            },
            event,
            deployment: None,
        };
        let _ = writeln!(text, "{kind}: {}", sentence(&entry, &directory(), &people(), None));
        for line in details(&entry, &directory(), &people(), None) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

#[test]
fn every_kind_of_entry_has_its_sentence() {
    insta::assert_snapshot!(said("usr_018f2b6c7d8e7a90b1c2d3e4f5061711"));
}

#[test]
fn nobody_is_ever_called_by_an_id() {
    let text = said("usr_018f2b6c7d8e7a90b1c2d3e4f506171f");
    assert!(text.contains("Somebody who left signed as Tech Lead"), "{text}");
    assert!(!text.contains("_018f2b6c"), "an id in {text}");
}
