//! The people of the demo, with their duties, and what they ship where.

use std::collections::{BTreeMap, BTreeSet};

use domain::accounts::{AccessRole, AuditPeriod, Duty, InstanceCommand, Joiner, OrganizationCommand};
use domain::command::{Command, Secret};
use domain::id::{EnvironmentId, InvitationId, OrganizationId, PersonId, ServiceId, TeamId};
use domain::text::{Email, OrganizationName, PersonName, ServiceName, TeamName, ZoneName};
use futures_util::future::try_join_all;

use super::desk::Desk;
use super::{DAY, SignIn};
use crate::doors::{address_for, founding, random_password, secret_text, token_hash};
use crate::serve::Fault;

const ORGANIZATION: &str = "Lantern Quay";
const DOMAIN: &str = "lantern-quay.example";
const OWNER: &str = "Ines Okafor";

/// Everybody but the owner, by the duty they hold.
const PEOPLE: [(&str, Duty); 8] = [
    ("Tomas Lindqvist", Duty::TechLead),
    ("Mei Tanaka", Duty::DevOpsLead),
    ("Sara Haddad", Duty::ProductOwner),
    ("Jonas Weber", Duty::QaLead),
    ("Priya Nair", Duty::Security),
    ("Luca Moretti", Duty::DeploymentEngineer),
    ("Ana Souza", Duty::ReleaseManager),
    ("David Mensah", Duty::Cto),
];

const AUDITOR: &str = "Claire Fontaine";

/// Who and what there is in the demo.
pub(super) struct Cast {
    /// The organization.
    pub(super) organization: OrganizationId,
    /// Its owner.
    pub(super) owner: PersonId,
    /// Holders of duties, in the order of the list above.
    pub(super) people: Vec<(Duty, PersonId)>,
    /// Services of both teams.
    pub(super) services: Vec<ServiceId>,
    /// Development, staging, production.
    pub(super) environments: [EnvironmentId; 3],
    /// How everybody signs in.
    pub(super) sign_ins: Vec<SignIn>,
}

/// Somebody who is to have an account.
struct Newcomer {
    person: PersonId,
    name: &'static str,
    email: Email,
    password: String,
    phc: String,
}

impl Newcomer {
    async fn new(desk: &Desk, name: &'static str) -> Result<Self, Fault> {
        let first = name.split(' ').next().unwrap_or(name).to_lowercase();
        let password = random_password(&*desk.shared.sources);
        let hasher = desk.shared.doors.hasher();
        let phc = hasher.hash(&password, &*desk.shared.sources).await;
        Ok(Self {
            person: PersonId::new(desk.shared.sources.uuid()),
            name,
            email: Email::parse(&format!("{first}@{DOMAIN}"))?,
            password,
            phc: phc.map_err(|_| "passwords could not be hashed")?,
        })
    }

    fn joiner(&self) -> Result<Joiner, Fault> {
        Ok(Joiner::New {
            person: self.person,
            name: PersonName::parse(self.name)?,
            email: self.email.clone(),
        })
    }

    fn secret(&self) -> Secret {
        Secret::Password {
            person: self.person,
            phc: self.phc.clone(),
        }
    }

    fn sign_in(&self, duty: &str) -> SignIn {
        SignIn {
            duty: duty.to_owned(),
            email: self.email.to_string(),
            password: self.password.clone(),
        }
    }
}

/// What somebody is invited to.
struct Place {
    role: AccessRole,
    team: Option<TeamId>,
    duties: BTreeSet<Duty>,
    reads: Option<AuditPeriod>,
}

impl Cast {
    /// Founds the organization and brings everybody in by invitation.
    pub(super) async fn assemble(desk: &Desk) -> Result<Self, Fault> {
        let owner = Newcomer::new(desk, OWNER).await?;
        let name = OrganizationName::parse(ORGANIZATION)?;
        let slug = address_for(&name)?;
        let founding = founding(
            &*desk.shared.sources,
            name,
            slug,
            ZoneName::parse("UTC")?,
            owner.joiner()?,
        );
        let InstanceCommand::FoundOrganization(found) = &founding else {
            return Err("founding is another command now".into());
        };
        let (organization, team, service) = (found.organization, found.team, found.service);
        let environments = found.environments;
        desk.nobody(founding, vec![owner.secret()]).await?;

        let second_team = TeamId::new(desk.shared.sources.uuid());
        let mut cast = Self {
            organization,
            owner: owner.person,
            people: Vec::new(),
            services: vec![service],
            environments,
            sign_ins: vec![owner.sign_in(AccessRole::Owner.name())],
        };
        cast.settle(desk, team, second_team).await?;
        cast.invite_all(desk, team, second_team).await?;
        Ok(cast)
    }

    /// Two teams with two services each.
    async fn settle(&mut self, desk: &Desk, team: TeamId, second: TeamId) -> Result<(), Fault> {
        let services = [
            (self.services[0], "Storefront", team),
            (ServiceId::new(desk.shared.sources.uuid()), "Search API", team),
            (ServiceId::new(desk.shared.sources.uuid()), "Checkout API", second),
            (ServiceId::new(desk.shared.sources.uuid()), "Invoices", second),
        ];
        let mut commands = vec![
            OrganizationCommand::RenameTeam {
                team,
                name: TeamName::parse("Shop")?,
            },
            OrganizationCommand::AddTeam {
                team: second,
                name: TeamName::parse("Payments")?,
            },
        ];
        for (index, (service, name, team)) in services.into_iter().enumerate() {
            let name = ServiceName::parse(name)?;
            commands.push(if index == 0 {
                OrganizationCommand::ChangeService { service, name, team }
            } else {
                OrganizationCommand::AddService { service, name, team }
            });
        }
        self.services = services.iter().map(|(service, _, _)| *service).collect();
        for command in commands {
            desk.organize(self, command, Vec::new()).await?;
        }
        Ok(())
    }

    async fn invite_all(&mut self, desk: &Desk, team: TeamId, second: TeamId) -> Result<(), Fault> {
        let names = PEOPLE.iter().map(|(name, _)| *name).chain([AUDITOR]);
        let newcomers = try_join_all(names.map(|name| Newcomer::new(desk, name))).await?;
        for (newcomer, (_, duty)) in newcomers.iter().zip(&PEOPLE) {
            let duties = BTreeSet::from([duty.clone()]);
            let place = Place {
                role: AccessRole::Member,
                team: Some(team),
                duties: duties.clone(),
                reads: None,
            };
            self.bring_in(desk, newcomer, place).await?;
            let both = OrganizationCommand::ChangeMember {
                seen: None,
                person: newcomer.person,
                role: AccessRole::Member,
                teams: BTreeMap::from([(team, duties.clone()), (second, duties)]),
                reads: None,
            };
            desk.organize(self, both, Vec::new()).await?;
            self.people.push((duty.clone(), newcomer.person));
            self.sign_ins.push(newcomer.sign_in(duty.name()));
        }
        if let Some(auditor) = newcomers.last() {
            let now = desk.shared.sources.now();
            let place = Place {
                role: AccessRole::Auditor,
                team: None,
                duties: BTreeSet::new(),
                reads: Some(AuditPeriod {
                    from: now.plus_seconds(-DAY),
                    until: now.plus_seconds(365 * DAY),
                }),
            };
            self.bring_in(desk, auditor, place).await?;
            self.sign_ins.push(auditor.sign_in(AccessRole::Auditor.name()));
        }
        Ok(())
    }

    /// Invites somebody, and lets them join.
    async fn bring_in(&self, desk: &Desk, newcomer: &Newcomer, place: Place) -> Result<(), Fault> {
        let invitation = InvitationId::new(desk.shared.sources.uuid());
        let invite = OrganizationCommand::Invite {
            invitation,
            name: PersonName::parse(newcomer.name)?,
            email: newcomer.email.clone(),
            role: place.role,
            team: place.team,
            duties: place.duties,
            reads: place.reads,
            expires_at: desk.shared.sources.now().plus_seconds(7 * DAY),
        };
        let secret = Secret::Invitation {
            invitation,
            token: token_hash(&secret_text(&*desk.shared.sources)),
        };
        desk.organize(self, invite, vec![secret]).await?;
        let accept = InstanceCommand::AcceptInvitation {
            organization: self.organization,
            invitation,
            joiner: newcomer.joiner()?,
        };
        desk.nobody(accept, vec![newcomer.secret()]).await
    }

    /// Who holds a duty.
    pub(super) fn holder(&self, duty: &Duty) -> PersonId {
        let found = self.people.iter().find(|(held, _)| held == duty);
        found.map_or(self.owner, |(_, person)| *person)
    }

    /// The command on the organization.
    pub(super) fn on_organization(&self, command: OrganizationCommand) -> Command {
        Command::Organization {
            organization: self.organization,
            command,
        }
    }
}
