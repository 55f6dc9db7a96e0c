//! One-time codes and links: set-up, invitations, resets.

use domain::accounts::{
    FoundOrganization, GateRefusal, InstanceCommand, InvitationStanding, InvitationView, Joiner, PasswordCause,
    PersonDetails, SetUp,
};
use domain::actor::Actor;
use domain::backend::{Answer, BackendError};
use domain::command::Secret;
use domain::id::{EnvironmentId, OrganizationId, PersonId, ServiceId, TeamId};
use domain::refusal::Refusal;
use domain::sources::Sources;
use domain::text::{OrganizationName, Slug, ZoneName, slug_from};

use super::gate::{RequestGate, Word};
use super::token_hash;

/// The command that founds an organization with this owner; the first team and service bear its name (01 §6).
pub fn founding(
    sources: &dyn Sources,
    name: OrganizationName,
    slug: Slug,
    zone: ZoneName,
    owner: Joiner,
) -> InstanceCommand {
    InstanceCommand::FoundOrganization(Box::new(FoundOrganization {
        organization: OrganizationId::new(sources.uuid()),
        name,
        slug,
        zone,
        owner,
        team: TeamId::new(sources.uuid()),
        service: ServiceId::new(sources.uuid()),
        environments: std::array::from_fn(|_| EnvironmentId::new(sources.uuid())),
    }))
}

/// The address that an organization of this name gets.
pub fn address_for(name: &OrganizationName) -> Result<Slug, GateRefusal> {
    Slug::parse(&slug_from(name.as_str(), "organization")).map_err(|_| GateRefusal::SlugTaken)
}

/// An invitation that still works.
struct Invited {
    organization: OrganizationId,
    organization_name: String,
    slug: Slug,
    invitation: domain::id::InvitationId,
    name: domain::text::PersonName,
    email: domain::text::Email,
    account: Option<PersonId>,
}

impl RequestGate {
    pub(super) async fn found_first(&self, form: SetUp) -> Word<Slug> {
        if self.shared.store.organizations_exist().await? {
            return Ok(Err(GateRefusal::SetUpOver));
        }
        let guess = Self::guess("set-up");
        if let Err(refusal) = self.heard(&guess).await? {
            return Ok(Err(refusal));
        }
        if !self.shared.doors.is_setup_code(&form.code) {
            self.failed(&guess).await?;
            return Ok(Err(GateRefusal::WrongCode));
        }
        let names = [form.email.as_str(), form.name.as_str(), form.organization.as_str()];
        let phc = match self.new_password(&form.password, &names).await? {
            Ok(phc) => phc,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let slug = match address_for(&form.organization) {
            Ok(slug) => slug,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let person = PersonId::new(self.shared.sources.uuid());
        let owner = Joiner::New {
            person,
            name: form.name,
            email: form.email,
        };
        let command = founding(&*self.shared.sources, form.organization, slug.clone(), form.zone, owner);
        match self
            .send(Actor::Nobody, command, vec![Secret::Password { person, phc }])
            .await
        {
            Ok(()) => {}
            Err(BackendError::Refused(refusal)) if matches!(*refusal, Refusal::Taken { .. }) => {
                return Ok(Err(GateRefusal::SetUpOver));
            }
            Err(error) => return Err(error),
        }
        self.shared.doors.spend_setup_code();
        self.begin(person).await?;
        Ok(Ok(slug))
    }

    /// The invitation of a link, while it works.
    async fn invited(&self, token: &str) -> Word<Invited> {
        let store = &self.shared.store;
        let Some(found) = store.invitation_of(&token_hash(token)).await? else {
            return Ok(Err(GateRefusal::LinkDead));
        };
        let directory = &found.directory.state;
        let works = directory.invitations.get(&found.invitation).is_some_and(|invitation| {
            invitation.standing == InvitationStanding::Open && invitation.expires_at > self.now
        });
        let Some(PersonDetails { name, email }) = found.invited.filter(|_| works) else {
            return Ok(Err(GateRefusal::LinkDead));
        };
        let account = store.person_of_email(&email).await?;
        Ok(Ok(Invited {
            organization: found.organization,
            organization_name: directory.name.to_string(),
            slug: directory.slug.clone(),
            invitation: found.invitation,
            name,
            email,
            account,
        }))
    }

    fn is_here(&self, account: Option<PersonId>) -> bool {
        account.is_some() && self.held.as_ref().map(|held| held.person) == account
    }

    pub(super) async fn show_invitation(&self, token: &str) -> Word<InvitationView> {
        Ok(self.invited(token).await?.map(|invited| InvitationView {
            organization: invited.organization_name,
            email: invited.email.to_string(),
            name: invited.name.to_string(),
            has_account: invited.account.is_some(),
            signed_in: self.is_here(invited.account),
        }))
    }

    pub(super) async fn accept_invitation(&self, token: &str, password: Option<&str>) -> Word<Slug> {
        let invited = match self.invited(token).await? {
            Ok(invited) => invited,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let password = password.unwrap_or_default();
        let here = self.is_here(invited.account);
        let (joiner, secrets) = match invited.account {
            Some(person) => {
                if !here {
                    let guess = Self::guess(invited.email.as_str());
                    if let Err(refusal) = self.check_password(&guess, Some(person), password).await? {
                        return Ok(Err(refusal));
                    }
                }
                (Joiner::Existing { person }, Vec::new())
            }
            None => {
                let names = [
                    invited.email.as_str(),
                    invited.name.as_str(),
                    &invited.organization_name,
                ];
                let phc = match self.new_password(password, &names).await? {
                    Ok(phc) => phc,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let person = PersonId::new(self.shared.sources.uuid());
                let joiner = Joiner::New {
                    person,
                    name: invited.name,
                    email: invited.email,
                };
                (joiner, vec![Secret::Password { person, phc }])
            }
        };
        let person = joiner.person();
        let command = InstanceCommand::AcceptInvitation {
            organization: invited.organization,
            invitation: invited.invitation,
            joiner,
        };
        let actor = match &self.held {
            Some(held) if here => Actor::Person(held.actor()),
            Some(_) | None => Actor::Nobody,
        };
        match self.send(actor, command, secrets).await {
            Ok(()) => {}
            // Used in another tab meanwhile, or the address got an account.
            Err(BackendError::Refused(_)) => return Ok(Err(GateRefusal::LinkDead)),
            Err(error) => return Err(error),
        }
        if !here {
            self.begin(person).await?;
        }
        Ok(Ok(invited.slug))
    }

    /// Whose password a reset link may replace, while it works.
    pub(super) async fn reset_for(&self, token: &str) -> Answer<Option<PersonId>> {
        Ok(self.shared.store.reset_of(&token_hash(token), self.now).await?)
    }

    pub(super) async fn reset_password(&self, token: &str, password: &str) -> Word<()> {
        let Some(person) = self.reset_for(token).await? else {
            return Ok(Err(GateRefusal::LinkDead));
        };
        let account = self
            .shared
            .backend
            .person(person)
            .await?
            .ok_or(BackendError::Internal)?;
        let names = [account.email.as_str(), account.name.as_str()];
        let phc = match self.new_password(password, &names).await? {
            Ok(phc) => phc,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let command = InstanceCommand::ChangePassword {
            person,
            by: PasswordCause::Reset,
        };
        let secrets = vec![
            Secret::UseReset {
                token: token_hash(token),
            },
            Secret::Password { person, phc },
        ];
        match self.send(Actor::Nobody, command, secrets).await {
            Ok(()) => {}
            Err(BackendError::Refused(_)) => return Ok(Err(GateRefusal::LinkDead)),
            Err(error) => return Err(error),
        }
        self.shared.store.revoke_sessions(person, None).await?;
        Ok(Ok(()))
    }
}
