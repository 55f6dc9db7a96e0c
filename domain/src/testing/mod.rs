//! A small organization in memory, for tests of every room: people with duties, a checklist, and a ledger that is folded
//! as the store folds it. Behind the feature `testing`; nothing of it is in the product.

mod calendar;
mod checklist;
mod scene;
mod verbs;

use uuid::Uuid;

use crate::accounts::{AccessRole, Duty, FoundOrganization, InstanceCommand, Joiner};
use crate::actor::{Actor, PersonActor, Proof, ProofKind};
use crate::command::Command;
use crate::deployments::{DeploymentType, Details};
use crate::id::{DeploymentId, EnvironmentId, OrganizationId, PersonId, ServiceId, SessionId, TeamId, TemplateId};
use crate::text::{Email, OrganizationName, PersonName, Slug, Title, VersionText, ZoneName};
use crate::time::Timestamp;

pub use calendar::{crowded, freeze, instant, recurrence, shipping, times, window};
pub use checklist::{checklist, content, item, section};
pub use scene::{Entry, Scene, States};
pub use verbs::evidence;

/// The organization.
pub const PAYMENTS: OrganizationId = OrganizationId::new(Uuid::from_u128(0x1000));
/// Another organization of the same instance.
pub const ELSEWHERE: OrganizationId = OrganizationId::new(Uuid::from_u128(0x1001));
/// The first team, which ships [`CHECKOUT`].
pub const TEAM: TeamId = TeamId::new(Uuid::from_u128(0x2000));
/// Another team, which ships [`LEDGERS`].
pub const OTHER_TEAM: TeamId = TeamId::new(Uuid::from_u128(0x2001));
/// A service of [`TEAM`].
pub const CHECKOUT: ServiceId = ServiceId::new(Uuid::from_u128(0x3000));
/// A service of [`OTHER_TEAM`].
pub const LEDGERS: ServiceId = ServiceId::new(Uuid::from_u128(0x3001));
/// Needs no sign-offs.
pub const DEVELOPMENT: EnvironmentId = EnvironmentId::new(Uuid::from_u128(0x4000));
/// Needs sign-offs, but no fresh proof.
pub const STAGING: EnvironmentId = EnvironmentId::new(Uuid::from_u128(0x4001));
/// Needs sign-offs and a fresh proof.
pub const PRODUCTION: EnvironmentId = EnvironmentId::new(Uuid::from_u128(0x4002));
/// The template with [`checklist`] as its first version.
pub const TEMPLATE: TemplateId = TemplateId::new(Uuid::from_u128(0x5000));

/// Owner; in [`TEAM`] without duties.
pub const OWNER: PersonId = person(0);
/// Admin; in no team.
pub const ADMIN: PersonId = person(1);
/// Member of [`TEAM`] without duties: asks for deployments.
pub const ENGINEER: PersonId = person(2);
/// Tech Lead of [`TEAM`].
pub const TECH_LEAD: PersonId = person(3);
/// DevOps Lead of [`TEAM`].
pub const DEVOPS_LEAD: PersonId = person(4);
/// Product Owner of [`TEAM`].
pub const PRODUCT_OWNER: PersonId = person(5);
/// Deployment Engineer of [`TEAM`].
pub const DEPLOYER: PersonId = person(6);
/// Tech Lead of [`OTHER_TEAM`].
pub const OUTSIDER: PersonId = person(7);
/// Auditor, in no team.
pub const AUDITOR: PersonId = person(8);
/// Has an account, but is a member of nothing here.
pub const STRANGER: PersonId = person(9);

/// A person, a name, the access role of a member, and the team and duty held.
pub type Cast = (
    PersonId,
    &'static str,
    Option<AccessRole>,
    Option<(TeamId, Option<Duty>)>,
);

/// Everybody.
pub const PEOPLE: [Cast; 10] = [
    (OWNER, "Olga Owner", Some(AccessRole::Owner), Some((TEAM, None))),
    (ADMIN, "Adam Admin", Some(AccessRole::Admin), None),
    (ENGINEER, "Erin Engineer", Some(AccessRole::Member), Some((TEAM, None))),
    (
        TECH_LEAD,
        "Tara Lead",
        Some(AccessRole::Member),
        Some((TEAM, Some(Duty::TechLead))),
    ),
    (
        DEVOPS_LEAD,
        "Dev Ops",
        Some(AccessRole::Member),
        Some((TEAM, Some(Duty::DevOpsLead))),
    ),
    (
        PRODUCT_OWNER,
        "Pia Product",
        Some(AccessRole::Member),
        Some((TEAM, Some(Duty::ProductOwner))),
    ),
    (
        DEPLOYER,
        "Dana Deploys",
        Some(AccessRole::Member),
        Some((TEAM, Some(Duty::DeploymentEngineer))),
    ),
    (
        OUTSIDER,
        "Otto Outside",
        Some(AccessRole::Member),
        Some((OTHER_TEAM, Some(Duty::TechLead))),
    ),
    (AUDITOR, "Audrey Auditor", Some(AccessRole::Auditor), None),
    (STRANGER, "Sam Stranger", None, None),
];

/// The person of a number.
pub const fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(0x7000 + number))
}

/// The deployment of a number.
pub const fn deployment(number: u128) -> DeploymentId {
    DeploymentId::new(Uuid::from_u128(0x6000 + number))
}

/// A person with a session, who proved who they are at `proved_at`.
pub const fn acting(person: PersonId, proved_at: Timestamp) -> Actor {
    Actor::Person(PersonActor {
        person,
        session: SessionId::new(Uuid::from_u128(0x8000)),
        proof: Proof {
            how: ProofKind::Password,
            at: proved_at,
        },
    })
}

/// The account and address of one of [`PEOPLE`].
///
/// # Panics
/// Never for [`PEOPLE`].
pub fn new_person(person: PersonId, name: &str) -> Joiner {
    let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    Joiner::New {
        person,
        name: PersonName::parse(name).expect("a name"),
        email: Email::parse(&email).expect("an address"),
    }
}

/// Founds [`PAYMENTS`] with [`OWNER`], [`TEAM`], [`CHECKOUT`] and the three environments.
///
/// # Panics
/// Never.
pub fn found() -> Command {
    Command::Instance(InstanceCommand::FoundOrganization(Box::new(FoundOrganization {
        organization: PAYMENTS,
        name: OrganizationName::parse("Payments").expect("a name"),
        slug: Slug::parse("payments").expect("an address"),
        zone: ZoneName::parse("Europe/Berlin").expect("a zone"),
        owner: new_person(OWNER, "Olga Owner"),
        team: TEAM,
        service: CHECKOUT,
        environments: [DEVELOPMENT, STAGING, PRODUCTION],
    })))
}

/// What is typed for a deployment of [`CHECKOUT`] by [`ENGINEER`].
///
/// # Panics
/// Never.
pub fn details(environment: EnvironmentId) -> Details {
    Details {
        title: Title::parse("Checkout with saved cards").expect("a title"),
        version: VersionText::parse("2.4.0").expect("a version"),
        service: CHECKOUT,
        environment,
        kind: DeploymentType::Standard,
        deployer: ENGINEER,
        commit: None,
        ticket: None,
        release_notes: None,
    }
}

/// A yes to whatever is voided: the entries of any sign-off that a scene can have.
pub fn every() -> Vec<u64> {
    (0..10_000).collect()
}

/// [`every`], or none.
pub fn told(yes: bool) -> Vec<u64> {
    if yes { every() } else { Vec::new() }
}
